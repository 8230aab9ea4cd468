"""When a pulse asks: each week, each fortnight or each month, at a wall time in a zone. An occurrence is named by its
local date, so that one date can have only one, whatever the clocks do."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.schedules import Occurrence
from bot.domain.survey_plans import Every
from bot.domain.week import NotADay, day_of, instant, time_of

_DAY = timedelta(days=1)
_STEP = {Every.WEEK: 7, Every.FORTNIGHT: 14}
_LAST = 31


@dataclass(frozen=True)
class Pulse:
    """`day` is a day of the week; of a monthly pulse the first such day of the month, or a day of the month from 1 to
    31, the last one where the month is shorter. Nothing comes before `since`; fortnights are counted from it."""

    every: Every
    day: str
    time: time
    zone: ZoneInfo
    since: datetime

    @classmethod
    def parse(cls, *, every: str, day: str, time: str, zone: ZoneInfo, since: datetime) -> "Pulse":
        """From words as a sender chose them; `NotADay`, `NotATime` or `ValueError` say which one is wrong."""
        made = cls(Every(every), day.strip(), time_of(time), zone, since)
        made.check()
        return made

    def check(self) -> None:
        if self.every is Every.MONTH and self.day.isdecimal():
            if not 1 <= int(self.day) <= _LAST:
                raise NotADay(self.day)
        else:
            day_of(self.day)

    def on(self, day: date) -> Occurrence:
        """The occurrence of that name: past a gap by its length, the first of two."""
        return Occurrence(day, instant(datetime.combine(day, self.time), self.zone))

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """Those after `after` and not after `until`, the oldest first."""
        ends = until.astimezone(self.zone).date() + 2 * _DAY  # clocks that go back over midnight show a day twice
        dates = takewhile(lambda day: day <= ends, self._dates(after.astimezone(self.zone).date() - 2 * _DAY))
        found = (self.on(day) for day in dates)
        return [one for one in found if max(after, self.since) < one.at <= until]

    def next(self, at: datetime) -> Occurrence:
        """The first one after `at`."""
        dates = self._dates(at.astimezone(self.zone).date() - 2 * _DAY)
        return next(one for one in map(self.on, dates) if one.at > max(at, self.since))

    def is_worth_asking(self, occurrence: Occurrence, now: datetime) -> bool:
        """Whether an occurrence that comes late still makes sense: half of its period is left."""
        ends = self.next(occurrence.at).at
        return ends - now >= (ends - occurrence.at) / 2

    def _dates(self, near: date) -> Iterator[date]:
        """All dates of the pulse from about `near` on."""
        if self.every is Every.MONTH:
            yield from self._monthly(near)
            return
        begin, step = self._first(), _STEP[self.every]
        at = begin + timedelta(days=max(0, (near - begin).days // step * step))
        while True:
            yield at
            at += timedelta(days=step)

    def _first(self) -> date:
        """The first date whose moment is after `since`."""
        day = self.since.astimezone(self.zone).date()
        day += timedelta(days=(day_of(self.day) - day.weekday()) % 7)
        return day if self.on(day).at > self.since else day + timedelta(days=7)

    def _monthly(self, near: date) -> Iterator[date]:
        month = near.replace(day=1)
        while True:
            yield self._in(month)
            month = (month + timedelta(days=_LAST)).replace(day=1)

    def _in(self, month: date) -> date:
        if self.day.isdecimal():
            return month.replace(day=min(int(self.day), monthrange(month.year, month.month)[1]))
        return month + timedelta(days=(day_of(self.day) - month.weekday()) % 7)
