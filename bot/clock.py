"""Two clocks: business time, which a sandbox or `snag tick` may move, and machine time, which nobody moves."""

import asyncio
from datetime import UTC, datetime, timedelta

NAP = timedelta(milliseconds=50)


class Clock:
    """`now()` decides what is due; `machine()` measures leases, pauses and signatures. Both are aware UTC."""

    def now(self) -> datetime:
        return self.machine()

    def machine(self) -> datetime:
        return datetime.now(UTC)

    async def nap(self, until: datetime) -> None:
        """A little of the way to a machine time: whoever waits for it has to look again on the way."""
        await asyncio.sleep(NAP.total_seconds())


class MovableClock(Clock):
    """A clock for the sandbox and the tests: business time runs with the machine, plus an offset that can only grow."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return self.machine() + self._offset

    def move_by(self, step: timedelta) -> datetime:
        """Go forward by `step` and say the new time. Backwards is refused: what was said cannot be unsaid."""
        if step < timedelta(0):
            raise ValueError("the clock only moves forward")
        self._offset += step
        return self.now()

    def move_to(self, at: datetime) -> datetime:
        """Go forward to `at`; a time already past leaves the clock where it is."""
        return self.move_by(max(at - self.now(), timedelta(0)))


class FixedClock(Clock):
    """Business time stands still at one moment: `snag tick --now`."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at
