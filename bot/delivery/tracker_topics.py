"""Issues in trackers: made, linked, asked about; what became of them in the card's thread; and what is wrong with a
tracker, to whoever can mend it."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.clock import Clock
from bot.delivery.outgoing import Outgoing, Post
from bot.domain.trackers import Issue, Trouble
from bot.errors import NotNow, Unknown
from bot.services.annoyances import Annoyances
from bot.services.trackers import Trackers, Wanted
from bot.services.workspaces import Workspaces
from bot.trackers import Reach
from bot.trackers.base import (
    BadToken,
    NoPermission,
    NotTaken,
    NotThere,
    ProjectGone,
    RateLimited,
    Tracker,
    TrackerDown,
    TrackerError,
)
from bot.views import tracker_forms as views
from storage import posts
from storage.db import Database
from storage.work import Claimed

AGAIN = 60.0
"""Seconds until a tracker that did not answer is tried again, where nothing can have been done yet."""
WHEN_MENDED = 3600.0
"""Seconds until one that does not work is tried again by itself; mended, it is tried at once."""
TROUBLES: dict[type[TrackerError], Trouble] = {
    BadToken: Trouble.BAD_TOKEN, NoPermission: Trouble.NO_PERMISSION, ProjectGone: Trouble.PROJECT_GONE}
GIVEN_UP = "given_up"

Here = Callable[[str, int], Awaitable[posts.Address | None]]
Permalink = Callable[[str, posts.Address], Awaitable[str | None]]


class TrackerTopics:
    """From a claimed row to a call of a tracker, or to what is said of one."""

    def __init__(self, db: Database, trackers: Trackers, annoyances: Annoyances, workspaces: Workspaces, clock: Clock,
                 reach: Reach, here: Here, permalink: Permalink, language_of: Callable[[str, str], Awaitable[str]]
                 ) -> None:
        self._db, self._trackers, self._annoyances, self._clock = db, trackers, annoyances, clock
        self._workspaces, self._reach, self._language_of = workspaces, reach, language_of
        self._here, self._permalink = here, permalink

    async def issue(self, row: Claimed) -> Outgoing | None:
        """Make or link an issue, and keep that; a row that comes again afterwards finds nothing left to do."""
        wanted = await self._db.read(self._trackers.wanted, row.workspace_id, row.payload)
        if wanted is None:
            return None
        try:
            found = await self._found(row, wanted)
        except (NotThere, NotTaken) as error:
            await self._db.run(self._not_made, row, "not_there" if isinstance(error, NotThere) else "not_taken",
                               error.said)
            return None
        except TrackerError as error:
            raise await self._later(row, wanted.tracker_id, error, may_be_done=wanted.reference is None,
                                    issue_id=row.payload["issue"]) from error
        await self._db.run(self._made, row, found)
        return None

    async def _found(self, row: Claimed, wanted: Wanted) -> Issue:
        """Raises `Unknown` while an issue that may have been made cannot be found yet."""
        tracker = self._reach(wanted.to)
        if wanted.reference is not None:
            return await tracker.get(wanted.reference)
        if row.unsure and (known := await self._made_before(row, tracker, wanted)):
            return known
        here = await self._here(row.workspace_id, wanted.number)
        link = await self._permalink(row.workspace_id, here) if here else None
        return await tracker.create(views.linked(wanted.locale, wanted.new, wanted.number, link))

    async def _made_before(self, row: Claimed, tracker: Tracker, wanted: Wanted) -> Issue | None:
        try:
            known = await tracker.find(wanted.new.mark)
        except TrackerDown as error:  # a look changes nothing
            raise TrackerDown(error.said, sent=False) from error
        if known is None and row.failures < tracker.LATE:
            raise Unknown("it may have been made, and is looked for again")
        return known

    async def _later(self, row: Claimed, tracker_id: str, error: TrackerError, *, may_be_done: bool,
                     issue_id: str | None) -> NotNow | Unknown:
        """When to try again, as delivery takes it; of a trouble those hear who can mend it."""
        if isinstance(error, RateLimited):
            return NotNow("ratelimited", error.retry_after)
        if isinstance(error, TrackerDown):
            return Unknown(error.said) if error.sent and may_be_done else NotNow(error.said, AGAIN)
        trouble = TROUBLES.get(type(error))
        if trouble is None:
            return Unknown(f"{type(error).__name__}: {error.said}")
        await self._db.run(self._trackers.troubled, row.workspace_id, tracker_id, trouble, issue_id)
        return NotNow(str(trouble), WHEN_MENDED)

    def _made(self, row: Claimed, found: Issue) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            self._trackers.made(tx.session, row.workspace_id, row.payload["issue"], found)

    def _not_made(self, row: Claimed, why: str, said: str) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            self._trackers.not_made(tx.session, row.workspace_id, row.payload["issue"], why, said)

    async def sweep(self, row: Claimed) -> Outgoing | None:
        """Ask how issues stand. One that fails is not tried again: the next turn of the clock asks anew."""
        tracker_id = row.payload["tracker"]
        asked_at = self._clock.now()
        sweep = await self._db.read(self._trackers.to_sweep, row.workspace_id, tracker_id)
        if sweep is None:
            return None
        try:
            found = await self._reach(sweep.to).states(sweep.ids, sweep.since)
        except TrackerError as error:
            later = await self._later(row, tracker_id, error, may_be_done=False, issue_id=None)
            if isinstance(error, RateLimited):
                raise later from error
            return None
        await self._db.run(self._swept, row.workspace_id, tracker_id, asked_at, found)
        return None

    def _swept(self, workspace_id: str, tracker_id: str, asked_at: Any, found: Any) -> None:
        with self._db.transaction(workspace_id) as tx:
            self._trackers.swept(tx.session, workspace_id, tracker_id, asked_at, found)

    async def state(self, row: Claimed) -> Outgoing | None:
        """A line in the thread: how an issue stands; closed, with the button that resolves, where that is possible."""
        facts = row.payload
        here = await self._here(row.workspace_id, facts["number"])
        about = await self._db.read(self._annoyances.line, row.workspace_id, facts["number"])
        if here is None or about is None:
            return None
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        locales = [str(team.locale) for team in settings.teams.values() if team.channel_id == here.channel_id]
        return Post(here.channel_id, views.state_line(locales[0] if locales else str(settings.locale), about, facts),
                    thread_ts=here.ts, subject=row.dedup_key)

    async def trouble(self, row: Claimed) -> Outgoing | None:
        """To whoever can mend a tracker."""
        facts = row.payload
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        spoken = await self._language_of(row.workspace_id, facts["user"])
        return Post(facts["user"], views.trouble(spoken, facts, settings.team_name(facts["team"]) or ""))
