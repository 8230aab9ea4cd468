"""Whose working time it is, and what may fall due only within it. Hours are wall times: where clocks change,
what the wall shows counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain import public_holidays
from bot.domain.hours import Hours, Quiet, Span
from bot.domain.week import instant

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SEARCH = timedelta(days=366)  # no holidays are longer, and whoever closes for a year is not coming back to be asked


class NeverOpen(ValueError):
    """A calendar on which nothing is open for a whole year: quiet hours or days off leave nothing of the hours."""

    def __init__(self, calendar: "Calendar") -> None:
        quiet = f", quiet {calendar.quiet}" if calendar.quiet else ""
        super().__init__(f"'{calendar.hours}'{quiet}: not open once in a year")


@dataclass(frozen=True)
class Calendar:
    """Somebody's working time. `holidays` is a country or a region of one (DE, DE-BY); equal calendars are equal
    values, so what was worked out for one holds for all who share it."""

    hours: Hours
    zone: ZoneInfo
    holidays: str | None = None
    days_off: frozenset[date] = frozenset()
    quiet: Quiet | None = None

    def is_open(self, at: datetime) -> bool:
        wall = self.wall(at)
        since = wall - datetime.combine(wall.date(), time.min)
        return any(_minutes(span.start) <= since < _minutes(span.end) for span in self._spans(wall.date()))

    @property
    def is_ever_open(self) -> bool:
        """Whether quiet hours leave anything of the working hours."""
        return any(self._week)

    def next_open(self, at: datetime) -> datetime:
        """`at` itself if it is open then, else the first moment after it that is. Raises `NeverOpen`."""
        return next(self._spells(at))[0]

    def ask_at(self, base: datetime, days: int) -> datetime:
        """When to ask: `days` after `base` on their own calendar and at the same time of day, then as soon as open."""
        # In a repeated hour the calendar may point back.
        return self.next_open(max(instant(self.wall(base) + timedelta(days=days), self.zone), base))

    def after_working_days(self, at: datetime, days: int) -> datetime:
        """The same time of day `days` working days later, or as soon as open then; what begins outside working time
        counts from when they work."""
        start = self.next_open(at)
        wall, left = self.wall(start), days
        day, looking = wall.date(), self._dates(start)
        while left > 0:
            if (opens := next(looking)) > day:
                day, left = opens, left - 1
        return self.next_open(instant(datetime.combine(day, wall.time()), self.zone)) if days > 0 else start

    def add(self, at: datetime, working: timedelta) -> datetime:
        """The first moment at which `working` of open time has passed since `at`."""
        if working <= timedelta(0):
            return at.astimezone(UTC)
        spells = self._spells(at)
        while True:
            opens, closes = next(spells)
            if working <= closes - opens:
                return opens + working
            working -= closes - opens

    def subtract(self, at: datetime, working: timedelta) -> datetime:
        """The last moment from which `working` of open time passes until `at`: `add` leads from there to `at`, or to
        the end of the open time before it. Raises `NeverOpen`."""
        if working <= timedelta(0):
            return at.astimezone(UTC)
        spells = self._spells_back(at)
        while True:
            opens, closes = next(spells)
            if working <= closes - opens:
                return closes - working
            working -= closes - opens

    def last_close_before(self, day: date) -> datetime:
        """The end of the last working day before a date. Raises `NeverOpen`."""
        return next(self._spells_back(instant(datetime.combine(day, time.min), self.zone)))[1]

    def working_dates(self, start: datetime, end: datetime) -> int:
        """How many more dates of their wall have open time before `end`, that of `start` left out."""
        today, last = self.wall(start).date(), self.wall(end).date()
        if last <= today:
            return 0
        return len({self.wall(opens).date() for opens, _ in self._spells(start, end) if opens < end} - {today})

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much open time lies between two moments; none where `end` comes first."""
        spells = self._spells(start, end)
        return sum((min(closes, end) - opens for opens, closes in spells if opens < end), timedelta(0))

    def _spells(self, at: datetime, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Open time from `at` on, piece by piece; without `until` it ends only in `NeverOpen`."""
        start = midnight = at.astimezone(UTC)
        give_up = start + _SEARCH
        while until is None or midnight < until:
            if until is None and midnight >= give_up:
                raise NeverOpen(self)
            for opens, closes in self._pieces(midnight.date()):
                if closes > start:
                    yield max(opens, start), closes
                    give_up = closes + _SEARCH
            midnight = datetime.combine(midnight.date() + _DAY, time.min, UTC)

    def _spells_back(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open time before `at`, the latest piece first; it ends in `NeverOpen`."""
        end = at.astimezone(UTC)
        day, give_up = end.date(), end - _SEARCH
        while datetime.combine(day, time.max, UTC) > give_up:
            for opens, closes in reversed(self._pieces(day)):
                if opens < end:
                    yield opens, min(closes, end)
                    give_up = opens - _SEARCH
            day -= _DAY
        raise NeverOpen(self)

    def _dates(self, at: datetime) -> Iterator[date]:
        """Dates on their wall on which something is open, from that of `at` on, perhaps more than once. It ends only in
        `NeverOpen`."""
        day, empty = at.date(), 0
        while empty < _SEARCH.days:
            if day not in self._dated:
                self._dated[day] = tuple(self.wall(opens).date() for opens, _ in self._pieces(day))
            yield from self._dated[day]
            empty = 0 if self._dated[day] else empty + 1
            day += _DAY
        raise NeverOpen(self)

    def _pieces(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """What is open between two midnights of UTC; each day is worked out once."""
        if day not in self._known:
            start = datetime.combine(day, time.min, UTC)
            self._known[day] = tuple(self._worked_out(start, start + _DAY))
        return self._known[day]

    def _worked_out(self, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        while start < until:
            end = min(_offset_ends(start, self.zone), until)
            offset = _offset(start, self.zone)
            for opens, closes in self._walls(_naive(start) + offset, _naive(end) + offset):
                yield (opens - offset).replace(tzinfo=UTC), (closes - offset).replace(tzinfo=UTC)
            start = end

    def _walls(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open wall times from `start` until `end`, on a wall whose clock nobody touches."""
        day = start.date()
        while (midnight := datetime.combine(day, time.min)) < end:
            for span in self._spans(day):
                opens, closes = max(midnight + _minutes(span.start), start), min(midnight + _minutes(span.end), end)
                if opens < closes:
                    yield opens, closes
            day += _DAY

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.days_off or (self.holidays and day in public_holidays.on(self.holidays, day.year)):
            return ()
        return self._week[day.weekday()]

    @cached_property
    def _known(self) -> dict[date, tuple[tuple[datetime, datetime], ...]]:
        return {}

    @cached_property
    def _dated(self) -> dict[date, tuple[date, ...]]:
        return {}

    @cached_property
    def _week(self) -> tuple[tuple[Span, ...], ...]:
        return tuple(self.quiet.cut(spans) for spans in self.hours.days) if self.quiet else self.hours.days

    def wall(self, at: datetime) -> datetime:
        """What a clock on their wall shows."""
        return at.astimezone(self.zone).replace(tzinfo=None)


def _offset_ends(start: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which clocks change, or a day later if they do not. No zone changes twice in a day."""
    offset, low, high = _offset(start, zone), start, start + _DAY
    if _offset(high, zone) == offset:
        return high
    while high - low > _SECOND:
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high.replace(microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
