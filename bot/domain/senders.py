"""What whoever sends a survey sees of it: before it is sent, while it is under way, and what they have sent so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.portions import visible
from bot.domain.survey_plans import Audience, Ended, Trigger, Withheld

PERSONAL = frozenset({Withheld.CAP, Withheld.OPTED_OUT, Withheld.KNOWN, Withheld.DO_NOT_ASK})
"""Reasons that lie in what somebody wishes, has heard or has said: of few people they are told together alone."""
SHOWN = 20
"""So many people's moments a preview names."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When one person would be asked, on the clock of where they are."""

    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would do. `audience` is all who are meant; `when` names the first of those who gave their name, by
    what their colleagues know of them. `left_alone` are as many more who have reasons of their own, 0 where they are so
    few, or chosen so, that it would say something of one of them: then they count among those `to_ask`.

    Of what waits for its occasion (`occasion_at` is the next one that is known) it is as of today. `waiting_for`: user
    groups and channels of which Slack has not told us yet who is in them; their people are counted nowhere."""

    audience: int
    to_ask: int
    withheld: Mapping[Withheld, int] = field(default_factory=dict)
    left_alone: int = 0
    when: tuple[Turn, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    closes_at: datetime | None = None
    occasion_at: datetime | None = None
    waiting_for: tuple[str, ...] = ()


def apart(withheld: Mapping[Withheld, int]) -> tuple[dict[Withheld, int], int]:
    """What may be told by its reason, and how many have one that may not: the personal ones only if each has five."""
    personal = {why: count for why, count in withheld.items() if why in PERSONAL and count}
    if all(visible(count) for count in personal.values()):
        return dict(withheld), 0
    return {why: count for why, count in withheld.items() if why not in PERSONAL}, sum(personal.values())


@dataclass(frozen=True, slots=True)
class Created:
    """What became of a draft. `survey_id`: it asks at once; None: it waits for its occasion, or, for customers, for
    somebody to hand out its link."""

    plan_id: str
    survey_id: str | None
    trigger: Trigger
    audience: Audience


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as one line of its sender's list. `asked` and `answered` are of all its surveys so far."""

    plan_id: str
    template: str
    kind: str
    question: str | None
    audience: Audience
    trigger: Trigger
    decision: str
    decider: str
    decide_on: date
    decided: str | None
    is_stopped: bool
    surveys: int
    asked: int
    answered: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How one survey stands. `planned` have not been asked yet, `meant_later` are not planned yet, `cancelled` will not
    be asked any more; `ended` None: it is under way. `waiting_for`: as in a preview; of one that was skipped, what
    Slack did not tell. `occasion`: of a pulse its local date. `by_fives`: `answered` is what so many full fives make;
    of those without a name `asked` are those whose time was planned before now."""

    survey_id: str
    plan_id: str
    sender: str
    template: str
    question: str | None
    number: int | None
    decision: str
    decider: str
    decide_on: date
    decided: str | None
    planned: int
    asked: int
    answered: int
    by_fives: bool = False
    cancelled: int = 0
    failed: int = 0
    withheld: Mapping[Withheld, int] = field(default_factory=dict)
    closes_at: datetime | None = None
    ended: Ended | None = None
    waiting_for: tuple[str, ...] = ()
    meant_later: int = 0
    occasion: str = ""
    skipped: tuple[str, ...] = ()
    """Occasions of the same pulse before this one on which nobody was asked."""

    @property
    def settled(self) -> int:
        """Those who have been asked, and those who will not be."""
        return self.asked + self.cancelled + self.failed + sum(self.withheld.values())

    @property
    def meant(self) -> int:
        """All who were to be asked, whatever became of it."""
        return max(self.settled + self.planned, self.meant_later)
