"""What Snag will say or do, where its messages stand, and what it has heard."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, Json, held, in_workspace, pk


class Work(SQLModel, table=True):
    """What Snag will say or do: a message (once), a surface (kept equal to the state), a step (our own call)."""

    __table_args__ = (
        in_workspace(),
        UniqueConstraint("workspace_id", "dedup_key", name="work_dedup"),
        Index("work_due", "due_at", "visible_at", sqlite_where=text("state in ('waiting', 'sending')"),
              postgresql_where=text("state in ('waiting', 'sending')")),
        Index("work_chain", "workspace_id", "chain", "id", sqlite_where=text("state in ('waiting', 'sending')"),
              postgresql_where=text("state in ('waiting', 'sending')")),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    kind: str = Field(sa_column_kwargs=held("message, surface or step"))
    topic: str = Field(sa_column_kwargs=held("what it says or does"))
    dedup_key: str = Field(sa_column_kwargs=held("so that nothing is said twice"))
    method: str = Field(default="", sa_column_kwargs=held("Slack's method, for its rate limit"))
    channel: str = Field(default="", sa_column_kwargs=held("where to; with `method` its lane"))
    chain: str | None = Field(default=None, sa_column_kwargs=held("rows of one chain go in order"))
    fast: bool = Field(default=False, sa_column_kwargs=held("somebody waits for it"))
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held("the facts to tell"))
    due_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("business time it falls due"))
    visible_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("machine time it may be tried"))
    state: str = Field(default="waiting", sa_column_kwargs=held("waiting, sending, done, dead"))
    attempts: int = Field(default=0, sa_column_kwargs=held("how often claimed: the fence"))
    failures: int = Field(default=0, sa_column_kwargs=held("attempts that counted"))
    unsure: bool = Field(default=False, sa_column_kwargs=held("it may have been sent: look before sending"))
    wanted: int = Field(default=1, sa_column_kwargs=held("a surface's changes"))
    shown: int = Field(default=0, sa_column_kwargs=held("the change last shown"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it was asked for"))
    started_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it was claimed"))
    finished_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it ended"))
    last_error: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held("why not yet", seen="admins"))


class Post(SQLModel, table=True):
    """The only address book of what Snag has posted: replies, clicks, updates and moved cards use it."""

    __table_args__ = (in_workspace(), Index("post_by_subject", "workspace_id", "subject"))
    workspace_id: str = pk()
    channel_id: str = Field(primary_key=True, sa_column_kwargs=held("where it stands", origin="Slack"))
    ts: str = Field(primary_key=True, sa_column_kwargs=held("its place in Slack", origin="Slack"))
    thread_ts: str | None = Field(default=None, sa_column_kwargs=held("its thread", origin="Slack"))
    subject: str = Field(sa_column_kwargs=held("what it shows"))
    current: bool = Field(default=True, sa_column_kwargs=held("whether it is the living one"))
    posted_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class Inbox(SQLModel, table=True):
    """Requests already carried out, with the first answer: a repeat hears what the first heard."""

    __table_args__ = (in_workspace(), Index("inbox_by_age", "at"))
    workspace_id: str = pk()
    key: str = Field(primary_key=True, sa_column_kwargs=held("Slack's id of the request", origin="Slack",
                                                             kept="7 days"))
    answer: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True,
                                          sa_column_kwargs=held("ids of the first answer", kept="7 days"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", kept="7 days"))


class Lane(SQLModel, table=True):
    """A pause that Slack asked for, or the pace that we keep, per method and channel; it survives a restart."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    method: str = Field(primary_key=True, sa_column_kwargs=held("Slack's method"))
    channel: str = Field(primary_key=True, sa_column_kwargs=held("one channel; empty: all of the workspace"))
    paused_until: datetime = Field(sa_type=Instant, sa_column_kwargs=held("machine time"))
    limited_until: datetime | None = Field(default=None, sa_type=Instant,
                                           sa_column_kwargs=held("set when Slack itself asked for the pause"))


class Log(SQLModel, table=True):
    """Who did what: append-only. It names ids and acts, never what people wrote."""

    __table_args__ = (in_workspace(), Index("log_by_time", "workspace_id", "at"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", seen="admins"))
    by: str | None = Field(default=None, sa_column_kwargs=held("who", origin="Slack", seen="admins"))
    act: str = Field(sa_column_kwargs=held("what", seen="admins"))
    subject: str = Field(default="", sa_column_kwargs=held("to what", seen="admins"))
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json,
                                   sa_column_kwargs=held("which keys changed", seen="admins"))


class Heartbeat(SQLModel, table=True):
    """The clock's last sign of life, for readiness checks and for `snag doctor`."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    name: str = Field(primary_key=True, sa_column_kwargs=held("which job"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it last ran"))
