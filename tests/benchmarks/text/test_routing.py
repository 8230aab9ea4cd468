"""The part `routing` of the benchmark, on a slice of the labelled text that stands here."""

from dataclasses import replace

from tests.benchmarks.text.__main__ import HERE
from tests.benchmarks.text.routing import Judged, accuracy, at, curve, drawn, japanese, judged, read, taught


def run(size: int) -> list[Judged]:
    """With so many labels of each team, on every fifth report."""
    material = read(HERE)
    some = replace(material, dev=material.dev[::5], outside=material.outside[::5])
    return judged(taught(some, drawn(material.train, size, 0), []), some, [])


def test_settings_alone_find_the_team_of_four_reports_in_five() -> None:
    assert accuracy(run(0)) >= 0.8


def test_twenty_labels_of_each_team_already_help() -> None:
    found = curve([run(20)])
    assert found["accuracy"] >= 0.825
    assert found["coverage"] >= 0.55
    assert found["rejected"] >= 0.9


def test_japanese_requests_are_told_apart() -> None:
    assert japanese(HERE) >= 0.8


def test_figures_are_those_of_a_fifth_of_strangers() -> None:
    # Two reports, one stranger: it counts as much as half a report (0.5 of 2.5 is a fifth).
    three = [Judged(0.9, True, True), Judged(0.8, False, True), Judged(0.7, False, False)]
    assert at(three, 0.7) == {"floor": 0.7, "precision": 1 / 2.5, "coverage": 1.0, "rejected": 0.0}
    assert at(three, 0.9) == {"floor": 0.9, "precision": 1.0, "coverage": 0.5, "rejected": 1.0}
    assert curve([three]) == {"accuracy": 0.5, "coverage": 0.5, "rejected": 1.0}
