"""Links for customers: which kinds there are, what their page shows, and what a team gets when it makes one."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PERSONAL_FOR = timedelta(days=30)
COMMENT_LIMIT = 2000
CONTACT_LIMIT = 200
DECISION_LIMIT = 300


class LinkKind(StrEnum):
    """PERSONAL: one answer, which can be changed. OPEN: many, counted apart. STANDING: takes reports, asks nothing."""

    PERSONAL = "personal"
    OPEN = "open"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Page:
    """What a link shows whoever opens it. `locale` None: the browser's language. `until` None: nobody knows an end."""

    kind: LinkKind
    company: str
    locale: str | None
    usual_locale: str
    is_open: bool
    team: str | None = None
    touchpoint: str | None = None
    until: date | None = None
    template: str = ""
    scale: str = ""
    question: str | None = None
    decision: str = ""
    decide_on: date | None = None
    said: int | None = None
    comment: str | None = None
    cause: str | None = None
    can_be_told: bool = False
    will_be_told: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """What a customer adds to an answer. `forget`: the address they left before is to be deleted."""

    comment: str = ""
    cause: str | None = None
    contact: str = ""
    forget: bool = False


@dataclass(frozen=True, slots=True)
class CustomerOf:
    """A report whose customer may be asked."""

    report_id: str
    story: str
    on: date


@dataclass(frozen=True, slots=True)
class LinkForm:
    """What the form behind 'Survey link' shows. `decision` None: a plan that says what is decided is there already,
    or `decision_about` the annoyance's title is still to be put into a sentence."""

    number: int
    title: str
    locale: str
    customers: tuple[CustomerOf, ...]
    template: str
    question: str | None
    decision: str | None
    touchpoint: str | None


@dataclass(frozen=True, slots=True)
class LinkWish:
    """Which link somebody wants. `decision`: their words, where no plan has said it yet."""

    kind: LinkKind
    locale: str
    report_id: str | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link, ready to be passed on. `picture`: the address of its QR picture, where Slack can fetch it."""

    kind: LinkKind
    url: str
    locale: str | None
    company: str
    team: str | None = None
    touchpoint: str | None = None
    picture: str | None = None
    until: date | None = None
    template: str = ""
    question: str | None = None
    number: int | None = None
