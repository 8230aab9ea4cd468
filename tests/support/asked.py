"""Surveys in an office: made as a plan makes them, asked by the real clock and the real delivery."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlmodel import SQLModel, select

from bot.domain.survey_plans import Audience, PlanDraft, Trigger
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on
from tests.support.play import Play
from tests.support.snag import Json, Office
from tests.support.surveying import Surveying


def surveying(office: Office) -> Surveying:
    """The same rows that service tests make, in the office's own database."""
    services = services_on(office.core.db, cast("StillClock", office.clock))
    return Surveying(Play(services, office.snag.workspace_id))


async def survey(office: Office, *people: str, pass_: timedelta = timedelta(minutes=1), **plan: Any) -> str:
    """A survey that these are asked; returns its id once everybody who is at work has it."""
    made = surveying(office).survey(*people, **plan)
    await office.pass_time(pass_)
    return made


async def planned(office: Office, by: str, *people: str) -> str:
    """A survey that somebody sends by hand; returns its plan once those who are at work have it."""
    draft = PlanDraft("helped", "yes_no", Audience.PEOPLE, Trigger.BY_HAND, "Whether we keep the hotline", by,
                      date(2026, 6, 1), people=people)
    made = await office.core.db.run(office.core.services.surveys.create, office.snag.workspace_id, by, draft,
                                    key=f"by {by}")
    await office.settle()
    await office.pass_time(timedelta(minutes=1))
    return str(made.plan_id)


def question(office: Office, user_id: str) -> Json:
    """The last message that Snag wrote to somebody, as it stands now."""
    return office.direct(user_id)[-1]


def rows(office: Office, model: type[SQLModel]) -> Sequence[Any]:
    with office.core.db.reading() as session:
        return session.exec(select(model)).all()
