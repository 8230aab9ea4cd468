"""The workspace, its people as Slack describes them, and what its settings say."""

from datetime import datetime

from sqlalchemy import Text, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, Json, belongs, held, in_workspace, pk


class Workspace(SQLModel, table=True):
    """One Slack workspace, with the settings that hold for all of it."""

    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key"))
    slack_team_id: str | None = Field(default=None, unique=True, sa_column_kwargs=held("Slack's id", origin="Slack"))
    name: str = Field(default="", sa_column_kwargs=held("shown to admins", origin="Slack", seen="admins"))
    domain: str = Field(default="", sa_column_kwargs=held("links into Slack", origin="Slack", seen="all"))
    bot_user_id: str | None = Field(default=None, sa_column_kwargs=held("to know our own messages", origin="Slack"))
    bot_id: str | None = Field(default=None, sa_column_kwargs=held("to know our own messages", origin="Slack"))
    app_id: str | None = Field(default=None, sa_column_kwargs=held("to know our own messages", origin="Slack"))
    locale: str = Field(default="en", sa_column_kwargs=held("language where nobody's is known", origin="admin"))
    timezone: str = Field(default="UTC", sa_column_kwargs=held("zone where nobody's is known", origin="admin"))
    hours: str = Field(default="Mon-Fri 09:00-18:00", sa_column_kwargs=held("when people may be asked", origin="admin"))
    holidays: str | None = Field(default=None, sa_column_kwargs=held("country of holidays", origin="admin"))
    triage_channel_id: str | None = Field(default=None, sa_column_kwargs=held("where triage happens", origin="admin"))
    triage_members: list[str] = Field(default_factory=list, sa_type=Json,
                                      sa_column_kwargs=held("who may triage", origin="admin", seen="admins"))
    admins: list[str] = Field(default_factory=list, sa_type=Json,
                              sa_column_kwargs=held("who may change settings", origin="admin", seen="admins"))
    cx_leads: list[str] = Field(default_factory=list, sa_type=Json,
                                sa_column_kwargs=held("who leads customer experience", origin="admin", seen="admins"))
    reaction: str | None = Field(default=None, sa_column_kwargs=held("which emoji reports", origin="admin"))
    verify_after_days: int = Field(default=7, sa_column_kwargs=held("days until 'How is it now?'", origin="admin"))
    surveys: dict[str, int] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "how often one person may be asked", origin="admin") | {"server_default": text("'{}'")})
    quiet: str | None = Field(default=None, sa_column_kwargs=held("when nobody is asked, though they work",
                                                                  origin="admin"))
    retention: dict[str, int] = Field(default_factory=dict, sa_type=Json,
                                      sa_column_kwargs=held("days until data is deleted", origin="admin"))
    settings_version: int = Field(default=1, sa_column_kwargs=held("counts changes of settings"))
    last_number: int = Field(default=0, sa_column_kwargs=held("the last annoyance's number"))
    last_label: int = Field(default=0, sa_column_kwargs=held("the last label's place"))
    lessons_version: int = Field(default=0, sa_column_kwargs=held(
        "counts corrections of what was learned, a story or its team: it is made anew") | {"server_default": "0"})
    pseudonym_key: str | None = Field(default=None, sa_column_kwargs=held(
        "encrypted; makes the hashes that stand for people who report without their name"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when Snag came"))


class Person(SQLModel, table=True):
    """What Slack told us of somebody who met Snag: language, zone, and whether they are a full member."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    user_id: str = Field(primary_key=True, sa_column_kwargs=held("Slack's id", origin="Slack", seen="colleagues"))
    name: str = Field(default="", sa_column_kwargs=held("to name who acted", origin="Slack", seen="colleagues"))
    locale: str | None = Field(default=None, sa_column_kwargs=held("their language", origin="Slack"))
    timezone: str | None = Field(default=None, sa_column_kwargs=held("their working hours", origin="Slack"))
    is_guest: bool = Field(default=False, sa_column_kwargs=held("guests may report only", origin="Slack"))
    is_bot: bool = Field(default=False, sa_column_kwargs=held("bots get no messages", origin="Slack"))
    is_admin: bool = Field(default=False, sa_column_kwargs=held("may change settings if nobody is named",
                                                                origin="Slack"))
    is_gone: bool = Field(default=False, sa_column_kwargs=held("departed people are not asked", origin="Slack"))
    fetched_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("on which day Slack said so"))


class Preference(SQLModel, table=True):
    """How somebody reports unless they say otherwise. It says of nobody that they want to stay unnamed."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    person: str = Field(primary_key=True, sa_column_kwargs=held("a keyed hash, of use for nothing else"))
    visibility: str = Field(sa_column_kwargs=held("to the lead only or anonymous", origin="they themselves"))


class Channel(SQLModel, table=True):
    """What Slack told us of a channel in which cards stand: whether we are in it, and whether it can be used."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    channel_id: str = Field(primary_key=True, sa_column_kwargs=held("Slack's id", origin="Slack"))
    name: str = Field(default="", sa_column_kwargs=held("to say which one", origin="Slack", seen="admins, leads"))
    is_private: bool = Field(default=False, sa_column_kwargs=held("private ones must invite us", origin="Slack"))
    is_member: bool = Field(default=False, sa_column_kwargs=held("whether we hear its threads", origin="Slack"))
    is_gone: bool = Field(default=False, sa_column_kwargs=held("archived or deleted: cards go to triage",
                                                               origin="Slack"))
    asked_at: datetime | None = Field(default=None, sa_type=Instant,
                                      sa_column_kwargs=held("when its lead was asked to invite us"))


class UserGroup(SQLModel, table=True):
    """Members of a Slack user group that a team's settings name."""

    __tablename__ = "user_group"
    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    group_id: str = Field(primary_key=True, sa_column_kwargs=held("Slack's id", origin="Slack"))
    members: list[str] | None = Field(default=None, sa_type=Json, nullable=True,
                                      sa_column_kwargs=held("who may act for a team", origin="Slack"))
    fetched_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when Slack said so"))


class Team(SQLModel, table=True):
    """A team that can fix annoyances: its channel, people, hours, words and digest."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    key: str = Field(primary_key=True, sa_column_kwargs=held("its key in the settings", origin="admin"))
    name: str = Field(sa_column_kwargs=held("its name", origin="admin", seen="all"))
    channel_id: str = Field(sa_column_kwargs=held("where its cards go", origin="admin", seen="all"))
    lead: str | None = Field(default=None, sa_column_kwargs=held("who leads it", origin="admin", seen="all"))
    manager: str | None = Field(default=None, sa_column_kwargs=held("who is told next", origin="admin", seen="all"))
    members: list[str] = Field(default_factory=list, sa_type=Json,
                               sa_column_kwargs=held("who may act", origin="admin", seen="all"))
    locale: str = Field(default="en", sa_column_kwargs=held("language of its cards", origin="admin"))
    timezone: str = Field(default="UTC", sa_column_kwargs=held("zone of its clocks", origin="admin"))
    hours: str = Field(default="Mon-Fri 09:00-18:00", sa_column_kwargs=held("its working hours", origin="admin"))
    holidays: str | None = Field(default=None, sa_column_kwargs=held("country of its holidays", origin="admin"))
    days_off: list[str] = Field(default_factory=list, sa_type=Json,
                                sa_column_kwargs=held("its own days off", origin="admin"))
    sla: dict[str, str] = Field(default_factory=dict, sa_type=Json,
                                sa_column_kwargs=held("its time limits", origin="admin"))
    digest_day: str | None = Field(default="Mon", sa_column_kwargs=held("day of its digest; none: off", origin="admin"))
    digest_time: str = Field(default="09:00", sa_column_kwargs=held("time of its digest", origin="admin"))
    keywords: list[str] = Field(default_factory=list, sa_type=Json,
                                sa_column_kwargs=held("words that lead to it", origin="admin"))
    verify: dict[str, int] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "when and by how many answers it counts as gone", origin="admin") | {"server_default": text("'{}'")})
    place: int = Field(default=0, sa_column_kwargs=held("order in lists", origin="admin"))
    archived_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("no longer used since"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("digests begin after it"))
    watches_until: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "until then it only sees its clocks and nobody is nudged"))


class Touchpoint(SQLModel, table=True):
    """Where a customer meets the company."""

    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    key: str = Field(primary_key=True, sa_column_kwargs=held("its key in the settings", origin="admin"))
    name: str = Field(sa_column_kwargs=held("its name", origin="admin", seen="all"))
    stages: list[str] = Field(default_factory=list, sa_type=Json,
                              sa_column_kwargs=held("stages of the journey", origin="admin", seen="all"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("the team that owns it", origin="admin"))
    monthly_volume: int | None = Field(default=None, sa_column_kwargs=held("a denominator", origin="admin"))
    front_line: str | None = Field(default=None, sa_column_kwargs=held("who serves there", origin="admin"))
    place: int = Field(default=0, sa_column_kwargs=held("order in lists", origin="admin"))
    archived_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("no longer used since"))


class Rule(SQLModel, table=True):
    """An admin's routing rule: all conditions of `conditions` must hold; the first match wins."""

    __tablename__ = "routing_rule"
    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    place: int = Field(primary_key=True, sa_column_kwargs=held("order of trying", origin="admin"))
    conditions: dict[str, str] = Field(sa_type=Json, sa_column_kwargs=held("what must hold", origin="admin"))
    team_key: str = Field(sa_column_kwargs=held("where it leads", origin="admin"))


class Promise(SQLModel, table=True):
    """Something the company says to its customers."""

    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    key: str = Field(primary_key=True, sa_column_kwargs=held("its key in the settings", origin="admin"))
    text: str = Field(sa_type=Text, sa_column_kwargs=held("the promise", origin="admin", seen="all"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("who keeps it", origin="admin"))


class Concept(SQLModel, table=True):
    """One thing and its words in several languages, so that reports in different languages meet."""

    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    concept: str = Field(primary_key=True, sa_column_kwargs=held("the thing", origin="admin"))
    words: list[str] = Field(sa_type=Json, sa_column_kwargs=held("its words", origin="admin"))
