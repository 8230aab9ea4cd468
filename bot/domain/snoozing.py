"""Laying an annoyance to sleep: until when, how often, and what wakes it."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.annoyances import STAYING, Move
from bot.domain.sla import Calendar, NeverOpen
from bot.domain.week import instant

AT_MOST = 2
WITHIN = timedelta(days=30)
"""So often, in so many days, one annoyance is laid to sleep."""
MOST_DAYS = 90
WAKING = frozenset(Move) - STAYING - {Move.UNASSIGN, Move.REPORT, Move.ME_TOO, Move.VERIFY}
"""Moves after which nothing sleeps: somebody has done something about it."""


class WokenBy(StrEnum):
    """What ended a sleep."""

    TIME = "time"
    REPORT = "report"
    MOVE = "move"
    HAND = "hand"


class Preset(StrEnum):
    """Until when people usually mean."""

    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


def day_of(preset: Preset, today: date) -> date:
    """The day that a choice means: next week is its Monday, a month later the same day or the month's last."""
    match preset:
        case Preset.TOMORROW:
            return today + timedelta(days=1)
        case Preset.NEXT_WEEK:
            return today + timedelta(days=7 - today.weekday())
        case Preset.TWO_WEEKS:
            return today + timedelta(days=14)
        case Preset.MONTH:
            year, month = today.year + today.month // 12, today.month % 12 + 1
            return date(year, month, min(today.day, monthrange(year, month)[1]))


def is_too_soon(day: date, today: date) -> bool:
    return day <= today


def is_too_far(day: date, today: date) -> bool:
    return day > today + timedelta(days=MOST_DAYS)


def wakes_at(day: date, calendar: Calendar) -> datetime:
    """When it wakes: as soon as its team opens on that day or after it. A team that never opens: as the day begins."""
    begins = instant(datetime.combine(day, time.min), calendar.zone)
    try:
        return calendar.next_open(begins)
    except NeverOpen:
        return begins


def again_at(slept: Sequence[datetime], now: datetime) -> datetime | None:
    """From when on it may be laid to sleep once more, where it has been too often of late; None: now."""
    lately = sorted(at for at in slept if at > now - WITHIN)
    return lately[-AT_MOST] + WITHIN if len(lately) >= AT_MOST else None
