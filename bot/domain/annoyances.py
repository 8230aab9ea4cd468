"""The life of an annoyance: one table says which moves each state offers, and one function where a move leads.

What is not in the table cannot be done: cards draw their buttons from it and services ask it before they act.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.action_items import NO_ITEMS, AtResolve, OnCard
from bot.domain.clocks import Running
from bot.domain.meanwhile import NOTHING, Meanwhile
from bot.domain.trackers import Shown as Issue


class State(StrEnum):
    """Where an annoyance stands."""

    TRIAGE = "triage"
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    RESOLVED = "resolved"
    CAME_BACK = "came_back"
    VERIFIED = "verified"
    WONT_FIX = "wont_fix"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What changes an annoyance: most are buttons, some follow from something else."""

    CHOOSE_TEAM = "choose_team"
    ACKNOWLEDGE = "acknowledge"
    NOT_OURS = "not_ours"
    ASSIGN = "assign"
    RESOLVE = "resolve"
    STILL_HAPPENING = "still_happening"
    REOPEN = "reopen"
    ASK_REPORTER = "ask_reporter"
    SURVEY_LINK = "survey_link"
    WITHDRAW = "withdraw"
    REPORT = "report"
    ME_TOO = "me_too"
    MERGE = "merge"
    UNDO = "undo"
    VERIFY = "verify"
    HAND_OVER = "hand_over"
    UNASSIGN = "unassign"
    UNMERGE = "unmerge"
    WONT_FIX = "wont_fix"
    SNOOZE = "snooze"
    WAKE = "wake"
    ADD_ITEM = "add_item"
    NEXT_STEP = "next_step"
    TELL_MEANWHILE = "tell_meanwhile"
    TRACKER_ISSUE = "tracker_issue"


@dataclass(frozen=True, slots=True)
class Offer:
    """The moves of one state: `visible` are buttons on the card, `more` stand behind More."""

    visible: tuple[Move, ...] = ()
    more: tuple[Move, ...] = ()

    @property
    def all(self) -> tuple[Move, ...]:
        return self.visible + self.more


TABLE: dict[State, Offer] = {
    State.TRIAGE: Offer((Move.CHOOSE_TEAM,), (Move.MERGE, Move.WITHDRAW)),
    State.NEW: Offer((Move.ACKNOWLEDGE, Move.NOT_OURS), (
        Move.ASSIGN, Move.NEXT_STEP, Move.MERGE, Move.WONT_FIX, Move.SNOOZE)),
    State.ACKNOWLEDGED: Offer((Move.ASSIGN, Move.ADD_ITEM), (
        Move.RESOLVE, Move.NEXT_STEP, Move.NOT_OURS, Move.MERGE, Move.SNOOZE, Move.WONT_FIX, Move.SURVEY_LINK,
        Move.ASK_REPORTER, Move.TELL_MEANWHILE, Move.TRACKER_ISSUE)),
    State.PLANNED: Offer((Move.ADD_ITEM, Move.RESOLVE), (
        Move.ASSIGN, Move.NEXT_STEP, Move.NOT_OURS, Move.MERGE, Move.SNOOZE, Move.WONT_FIX, Move.SURVEY_LINK,
        Move.ASK_REPORTER, Move.TELL_MEANWHILE, Move.TRACKER_ISSUE)),
    State.RESOLVED: Offer((Move.STILL_HAPPENING, Move.SURVEY_LINK), (Move.REOPEN,)),
    State.CAME_BACK: Offer((Move.ACKNOWLEDGE, Move.ASSIGN), (
        Move.NEXT_STEP, Move.NOT_OURS, Move.MERGE, Move.WONT_FIX, Move.SNOOZE)),
    State.VERIFIED: Offer((), (Move.REOPEN,)),
    State.WONT_FIX: Offer((), (Move.REOPEN,)),
    State.MERGED: Offer((), (Move.UNMERGE,)),
    State.WITHDRAWN: Offer((), (Move.REOPEN,)),
}

FOLLOWING: dict[Move, frozenset[State]] = {
    Move.UNDO: frozenset({State.TRIAGE, State.NEW}),
    Move.VERIFY: frozenset({State.RESOLVED}),
    Move.NEXT_STEP: frozenset({State.TRIAGE}),
    Move.WAKE: frozenset({State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.CAME_BACK}),
    Move.ADD_ITEM: frozenset({State.NEW, State.CAME_BACK}),
    Move.STILL_HAPPENING: frozenset({State.RESOLVED, State.VERIFIED}),
    Move.HAND_OVER: frozenset({State.TRIAGE, State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.CAME_BACK}),
    Move.UNASSIGN: frozenset({State.TRIAGE, State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.CAME_BACK}),
}

OPEN = frozenset({State.TRIAGE, State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.CAME_BACK})
"""States in which somebody still has something to do."""
FIXED = frozenset({State.RESOLVED, State.VERIFIED})
"""States in which a me too asks 'seen after the fix?'."""


def allows(state: State, move: Move) -> bool:
    """Whether `move` can be made in `state`: offered on the card, or following from something else."""
    return move in TABLE[state].all or state in FOLLOWING.get(move, frozenset())


def after(move: Move, state: State, *, has_team: bool, has_assignee: bool, has_items: bool = False) -> State:
    """The state that `move` leads to from `state`. Raises `ValueError` where the table does not allow it."""
    if not allows(state, move):
        raise ValueError(f"{move} cannot be made in {state}")
    match move:
        case Move.ACKNOWLEDGE:
            return State.PLANNED if has_assignee or has_items else State.ACKNOWLEDGED
        case Move.UNASSIGN:
            return State.ACKNOWLEDGED if state is State.PLANNED and not has_items else state
        case move if move in STAYING:
            return state
        case Move.CHOOSE_TEAM | Move.NOT_OURS | Move.REOPEN | Move.HAND_OVER | Move.UNMERGE:
            return State.NEW if has_team else State.TRIAGE
        case _:
            return LEADS_TO[move]


STAYING = frozenset({Move.ASK_REPORTER, Move.SURVEY_LINK, Move.SNOOZE, Move.WAKE, Move.NEXT_STEP, Move.TELL_MEANWHILE,
                     Move.TRACKER_ISSUE})
"""Moves after which an annoyance stands where it stood."""

LEADS_TO: dict[Move, State] = {
    Move.ASSIGN: State.PLANNED,
    Move.ADD_ITEM: State.PLANNED,
    Move.WONT_FIX: State.WONT_FIX,
    Move.RESOLVE: State.RESOLVED,
    Move.STILL_HAPPENING: State.CAME_BACK,
    Move.WITHDRAW: State.WITHDRAWN,
    Move.UNDO: State.WITHDRAWN,
    Move.MERGE: State.MERGED,
    Move.VERIFY: State.VERIFIED,
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why this team: what decided (a routing's `by`), the words that decided, how sure, and the numbers of earlier
    annoyances that say the same, as they were then."""

    by: str
    phrase: str | None = None
    sure: float = 0.0
    like: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamName:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that a card shows, as of now. `channel_id` is where it belongs: None without a triage channel."""

    number: int
    title: str
    state: State
    story: str
    customer_words: str | None
    reports: int
    reporters: int
    channel_id: str | None
    locale: str
    team: str | None
    touchpoint: str | None
    assignee: str | None
    upset: bool
    matters_on: date | None
    why: Why
    guesses: tuple[TeamName, ...]
    what_was_done: str | None
    merged_into: int | None
    clocks: tuple[Running, ...] = ()
    answers: tuple[int, int] | None = None
    """Of the last asking: how many answered, how many were asked."""
    names: tuple[str, ...] = ()
    """Reporters who gave their names; the others are only counted."""
    stages: tuple[str, ...] = ()
    came_by: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    at_stake: bool = False
    issues: tuple[Issue, ...] = ()
    """What stands in its team's tracker, oldest first."""
    may_contact: frozenset[str] = frozenset()
    post_links: tuple[str, ...] = ()
    source_links: tuple[str, ...] = ()
    by_customers: int = 0
    """Reports that customers made themselves by a link: counted apart from those of employees."""
    asleep_until: date | None = None
    why_not: str | None = None
    """Why it will not be fixed, in the words of whoever said so."""
    items: OnCard = NO_ITEMS
    customers: tuple[int, int] = (0, 0)
    """How many customers still wait, of how many."""
    meanwhile: Meanwhile = NOTHING
    answer_links: tuple[str, ...] = ()
    """Our answers to public posts."""
    next_step: str | None = None
    next_step_on: date | None = None
    """Until when, as whoever named the step said."""


@dataclass(frozen=True, slots=True)
class Line:
    """An annoyance in a list."""

    number: int
    title: str
    state: State
    team: str | None
    reports: int = 1
    merged_into: int | None = None
    by_customers: int = 0
    """Reports that customers made themselves by a link: counted apart from those of employees."""
    meanwhile: Meanwhile = NOTHING


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the team says when it resolves; only `what_was_done` is needed."""

    what_was_done: str
    for_customer: str | None = None
    root_cause: str | None = None
    prevention: str | None = None
    items: AtResolve = AtResolve.OPEN
    """What becomes of its open action items."""


class RootCause(StrEnum):
    DESIGN = "design"
    TECHNOLOGY = "technology"
    DATA = "data"
    SERVICE = "service"
    CULTURE = "culture"
    HANDOFF = "handoff"
    BROKEN_PROMISE = "broken_promise"
