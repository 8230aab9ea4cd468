"""The part `sensing` of the benchmark, on the labelled text that stands here."""

from tests.benchmarks.text.__main__ import HERE
from tests.benchmarks.text.sensing import measure


def test_frustration_is_seen_where_a_person_saw_it() -> None:
    found = measure(HERE, 0)

    assert all(precision >= 0.95 and recall >= 0.85 for precision, recall in found["hand"].values())
    assert found["b77"]["precision"] >= 0.90
    assert found["b77"]["found"] >= 35
