"""The four that are measured, each as a function that serves until told to stop; all by uvicorn with httptools."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

SECRET = "a secret of the benchmark"
TOKEN = "xoxb-local-slack"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a contestant is given."""

    database_url: str
    slack_url: str


Contestant = Callable[[Surroundings], AbstractAsyncContextManager[int]]
"""Serves while the context lasts; yields its port."""


@contextlib.asynccontextmanager
async def bare(given: Surroundings) -> AsyncIterator[int]:
    """Bolt that acknowledges and does nothing else: what no bot on Bolt can be faster than."""
    app = AsyncApp(signing_secret=SECRET, process_before_response=True,
                   client=AsyncWebClient(TOKEN, base_url=given.slack_url))

    @app.command("/snag")
    async def snag(ack: AsyncAck) -> None:
        await ack()

    @app.event("message")
    async def message(ack: AsyncAck) -> None:
        await ack()

    async with _served(app) as port:
        yield port


@contextlib.asynccontextmanager
async def sample(given: Surroundings) -> AsyncIterator[int]:
    """See `sample.py`."""
    from tests.benchmarks.sample import make

    async with _served(make(given.database_url, TOKEN, SECRET, given.slack_url)) as port:
        yield port


def snag_web(given: Surroundings) -> AbstractAsyncContextManager[int]:
    """Snag as `snag web` runs it: stores, routes, compares and answers; the cards wait for a worker."""
    return _snag(given, worker=False)


def snag_run(given: Surroundings) -> AbstractAsyncContextManager[int]:
    """Snag as `snag run` runs it: the same process also posts the cards, one a second in each channel."""
    return _snag(given, worker=True)


@contextlib.asynccontextmanager
async def _snag(given: Surroundings, *, worker: bool) -> AsyncIterator[int]:
    from bot.app import running
    from bot.cli.common import open_core
    from bot.config import Settings

    settings = Settings(slack_bot_token=TOKEN, slack_signing_secret=SECRET, slack_api_url=given.slack_url,
                        database_url=given.database_url, host="127.0.0.1", port=0, log_level="ERROR")
    with open_core(settings=settings) as core:
        async with running(core, web=True, worker=worker, socket=False) as snag:
            yield snag.port


@contextlib.asynccontextmanager
async def _served(bolt: AsyncApp) -> AsyncIterator[int]:
    """A Bolt app under FastAPI, as Bolt's own page for it shows."""
    logging.disable(logging.WARNING)
    handler, api = AsyncSlackRequestHandler(bolt), FastAPI()

    @api.post("/slack/events")
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    @api.get("/healthz")
    async def healthz() -> dict[str, bool]:
        return {"ok": True}

    config = uvicorn.Config(api, host="127.0.0.1", port=0, http="httptools", loop="asyncio", log_config=None,
                            access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    sock = config.bind_socket()
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started:  # noqa: ASYNC110  uvicorn gives no sign
        await asyncio.sleep(0.001)
    yield int(sock.getsockname()[1])
    server.should_exit = True
    await serving


CONTESTANTS: dict[str, Contestant] = {
    "bare Bolt": bare,
    "sample.py": sample,
    "Snag (web)": snag_web,
    "Snag (run)": snag_run,
}

