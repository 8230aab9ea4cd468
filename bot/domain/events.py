"""What happens, as other systems are told it: the types of events, and what is said with each.

A receiver hears nothing by which somebody could be reached, no customer's reference, and no reporter without a name.
Adding a type or a field with a default is compatible; anything else makes `VERSION` one more.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.annoyances import Move

VERSION = 1
HIDDEN = "~"
"""How what stands for somebody without a name begins."""


class EventType(StrEnum):
    """Something that happened. A member needs its line in `SCHEMAS`; one that a move causes, in `OF_MOVE` too."""

    REPORT_CREATED = "report.created"
    REPORT_JOINED = "report.joined"
    REPORT_WITHDRAWN = "report.withdrawn"

    TEAM_CHOSEN = "annoyance.team_chosen"
    ACKNOWLEDGED = "annoyance.acknowledged"
    NOT_OURS = "annoyance.not_ours"
    HANDED_OVER = "annoyance.handed_over"
    ASSIGNED = "annoyance.assigned"
    UNASSIGNED = "annoyance.unassigned"
    PLANNED = "annoyance.planned"
    RESOLVED = "annoyance.resolved"
    VERIFIED = "annoyance.verified"
    CAME_BACK = "annoyance.came_back"
    REOPENED = "annoyance.reopened"
    WONT_FIX = "annoyance.wont_fix"
    MERGED = "annoyance.merged"
    UNMERGED = "annoyance.unmerged"
    SNOOZED = "annoyance.snoozed"
    WOKEN = "annoyance.woken"
    WITHDRAWN = "annoyance.withdrawn"
    NEXT_STEP_SET = "annoyance.next_step_set"
    MEANWHILE_SET = "annoyance.meanwhile_set"
    ISSUE_ADDED = "annoyance.issue_added"
    REPORTER_ASKED = "annoyance.reporter_asked"
    SURVEY_LINK_MADE = "annoyance.survey_link_made"

    CUSTOMER_PUT_RIGHT = "customer.put_right"
    CUSTOMER_NOT_REACHABLE = "customer.not_reachable"
    CUSTOMER_WAITING = "customer.waiting"

    ITEM_CREATED = "action_item.created"
    ITEM_ACCEPTED = "action_item.accepted"
    ITEM_HANDED_BACK = "action_item.handed_back"
    ITEM_CHANGED = "action_item.changed"
    ITEM_DONE = "action_item.done"
    ITEM_DROPPED = "action_item.dropped"
    ITEM_REOPENED = "action_item.reopened"

    CLOCK_OVERDUE = "clock.overdue"

    SURVEY_OPENED = "survey.opened"
    SURVEY_ANSWERED = "survey.answered"
    SURVEY_CLOSED = "survey.closed"

    DIGEST_PUBLISHED = "digest.published"

    TEST = "webhook.test"


OF_MOVE: dict[Move, EventType] = {
    Move.CHOOSE_TEAM: EventType.TEAM_CHOSEN,
    Move.ACKNOWLEDGE: EventType.ACKNOWLEDGED,
    Move.NOT_OURS: EventType.NOT_OURS,
    Move.HAND_OVER: EventType.HANDED_OVER,
    Move.ASSIGN: EventType.ASSIGNED,
    Move.UNASSIGN: EventType.UNASSIGNED,
    Move.ADD_ITEM: EventType.PLANNED,
    Move.RESOLVE: EventType.RESOLVED,
    Move.VERIFY: EventType.VERIFIED,
    Move.STILL_HAPPENING: EventType.CAME_BACK,
    Move.REOPEN: EventType.REOPENED,
    Move.WONT_FIX: EventType.WONT_FIX,
    Move.MERGE: EventType.MERGED,
    Move.UNMERGE: EventType.UNMERGED,
    Move.SNOOZE: EventType.SNOOZED,
    Move.WAKE: EventType.WOKEN,
    Move.WITHDRAW: EventType.WITHDRAWN,
    Move.UNDO: EventType.WITHDRAWN,
    Move.NEXT_STEP: EventType.NEXT_STEP_SET,
    Move.TELL_MEANWHILE: EventType.MEANWHILE_SET,
    Move.TRACKER_ISSUE: EventType.ISSUE_ADDED,
    Move.ASK_REPORTER: EventType.REPORTER_ASKED,
    Move.SURVEY_LINK: EventType.SURVEY_LINK_MADE,
    Move.REPORT: EventType.REPORT_CREATED,
    Move.ME_TOO: EventType.REPORT_JOINED,
}
"""The event of each move. Those of the last two are told where a report is stored, with what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The annoyance that an event is about, as it stands after it."""

    number: int
    title: str
    state: str
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """A report. `reporter` is a Slack user id, or null where they did not give their name."""

    annoyance: About
    report: str
    door: str
    reporter: str | None = None
    touchpoint: str | None = None
    matters_on: date | None = None
    safety: bool = False
    accessibility: bool = False
    cost: bool = False
    seen_after_fix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFacts:
    """A move of an annoyance: where it came from, who did it (null: Snag itself, or somebody without a name), and what
    they said with it."""

    annoyance: About
    from_state: str
    from_team: str | None = None
    by: str | None = None
    reason: str | None = None
    assignee: str | None = None
    what_was_done: str | None = None
    for_customer: str | None = None
    root_cause: str | None = None
    prevention: str | None = None
    until: str | None = None
    then: str | None = None
    into: int | None = None
    next_step: str | None = None
    next_step_on: str | None = None
    meanwhile: str | None = None
    may_offer: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """One report's customer was seen to: how many of the annoyance's customers still wait, of how many."""

    annoyance: About
    report: str
    waiting: int
    total: int
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An action item as it stands after the event. `reason`: why it was handed back."""

    annoyance: About
    item: str
    text: str
    state: str
    team: str | None = None
    assignee: str | None = None
    due_on: date | None = None
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """A clock ran out: what should have happened (`acknowledge`, `resolve`, `own`, `answer`, `item`) until when."""

    annoyance: About
    clock: str
    due_at: datetime
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """A survey in counts alone. What somebody answered is never told, and of an anonymous one not even when."""

    survey: str
    kind: str
    asked: int
    answered: int
    annoyance: int | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """A team's digest came out."""

    team: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFacts:
    """Somebody tries whether events arrive. Nothing has happened."""

    webhook: str


Facts = ReportFacts | MoveFacts | CustomerFacts | ItemFacts | ClockFacts | SurveyFacts | DigestFacts | TrialFacts

SCHEMAS: dict[EventType, type[Facts]] = {
    EventType.REPORT_CREATED: ReportFacts,
    EventType.REPORT_JOINED: ReportFacts,
    EventType.REPORT_WITHDRAWN: ReportFacts,
    **{event: MoveFacts for move, event in OF_MOVE.items() if move not in (Move.REPORT, Move.ME_TOO)},
    EventType.CUSTOMER_PUT_RIGHT: CustomerFacts,
    EventType.CUSTOMER_NOT_REACHABLE: CustomerFacts,
    EventType.CUSTOMER_WAITING: CustomerFacts,
    EventType.ITEM_CREATED: ItemFacts,
    EventType.ITEM_ACCEPTED: ItemFacts,
    EventType.ITEM_HANDED_BACK: ItemFacts,
    EventType.ITEM_CHANGED: ItemFacts,
    EventType.ITEM_DONE: ItemFacts,
    EventType.ITEM_DROPPED: ItemFacts,
    EventType.ITEM_REOPENED: ItemFacts,
    EventType.CLOCK_OVERDUE: ClockFacts,
    EventType.SURVEY_OPENED: SurveyFacts,
    EventType.SURVEY_ANSWERED: SurveyFacts,
    EventType.SURVEY_CLOSED: SurveyFacts,
    EventType.DIGEST_PUBLISHED: DigestFacts,
    EventType.TEST: TrialFacts,
}
"""What is said with each type."""

_PEOPLE = ("by", "reporter", "assignee")


def as_json(facts: Facts) -> dict[str, Any]:
    """Facts as they are stored and sent: instants and days in ISO 8601, nobody who gave no name."""
    return {one.name: _plain(one.name, getattr(facts, one.name)) for one in fields(facts)}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, About):
        return {one.name: _plain(one.name, getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if name in _PEOPLE and isinstance(value, str) and not _is_person(value):
        return None
    return value


def _is_person(name: str) -> bool:
    """A Slack user's id; what an import or the command line is known by is no person to others."""
    return not name.startswith(HIDDEN) and ":" not in name
