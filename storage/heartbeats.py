"""Signs of life of the clock's jobs."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import Heartbeat, table

heartbeats = table(Heartbeat)


def beat(session: Session, workspace_id: str, name: str, at: datetime) -> None:
    """The job `name` has looked after this workspace at machine time `at`."""
    insert = dialect_insert(session, heartbeats).on_conflict_do_update(
        index_elements=["workspace_id", "name"], set_={"at": at})
    session.exec(insert, params={"workspace_id": workspace_id, "name": name, "at": at})


def oldest(session: Session) -> datetime | None:
    """The oldest of all workspaces' newest signs; None while there was none."""
    found: datetime | None = fetch(session, select(func.min(heartbeats.c.at))).scalar_one()
    return found
