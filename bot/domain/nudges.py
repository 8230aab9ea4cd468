"""Whom a clock that runs out reminds, and when: the thread, whoever has it, the lead, the manager, then nobody.

Pure; the team's calendar says when a step falls due, and whoever is written to has hours of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from bot.domain.clocks import Kind
from bot.domain.sla import Calendar, NeverOpen
from bot.domain.week import instant

SOON = 4
"""A reminder comes when one part in so many of the working time is left."""
SHORT = timedelta(hours=2)
"""What has at most this much working time is urgent: no reminder before, and its steps are an hour apart."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Level(IntEnum):
    """How far nudging has gone in a turn; 0 in a row: nowhere yet."""

    REMIND = 1
    """A line in the thread before the time is up."""
    DUE = 2
    """The time is up: whoever has it."""
    AGAIN = 3
    """The same person once more."""
    LEAD = 4
    MANAGER = 5


_USUAL = (Level.REMIND, Level.DUE, Level.LEAD, Level.MANAGER)
_AT_ONCE = (Level.DUE, Level.LEAD, Level.MANAGER)
LADDER: Mapping[Kind, tuple[Level, ...]] = {
    Kind.ACKNOWLEDGE: _USUAL,
    Kind.RESOLVE: _USUAL,
    Kind.OWN: _AT_ONCE,
    Kind.ANSWER: _AT_ONCE,
    Kind.ITEM: (Level.DUE, Level.AGAIN, Level.LEAD, Level.MANAGER),
    Kind.HEAR: (),
}
"""The steps of each kind of clock, in their order."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock, as far as its nudges depend on it. `promised`: the day of the next step that somebody has named; until
    it is over nobody is asked for one. `due_on`: an action item's day."""

    kind: Kind
    started_at: datetime
    due_at: datetime
    promised: date | None = None
    due_on: date | None = None


def first_at(calendar: Calendar, timing: Timing, now: datetime) -> datetime | None:
    """When a turn's first step falls due, seen from `now`; None where nobody is nudged. What was due before somebody
    acted comes a step later, so that a turn never begins with a nudge in the same hour."""
    try:
        return _first(calendar, timing, now)
    except NeverOpen:  # days off leave nothing of the hours: whoever never works is never nudged
        return None


def next_after(calendar: Calendar, timing: Timing, level: int, now: datetime) -> datetime | None:
    """When the step after `level`, which is taken `now`, falls due; None where it was the last one."""
    try:
        return _after(calendar, timing, level, now)
    except NeverOpen:
        return None


def step(calendar: Calendar, timing: Timing, level: int, at: datetime) -> Level | None:
    """Which step a clock takes `at` that moment and stands at `level`; None where it was the last. A reminder whose
    clock has run out meanwhile is none any more."""
    late = Level.REMIND if at >= timing.due_at or is_urgent(calendar, timing) else 0
    return next((one for one in LADDER[timing.kind] if one > max(level, late)), None)


def opening(calendar: Calendar, at: datetime) -> datetime | None:
    """When work begins, `at` that moment or after it; None where it never does."""
    try:
        return calendar.next_open(at)
    except NeverOpen:
        return None


def _first(calendar: Calendar, timing: Timing, now: datetime) -> datetime | None:
    if not LADDER[timing.kind]:
        return None
    own = [_moment(calendar, timing, level) for level in LADDER[timing.kind]]
    at = next((moment for moment in own if moment is not None and moment > now), None)
    return _not_before_promise(calendar, timing, at or _later(calendar, timing, now))


def _moment(calendar: Calendar, timing: Timing, level: Level) -> datetime | None:
    """The moment of its own that a step has; None: it follows the one before."""
    if level is Level.REMIND:
        return None if is_urgent(calendar, timing) else calendar.next_open(_reminder(calendar, timing))
    if level is Level.DUE and timing.kind is Kind.ITEM and timing.due_on is not None:
        return _morning(calendar, timing.due_on)
    return calendar.next_open(timing.due_at) if level is Level.DUE else None


def _after(calendar: Calendar, timing: Timing, level: int, now: datetime) -> datetime | None:
    following = next((one for one in LADDER[timing.kind] if one > level), None)
    if following is None:
        return None
    at = _moment(calendar, timing, following)
    return at if at is not None and at > now else _later(calendar, timing, now)


def _later(calendar: Calendar, timing: Timing, at: datetime) -> datetime:
    """One step on: a working hour for what is urgent, the morning of the next working day for an action item, else a
    working day."""
    if timing.kind is Kind.ITEM:
        return _morning(calendar, at.astimezone(calendar.zone).date() + DAY)
    if is_urgent(calendar, timing):
        return calendar.next_open(calendar.add(at, HOUR))
    return calendar.after_working_days(at, 1)


def _reminder(calendar: Calendar, timing: Timing) -> datetime:
    allowed = calendar.between(timing.started_at, timing.due_at)
    return calendar.add(timing.started_at, allowed - allowed / SOON)


def is_urgent(calendar: Calendar, timing: Timing) -> bool:
    """Whether there never was time for a reminder."""
    return timing.kind is not Kind.ITEM and calendar.between(timing.started_at, timing.due_at) <= SHORT


def _not_before_promise(calendar: Calendar, timing: Timing, at: datetime) -> datetime:
    if timing.promised is None or timing.kind is Kind.ITEM:
        return at
    return max(at, _morning(calendar, timing.promised + DAY))


def _morning(calendar: Calendar, day: date) -> datetime:
    """When they begin to work on that day, or as soon as they work after it."""
    return calendar.next_open(instant(datetime.combine(day, time.min), calendar.zone))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One clock, as a person is reminded of it: what waits, since or until when, and why it is they who are asked."""

    number: int
    title: str
    kind: Kind
    level: Level
    due_at: datetime
    due_on: date | None = None
    item: str | None = None
    team: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be sent if nobody acts. No `user_id`: a line in the card's thread. `watching`: it is not sent, for the
    team only sees its clocks yet."""

    at: datetime
    user_id: str | None
    about: Reminder
    watching: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next days would bring, in the order of time, `names` of people by id."""

    zone: str
    days: int
    planned: tuple[Planned, ...]
    names: Mapping[str, str]
