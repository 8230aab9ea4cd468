"""Signs of life of the clock's jobs."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import Heartbeat, table

heartbeats = table(Heartbeat)


def beat(session: Session, workspace_id: str, name: str, at: datetime) -> None:
    """The job `name` has looked after this workspace as of `at`: machine time, where it is a sign of life."""
    insert = dialect_insert(session, heartbeats).on_conflict_do_update(
        index_elements=["workspace_id", "name"], set_={"at": at})
    session.exec(insert, params={"workspace_id": workspace_id, "name": name, "at": at})


def last(session: Session, workspace_id: str, name: str) -> datetime | None:
    """The moment that a job has left behind; None before its first."""
    found: datetime | None = fetch(session, select(heartbeats.c.at).where(
        heartbeats.c.workspace_id == workspace_id, heartbeats.c.name == name)).scalar()
    return found


def oldest(session: Session, name: str) -> datetime | None:
    """The oldest of all workspaces' newest signs of a job; None while there was none."""
    found: datetime | None = fetch(session, select(func.min(heartbeats.c.at)).where(
        heartbeats.c.name == name)).scalar_one()
    return found
