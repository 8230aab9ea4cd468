"""Time limits: what must happen by when, and how a clock that runs reads. Pure; whose working time counts is said by a
calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.sla import Calendar, NeverOpen
from bot.domain.week import instant

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FAR = timedelta(days=366)
"""Where a team is not open for a year, no clock of its runs out sooner."""
MOST = 2_000
"""No limit is longer than so many working days, or hours: whoever writes 999999w means that time does not matter."""
_WRITTEN = re.compile("([0-9]+)([mhdw])")


class Kind(StrEnum):
    """What must happen before the time is up."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    OWN = "own"
    """Acknowledged, but nobody works on it: it stalls."""
    ANSWER = "answer"
    """A public post waits for our answer."""
    ITEM = "item"
    HEAR = "hear"
    """Nobody acknowledged it for so long that its reporters hear so; it nudges nobody."""


class Outcome(StrEnum):
    """How a clock ended; the first two count in figures."""

    MET = "met"
    MISSED = "missed"
    MOVED = "moved"
    MERGED = "merged"
    OVERTAKEN = "overtaken"


class Unit(StrEnum):
    """In what the time that is left is counted."""

    DAYS = "days"
    HOURS = "hours"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Left:
    """Working time that is left, as a card says it: whole days, then whole hours, then less than one."""

    unit: Unit
    count: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, as of now. Overdue: nothing is left. Paused: it stands still."""

    kind: Kind
    due_at: datetime
    left: Left | None
    zone: ZoneInfo
    """Whose clock says when it was due, where Slack cannot show a reader's own."""
    is_paused: bool = False
    watches_until: datetime | None = None
    """Until then its team only sees its clocks, and nobody is nudged."""
    item_id: str | None = None
    level: int = 0
    """How far nudging has gone."""

    @property
    def is_overdue(self) -> bool:
        return self.left is None and not self.is_paused


@dataclass(frozen=True, slots=True)
class Limit:
    """How much time something may take: minutes and hours of working time, days and weeks of working days."""

    amount: int
    unit: str

    @classmethod
    def parse(cls, written: str) -> "Limit":
        """From '8h' or '10d', as the settings keep it."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"'{written}' is not a length of time")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def half(self) -> "Limit":
        """Half of it, never less than one of its unit; a single hour becomes minutes, a week days."""
        if self.amount % 2 and self.unit in _SMALLER:
            smaller, many = _SMALLER[self.unit]
            return Limit(self.amount * many, smaller).half
        return Limit((self.amount + 1) // 2, self.unit)

    def end(self, calendar: Calendar, start: datetime) -> datetime:
        """When the time is up that began at `start`."""
        try:
            match self.unit:
                case "m":
                    return calendar.add(start, min(timedelta(minutes=self.amount), MOST * HOUR))
                case "h":
                    return calendar.add(start, min(timedelta(hours=self.amount), MOST * HOUR))
                case "d":
                    return calendar.after_working_days(start, min(self.amount, MOST))
                case _:
                    days = self.amount * sum(map(bool, calendar.hours.days))
                    return calendar.after_working_days(start, min(days, MOST))
        except NeverOpen:
            return start + FAR


_SMALLER = {"h": ("m", 60), "w": ("d", 5)}


@dataclass(frozen=True, slots=True)
class Limits:
    """A team's own; what it does not say is SPEC's: one working day, one working hour, ten working days."""

    acknowledge: Limit = Limit(8, "h")
    urgent: Limit = Limit(1, "h")
    resolve: Limit = Limit(10, "d")

    @classmethod
    def parse(cls, sla: Mapping[str, str]) -> "Limits":
        """From a team's `sla` in the settings."""
        usual = cls()
        return cls(*(Limit.parse(sla[key]) if sla.get(key) else default for key, default in (
            ("acknowledge", usual.acknowledge), ("acknowledge_urgent", usual.urgent), ("resolve", usual.resolve))))

    def instead_of(self, allowed: str, kind: Kind, old: "Limits") -> str:
        """What a clock is allowed from now on that had `allowed` while `old` held. What is left after a sleep stays."""
        if kind is Kind.ACKNOWLEDGE:
            pairs = [(old.acknowledge, self.acknowledge), (old.urgent, self.urgent)]
        elif kind is Kind.RESOLVE:
            pairs = [(old.resolve, self.resolve), (old.resolve.half, self.resolve.half)]
        else:
            pairs = []
        return next((str(new) for was, new in pairs if str(was) == allowed), allowed)


STALLED, SILENT, ANSWERED = Limit(2, "d"), Limit(10, "d"), Limit(1, "h")
"""After so long what nobody owns stalls, reporters hear that nobody has taken it, and a public post is unanswered."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """What of a report decides how quickly somebody must see it."""

    safety: bool = False
    public_post: bool = False
    matters_on: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.safety or self.public_post


def due(calendar: Calendar, kind: Kind, limit: Limit, start: datetime, *, before_on: date | None = None,
        urgent: Limit | None = None, floor: datetime | None = None) -> datetime:
    """When the time is up. Before a date that matters it is the end of the last working day, yet never sooner than one
    `urgent` limit from `floor`, when that date became known."""
    end = limit.end(calendar, start)
    if kind is not Kind.RESOLVE or before_on is None:
        return end
    try:
        before = calendar.last_close_before(before_on)
    except NeverOpen:
        return end
    soonest = (urgent or Limits().urgent).end(calendar, floor or start)
    return min(end, max(before, soonest))


def item_due(calendar: Calendar, due_on: date) -> datetime:
    """An action item's time is up when its due date's working day ends, or the last one before it."""
    try:
        return calendar.last_close_before(due_on + timedelta(days=1))
    except (NeverOpen, OverflowError):
        return instant(datetime.combine(due_on, datetime.max.time()), calendar.zone)


def opening(calendar: Calendar, at: datetime) -> datetime:
    """When they work, `at` that moment or after it; the moment itself where they never do."""
    try:
        return calendar.next_open(at)
    except NeverOpen:
        return at


def left(calendar: Calendar, now: datetime, due_at: datetime) -> Left | None:
    """What a card says is left; None once the time is up. Working days while there is more than one to come, then the
    nearest hour: a card that stands for a minute has lost neither."""
    if now >= due_at:
        return None
    try:
        calendar.next_open(now)
    except NeverOpen:
        return Left(Unit.DAYS, (due_at - now).days)
    if (days := calendar.working_dates(now, due_at)) > 1:
        return Left(Unit.DAYS, days)
    minutes = calendar.between(now, due_at) // MINUTE
    return Left(Unit.HOURS, (minutes + 30) // 60) if minutes >= 60 else Left(Unit.SOON)


def redraw_at(calendar: Calendar, now: datetime, due_at: datetime) -> datetime | None:
    """When those words change next: with the next working day, an hour less, or the time is up. Never while nobody
    works, for then nothing changes."""
    what = left(calendar, now, due_at)
    if what is None:
        return None
    try:
        match what.unit:
            case Unit.DAYS:
                return max(_next_day(calendar, now), now + MINUTE)
            case Unit.HOURS:
                return calendar.subtract(due_at, max(what.count * HOUR - 31 * MINUTE, 59 * MINUTE))
            case _:
                return due_at
    except NeverOpen:
        return due_at


def _next_day(calendar: Calendar, now: datetime) -> datetime:
    """The first working moment of a later date."""
    tomorrow = calendar.wall(now).date() + timedelta(days=1)
    return calendar.next_open(instant(datetime.combine(tomorrow, time.min), calendar.zone))
