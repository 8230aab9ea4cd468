"""The local Slack: a whole workspace on one port, with the Web API, Socket Mode, signed requests and the page's API."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from bot.clock import Clock, MovableClock
from bot.sandbox.slack.actor import Actor
from bot.sandbox.slack.events import SHORT_RETRY_DELAYS, Events
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.file_urls import FileUrls
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.hints import Hints
from bot.sandbox.slack.interactions import Interactions
from bot.sandbox.slack.model import Answer, ApiCall, AppInfo, Command, Group, Json, Person, Ping, Shortcut, Team
from bot.sandbox.slack.model import Channel as Room
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.page_api import PageApi
from bot.sandbox.slack.parts import Parts, Tokens
from bot.sandbox.slack.render import ephemeral_json, message_json
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import World, order
from bot.sandbox.slack.talk import Talk
from bot.sandbox.slack.tickets import Tickets
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.wire import Delivery, Wire
from bot.sandbox.slack.workspace import Workspace

T = TypeVar("T")
_BODY_LIMIT = 16 * 1024 * 1024


class LocalSlack:
    """Start it, add people and channels, point SLACK_API_URL at `api_url`, and act `as_person`."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        signing_secret: str = "local-signing-secret",
        bot_token: str = "xoxb-local-slack",
        app_token: str = "xapp-local-slack",
        events_url: str | None = None,
        team: Team | None = None,
        app: AppInfo | None = None,
        retry_delays: Sequence[float] = SHORT_RETRY_DELAYS,
        static_dir: Path | None = None,
    ) -> None:
        self.clock = clock or MovableClock()
        self.signing_secret, self.bot_token, self.app_token = signing_secret, bot_token, app_token
        world = World(self.clock, team or Team(), app or AppInfo())
        world.commands.append(Command("/snag", "[what annoyed a customer]", "Report an annoyance, or find one"))
        sockets = Sockets(world.app.id)
        wire = Wire(self.clock, sockets, signing_secret)
        wire.events_url = events_url
        hints, events = Hints(world.sees), Events(world, wire, retry_delays)
        talk = Talk(world, events, hints)
        self.parts = Parts(
            world=world,
            tickets=Tickets(self.clock),
            views=Views(world),
            hints=hints,
            sockets=sockets,
            wire=wire,
            events=events,
            talk=talk,
            files=Files(world, talk),
            tokens=Tokens(bot_token, app_token),
        )
        self.workspace = Workspace(self.parts)
        self.faults = Faults()
        self.pace = Pace()
        response_urls = ResponseUrls(self.parts)
        self._api = WebApi(self.parts, self.faults, self.pace, response_urls)
        self._interactions = Interactions(self.parts, response_urls)
        self._page = PageApi(self.parts, self._interactions)
        self._static_dir = static_dir
        self._routes: list[web.AbstractRouteDef] = []
        self._runner: web.AppRunner | None = None
        self._changed = asyncio.Event()
        hints.heard = sockets.changed = self._note_change

    # life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        await self.parts.wire.start()
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link/", self.parts.sockets.handle)
        app.router.add_post("/response/{key}", self._respond)
        app.add_routes(FileUrls(self.parts, self._api, self._note_change).routes())
        app.add_routes(self._page.routes(self._static_dir))
        app.add_routes(self._routes)
        app.on_shutdown.append(self._shut_down)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.parts.world.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self.parts.events.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.parts.wire.stop()

    async def _shut_down(self, app: web.Application) -> None:
        self._api.stopping.set()
        self.parts.hints.close()
        await self.parts.sockets.close()

    def add_routes(self, routes: Sequence[web.AbstractRouteDef]) -> None:
        """More routes on the same port; before `start`."""
        self._routes.extend(routes)

    @property
    def url(self) -> str:
        return self.parts.url

    @property
    def api_url(self) -> str:
        return f"{self.parts.url}/api/"

    @property
    def events_url(self) -> str | None:
        return self.parts.wire.events_url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self.parts.wire.events_url = url

    async def _call(self, request: web.Request) -> web.StreamResponse:
        response = await self._api.handle(request)
        self._note_change()
        return response

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        response = await self._api.respond(request)
        self._note_change()
        return response

    # the workspace

    def add_person(
        self,
        id: str,
        name: str,
        real_name: str,
        locale: str = "en-US",
        tz: str = "Europe/Berlin",
        is_admin: bool = False,
        is_restricted: bool = False,
        is_bot: bool = False,
        deleted: bool = False,
        title: str = "",
        team_id: str | None = None,
    ) -> Person:
        """`team_id` is another company's workspace, for somebody who is here through a shared channel."""
        person = Person(id, name, real_name, locale, tz, is_admin, is_restricted, is_bot, deleted, title, team_id)
        self.parts.world.people[id] = person
        return person

    def add_channel(
        self, id: str, name: str, members: Sequence[str], is_private: bool = False, shared_with: str | None = None
    ) -> Room:
        """The app is in it only if its bot user is among the members. `shared_with`: another company's workspace."""
        channel = Room(id, name, set(members), is_private, shared_with=shared_with)
        self.parts.world.channels[id] = channel
        return channel

    def add_group(self, id: str, handle: str, members: Sequence[str]) -> Group:
        group = Group(id, handle, list(members))
        self.parts.world.groups[id] = group
        return group

    def install(self, manifest: Json) -> None:
        """The app as its manifest describes it: its commands, shortcuts, events and scopes, these and no others."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        world = self.parts.world
        world.commands = [
            Command(one["command"], one.get("usage_hint", ""), one.get("description", ""))
            for one in features.get("slash_commands", [])
        ]
        world.shortcuts = [
            Shortcut(one["callback_id"], one["name"], one["type"]) for one in features.get("shortcuts", [])
        ]
        self.parts.events.subscriptions = set(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.parts.tokens.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    def add_command(self, command: str, usage_hint: str = "", description: str = "") -> None:
        held = self.parts.world.commands
        held[:] = [known for known in held if known.command != command]
        held.append(Command(command, usage_hint, description))

    def add_shortcut(self, callback_id: str, name: str, kind: str = "global") -> None:
        self.parts.world.shortcuts.append(Shortcut(callback_id, name, kind))

    def as_person(self, user_id: str) -> Actor:
        self.parts.world.person(user_id)
        return Actor(user_id, self.parts, self._interactions)

    def dm(self, user_id: str) -> str:
        return self.parts.world.dm(user_id).id

    # what can be seen

    def content_of(self, file: Json | str) -> bytes:
        """The bytes of a file, by its id or as a message carries it; nothing is left of a deleted one."""
        return self.parts.world.files[file if isinstance(file, str) else file["id"]].content

    @property
    def calls(self) -> list[ApiCall]:
        return self._api.calls

    @property
    def pings(self) -> list[Ping]:
        return self.parts.world.pings

    @property
    def warnings(self) -> list[str]:
        """What Slack accepts and people suffer from: messages without a top-level text."""
        return self.parts.world.warnings

    def messages(self, channel_id: str, thread_ts: str | None = None) -> list[Json]:
        """As Slack would return them, with metadata, oldest first: the channel's, or one thread with its parent."""
        world = self.parts.world
        found = world.in_channel(channel_id)
        if thread_ts is None:
            found = [m for m in found if not m.is_reply or m.broadcast]
        else:
            found = [m for m in found if thread_ts in (m.ts, m.thread_ts)]
        return [message_json(world, m, metadata=True) for m in found]

    def ephemerals(self, user_id: str) -> list[Json]:
        world = self.parts.world
        held = sorted((e for e in world.ephemerals if e.user == user_id), key=lambda e: order(e.ts))
        return [ephemeral_json(world, e) for e in held]

    @property
    def deliveries(self) -> list[Delivery]:
        """What was sent to the app, with its acknowledgements, in the order in which they were answered."""
        return self.parts.wire.deliveries

    def outgoing(self) -> list[Json]:
        """Everything the app has said in any way: arguments of its calls and bodies of its acknowledgements."""
        said = [call.args for call in self.calls]
        return said + [one.answer.body for one in self.deliveries if one.answer.body]

    def signed_headers(self, body: bytes, content_type: str = "application/x-www-form-urlencoded") -> dict[str, str]:
        return self.parts.wire.signed_headers(body, content_type)

    # what can be waited for

    async def deliver_event(
        self, event: Json, *, event_id: str | None = None, retries: int | None = None
    ) -> list[Answer]:
        return await self.parts.events.deliver(event, event_id=event_id, retries=retries)

    async def quiet(self) -> None:
        await self.parts.events.quiet()

    async def until(self, check: Callable[[], T], seconds: float = 10.0) -> T:
        """Wait until `check` is true of the workspace; looked at again after each call of the app or change."""
        end = asyncio.get_running_loop().time() + seconds
        while True:
            self._changed.clear()
            found = check()
            if found:
                return found
            try:
                await asyncio.wait_for(self._changed.wait(), end - asyncio.get_running_loop().time())
            except TimeoutError:
                recent = [f"{call.method} {call.status} {call.answer}"[:200] for call in self.calls[-5:]]
                raise AssertionError(f"still not true after {seconds} s; last calls: {recent}") from None

    def _note_change(self) -> None:
        self._changed.set()

    # the clock

    def on_clock(self, callback: Callable[[datetime], object]) -> None:
        """`callback(now)` after each move; it may be a coroutine function, and is awaited then."""
        self._page.clock_listeners.append(callback)

    def before_clock(self, callback: Callable[[datetime], object]) -> None:
        """`callback(at)` before each move, awaited too: it may move the clock itself, stop by stop, as far as `at`."""
        self._page.walkers.append(callback)

    def what_comes(self, hook: Callable[[], Awaitable[list[Json]]]) -> None:
        """Who knows what will fall due: `{at, kind, n, about}`, soonest first, for the page's clock."""
        self._page.coming = hook

    async def move_clock(self, by: timedelta) -> datetime:
        return await self._page.move_clock(by)

    async def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        await self.parts.sockets.disconnect(reason)
