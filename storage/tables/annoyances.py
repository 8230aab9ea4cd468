"""Annoyances, their reports, and the story of both."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, Json, belongs, held, in_workspace, pk


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
        Index("annoyance_parts", "workspace_id", "merged_into", sqlite_where=text("merged_into is not null"),
              postgresql_where=text("merged_into is not null")),
    )
    workspace_id: str = pk()
    number: int = Field(primary_key=True, sa_column_kwargs=held("its name in talk", seen="all"))
    title: str = Field(sa_column_kwargs=held("first sentence of the report", origin="reporter", seen="full members"))
    state: str = Field(sa_column_kwargs=held("where it stands", seen="full members"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("who owns it", seen="full members"))
    moving_to: str | None = Field(default=None, sa_column_kwargs=held("the team whose card is on its way"))
    moving_why: str | None = Field(default=None, sa_column_kwargs=held("why it will be that team's", seen="team"))
    moving_reason: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "why, in their words, until the card is there", origin="team", seen="team"))
    moving_by: str | None = Field(default=None, sa_column_kwargs=held("who hands it over, until the card is there",
                                                                      origin="Slack", seen="team"))
    touchpoint_key: str | None = Field(default=None, sa_column_kwargs=held("where it happened", origin="reporter"))
    assignee: str | None = Field(default=None, sa_column_kwargs=held("who works on it", origin="team", seen="team"))
    route_by: str = Field(default="", sa_column_kwargs=held("what decided the team", seen="full members"))
    route_phrase: str | None = Field(default=None, sa_column_kwargs=held("which words decided", seen="full members"))
    route_sure: float = Field(default=0.0, sa_column_kwargs=held("how sure the routing was", seen="team"))
    guesses: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json,
                                          sa_column_kwargs=held("the two best teams", seen="triage"))
    route_like: list[int] = Field(default_factory=list, sa_type=Json, sa_column_kwargs=held(
        "earlier annoyances whose team was confirmed and that say the same", seen="full members"
    ) | {"server_default": text("'[]'")})
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
    snoozed_until: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held(
        "asleep until then; none: awake", seen="full members"))
    meanwhile: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "what customers may be told until it is fixed", origin="team", seen="full members"))
    may_offer: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "what customers may be offered until it is fixed", origin="team", seen="full members"))
    next_step: str | None = Field(default=None, sa_type=Text, sa_column_kwargs=held(
        "what is done next, masked", origin="team", seen="team's channel"))
    next_step_on: date | None = Field(default=None, sa_column_kwargs=held("and when", origin="team",
                                                                         seen="team's channel"))
    customers_with: str | None = Field(default=None, sa_column_kwargs=held(
        "who sees to its customers", origin="team", seen="team's channel"))
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
        Index("report_by_place", "place"),
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
    upset_words: str | None = Field(default=None, sa_column_kwargs=held(
        "the words that made Snag suggest frustration; beside the answer, a correction", origin="reporter",
        kept="retention"))
    language: str | None = Field(default=None, sa_column_kwargs=held("the language of the story", seen="team"))
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
        kept="until this customer was put right or cannot be reached, it is gone for good, or was over for 30 days"))
    customer_state: str | None = Field(default=None, sa_column_kwargs=held(
        "the customer waits, was put right or cannot be reached; none: no customer is known", origin="team",
        seen="team's channel, as a count"))
    customer_state_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("since when"))
    customer_state_by: str | None = Field(default=None, sa_column_kwargs=held("who said so", origin="Slack",
                                                                              seen="team"))
    answer_link: str | None = Field(default=None, sa_column_kwargs=held(
        "our answer to the public post", origin="team", seen="team"))
    source_link: str | None = Field(default=None, sa_column_kwargs=held(
        "the message it was made from; never of a report without a name", origin="Slack", seen="team"))
    source_author: str | None = Field(default=None, sa_column_kwargs=held(
        "who wrote that message; never of a report without a name", origin="Slack", seen="team"))
    door: str = Field(sa_column_kwargs=held("by which way it came", seen="admins"))
    seen_after_fix: bool = Field(default=False, sa_column_kwargs=held("a me too after resolving", origin="reporter"))
    withdrawn: bool = Field(default=False, sa_column_kwargs=held("taken back by its reporter"))
    text_key: str = Field(sa_column_kwargs=held("a hash, to notice the same text again"))
    place: int | None = Field(default=None, sa_column_kwargs=held(
        "its place in the index of words, the same order in all workspaces; none: not in it"))
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
    facts: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True, sa_column_kwargs=held(
        "what else was said: what was done, who works on it, until when", origin="team", seen="team"))


class Label(SQLModel, table=True):
    """A person confirmed or corrected a routing: what a learner will learn from, in order."""

    __table_args__ = (in_workspace(), belongs("report_id", to="report:id"), belongs("team_key", to="team:key"),
                      Index("label_of_report", "workspace_id", "report_id", "seq"))
    workspace_id: str = pk()
    seq: int = Field(primary_key=True, sa_column_kwargs=held("its place, without gaps"))
    report_id: str = Field(sa_column_kwargs=held("which report"))
    team_key: str | None = Field(default=None, sa_column_kwargs=held("the right team; none: of no team"))
    was_team: str | None = Field(default=None, sa_column_kwargs=held("where it was before"))
    kind: str = Field(sa_column_kwargs=held("chosen, confirmed, rerouted, or outside: of no team"))
    by: str | None = Field(default=None, sa_column_kwargs=held("who said so", origin="Slack"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class Snooze(SQLModel, table=True):
    """An annoyance was laid to sleep: why, until when, and what happens then."""

    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"),
                      Index("snooze_to_wake", "workspace_id", "until", sqlite_where=text("ended_at is null"),
                            postgresql_where=text("ended_at is null")))
    workspace_id: str = pk()
    number: int = Field(primary_key=True, sa_column_kwargs=held("which annoyance"))
    seq: int = Field(primary_key=True, sa_column_kwargs=held("the place of its move in the story"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", seen="team"))
    by: str = Field(sa_column_kwargs=held("who", origin="Slack", seen="team"))
    until: datetime = Field(sa_type=Instant, sa_column_kwargs=held("until when", origin="team", seen="full members"))
    reason: str = Field(sa_type=Text, sa_column_kwargs=held("why, masked", origin="team", seen="reporters, team"))
    then: str = Field(sa_type=Text, sa_column_kwargs=held("what happens then, masked", origin="team",
                                                          seen="reporters, team"))
    ended_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("awake since"))
    woken_by: str | None = Field(default=None, sa_column_kwargs=held(
        "what woke it: its time, a new report, a move, or by hand"))


class Merge(SQLModel, table=True):
    """One annoyance became part of another: all that moved, so that it can be taken back."""

    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"),
                      belongs("into_number", to="annoyance:number"),
                      Index("merge_by_survivor", "workspace_id", "into_number"))
    workspace_id: str = pk()
    id: str = Field(primary_key=True, sa_column_kwargs=held("our own key, rising with time"))
    number: int = Field(sa_column_kwargs=held("which annoyance ended", seen="full members"))
    into_number: int = Field(sa_column_kwargs=held("which one survived", seen="full members"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when", seen="team"))
    by: str | None = Field(default=None, sa_column_kwargs=held("who; none: the reporter of what moved", origin="Slack",
                                                               seen="team"))
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs=held(
        "ids of reports, action items and followers that moved, and its state and team before"))
    undone_at: datetime | None = Field(default=None, sa_type=Instant, sa_column_kwargs=held("taken back since"))
    undone_by: str | None = Field(default=None, sa_column_kwargs=held("who took it back", origin="Slack", seen="team"))


class Follower(SQLModel, table=True):
    """Somebody wants to hear of each change of an annoyance."""

    __table_args__ = (in_workspace(), belongs("number", to="annoyance:number"))
    workspace_id: str = pk()
    number: int = Field(primary_key=True, sa_column_kwargs=held("which annoyance"))
    user_id: str = Field(primary_key=True, sa_column_kwargs=held("who", origin="they themselves",
                                                                seen="they themselves"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("since when"))
