"""The 'How is it now?' question: what can be answered, and what the answers mean for the annoyance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.sla import Hours, ask_at

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


def came_back(answers: Sequence[Answer], asked: int) -> bool:
    """Up to three asked: one 'still'. More: two, and at least 25 % of the answers."""
    still = sum(answer is Answer.STILL for answer in answers)
    if asked <= FEW:
        return still >= 1
    return still >= 2 and 4 * still >= len(answers)


def verified(answers: Sequence[Answer], asked: int) -> bool:
    """No 'still', and one 'gone' (three or fewer asked) or three."""
    gone = sum(answer is Answer.GONE for answer in answers)
    return Answer.STILL not in answers and gone >= (1 if asked <= FEW else FEW)


def outcome(answers: Sequence[Answer], asked: int, *, time_is_up: bool) -> Outcome | None:
    """What the answers so far decide; None while it is open. Verified counts as soon as all have answered, or late."""
    if came_back(answers, asked):
        return Outcome.CAME_BACK
    if not time_is_up and len(answers) < asked:
        return None
    return Outcome.VERIFIED if verified(answers, asked) else Outcome.NOT_VERIFIED


def closes_at(asked_at: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """When waiting for answers ends: five working days after the last person was asked."""
    at = asked_at
    for _ in range(WORKING_DAYS_TO_ANSWER):
        at = ask_at(at, timedelta(days=1), hours, zone)
    return at


def asks_at(resolved_at: datetime, days: int, hours: Hours, zone: ZoneInfo) -> datetime:
    """When somebody is asked: `days` after resolving, within working hours of their own zone."""
    return ask_at(resolved_at, timedelta(days=days), hours, zone)
