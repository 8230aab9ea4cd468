"""Replies in cards' threads. They come in any order and more than once: a message's row takes only what is newer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch
from storage.tables import ThreadReply, table

replies = table(ThreadReply)
_KEY = ["workspace_id", "channel_id", "ts"]


def keep(session: Session, workspace_id: str, channel_id: str, ts: str, *, number: int, user_id: str, text: str,
         at: datetime, edited_at: datetime | None) -> None:
    """Enter a reply as it read at `edited_at` (None: as it was sent). A newer reading or a deletion stays."""
    insert = dialect_insert(session, replies).values(
        workspace_id=workspace_id, channel_id=channel_id, ts=ts, number=number, user_id=user_id, text=text, at=at,
        edited_at=edited_at)
    newer = and_(replies.c.deleted_at.is_(None), insert.excluded.edited_at.is_not(None),
                 or_(replies.c.edited_at.is_(None), replies.c.edited_at < insert.excluded.edited_at))
    session.exec(insert.on_conflict_do_update(
        index_elements=_KEY, where=newer,
        set_={"text": insert.excluded.text, "edited_at": insert.excluded.edited_at}))


def delete(session: Session, workspace_id: str, channel_id: str, ts: str, *, number: int, at: datetime,
           deleted_at: datetime) -> None:
    """Forget what a reply said and who wrote it, and that for good: also when it has not come yet."""
    gone = {"user_id": None, "text": "", "deleted_at": deleted_at}
    insert = dialect_insert(session, replies).values(
        workspace_id=workspace_id, channel_id=channel_id, ts=ts, number=number, at=at, **gone)
    session.exec(insert.on_conflict_do_update(index_elements=_KEY, where=replies.c.deleted_at.is_(None), set_=gone))


def newest(session: Session, workspace_id: str, number: int, limit: int) -> Sequence[ThreadReply]:
    """The last replies of an annoyance, oldest of them first."""
    found = session.exec(pick(ThreadReply).where(*_of(workspace_id, number)).order_by(
        col(ThreadReply.ts).desc()).limit(limit)).all()
    return found[::-1]


def count(session: Session, workspace_id: str, number: int) -> int:
    """How many replies an annoyance has."""
    return int(fetch(session, select(func.count()).select_from(replies).where(
        *_of(workspace_id, number))).scalar_one())


def of_annoyance(session: Session, workspace_id: str, number: int) -> Sequence[ThreadReply]:
    """All replies of an annoyance in their order."""
    return session.exec(pick(ThreadReply).where(*_of(workspace_id, number)).order_by(col(ThreadReply.ts))).all()


def numbers(session: Session, workspace_id: str) -> frozenset[int]:
    """The annoyances that have any."""
    found = select(replies.c.number).where(replies.c.workspace_id == workspace_id,
                                           replies.c.deleted_at.is_(None)).distinct()
    return frozenset(row[0] for row in fetch(session, found))


def move_channel(session: Session, workspace_id: str, old: str, new: str) -> None:
    """Slack gave a channel another id."""
    session.exec(update(replies).where(replies.c.workspace_id == workspace_id, replies.c.channel_id == old)
                 .values(channel_id=new))


def _of(workspace_id: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return (replies.c.workspace_id == workspace_id, replies.c.number == number, replies.c.deleted_at.is_(None))
