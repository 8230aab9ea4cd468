"""Which work is due: claim it, carry it out, be woken when there is more. Any number of engines may run at once."""

import asyncio
import contextlib
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery import BACKOFF, Delivery
from bot.delivery.topics import Topics
from bot.errors import StorageUnavailable
from bot.faults import FaultPoint, reached
from storage import work
from storage.db import Database

log = structlog.get_logger()

AT_ONCE = 16
POLL = 1.0
PATIENCE = timedelta(seconds=5)
"""How long `drain` waits for a row that asked for a pause."""


class Engine:
    """Claims due rows and hands each to delivery; steps are carried out in the claim's own transaction."""

    def __init__(self, db: Database, delivery: Delivery, topics: Topics, clock: Clock, *,
                 pace: timedelta = work.PACE) -> None:
        self._db, self._delivery, self._topics, self._clock, self._pace = db, delivery, topics, clock, pace
        self._sending: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop`. Woken by commits in this process and, on PostgreSQL, in others; else it polls."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._woken.set)

        with self._db.on_work(wake):
            while not self._stopping:
                self._woken.clear()
                busy = await self._safe_pass()
                if not busy:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), POLL)

    async def stop(self) -> None:
        """Claim nothing more, and let what is being sent be recorded."""
        self._stopping = True
        self._woken.set()
        await self.idle()

    async def idle(self) -> None:
        """Until nothing is being sent."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def drain(self) -> int:
        """Carry out all that is due by business time; returns how many rows still wait for a pause or another try."""
        last_busy = self._clock.machine()
        while True:
            busy = await self.one_pass()
            await self.idle()
            if busy:
                last_busy = self._clock.machine()
                continue
            left, soonest = await self._db.read(self._left)
            machine = self._clock.machine()
            if not left or (soonest and soonest > machine + PATIENCE) or machine > last_busy + PATIENCE:
                return left
            await self._clock.nap(soonest or machine)

    async def one_pass(self) -> bool:
        """One claim of steps and one of messages; whether there was anything."""
        stepped = await self._step()
        free = AT_ONCE - len(self._sending)
        rows = await self._db.run(self._claim, free) if free > 0 else []
        for row in rows:
            task = asyncio.create_task(self._delivery.carry_out(row))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        return stepped or bool(rows)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._woken.set()

    async def _safe_pass(self) -> bool:
        try:
            return await self.one_pass()
        except StorageUnavailable as error:
            log.warning("the database does not answer; trying again", error=str(error))
        except Exception:  # a mistake of ours in one pass must not end all delivery
            log.exception("a pass failed; trying again")
        return False

    def _claim(self, limit: int) -> list[work.Claimed]:
        with self._db.transaction("") as tx:
            return work.claim(tx.session, now=self._clock.now(), machine=self._clock.machine(), limit=limit,
                              pace=self._pace)

    async def _step(self) -> bool:
        done = await self._db.run(self._one_step)
        if done:
            reached(FaultPoint.STEP_COMMITTED)
        return done

    def _one_step(self) -> bool:
        """Claim, effect and done in one transaction: a crash leaves either all of it or nothing."""
        claimed: list[work.Claimed] = []
        machine = self._clock.machine()
        try:
            with self._db.transaction("") as tx:
                claimed = work.claim(tx.session, now=self._clock.now(), machine=machine, limit=1, steps=True,
                                     pace=timedelta(0))
                for row in claimed:
                    self._topics.step(tx.session, row)
                    work.finish(tx.session, row, machine)
                    reached(FaultPoint.STEP_BEFORE_COMMIT)
        except Exception as error:  # whatever a step does wrong, the others must go on
            log.exception("step failed", topic=[row.topic for row in claimed])
            with self._db.transaction("") as tx:
                for row in claimed:
                    wait = BACKOFF[min(row.failures, len(BACKOFF) - 1)]
                    work.delay(tx.session, row, until=machine + timedelta(seconds=wait), error=repr(error))
        return bool(claimed)

    def _left(self) -> tuple[int, datetime | None]:
        with self._db.reading() as session:
            now = self._clock.now()
            return work.waiting(session, now=now), work.next_visible(session, now=now)
