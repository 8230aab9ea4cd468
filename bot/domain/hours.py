"""Working hours as people write them: open spans for each day of the week, wall times of no zone in particular."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.week import DAYS, NotADay, NotATime, day_of, minutes_of

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SEARCH = 16  # days: a week, and one more for a zone that left out the only open day (Apia, 30 December 2011)


class BadHours(ValueError):
    """Working hours that cannot be read; `part` is what is wrong."""

    def __init__(self, part: str, why: str) -> None:
        self.part = part
        super().__init__(f"'{part}': {why}")


@dataclass(frozen=True, order=True)
class Span:
    """Minutes since midnight, `end` no longer open."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


@dataclass(frozen=True)
class Hours:
    """Open spans for each day of the week, Monday first."""

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7 or not any(self.days):
            raise BadHours("", "no hours; write them like Mon-Fri 09:00-18:00")

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """From 'Mon-Fri 09:00-12:30,13:30-18:00; Sat 10:00-14:00'."""
        days: dict[int, tuple[Span, ...]] = {}
        for part in filter(None, map(str.strip, _plain(text).split(";"))):
            for day, spans in _part(part):
                if day in days:
                    raise BadHours(part, f"{DAYS[day]} has its hours already")
                days[day] = spans
        return cls(tuple(days.get(day, ()) for day in range(7)))

    def __str__(self) -> str:
        return "; ".join(f"{_days_in_words(first, last)} {_in_words(spans)}" for first, last, spans in self._runs())

    def contains(self, at: datetime, zone: ZoneInfo) -> bool:
        local = at.astimezone(zone)
        midnight = datetime.combine(local.date(), time.min)
        since = local.replace(tzinfo=None) - midnight
        return any(_minutes(span.start) <= since < _minutes(span.end) for span in self.days[local.weekday()])

    def next_open(self, at: datetime, zone: ZoneInfo) -> datetime:
        """`at` itself if it is open then, else the first moment after it that is."""
        for start, end in _even_stretches(at.astimezone(UTC), zone):
            offset = _offset(start, zone)
            opens = self._first_open(_naive(start) + offset, _naive(end) + offset)
            if opens is not None:
                return (opens - offset).replace(tzinfo=UTC)
        raise BadHours(str(self), "never open")

    def _first_open(self, start: datetime, end: datetime) -> datetime | None:
        """The first open wall time from `start` until before `end`, on a wall whose clock nobody touches."""
        day = start.date()
        while datetime.combine(day, time.min) < end:
            for opens, closes in self._walls(day):
                if max(opens, start) < min(closes, end):
                    return max(opens, start)
            day += _DAY
        return None

    def _walls(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time.min)
        for span in self.days[day.weekday()]:
            yield midnight + _minutes(span.start), midnight + _minutes(span.end)

    def _runs(self) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
        """Days in a row with the same hours."""
        first = 0
        for day in range(1, 8):
            if day == 7 or self.days[day] != self.days[first]:
                if self.days[first]:
                    yield first, day - 1, self.days[first]
                first = day


def _part(part: str) -> list[tuple[int, tuple[Span, ...]]]:
    words = part.split(maxsplit=1)
    if len(words) < 2:
        raise BadHours(part, "days or hours are missing; write them like Mon-Fri 09:00-18:00")
    try:
        days, spans = _days(words[0]), _spans(words[1])
    except (NotADay, NotATime) as problem:
        raise BadHours(part, str(problem)) from problem
    return [(day, spans) for day in days]


def _days(named: str) -> list[int]:
    days: list[int] = []
    for piece in named.split(","):
        first, _, last = piece.partition("-")
        start = day_of(first)
        days += [(start + step) % 7 for step in range((day_of(last or first) - start) % 7 + 1)]
    return days


def _spans(times: str) -> tuple[Span, ...]:
    """In order, those that touch joined, so that equal hours are equal values."""
    joined: list[Span] = []
    for span in sorted(_span(piece) for piece in times.split(",")):
        if joined and span.start < joined[-1].end:
            raise BadHours(times, f"{joined[-1]} and {span} overlap")
        start = joined.pop().start if joined and span.start == joined[-1].end else span.start
        joined.append(Span(start, span.end))
    return tuple(joined)


def _span(piece: str) -> Span:
    start, dash, end = piece.partition("-")
    if not dash:
        raise BadHours(piece.strip(), "an end is missing; write it like 09:00-18:00")
    span = Span(minutes_of(start), minutes_of(end))
    if span.start >= span.end:
        raise BadHours(piece.strip(), "it ends before it starts; over midnight, write two days")
    return span


def _plain(text: str) -> str:
    """Wide characters, long dashes and the Japanese 'from ~ to' as an English keyboard has them."""
    return re.sub("[~\u2010-\u2015\u301c]", "-", unicodedata.normalize("NFKC", text))


def _even_stretches(at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """From `at` on, stretches of at most a day within which the zone's offset stays the same."""
    start, until = at, at + _SEARCH * _DAY
    while start < until:
        end = _offset_ends(start, zone)
        yield start, end
        start = end


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


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_in_words(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _in_words(spans: tuple[Span, ...]) -> str:
    return ",".join(map(str, spans))
