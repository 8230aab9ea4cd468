"""The benchmarks still run, and what they compare can be compared. Figures are never judged here."""

import contextlib
import itertools
import sqlite3
from pathlib import Path

import pytest

from tests.benchmarks import acknowledgement, clocks, footprint, home, messages, planning, posting, start, typing
from tests.benchmarks.client import Measured
from tests.benchmarks.requests import stories
from tests.source import ROOT

OURS_ALONE = {"alembic_version"}


def test_the_sample_stays_a_sample() -> None:
    assert len((ROOT / "tests/benchmarks/sample.py").read_text(encoding="utf-8").splitlines()) <= 60


def test_no_two_stories_are_the_same() -> None:
    told = list(itertools.islice(stories(), 10_000))
    assert len(set(told)) == len(told)


def test_a_share_of_the_waits_is_read_from_the_sorted_ones() -> None:
    one = acknowledgement.Round(Measured(tuple(float(wait) for wait in range(100, 0, -1)), 2.0), 1.0)
    assert (one.wait(0.5), one.wait(0.99), one.per_second) == (51.0, 100.0, 50.0)


def test_each_contestant_stores_what_it_acknowledges(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = dict[str, dict[str, int]]()

    def count(one: acknowledgement.Contestant, _sent: int) -> None:
        counted[one.name] = rows(one.database)

    monkeypatch.setattr(acknowledgement, "WARM_UP", 1)
    monkeypatch.setattr(acknowledgement, "_check", count)
    acknowledgement.measure(9, 1, ["bare Bolt", "sample.py", "Snag (web)"])

    assert counted["bare Bolt"]["report"] == 0
    words = {name: tables.pop("words") for name, tables in counted.items()}
    begun = {name: tables.pop("clock") for name, tables in counted.items()}
    assert counted["sample.py"]["report"] == 19
    assert counted["sample.py"] == counted["Snag (web)"]
    assert (begun["sample.py"], begun["Snag (web)"]) == (0, 3 * 19)
    assert 0 < words["sample.py"] <= words["Snag (web)"]  # the yardstick may write fewer rows, never more


def rows(database: Path) -> dict[str, int]:
    """How many rows each table has; of the index of words, how many words of reports it holds."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        connection.execute("create virtual table temp.vocabulary using fts5vocab(main, search, 'row')")
        [words] = connection.execute("select coalesce(sum(doc), 0) from vocabulary").fetchone()
        return {"words": words} | {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0]
                                   for name in tables if name not in OURS_ALONE and not name.startswith("search")}


def test_memory_and_idling_are_measured() -> None:
    found = footprint.measure(reports=1, idle_seconds=0.1, names=["bare Bolt"])
    assert [name for name, mib, _, _ in found if mib > 10] == ["bare Bolt"]


def test_a_start_is_measured_with_its_first_reports() -> None:
    found = start.measure(times=1, breath=0, kinds=[start.RUN])[start.RUN]
    assert min(found.ready, found.first, found.second) > 0


def test_the_posting_of_cards_is_measured() -> None:
    assert posting.measure(cards=3).per_second > 0


def test_messages_that_are_passed_over_are_measured_beside_bare_bolt() -> None:
    found = messages.measure(requests=4, rounds=1)
    assert {name: len(turn.measured.waits) for name, [turn] in found.items()} == dict.fromkeys(messages.NAMES, 4)


def test_typing_is_measured_beside_sending() -> None:
    found = typing.measure(annoyances=30, keystrokes=4, rounds=1)
    assert (len(found.keystrokes), len(found.submits)) == (4, 4)
    assert found.keystrokes[0] > 0


def test_a_home_is_measured_with_the_plan_of_each_query(database_url: str) -> None:
    found = home.measure(database_url, annoyances=200, reports=600, reads=1)
    assert all(one.waits[0] > 0 for one in found.figures)
    assert len(found.plans) > 8
    assert all(lines for _, lines in found.plans)


def test_a_home_reads_no_table_of_reports_or_annoyances_from_end_to_end(sqlite_url: str) -> None:
    """PostgreSQL may do that by choice where a table is small; SQLite does it for want of an index."""
    found = home.measure(sqlite_url, annoyances=2_000, reports=6_000, reads=1)
    whole = [line for _, lines in found.plans for line in lines
             if line.startswith(("SCAN annoyance", "SCAN report", "SCAN post"))]
    assert whole == []


def test_planning_is_measured_beside_plain_inserts_and_a_wave_sees_to_what_is_due(sqlite_url: str) -> None:
    found = planning.measure(sqlite_url, sizes=(30, 700), rounds=1)
    assert [one.rows for one in found.planned] == [30, 700]
    assert min(min(one.ours, one.plain, one.mib) for one in found.planned) > 0
    assert (found.seen_to, found.wave_ms > 0) == (planning.DUE, True)


def test_clocks_are_measured_anew_beside_plain_updates(database_url: str) -> None:
    found = clocks.measure(database_url, rows=60, rounds=2)
    assert found.rows == 60
    assert min(found.ours, found.plain, found.look_ms) > 0
