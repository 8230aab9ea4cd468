"""What connects Snag with other systems: issue trackers, outgoing webhooks, tokens of the API."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, Json, belongs, held, in_workspace, pk


class Tracker(SQLModel, table=True):
    """The issue tracker of a team: which project its issues go to, and with which token."""

    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"),
                      Index("tracker_by_team", "workspace_id", "team_key"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key; part of its hook's address"))
    team_key: str = Field(sa_column_kwargs=held("whose issues go there", origin="admin", seen="team"))
    kind: str = Field(sa_column_kwargs=held("github, gitlab, jira or linear", origin="admin", seen="team"))
    project: str = Field(sa_column_kwargs=held("its project's name there", origin="admin", seen="team"))
    url: str = Field(sa_column_kwargs=held("where its API answers", origin="admin", seen="admins"))
    account: str | None = Field(default=None, sa_column_kwargs=held("the account beside the token, where one is needed",
                                                                    origin="admin", seen="admins"))
    token_sealed: str = Field(sa_type=Text, sa_column_kwargs=held("encrypted: to act there", origin="admin",
                                                                  kept="until it is replaced or removed"))
    hook_sealed: str = Field(sa_type=Text, sa_column_kwargs=held("encrypted: to know its webhooks",
                                                                 kept="until it is replaced or removed"))
    options: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "labels, kind of issue", origin="admin", seen="admins"))
    created_by: str = Field(sa_column_kwargs=held("who connected it", seen="admins"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    swept_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it was last asked"))
    trouble: str | None = Field(default=None, sa_column_kwargs=held("why it does not work", seen="admins, lead"))
    trouble_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("since when"))
    archived_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("no longer used since"))


class TrackerIssue(SQLModel, table=True):
    """An issue in a tracker that belongs to an annoyance, and how it stood when we last heard."""

    __tablename__ = "tracker_issue"
    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"), belongs("tracker_id", to="tracker:id"),
                      UniqueConstraint("workspace_id", "tracker_id", "external_id", "number",
                                       name="tracker_issue_once"),
                      Index("tracker_issue_by_annoyance", "workspace_id", "number"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time; marks the issue there"))
    number: int = Field(sa_column_kwargs=held("of which annoyance", seen="team"))
    tracker_id: str = Field(sa_column_kwargs=held("in which tracker"))
    external_id: str | None = Field(default=None, sa_column_kwargs=held("its id there; none: being made",
                                                                        origin="tracker"))
    name: str | None = Field(default=None, sa_column_kwargs=held("as people call it: #12, WEB-3", origin="tracker",
                                                                 seen="team's channel"))
    url: str | None = Field(default=None, sa_column_kwargs=held("where it stands", origin="tracker",
                                                                seen="team's channel"))
    title: str = Field(sa_column_kwargs=held("its title when it was made or linked", origin="team", seen="team"))
    state: str = Field(sa_column_kwargs=held("wanted, open, closed, gone or failed", origin="tracker",
                                             seen="team's channel"))
    by: str = Field(sa_column_kwargs=held("who made or linked it", origin="Slack", seen="team"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    changed_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held(
        "when its state changed, by the tracker's clock", origin="tracker"))


class Webhook(SQLModel, table=True):
    """An address that hears of every event, signed."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    url: str = Field(sa_column_kwargs=held("where events go", origin="admin", seen="admins"))
    secret_sealed: str = Field(sa_type=Text, sa_column_kwargs=held("encrypted: signs what goes there",
                                                                   kept="until it is replaced or removed"))
    events: list[str] = Field(default_factory=list, sa_type=Json, sa_column_kwargs=held(
        "which events; empty: all", origin="admin", seen="admins"))
    created_by: str = Field(sa_column_kwargs=held("who added it", seen="admins"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    failing_since: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "nothing has arrived since", seen="admins"))
    disabled_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("off since",
                                                                                              seen="admins"))
    trouble: str | None = Field(default=None, sa_column_kwargs=held("what it last answered wrongly", seen="admins"))
    removed_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("no longer used since"))


class Event(SQLModel, table=True):
    """Something that happened, as webhooks are told it; kept so that it can be delivered again by hand."""

    __table_args__ = (in_workspace(), Index("event_by_age", "at"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time", kept="30 days"))
    type: str = Field(sa_column_kwargs=held("what happened", kept="30 days"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", kept="30 days"))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "what receivers are told: never how to reach anybody, never who reported without a name", origin="Snag",
        seen="receivers", kept="30 days"))


class ApiToken(SQLModel, table=True):
    """A key to the API for another system, with what it may do."""

    __tablename__ = "api_token"
    __table_args__ = (in_workspace(), Index("api_token_by_name", "workspace_id", "name",
                                            sqlite_where=text("revoked_at is null"),
                                            postgresql_where=text("revoked_at is null"), unique=True))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key; part of the token"))
    name: str = Field(sa_column_kwargs=held("what it is for", origin="admin", seen="admins"))
    hash: str = Field(sa_column_kwargs=held("of the token, which is shown once and not kept"))
    scopes: list[str] = Field(sa_type=Json, sa_column_kwargs=held("what it may do", origin="admin", seen="admins"))
    created_by: str = Field(sa_column_kwargs=held("who made it", seen="admins"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    used_on: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "on which day it was last used", seen="admins"))
    revoked_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "does not open anything since"))
