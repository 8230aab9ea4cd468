"""What a report consists of, as plain values: a draft on its way in, and what the reporter is told about it."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.annoyances import State, Why
from bot.domain.languages import Language
from bot.domain.meanwhile import NOTHING, Meanwhile
from bot.domain.wording import fold

STORY_LIMIT = 3000
"""Characters a form field takes; a slash command or an import may bring more, and nothing is cut."""
SHORT_LIMIT = 200
"""Characters of a form's short fields: line, reference, value, contact."""
PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
MOST_PICTURES = 5
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


class Visibility(StrEnum):
    """Who may know the reporter: whoever sees the card, the owning team's lead alone, or nobody."""

    NAMED = "named"
    LEAD_ONLY = "lead_only"
    ANONYMOUS = "anonymous"


class ContactChannel(StrEnum):
    """By which channel the customer came: the channel of contact, which is not the touchpoint."""

    APP = "app"
    WEB = "web"
    PHONE = "phone"
    SHOP = "shop"
    SOCIAL = "social"
    MAIL = "mail"
    OTHER = "other"


class Segment(StrEnum):
    """How often the customer uses it."""

    NEW = "new"
    WEEKLY = "weekly"
    DAILY = "daily"


class GotIt(StrEnum):
    """Whether the customer got in the end what they wanted."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MayContact(StrEnum):
    """Whether the customer may be contacted; NO is kept: do not ask."""

    YES = "yes"
    NO = "no"


class Flag(StrEnum):
    """What makes an annoyance weigh more than its number of reports."""

    SAFETY = "safety"
    ACCESSIBILITY = "accessibility"
    COST = "cost"


class Door(StrEnum):
    """By which way a report came in."""

    SLASH = "slash"
    FORM = "form"
    GLOBAL_SHORTCUT = "global_shortcut"
    MESSAGE_SHORTCUT = "message_shortcut"
    REACTION = "reaction"
    MENTION = "mention"
    HOME = "home"
    ME_TOO = "me_too"
    IMPORT = "import"
    SURVEY = "survey"
    CUSTOMER_LINK = "customer_link"
    API = "api"


DOORS_NOBODY_IS_ASKED_AT = frozenset({Door.IMPORT, Door.API, Door.SURVEY, Door.CUSTOMER_LINK})
"""Whoever reports by these sees no suggestion that the customer was upset."""


@dataclass(frozen=True, slots=True)
class Source:
    """The Slack message that a report was made from, as far as its reporter takes it along."""

    link: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report on its way in, unmasked: `text` is the story, the rest may be missing.

    `visibility` None: as this person always reports; `from_now_on`: as they always want to report after this.
    `contact` is how to reach the customer. `files` are ids of Slack's files: screenshots. `language` and `upset_words`
    are noted as soon as it is masked: nobody says them.
    """

    text: str
    customer_words: str | None = None
    touchpoint: str | None = None
    emotion: Emotion | None = None
    matters_on: date | None = None
    how_known: HowKnown | None = None
    team: str | None = None
    post_link: str | None = None
    contact_channel: ContactChannel | None = None
    line: str | None = None
    wanted: str | None = None
    got_it: GotIt | None = None
    reference: str | None = None
    value: str | None = None
    segment: Segment | None = None
    flags: frozenset[Flag] = frozenset()
    idea: str | None = None
    may_contact: MayContact | None = None
    contact: str | None = None
    visibility: Visibility | None = None
    source: Source = Source()
    files: tuple[str, ...] = ()
    from_now_on: bool = False
    language: Language | None = None
    upset_words: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """An annoyance that a report may repeat."""

    number: int
    title: str
    state: State
    meanwhile: Meanwhile = NOTHING


@dataclass(frozen=True, slots=True)
class Upset:
    """The words of a report that suggest frustration or anger, and what its reporter says of it, which alone counts."""

    words: str | None = None
    emotion: Emotion | None = None


NOTHING_SENSED = Upset()


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
    visibility: Visibility = Visibility.NAMED
    upset: Upset = NOTHING_SENSED


@dataclass(frozen=True, slots=True)
class Details:
    """A stored report, to fill its form with."""

    report_id: str
    number: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Sensed:
    """How often words suggested frustration or anger to a reporter, and what they said. `missed`: reports whose
    reporter says that it was there and whose words did not show it."""

    suggested: int
    confirmed: int
    denied: int
    missed: int

    @property
    def unanswered(self) -> int:
        return self.suggested - self.confirmed - self.denied


def upset_words(story: str, customer_words: str | None) -> str | None:
    """The first words of a report that show frustration or anger. None: none were seen, which does not mean that there
    was none."""
    if not (story or customer_words):
        return None  # an empty form opens without the word lists, which take their time to read
    from bot.domain.sensing import upset

    return upset(story) or upset(customer_words or "")


def text_key(text: str) -> str:
    """A short hash of a folded text: equal for the same text typed again, and useless for reading it."""
    return hashlib.blake2b(fold(text).encode(), digest_size=16).hexdigest()
