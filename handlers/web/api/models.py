"""What the API is sent and what it answers, field by field: a contract, so fields are added and never change."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from bot.domain.action_items import ItemState
from bot.domain.annoyances import RootCause, State
from bot.domain.languages import Language
from bot.domain.reports import (
    SHORT_LIMIT,
    STORY_LIMIT,
    ContactChannel,
    Door,
    Emotion,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Visibility,
)
from bot.domain.results import Found
from bot.domain.results import Part as FoundPart

T = TypeVar("T")

MOST_STORY = 40_000
MOST_KEY = 100
MOST_ITEM = 500
MOST_LINK = 2000
DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

Number = Annotated[int, Field(ge=1, le=2_147_483_647)]
SomeWords = Annotated[str, Field(min_length=1, max_length=STORY_LIMIT)]
FewWords = Annotated[str, Field(min_length=1, max_length=SHORT_LIMIT)]
ItemCursor = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="Where the page before ended.")]
Key = Annotated[str, Field(min_length=1, max_length=MOST_KEY)]
UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,30}$", description="A Slack user id")]


def _in_reach(at: datetime) -> datetime:
    """A moment that can be said in every zone: the first and last day there are cannot."""
    try:
        return min(max(at.astimezone(UTC), EARLIEST), LATEST)
    except OverflowError:
        return EARLIEST if at.year == 1 else LATEST


def _in_words(sent: object) -> object:
    """A moment as RFC 3339 writes it; a bare figure, which could be seconds of any clock, is none."""
    if not isinstance(sent, str) or not DATE_AND_TIME.match(sent):
        raise ValueError("a moment as RFC 3339 writes it: 2026-03-04T09:00:00Z")
    return sent


Moment = Annotated[AwareDatetime, BeforeValidator(_in_words), AfterValidator(_in_reach)]


class Sent(BaseModel):
    """What is sent: a field that is not known is an error, not a loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What is answered, read from a plain value."""

    model_config = ConfigDict(from_attributes=True, frozen=True, json_schema_serialization_defaults_required=True)


class NewReport(Sent):
    """One observation: what somebody saw, or a customer said."""

    story: str = Field(min_length=1, max_length=MOST_STORY, description=(
        "What happened. E-mail addresses and phone, card and id numbers are masked before it is stored."))
    customer_words: SomeWords | None = Field(None, description="The customer's own words; masked like the story.")
    reporter: UserId | None = Field(None, description=(
        "The full member who reports. Without one nobody is told what becomes of it."))
    visibility: Visibility | None = Field(None, description=(
        "Who may know the reporter; without it, as they always report."))
    touchpoint: Key | None = Field(None, description="A touchpoint's key in the settings.")
    team: Key | None = Field(None, description="A team's key, where it is known whose this is; else it is routed.")
    contact_channel: ContactChannel | None = Field(None, description="By which channel the customer came.")
    line: FewWords | None = Field(None, description="Product or partner line.")
    segment: Segment | None = Field(None, description="How often the customer uses it.")
    emotion: Emotion | None = Field(None, description="Frustration or anger: present, absent, not known.")
    how_known: HowKnown | None = None
    post_link: Annotated[str, Field(max_length=MOST_LINK)] | None = Field(None, description=(
        "The public post: an http or https address."))
    matters_on: date | None = Field(None, description="A date that matters to the customer: a renewal, an expiry.")
    wanted: SomeWords | None = Field(None, description="What the customer wanted; masked like the story.")
    got_it: GotIt | None = None
    reference: FewWords | None = Field(None, description="The customer's reference. Written, never read here.")
    value: FewWords | None = Field(None, description="Value at stake. Written, never read here.")
    safety: bool = False
    accessibility: bool = False
    cost: bool = Field(False, description="It cost them money or time.")
    idea: SomeWords | None = None
    may_contact: MayContact | None = Field(None, description=(
        "Whether the customer may be contacted. 'no' is kept: they are never asked anything."))
    contact: FewWords | None = Field(None, description=(
        "How to reach the customer; needs may_contact 'yes'. Kept encrypted, never read here."))


class Report(Answer):
    """One observation, with how its annoyance stands."""

    id: str = Field(description="Its key; it does not change.")
    number: Number = Field(description="The annoyance that it belongs to now.")
    first_number: Number = Field(description="The annoyance that it made or joined first; merging does not change it.")
    state: State
    team: str | None = Field(description="The owning team's key; null in triage.")
    story: str
    language: Language | None = Field(description=(
        "The story's language, as it was recognised: other is one that Snag does not speak, und no words at all. Null "
        "where it was stored before Snag looked."))
    customer_words: str | None
    reporter: str | None = Field(description="A Slack user id; null where they did not give their name.")
    visibility: Visibility
    touchpoint: str | None
    contact_channel: ContactChannel | None
    line: str | None
    segment: Segment | None
    emotion: Emotion | None
    how_known: HowKnown | None
    post_link: str | None
    matters_on: date | None
    wanted: str | None
    got_it: GotIt | None
    safety: bool
    accessibility: bool
    cost: bool
    idea: str | None
    may_contact: MayContact | None
    customer_state: str | None = Field(description=(
        "waiting, put_right, already_right or not_reachable; null where no customer is known."))
    door: Door = Field(description="By which way it came.")
    withdrawn: bool = Field(description="Taken back by its reporter.")
    created_at: datetime = Field(description="Of an anonymous one the hour.")


class Annoyance(Answer):
    """A problem with its reports."""

    number: Number
    title: str
    state: State
    team: str | None = Field(description="The owning team's key; null in triage.")
    assignee: str | None = Field(description="A Slack user id.")
    touchpoint: str | None
    reports: int = Field(description="Reports of employees; withdrawn ones are left out.")
    reports_by_customers: int = Field(description="Reports that customers made themselves; counted apart.")
    customers_waiting: int
    merged_into: int | None
    snoozed_until: datetime | None
    meanwhile: str | None = Field(description="What customers may be told until it is fixed.")
    may_offer: str | None = Field(description="What customers may be offered until it is fixed.")
    next_step: str | None
    next_step_on: date | None
    what_was_done: str | None
    for_customer: str | None = Field(description="What customers may be told of how it was resolved.")
    root_cause: RootCause | None
    prevention: str | None
    created_at: datetime
    changed_at: datetime = Field(description="When its state last changed; with an anonymous report, the hour.")
    routed_by: str = Field(description=(
        "What decided its team: choice, rule, touchpoint, survey, keyword, learned, triage or handed_over; without a "
        "team what kept it from one: tie, unsure, nothing, no_teams or not_theirs. There may be others one day."))
    routed_phrase: str | None = Field(description="The words, or the touchpoint's name, that decided.")
    routed_like: tuple[int, ...] = Field(description=(
        "Numbers of earlier annoyances that say the same, whose team somebody had confirmed."))


class List(Answer, Generic[T]):
    """One page. The header `Link` names the next one too."""

    items: tuple[T, ...]
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page; null on the last one.")


class TimelineEvent(Answer):
    """One thing that happened."""

    at: datetime
    what: str = Field(description=(
        "What happened: a move of the annoyance (acknowledge, resolve, ...), or report, customers_report, customer, "
        "reply, question, answer, action_item, action_item_done, action_item_dropped, merged_here, survey_asked, "
        "survey_ended, nudge, issue, issue_closed. There may be others one day."))
    by: str | None = Field(description="A Slack user id, or token:NAME; null: Snag, or somebody who is not named.")
    words: str | None = Field(description="What they said or wrote.")
    details: dict[str, str | int | date | datetime] = Field(description=(
        "What else is known: state, team, assignee, reason, what_was_done, until_on, due_on, asked, answered, ..."))


class Decided(Answer):
    """Why it is with its team, as `routed_by`, `routed_phrase` and `routed_like` of an annoyance say it."""

    by: str
    phrase: str | None
    like: tuple[int, ...]


class Timeline(Answer):
    """The story of an annoyance."""

    version: int = 1
    number: Number
    title: str
    state: State
    team: str | None = Field(description="The owning team's name.")
    is_whole: bool = True
    why: Decided
    events: tuple[TimelineEvent, ...]


class NewItem(Sent):
    """Work that a team is to do for an annoyance."""

    text: str = Field(min_length=1, max_length=MOST_ITEM, description="What is to be done; masked like a story.")
    team: Key | None = Field(None, description="A team's key; without one, the annoyance's own team.")
    assignee: UserId | None = None
    due_on: date | None = Field(None, description="From today on, within two years.")


class ChangedItem(Sent):
    """What is to be otherwise."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_ITEM)] | None = Field(None, description=(
        "Other words; null leaves them."))
    assignee: UserId | None = Field(None, description="Somebody else; null: nobody.")
    due_on: date | None = Field(None, description="Another date; null: none.")
    state: Literal["open", "done", "dropped"] | None = Field(None, description=(
        "done or dropped ends it, open takes a done one back."))


class Item(Answer):
    """One action item."""

    id: str
    number: Number = Field(description="Of which annoyance.")
    text: str
    state: ItemState = Field(description="asked: of another team, which has not accepted it yet.")
    team: str | None
    assignee: str | None = Field(description="A Slack user id.")
    due_on: date | None
    created_at: datetime
    ended_at: datetime | None


class Survey(Answer):
    """What is, or was, asked."""

    id: str
    template: str = Field(description="Which of our questions it began with.")
    kind: str = Field(description="csat, ces, nps, smiley_3, smiley_5, ...")
    question: str | None = Field(description="In the sender's words; null: ours, in each reader's language.")
    decision: str = Field(description="What it is to decide.")
    decide_on: date
    decided: str | None
    audience: str
    anonymous: bool
    team: str | None
    touchpoint: str | None
    number: int | None = Field(description="About which annoyance.")
    trigger: str
    asked: int
    answered: int
    created_at: datetime
    stopped_at: datetime | None


class Score(Answer):
    """A figure with its denominator `n` and its 95 % interval."""

    figure: str = Field(description="share: percent from 0 to 100; mean: a point of the scale; net: -100 to 100.")
    n: int
    good: int
    bad: int
    value: float | None
    low: float | None
    high: float | None
    method: str


class Part(Answer):
    """The answers of one source: asked people and open links are never added up."""

    source: str
    answered: int = Field(description="All that came.")
    waiting: int = Field(description="Anonymous ones that are not shown yet, because they would be too few.")
    score: Score
    tally: dict[str, int] = Field(description="How often each point was answered.")
    causes: dict[str, int]
    comments: tuple[str, ...]


class Results(Answer):
    """What a survey found."""

    id: str
    kind: str
    audience: str
    anonymous: bool
    decision: str
    decided: str | None
    asked: int = Field(description="The denominator of the response rate.")
    planned: int = Field(description="Will still be asked.")
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, found: Found) -> "Results":
        """From what was counted."""
        return cls(id=found.plan_id, kind=found.kind, audience=found.audience, anonymous=found.anonymous,
                   decision=found.decision, decided=found.decided, asked=found.asked, planned=found.planned,
                   parts=tuple(map(_part, found.parts)))


def _part(found: FoundPart) -> Part:
    score = found.score
    return Part(source=found.source, answered=found.answered, waiting=found.waiting, comments=found.comments,
                causes=dict(found.causes), tally={str(point): count for point, count in sorted(found.tally.items())},
                score=Score(figure=score.figure, n=score.n, good=score.good, bad=score.bad, value=score.value,
                            low=score.interval.low if score.interval else None,
                            high=score.interval.high if score.interval else None, method=score.method))


class FieldError(BaseModel):
    """What is wrong with one field of the body, or one parameter."""

    field: str
    message: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="Which kind of problem: an address that explains it.")
    title: str
    status: int
    detail: str = Field(description="What happened, or what can be done.")
    errors: list[FieldError] = Field(default=[], description="The fields that are wrong, where that is the problem.")
