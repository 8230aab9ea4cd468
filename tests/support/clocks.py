"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

from bot.clock import Clock

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
"""A Wednesday: 10:00 in Berlin, 18:00 in Seoul and Tokyo, where people have just gone home."""


class StillClock(Clock):
    """`move` turns business time, as a sandbox or `snag tick` does; `wait` lets both pass."""

    def __init__(self, at: datetime = START) -> None:
        self._now = self._machine = at

    def now(self) -> datetime:
        return self._now

    def machine(self) -> datetime:
        return self._machine

    def move(self, step: timedelta) -> datetime:
        self._now += step
        return self._now

    def move_to(self, at: datetime) -> datetime:
        self._now = at
        return at

    def wait(self, step: timedelta) -> datetime:
        self._machine += step
        return self.move(step)
