"""The address book of what Snag has posted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch
from storage.tables import Post, table

posts = table(Post)
_LIVING = select(posts.c.subject, posts.c.channel_id, posts.c.ts).where(
    posts.c.workspace_id == bindparam("ws"), posts.c.subject.in_(bindparam("subjects", expanding=True)),
    posts.c.current)
_CURRENT = pick(Post).where(
    Post.workspace_id == bindparam("ws"), Post.subject == bindparam("subject"), col(Post.current))


@dataclass(frozen=True, slots=True)
class Address:
    """One message of ours in Slack."""

    channel_id: str
    ts: str
    subject: str
    current: bool
    thread_ts: str | None = None
    """The first message of the thread in which it stands; of many at once it is not asked."""


def keep(session: Session, workspace_id: str, subject: str, channel_id: str, ts: str, *, at: datetime,
         thread_ts: str | None = None) -> None:
    """Enter a message. It becomes the living one of its subject; there is one at a time."""
    session.exec(update(posts).where(posts.c.workspace_id == workspace_id, posts.c.subject == subject)
                 .values(current=False))
    insert = dialect_insert(session, posts).values(workspace_id=workspace_id, channel_id=channel_id, ts=ts,
                                                   thread_ts=thread_ts, subject=subject, current=True, posted_at=at)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "channel_id", "ts"],
                                              set_={"current": True, "subject": subject}))


def current(session: Session, workspace_id: str, subject: str) -> Address | None:
    """Where the living message of a subject stands."""
    return _address(session.exec(_CURRENT, params={"ws": workspace_id, "subject": subject}).first())


def living(session: Session, workspace_id: str, subjects: Collection[str]) -> dict[str, Address]:
    """Where the living messages of several subjects stand."""
    found = fetch(session, _LIVING, ws=workspace_id, subjects=list(subjects))
    return {subject: Address(channel_id, ts, subject, current=True) for subject, channel_id, ts in found}


def at(session: Session, workspace_id: str, channel_id: str, ts: str) -> Address | None:
    """Which of our messages stands there, if any."""
    return _address(session.exec(pick(Post).where(
        Post.workspace_id == workspace_id, Post.channel_id == channel_id, Post.ts == ts)).first())


def _address(row: Post | None) -> Address | None:
    return Address(row.channel_id, row.ts, row.subject, row.current, row.thread_ts) if row else None


def left_behind(session: Session, workspace_id: str, subject: str) -> list[Address]:
    """Earlier messages of a subject that stand elsewhere than the living one."""
    found = session.exec(pick(Post).where(Post.workspace_id == workspace_id, Post.subject == subject,
                                          col(Post.current).is_(False)))
    return [Address(row.channel_id, row.ts, row.subject, row.current) for row in found]


def move_channel(session: Session, workspace_id: str, old: str, new: str) -> None:
    """Slack gave a channel another id; the messages in it keep theirs."""
    session.exec(update(posts).where(posts.c.workspace_id == workspace_id, posts.c.channel_id == old)
                 .values(channel_id=new))


def forget(session: Session, workspace_id: str, subject: str) -> None:
    """Slack says that our message is gone: its subject has no living message any more."""
    session.exec(update(posts).where(posts.c.workspace_id == workspace_id, posts.c.subject == subject)
                 .values(current=False))
