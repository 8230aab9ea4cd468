"""Action items as plain values: what a team commits to for an annoyance, and what can be done with it in each state."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SHOWN = 5
"""So many open ones stand on a card; of the others it says how many they are."""


class ItemState(StrEnum):
    """Where an action item stands: another team is asked, somebody has it to do, or it has ended."""

    ASKED = "asked"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


LIVING = frozenset({ItemState.ASKED, ItemState.OPEN})
"""States in which somebody still has something to do."""


class ItemMove(StrEnum):
    """What people do with an action item."""

    DONE = "item_done"
    CHANGE = "item_change"
    ACCEPT = "item_accept"
    HAND_BACK = "item_hand_back"
    REOPEN = "item_reopen"
    DROP = "item_drop"


TABLE: dict[ItemState, tuple[ItemMove, ...]] = {
    ItemState.ASKED: (ItemMove.DONE, ItemMove.CHANGE, ItemMove.ACCEPT, ItemMove.HAND_BACK, ItemMove.DROP),
    ItemState.OPEN: (ItemMove.DONE, ItemMove.CHANGE, ItemMove.HAND_BACK, ItemMove.DROP),
    ItemState.DONE: (ItemMove.REOPEN,),
    ItemState.DROPPED: (),
}
"""What each state offers. Handing back means the team that was asked: one's own items are changed or dropped."""


class AtResolve(StrEnum):
    """What becomes of open items when their annoyance is resolved."""

    DONE = "done"
    DROPPED = "dropped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody asks for: `text` is the only thing needed."""

    text: str
    team_key: str | None = None
    assignee: str | None = None
    due_on: date | None = None
    source_link: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One action item as it stands now."""

    id: str
    number: int
    text: str
    state: ItemState
    team_key: str | None
    team: str | None
    assignee: str | None
    due_on: date | None
    by: str
    ended_by: str | None = None
    source_link: str | None = None

    @property
    def is_living(self) -> bool:
        return self.state in LIVING


@dataclass(frozen=True, slots=True)
class OnCard:
    """What a card says of its action items: the first open ones, how many are open, how many were done."""

    shown: tuple[Item, ...] = ()
    living: int = 0
    done: int = 0


NO_ITEMS = OnCard()


def allows(state: ItemState, move: ItemMove, *, away: bool) -> bool:
    """Whether `move` can be made of an item that another team has (`away`) or its annoyance's own."""
    return move in TABLE[state] and (away or move is not ItemMove.HAND_BACK)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as its messages show it: beside what it is for. `away`: another team than the annoyance's has it."""

    item: Item
    title: str
    away: bool = False
    home_team: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An item in a person's Home. `link` leads to the annoyance's card."""

    item: Item
    title: str
    link: str | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """A part of what somebody has to do, what is overdue first; `total` is the whole."""

    rows: tuple[Listed, ...] = ()
    total: int = 0
    skipped: int = 0


NONE_OF_MINE = Mine()
PAGE = 15
"""Rows of one page of them seen whole."""
