"""What a digest counts, as of a moment, from the story of the moves; and the digests already published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.reports import BY_CUSTOMERS, Counted
from storage.tables import Annoyance, Digest, Invitation, Move, Report, Response, Survey, table

moves = table(Move)
annoyances = table(Annoyance)
reports = table(Report)
surveys = table(Survey)
invitations = table(Invitation)
responses = table(Response)
digests = table(Digest)


@dataclass(frozen=True, slots=True)
class Standing:
    """An annoyance as it stood at a moment."""

    number: int
    title: str
    state: str
    team_key: str | None
    created_at: datetime
    merged_into: int | None
    reports: int
    by_customers: int


def _as_of(workspace_id: str, ends_at: datetime) -> ColumnElement[bool]:
    last = select(func.max(moves.c.seq)).where(
        moves.c.workspace_id == annoyances.c.workspace_id, moves.c.number == annoyances.c.number,
        moves.c.at < ends_at).correlate(annoyances).scalar_subquery()
    return and_(annoyances.c.workspace_id == workspace_id, moves.c.workspace_id == workspace_id,
                moves.c.number == annoyances.c.number, moves.c.seq == last)


def _belonged(workspace_id: str, ends_at: datetime) -> ColumnElement[bool]:
    """Which reports an annoyance had: those that joined it later were still with the annoyance they had made."""
    joined_at = select(func.min(moves.c.at)).where(
        moves.c.workspace_id == workspace_id, moves.c.number == reports.c.first_number,
        moves.c.move == "merge").correlate(reports).scalar_subquery()
    here = and_(reports.c.number == annoyances.c.number,
                or_(reports.c.first_number == annoyances.c.number, joined_at < ends_at))
    not_gone_yet = and_(reports.c.number == annoyances.c.merged_into, reports.c.first_number == annoyances.c.number)
    return and_(reports.c.workspace_id == workspace_id, reports.c.created_at < ends_at,
                reports.c.withdrawn.is_(False), or_(here, not_gone_yet))


def _told(workspace_id: str, ends_at: datetime, whose: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many of these reports an annoyance had."""
    return select(func.count()).where(
        _belonged(workspace_id, ends_at), whose).correlate(annoyances).scalar_subquery()


def _standing(session: Session, workspace_id: str, ends_at: datetime, *which: ColumnElement[bool]) -> list[Standing]:
    merged_into = case((moves.c.to_state == "merged", annoyances.c.merged_into))
    found = select(annoyances.c.number, annoyances.c.title, moves.c.to_state, moves.c.team_key,
                   annoyances.c.created_at, merged_into, _told(workspace_id, ends_at, ~BY_CUSTOMERS),
                   _told(workspace_id, ends_at, BY_CUSTOMERS)).where(
        _as_of(workspace_id, ends_at), *which).order_by(annoyances.c.number)
    return [Standing(*row) for row in fetch(session, found)]


def standing(session: Session, workspace_id: str, team_key: str, states: Sequence[str], ends_at: datetime
             ) -> list[Standing]:
    """A team's annoyances that were in one of `states` at `ends_at`, oldest first."""
    return _standing(session, workspace_id, ends_at, moves.c.team_key == team_key, moves.c.to_state.in_(states))


def as_of(session: Session, workspace_id: str, numbers: Sequence[int], ends_at: datetime) -> list[Standing]:
    """These annoyances as they stood at `ends_at`, oldest first."""
    return _standing(session, workspace_id, ends_at, annoyances.c.number.in_(numbers)) if numbers else []


def told(session: Session, workspace_id: str, team_key: str, starts_at: datetime, ends_at: datetime) -> Counted:
    """Reports of [starts_at, ends_at) about what was the team's at its end."""
    every, theirs = fetch(session, select(func.count(), func.count(case((BY_CUSTOMERS, 1)))).where(
        _as_of(workspace_id, ends_at), moves.c.team_key == team_key, moves.c.to_state != "merged",
        _belonged(workspace_id, ends_at), reports.c.created_at >= starts_at)).one()
    return Counted(every - theirs, theirs)


def arrived(session: Session, workspace_id: str, team_key: str, starts_at: datetime, ends_at: datetime) -> list[int]:
    """Numbers that came to the team in [starts_at, ends_at): reported, chosen in triage or handed over by another."""
    found = select(moves.c.number).where(
        moves.c.workspace_id == workspace_id, moves.c.team_key == team_key, moves.c.at >= starts_at,
        moves.c.at < ends_at, (moves.c.from_team != team_key) | moves.c.from_team.is_(None)
    ).distinct().order_by(moves.c.number)
    return [row[0] for row in fetch(session, found)]


def moved(session: Session, workspace_id: str, team_key: str, names: Sequence[str], starts_at: datetime,
          ends_at: datetime) -> list[int]:
    """Numbers of the team's annoyances with one of these moves in [starts_at, ends_at), each once, oldest first."""
    found = select(moves.c.number).where(
        moves.c.workspace_id == workspace_id, moves.c.team_key == team_key, moves.c.move.in_(names),
        moves.c.at >= starts_at, moves.c.at < ends_at).distinct().order_by(moves.c.number)
    return [row[0] for row in fetch(session, found)]


def moved_away(session: Session, workspace_id: str, team_key: str, starts_at: datetime, ends_at: datetime) -> int:
    """How many left the team for another in the period."""
    found = select(func.count(func.distinct(moves.c.number))).where(
        moves.c.workspace_id == workspace_id, moves.c.from_team == team_key, moves.c.at >= starts_at,
        moves.c.at < ends_at, (moves.c.team_key != team_key) | moves.c.team_key.is_(None))
    return int(fetch(session, found).scalar_one())


def asked(session: Session, workspace_id: str, numbers: Sequence[int], starts_at: datetime, ends_at: datetime
          ) -> tuple[int, int]:
    """Of those asked 'How is it now?' about `numbers` in the period: how many answered, how many were asked."""
    if not numbers:
        return 0, 0
    found = select(func.count(responses.c.user_id), func.count()).select_from(
        invitations.join(surveys, and_(surveys.c.workspace_id == invitations.c.workspace_id,
                                       surveys.c.id == invitations.c.survey_id))
        .outerjoin(responses, and_(responses.c.workspace_id == invitations.c.workspace_id,
                                   responses.c.survey_id == invitations.c.survey_id,
                                   responses.c.user_id == invitations.c.user_id,
                                   responses.c.answered_at < ends_at))
    ).where(invitations.c.workspace_id == workspace_id, surveys.c.number.in_(numbers), surveys.c.plan_id.is_(None),
            surveys.c.plan_id.is_(None), invitations.c.asked_at >= starts_at, invitations.c.asked_at < ends_at)
    answered, all_asked = fetch(session, found).one()
    return int(answered), int(all_asked)


def surveyed(session: Session, workspace_id: str, team_key: str, ends_at: datetime) -> list[int]:
    """Numbers of what was the team's at `ends_at` and about which anybody was asked how it is now."""
    found = select(surveys.c.number).where(
        surveys.c.workspace_id == workspace_id, surveys.c.number == annoyances.c.number, surveys.c.plan_id.is_(None),
        _as_of(workspace_id, ends_at), moves.c.team_key == team_key).distinct()
    return [row[0] for row in fetch(session, found)]


def not_verified(session: Session, workspace_id: str, team_key: str, starts_at: datetime, ends_at: datetime
                 ) -> list[int]:
    """Numbers of what was the team's and whose asking ended in the period without an answer that decides."""
    found = select(surveys.c.number).where(
        surveys.c.workspace_id == workspace_id, surveys.c.number == annoyances.c.number,
        _as_of(workspace_id, ends_at), moves.c.team_key == team_key, surveys.c.outcome == "not_verified",
        surveys.c.closed_at >= starts_at, surveys.c.closed_at < ends_at)
    return [row[0] for row in fetch(session, found)]


def published(session: Session, workspace_id: str, team_key: str, period: str) -> Digest | None:
    return session.exec(pick(Digest).where(Digest.workspace_id == workspace_id, Digest.team_key == team_key,
                                           Digest.period == period)).first()


def latest(session: Session, workspace_id: str, team_key: str, before: datetime) -> datetime | None:
    """When the last digest published before a moment ended; empty ones count, they were computed too."""
    last = select(func.max(digests.c.ends_at)).where(
        digests.c.workspace_id == workspace_id, digests.c.team_key == team_key, digests.c.ends_at < before)
    found: datetime | None = fetch(session, last).scalar_one()
    return found


def newest(session: Session, workspace_id: str, team_key: str) -> Digest | None:
    """The last digest that was sent."""
    return session.exec(pick(Digest).where(
        Digest.workspace_id == workspace_id, Digest.team_key == team_key, col(Digest.is_empty).is_(False)
    ).order_by(col(Digest.period).desc())).first()
