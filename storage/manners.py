"""Who got what unasked on which day; people stand there as keyed hashes alone."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import Unasked, table

unasked = table(Unasked)


def spend(session: Session, workspace_id: str, wanted: Sequence[tuple[str, date, str]]) -> set[str]:
    """Take the one message of a day for each (person, day, what); returns for whom it was still to be had.

    In the order of people, so that two processes wait for each other and never in a circle.
    """
    if not wanted:
        return set()
    rows = [{"workspace_id": workspace_id, "person": person, "day": day, "what": what}
            for person, day, what in sorted(wanted)]
    insert = dialect_insert(session, unasked).values(rows).on_conflict_do_nothing().returning(unasked.c.person)
    return {row[0] for row in session.exec(insert)}


def heard(session: Session, workspace_id: str, people: Collection[str], *, since: date
          ) -> dict[str, list[tuple[date, str]]]:
    """What each of them got from that day on: (day, what)."""
    found: dict[str, list[tuple[date, str]]] = {person: [] for person in people}
    for person, day, what in fetch(session, select(unasked.c.person, unasked.c.day, unasked.c.what).where(
            unasked.c.workspace_id == workspace_id, unasked.c.person.in_(people), unasked.c.day >= since)):
        found[person].append((day, what))
    return found


def give_back(session: Session, workspace_id: str, person: str, day: date, what: str) -> None:
    """Nothing was said on that day after all."""
    session.exec(delete(unasked).where(unasked.c.workspace_id == workspace_id, unasked.c.person == person,
                                       unasked.c.day == day, unasked.c.what == what))


def prune(session: Session, *, before: date) -> int:
    """Delete what was heard so long ago that no cap looks at it."""
    return int(session.exec(delete(unasked).where(unasked.c.day < before)).rowcount)
