"""What is asked of whom, what they answered, and how they want to be asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, Json, belongs, held, in_workspace, pk


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
