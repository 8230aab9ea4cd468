"""When something weekly is due: wall time in a zone. An occurrence is named by its local date, so that one week
can have only one, whatever the clocks do."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.week import DAYS, day_of, instant, time_of, zone_of

_WEEK = timedelta(days=7)


class NotItsDay(ValueError):
    def __init__(self, asked: date, day: int) -> None:
        super().__init__(f"{asked:%Y-%m-%d} is a {DAYS[asked.weekday()]}, and this falls on {DAYS[day]}")


@dataclass(frozen=True)
class Occurrence:
    date: date
    at: datetime


@dataclass(frozen=True)
class Weekly:
    day: int
    time: time
    zone: ZoneInfo

    @classmethod
    def parse(cls, *, day: str, time: str, zone: str) -> "Weekly":
        """From words as an admin writes them; the error says which one is wrong."""
        return cls(day_of(day), time_of(time), zone_of(zone))

    def on(self, date: date) -> datetime:
        """The moment of the occurrence named `date`; past a gap by its length, the first of two."""
        if date.weekday() != self.day:
            raise NotItsDay(date, self.day)
        return instant(datetime.combine(date, self.time), self.zone)

    def last(self, at: datetime) -> Occurrence:
        """The latest one that is not after `at`."""
        # Two days ahead: where clocks go back over midnight, tomorrow's occurrence can already have been.
        ahead = at.astimezone(self.zone).date() + timedelta(days=2)
        found = self._named(ahead - timedelta(days=(ahead.weekday() - self.day) % 7))
        while found.at > at:
            found = self.previous(found)
        return found

    def next(self, at: datetime) -> Occurrence:
        """The first one after `at`."""
        return self._named(self.last(at).date + _WEEK)

    def previous(self, occurrence: Occurrence) -> Occurrence:
        return self._named(occurrence.date - _WEEK)

    def _named(self, day: date) -> Occurrence:
        return Occurrence(day, self.on(day))
