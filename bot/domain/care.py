"""The inner loop: whether a report's customer still waits, and how many of an annoyance's customers do. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.annoyances import State
from bot.domain.reports import HowKnown

CONTACT_KEPT = timedelta(days=30)
"""So long after it was resolved, or will not be fixed, may somebody still have to reach a customer."""


class CustomerState(StrEnum):
    """How it stands with one report's customer."""

    WAITING = "waiting"
    PUT_RIGHT = "put_right"
    ALREADY_RIGHT = "already_right"
    """It had been put right before the team got to it."""
    NOT_REACHABLE = "not_reachable"


SETTLED = (CustomerState.PUT_RIGHT, CustomerState.ALREADY_RIGHT, CustomerState.NOT_REACHABLE)

NOT_SEEN_YET = frozenset({State.TRIAGE, State.NEW, State.CAME_BACK})
"""States in which nobody has acknowledged it, so that nobody sees to its customers either."""
FORGETS_ALL = frozenset({State.VERIFIED, State.WITHDRAWN})
"""States in which nobody will be written to any more: no way to reach a customer is kept."""
CARED_FOR = frozenset({State.ACKNOWLEDGED, State.PLANNED, State.RESOLVED, State.VERIFIED, State.WONT_FIX})
"""States in which a customer can still be put right."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many customers of an annoyance still wait, of how many."""

    waiting: int
    total: int


NOBODY = Waiting(0, 0)


@dataclass(frozen=True, slots=True)
class CustomerOf:
    """One report's customer in a form. `place`: the report's among those of its annoyance, from 1 on; `reference` only
    for those who may read it; `is_post`: they wrote in public."""

    report_id: str
    place: int
    state: CustomerState
    reference: str | None = None
    is_post: bool = False
    post_link: str | None = None


@dataclass(frozen=True, slots=True)
class Cared:
    """How it stands with the customers of an annoyance, for the messages about them. `is_open`: they can still be put
    right from there; `with_`: who sees to them; `merged_into`: where they went along."""

    number: int
    title: str
    counts: dict[CustomerState, int]
    with_: str | None = None
    has_post: bool = False
    is_open: bool = True
    merged_into: int | None = None

    @property
    def waiting(self) -> Waiting:
        return Waiting(self.counts.get(CustomerState.WAITING, 0), sum(self.counts.values()))


def has_customer(*, reference: str | None, contact: str | None, post_link: str | None, how_known: str | None) -> bool:
    """Whether a report's customer can be put right: we have their reference, a way to reach them, or their post."""
    return bool(reference or contact or post_link or how_known == HowKnown.PUBLIC_POST)
