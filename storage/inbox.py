"""Requests already carried out; they are forgotten when nobody can repeat them any more."""

from datetime import datetime

from sqlmodel import Session

from storage.tables import Inbox, table

inbox = table(Inbox)


def prune(session: Session, *, before: datetime) -> int:
    """Forget requests older than `before`; returns how many."""
    return int(session.exec(inbox.delete().where(inbox.c.at < before)).rowcount)
