"""The part `themes` of the benchmark, on the labelled text that stands here."""

from tests.benchmarks.text.__main__ import HERE
from tests.benchmarks.text.themes import figures, piles


def test_a_name_says_what_twenty_reports_are_about() -> None:
    found = figures(HERE)

    assert found["hit"] >= 0.88
    assert found["distinct"] >= 0.97


def test_a_mixed_pile_falls_into_its_themes() -> None:
    found = piles(HERE)

    assert found["pure"] >= 0.7
    assert found["intents"] >= 0.8
