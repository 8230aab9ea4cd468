"""Reports and annoyances page by page, for other systems. A page begins after a row, not after a count, so that nothing
is left out or comes twice while new rows come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.reports import Visibility
from storage.db import fetch
from storage.reports import BY_CUSTOMERS
from storage.tables import ActionItem, Annoyance, Report, SurveyPlan, table

reports = table(Report)
annoyances = table(Annoyance)

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one annoyance's reports. `begun_at` is the hour in which it began where the report that made
    it is anonymous, else None: the annoyance's own moment holds."""

    reports: int = 0
    by_customers: int = 0
    waiting: int = 0
    begun_at: datetime | None = None
    anonymous: int = 0


def of_reports(session: Session, workspace_id: str, *, states: Collection[str], team: str | None,
               since: datetime | None, until: datetime | None, after: tuple[datetime, str] | None, newest_first: bool,
               limit: int) -> Sequence[tuple[Report, Annoyance]]:
    """Reports by when they came; those of one hour without a name in the order of their keys."""
    place = (reports.c.created_at, reports.c.id)
    found = pick(Report, Annoyance).join(
        Annoyance, (col(Annoyance.workspace_id) == Report.workspace_id) & (col(Annoyance.number) == Report.number)
    ).where(Report.workspace_id == workspace_id, *_wanted(states, team, reports.c.created_at, since, until))
    if after is not None:
        found = found.where(_beyond(place, after, newest_first=newest_first))
    return session.exec(found.order_by(*(one.desc() if newest_first else one for one in place)).limit(limit)).all()


def of_annoyances(session: Session, workspace_id: str, *, states: Collection[str], team: str | None,
                  since: datetime | None, until: datetime | None, after: int | None, newest_first: bool, limit: int
                  ) -> Sequence[Annoyance]:
    """Annoyances by number."""
    found = pick(Annoyance).where(Annoyance.workspace_id == workspace_id,
                                  *_wanted(states, team, _begun_at(), since, until))
    if after is not None:
        found = found.where(annoyances.c.number < after if newest_first else annoyances.c.number > after)
    number = annoyances.c.number
    return session.exec(found.order_by(number.desc() if newest_first else number).limit(limit)).all()


def changed(session: Session, workspace_id: str, *, states: Collection[str], team: str | None,
            since: datetime | None, until: datetime | None, after: tuple[datetime, int] | None, limit: int
            ) -> Sequence[Annoyance]:
    """Annoyances, the one whose state changed last first."""
    place = (annoyances.c.changed_at, annoyances.c.number)
    found = pick(Annoyance).where(Annoyance.workspace_id == workspace_id,
                                  *_wanted(states, team, _begun_at(), since, until))
    if after is not None:
        found = found.where(_beyond(place, after, newest_first=True))
    return session.exec(found.order_by(*(one.desc() for one in place)).limit(limit)).all()


def counts(session: Session, workspace_id: str, numbers: Collection[int]) -> dict[int, Counted]:
    """What is counted of these annoyances' reports; withdrawn ones are left out."""
    stands = and_(reports.c.workspace_id == workspace_id, reports.c.number.in_(numbers))
    counted = fetch(session, select(
        reports.c.number, func.count(), func.count(case((BY_CUSTOMERS, 1))),
        func.count(case((reports.c.customer_state == WAITING, 1))),
        func.count(case((reports.c.visibility == Visibility.ANONYMOUS, 1)))).where(
        stands, reports.c.withdrawn.is_(False)).group_by(reports.c.number)).all()
    hours = _anonymous_beginnings(session, workspace_id, numbers)
    found = {number: Counted(every - theirs, theirs, waiting, hours.get(number), anonymous)
             for number, every, theirs, waiting, anonymous in counted}
    return {number: Counted(begun_at=hours.get(number)) for number in numbers} | found


def _anonymous_beginnings(session: Session, workspace_id: str, numbers: Collection[int]) -> dict[int, datetime]:
    first = select(func.min(reports.c.id)).where(
        reports.c.workspace_id == workspace_id, reports.c.first_number.in_(numbers)).group_by(reports.c.first_number)
    found = fetch(session, select(reports.c.first_number, reports.c.created_at).where(
        reports.c.workspace_id == workspace_id, reports.c.id.in_(first),
        reports.c.visibility == Visibility.ANONYMOUS))
    return {number: at for number, at in found}  # noqa: C416  rows are no pairs to the type checker


def _begun_at() -> ColumnElement[datetime]:
    """When an annoyance began, as it is shown: nobody may find the minute by asking for less and less."""
    made = reports.alias("made")
    first = select(func.min(made.c.id)).where(
        made.c.workspace_id == annoyances.c.workspace_id, made.c.first_number == annoyances.c.number)
    hour = select(reports.c.created_at).where(
        reports.c.workspace_id == annoyances.c.workspace_id, reports.c.visibility == Visibility.ANONYMOUS,
        reports.c.id == first.correlate(annoyances).scalar_subquery())
    return func.coalesce(hour.correlate(annoyances).scalar_subquery(), annoyances.c.created_at)


def _wanted(states: Collection[str], team: str | None, at: ColumnElement[datetime], since: datetime | None,
            until: datetime | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if states:
        wanted.append(annoyances.c.state.in_(states))
    if team is not None:
        wanted.append(annoyances.c.team_key == team)
    if since is not None:
        wanted.append(at >= since)
    if until is not None:
        wanted.append(at < until)
    return wanted


def _beyond(place: tuple[ColumnElement[datetime], ColumnElement[int | str]], after: tuple[datetime, int | str], *,
            newest_first: bool) -> ColumnElement[bool]:
    at, key = place
    if newest_first:
        return or_(at < after[0], and_(at == after[0], key < after[1]))
    return or_(at > after[0], and_(at == after[0], key > after[1]))


def of_items(session: Session, workspace_id: str, *, states: Collection[str], team: str | None, assignee: str | None,
             number: int | None, after: str | None, limit: int) -> Sequence[ActionItem]:
    """Action items as they were added."""
    found = pick(ActionItem).where(ActionItem.workspace_id == workspace_id)
    for column, wanted in ((col(ActionItem.team_key), team), (col(ActionItem.assignee), assignee),
                           (col(ActionItem.number), number)):
        if wanted is not None:
            found = found.where(column == wanted)
    if states:
        found = found.where(col(ActionItem.state).in_(states))
    if after is not None:
        found = found.where(col(ActionItem.id) > after)
    return session.exec(found.order_by(col(ActionItem.id)).limit(limit)).all()


def of_plans(session: Session, workspace_id: str, kinds: Collection[str], *, after: str | None, limit: int
             ) -> Sequence[SurveyPlan]:
    """What is, or was, asked, newest first."""
    found = pick(SurveyPlan).where(SurveyPlan.workspace_id == workspace_id, col(SurveyPlan.kind).in_(kinds))
    if after is not None:
        found = found.where(col(SurveyPlan.id) < after)
    return session.exec(found.order_by(col(SurveyPlan.id).desc()).limit(limit)).all()
