"""Reports: one observation by one employee each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    distinct,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.reports import Door, Emotion, Sensed, Visibility
from storage.db import fetch
from storage.search import NEXT_PLACE
from storage.tables import Annoyance, Report, table

reports = table(Report)
annoyances = table(Annoyance)

# Put together once: putting a statement together costs three times what carrying it out does.
_INSERT = {dialect: reports.insert().values(place=place).returning(reports.c.place)
           for dialect, place in NEXT_PLACE.items()}
_NAMES: BindParameter[list[str]] = bindparam("names", expanding=True)
_SAME_TEXT = select(reports.c.id).where(
    reports.c.workspace_id == bindparam("ws"), reports.c.text_key == bindparam("text"),
    reports.c.created_at >= bindparam("since_hour"),  # holds of both below: else SQLite may walk the whole workspace
    or_(and_(reports.c.reporter_id.in_(_NAMES), reports.c.created_at >= bindparam("since")),
        and_(reports.c.reporter_hash.in_(_NAMES), reports.c.created_at >= bindparam("since_hour"))),
    reports.c.withdrawn.is_(False)).order_by(reports.c.id.desc()).limit(1)
_OF_ANNOYANCE = pick(Report).where(
    Report.workspace_id == bindparam("ws"), Report.number == bindparam("of_number"), col(Report.withdrawn).is_(False)
).order_by(col(Report.id))
NAME = func.coalesce(reports.c.reporter_id, reports.c.reporter_hash)
"""By what a row knows its reporter: their id, or the pseudonym of somebody without a name."""

_OWN = union_all(*(select(reports.c.number, reports.c.id, reports.c.withdrawn).where(
    reports.c.workspace_id == bindparam("ws"), name.in_(bindparam("names", expanding=True)))
    for name in (reports.c.reporter_id, reports.c.reporter_hash))).subquery()
_OWN_PAGE = select(
    _OWN.c.number, func.max(_OWN.c.id).label("newest"),
    func.min(case((_OWN.c.withdrawn, 1), else_=0)).label("gone"), func.count().over().label("total"),
).group_by(_OWN.c.number).order_by(func.max(_OWN.c.id).desc()).limit(bindparam("at_most")).offset(
    bindparam("skip")).subquery()
_OWN_LISTED = select(
    annoyances.c.number, annoyances.c.title, annoyances.c.state, annoyances.c.team_key, annoyances.c.what_was_done,
    reports.c.first_number, _OWN_PAGE.c.gone, _OWN_PAGE.c.total,
).select_from(_OWN_PAGE).join(reports, and_(
    reports.c.workspace_id == bindparam("ws"), reports.c.id == _OWN_PAGE.c.newest)).join(annoyances, and_(
        annoyances.c.workspace_id == bindparam("ws"), annoyances.c.number == _OWN_PAGE.c.number)).order_by(
    _OWN_PAGE.c.newest.desc())


@dataclass(frozen=True, slots=True)
class Own:
    """An annoyance that somebody reported. `first_number` is the one their newest report of it made or joined first;
    `gone`: they took back all they had reported of it."""

    number: int
    title: str
    state: str
    team_key: str | None
    what_was_done: str | None
    first_number: int
    gone: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many reports an annoyance has: of employees, and apart from them those that customers made themselves."""

    reports: int
    by_customers: int

    @property
    def total(self) -> int:
        return self.reports + self.by_customers


BY_CUSTOMERS = reports.c.door == Door.CUSTOMER_LINK


def add(session: Session, **values: object) -> int:
    """Store a report; returns its place in the index of words, where it is not yet."""
    return int(fetch(session, _INSERT[session.info["dialect"]], **values).scalar_one())


def sensed(session: Session, workspace_id: str, *, without: Collection[str], since: datetime | None) -> Sensed:
    """What reporters said where their words suggested that a customer was upset; those that came by a door of `without`
    left out."""
    suggested = reports.c.upset_words.is_not(None)
    counted = select(
        func.count(case((suggested, 1))),
        func.count(case((and_(suggested, reports.c.emotion == Emotion.PRESENT), 1))),
        func.count(case((and_(suggested, reports.c.emotion == Emotion.ABSENT), 1))),
        func.count(case((and_(~suggested, reports.c.emotion == Emotion.PRESENT), 1))),
    ).where(reports.c.workspace_id == workspace_id, reports.c.withdrawn.is_(False), reports.c.door.not_in(without))
    if since is not None:
        counted = counted.where(reports.c.created_at >= since)
    return Sensed(*fetch(session, counted).one())


def number_of(session: Session, workspace_id: str, report_id: str) -> int | None:
    """Of which annoyance a report is by now."""
    return fetch(session, select(reports.c.number).where(
        reports.c.workspace_id == workspace_id, reports.c.id == report_id)).scalar()


def get(session: Session, workspace_id: str, report_id: str) -> Report | None:
    return session.exec(pick(Report).where(Report.workspace_id == workspace_id, Report.id == report_id)).first()


def of_annoyance(session: Session, workspace_id: str, number: int) -> Sequence[Report]:
    """Its reports, first one first; withdrawn ones left out."""
    return session.exec(_OF_ANNOYANCE, params={"ws": workspace_id, "of_number": number}).all()


def count(session: Session, workspace_id: str, number: int) -> Counted:
    """How many reports an annoyance has; withdrawn ones left out."""
    every, theirs = fetch(session, select(func.count(), func.count(case((BY_CUSTOMERS, 1)))).where(
        reports.c.workspace_id == workspace_id, reports.c.number == number, reports.c.withdrawn.is_(False))).one()
    return Counted(every - theirs, theirs)


def reporters(session: Session, workspace_id: str, number: int) -> list[str]:
    """Who reported it, by id or pseudonym, each once, in order of their first report."""
    found = select(NAME, func.min(reports.c.id).label("first")).where(
        reports.c.workspace_id == workspace_id, reports.c.number == number, reports.c.withdrawn.is_(False),
        NAME.is_not(None)).group_by(NAME).order_by("first")
    return [row[0] for row in fetch(session, found)]


def sealed(session: Session, workspace_id: str, pseudonym: str) -> str | None:
    """The sealed user id behind a pseudonym, as their newest report has it."""
    found: str | None = fetch(session, select(reports.c.reporter_sealed).where(
        reports.c.workspace_id == workspace_id, reports.c.reporter_hash == pseudonym,
        reports.c.reporter_sealed.is_not(None)).order_by(reports.c.id.desc()).limit(1)).scalar()
    return found


def visibility_of(session: Session, workspace_id: str, name: str) -> Visibility:
    """How somebody known by this name reported: each way of reporting has its own name."""
    found = fetch(session, select(reports.c.visibility).where(
        reports.c.workspace_id == workspace_id, reports.c.reporter_hash == name).limit(1)).scalar()
    return Visibility(found or Visibility.NAMED)


def same_text(session: Session, workspace_id: str, names: Collection[str], text_key: str, since: datetime
              ) -> str | None:
    """The id of the same person's newest report with the same text; of one without a name only the hour is known."""
    found: str | None = fetch(session, _SAME_TEXT, ws=workspace_id, names=list(names), text=text_key,
                              since=since, since_hour=since.replace(minute=0, second=0, microsecond=0)).scalar()
    return found


def with_text(session: Session, workspace_id: str, text_key: str, *, doors: Collection[str], since: datetime,
              states: Collection[str], team_key: str | None, touchpoint_key: str | None) -> int | None:
    """The newest annoyance in one of `states`, of that team and touchpoint where they are given, that a report with
    this very text belongs to and that came by one of `doors`."""
    found = select(reports.c.number).join(annoyances, and_(
        annoyances.c.workspace_id == reports.c.workspace_id, annoyances.c.number == reports.c.number)).where(
        reports.c.workspace_id == workspace_id, reports.c.text_key == text_key, reports.c.door.in_(doors),
        reports.c.created_at >= since, reports.c.withdrawn.is_(False), annoyances.c.state.in_(states))
    if team_key is not None:
        found = found.where(annoyances.c.team_key == team_key)
    if touchpoint_key is not None:
        found = found.where(reports.c.touchpoint_key == touchpoint_key)
    number: int | None = fetch(session, found.order_by(reports.c.id.desc()).limit(1)).scalar()
    return number


def mine(session: Session, workspace_id: str, names: Collection[str], limit: int
         ) -> Sequence[tuple[Report, Annoyance]]:
    """A person's newest reports (`names`: their id and pseudonym), each with the annoyance it belongs to now."""
    found = pick(Report, Annoyance).join(
        Annoyance, (col(Annoyance.workspace_id) == Report.workspace_id) & (col(Annoyance.number) == Report.number)
    ).where(Report.workspace_id == workspace_id, _by(names)).order_by(col(Report.id).desc()).limit(limit)
    return session.exec(found).all()


def count_mine(session: Session, workspace_id: str, names: Collection[str]) -> int:
    """How many annoyances a person has reported."""
    return int(fetch(session, select(func.count(distinct(reports.c.number))).where(
        reports.c.workspace_id == workspace_id, _by(names))).scalar_one())


def own(session: Session, workspace_id: str, names: Collection[str], *, limit: int, skip: int = 0
        ) -> tuple[list[Own], int]:
    """What a person has reported (`names`: their id and pseudonym), each annoyance once, newest report first; and how
    many annoyances it is in all."""
    found = fetch(session, _OWN_LISTED, ws=workspace_id, names=list(names), at_most=limit, skip=skip).all()
    return ([Own(number, title, state, team_key, done, first, bool(gone))
             for number, title, state, team_key, done, first, gone, _ in found], int(found[0][7]) if found else 0)


def _by(names: Collection[str]) -> ColumnElement[bool]:
    return or_(reports.c.reporter_id.in_(names), reports.c.reporter_hash.in_(names))


def known_keys(session: Session, workspace_id: str, keys: Sequence[str]) -> set[str]:
    """Which of these imported rows are here already."""
    found = select(reports.c.external_key).where(reports.c.workspace_id == workspace_id,
                                                 reports.c.external_key.in_(keys))
    return {row[0] for row in fetch(session, found)}


def change(session: Session, workspace_id: str, report_id: str, **values: object) -> None:
    session.exec(update(reports).where(reports.c.workspace_id == workspace_id, reports.c.id == report_id)
                 .values(**values))


def everything(session: Session, workspace_id: str, batch: int = 500) -> Iterator[tuple[Report, Annoyance]]:
    """All reports with their annoyances, oldest first, read in batches so that memory stays flat."""
    found = pick(Report, Annoyance).join(
        Annoyance, (col(Annoyance.workspace_id) == Report.workspace_id) & (col(Annoyance.number) == Report.number)
    ).where(Report.workspace_id == workspace_id).order_by(col(Report.id))
    yield from session.exec(found.execution_options(yield_per=batch))


def first(session: Session, workspace_id: str, number: int) -> Report | None:
    """The report that made an annoyance, withdrawn or merged away as it may be."""
    return session.exec(pick(Report).where(Report.workspace_id == workspace_id, Report.first_number == number)
                        .order_by(col(Report.id))).first()
