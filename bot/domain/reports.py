"""What a report consists of, as plain values: a draft on its way in, and what the reporter is told about it."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.annoyances import State, Why
from bot.domain.wording import fold

STORY_LIMIT = 3000
"""Characters a form field takes; a slash command or an import may bring more, and nothing is cut."""
SAME_TEXT_WITHIN = timedelta(minutes=2)
UNDO_WITHIN = timedelta(minutes=10)
ALIKE_SHOWN = 3


class Emotion(StrEnum):
    """Frustration or anger: there, not there, or nobody knows; never a number."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class HowKnown(StrEnum):
    HEARD = "heard"
    SAW = "saw"
    TICKET = "ticket"
    REVIEW = "review"
    PUBLIC_POST = "public_post"
    OWN = "own"


class Door(StrEnum):
    """By which way a report came in."""

    SLASH = "slash"
    FORM = "form"
    ME_TOO = "me_too"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Draft:
    """A report on its way in, unmasked: `text` is the story, the rest may be missing."""

    text: str
    customer_words: str | None = None
    touchpoint: str | None = None
    emotion: Emotion | None = None
    matters_on: date | None = None
    how_known: HowKnown | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """An annoyance that a report may repeat."""

    number: int
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Stored:
    """What a reporter hears at once. `team` is a name, None in triage; `said_before`: it was stored already."""

    number: int
    report_id: str
    title: str
    state: State
    team: str | None
    why: Why
    alikes: tuple[Alike, ...] = ()
    said_before: bool = False
    can_undo: bool = True


@dataclass(frozen=True, slots=True)
class Details:
    """A stored report, to fill its form with."""

    report_id: str
    number: int
    draft: Draft


def text_key(text: str) -> str:
    """A short hash of a folded text: equal for the same text typed again, and useless for reading it."""
    return hashlib.blake2b(fold(text).encode(), digest_size=16).hexdigest()
