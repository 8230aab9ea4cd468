"""What surveys ask of large tables is found by an index: nothing is read to the end within somebody's click."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from storage import links, manners, survey_plans, verification
from storage.db import Database
from storage.ids import new_id
from storage.tables import Response, Survey, SurveyLink, SurveyPlan, Unasked, Work
from tests.support.cast import ANA
from tests.support.clocks import START, StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play

MANY = 2_000
LATER = START + timedelta(days=7)
Asks = Callable[[Session, str], object]


@pytest.fixture
def play(db: Database, clock: StillClock) -> Play:
    """A workspace with thousands of answers, keys, surveys and days; of annoyance 1 there is one of each."""
    services = services_on(db, clock)
    play = Play(services, settle(services))
    play.report()
    with db.transaction(play.workspace_id) as tx:
        _fill(tx.session, play.workspace_id)
    with db.engine.connect() as connection:
        if not db.is_sqlite:
            connection.exec_driver_sql("analyze")
            connection.commit()
    return play


def _fill(session: Session, ws: str) -> None:
    at: dict[str, Any] = {"workspace_id": ws}
    session.add(SurveyPlan(**at, id="plan", template="helped", kind="yes_no", decision="d", decider=ANA,
                           decide_on=START.date(), audience="customers", trigger="by_hand", anonymous=False,
                           created_by=ANA, created_at=START))
    session.flush()
    session.add_all(Survey(**at, id=f"s{place}", kind="yes_no", plan_id="plan", occasion=str(place), opened_at=START,
                           closes_at=LATER) for place in range(MANY))
    session.add(Survey(**at, id="about", kind="yes_no", plan_id="plan", occasion="about", number=1, opened_at=START,
                       closes_at=LATER))
    session.flush()
    session.add_all(SurveyLink(**at, id=f"l{place}", kind="open", survey_id="about", number=None if place else 1,
                               created_by=ANA, created_at=START) for place in range(100))
    session.flush()
    session.add_all(Response(**at, survey_id="about", user_id=f"open:{place}", answer="1", answered_at=START,
                             link_id=f"l{place % 100}", contact_sealed="x" if place % 10 == 0 else None)
                    for place in range(MANY))
    session.add_all(Unasked(**at, person=new_id(), day=START.date(), what="survey") for _ in range(MANY))
    session.add_all(Work(**at, id=new_id(), kind="step", topic="close_survey", state="done", due_at=START,
                         visible_at=START, created_at=START, dedup_key=f"close_survey:{new_id()}:20260304T100000",
                         payload={}) for _ in range(MANY))


def plan(play: Play, asks: Asks) -> str:
    """How the database goes about what `asks` asks."""
    db = play.services.db
    said: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", hear)
    with db.transaction(play.workspace_id) as tx:
        asks(tx.session, play.workspace_id)
        tx.session.rollback()
    event.remove(db.engine, "before_cursor_execute", hear)
    ask = "explain query plan" if db.is_sqlite else "explain"
    with db.engine.connect() as connection:
        return " ".join(str(row) for statement, values in said if statement.startswith(("SELECT", "UPDATE", "DELETE"))
                        for row in connection.exec_driver_sql(f"{ask} {statement}", values))


ASKED: list[tuple[str, Asks]] = [
    ("response_to_tell", lambda session, ws: links.to_tell(session, ws, 1)),
    ("response_to_tell", lambda session, ws: links.forget_contacts(session, ws, 1)),
    ("survey_open_about", lambda session, ws: survey_plans.open_about(session, ws, 1)),
    (r"dedup_key\)?(::text)? ?>", lambda session, ws: verification.ends(session, ws, "about")),
    ("unasked_by_day", lambda session, ws: manners.prune(session, before=START.date() - timedelta(days=90)))]


def test_what_is_asked_within_a_click_is_found_by_its_index(play: Play) -> None:
    plans = [(index, plan(play, asks)) for index, asks in ASKED]
    assert [(index, found) for index, found in plans if not re.search(index, found)] == []


def test_the_looks_of_one_survey_are_found_whatever_their_time(play: Play) -> None:
    keys = ["close_survey:about:20260304T100000", "close_survey:about:99991231T235959"]
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add_all(Work(workspace_id=play.workspace_id, id=new_id(), kind="step", topic="close_survey",
                                due_at=START, visible_at=START, created_at=START, dedup_key=key, payload={})
                           for key in [*keys, "close_survey:abouu:20260304T100000", "close_survey:abou:20260304T1000"])
        assert sorted(verification.ends(tx.session, play.workspace_id, "about")) == keys
