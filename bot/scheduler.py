"""What happens when: the clock's interval jobs. They run in every worker; the database refuses doubles."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.engine import Engine
from bot.errors import StorageUnavailable
from bot.faults import FaultPoint, reached
from bot.services.digests import Digests
from bot.services.health import Health
from bot.services.invitations import Invitations
from bot.services.learning import Learning
from bot.services.nudges import Nudges
from bot.services.snoozing import Snoozing
from bot.services.surveys import Surveys
from bot.services.ticking import Clocks
from bot.services.trackers import Trackers
from storage import inbox, manners, webhooks, work
from storage.db import Database

log = structlog.get_logger()

EXPAND_EVERY = 20
SWEEP_EVERY = 10
LEARN_EVERY = 20
KEEP_DONE = timedelta(days=14)
KEEP_INBOX = timedelta(days=7)
KEEP_LANES = timedelta(days=1)
KEEP_UNASKED = timedelta(days=90)
KEEP_EVENTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Expanding:
    """Those whose schedules come due. Each has `expand(workspace_id, now)`, which returns how much was new; that of
    invitations is called until nothing is."""

    digests: Digests
    surveys: Surveys
    invitations: Invitations
    snoozes: Snoozing
    clocks: Clocks
    nudges: Nudges
    trackers: Trackers


class Scheduler:
    """Turns schedules into due work, learns what people said of routings, and tidies up behind crashes."""

    def __init__(self, db: Database, services: Expanding, learning: Learning, health: Health, clock: Clock) -> None:
        self._db, self._services, self._learning, self._health, self._clock = db, services, learning, health, clock
        self._jobs = AsyncIOScheduler(timezone="UTC", job_defaults={
            "coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    def start(self) -> None:
        self._jobs.add_job(self._safely(self.expand), "interval", seconds=EXPAND_EVERY, id="expand")
        self._jobs.add_job(self._safely(self.sweep), "interval", seconds=SWEEP_EVERY, id="sweep")
        self._jobs.add_job(self._safely(self.learn), "interval", seconds=LEARN_EVERY, id="learn")
        self._jobs.start()

    def stop(self) -> None:
        if self._jobs.running:
            self._jobs.shutdown(wait=False)

    async def expand(self, *, words: bool = True) -> int:
        """Schedules that have come due become work; how many were new. `words`: cards say anew how much time is left,
        for which there is no need where nobody reads them."""
        now, added, services = self._clock.now(), 0, self._services
        for workspace in await self._db.read(services.digests.workspaces):
            added += await self._db.run(services.snoozes.expand, workspace, now)
            added += await self._db.run(services.clocks.expand, workspace, now, words=words)
            for each in (services.nudges, services.trackers, services.digests, services.surveys):
                added += await self._db.run(each.expand, workspace, now)
            while seen_to := await self._db.run(services.invitations.expand, workspace, now):
                added += seen_to
            await self._db.run(self._health.beat, workspace, self._clock.machine())
        reached(FaultPoint.EXPANDED)
        return added

    async def learn(self) -> None:
        """Routing learns what was said since, beside the reports; a job of its own, as it may take seconds."""
        for workspace in await self._db.read(self._services.digests.workspaces):
            snapshot = await self._db.read(self._learning.catch_up, workspace)
            if snapshot is not None:
                await self._db.run(self._learning.keep, workspace, snapshot)

    async def sweep(self) -> None:
        """Rows of dead senders become claimable again; what is old goes."""
        await self._db.run(self._sweep)
        reached(FaultPoint.SWEPT)

    async def catch_up(self, engine: Engine) -> int:
        """All that is due as of now, until nothing is: `snag tick`. Returns what still waits."""
        while True:
            await self.sweep()
            added = await self.expand()
            left = await engine.drain()
            if not added:
                return left

    def _sweep(self) -> None:
        machine = self._clock.machine()
        with self._db.transaction("") as tx:
            work.expire_leases(tx.session, machine=machine)
            work.forget_addresses(tx.session, before=machine - timedelta(minutes=30))
            work.prune(tx.session, before=machine - KEEP_DONE)
            work.prune_lanes(tx.session, before=machine - KEEP_LANES)
            manners.prune(tx.session, before=(self._clock.now() - KEEP_UNASKED).date())
            inbox.prune(tx.session, before=self._clock.now() - KEEP_INBOX)
            webhooks.prune(tx.session, before=self._clock.now() - KEEP_EVENTS)

    def _safely(self, job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            try:
                await job()
            except StorageUnavailable as error:
                log.warning("the clock could not reach the database; next time", error=str(error))
        return run
