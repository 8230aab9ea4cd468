"""A slice of the look-alikes' benchmark: recall among 10,000 rows on SQLite, and no times."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.db import Database
from tests.benchmarks.text import alike_others, alike_rows, duplicates, filling
from tests.benchmarks.text.__main__ import HERE as DATA
from tests.benchmarks.text.alike_rows import LANGUAGES, Rows, Told

SIZE = 10_000


@pytest.fixture
def parts() -> dict[str, Rows]:
    """Every fifth of the reports that look."""
    return {lang: replace(rows, looking=rows.looking[::5]) for lang, rows in alike_rows.read(DATA).items()}


def test_reworded_reports_find_their_annoyance_among_ten_thousand(sqlite_db: Database, parts: dict[str, Rows]) -> None:
    found = duplicates.look(sqlite_db, parts, SIZE, duplicates.search_here)
    assert {lang: found.hits[lang].within_five >= least for lang, least in (("en", 0.65), ("ko", 0.95), ("ja", 0.7))
            } == dict.fromkeys(LANGUAGES, True)


def test_the_collection_is_the_same_each_time_and_no_distractor_is_of_an_annoyance(parts: dict[str, Rows]) -> None:
    known = [told for rows in parts.values() for told in rows.indexed]
    others = {lang: rows.others for lang, rows in parts.items()}
    rows = alike_rows.collection(known, others, SIZE)
    assert len(rows) == SIZE
    assert rows == alike_rows.collection(known, others, SIZE)
    assert {told for told in rows if told.annoyance} == set(known)
    own = {told.text for part in parts.values() for told in (*part.indexed, *part.looking)}
    assert not any(told.text in own for told in rows if not told.annoyance)


def test_a_distractor_is_a_sentence_or_two_halves_of_some() -> None:
    rows = alike_rows.collection([Told("known", "a")], {"en": ["one two three four", "five six seven eight"]}, 40)
    halves = ("one two", "three four", "five six", "seven eight")
    made = {f"{first} {second}" for first in halves[::2] for second in halves[1::2]}
    assert {told.text for told in rows} <= made | {"known"}


def test_what_is_within_five_and_how_long_it_took() -> None:
    found = duplicates.Found(((1, 2), (3,), ()), (1.0, 2.0, 30.0))
    assert (found.within((2, 3, 4)), found.within((2, 3, 4), 1)) == (0.667, 0.333)
    assert (found.took_at(0.5), found.took_at(0.95)) == (2.0, 30.0)


def test_so_many_reports_of_each_english_annoyance_are_kept(parts: dict[str, Rows]) -> None:
    kept = duplicates.with_reports(parts, 3)["en"].indexed
    assert {told.annoyance: sum(one.annoyance == told.annoyance for one in kept) for told in kept} == {
        told.annoyance: 3 for told in parts["en"].indexed}


def test_reports_of_one_annoyance_are_filled_in_as_its_own(sqlite_db: Database) -> None:
    numbers = filling.fill(sqlite_db, [Told("refund late", "refund"), Told("voucher"), Told("refund again", "refund")])
    assert numbers == {"refund": 1}
    found = duplicates.search_here(sqlite_db.url, ["refund", "voucher"])
    assert found.numbers == ((1,), (2,))


def test_a_library_is_asked_for_annoyances_as_ours_is() -> None:
    told = [Told("first", "a"), Told("second", "a"), Told("other"), Told("third", "b")]
    parts = {"en": Rows((), (Told("one", "a"), Told("two", "b"), Told("three", "c")), ())}
    # both reports of one annoyance are one hit, so the fourth text is within five annoyances, and nothing is of c
    assert alike_others.recall(parts, told, lambda _text: [0, 1, 2, 3]) == {"en": 0.667}


@pytest.mark.parametrize("name", ["routing_train", "dups_ko", "dups_ja", "dups_hand", "background"])
def test_the_labelled_text_is_here(name: str) -> None:
    assert Path(DATA / f"{name}.csv").is_file()
