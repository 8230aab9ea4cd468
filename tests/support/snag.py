"""Larkfield's office: the real Snag on a local Slack. Tests act as its people, let everything settle, and look.

Nothing runs by itself here: no engine loop and no clock. `settle` carries out all that is due, so that a test knows
when nothing more can come.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.app import Core, Snag, build_core
from bot.clock import NAP, Clock, MovableClock
from bot.config import Settings
from bot.sandbox.slack import Actor, Answer, LocalSlack
from tests.support import cast
from tests.support.clocks import START

Json = dict[str, Any]
Way = Literal["http", "socket"]
KEY = "bm90IGEgc2VjcmV0LCBvbmx5IDMyIGJ5dGVzIGxvbmc="
PATIENT = 30.0
"""Seconds that this Slack waits for an acknowledgement, so that a busy machine decides no test."""
SETTINGS = Path(__file__).with_name("settings.yaml")
EVERYBODY = tuple(one.id for one in cast.PEOPLE if not one.is_guest)
MEMBERS: dict[str, tuple[str, ...]] = {
    cast.PAY: (cast.ANA, cast.BEN, cast.MIA),
    cast.APP_TEAM: (cast.HANA, cast.MIA),
    cast.DELIVERY: (cast.KEN, cast.MIA),
    cast.TRIAGE: (cast.TESS, cast.CARA),
    cast.GENERAL: (*EVERYBODY, cast.GUS),
}
NAMES = {cast.PAY: "team-payments", cast.APP_TEAM: "team-app", cast.DELIVERY: "team-delivery",
         cast.TRIAGE: "snag-triage", cast.GENERAL: "general"}


class OfficeClock(MovableClock):
    """Business time starts where a test wants it; machine time can be let pass too, for leases and pauses."""

    def __init__(self, at: datetime = START) -> None:
        super().__init__(at - datetime.now(UTC))
        self._passed = timedelta(0)
        self._held: datetime | None = None

    def machine(self) -> datetime:
        return (self._held or super().machine()) + self._passed

    @contextmanager
    def held(self) -> Iterator[None]:
        """Only what a test lets pass goes by meanwhile, however long the machine takes."""
        self._held = super().machine()
        try:
            yield
        finally:
            self._held = None

    async def nap(self, until: datetime) -> None:
        """Nobody waits in a test for what only time can bring."""
        self.wait(max(until - self.machine(), NAP))

    def wait(self, step: timedelta) -> None:
        """`step` of machine time passes, and of business time with it."""
        self._passed += step

    @property
    def ahead(self) -> timedelta:
        """How far business time is ahead of the machine's real clock."""
        return self.now() - datetime.now(UTC)


def settings_for(database_url: str, slack: LocalSlack | None = None) -> Settings:
    """The environment as an admin of this Slack would set it."""
    tokens = {} if slack is None else {
        "slack_bot_token": slack.bot_token, "slack_signing_secret": slack.signing_secret,
        "slack_app_token": slack.app_token, "slack_api_url": slack.api_url}
    return Settings(database_url=database_url, host="127.0.0.1", port=0, snag_encryption_key=KEY,
                    snag_webhooks_allow_private=True, **tokens)


def apply_settings(database_url: str) -> None:
    """Write Larkfield's settings into a migrated database, by the same use case as `snag config apply`."""
    core = build_core(settings_for(database_url), OfficeClock(START - timedelta(hours=1)))
    workspace_id = core.services.workspaces.ensure()
    core.configuration.apply(workspace_id, SETTINGS.read_text(encoding="utf-8"), by=None)
    core.db.close()


@asynccontextmanager
async def local_slack(clock: Clock) -> AsyncIterator[LocalSlack]:
    """The workspace with its cast; Snag is in every channel."""
    slack = LocalSlack(clock)
    slack.parts.wire.ack_seconds = PATIENT
    for one in cast.PEOPLE:
        slack.add_person(one.id, one.name.lower(), one.name, one.locale, one.zone, is_admin=one.is_admin,
                         is_restricted=one.is_guest)
    for channel_id, members in MEMBERS.items():
        slack.add_channel(channel_id, NAMES[channel_id], [*members, cast.BOT_USER])
    slack.add_group(cast.PAY_TEAM, "pay-team", [cast.BEN])
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


@asynccontextmanager
async def snag_on(slack: LocalSlack, database_url: str, clock: Clock, way: Way) -> AsyncIterator[tuple[Core, Snag]]:
    """One process of Snag, reached by signed HTTP or by Socket Mode, that knows who it is."""
    core = build_core(settings_for(database_url, slack), clock)
    try:
        async with Snag(core, pace=timedelta(0)) as snag:
            if way == "http":
                await snag.start_web()
                slack.events_url = f"http://127.0.0.1:{snag.port}/slack/events"
            else:
                slack.events_url = None
                await snag.start_socket()
                await slack.until(lambda: slack.parts.wire.connected)
            await snag.introduce()
            yield core, snag
    finally:
        core.db.close()


@dataclass
class Office:
    """One Snag in one Slack, and what a test wants to know of both."""

    slack: LocalSlack
    core: Core
    snag: Snag
    clock: OfficeClock

    def person(self, user_id: str) -> Actor:
        return self.slack.as_person(user_id)

    async def settle(self) -> None:
        """Until nothing is being sent, delivered or due."""
        before = None
        while before != (before := self._traffic()):
            await self.snag.edge.stop()  # forms being opened, languages being asked
            await self.snag.engine.drain()
            await self.slack.quiet()

    def _traffic(self) -> tuple[int, int]:
        return len(self.slack.calls), len(self.slack.deliveries)

    async def pass_time(self, step: timedelta) -> None:
        """Later: schedules come due, questions are asked."""
        self.clock.move_by(step)
        await self.snag.scheduler.catch_up(self.snag.engine)
        await self.settle()

    async def wait(self, step: timedelta) -> None:
        """Leases end, pauses are over, and what waited for that is carried out."""
        self.clock.wait(step)
        await self.pass_time(timedelta(0))

    async def pass_until(self, at: datetime) -> None:
        await self.pass_time(max(at - self.clock.now(), timedelta(0)))

    # what people do

    async def report(self, user_id: str, text: str, channel_id: str = cast.GENERAL) -> Answer:
        """`/snag text`, and all that follows."""
        answer = await self.person(user_id).slash(channel_id, f"/snag {text}")
        await self.settle()
        return answer

    async def click(self, user_id: str, shown: Json, action_id: str, **choice: Any) -> Answer:
        answer = await self.person(user_id).click(shown, action_id, **choice)
        await self.settle()
        return answer

    async def submit(self, user_id: str, values: Json | None = None) -> Answer:
        """Send the form that is open; values by field."""
        answer = await self.person(user_id).submit({field: {field: value} for field, value in (values or {}).items()})
        await self.settle()
        return answer

    async def opened(self, user_id: str) -> Json:
        """Somebody opens their Home; returns it as it is drawn then."""
        await self.person(user_id).open_home()
        await self.settle()
        return self.home(user_id)

    async def resolve(self, user_id: str, channel_id: str, number: int = 1, done: str = "Switched it off") -> None:
        """Acknowledge, take and resolve by the buttons of the card."""
        await self.click(user_id, self.card(channel_id, number), "acknowledge")
        await self.behind_more(user_id, channel_id, "resolve", number)
        await self.submit(user_id, {"what_was_done": done})

    async def behind_more(self, user_id: str, channel_id: str, action_id: str, number: int = 1) -> None:
        """A move that is not one of the two on the card."""
        await self.click(user_id, self.card(channel_id, number), "more")
        await self.click(user_id, self.form(user_id), action_id)

    # what can be seen

    def card(self, channel_id: str, number: int = 1) -> Json:
        """The card of an annoyance in a channel. Exactly one stands there."""
        [found] = self.cards(channel_id, number)
        return found

    def cards(self, channel_id: str, number: int) -> list[Json]:
        """All top-level messages in a channel that begin with this number."""
        return [m for m in self.slack.messages(channel_id) if m["text"].startswith((f"#{number} ", f"#{number}\n"))]

    def thread(self, channel_id: str, number: int = 1) -> list[str]:
        """What stands in a card's thread, the card left out."""
        return texts(self.slack.messages(channel_id, self.card(channel_id, number)["ts"])[1:])

    def private(self, user_id: str) -> list[Json]:
        """What only this person sees in channels, oldest first."""
        return self.slack.ephemerals(user_id)

    def direct(self, user_id: str) -> list[Json]:
        """What Snag wrote to this person directly, oldest first."""
        return self.slack.messages(self.slack.dm(user_id))

    def home(self, user_id: str) -> Json:
        """Somebody's Home as Slack shows it. Raises `AssertionError` before anything was published."""
        view = self.person(user_id).home
        assert view is not None, f"{user_id} has no Home yet"
        return view

    def form(self, user_id: str) -> Json:
        """The form that is open. Raises `AssertionError` when there is none."""
        view = self.person(user_id).view
        assert view is not None, f"no form is open for {user_id}"
        return view


def texts(messages: Iterable[Json]) -> list[str]:
    return [str(message["text"]) for message in messages]


def labels(shown: Json) -> list[str]:
    """What stands on the buttons of a message or a form."""
    return [element["text"]["text"] for element in buttons(shown)]


def buttons(shown: Json) -> list[Json]:
    return [element for block in shown["blocks"] if block["type"] == "actions"
            for element in block["elements"] if element["type"] == "button"]


def action_ids(shown: Json) -> list[str]:
    return [str(element["action_id"]) for element in buttons(shown)]


@asynccontextmanager
async def office(database_url: str, way: Way = "socket", at: datetime = START) -> AsyncIterator[Office]:
    """Snag and Slack from `at` on, on a database that has its tables and Larkfield's settings."""
    clock = OfficeClock(at)
    async with local_slack(clock) as slack, snag_on(slack, database_url, clock, way) as (core, snag):
        here = Office(slack, core, snag, clock)
        await here.settle()
        yield here
