"""A plan whose survey was answered: rows as answering leaves them, for whoever looks at what came of it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.survey_plans import Audience, Invited, Trigger
from storage.db import Database
from storage.ids import new_id
from storage.tables import Invitation, Response, Survey, SurveyLink, SurveyPlan
from tests.support.cast import CARA
from tests.support.clocks import START

FROM = START - timedelta(days=7)


def answered(db: Database, workspace_id: str, *said: str | dict[str, Any], asked: int | None = None, **plan: Any
             ) -> str:
    """A survey of 1 to 5 from Cara, with these answers (a point, or columns of the response); returns the plan's id."""
    plan_id = planned(db, workspace_id, **plan)
    survey_id = surveyed(db, workspace_id, plan_id)
    invite(db, workspace_id, survey_id, [f"U0N{place:03}" for place in range(len(said) if asked is None else asked)])
    answer(db, workspace_id, survey_id, *said)
    return plan_id


def planned(db: Database, workspace_id: str, **more: Any) -> str:
    with db.transaction(workspace_id) as tx:
        row = SurveyPlan(**{
            "workspace_id": workspace_id, "id": new_id(), "template": "satisfied", "kind": "csat",
            "decision": "Whether we keep the hotline", "decider": CARA, "decide_on": date(2026, 4, 1),
            "audience": Audience.PEOPLE, "trigger": Trigger.BY_HAND, "anonymous": False, "created_by": CARA,
            "created_at": FROM, **more})
        tx.session.add(row)
        tx.session.flush()
        return row.id


def surveyed(db: Database, workspace_id: str, plan_id: str, *, on: datetime = FROM, ended: bool = False) -> str:
    """One asking of a plan."""
    with db.transaction(workspace_id) as tx:
        row = Survey(workspace_id=workspace_id, id=new_id(), kind="csat", plan_id=plan_id, occasion=new_id(),
                     base_at=on, opened_at=on, closed_at=on + timedelta(days=5) if ended else None)
        tx.session.add(row)
        tx.session.flush()
        return row.id


def invite(db: Database, workspace_id: str, survey_id: str, names: Iterable[str], **more: Any) -> None:
    with db.transaction(workspace_id) as tx:
        for name in names:
            tx.session.add(Invitation(**{"workspace_id": workspace_id, "survey_id": survey_id, "user_id": name,
                                         "ask_at": FROM, "state": Invited.ASKED, "asked_at": FROM, **more}))


def answer(db: Database, workspace_id: str, survey_id: str, *said: str | dict[str, Any], name: str = "") -> None:
    """Answers of people who have not answered before."""
    day = datetime(2026, 3, 4, tzinfo=UTC)
    with db.transaction(workspace_id) as tx:
        for place, one in enumerate(said):
            more = {"answer": one} if isinstance(one, str) else one
            tx.session.add(Response(**{
                "workspace_id": workspace_id, "survey_id": survey_id, "user_id": name or f"~{new_id()}{place}",
                "answered_at": day, **more}))


def open_link(db: Database, workspace_id: str, survey_id: str) -> str:
    """A link that many may answer by; returns its id."""
    with db.transaction(workspace_id) as tx:
        row = SurveyLink(workspace_id=workspace_id, id=new_id(), kind="open", survey_id=survey_id, created_by=CARA,
                         created_at=FROM)
        tx.session.add(row)
        tx.session.flush()
        return row.id
