"""The append-only log of who did what: lines are added and stay; what people wrote never enters it. Only a name is
replaced, when somebody wants to be known otherwise as a reporter."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlmodel import Session

from storage.db import fetch
from storage.ids import new_id
from storage.tables import Log, table

log = table(Log)
_INSERT = log.insert()


def add(session: Session, workspace_id: str, *, at: datetime, by: str | None, act: str, subject: str = "",
        detail: dict[str, Any] | None = None) -> None:
    """Write one line: ids and names of keys only."""
    session.exec(_INSERT, params={"workspace_id": workspace_id, "id": new_id(), "at": at, "by": by, "act": act,
                                  "subject": subject, "detail": detail or {}})


def rename(session: Session, workspace_id: str, *, old: str, new: str | None, acts: Collection[str],
           subjects: Collection[str]) -> None:
    """Say `new` (None: nobody) where `old` did one of `acts` to one of `subjects`; the line itself stays."""
    session.exec(update(log).where(_did(workspace_id, old, acts, subjects)).values(by=new))


def did(session: Session, workspace_id: str, by: str, acts: Collection[str], subjects: Collection[str]) -> bool:
    """Whether somebody did one of `acts` to one of `subjects`."""
    found = select(log.c.id).where(_did(workspace_id, by, acts, subjects)).limit(1)
    return fetch(session, found).first() is not None


def _did(workspace_id: str, by: str, acts: Collection[str], subjects: Collection[str]) -> ColumnElement[bool]:
    return and_(log.c.workspace_id == workspace_id, log.c.subject.in_(subjects), log.c.by == by, log.c.act.in_(acts))
