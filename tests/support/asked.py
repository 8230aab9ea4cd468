"""Surveys in an office: made as a plan makes them, asked by the real clock and the real delivery."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlmodel import SQLModel, select

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


def question(office: Office, user_id: str) -> Json:
    """The last message that Snag wrote to somebody, as it stands now."""
    return office.direct(user_id)[-1]


def rows(office: Office, model: type[SQLModel]) -> Sequence[Any]:
    with office.core.db.reading() as session:
        return session.exec(select(model)).all()
