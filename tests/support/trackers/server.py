"""What all stand-ins share: the HTTP server, the issues that are kept, and the ways in which a call can go wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Protocol

import httpx
from aiohttp import web

from bot.clock import Clock

Json = dict[str, Any]
TOKEN = "a token"


@dataclass
class Held:
    """An issue that is kept there."""

    number: int
    id: str
    title: str
    text: str
    updated: datetime
    closed: bool = False
    gone: bool = False
    properties: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: list[tuple[str, str]]
    body: Json
    headers: dict[str, str]

    def of(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Shapes(Protocol):
    """How one tracker answers, and what its webhooks look like."""

    def knows(self, asked: Asked) -> bool: ...

    def unknown(self) -> Reply: ...

    def answer(self, there: "StandIn", asked: Asked) -> Reply: ...

    def hook(self, there: "StandIn", held: Held, action: str, secret: str) -> tuple[dict[str, str], bytes]: ...


class StandIn:
    """One tracker with one project."""

    def __init__(self, shapes: Shapes, project: str, clock: Clock) -> None:
        self.shapes, self.project, self.clock = shapes, project, clock
        self.issues: list[Held] = []
        self.asked: list[Asked] = []
        self.faults: list[Reply] = []
        self.takes_nothing: Reply | None = None
        """How it answers whatever would change something."""
        self.drops = 0
        """So many answers never arrive, though what was asked for is done."""
        self.url = ""

    def add(self, title: str = "An issue", text: str = "", *, id: str | None = None, properties: Json | None = None
            ) -> Held:
        number = len(self.issues) + 1
        made = Held(number, id or f"{10_000 + number}", title, text, self.now(), properties=properties or {})
        self.issues.append(made)
        return made

    def now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def close(self, held: Held, *, closed: bool = True) -> None:
        held.closed, held.updated = closed, self.now()

    def there(self) -> list[Held]:
        return [one for one in self.issues if not one.gone]

    def find(self, number: int) -> Held | None:
        return next((one for one in self.there() if one.number == number), None)

    def made(self) -> int:
        """How often an issue was made."""
        return len(self.issues)

    async def tell(self, address: str, held: Held, action: str, secret: str, *, spoil: bool = False) -> int:
        """Send a webhook; returns the answer's status."""
        headers, body = self.shapes.hook(self, held, action, secret)
        async with httpx.AsyncClient() as http:
            sent = await http.post(address, content=body + b" " if spoil else body, headers=headers)
        return sent.status_code

    async def handle(self, request: web.Request) -> web.Response:
        text = await request.text()
        asked = Asked(request.method, request.rel_url.raw_path, list(request.query.items()),
                      json.loads(text) if text else {}, {name.lower(): one for name, one in request.headers.items()})
        self.asked.append(asked)
        reply = self._reply(asked)
        if self.drops and asked.method == "POST":
            self.drops -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=reply.status, text=json.dumps(reply.body), content_type="application/json",
                            headers={"Date": format_datetime(self.now(), usegmt=True), **reply.headers})

    def _reply(self, asked: Asked) -> Reply:
        if self.faults:
            return self.faults.pop(0)
        if self.takes_nothing and asked.method == "POST":
            return self.takes_nothing
        if not self.shapes.knows(asked):
            return self.shapes.unknown()
        return self.shapes.answer(self, asked)


@asynccontextmanager
async def standing_in(shapes: Shapes, project: str, clock: Clock) -> AsyncIterator[StandIn]:
    """A stand-in on a port of its own."""
    there = StandIn(shapes, project, clock)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", there.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    there.url = f"http://{host}:{port}"
    try:
        yield there
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)
