"""Invitations: planned by the thousand, found when they fall due, moved on with the person's calendar."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, text, update
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import Annoyance, Invitation, Survey, SurveyPlan, table

CHUNK = 1_000

invitation, survey = table(Invitation), table(Survey)
survey_plan, annoyance = table(SurveyPlan), table(Annoyance)

_PLANNED = text("invitation.state = 'planned'")
"""The partial index's condition word for word, the value in the text: else SQLite does not use it."""
_TO_REMIND = text("invitation.remind_at is not null")


@dataclass(frozen=True, slots=True)
class Row:
    """An invitation as those who plan and send see it."""

    survey_id: str
    name: str
    ask_at: datetime
    not_before: datetime | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """So many people of one survey who are asked, or reminded, at one moment; nobody is named."""

    at: datetime
    survey_id: str
    count: int
    reminder: bool


_ROW = (invitation.c.survey_id, invitation.c.user_id, invitation.c.ask_at, invitation.c.not_before,
        invitation.c.asked_at)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A survey with what decides whether it is still to be asked. Those from `plan_id` on are None without a plan,
    `state` and `check_round` without an annoyance."""

    id: str
    kind: str
    number: int | None
    round: int | None
    closes_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    plan_id: str | None
    template: str | None
    anonymous: bool | None
    state: str | None
    check_round: int | None


def occasions(session: Session, workspace_id: str, survey_ids: Collection[str]) -> dict[str, Occasion]:
    """What these surveys are about, by their ids."""
    found = select(
        survey.c.id, survey.c.kind, survey.c.number, survey.c.round, survey.c.closes_at, survey.c.closed_at,
        survey.c.outcome, survey_plan.c.id, survey_plan.c.template, survey_plan.c.anonymous, annoyance.c.state,
        annoyance.c.check_round,
    ).select_from(survey.outerjoin(survey_plan, and_(
        survey_plan.c.workspace_id == survey.c.workspace_id, survey_plan.c.id == survey.c.plan_id)).outerjoin(
            annoyance, and_(annoyance.c.workspace_id == survey.c.workspace_id, annoyance.c.number == survey.c.number)))
    return {row[0]: Occasion(*row) for row in fetch(session, found.where(
        survey.c.workspace_id == workspace_id, survey.c.id.in_(survey_ids)))}


def plan(session: Session, workspace_id: str, survey_id: str, when: Iterable[tuple[str, datetime]]) -> int:
    """Plan one invitation for each (name, moment), a chunk at a time; who is invited already stays as they are.
    Returns how many were new."""
    insert = dialect_insert(session, invitation).on_conflict_do_nothing()
    new, rest = 0, iter(when)
    while rows := [{"workspace_id": workspace_id, "survey_id": survey_id, "user_id": name, "ask_at": at,
                    "state": "planned"} for name, at in islice(rest, CHUNK)]:
        new += session.exec(insert, params=rows, execution_options={"preserve_rowcount": True}).rowcount
    return new


def due(session: Session, workspace_id: str, *, now: datetime, limit: int) -> list[Row]:
    """Planned ones whose time has come, soonest first, locked; what another process holds is left to it."""
    found = select(*_ROW).where(invitation.c.workspace_id == workspace_id, _PLANNED, *_is_due(now))
    return _rows(session, found.order_by(invitation.c.ask_at).limit(limit).with_for_update(skip_locked=True))


def _is_due(now: datetime) -> tuple[Any, ...]:
    return invitation.c.ask_at <= now, or_(invitation.c.not_before.is_(None), invitation.c.not_before <= now)


def due_of(session: Session, workspace_id: str, names: Collection[str], kind: str, *, now: datetime) -> list[Row]:
    """The same of these people alone, of surveys of one kind."""
    found = select(*_ROW).join(survey, and_(
        survey.c.workspace_id == invitation.c.workspace_id, survey.c.id == invitation.c.survey_id)).where(
        invitation.c.workspace_id == workspace_id, invitation.c.user_id.in_(names), _PLANNED, *_is_due(now),
        survey.c.kind == kind)
    return _rows(session, found.order_by(invitation.c.ask_at, invitation.c.survey_id)
                 .with_for_update(of=invitation, skip_locked=True))


def due_to_remind(session: Session, workspace_id: str, *, now: datetime, limit: int) -> list[Row]:
    """Those whose one reminder is due, locked in the same way."""
    found = select(*_ROW).where(invitation.c.workspace_id == workspace_id, _TO_REMIND, invitation.c.remind_at <= now)
    return _rows(session, found.order_by(invitation.c.remind_at).limit(limit).with_for_update(skip_locked=True))


def _rows(session: Session, found: Any) -> list[Row]:
    return [Row(*row) for row in fetch(session, found)]


def change(session: Session, workspace_id: str, changes: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
    """Set columns of many: (survey, name, values); all values name the same columns."""
    if changes:
        columns = changes[0][2]
        statement = update(invitation).where(
            invitation.c.workspace_id == bindparam("ws"), invitation.c.survey_id == bindparam("of"),
            invitation.c.user_id == bindparam("who")).values({name: bindparam(f"new_{name}") for name in columns})
        session.connection().execute(statement, [
            {"ws": workspace_id, "of": survey_id, "who": name, **{f"new_{key}": value for key, value in values.items()}}
            for survey_id, name, values in changes])


def turn(session: Session, workspace_id: str, survey_id: str, name: str, *, before: Collection[str],
         **values: Any) -> bool:
    """Change one that is still in one of these states; False when it is not."""
    changed = update(invitation).where(*_is(workspace_id, survey_id, name), invitation.c.state.in_(before))
    return bool(session.exec(changed.values(**values)).rowcount)


def _is(workspace_id: str, survey_id: str, name: str) -> tuple[Any, ...]:
    return (invitation.c.workspace_id == workspace_id, invitation.c.survey_id == survey_id,
            invitation.c.user_id == name)


def end_planned(session: Session, workspace_id: str, survey_id: str, *, state: str, why: str | None = None) -> int:
    """Whoever of a survey has not come to be asked will not be; returns how many."""
    ended = update(invitation).where(invitation.c.workspace_id == workspace_id, invitation.c.survey_id == survey_id,
                                     _PLANNED).values(state=state, why=why)
    return int(session.exec(ended).rowcount)


def forget_reminders(session: Session, workspace_id: str, survey_id: str) -> None:
    session.exec(update(invitation).where(invitation.c.workspace_id == workspace_id,
                                          invitation.c.survey_id == survey_id, _TO_REMIND).values(remind_at=None))


def any_in(session: Session, workspace_id: str, survey_ids: Collection[str], name: str, state: str) -> bool:
    """Whether one of somebody's invitations to these surveys is in this state."""
    return fetch(session, select(invitation.c.survey_id).where(
        invitation.c.workspace_id == workspace_id, invitation.c.user_id == name, invitation.c.state == state,
        invitation.c.survey_id.in_(survey_ids)).limit(1)).first() is not None


def any_planned(session: Session, workspace_id: str, name: str | None = None) -> bool:
    """Whether anybody, or this person, is still to be asked something."""
    found = select(invitation.c.survey_id).where(invitation.c.workspace_id == workspace_id, _PLANNED)
    return fetch(session, (found if name is None else found.where(invitation.c.user_id == name)).limit(1)
                 ).first() is not None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a planned invitation's moment is worked out from. `base_at` None: it stays when it is."""

    survey_id: str
    name: str
    ask_at: datetime
    not_before: datetime | None
    base_at: datetime | None
    wait_days: int


def planned(session: Session, workspace_id: str, *, names: Collection[str] | None = None,
            after: tuple[str, str] = ("", ""), limit: int = CHUNK) -> list[Planned]:
    """Planned ones behind `after` (name, survey) in the order of names; of these people, or of everybody. What another
    process holds is being sent or cancelled."""
    found = select(invitation.c.survey_id, invitation.c.user_id, invitation.c.ask_at, invitation.c.not_before,
                   survey.c.base_at, survey.c.wait_days).join(survey, and_(
                       survey.c.workspace_id == invitation.c.workspace_id, survey.c.id == invitation.c.survey_id))
    behind = invitation.c.user_id > after[0]
    if after[0]:
        behind |= and_(invitation.c.user_id == after[0], invitation.c.survey_id > after[1])
    found = found.where(invitation.c.workspace_id == workspace_id, invitation.c.state == "planned", behind)
    if names is not None:
        found = found.where(invitation.c.user_id.in_(names))
    return [Planned(*row) for row in fetch(session, found.order_by(invitation.c.user_id, invitation.c.survey_id)
                                           .limit(limit).with_for_update(of=invitation, skip_locked=True))]


def move(session: Session, workspace_id: str, moved: Sequence[tuple[str, str, datetime]]) -> None:
    """Ask these (survey, name) at another moment."""
    change(session, workspace_id, [(survey_id, name, {"ask_at": at}) for survey_id, name, at in moved])


def count(session: Session, workspace_id: str, survey_id: str) -> list[tuple[str, str | None, int, int]]:
    """How many stand where: (state, why, how many, how many of them were reminded)."""
    found = select(invitation.c.state, invitation.c.why, func.count(),
                   func.sum(case((invitation.c.reminded_at.is_not(None), 1), else_=0))).where(
        invitation.c.workspace_id == workspace_id, invitation.c.survey_id == survey_id)
    return [(row[0], row[1], int(row[2]), int(row[3] or 0))
            for row in fetch(session, found.group_by(invitation.c.state, invitation.c.why))]


def next_due(session: Session, *, now: datetime) -> datetime | None:
    """The business time at which somebody will be asked or reminded next."""
    moments = ((invitation.c.ask_at, _PLANNED), (invitation.c.not_before, and_(_PLANNED, invitation.c.ask_at <= now)),
               (invitation.c.remind_at, _TO_REMIND))
    found = (fetch(session, select(func.min(at)).where(here, at > now)).scalar_one() for at, here in moments)
    return min((one for one in found if one), default=None)


def upcoming(session: Session, workspace_id: str, after: datetime, limit: int) -> list[Upcoming]:
    """Who will be asked and reminded, soonest first."""
    at = case((invitation.c.not_before > invitation.c.ask_at, invitation.c.not_before), else_=invitation.c.ask_at)
    found: list[Upcoming] = []
    for moment, here, reminder in ((at, _PLANNED, False), (invitation.c.remind_at, _TO_REMIND, True)):
        counted = select(moment.label("at"), invitation.c.survey_id, func.count()).where(
            invitation.c.workspace_id == workspace_id, here, moment > after)
        first = counted.group_by("at", invitation.c.survey_id).order_by("at", invitation.c.survey_id).limit(limit)
        found += [Upcoming(row[0], row[1], int(row[2]), reminder) for row in fetch(session, first)]
    return sorted(found, key=lambda one: (one.at, one.survey_id, one.reminder))[:limit]
