"""Somebody who listens to events: a real HTTP server on 127.0.0.1 that checks each with the reference library."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks import webhooks as library

from bot.clock import Clock

Answer = int | tuple[int, dict[str, str]]


@dataclass
class Receiver:
    """Answers as told, then with 204. Without a secret nothing is checked."""

    port: int = 0
    scheme: str = "http"
    secret: str | None = None
    answers: list[Answer] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    held: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/snag"

    def types(self) -> list[str]:
        return [str(one["type"]) for one in self.heard]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        if self.secret is not None:
            library.Webhook(self.secret).verify(body, dict(request.headers))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.heard.append(json.loads(body))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.held is not None:
                await self.held.wait()
        finally:
            self.at_once -= 1
        said = self.answers.pop(0) if self.answers else 204
        status, headers = said if isinstance(said, tuple) else (said, {})
        return web.Response(status=status, headers=headers)

    def answer(self, said: Iterable[Answer]) -> None:
        self.answers += said


@asynccontextmanager
async def receiver(context: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    listening = Receiver(scheme="https" if context else "http")
    app = web.Application()
    app.router.add_post("/snag", listening.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    assert site._server is not None
    listening.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield listening
    finally:
        await runner.cleanup()


def live_by(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Let the library, which refuses what is five minutes old, go by the test's clock."""

    class Now(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Now":
            return cls.fromtimestamp(clock.machine().timestamp(), tz)

    monkeypatch.setattr(library, "datetime", Now)
