"""The part `language` of the benchmark, on the labelled text that stands here."""

from tests.benchmarks.text.__main__ import HERE
from tests.benchmarks.text.language import figures


def test_the_language_of_a_text_is_right() -> None:
    found = figures(HERE)

    assert min(found[language] for language in ("en", "ko", "ja")) >= 0.995
    assert found["mixed"] >= 30
