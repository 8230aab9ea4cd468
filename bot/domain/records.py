"""Reports, annoyances and surveys as other systems read them: nothing by which a customer or a reporter without a name
could be known."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from bot.domain.action_items import ItemState
from bot.domain.annoyances import State

T = TypeVar("T")


class Order(StrEnum):
    """Which ones come first."""

    OLDEST = "oldest"
    NEWEST = "newest"


class AnnoyanceOrder(StrEnum):
    """The same of annoyances, which change: `updated` begins with the one that changed last."""

    OLDEST = "oldest"
    NEWEST = "newest"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which ones are wanted. `cursor` is where the page before ended; moments are by when something was reported."""

    limit: int = 50
    cursor: str | None = None
    states: frozenset[State] = frozenset()
    team: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of what was wanted; `next_cursor` is None at the end."""

    items: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report with how its annoyance stands."""

    id: str
    number: int
    first_number: int
    state: State
    team: str | None
    story: str
    language: str | None
    customer_words: str | None
    reporter: str | None
    visibility: str
    touchpoint: str | None
    contact_channel: str | None
    line: str | None
    segment: str | None
    emotion: str | None
    how_known: str | None
    post_link: str | None
    matters_on: date | None
    wanted: str | None
    got_it: str | None
    safety: bool
    accessibility: bool
    cost: bool
    idea: str | None
    may_contact: str | None
    customer_state: str | None
    door: str
    withdrawn: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AnnoyanceRecord:
    """One annoyance, counted. `reports` are of employees, `reports_by_customers` came by a link for customers."""

    number: int
    title: str
    state: State
    team: str | None
    assignee: str | None
    touchpoint: str | None
    reports: int
    reports_by_customers: int
    customers_waiting: int
    merged_into: int | None
    snoozed_until: datetime | None
    meanwhile: str | None
    may_offer: str | None
    next_step: str | None
    next_step_on: date | None
    what_was_done: str | None
    for_customer: str | None
    root_cause: str | None
    prevention: str | None
    created_at: datetime
    changed_at: datetime
    routed_by: str
    routed_phrase: str | None
    routed_like: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A report was stored. `before`: by an earlier request with the same key; `differs`: which said something else, and
    then there is none."""

    report: ReportRecord | None
    before: bool = False
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One action item."""

    id: str
    number: int
    text: str
    state: ItemState
    team: str | None
    assignee: str | None
    due_on: date | None
    created_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """What is, or was, asked; of customers by open links only `answered` counts."""

    id: str
    template: str
    kind: str
    question: str | None
    decision: str
    decide_on: date
    decided: str | None
    audience: str
    anonymous: bool
    team: str | None
    touchpoint: str | None
    number: int | None
    trigger: str
    asked: int
    answered: int
    created_at: datetime
    stopped_at: datetime | None
