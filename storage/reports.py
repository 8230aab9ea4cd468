"""Reports: one observation by one employee each."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, distinct, func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.tables import Annoyance, Report, table

reports = table(Report)
annoyances = table(Annoyance)

# Put together once: putting a statement together costs three times what carrying it out does.
_INSERT = reports.insert()
_SAME_TEXT = select(reports.c.id).where(
    reports.c.workspace_id == bindparam("ws"), reports.c.reporter_id == bindparam("by"),
    reports.c.text_key == bindparam("text"), reports.c.created_at >= bindparam("since"),
    reports.c.withdrawn.is_(False)).order_by(reports.c.id.desc()).limit(1)


def add(session: Session, **values: object) -> None:
    session.exec(_INSERT, params=values)


def get(session: Session, workspace_id: str, report_id: str) -> Report | None:
    return session.exec(pick(Report).where(Report.workspace_id == workspace_id, Report.id == report_id)).first()


def of_annoyance(session: Session, workspace_id: str, number: int) -> Sequence[Report]:
    """Its reports, first one first; withdrawn ones left out."""
    return session.exec(pick(Report).where(Report.workspace_id == workspace_id, Report.number == number,
                                           col(Report.withdrawn).is_(False)).order_by(col(Report.id))).all()


def count(session: Session, workspace_id: str, number: int) -> tuple[int, int]:
    """How many reports an annoyance has, and from how many reporters."""
    found = fetch(session, select(func.count(), func.count(distinct(reports.c.reporter_id))).where(
        reports.c.workspace_id == workspace_id, reports.c.number == number, reports.c.withdrawn.is_(False))).one()
    return int(found[0]), int(found[1])


def reporters(session: Session, workspace_id: str, number: int) -> list[str]:
    """Who reported it, each once, in order of their first report."""
    found = select(reports.c.reporter_id, func.min(reports.c.id).label("first")).where(
        reports.c.workspace_id == workspace_id, reports.c.number == number, reports.c.withdrawn.is_(False),
        reports.c.reporter_id.is_not(None)).group_by(reports.c.reporter_id).order_by("first")
    return [row[0] for row in fetch(session, found)]


def same_text(session: Session, workspace_id: str, reporter_id: str, text_key: str, since: datetime) -> str | None:
    """The id of the same person's newest report with the same text."""
    found: str | None = fetch(session, _SAME_TEXT, ws=workspace_id, by=reporter_id, text=text_key, since=since
                              ).scalar()
    return found


def mine(session: Session, workspace_id: str, reporter_id: str, limit: int) -> Sequence[tuple[Report, Annoyance]]:
    """A person's newest reports, each with the annoyance it belongs to now."""
    found = pick(Report, Annoyance).join(
        Annoyance, (col(Annoyance.workspace_id) == Report.workspace_id) & (col(Annoyance.number) == Report.number)
    ).where(Report.workspace_id == workspace_id, Report.reporter_id == reporter_id).order_by(
        col(Report.id).desc()).limit(limit)
    return session.exec(found).all()


def count_mine(session: Session, workspace_id: str, reporter_id: str) -> int:
    """How many annoyances a person has reported."""
    return int(fetch(session, select(func.count(distinct(reports.c.number))).where(
        reports.c.workspace_id == workspace_id, reports.c.reporter_id == reporter_id)).scalar_one())


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


def was_imported(session: Session, workspace_id: str, number: int) -> bool:
    """Whether an annoyance came from a file, and so has a card only if somebody asked for one."""
    row = first(session, workspace_id, number)
    return row is not None and row.door == "import"
