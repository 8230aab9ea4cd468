"""What 'How is it now?' asks of the tables: what waits to be asked, who was asked when, who resolved it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from storage.db import fetch
from storage.tables import Invitation, Move, Touchpoint, table
from storage.work import OPEN, work

invitations, moves, touchpoints = table(Invitation), table(Move), table(Touchpoint)
TOPIC = "ask"


def surveys_of(payload: dict[str, object]) -> list[str]:
    """Which surveys one message asks about; before they were gathered, it was one."""
    several = payload.get("surveys")
    return [str(one) for one in several] if isinstance(several, list) else [str(payload["survey"])]


def on_the_way(session: Session, workspace_id: str, names: Collection[str]) -> set[tuple[str, str]]:
    """Questions to these people that wait to be sent, as (survey, name)."""
    waiting = select(work.c.payload).where(
        work.c.workspace_id == workspace_id, work.c.topic == TOPIC, work.c.channel.in_(names),
        work.c.state.in_(OPEN))
    return {(survey_id, str(payload["user"])) for (payload,) in fetch(session, waiting)
            for survey_id in surveys_of(payload)}


def ends(session: Session, workspace_id: str, survey_id: str) -> list[str]:
    """The keys of all looks, made or to come, whether the time to answer is up.

    What follows the id begins with a figure, which stands between these two in every collation: a range is found by the
    index of keys, a beginning is not.
    """
    key = f"close_survey:{survey_id}:"
    found = select(work.c.dedup_key).where(
        work.c.workspace_id == workspace_id, work.c.topic == "close_survey",
        work.c.dedup_key.between(f"{key}0", f"{key}z"))
    return [row[0] for row in fetch(session, found)]


def last_asked(session: Session, workspace_id: str, names: Collection[str]) -> dict[str, datetime]:
    """When each of these was last asked anything, or will be."""
    at = func.max(func.coalesce(invitations.c.asked_at, invitations.c.ask_at))
    found = select(invitations.c.user_id, at).where(
        invitations.c.workspace_id == workspace_id, invitations.c.user_id.in_(names)).group_by(invitations.c.user_id)
    return {row[0]: row[1] for row in fetch(session, found)}


def last_move_by(session: Session, workspace_id: str, number: int, move: str) -> str | None:
    """Who made the last move of that kind."""
    found: str | None = fetch(session, select(moves.c.by).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number, moves.c.move == move
    ).order_by(moves.c.seq.desc()).limit(1)).scalar()
    return found


def front_line(session: Session, workspace_id: str, touchpoint_key: str) -> str | None:
    """Who serves at a touchpoint: a person or a user group."""
    found: str | None = fetch(session, select(touchpoints.c.front_line).where(
        touchpoints.c.workspace_id == workspace_id, touchpoints.c.key == touchpoint_key)).scalar()
    return found


def asked_of(session: Session, workspace_id: str, names: Collection[str], survey_ids: Collection[str]
             ) -> Sequence[tuple[str, str]]:
    """To which of these surveys somebody with these names is invited, as (survey, name)."""
    found = select(invitations.c.survey_id, invitations.c.user_id).where(
        invitations.c.workspace_id == workspace_id, invitations.c.user_id.in_(names),
        invitations.c.survey_id.in_(survey_ids)).order_by(invitations.c.survey_id, invitations.c.user_id)
    return [(row[0], row[1]) for row in fetch(session, found)]
