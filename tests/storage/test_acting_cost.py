"""Who is to be reminded, and what is part of something, is looked up by an index, however many rows there are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from storage import merges, nudges
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Clock, Nudge, Workspace, table
from tests.support.clocks import START
from tests.support.plans import plan_of

MANY = 3_000
QUESTIONS: dict[str, tuple[Callable[[Session], object], str]] = {
    "waiting": (lambda session: nudges.waiting(session, "w", now=START, limit=50), "nudge_waiting"),
    "sending": (lambda session: nudges.of_person(session, "w", ["U0ANA"], nudges.SENDING), "nudge_waiting"),
    "parts": (lambda session: merges.newest_parts(session, "w", 1, 5), "annoyance_parts"),
    "part_of": (lambda session: merges.part_of(session, "w", 1), "annoyance_parts"),
}


@pytest.fixture
def full(db: Database) -> Database:
    """Much that was said long ago, and much that is part of nothing."""
    with db.transaction("w") as tx:
        tx.session.add(Workspace(id="w", name="Larkfield", triage_members=[], created_at=START))
        tx.session.flush()
        tx.session.exec(table(Annoyance).insert(), params=[
            {"workspace_id": "w", "number": number, "title": "Refund", "state": "new", "route_by": "",
             "route_sure": 1.0, "guesses": [], "moves": 0, "check_round": 0, "created_at": START, "changed_at": START}
            for number in range(1, MANY)])
        clock_id = new_id()
        tx.session.exec(table(Clock).insert(), params={
            "workspace_id": "w", "id": clock_id, "number": 1, "kind": "resolve", "started_at": START, "allowed": "8h",
            "due_at": START, "turn": 0, "level": 0})
        tx.session.exec(table(Nudge).insert(), params=[
            {"workspace_id": "w", "clock_id": clock_id, "turn": turn, "level": 2, "user_id": "U0ANA", "state": "sent",
             "planned_at": START + timedelta(minutes=turn)} for turn in range(MANY)])
    with db.engine.connect() as connection:
        connection.execute(text("analyze"))
        connection.commit()
    return db


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_found_by_its_index(full: Database, question: str) -> None:
    ask, index = QUESTIONS[question]
    assert index in plan_of(full, ask, "FROM nudge", "merged_into =", "JOIN nudge")
