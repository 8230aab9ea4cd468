"""All tables, and with them the privacy register: each column says why it is kept, who sees it and for how long.

Every primary, unique and foreign key begins with `workspace_id`, so no row can point into another workspace.
"""

from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

Json = JSON().with_variant(JSONB(), "postgresql")

# Every constraint has a name, the one PostgreSQL would give it, so that a migration can name it on SQLite too.
SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment, the same on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def held(why: str, *, origin: str = "Snag", seen: str = "nobody", kept: str = "as long as its row") -> dict[str, Any]:
    """One line of the privacy register, hung on a column."""
    return {"info": {"why": why, "origin": origin, "seen": seen, "kept": kept}}


def belongs(*columns: str, to: str) -> ForeignKeyConstraint:
    """A foreign key within one workspace: `columns` point at the same-placed key columns of table `to`."""
    table, keys = to.split(":")
    here = ["workspace_id", *columns]
    return ForeignKeyConstraint(here, [f"{table}.workspace_id", *(f"{table}.{k}" for k in keys.split(","))])


def in_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"])


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model, for statements that need no objects."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # SQLModel adds it, its types do not say so


def pk() -> Any:
    return Field(primary_key=True, sa_column_kwargs=held("which workspace"))


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


class Annoyance(SQLModel, table=True):
    """The problem, with 1..n reports, numbered per workspace; numbers are never reused."""

    __table_args__ = (
        in_workspace(),
        belongs("team_key", to="team:key"),
        belongs("moving_to", to="team:key"),
        belongs("touchpoint_key", to="touchpoint:key"),
        belongs("merged_into", to="annoyance:number"),
        Index("annoyance_by_team", "workspace_id", "team_key", "state", "number"),
        Index("annoyance_by_assignee", "workspace_id", "assignee", "state"),
    )
    workspace_id: str = pk()
    number: int = Field(primary_key=True, sa_column_kwargs=held("its name in talk", seen="all"))
    title: str = Field(sa_column_kwargs=held("first sentence of the report", origin="reporter", seen="full members"))
    state: str = Field(sa_column_kwargs=held("where it stands", seen="full members"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("who owns it", seen="full members"))
    moving_to: str | None = Field(default=None, sa_column_kwargs=held("the team whose card is on its way"))
    moving_why: str | None = Field(default=None, sa_column_kwargs=held("why it will be that team's", seen="team"))
    touchpoint_key: str | None = Field(default=None, sa_column_kwargs=held("where it happened", origin="reporter"))
    assignee: str | None = Field(default=None, sa_column_kwargs=held("who works on it", origin="team", seen="team"))
    route_by: str = Field(default="", sa_column_kwargs=held("what decided the team", seen="full members"))
    route_phrase: str | None = Field(default=None, sa_column_kwargs=held("which words decided", seen="full members"))
    route_sure: float = Field(default=0.0, sa_column_kwargs=held("how sure the routing was", seen="team"))
    guesses: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json,
                                          sa_column_kwargs=held("the two best teams", seen="triage"))
    moves: int = Field(default=0, sa_column_kwargs=held("how often it changed teams", seen="manager"))
    check_round: int = Field(default=0, sa_column_kwargs=held("how often it was resolved"))
    what_was_done: str | None = Field(default=None, sa_type=Text,
                                      sa_column_kwargs=held("told to reporters", origin="team", seen="reporters, team"))
    for_customer: str | None = Field(default=None, sa_type=Text,
                                     sa_column_kwargs=held("to pass on", origin="team", seen="reporters, team"))
    root_cause: str | None = Field(default=None, sa_column_kwargs=held("what inside caused it", origin="team",
                                                                       seen="team"))
    prevention: str | None = Field(default=None, sa_type=Text,
                                   sa_column_kwargs=held("what prevents it", origin="team", seen="team"))
    merged_into: int | None = Field(default=None, sa_column_kwargs=held("the surviving number", seen="full members"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it was first reported", seen="team"))
    changed_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when its state changed", seen="team"))


class Report(SQLModel, table=True):
    """One observation by one employee."""

    __table_args__ = (
        in_workspace(),
        belongs("number", to="annoyance:number"),
        belongs("first_number", to="annoyance:number"),
        UniqueConstraint("workspace_id", "external_key", name="report_external_key"),
        Index("report_by_annoyance", "workspace_id", "number"),
        Index("report_by_reporter", "workspace_id", "reporter_id", "created_at"),
        Index("report_by_pseudonym", "workspace_id", "reporter_hash", "created_at"),
        Index("report_by_time", "workspace_id", "created_at"),
        Index("report_by_date", "workspace_id", "matters_on", sqlite_where=text("matters_on is not null"),
              postgresql_where=text("matters_on is not null")),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key"))
    number: int = Field(sa_column_kwargs=held("the annoyance it belongs to", seen="all"))
    first_number: int = Field(sa_column_kwargs=held("the annoyance it made; merging moves only `number`"))
    visibility: str = Field(default="named", sa_column_kwargs=held(
        "who may know the reporter: named, lead_only or anonymous", origin="reporter", seen="team"
    ) | {"server_default": "named"})
    reporter_id: str | None = Field(default=None, sa_column_kwargs=held(
        "to answer the reporter, where they gave their name", origin="Slack", seen="team",
        kept="until deletion or retention"))
    reporter_hash: str | None = Field(default=None, sa_column_kwargs=held(
        "a keyed hash of the reporter without a name, to count and to know them again"))
    reporter_sealed: str | None = Field(default=None, sa_column_kwargs=held(
        "encrypted: to reach the reporter without a name", origin="Slack",
        seen="nobody; the lead, where the reporter chose that"))
    story: str = Field(sa_type=Text, sa_column_kwargs=held("what happened, masked", origin="reporter",
                                                           seen="team's channel", kept="retention"))
    customer_words: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "the customer's own words, masked", origin="reporter", seen="team's channel", kept="retention"))
    touchpoint_key: str | None = Field(default=None, sa_column_kwargs=held("where it happened", origin="reporter"))
    emotion: str | None = Field(default=None, sa_column_kwargs=held("frustration present, absent or not known",
                                                                    origin="reporter", seen="team"))
    matters_on: date | None = Field(default=None, sa_column_kwargs=held("a date that matters to the customer",
                                                                        origin="reporter", seen="team"))
    how_known: str | None = Field(default=None, sa_column_kwargs=held("how we know", origin="reporter", seen="team"))
    post_link: str | None = Field(default=None, sa_column_kwargs=held("the public post", origin="reporter",
                                                                      seen="team"))
    contact_channel: str | None = Field(default=None, sa_column_kwargs=held("by which channel the customer came",
                                                                            origin="reporter", seen="team"))
    line: str | None = Field(default=None, sa_column_kwargs=held("product or partner line", origin="reporter",
                                                                 seen="team"))
    wanted: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "what the customer wanted, masked", origin="reporter", seen="team's channel", kept="retention"))
    got_it: str | None = Field(default=None, sa_column_kwargs=held("whether they got it", origin="reporter",
                                                                   seen="team"))
    reference: str | None = Field(default=None, sa_column_kwargs=held(
        "the customer's reference", origin="reporter", seen="owning team, its manager, CX lead, admins"))
    value: str | None = Field(default=None, sa_column_kwargs=held(
        "value at stake", origin="reporter", seen="owning team, its manager, CX lead, admins"))
    segment: str | None = Field(default=None, sa_column_kwargs=held("new, weekly or daily user", origin="reporter",
                                                                    seen="team"))
    safety: bool = Field(default=False, sa_column_kwargs=held("a safety risk", origin="reporter", seen="team"
                                                              ) | {"server_default": false()})
    accessibility: bool = Field(default=False, sa_column_kwargs=held("an accessibility barrier", origin="reporter",
                                                                     seen="team") | {"server_default": false()})
    cost: bool = Field(default=False, sa_column_kwargs=held("it cost them money or time", origin="reporter",
                                                            seen="team") | {"server_default": false()})
    idea: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held("an idea, masked", origin="reporter",
                                                                               seen="team's channel", kept="retention"))
    may_contact: str | None = Field(default=None, sa_column_kwargs=held("whether the customer may be contacted",
                                                                        origin="reporter", seen="team"))
    contact_sealed: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "encrypted: how to reach the customer", origin="reporter", seen="owning team, its manager, CX lead, admins",
        kept="until it is resolved"))
    source_link: str | None = Field(default=None, sa_column_kwargs=held(
        "the message it was made from; never of a report without a name", origin="Slack", seen="team"))
    source_author: str | None = Field(default=None, sa_column_kwargs=held(
        "who wrote that message; never of a report without a name", origin="Slack", seen="team"))
    door: str = Field(sa_column_kwargs=held("by which way it came", seen="admins"))
    seen_after_fix: bool = Field(default=False, sa_column_kwargs=held("a me too after resolving", origin="reporter"))
    withdrawn: bool = Field(default=False, sa_column_kwargs=held("taken back by its reporter"))
    text_key: str = Field(sa_column_kwargs=held("a hash, to notice the same text again"))
    external_key: str | None = Field(default=None, sa_column_kwargs=held("an imported row's key", origin="import"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held(
        "when it was reported; of an anonymous one the hour", seen="team"))


class Attachment(SQLModel, table=True):
    """A screenshot that came with a report; Snag uploads it anew, so that it says nothing of whoever brought it."""

    __table_args__ = (in_workspace(), belongs("report_id", to="report:id"),
                      Index("attachment_by_report", "workspace_id", "report_id"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    report_id: str = Field(sa_column_kwargs=held("which report"))
    source_sealed: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "encrypted: the reporter's own file in Slack", origin="Slack", kept="until it is uploaded anew"))
    file_id: str | None = Field(default=None, sa_column_kwargs=held("our copy in Slack", origin="Slack", seen="team",
                                                                    kept="30 days"))
    kind: str = Field(sa_column_kwargs=held("the kind of picture", origin="reporter"))
    state: str = Field(default="waiting", sa_column_kwargs=held("waiting, posted, refused or deleted"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when our copy was made, for deleting it in time"))


class ThreadReply(SQLModel, table=True):
    """What somebody wrote in a card's thread; edits and deletions in Slack are followed."""

    __tablename__ = "thread_reply"
    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"),
                      Index("thread_reply_by_annoyance", "workspace_id", "number", "ts"))
    workspace_id: str = pk()
    channel_id: str = Field(primary_key=True, sa_column_kwargs=held("where it stands", origin="Slack"))
    ts: str = Field(primary_key=True, sa_column_kwargs=held("its place in Slack", origin="Slack"))
    number: int = Field(sa_column_kwargs=held("which annoyance"))
    user_id: str | None = Field(default=None, sa_column_kwargs=held("who wrote it", origin="Slack",
                                                                    seen="team's channel"))
    text: str = Field(sa_type=Text, sa_column_kwargs=held("their words, masked", origin="team", seen="team's channel",
                                                          kept="as long as in Slack"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", seen="team's channel"))
    edited_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "the last change we heard of: an older one that comes late changes nothing"))
    deleted_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "when it was deleted: words and author are gone, and what comes late does not bring them back"))


class Question(SQLModel, table=True):
    """What a team asked the reporters of an annoyance."""

    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"),
                      Index("question_by_annoyance", "workspace_id", "number"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    number: int = Field(sa_column_kwargs=held("about which annoyance"))
    by: str = Field(sa_column_kwargs=held("who asks", origin="Slack", seen="reporters, team"))
    text: str = Field(sa_type=Text, sa_column_kwargs=held("the question", origin="team", seen="reporters, team"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class QuestionAnswer(SQLModel, table=True):
    """What a reporter answered; passed on to the card's thread."""

    __tablename__ = "question_answer"
    __table_args__ = (in_workspace(), belongs("question_id", to="question:id"))
    workspace_id: str = pk()
    question_id: str = Field(primary_key=True, sa_column_kwargs=held("which question"))
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    reporter: str = Field(sa_column_kwargs=held("who answers: an id, or the keyed hash of somebody without a name"))
    text: str = Field(sa_type=Text, sa_column_kwargs=held("their words, masked", origin="reporter",
                                                          seen="team's channel"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class Term(SQLModel, table=True):
    """A word of an annoyance, to find it again."""

    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"),
                      Index("term_by_annoyance", "workspace_id", "number", "term"))
    workspace_id: str = pk()
    term: str = Field(primary_key=True, sa_column_kwargs=held("a word stem or letter pair", origin="reporter"))
    number: int = Field(primary_key=True, sa_column_kwargs=held("the annoyance that has it"))


class Move(SQLModel, table=True):
    """Every change of an annoyance's state or team; figures are computed from it as of a moment."""

    __table_args__ = (
        in_workspace(),
        belongs("number", to="annoyance:number"),
        Index("move_by_team", "workspace_id", "team_key", "at"),
    )
    workspace_id: str = pk()
    number: int = Field(primary_key=True, sa_column_kwargs=held("which annoyance"))
    seq: int = Field(primary_key=True, sa_column_kwargs=held("its place in the story"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", seen="team"))
    move: str = Field(sa_column_kwargs=held("what was done", seen="team"))
    from_state: str | None = Field(default=None, sa_column_kwargs=held("state before"))
    to_state: str = Field(sa_column_kwargs=held("state after"))
    from_team: str | None = Field(default=None, sa_column_kwargs=held("team before"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("team after"))
    by: str | None = Field(default=None, sa_column_kwargs=held("who did it; none: Snag itself", origin="Slack",
                                                               seen="team"))
    reason: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held("why, in their words", origin="team",
                                                                                 seen="team"))


class Label(SQLModel, table=True):
    """A person confirmed or corrected a routing: what a learner will learn from, in order."""

    __table_args__ = (in_workspace(), belongs("report_id", to="report:id"), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    seq: int = Field(primary_key=True, sa_column_kwargs=held("its place, without gaps"))
    report_id: str = Field(sa_column_kwargs=held("which report"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("the right team; none: of no team"))
    was_team: str | None = Field(default=None, sa_column_kwargs=held("where it was before"))
    kind: str = Field(sa_column_kwargs=held("chosen, confirmed or rerouted"))
    by: str | None = Field(default=None, sa_column_kwargs=held("who said so", origin="Slack"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class SurveyPlan(SQLModel, table=True):
    """What is asked of whom, when and why; each time it comes to asking, it makes a survey."""

    __tablename__ = "survey_plan"
    __table_args__ = (
        in_workspace(),
        belongs("team_key", to="team:key"),
        belongs("touchpoint_key", to="touchpoint:key"),
        belongs("number", to="annoyance:number"),
        belongs("follows", to="survey_plan:id"),
        Index("survey_plan_by_trigger", "workspace_id", "trigger", "stopped_at"),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    template: str = Field(sa_column_kwargs=held("which question of ours it began with", origin="sender",
                                                seen="those asked"))
    kind: str = Field(sa_column_kwargs=held("how it is answered: CSAT, NPS ...", origin="sender", seen="those asked"))
    question: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "the question in the sender's words; none: ours, in each reader's language", origin="sender",
        seen="those asked"))
    decision: str = Field(sa_type=Text, sa_column_kwargs=held("what it is to decide", origin="sender",
                                                              seen="those asked"))
    decider: str = Field(sa_column_kwargs=held("who decides", origin="sender", seen="those asked"))
    decide_on: date = Field(sa_column_kwargs=held("when it is decided", origin="sender", seen="those asked"))
    decided: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "what was decided", origin="decider", seen="those asked, team"))
    decided_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it was decided"))
    audience: str = Field(sa_column_kwargs=held("which kind of people is asked", origin="sender", seen="results"))
    people: list[str] = Field(default_factory=list, sa_type=Json, sa_column_kwargs=held(
        "who is asked: people, user groups, a channel", origin="sender", seen="sender, admins"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("which team it is about, or asks",
                                                                     origin="sender", seen="those asked"))
    touchpoint_key: str | None = Field(default=None, sa_column_kwargs=held("which touchpoint it is about",
                                                                           origin="sender", seen="those asked"))
    number: int | None = Field(default=None, sa_column_kwargs=held("which annoyance it is about", origin="sender",
                                                                seen="those asked"))
    anonymous: bool = Field(default=True, sa_column_kwargs=held("whether answers carry no name", origin="sender",
                                                                seen="those asked"))
    trigger: str = Field(sa_column_kwargs=held("what makes it ask", origin="sender"))
    days: int = Field(default=0, sa_column_kwargs=held("days after, or before, what makes it ask", origin="sender"))
    schedule: dict[str, str] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "day and time of a pulse", origin="sender"))
    follows: str | None = Field(default=None, sa_column_kwargs=held("after which plan it asks", origin="sender"))
    open_days: int = Field(default=5, sa_column_kwargs=held("working days to answer", origin="sender"))
    created_by: str = Field(sa_column_kwargs=held("who made it", origin="Slack", seen="admins"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it was made"))
    stopped_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("asks no more since"))


class Survey(SQLModel, table=True):
    """One asking: 'How is it now?' about a resolved annoyance, or what a plan asks on one occasion."""

    __table_args__ = (
        in_workspace(),
        belongs("number", to="annoyance:number"),
        belongs("plan_id", to="survey_plan:id"),
        UniqueConstraint("workspace_id", "number", "round", name="survey_round"),
        UniqueConstraint("workspace_id", "plan_id", "occasion", name="survey_occasion"),
        Index("survey_open", "workspace_id", "closes_at",
              sqlite_where=text("closed_at is null"), postgresql_where=text("closed_at is null")),
        Index("survey_open_about", "workspace_id", "number",
              sqlite_where=text("closed_at is null"), postgresql_where=text("closed_at is null")),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key"))
    kind: str = Field(sa_column_kwargs=held("which question"))
    plan_id: str | None = Field(default=None, sa_column_kwargs=held("whose occasion; none: 'How is it now?'"))
    occasion: str | None = Field(default=None, sa_column_kwargs=held(
        "the occasion's name: a local date, an annoyance and its round, a report"))
    number: int | None = Field(default=None, sa_column_kwargs=held("about which annoyance"))
    round: int | None = Field(default=None, sa_column_kwargs=held("which resolving it follows"))
    base_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "what the days until asking are counted from"))
    wait_days: int = Field(default=0, sa_column_kwargs=held("days until asking, on each person's calendar"
                                                            ) | {"server_default": "0"})
    opened_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when it was planned"))
    closes_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "until when it can be answered; none: 'How is it now?' ends by its answers"))
    closed_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it ended"))
    outcome: str | None = Field(default=None, sa_column_kwargs=held("verified, came back, not verified, overtaken, "
                                                                    "closed, stopped", seen="team"))


class Invitation(SQLModel, table=True):
    """A survey asked of one person, or handed out by one personal link, once."""

    __table_args__ = (
        in_workspace(),
        belongs("survey_id", to="survey:id"),
        Index("invitation_due", "workspace_id", "ask_at", sqlite_where=text("state = 'planned'"),
              postgresql_where=text("state = 'planned'")),
        Index("invitation_to_remind", "workspace_id", "remind_at", sqlite_where=text("remind_at is not null"),
              postgresql_where=text("remind_at is not null")),
        Index("invitation_by_person", "workspace_id", "user_id", "state"),
    )
    workspace_id: str = pk()
    survey_id: str = Field(primary_key=True, sa_column_kwargs=held("which survey"))
    user_id: str = Field(primary_key=True, sa_column_kwargs=held(
        "who is asked: an id, or the keyed hash of somebody without a name, or a personal link", origin="Slack"))
    ask_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when, in their working hours"))
    not_before: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "put off until then, because something else was said to them"))
    state: str = Field(default="planned", sa_column_kwargs=held(
        "planned, sending, asked, withheld, cancelled or failed", seen="sender, as a count"
    ) | {"server_default": "planned"})
    why: str | None = Field(default=None, sa_column_kwargs=held("why they were not asked", seen="sender, as a count"))
    asked_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when it was sent"))
    remind_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when to remind, once"))
    reminded_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("when that was"))


class Response(SQLModel, table=True):
    """What somebody answered, raw; the last answer holds."""

    __table_args__ = (in_workspace(), belongs("survey_id", to="survey:id"),
                      belongs("report_id", to="report:id"), belongs("link_id", to="survey_link:id"),
                      Index("response_to_tell", "workspace_id", "link_id",
                            sqlite_where=text("contact_sealed is not null"),
                            postgresql_where=text("contact_sealed is not null")))
    workspace_id: str = pk()
    survey_id: str = Field(primary_key=True, sa_column_kwargs=held("which survey"))
    user_id: str = Field(primary_key=True, sa_column_kwargs=held(
        "who answered: as invited; of an anonymous survey a keyed hash of its own; of an open link a random word",
        origin="Slack"))
    answer: str = Field(sa_column_kwargs=held("raw: still, gone, don't know, or a point of the scale",
                                              origin="who answered", seen="team and results, as a count"))
    answered_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when; of an anonymous survey the day"))
    comment: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "their comment, masked", origin="who answered", seen="results", kept="retention"))
    cause: str | None = Field(default=None, sa_column_kwargs=held("what it was about, chosen", origin="who answered",
                                                                  seen="results"))
    locale: str | None = Field(default=None, sa_column_kwargs=held("in which language they answered"))
    segment: str | None = Field(default=None, sa_column_kwargs=held("new, weekly or daily user", origin="reporter",
                                                                    seen="results"))
    link_id: str | None = Field(default=None, sa_column_kwargs=held("by which link a customer came"))
    contact_sealed: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "encrypted: where a customer wants to hear that it is fixed", origin="customer",
        seen="owning team, its manager, CX lead, admins",
        kept="until they were told or took it back, or it is withdrawn"))
    report_id: str | None = Field(default=None, sa_column_kwargs=held("the report made of it"))
    shown: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True, sa_column_kwargs=held(
        "of an anonymous survey: the portion in which it was first shown, and as it was then", seen="results",
        kept="retention"))


class SurveyLink(SQLModel, table=True):
    """An address that customers open: a personal one, one for many (QR), or one that stands at a touchpoint."""

    __tablename__ = "survey_link"
    __table_args__ = (
        in_workspace(),
        belongs("survey_id", to="survey:id"),
        belongs("touchpoint_key", to="touchpoint:key"),
        belongs("team_key", to="team:key"),
        belongs("number", to="annoyance:number"),
        belongs("report_id", to="report:id"),
        Index("survey_link_by_annoyance", "workspace_id", "number"),
    )
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("part of its address; random"))
    kind: str = Field(sa_column_kwargs=held("personal, open to many, or standing at a touchpoint"))
    survey_id: str | None = Field(default=None, sa_column_kwargs=held("what it asks; none: it takes reports"))
    touchpoint_key: str | None = Field(default=None, sa_column_kwargs=held("where it stands", seen="whoever opens it"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("whose name it shows", seen="whoever opens it"))
    number: int | None = Field(default=None, sa_column_kwargs=held("about which annoyance"))
    report_id: str | None = Field(default=None, sa_column_kwargs=held("for the customer of which report"))
    locale: str | None = Field(default=None, sa_column_kwargs=held("its language; none: the browser's"))
    created_by: str = Field(sa_column_kwargs=held("who made it", origin="Slack", seen="team"))
    created_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
    expires_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("until when it is open"))
    closed_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("closed by hand since"))


class AskingWish(SQLModel, table=True):
    """How somebody wants to be asked: not at all, or not at certain hours."""

    __tablename__ = "asking_wish"
    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    person: str = Field(primary_key=True, sa_column_kwargs=held("a keyed hash, of use for nothing else"))
    opted_out: bool = Field(default=False, sa_column_kwargs=held(
        "nothing unasked, please: no surveys, no 'How is it now?'", origin="they themselves", seen="they themselves"))
    quiet: str | None = Field(default=None, sa_column_kwargs=held("their quiet hours", origin="they themselves",
                                                                    seen="they themselves"))


class Unasked(SQLModel, table=True):
    """Somebody got a message that they did not ask for on this day of theirs: one a day is enough."""

    __table_args__ = (in_workspace(), Index("unasked_by_day", "day"))
    workspace_id: str = pk()
    person: str = Field(primary_key=True, sa_column_kwargs=held("a keyed hash, of use for nothing else",
                                                                kept="90 days"))
    day: date = Field(primary_key=True, sa_column_kwargs=held("their local date", kept="90 days"))
    what: str = Field(sa_column_kwargs=held("a survey, 'How is it now?' or a reminder", kept="90 days"))


class Digest(SQLModel, table=True):
    """A published digest with its figures frozen; one per team and period."""

    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    team_key: str = Field(primary_key=True, sa_column_kwargs=held("whose"))
    period: str = Field(primary_key=True, sa_column_kwargs=held("local date of its occurrence"))
    starts_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("the period's begin"))
    ends_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("the period's end"))
    figures: dict[str, Any] = Field(sa_type=Json, sa_column_kwargs=held("what was published", seen="team"))
    is_empty: bool = Field(default=False, sa_column_kwargs=held("nothing happened, nothing was sent"))


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


metadata = SQLModel.metadata
