"""A small app that answers as each test tells it, and short ways to write Slack's blocks."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
Reply = Json | str | None


@dataclass
class ScriptedApp:
    """The bot's side: keeps what Slack sent, answers with what `replies` holds for the payload's kind."""

    client: AsyncWebClient
    received: list[Json] = field(default_factory=list)
    replies: dict[str, Callable[[Json], Reply]] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    delay: asyncio.Event | None = None
    """Once it is there, what people do is answered when it is set."""

    def on(self, kind: str, reply: Callable[[Json], Reply]) -> None:
        """`kind` is "command" or an interactive payload's type; what `reply` returns is the acknowledgement."""
        self.replies[kind] = reply

    async def got(self, kind: str, count: int = 1) -> Json:
        """The newest payload of a kind; waits until there are `count`."""
        async with asyncio.timeout(30):
            while len(self.of(kind)) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.of(kind)[-1]

    def of(self, kind: str) -> list[Json]:
        return [payload for payload in self.received if kind_of(payload) == kind]

    async def handle(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            return web.Response()
        fields = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        payload: Json = json.loads(fields["payload"]) if "payload" in fields else fields
        self.received.append(payload)
        self.arrived.set()
        if self.delay and kind_of(payload) in ("block_actions", "view_submission"):
            await self.delay.wait()
        answer_to = self.replies.get(kind_of(payload))
        reply = answer_to(payload) if answer_to else None
        return web.json_response(reply) if isinstance(reply, dict) else web.Response(text=reply or "")


def kind_of(payload: Json) -> str:
    return str(payload.get("type", "command"))


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


def actions(*elements: Json, block_id: str = "buttons") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def options(*words: str) -> list[Json]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def field_of(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block; its action_id is its block_id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": block_id, **element},
        **more,
    }


def form(*blocks: Json, title: str = "Report an annoyance", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "report",
        "title": plain(title),
        "submit": plain("Report"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
        **more,
    }


STORY = field_of("story", "What happened", {"type": "plain_text_input", "multiline": True})
WORDS = field_of("words", "Customer's words", {"type": "plain_text_input"}, optional=True)
