"""What a step needs at hand, and how the address book names a card. Opens no transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.services.directory import Directory
from bot.services.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Desk:
    """What a step needs at hand: the session, the settings, the clock, and the names of those who give none."""

    session: Session
    settings: Directory
    clock: Clock
    names: Pseudonyms

    @property
    def workspace_id(self) -> str:
        return self.settings.workspace_id

    @property
    def now(self) -> datetime:
        return self.clock.now()


def subject(number: int) -> str:
    """The name of an annoyance's card in the address book and among work rows."""
    return f"card:{number}"


def line(number: int, key: str) -> str:
    """The name of a line with buttons in a card's thread."""
    return f"line:{number}:{key}"


def number_of(name: str) -> int | None:
    """The annoyance whose card a subject of the address book names; None where it is something else."""
    kind, _, number = name.partition(":")
    return int(number) if kind == "card" and number.isdigit() else None
