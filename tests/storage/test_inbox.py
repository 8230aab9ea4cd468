"""A request is carried out once, however often and however simultaneously it is delivered."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from storage import inbox
from storage.db import Database
from storage.tables import Heartbeat, Log
from tests.support.clocks import START


def take(db: Database, key: str, line: str, workspace_id: str = "w") -> tuple[str, bool]:
    """A use case with an answer; returns the answer and whether it was an earlier one's."""
    with db.transaction(workspace_id, START, key) as tx:
        if tx.first_answer is not None:
            return tx.first_answer["line"], True
        tx.session.add(Log(workspace_id=workspace_id, id=line, at=START, act="report"))
        tx.answer = {"line": line}
        return line, False


def lines(db: Database) -> set[str]:
    with db.reading() as session:
        return set(session.exec(select(Log.id)))


async def test_five_deliveries_at_once_have_one_effect_and_one_answer(bare: Database) -> None:
    heard = await asyncio.gather(*(bare.run(take, bare, "Ev1", f"try {n}") for n in range(5)))
    assert sorted(again for _, again in heard) == [False, True, True, True, True]
    assert lines(bare) == {answer for answer, _ in heard}
    assert len(lines(bare)) == 1


async def test_five_deliveries_to_two_processes_have_one_effect(bare: Database) -> None:
    other = Database(bare.url)
    heard = await asyncio.gather(*(db.run(take, db, "Ev1", f"try {n}") for n, db in enumerate([bare, other] * 3)))
    other.close()
    assert len({answer for answer, _ in heard}) == len(lines(bare)) == 1


def test_a_repeat_hears_what_the_first_heard(bare: Database) -> None:
    assert [take(bare, "Ev1", "first"), take(bare, "Ev1", "second")] == [("first", False), ("first", True)]


def test_a_request_that_failed_may_be_tried_again(bare: Database) -> None:
    def fail() -> None:
        with bare.transaction("w", START, "Ev1"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert take(bare, "Ev1", "second") == ("second", False)


def test_the_same_key_in_another_workspace_is_another_request(bare: Database) -> None:
    assert [take(bare, "Ev1", "a"), take(bare, "Ev1", "b", "v")] == [("a", False), ("b", False)]


def test_an_answer_without_facts_still_counts_as_answered(bare: Database) -> None:
    answers = []
    for _ in range(2):
        with bare.transaction("w", START, "Ev1") as tx:
            answers.append(tx.first_answer)
    assert answers == [None, {}]


def test_old_requests_are_forgotten(bare: Database) -> None:
    take(bare, "Ev1", "a")
    with bare.transaction("w") as tx:
        assert inbox.prune(tx.session, before=START) == 0
        assert inbox.prune(tx.session, before=START + timedelta(seconds=1)) == 1


def test_a_use_case_that_breaks_off_leaves_nothing(bare: Database) -> None:
    def break_off() -> None:
        with bare.transaction("w", START, "Ev1") as tx:
            tx.session.add(Heartbeat(workspace_id="w", name="a", at=START))
            tx.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with bare.reading() as session:
        assert session.exec(select(Heartbeat)).all() == []
