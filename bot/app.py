"""The composition root: the only file that knows every layer. It builds Snag from settings, starts it and stops it."""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from socket import socket as Socket  # noqa: N812  `socket` is a word of Slack's here
from typing import Any, Self, cast

import aiohttp
import httpx
import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.clock import Clock
from bot.config import Settings
from bot.delivery import Delivery
from bot.delivery.receivers import Receivers
from bot.delivery.slack import Slack
from bot.delivery.topics import Services as ToldServices
from bot.delivery.topics import Topics
from bot.domain.duplicates import terms
from bot.domain.masking import mask
from bot.domain.people import LANGUAGES
from bot.domain.routing import Facts
from bot.engine import Engine
from bot.errors import ConfigError, StorageUnavailable
from bot.scheduler import Expanding, Scheduler
from bot.services.action_items import ActionItems
from bot.services.annoyances import Annoyances
from bot.services.answers import Answers
from bot.services.attachments import Attachments
from bot.services.caring import Care
from bot.services.channels import Channels
from bot.services.customers import CustomersDetails
from bot.services.digests import Digests
from bot.services.following import Following
from bot.services.health import Health
from bot.services.home import Homes
from bot.services.invitations import Invitations
from bot.services.item_records import ItemRecords
from bot.services.learning import Learning
from bot.services.links import Links
from bot.services.merging import Merging
from bot.services.misroutes import Misroutes
from bot.services.nudges import Nudges
from bot.services.offers import Offers
from bot.services.parcels import Parcels
from bot.services.people import People
from bot.services.pseudonyms import Pseudonyms
from bot.services.records import Records
from bot.services.replies import Replies
from bot.services.reporters import Reporters
from bot.services.reports import Reports
from bot.services.results import Results
from bot.services.settings import Settings as SettingsService
from bot.services.snoozing import Snoozing
from bot.services.survey_records import SurveyRecords
from bot.services.surveys import Surveys
from bot.services.threads import Threads
from bot.services.ticking import Clocks
from bot.services.timelines import Timelines
from bot.services.todos import Todos
from bot.services.tokens import Tokens
from bot.services.trackers import Trackers
from bot.services.trials import Trials
from bot.services.verification import Verification
from bot.services.webhooks import Webhooks
from bot.services.workspaces import Workspaces
from bot.text import say
from bot.trackers import reaching
from handlers.middleware import Edge, Services
from handlers.web.api import Api
from handlers.web.hooks import Hooks
from handlers.web.server import web_app
from handlers.web.survey_page import SurveyPage
from storage import work
from storage.db import Database
from storage.secrets import Secrets, keys_for

log = structlog.get_logger()

SLACK_TIMEOUT = 10
ASK_WHO_WE_ARE_EVERY = 30
ONE_OF_EACH = """030 901820, 020 7946 0958, (212) 555-0123, 02-312-3456, 03-1234-5678, 4111 1111 1111 1111,
DE89 3704 0044 0532 0130 00, 86 095 742 719, 078-05-1120, 9001011234568"""
"""Numbers of the kinds that are masked: looking at one loads the tables of its kind and country."""


@dataclass(frozen=True)
class Core:
    """Everything that needs no network: database, clock and use cases."""

    settings: Settings
    db: Database
    clock: Clock
    secrets: Secrets
    names: Pseudonyms
    services: Services
    learning: Learning
    configuration: SettingsService
    trials: Trials
    health: Health


def build_core(settings: Settings, clock: Clock) -> Core:
    """The use cases on a database that has its tables. Raises `ConfigError`."""
    db = Database(settings.database_url)
    secrets = Secrets(keys_for(settings.database_url, settings.snag_encryption_key))
    replies, names = Replies(db, clock, secrets), Pseudonyms(secrets)
    services = Services(
        workspaces=Workspaces(db, clock), people=People(db, clock, names),
        reports=Reports(db, clock, replies, names), annoyances=Annoyances(db, clock, replies, names),
        reporters=Reporters(db, clock, names), digests=Digests(db, clock, names),
        verification=Verification(db, clock, replies, names), surveys=Surveys(db, clock, names),
        invitations=Invitations(db, clock, names), answers=Answers(db, clock, replies, names),
        links=Links(db, clock, names, settings.snag_public_url), results=Results(db, clock, names),
        homes=Homes(db, clock, names), customers=CustomersDetails(db, clock, names),
        replies=replies, offers=Offers(db, clock, names), threads=Threads(db, clock, names),
        channels=Channels(db, clock, names),
        following=Following(db, clock, names), todos=Todos(db, clock, replies, names),
        items=ActionItems(db, clock, names), merging=Merging(db, clock, names), snoozes=Snoozing(db, clock, names),
        care=Care(db, clock, names), clocks=Clocks(db, clock, names), nudges=Nudges(db, clock, names),
        trackers=Trackers(db, clock, names),
        webhooks=Webhooks(db, clock, names, allow_private=settings.snag_webhooks_allow_private),
        tokens=Tokens(db, clock, names), records=Records(db, clock, names),
        timelines=Timelines(db, clock, names), misroutes=Misroutes(db, clock),
        run=db.run, read=db.read)
    return Core(settings, db, clock, secrets, names, services, Learning(db, clock), SettingsService(db, clock),
                Trials(db, clock), Health(db))


class Snag:
    """One process of Snag. `async with Snag(core):` starts what `parts` name and stops it in order."""

    def __init__(self, core: Core, *, pace: timedelta = work.PACE) -> None:
        self.core = core
        self._pace = pace
        self._stack = contextlib.AsyncExitStack()
        self.workspace_id = ""
        self.port = 0

    async def __aenter__(self) -> Self:
        core = self.core
        self.workspace_id = await core.db.run(core.services.workspaces.ensure)
        session = await self._stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_TIMEOUT)))
        http = await self._stack.enter_async_context(httpx.AsyncClient(timeout=SLACK_TIMEOUT))
        self.client = AsyncWebClient(token=core.settings.slack_bot_token, base_url=core.settings.slack_api_url,
                                     session=session, retry_handlers=[], timeout=SLACK_TIMEOUT)
        slack = Slack(lambda _workspace: self.client, http)
        services = core.services
        told = ToldServices(services.workspaces, services.people, services.annoyances, services.verification,
                            services.surveys, services.invitations, services.answers, services.results,
                            services.digests, services.homes, services.reporters, services.offers,
                            Attachments(core.db, core.clock, core.names), services.channels, services.items,
                            services.nudges, services.trackers, Parcels(core.db, core.clock, core.names),
                            services.timelines, services.clocks,
                            care=services.care)
        self.topics = Topics(core.db, told, slack, core.secrets, core.clock, reaching(http))
        receivers = Receivers(core.clock, allow_private=core.settings.snag_webhooks_allow_private)
        self._stack.push_async_callback(receivers.close)
        delivery = Delivery(core.db, self.topics, slack, core.services.annoyances, core.services.channels,
                            core.clock, receivers)
        self.engine = Engine(core.db, delivery, self.topics, core.clock, pace=self._pace)
        due = Expanding(services.digests, services.surveys, services.invitations, services.snoozes, services.clocks,
                        services.nudges, services.trackers)
        self.scheduler = Scheduler(core.db, due, core.learning, core.health, core.clock)
        self.edge = Edge(core.services, self.client)
        self.bolt = _bolt(core.settings, self.client)
        handlers.register(self.bolt, self.edge)
        self._stack.push_async_callback(self.edge.stop)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stack.aclose()

    async def start_worker(self) -> None:
        """The clock and the engine."""
        running = asyncio.create_task(self.engine.run())
        self.scheduler.start()
        stopped = threading.Event()
        if not self.core.db.is_sqlite:
            threading.Thread(target=self.core.db.listen, args=(stopped,), daemon=True).start()

        async def stop() -> None:
            stopped.set()
            self.scheduler.stop()
            await self.engine.stop()
            await running

        self._stack.push_async_callback(stop)
        await self.core.db.run(self.core.services.people.refresh_groups, self.workspace_id)
        await self.core.db.run(self.core.services.channels.refresh, self.workspace_id)
        await self.scheduler.expand()

    async def start_socket(self) -> None:
        """Slack by Socket Mode."""
        settings = self.core.settings
        handler = _Socket(self.bolt, settings.slack_app_token, web_client=self.client)
        await cast("Callable[[], Awaitable[None]]", handler.connect_async)()
        self._stack.push_async_callback(handler.finish)

    async def start_web(self) -> None:
        """HTTP: Slack's signed requests where there is a secret, signs of life. Raises `ConfigError`: port taken."""
        settings = self.core.settings
        services = self.core.services
        customers = SurveyPage(services.links, services.run, services.read, self.core.clock)
        core = self.core
        api = Api(services.tokens, services.records, services.timelines, ItemRecords(core.db, core.clock, core.names),
                  SurveyRecords(core.db, core.clock, core.names), services.run, services.read, core.clock)
        app = web_app(self.bolt, signing_secret=settings.slack_signing_secret, ready=self.wrong, survey_page=customers,
                      api=api)
        Hooks(services.trackers, self.core.names, services.run, services.read, self.core.clock).add_to(app)
        config = uvicorn.Config(app, host=settings.host, port=settings.port, http="httptools", loop="asyncio",
                                log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5)
        server = _Server(config)
        try:
            sock = config.bind_socket()
        except SystemExit as error:
            raise ConfigError(f"Port {settings.port} is taken by another program. Stop that one, or choose another: "
                              f"PORT={settings.port + 1}") from error
        self.port = int(sock.getsockname()[1])
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        await asyncio.wait({serving, asyncio.create_task(server.up.wait())}, return_when=asyncio.FIRST_COMPLETED)

        async def stop() -> None:
            server.should_exit = True
            await serving

        self._stack.push_async_callback(stop)

    async def introduce(self) -> bool:
        """Ask Slack who we are and keep it; False where Slack does not say."""
        try:
            said = await self.client.auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("Slack does not say who we are", error=_name_of(error))
            return False
        bot = await self._app_id(str(said.get("bot_id") or ""))
        try:
            await self.core.db.run(
                self.core.services.workspaces.introduce, self.workspace_id, slack_team_id=str(said["team_id"]),
                name=str(said.get("team") or ""), domain=_domain(str(said.get("url") or "")),
                bot_user_id=str(said["user_id"]), bot_id=said.get("bot_id"), app_id=bot)
        except (StorageUnavailable, ConfigError) as error:
            log.error("who we are could not be kept", error=str(error))
            return isinstance(error, ConfigError)
        return True

    async def _app_id(self, bot_id: str) -> str | None:
        if not bot_id:
            return None
        try:
            answer = await self.client.bots_info(bot=bot_id)
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return None
        found: dict[str, Any] = answer.get("bot") or {}
        return found.get("app_id")

    def introduce_in_background(self) -> None:
        """Go on asking until Slack answers; nothing waits for it."""
        async def ask() -> None:
            while not await self.introduce():  # noqa: ASYNC110  nothing tells us, we can only ask again
                await asyncio.sleep(ASK_WHO_WE_ARE_EVERY)

        asking = asyncio.create_task(ask())
        self._stack.callback(asking.cancel)

    def warm_up_in_background(self) -> None:
        """Load beside the first requests what the first report would have to wait for; readiness does not."""
        async def warm_up() -> None:
            await asyncio.to_thread(_load_words)
            with contextlib.suppress(StorageUnavailable):
                await self.core.db.read(_prepare_settings, self.core, self.workspace_id)

        warming = asyncio.create_task(warm_up())
        self._stack.push_async_callback(asyncio.wait, {warming})

    async def wrong(self) -> dict[str, str]:
        """What keeps this process from doing its work, by name."""
        try:
            return await self.core.db.read(self.core.health.wrong, self.core.clock.machine())
        except StorageUnavailable as error:
            return {"database": str(error)}


class _Socket(AsyncSocketModeHandler):
    """A socket that answers what it has taken before it closes; what comes later Slack sends again."""

    def __init__(self, app: AsyncApp, app_token: str | None, *, web_client: AsyncWebClient) -> None:
        super().__init__(app, app_token, web_client=web_client)
        self._taken: set[asyncio.Task[Any]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        taken = asyncio.create_task(super().handle(client, req))
        self._taken.add(taken)
        taken.add_done_callback(self._taken.discard)
        await taken

    async def finish(self) -> None:
        self.client.socket_mode_request_listeners.clear()
        if self._taken:
            await asyncio.wait(self._taken)
        await cast("Callable[[], Awaitable[None]]", self.close_async)()


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[Socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def running(core: Core, *, web: bool, worker: bool, socket: bool, pace: timedelta = work.PACE
                  ) -> AsyncIterator[Snag]:
    """Snag with the parts that are asked for, started in the order in which they need each other."""
    async with Snag(core, pace=pace) as snag:
        if worker:
            await snag.start_worker()
        if web:
            await snag.start_web()
        if socket:
            await snag.start_socket()
        snag.introduce_in_background()
        if web or socket:
            snag.warm_up_in_background()
        yield snag


def _load_words() -> None:
    """Catalogues, and the tables of telephone and id numbers: half a second that a first report would wait."""
    for spoken in LANGUAGES:
        say(spoken, "report.hear")
    mask(ONE_OF_EACH)


def _prepare_settings(core: Core, workspace_id: str) -> None:
    settings = core.services.workspaces.directory(workspace_id)
    core.learning.where(workspace_id, Facts("one"))
    terms("one", settings.glossary)


def _bolt(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """No call to Slack: who we are is known from the settings, and auth.test runs in the background."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.slack_bot_token)

    with _without("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        return AsyncApp(
            name="snag", signing_secret=settings.slack_signing_secret or "socket-mode-only", authorize=authorize,
            process_before_response=True, ignoring_self_events_enabled=False, client=_tokenless(client),
            attaching_function_token_enabled=False, attaching_conversation_kwargs_enabled=False,
            logger=_quiet_logger())


def _tokenless(client: AsyncWebClient) -> AsyncWebClient:
    return AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[], timeout=SLACK_TIMEOUT)


@contextlib.contextmanager
def _without(*names: str) -> Iterator[None]:
    """Bolt builds an OAuth flow with a file store by itself when it finds these in the environment."""
    held = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)


def _quiet_logger() -> logging.Logger:
    return logging.getLogger("snag.slack")


def _domain(url: str) -> str:
    return url.removeprefix("https://").removesuffix("/").removesuffix(".slack.com")


def _name_of(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
