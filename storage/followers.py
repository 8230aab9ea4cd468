"""Who follows an annoyance."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session

from storage.db import fetch, insert_new
from storage.tables import Follower, table

followers = table(Follower)


def add(session: Session, workspace_id: str, number: int, user_ids: Collection[str], at: datetime) -> None:
    """They follow an annoyance from now on; who does already goes on."""
    rows = [{"workspace_id": workspace_id, "number": number, "user_id": one, "at": at} for one in sorted(user_ids)]
    if rows:
        insert_new(session, followers, rows)


def remove(session: Session, workspace_id: str, number: int, user_ids: Collection[str]) -> None:
    """They follow it no more."""
    session.exec(delete(followers).where(followers.c.workspace_id == workspace_id, followers.c.number == number,
                                         followers.c.user_id.in_(list(user_ids))))


def of(session: Session, workspace_id: str, number: int) -> list[str]:
    """Who follows an annoyance, by id."""
    found = select(followers.c.user_id).where(
        followers.c.workspace_id == workspace_id, followers.c.number == number).order_by(followers.c.user_id)
    return [row[0] for row in fetch(session, found)]
