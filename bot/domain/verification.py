"""The 'How is it now?' question: what can be answered, and what the answers mean for the annoyance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.annoyances import FIXED, State
from bot.domain.sla import Calendar

MOST_AT_ONCE = 5
"""So many annoyances one message asks about at most."""
FEW = 3
"""Up to this many people asked, one answer decides."""
WORKING_DAYS_TO_ANSWER = 5


class Answer(StrEnum):
    STILL = "still"
    GONE = "gone"
    DONT_KNOW = "dont_know"


class Outcome(StrEnum):
    CAME_BACK = "came_back"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Question:
    """'How is it now?' about one annoyance, as one person sees it. `words` are their own, None where they did not
    report it: then they work where it was seen. `is_last`: it has not been resolved anew since."""

    survey_id: str
    number: int
    title: str
    state: State
    what_was_done: str | None = None
    words: str | None = None
    answer: Answer | None = None
    is_last: bool = True

    @property
    def is_open(self) -> bool:
        """Whether an answer can still be given, or changed."""
        return self.is_last and self.state in FIXED


@dataclass(frozen=True, slots=True)
class Rule:
    """A team's rule: after how many days its reporters are asked, and what counts where more than three are asked:
    `still` answers and a share of all of them (in percent) bring it back, `gone` answers verify it."""

    after: int = 7
    still: int = 2
    share: int = 25
    gone: int = 3


USUAL = Rule()
"""Where a team says nothing else."""


def came_back(answers: Sequence[Answer], asked: int, rule: Rule = USUAL) -> bool:
    """Up to three asked: one 'still'. More: as many as the rule says, and at least its share of the answers."""
    still = sum(answer is Answer.STILL for answer in answers)
    if asked <= FEW:
        return still >= 1
    return still >= rule.still and 100 * still >= rule.share * len(answers)


def verified(answers: Sequence[Answer], asked: int, rule: Rule = USUAL) -> bool:
    """No 'still', and one 'gone' (three or fewer asked) or as many as the rule says."""
    gone = sum(answer is Answer.GONE for answer in answers)
    return Answer.STILL not in answers and gone >= (1 if asked <= FEW else rule.gone)


def outcome(answers: Sequence[Answer], asked: int, *, time_is_up: bool, rule: Rule = USUAL) -> Outcome | None:
    """What the answers so far decide; None while it is open. Verified counts as soon as all have answered, or late."""
    if came_back(answers, asked, rule):
        return Outcome.CAME_BACK
    if not time_is_up and len(answers) < asked:
        return None
    return Outcome.VERIFIED if verified(answers, asked, rule) else Outcome.NOT_VERIFIED


def closes_at(asked_at: datetime, calendar: Calendar) -> datetime:
    """When waiting for answers ends: five working days after the last person was asked."""
    return calendar.after_working_days(asked_at, WORKING_DAYS_TO_ANSWER)
