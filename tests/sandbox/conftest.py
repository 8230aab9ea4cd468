"""A local Slack with the cast, and an app that answers as each test tells it: over signed HTTP or Socket Mode."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack

Json = dict[str, Any]
BOT = "U0SNAG"


def cast(slack: LocalSlack) -> LocalSlack:
    slack.add_person("U0RITA", "rita", "Rita Reporter")
    slack.add_person("U0MINJUN", "minjun", "Minjun", locale="ko-KR", tz="Asia/Seoul")
    slack.add_person("U0ANA", "ana", "Ana")
    slack.add_person("U0ADMIN", "adam", "Adam", is_admin=True)
    slack.add_person("U0GONE", "gone", "Gone", deleted=True)
    slack.add_channel("C0PAY", "team-payments", ["U0ANA", BOT])
    slack.add_channel("C0GENERAL", "general", ["U0RITA", "U0MINJUN", "U0ANA", "U0ADMIN"])
    slack.add_channel("C0SECRET", "secret", ["U0ANA"], is_private=True)
    slack.add_group("S0PAYTEAM", "pay-team", ["U0ANA"])
    return slack


@dataclass
class App:
    """The app's HTTP side: keeps what Slack sent, answers with what `reply` says."""

    requests: list[tuple[Json, dict[str, str], bytes]] = field(default_factory=list)
    reply: Callable[[Json], Awaitable[web.Response]] | None = None
    url: str = ""

    @property
    def payloads(self) -> list[Json]:
        return [payload for payload, _, _ in self.requests]

    def of_type(self, kind: str) -> list[Json]:
        """Interactive payloads of one type, or events of one type."""
        inner = [p.get("event", p) for p in self.payloads]
        return [p for p in inner if p.get("type") == kind]

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.read()
        payload = decoded(raw, request.content_type)
        self.requests.append((payload, dict(request.headers), raw))
        return await self.reply(payload) if self.reply else web.Response()

    def answers(self, body: Json | str | None = None, status: int = 200) -> None:
        async def reply(_: Json) -> web.Response:
            if isinstance(body, dict):
                return web.json_response(body, status=status)
            return web.Response(text=body or "", status=status)

        self.reply = reply


def decoded(raw: bytes, content_type: str) -> Json:
    if content_type == "application/json":
        body: Json = json.loads(raw)
        return body
    fields = dict(parse_qsl(raw.decode(), keep_blank_values=True))
    inner: Json = json.loads(fields["payload"]) if "payload" in fields else fields
    return inner


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    slack = cast(LocalSlack())
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def app(slack: LocalSlack) -> AsyncIterator[App]:
    """An app that the local Slack reaches by signed HTTP."""
    held = App()
    server = web.Application()
    server.router.add_post("/slack/events", held.handle)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    held.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack.events_url = held.url
    yield held
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def client(slack: LocalSlack, http: ClientSession) -> AsyncWebClient:
    """The official SDK against the local Slack, as the product uses it."""
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])


def modal(*blocks: Json, **more: Any) -> Json:
    title = {"type": "plain_text", "text": "Report"}
    held = list(blocks) or [text_input("story", "What happened")]
    return {"type": "modal", "callback_id": "report", "title": title, "submit": title, "blocks": held, **more}


def text_input(block_id: str, label: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed", **more.pop("element", {})}
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": block_id, "label": text, "element": element, **more}


def buttons(*values: str, action_id: str = "press") -> list[Json]:
    elements = [
        {"type": "button", "action_id": f"{action_id}{i or ''}", "text": {"type": "plain_text", "text": v}, "value": v}
        for i, v in enumerate(values)
    ]
    return [{"type": "actions", "block_id": "row", "elements": elements}]


async def error_of(call: Awaitable[object]) -> Json:
    """The body of a refused call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data: Any = caught.value.response.data
    return dict(data)
