"""Sleeps of annoyances: one row each, also when they are over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.tables import Snooze, table

snoozes = table(Snooze)


def add(session: Session, workspace_id: str, number: int, seq: int, **values: Any) -> None:
    session.exec(snoozes.insert(), params={"workspace_id": workspace_id, "number": number, "seq": seq, **values})


def begun_since(session: Session, workspace_id: str, number: int, since: datetime) -> Sequence[datetime]:
    """When an annoyance was laid to sleep, after that moment."""
    return session.exec(pick(Snooze.at).where(
        Snooze.workspace_id == workspace_id, Snooze.number == number, col(Snooze.at) > since)).all()


def current(session: Session, workspace_id: str, number: int) -> Snooze | None:
    """The sleep that goes on, if there is one."""
    return session.exec(pick(Snooze).where(
        Snooze.workspace_id == workspace_id, Snooze.number == number, col(Snooze.ended_at).is_(None)
    ).order_by(col(Snooze.seq).desc())).first()


def end(session: Session, workspace_id: str, number: int, *, at: datetime, woken_by: str) -> None:
    session.exec(update(snoozes).where(
        snoozes.c.workspace_id == workspace_id, snoozes.c.number == number, snoozes.c.ended_at.is_(None)
    ).values(ended_at=at, woken_by=woken_by))


def due(session: Session, workspace_id: str, now: datetime, limit: int) -> Sequence[int]:
    """Numbers of what is to wake by now, lowest first, so that they are locked in the order of every click."""
    rows = session.exec(pick(Snooze.number).where(
        Snooze.workspace_id == workspace_id, col(Snooze.ended_at).is_(None), col(Snooze.until) <= now
    ).order_by(col(Snooze.until)).limit(limit)).all()
    return sorted(set(rows))


def upcoming(session: Session, workspace_id: str, after: datetime, limit: int) -> list[tuple[datetime, int]]:
    """What wakes after that moment, soonest first."""
    rows = session.exec(pick(Snooze.until, Snooze.number).where(
        Snooze.workspace_id == workspace_id, col(Snooze.ended_at).is_(None), col(Snooze.until) > after
    ).order_by(col(Snooze.until), col(Snooze.number)).limit(limit)).all()
    return [(until, number) for until, number in rows]
