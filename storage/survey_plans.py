"""Plans of surveys, the surveys made of them, and what can make one due: looked for by date, never by reading all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, text, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch, insert_new
from storage.tables import Annoyance, Invitation, Report, Response, Survey, SurveyPlan, UserGroup, table

plans, surveys, invitations = table(SurveyPlan), table(Survey), table(Invitation)
responses, reports, annoyances, groups = table(Response), table(Report), table(Annoyance), table(UserGroup)

_OPEN = text("survey.closed_at is null")
"""The partial index's condition word for word: else SQLite does not use it."""
_HAS_DATE = text("report.matters_on is not null")


_ACTIVE = pick(SurveyPlan).where(
    SurveyPlan.workspace_id == bindparam("ws"), SurveyPlan.trigger == bindparam("of_trigger"),
    col(SurveyPlan.stopped_at).is_(None)).order_by(col(SurveyPlan.id))


def add(session: Session, row: SurveyPlan) -> None:
    session.add(row)
    session.flush()


def active(session: Session, workspace_id: str, trigger: str) -> Sequence[SurveyPlan]:
    """Plans of a trigger that still ask, the oldest first."""
    return session.exec(_ACTIVE, params={"ws": workspace_id, "of_trigger": trigger}).all()


def any_for(session: Session, audience: str) -> bool:
    """Whether any workspace has a plan for this audience that still asks."""
    return fetch(session, select(plans.c.id).where(plans.c.audience == audience, plans.c.stopped_at.is_(None))
                 .limit(1)).first() is not None


def of_person(session: Session, workspace_id: str, user_id: str) -> Sequence[SurveyPlan]:
    """Plans that somebody made or decides, the newest first."""
    return session.exec(pick(SurveyPlan).where(
        SurveyPlan.workspace_id == workspace_id,
        (col(SurveyPlan.created_by) == user_id) | (col(SurveyPlan.decider) == user_id)
    ).order_by(col(SurveyPlan.id).desc())).all()


def begin(session: Session, **values: Any) -> bool:
    """A plan's survey; False where its occasion has had one."""
    return insert_new(session, surveys, {"wait_days": 0, **values})


def of_plan(session: Session, workspace_id: str, plan_id: str) -> Sequence[Survey]:
    """All occasions of a plan, the oldest first."""
    return session.exec(pick(Survey).where(Survey.workspace_id == workspace_id, Survey.plan_id == plan_id)
                        .order_by(col(Survey.id))).all()


def on_occasion(session: Session, workspace_id: str, plan_id: str, occasion: str) -> Survey:
    """A plan's survey of that name; it must be there."""
    return session.exec(pick(Survey).where(Survey.workspace_id == workspace_id, Survey.plan_id == plan_id,
                                           Survey.occasion == occasion)).one()


def last_occasion(session: Session, workspace_id: str, plan_id: str) -> str | None:
    """The last of a pulse's occasions: their names are dates."""
    found: str | None = fetch(session, select(func.max(surveys.c.occasion)).where(
        surveys.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id)).scalar_one()
    return found


def time_up(session: Session, workspace_id: str, now: datetime) -> list[str]:
    """Surveys whose time to answer is over."""
    return [row[0] for row in fetch(session, select(surveys.c.id).where(
        surveys.c.workspace_id == workspace_id, _OPEN, surveys.c.closes_at <= now,
        surveys.c.plan_id.is_not(None)).order_by(surveys.c.id))]


def closing(session: Session, workspace_id: str, after: datetime, limit: int) -> Sequence[Survey]:
    """Surveys of plans whose time to answer ends then, the soonest first."""
    return session.exec(pick(Survey).where(
        Survey.workspace_id == workspace_id, _OPEN, col(Survey.plan_id).is_not(None),
        col(Survey.closes_at) > after).order_by(col(Survey.closes_at), Survey.id).limit(limit)).all()


def gathering(session: Session, workspace_id: str) -> Sequence[Survey]:
    """Open ones of which it is not settled yet whom they ask."""
    return session.exec(pick(Survey).where(
        Survey.workspace_id == workspace_id, col(Survey.plan_id).is_not(None), _OPEN,
        col(Survey.closes_at).is_(None))).all()


def under_way(session: Session, workspace_id: str, triggers: Collection[str]) -> Sequence[tuple[Survey, SurveyPlan]]:
    """Open surveys of plans with one of these triggers."""
    return session.exec(pick(Survey, SurveyPlan).join(
        SurveyPlan, (col(SurveyPlan.workspace_id) == Survey.workspace_id) & (col(SurveyPlan.id) == Survey.plan_id)
    ).where(Survey.workspace_id == workspace_id, _OPEN, col(SurveyPlan.trigger).in_(triggers))).all()


def open_about(session: Session, workspace_id: str, number: int) -> Sequence[Survey]:
    """Open surveys of plans about an annoyance."""
    return session.exec(pick(Survey).where(
        Survey.workspace_id == workspace_id, col(Survey.plan_id).is_not(None), _OPEN,
        Survey.number == number)).all()


def close(session: Session, workspace_id: str, survey_id: str, *, at: datetime, outcome: str) -> bool:
    """False where it has ended before."""
    ended = update(surveys).where(surveys.c.workspace_id == workspace_id, surveys.c.id == survey_id,
                                  surveys.c.closed_at.is_(None)).values(closed_at=at, outcome=outcome)
    return bool(session.exec(ended).rowcount)


def closes(session: Session, workspace_id: str, survey_id: str, at: datetime) -> None:
    session.exec(update(surveys).where(surveys.c.workspace_id == workspace_id, surveys.c.id == survey_id)
                 .values(closes_at=at))


def last_asking(session: Session, workspace_id: str, survey_id: str) -> datetime | None:
    """When the last of those who are asked is."""
    found: datetime | None = fetch(session, select(func.max(invitations.c.ask_at)).where(
        invitations.c.workspace_id == workspace_id, invitations.c.survey_id == survey_id,
        invitations.c.state != "withheld")).scalar_one()
    return found


def withhold(session: Session, workspace_id: str, survey_id: str, whom: Mapping[str, str], at: datetime) -> None:
    """These are not asked, each with the reason; so that it can be said."""
    rows = [{"workspace_id": workspace_id, "survey_id": survey_id, "user_id": name, "ask_at": at, "state": "withheld",
             "why": why} for name, why in whom.items()]
    if rows:
        session.exec(dialect_insert(session, invitations).on_conflict_do_nothing(), params=rows)


def invited_about(session: Session, workspace_id: str, plan_id: str, number: int, *, but: str | None, since: datetime
                  ) -> set[str]:
    """Whom a plan has asked, or will, about an annoyance in other surveys than `but` since a moment."""
    found = select(invitations.c.user_id).join(surveys, _of_survey(invitations)).where(
        surveys.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id, surveys.c.number == number,
        surveys.c.opened_at >= since, invitations.c.state.in_(("planned", "sending", "asked")))
    return {row[0] for row in fetch(session, found if but is None else found.where(surveys.c.id != but))}


def invited_after(session: Session, workspace_id: str, plan_id: str, survey_id: str, *, but: str) -> set[str]:
    """Whom a plan that follows another has invited after one survey of it, or is about to ask after any, in other
    surveys than `but`."""
    found = select(invitations.c.user_id).join(surveys, _of_survey(invitations)).where(
        surveys.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id, surveys.c.id != but,
        or_(surveys.c.occasion.startswith(f"{survey_id}:", autoescape=True),
            invitations.c.state.in_(("planned", "sending"))))
    return {row[0] for row in fetch(session, found)}


def invited_to(session: Session, workspace_id: str, survey_id: str) -> set[str]:
    """By which names people were invited to a survey."""
    return {row[0] for row in fetch(session, select(invitations.c.user_id).where(
        invitations.c.workspace_id == workspace_id, invitations.c.survey_id == survey_id))}


def _of_survey(rows: Any) -> ColumnElement[bool]:
    return and_(surveys.c.workspace_id == rows.c.workspace_id, surveys.c.id == rows.c.survey_id)


def said(session: Session, workspace_id: str, number: int, round_: int) -> set[str]:
    """Who has told us whether it is gone, by the name by which they were asked."""
    found = select(responses.c.user_id).join(surveys, _of_survey(responses)).where(
        surveys.c.workspace_id == workspace_id, surveys.c.number == number, surveys.c.round == round_,
        surveys.c.plan_id.is_(None), responses.c.answer.in_(("gone", "still")))
    return {row[0] for row in fetch(session, found)}


def names_of(session: Session, workspace_id: str, survey_id: str, state: str) -> list[str]:
    """Those invited who stand so."""
    return [row[0] for row in fetch(session, select(invitations.c.user_id).where(
        invitations.c.workspace_id == workspace_id, invitations.c.survey_id == survey_id,
        invitations.c.state == state))]


def answered_between(session: Session, workspace_id: str, survey_id: str, first: datetime, until: datetime
                     ) -> list[tuple[str, datetime]]:
    """Who answered when in [first, until)."""
    return [(row[0], row[1]) for row in fetch(session, select(responses.c.user_id, responses.c.answered_at).where(
        responses.c.workspace_id == workspace_id, responses.c.survey_id == survey_id,
        responses.c.answered_at >= first, responses.c.answered_at < until).order_by(responses.c.answered_at))]


def answered_of_plan(session: Session, workspace_id: str, plan_id: str, first: datetime, until: datetime
                     ) -> list[tuple[str, datetime]]:
    """When surveys of a plan were answered in [first, until): (survey, moment)."""
    return [(row[0], row[1]) for row in fetch(session, select(surveys.c.id, responses.c.answered_at).join(
        responses, _of_survey(responses)).where(
        surveys.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id, responses.c.answered_at >= first,
        responses.c.answered_at < until).order_by(responses.c.answered_at))]


def closed_of_plan(session: Session, workspace_id: str, plan_id: str, after: datetime, until: datetime
                   ) -> Sequence[Survey]:
    """A plan's surveys that took answers until a moment after `after` and not after `until`."""
    return session.exec(pick(Survey).where(
        Survey.workspace_id == workspace_id, Survey.plan_id == plan_id, Survey.outcome == "closed",
        col(Survey.closed_at) > after, col(Survey.closed_at) <= until).order_by(col(Survey.id))).all()


def as_shown(now: datetime) -> ColumnElement[str]:
    """An invitation's state as senders may see it, its survey joined. Somebody without a name counts as asked from the
    planned time on, which is everybody's, until the survey closes by itself: the true moment would tell where they
    live, and so would what was seen at a moment that the sender chose to stop it."""
    state, is_open = invitations.c.state, surveys.c.closed_at.is_(None)
    on_its_way = or_(state.in_(("planned", "sending", "asked", "failed", "cancelled")),
                     and_(state == "withheld", invitations.c.why.in_(("cap", "opted_out", "gone", "stale"))))
    hidden = and_(invitations.c.user_id.startswith("~"), on_its_way,
                  or_(surveys.c.outcome.is_(None), surveys.c.outcome != "closed"))
    come = and_(invitations.c.ask_at <= now, or_(is_open, invitations.c.ask_at <= surveys.c.closed_at))
    return case((and_(hidden, come), "asked"), (and_(hidden, is_open), "planned"), (hidden, "cancelled"), else_=state)


def count_as_shown(session: Session, workspace_id: str, survey_id: str, now: datetime
                   ) -> list[tuple[str, str | None, int]]:
    """How many of a survey stand where, as its sender may see it: (state, why, how many)."""
    return _grouped(session, now, invitations.c.workspace_id == workspace_id, invitations.c.survey_id == survey_id)


def count_of_plan_as_shown(session: Session, workspace_id: str, plan_id: str, now: datetime
                           ) -> list[tuple[str, str | None, int]]:
    """The same of all of a plan's surveys."""
    return _grouped(session, now, invitations.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id)


def _grouped(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> list[tuple[str, str | None, int]]:
    one = select(as_shown(now).label("state"), invitations.c.why).join(
        surveys, _of_survey(invitations)).where(*conditions).subquery()
    found = select(one.c.state, one.c.why, func.count()).group_by(one.c.state, one.c.why)
    return [(row[0], row[1], int(row[2])) for row in fetch(session, found)]


def count_answers(session: Session, workspace_id: str, survey_id: str) -> int:
    return int(fetch(session, select(func.count()).where(
        responses.c.workspace_id == workspace_id, responses.c.survey_id == survey_id)).scalar_one())


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report whose time has come, and how its annoyance stands."""

    id: str
    number: int
    state: str
    team_key: str | None
    touchpoint_key: str | None
    created_at: datetime
    matters_on: date | None


def reported_between(session: Session, plan: SurveyPlan, after: datetime, until: datetime, limit: int
                     ) -> list[DueReport]:
    """Reports made after `after` and not after `until` for which a plan has made no survey."""
    return _due(session, plan, and_(reports.c.created_at > after, reports.c.created_at <= until),
                reports.c.created_at, limit)


def mattering_between(session: Session, plan: SurveyPlan, first: date, last: date, limit: int) -> list[DueReport]:
    """The same of reports whose date that matters lies between two days, both included."""
    return _due(session, plan, and_(_HAS_DATE, reports.c.matters_on >= first, reports.c.matters_on <= last),
                reports.c.matters_on, limit)


def _due(session: Session, plan: SurveyPlan, when: ColumnElement[bool], order: ColumnElement[Any], limit: int
         ) -> list[DueReport]:
    handled = exists().where(surveys.c.workspace_id == plan.workspace_id, surveys.c.plan_id == plan.id,
                             surveys.c.occasion == reports.c.id)
    about = [column == wanted for column, wanted in (
        (annoyances.c.number, plan.number), (annoyances.c.team_key, plan.team_key),
        (annoyances.c.touchpoint_key, plan.touchpoint_key)) if wanted is not None]
    found = select(reports.c.id, annoyances.c.number, annoyances.c.state, annoyances.c.team_key,
                   annoyances.c.touchpoint_key, reports.c.created_at, reports.c.matters_on).join(annoyances, and_(
                       annoyances.c.workspace_id == reports.c.workspace_id,
                       annoyances.c.number == reports.c.number)).where(
        reports.c.workspace_id == plan.workspace_id, when, reports.c.withdrawn.is_(False), ~handled, *about)
    return [DueReport(*row) for row in fetch(session, found.order_by(order, reports.c.id).limit(limit))]


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of all surveys of one plan."""

    surveys: int = 0
    asked: int = 0
    answered: int = 0


def tallies(session: Session, workspace_id: str, plan_ids: Collection[str], *, until: datetime | None = None
            ) -> dict[str, Tally]:
    """By plan: how many occasions, how many were asked, how many answered; with `until` as of that moment."""
    if not plan_ids:
        return {}
    mine = and_(surveys.c.workspace_id == workspace_id, surveys.c.plan_id.in_(plan_ids))
    asked = [invitations.c.asked_at < until] if until else []
    answered = [responses.c.answered_at < until] if until else []
    made = _by_plan(session, select(surveys.c.plan_id, func.count()).where(mine))
    sent = _by_plan(session, select(surveys.c.plan_id, func.count()).join(
        invitations, _of_survey(invitations)).where(mine, invitations.c.state == "asked", *asked))
    said_ = _by_plan(session, select(surveys.c.plan_id, func.count()).join(
        responses, _of_survey(responses)).where(mine, *answered))
    return {plan_id: Tally(count, sent.get(plan_id, 0), said_.get(plan_id, 0)) for plan_id, count in made.items()}


def _by_plan(session: Session, counted: Any) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in fetch(session, counted.group_by(surveys.c.plan_id))}


def told_of(session: Session, workspace_id: str, team_key: str, starts_at: datetime, ends_at: datetime,
            days: tuple[date, date]) -> Sequence[SurveyPlan]:
    """A team's plans of which its digest tells: a survey closed in the period, it was decided then, or the day of the
    decision (the first of `days` included, the last not) fell into it."""
    closed = exists().where(surveys.c.workspace_id == workspace_id, surveys.c.plan_id == plans.c.id,
                            surveys.c.closed_at >= starts_at, surveys.c.closed_at < ends_at,
                            surveys.c.outcome.in_(("closed", "stopped")))
    decided = and_(plans.c.decided_at >= starts_at, plans.c.decided_at < ends_at)
    was_due = and_(plans.c.decide_on >= days[0], plans.c.decide_on < days[1])
    here = (plans.c.team_key == team_key) | and_(plans.c.number.is_not(None), exists().where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.number == plans.c.number,
        annoyances.c.team_key == team_key))
    return session.exec(pick(SurveyPlan).where(
        SurveyPlan.workspace_id == workspace_id, here, closed | decided | was_due,
        col(SurveyPlan.created_at) < ends_at).order_by(col(SurveyPlan.id))).all()


def open_at(session: Session, workspace_id: str, touchpoint_key: str, states: Collection[str], *, limit: int
            ) -> list[int]:
    """A touchpoint's annoyances in one of these states, oldest first."""
    found = select(annoyances.c.number).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.touchpoint_key == touchpoint_key,
        annoyances.c.state.in_(states)).order_by(annoyances.c.number).limit(limit)
    return [row[0] for row in fetch(session, found)]


@dataclass(frozen=True, slots=True)
class Listed:
    """What Slack has told us of who is in a user group or a channel. `fetched_at` None: not all of it yet."""

    members: tuple[str, ...]
    fetched_at: datetime | None


def listed(session: Session, workspace_id: str, ids: Collection[str]) -> dict[str, Listed]:
    if not ids:
        return {}
    found = fetch(session, select(groups.c.group_id, groups.c.members, groups.c.fetched_at).where(
        groups.c.workspace_id == workspace_id, groups.c.group_id.in_(ids)))
    return {row[0]: Listed(tuple(row[1] or ()), row[2] if row[1] is not None else None) for row in found}


def list_members(session: Session, workspace_id: str, group_id: str, members: Sequence[str],
                 fetched_at: datetime | None) -> None:
    """One more page of a channel's members is known. `fetched_at`: it was the last one."""
    values = {"members": list(members), "fetched_at": fetched_at}
    insert = dialect_insert(session, groups).values(workspace_id=workspace_id, group_id=group_id, **values)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "group_id"], set_=values))
