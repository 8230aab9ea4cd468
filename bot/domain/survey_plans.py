"""What may be asked of whom, and when: audiences, triggers, the questions that stand ready, and why somebody is not
asked after all."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.survey_kinds import Kind


class Audience(StrEnum):
    """Who is asked. Answers of one are never in one figure with another's."""

    REPORTERS = "reporters"
    FRONT_LINE = "front_line"
    TEAM = "team"
    PEOPLE = "people"
    CUSTOMERS = "customers"


STAFF = (Audience.REPORTERS, Audience.FRONT_LINE, Audience.TEAM, Audience.PEOPLE)


class Trigger(StrEnum):
    """What makes a plan ask."""

    BY_HAND = "by_hand"
    AFTER_RESOLUTION = "after_resolution"
    AFTER_REPORT = "after_report"
    BEFORE_DATE = "before_date"
    CALENDAR = "calendar"
    SEQUENCE = "sequence"


class Every(StrEnum):
    """How often a pulse comes."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


class Invited(StrEnum):
    """Where an invitation stands. SENDING: in the hands of work. WITHHELD has its reason beside it."""

    PLANNED = "planned"
    SENDING = "sending"
    ASKED = "asked"
    WITHHELD = "withheld"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Withheld(StrEnum):
    """Why somebody is not asked."""

    CAP = "cap"
    OPTED_OUT = "opted_out"
    GONE = "gone"
    STALE = "stale"
    STILL_OPEN = "still_open"
    TOUCHPOINT = "touchpoint"
    KNOWN = "known"
    DO_NOT_ASK = "do_not_ask"


class Ended(StrEnum):
    """How a plan's survey ended; of 'How is it now?' see `verification.Outcome`."""

    CLOSED = "closed"
    STOPPED = "stopped"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Template:
    """A question that stands ready in three languages (text `template.<key>`), whom it may be asked, and how it is
    answered: the first kind unless another is chosen. `low_causes`, `high_causes`: what it may have been about, after a
    low and after any other answer (texts `cause.<key>`). `judges`: it asks how good something was, so that a low answer
    with a comment is a report; 'No' to 'have you met this too?' is none."""

    key: str
    audiences: tuple[Audience, ...]
    kinds: tuple[str, ...]
    low_causes: tuple[str, ...] = ()
    high_causes: tuple[str, ...] = ()
    judges: bool = True


TEMPLATES: dict[str, Template] = {template.key: template for template in (
    # Employees are asked only what they can know: did our answer help, has your front line met this too? Whether it
    # helped, a front line is not asked about its own touchpoint, so that question would reach nobody there.
    Template("helped", (Audience.REPORTERS, Audience.TEAM, Audience.PEOPLE), ("yes_no", "smiley_3", "smiley_5", "csat"),
             low_causes=("too_late", "not_understood", "not_fixed", "no_answer", "other"),
             high_causes=("quick", "clear", "fixed", "other")),
    Template("met_too", STAFF, ("yes_no",), judges=False),
    Template("got_done", (Audience.CUSTOMERS,), ("yes_no", "csat", "smiley_3", "smiley_5"),
             low_causes=("did_not_work", "hard_to_use", "information", "treated", "waiting", "promise", "other"),
             high_causes=("easy", "quick", "friendly", "other")),
    Template("satisfied", (Audience.CUSTOMERS,), ("csat", "smiley_3", "smiley_5"),
             low_causes=("did_not_work", "hard_to_use", "information", "treated", "waiting", "promise", "other"),
             high_causes=("easy", "quick", "friendly", "other")),
    Template("easy", (Audience.CUSTOMERS,), ("ces",),
             low_causes=("did_not_work", "hard_to_use", "information", "treated", "waiting", "promise", "other"),
             high_causes=("easy", "quick", "friendly", "other")),
    Template("recommend", (Audience.CUSTOMERS,), ("nps",),
             low_causes=("did_not_work", "hard_to_use", "information", "treated", "waiting", "promise", "other"),
             high_causes=("easy", "quick", "friendly", "other")),
)}


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as its sender wants it. `people` holds user ids, user groups (S...) and channels (C..., G...);
    `question` None: ours, in each reader's language. `ask_from` is when a survey by hand begins; None: at once."""

    template: str
    kind: str
    audience: Audience
    trigger: Trigger
    decision: str
    decider: str
    decide_on: date
    question: str | None = None
    people: tuple[str, ...] = ()
    team: str | None = None
    touchpoint: str | None = None
    number: int | None = None
    anonymous: bool = True
    days: int = 0
    every: Every | None = None
    day: str | None = None
    time: str | None = None
    follows: str | None = None
    open_days: int = 5
    ask_from: datetime | None = None


def templates_for(audience: Audience) -> tuple[Template, ...]:
    """The questions that may be asked of an audience."""
    return tuple(template for template in TEMPLATES.values() if audience in template.audiences)


def causes(template: str, *, low: bool) -> tuple[str, ...]:
    """What an answer may have been about; empty for a template that no version knows any more."""
    found = TEMPLATES.get(template)
    return () if found is None else found.low_causes if low else found.high_causes


def complains(template: str, kind: Kind, point: int) -> bool:
    """Whether an answer says that something is wrong, so that a comment to it is a report."""
    return kind.is_low(point) and judges(template)


def judges(template: str) -> bool:
    """Whether a question asks how good something was; one that no version knows any more is taken to."""
    found = TEMPLATES.get(template)
    return found is None or found.judges


@dataclass(frozen=True, slots=True)
class Asking:
    """A survey as it is shown to one of those who are asked. `said` is their raw answer so far, `report` the number of
    the annoyance that was made of it; `title`, `team` and `touchpoint` are names for people, `decider` is one too, or
    an id where Slack has told us no name. `closes_at` is in their zone. `ended`: how it ended, and `decided` what came
    of it. `opted_out`: they want no surveys any more."""

    survey_id: str
    template: str
    kind: str
    decision: str
    decider: str
    decide_on: date
    anonymous: bool
    is_open: bool
    question: str | None = None
    number: int | None = None
    title: str | None = None
    team: str | None = None
    touchpoint: str | None = None
    closes_at: datetime | None = None
    said: str | None = None
    comment: str | None = None
    cause: str | None = None
    report: int | None = None
    before: "YouSaid | None" = None
    ended: Ended | None = None
    decided: str | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class YouSaid:
    """What this person said before, and what was done: how the next question opens."""

    said: str
    did: str
