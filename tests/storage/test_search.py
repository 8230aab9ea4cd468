"""The index of words leads to reports, on both databases, at a cost that does not grow with how many there are."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bot.domain.duplicates import Glossary, indexed
from bot.domain.likely import wanted_for
from storage import reports, search
from storage.db import Database, fetch
from storage.search import Document
from storage.tables import Annoyance, Report
from tests.support.clocks import START
from tests.support.finding import found, words_to

STORIES = {1: "The refund is late", 2: "refund to the card", 3: "환불이 늦어요", 4: "返金が遅い 😭😭", 5: "ㅠㅠ !!! 🎵"}


@pytest.fixture
def told(bare: Database) -> Database:
    """Five annoyances of one workspace, each with one report, and one of another workspace."""
    with bare.transaction("w") as tx:
        for number, story in STORIES.items():
            tell(tx.session, number, story)
        tell(tx.session, 1, "refund elsewhere", workspace_id="v")
    return bare


def tell(session: Session, number: int, story: str, *, workspace_id: str = "w", report_id: str | None = None) -> int:
    """A report of an annoyance, which it makes where it has no id of its own; returns its place."""
    if report_id is None:
        session.add(Annoyance(workspace_id=workspace_id, number=number, title=story[:80], state="new",
                              created_at=START, changed_at=START))
        session.flush()
    place = reports.add(session, workspace_id=workspace_id, id=report_id or f"{workspace_id}{number}", number=number,
                        first_number=number, story=story, door="slash", withdrawn=False, seen_after_fix=False,
                        text_key="", created_at=START)
    search.add(session, [Document(workspace_id, place, indexed(story))])
    return place


def near(session: Session, story: str, workspace_id: str = "w", limit: int = 9) -> list[int]:
    found = search.nearest(session, workspace_id, wanted_for(indexed(story), Glossary()), limit)
    return [one.number for one in found.candidates]


def test_each_word_leads_to_the_reports_that_have_it_newest_first(told: Database) -> None:
    with told.reading() as session:
        assert [found(session, "w", word) for word in ("refund", "late", "환불", "遅い", "nowhere")] == [
            [2, 1], [1], [3], [4], []]


def test_no_word_leads_into_another_workspace(told: Database) -> None:
    with told.reading() as session:
        assert [(one.number, one.story) for one in search.nearest(
            session, "v", wanted_for({"refund", "late"}, Glossary()), 9).candidates] == [(1, "refund elsewhere")]


def test_words_are_no_language_of_the_database(told: Database) -> None:
    with told.reading() as session:
        assert [found(session, "w", word) for word in ("'; drop table search", '"', "refund OR late", "NOT", "*")
                ] == [[]] * 5


def test_those_that_share_what_is_rare_come_first(told: Database) -> None:
    with told.reading() as session:
        assert near(session, "a late refund") == [1, 2]
        assert near(session, "refund card") == [2, 1]
        assert near(session, "a late refund", limit=1) == [1]


@pytest.mark.parametrize("story", ["", "😭😭", "ㅠㅠ", "the of and"])
def test_nothing_is_near_what_says_nothing(told: Database, story: str) -> None:
    with told.reading() as session:
        assert near(session, story) == []


def test_nothing_is_near_where_nothing_was_reported(bare: Database) -> None:
    with bare.reading() as session:
        assert near(session, "a late refund") == []


def test_of_a_very_long_story_the_beginning_is_found_and_looks(told: Database) -> None:
    long = "refund " + " ".join(f"word{n}" for n in range(2_000)) + " unheard"
    assert len(long) > 10_000
    with told.transaction("w") as tx:
        tell(tx.session, 6, long)
    with told.reading() as session:
        assert (found(session, "w", "word9"), found(session, "w", "unheard")) == ([6], [])
        assert near(session, long)[0] == 6


def test_a_concept_leads_to_its_words_in_every_language(told: Database) -> None:
    words = Glossary({"refund": ["refund", "money back", "환불", "返金"]})
    with told.reading() as session:
        candidates = search.nearest(session, "w", wanted_for({"concept:refund"}, words), 9).candidates
    assert sorted(one.number for one in candidates) == [1, 2, 3, 4]


def test_what_is_merged_or_withdrawn_leads_nowhere_and_a_moved_report_to_its_survivor(told: Database) -> None:
    with told.transaction("w") as tx:
        tx.session.get_one(Report, ("w", "w2")).number = 1
        tx.session.get_one(Annoyance, ("w", 2)).state = "merged"
        tx.session.get_one(Annoyance, ("w", 3)).state = "withdrawn"
        tx.session.get_one(Report, ("w", "w4")).withdrawn = True
    with told.reading() as session:
        assert near(session, "refund card") == [1, 1]
        assert near(session, "환불 返金") == []


def test_what_was_taken_out_is_not_found_and_leaves_no_token(told: Database) -> None:
    with told.transaction("w") as tx:
        for number, story in STORIES.items():
            row = tx.session.get_one(Report, ("w", f"w{number}"))
            assert row.place is not None
            search.remove(tx.session, [Document("w", row.place, indexed(story))])
    assert [words_to(told, "w", number) for number in STORIES] == [frozenset()] * 5
    with told.reading() as session:
        assert search.nearest(session, "v", wanted_for({"refund"}, Glossary()), 9).candidates


def test_what_the_index_lacks_is_said_to_be_lacking_and_the_rest_of_the_transaction_stays(bare_sqlite: Database
                                                                                          ) -> None:
    with bare_sqlite.transaction("w") as tx:
        place = tell(tx.session, 1, STORIES[1])
        assert search.remove(tx.session, [Document("w", place, indexed(STORIES[1]))])
        assert not search.remove(tx.session, [Document("w", place, indexed(STORIES[1]))])
        tell(tx.session, 2, STORIES[2])
    with bare_sqlite.reading() as session:
        assert found(session, "w", "refund") == [2]


def test_a_database_that_cannot_be_read_is_no_gap_in_the_index(bare_sqlite: Database) -> None:
    with bare_sqlite.transaction("w") as tx:
        fetch(tx.session, text("drop table search"))
        with pytest.raises(DatabaseError, match="no such table"):
            search.remove(tx.session, [Document("w", 1, frozenset({"refund"}))])


def test_what_says_nothing_is_neither_put_in_nor_taken_out(told: Database) -> None:
    with told.transaction("w") as tx:
        search.remove(tx.session, [Document("w", 1, frozenset())])
        search.add(tx.session, [])
    with told.reading() as session:
        assert found(session, "w", "refund") == [2, 1]


def test_what_is_rolled_back_is_not_in_the_index(told: Database) -> None:
    with told.transaction("w") as tx:
        attempt = tx.session.begin_nested()
        tell(tx.session, 6, "refund of a voucher")
        attempt.rollback()
    with told.reading() as session:
        assert (found(session, "w", "voucher"), found(session, "w", "refund")) == ([], [2, 1])


def test_a_common_word_leads_to_the_newest_and_is_known_to_be_common(
        told: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "HEAD", 2)
    monkeypatch.setattr(search, "NEWEST", 3)
    with told.transaction("w") as tx:
        for number in range(6, 16):
            tell(tx.session, number, f"refund again number{number}")
    with told.reading() as session:
        assert found(session, "w", "refund") == [15, 14, 13]
        looked = search.nearest(session, "w", wanted_for({"refund", "card"}, Glossary()), 9)
    # 12 of 15 have it; the newest two lie side by side, so it seems to be everywhere: log(1 + 16/16)
    assert looked.rarity["refund"] == pytest.approx(0.693, abs=0.001)
    assert looked.rarity["card"] > looked.rarity["refund"]
    assert looked.candidates[0].number == 2


def test_a_word_is_as_common_as_in_its_own_workspace(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "HEAD", 2)
    with bare.transaction("v") as tx:
        for number in range(1, 21):
            tell(tx.session, number, "parcel", workspace_id="v")
    with bare.transaction("w") as tx:
        for number in range(1, 5):
            tell(tx.session, number, "refund" if number != 3 else "refund and card")
        for number in range(21, 31):
            tell(tx.session, number, "parcel", workspace_id="v")
    with bare.reading() as session:
        looked = search.nearest(session, "w", wanted_for({"refund", "card"}, Glossary()), 9)
    # all 4 have the one: log(1 + 4/4), and one has the other: log(1 + 4/1)
    assert looked.rarity == pytest.approx({"refund": 0.693, "card": 1.609}, abs=0.001)


def test_a_place_leads_to_its_report_by_an_index(bare_sqlite: Database) -> None:
    asked = search._TOLD.params(ws="w", places=[1, 2, 3]).compile(
        bare_sqlite.engine, compile_kwargs={"literal_binds": True})
    with bare_sqlite.engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"explain query plan {asked}").all())
    assert "report_by_place (place=?)" in plan


def test_a_workspace_knows_its_first_place_and_its_last_by_an_index(bare_sqlite: Database) -> None:
    asked = search._SIZE.params(ws="w").compile(bare_sqlite.engine, compile_kwargs={"literal_binds": True})
    with bare_sqlite.engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"explain query plan {asked}").all())
    assert plan.count("sqlite_autoindex_report_1 (workspace_id=?)") == 2
    assert "TEMP B-TREE" not in plan


@pytest.mark.postgresql
def test_two_who_write_at_once_wait_for_nobody(bare_postgresql: Database) -> None:
    with bare_postgresql.transaction("w") as one, bare_postgresql.transaction("v") as other:
        for session, workspace_id in ((one.session, "w"), (other.session, "v")):
            session.connection().execute(text("set local lock_timeout = '1s'"))
            tell(session, 1, STORIES[1], workspace_id=workspace_id)
        tell(one.session, 1, STORIES[2], report_id="again")
        tell(other.session, 1, STORIES[2], workspace_id="v", report_id="again")
    for workspace_id in ("w", "v"):
        assert words_to(bare_postgresql, workspace_id, 1) == indexed(STORIES[1]) | indexed(STORIES[2])
