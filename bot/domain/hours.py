"""Working and quiet hours as people write them: wall times of no zone in particular."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.week import DAYS, NotADay, NotATime, day_of, minutes_of

_MIDNIGHT = 24 * 60


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

    def _runs(self) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
        """Days in a row with the same hours."""
        first = 0
        for day in range(1, 8):
            if day == 7 or self.days[day] != self.days[first]:
                if self.days[first]:
                    yield first, day - 1, self.days[first]
                first = day


@dataclass(frozen=True)
class Quiet:
    """Wall times of every day at which nobody is asked, though they work: in order, none touching another."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.spans or self.spans == (Span(0, _MIDNIGHT),):
            raise BadHours(",".join(map(str, self.spans)),
                           "it must leave some of the day and keep some of it; write it like 12:00-13:00,20:00-08:00")

    @classmethod
    def parse(cls, text: str) -> "Quiet":
        """From '12:00-13:00,20:00-08:00'; a span may pass midnight, and overlapping ones are one."""
        pieces = list(filter(None, map(str.strip, _plain(text).split(","))))
        try:
            return cls(_merged(span for piece in pieces for span in _over_midnight(piece)))
        except NotATime as problem:
            raise BadHours(text, str(problem)) from problem

    def __str__(self) -> str:
        first, last = self.spans[0], self.spans[-1]
        if first.start == 0 and last.end == _MIDNIGHT:
            return ",".join([*map(str, self.spans[1:-1]), f"{_clock(last.start)}-{_clock(first.end)}"])
        return ",".join(map(str, self.spans))

    def cut(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """What is left of a day's open spans."""
        left = list(spans)
        for quiet in self.spans:
            left = [Span(start, end) for span in left
                    for start, end in ((span.start, min(span.end, quiet.start)), (max(span.start, quiet.end), span.end))
                    if start < end]
        return tuple(left)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged.pop() if merged and span.start <= merged[-1].end else span
        merged.append(Span(last.start, max(last.end, span.end)))
    return tuple(merged)


def _over_midnight(piece: str) -> Iterator[Span]:
    start, end = _ends(piece)
    if start == end:
        raise BadHours(piece, "it ends when it starts")
    if start < end:
        yield Span(start, end)
        return
    yield Span(start, _MIDNIGHT)
    if end:
        yield Span(0, end)


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
    span = Span(*_ends(piece))
    if span.start >= span.end:
        raise BadHours(piece.strip(), "it ends before it starts; over midnight, write two days")
    return span


def _ends(piece: str) -> tuple[int, int]:
    start, dash, end = piece.partition("-")
    if not dash:
        raise BadHours(piece.strip(), "an end is missing; write it like 09:00-18:00")
    return minutes_of(start), minutes_of(end)


def _plain(text: str) -> str:
    """Wide characters, long dashes and the Japanese 'from ~ to' as an English keyboard has them."""
    return re.sub("[~\u2010-\u2015\u301c]", "-", unicodedata.normalize("NFKC", text))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_in_words(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _in_words(spans: tuple[Span, ...]) -> str:
    return ",".join(map(str, spans))
