"""Action items, the clocks that run, and who was nudged."""

from datetime import date, datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, belongs, held, in_workspace, pk


class ActionItem(SQLModel, table=True):
    """Work that a team commits to for an annoyance, with its own team, assignee and due date."""

    __tablename__ = "action_item"
    __table_args__ = (
        in_workspace(),
        belongs("number", to="annoyance:number"),
        belongs("team_key", to="team:key"),
        Index("action_item_by_annoyance", "workspace_id", "number", "state"),
        Index("action_item_by_assignee", "workspace_id", "assignee", "state"),
        Index("action_item_by_team", "workspace_id", "team_key", "state"),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    number: int = Field(sa_column_kwargs=held("for which annoyance", seen="team"))
    text: str = Field(sa_type=Text, sa_column_kwargs=held("what is to be done, masked", origin="team",
                                                          seen="team's channel"))
    state: str = Field(sa_column_kwargs=held("asked of another team, open, done or dropped", seen="team's channel"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("whose work it is", origin="team",
                                                                     seen="team's channel"))
    assignee: str | None = Field(default=None, sa_column_kwargs=held("who does it", origin="team",
                                                                     seen="team's channel"))
    due_on: date | None = Field(default=None, sa_column_kwargs=held("until when", origin="team",
                                                                    seen="team's channel"))
    source_link: str | None = Field(default=None, sa_column_kwargs=held("the message it was made from",
                                                                        origin="Slack", seen="team"))
    by: str = Field(sa_column_kwargs=held("who added it", origin="Slack", seen="team's channel"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    accepted_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "when the other team took it"))
    ended_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "when it was done or dropped"))
    ended_by: str | None = Field(default=None, sa_column_kwargs=held("by whom", origin="Slack", seen="team's channel"))


class Clock(SQLModel, table=True):
    """A time limit that runs, or ran, in a team's own working hours. One of a kind runs for an annoyance."""

    __table_args__ = (
        in_workspace(),
        belongs("number", to="annoyance:number"),
        belongs("item_id", to="action_item:id"),
        belongs("team_key", to="team:key"),
        Index("clock_running", "workspace_id", "number", "kind", unique=True,
              sqlite_where=text("ended_at is null and item_id is null"),
              postgresql_where=text("ended_at is null and item_id is null")),
        Index("clock_of_item", "workspace_id", "item_id", unique=True,
              sqlite_where=text("ended_at is null and item_id is not null"),
              postgresql_where=text("ended_at is null and item_id is not null")),
        Index("clock_next", "workspace_id", "next_at", sqlite_where=text("next_at is not null"),
              postgresql_where=text("next_at is not null")),
        Index("clock_redraw", "workspace_id", "redraw_at", sqlite_where=text("redraw_at is not null"),
              postgresql_where=text("redraw_at is not null")),
        Index("clock_by_team", "workspace_id", "team_key", "id", sqlite_where=text("ended_at is null"),
              postgresql_where=text("ended_at is null")),
        Index("clock_by_annoyance", "workspace_id", "number"),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    number: int = Field(sa_column_kwargs=held("which annoyance"))
    kind: str = Field(sa_column_kwargs=held("what must happen: acknowledge, resolve, own, answer, item, or hear"))
    item_id: str | None = Field(default=None, sa_column_kwargs=held("which action item"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("in whose working time; none: the workspace's"))
    started_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it began", seen="team"))
    allowed: str = Field(default="", sa_column_kwargs=held("how much working time: 8h, 10d; empty: until a date"))
    before_on: date | None = Field(default=None, sa_column_kwargs=held("the date that matters, or the due date"))
    due_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when the time is up", seen="team"))
    paused_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("stands still since"))
    left_minutes: int | None = Field(default=None, sa_column_kwargs=held("working minutes left when it was stopped"))
    ended_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it ended"))
    outcome: str | None = Field(default=None, sa_column_kwargs=held("met, missed, moved, merged or overtaken"))
    turn: int = Field(default=0, sa_column_kwargs=held("how often somebody acted: nudges begin anew"))
    level: int = Field(default=0, sa_column_kwargs=held("how far nudging has gone in this turn"))
    next_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it goes on"))
    redraw_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "when the card's words about it change"))


class Nudge(SQLModel, table=True):
    """Somebody is, or was, reminded of a clock: once for each level of a turn."""

    __table_args__ = (in_workspace(), belongs("clock_id", to="clock:id"),
                      Index("nudge_waiting", "workspace_id", "user_id",
                            sqlite_where=text("state in ('waiting', 'sending')"),
                            postgresql_where=text("state in ('waiting', 'sending')")))
    workspace_id: str = pk()
    clock_id: str = Field(primary_key=True, sa_column_kwargs=held("of which clock"))
    turn: int = Field(primary_key=True, sa_column_kwargs=held("in which turn"))
    level: int = Field(primary_key=True, sa_column_kwargs=held("thread, assignee, lead, manager"))
    user_id: str | None = Field(default=None, sa_column_kwargs=held("who; none: the thread alone", origin="settings"))
    state: str = Field(sa_column_kwargs=held("waiting, sending, sent, dropped"))
    planned_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it was due"))
    sent_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it was said"))
