"""Whose customers wait, and how to reach them for as long as that is needed."""

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlmodel import Session

from storage.db import fetch
from storage.tables import Report, table

reports = table(Report)

_WAITS = reports.c.customer_state == "waiting"
_COUNT = select(func.count(case((_WAITS, 1))), func.count(reports.c.customer_state)).where(
    reports.c.workspace_id == bindparam("ws"), reports.c.number == bindparam("number"),
    reports.c.withdrawn.is_(False))


def count(session: Session, workspace_id: str, number: int) -> tuple[int, int]:
    """How many customers of an annoyance wait, and how many it has; those of withdrawn reports left out."""
    waiting, total = fetch(session, _COUNT, ws=workspace_id, number=number).one()
    return int(waiting), int(total)


def forget_contacts(session: Session, workspace_id: str, number: int, *, but_of_waiting: bool = False) -> None:
    """How to reach an annoyance's customers is not kept any more; `but_of_waiting`: except of those who still wait."""
    found = update(reports).where(reports.c.workspace_id == workspace_id, reports.c.number == number,
                                  reports.c.contact_sealed.is_not(None))
    if but_of_waiting:
        found = found.where(or_(reports.c.customer_state.is_(None), reports.c.customer_state != "waiting"))
    session.exec(found.values(contact_sealed=None))


def has_contacts(session: Session, workspace_id: str, number: int) -> bool:
    """Whether a way to reach any of its customers is kept."""
    found = select(reports.c.id).where(reports.c.workspace_id == workspace_id, reports.c.number == number,
                                       reports.c.contact_sealed.is_not(None)).limit(1)
    return fetch(session, found).first() is not None
