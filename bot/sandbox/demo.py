"""The sandbox: a local Slack with the invented company in it, and Snag on it, in one process and for a while only."""

import contextlib
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import event

from bot.app import Core, Snag, build_core, running
from bot.clock import MovableClock
from bot.config import Settings
from bot.errors import ConfigError
from bot.sandbox.ahead import occasions_ahead, what_comes
from bot.sandbox.company import Company, load
from bot.sandbox.doorway import Doorway
from bot.sandbox.slack import LocalSlack
from handlers.manifest import Door, manifest
from storage import invitations, migrate, work
from storage.db import Database

PAGE = Path(__file__).with_name("page")
HOST = "127.0.0.1"
NO_PACE = work.PACE * 0
"""The local Slack asks for no pause between messages."""


@dataclass(frozen=True)
class Sandbox:
    """Everything that runs, and the one clock it runs by."""

    company: Company
    clock: MovableClock
    slack: LocalSlack
    core: Core
    snag: Snag

    @property
    def workspace_id(self) -> str:
        return self.snag.workspace_id

    async def start_working(self) -> None:
        """From now on the clock and the engine run; when somebody moves the clock, what falls due on the way happens
        in its time before they hear back."""
        async def moved(_now: datetime | None = None) -> None:
            await self.snag.scheduler.catch_up(self.snag.engine)

        async def walk(at: datetime) -> None:
            await self._walk(at, moved)

        await self.snag.start_worker()
        self.slack.before_clock(walk)
        self.slack.on_clock(moved)
        self.slack.what_comes(self.coming)

    async def settle(self) -> None:
        """What is due has been said, and every form has opened."""
        await self.slack.quiet()
        await self.snag.edge.stop()
        while await self.snag.engine.one_pass():
            await self.snag.engine.idle()

    async def catch_up(self) -> None:
        """The same after the clock was moved: what is scheduled falls due first, until nothing is."""
        while await self.snag.scheduler.expand():
            await self.settle()
        await self.settle()

    async def walk_to(self, at: datetime) -> None:
        """Move the clock on to `at`, stopping wherever something falls due, so that it happens in its time."""
        await self._walk(at, self.catch_up)
        self.clock.move_to(at)

    async def pass_to(self, at: datetime) -> None:
        """The same while nobody reads: no card is drawn anew only because less time is left. `catch_up` does it."""
        async def unread() -> None:
            await self.snag.scheduler.expand(words=False)
            await self.settle()

        await self._walk(at, unread)
        self.clock.move_to(at)

    async def _walk(self, at: datetime, happen: Callable[[], Awaitable[None]]) -> None:
        while (due := await self.next_due()) < at:
            self.clock.move_to(due)
            await happen()

    async def coming(self) -> list[dict[str, Any]]:
        """What the page's clock says of the time ahead."""
        return await self.core.db.read(what_comes, self.core.db, self.workspace_id, self.clock.now())

    async def next_due(self) -> datetime:
        """When something will happen by itself next: a question, a pulse, the end of an asking, a digest."""
        now = self.clock.now()
        waiting = await self.core.db.read(_next_due, self.core.db, now)
        settings = await self.core.db.read(self.core.services.workspaces.directory, self.workspace_id)
        waiting += await self.core.db.read(occasions_ahead, self.core.db, self.workspace_id, now)
        weekly = [team.weekly.next(now).at for team in settings.teams.values() if team.weekly]
        return min([*waiting, *weekly], default=datetime.max.replace(tzinfo=UTC))


@contextlib.asynccontextmanager
async def opened(database: Path, clock: MovableClock, *, port: int = 0, lasting: bool = False
                 ) -> AsyncIterator[Sandbox]:
    """The company with its settings and an empty past; no worker runs yet. `lasting`: the file outlives the process.

    Raises `ConfigError`: the port is taken.
    """
    url = f"sqlite:///{database}"
    company = load()
    doorway = Doorway()
    async with _local_slack(company, clock, port, doorway) as slack:
        migrate.upgrade(url)
        core = build_core(_settings(slack, url), clock)
        if not lasting:
            event.listen(core.db.engine, "connect", _never_wait_for_the_disk)
        try:
            async with running(core, web=True, worker=False, socket=False, pace=NO_PACE) as snag:
                slack.events_url = f"http://{HOST}:{snag.port}/slack/events"
                doorway.target = f"http://{HOST}:{snag.port}"
                core.services.links.serve_at(slack.url)
                await core.db.run(core.configuration.apply, snag.workspace_id, company.settings_yaml, by=None)
                yield Sandbox(company, clock, slack, core, snag)
                await slack.quiet()
        finally:
            core.db.close()


@contextlib.asynccontextmanager
async def _local_slack(company: Company, clock: MovableClock, port: int, doorway: Doorway
                       ) -> AsyncIterator[LocalSlack]:
    slack = LocalSlack(clock, static_dir=PAGE)
    slack.add_routes(doorway.routes())
    slack.install(manifest(Door()))
    furnish(slack, company)
    try:
        await slack.start(HOST, port)
        yield slack
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(f"Port {port} is taken by another program. Stop that one, or choose another: "
                              f"snag demo --port {port + 1}") from error
        raise
    finally:
        await slack.stop()


def furnish(slack: LocalSlack, company: Company) -> None:
    """Let the company move in: its people, its channels with the app in them, its user groups."""
    for person in company.people:
        slack.add_person(person.id, person.name, person.real_name, person.locale, person.tz, person.is_admin,
                         title=person.role.in_language(person.language))
    bot = slack.parts.world.app.bot_user_id
    for channel in company.channels:
        slack.add_channel(channel.id, channel.name, [*channel.members, bot], channel.is_private)
    for group in company.groups:
        slack.add_group(group.id, group.handle, group.users)


def _settings(slack: LocalSlack, database_url: str) -> Settings:
    """Nothing comes from the environment: a real workspace's tokens there are none of the sandbox's business."""
    return Settings(
        slack_bot_token=slack.bot_token, slack_signing_secret=slack.signing_secret, slack_app_token=None,
        slack_client_id=None, slack_client_secret=None, slack_api_url=slack.api_url, database_url=database_url,
        host=HOST, port=0, snag_public_url=None, snag_encryption_key=Fernet.generate_key().decode())


def _never_wait_for_the_disk(raw: Any, _record: Any) -> None:
    """Nobody will read the file after the process has ended, so a commit need not survive a power cut."""
    raw.execute("PRAGMA synchronous=OFF")


def _next_due(db: Database, now: datetime) -> list[datetime]:
    with db.reading() as session:
        found = (work.next_due(session, now=now), invitations.next_due(session, now=now))
        return [one for one in found if one]
