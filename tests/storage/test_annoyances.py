"""Annoyances are found by their words, at a cost that does not grow with how many there are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.domain.duplicates import likeness, promising
from storage import annoyances as stored
from storage.db import Database
from storage.tables import Annoyance, Workspace

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
STORIES = {1: {"refund", "late"}, 2: {"refund", "card"}, 3: {"환불", "단추"}}


@pytest.fixture
def told(db: Database) -> Database:
    """Three annoyances with words; the third was merged into the first."""
    with db.transaction("w") as tx:
        tx.session.add(Workspace(id="w", created_at=AT))
        tx.session.flush()
        for number, words in STORIES.items():
            put(tx.session, number, words, state="merged" if number == 3 else "new")
    return db


def put(session: Session, number: int, words: set[str], state: str = "new") -> None:
    session.add(Annoyance(workspace_id="w", number=number, title=f"story {number}", state=state, created_at=AT,
                          changed_at=AT))
    session.flush()
    stored.add_terms(session, "w", number, words)


def test_each_word_leads_to_the_annoyances_that_have_it(told: Database) -> None:
    with told.reading() as session:
        found = stored.sharing(session, "w", {"refund", "card", "'; drop", '"'})
    assert found == {"refund": [2, 1], "card": [2]}


def test_no_word_leads_into_another_workspace(told: Database) -> None:
    with told.reading() as session:
        assert stored.sharing(session, "x", {"refund"}) == {}
        assert stored.near(session, "x", [1]) == []


def test_a_word_that_very_many_have_leads_to_the_newest(told: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "NEWEST", 1)
    with told.reading() as session:
        assert stored.sharing(session, "w", {"refund", "late"}) == {"refund": [2], "late": [1]}


def test_an_annoyance_is_near_with_all_its_words_unless_it_was_merged(told: Database) -> None:
    with told.reading() as session:
        found = stored.near(session, "w", [1, 3])
    assert [(one.number, one.title, one.state, one.words) for one in found] == [
        (1, "story 1", "new", frozenset({"refund", "late"}))]


def test_nothing_is_near_nothing(told: Database) -> None:
    with told.reading() as session:
        assert stored.near(session, "w", []) == []


def test_the_words_of_one_annoyance_are_found_by_an_index_of_both_keys(sqlite_db: Database) -> None:
    with sqlite_db.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "explain query plan select group_concat(term) from term where workspace_id = 'w' and number = 1").all()
    assert "term_by_annoyance (workspace_id=? AND number=?)" in str(plan)


def test_what_can_not_be_alike_is_left_out_before_its_words_are_read() -> None:
    mine = frozenset("abcdefghij")
    having = {"a": [1, 2, 3], "b": [1, 2], "c": [1]}
    # of ten words: 1 shares three, so it is at most sqrt(3/10) = 0.55 alike; 2 sqrt(2/10) = 0.45; 3 sqrt(1/10) = 0.32
    found = promising(mine, having, floor=0.4, most=9)
    assert [story for _, story in found] == [1, 2]
    assert [at_most for at_most, _ in found] == pytest.approx([0.548, 0.447], abs=0.001)
    assert [story for _, story in promising(mine, having, floor=0.0, most=2)] == [1, 2]
    assert likeness(mine, frozenset("abc")) == pytest.approx((3 / 10) ** 0.5)


@given(st.frozensets(st.sampled_from("abcdefghij"), min_size=1), st.frozensets(st.sampled_from("abcdefghij")))
def test_no_story_is_more_alike_than_it_was_promised_to_be(mine: frozenset[str], theirs: frozenset[str]) -> None:
    promised = {story: at_most for at_most, story in promising(
        mine, {word: [1] for word in mine & theirs}, floor=0.0, most=1)}
    assert likeness(mine, theirs) <= promised.get(1, 0.0) + 1e-9
