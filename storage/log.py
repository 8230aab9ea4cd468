"""The append-only log of who did what. Nothing here updates or deletes; what people wrote never enters it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.ids import new_id
from storage.tables import Log, table

log = table(Log)
_INSERT = log.insert()


def add(session: Session, workspace_id: str, *, at: datetime, by: str | None, act: str, subject: str = "",
        detail: dict[str, Any] | None = None) -> None:
    """Write one line: ids and names of keys only."""
    session.exec(_INSERT, params={"workspace_id": workspace_id, "id": new_id(), "at": at, "by": by, "act": act,
                                  "subject": subject, "detail": detail or {}})
