"""The story of one annoyance, event by event, as plain values: what happened, when, by whom, in whose words.

Whoever reported without a name stands nowhere in it, and of their report the hour alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.annoyances import State, Why

VERSION = 1
"""Of the shape as JSON: fields are added, and none changes its meaning, or this is one more."""


class What(StrEnum):
    """What can happen beside the moves of an annoyance, which are called by their own names."""

    REPORT = "report"
    CUSTOMERS_REPORT = "customers_report"
    CUSTOMER = "customer"
    REPLY = "reply"
    QUESTION = "question"
    ANSWER = "answer"
    ITEM = "action_item"
    ITEM_DONE = "action_item_done"
    ITEM_DROPPED = "action_item_dropped"
    MERGED_HERE = "merged_here"
    ASKED = "survey_asked"
    ASKED_END = "survey_ended"
    NUDGE = "nudge"
    ISSUE = "issue"
    ISSUE_CLOSED = "issue_closed"


@dataclass(frozen=True, slots=True)
class Detail:
    """Something more that is known of an event: `kind` names it; people are ids."""

    kind: str
    value: str | int | date | datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `what` is a `What` or a move; `by` None: Snag, or somebody who is not named."""

    at: datetime
    what: str
    by: str | None = None
    words: str | None = None
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """The story as somebody may read it. `why`: what decided its present team. `is_whole` False: their own reports, and
    how it stood when. `names` has the names of people by their ids."""

    number: int
    title: str
    state: State
    team: str | None
    events: tuple[Event, ...]
    why: Why
    is_whole: bool = True
    names: Mapping[str, str] = field(default_factory=dict)


PEOPLE = frozenset({"assignee"})
"""Details that are ids of people."""
WORDS = frozenset({"reason", "customer_words", "what_was_done", "for_customer", "prevention", "then", "next_step",
                   "meanwhile", "may_offer"})
"""Details that are somebody's own words."""


class Form(StrEnum):
    """As what a story can be taken along."""

    MARKDOWN = "md"
    JSON = "json"
