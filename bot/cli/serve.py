"""`snag run`, `snag web`, `snag worker`, `snag tick`: the processes."""

import asyncio
import contextlib
import signal
from datetime import datetime
from typing import Annotated

import typer

from bot.app import Core, Snag, running
from bot.cli.common import open_core
from bot.clock import Clock, FixedClock
from bot.errors import ConfigError


def add_to(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(web)
    app.command()(worker)
    app.command()(tick)


def run() -> None:
    """All in one process: Slack, the clock and the work. Also several times on one PostgreSQL."""
    _serve(web=True, worker=True)


def web() -> None:
    """HTTP only: Slack's requests. Run `snag worker` beside it."""
    _serve(web=True, worker=False)


def worker() -> None:
    """The clock and the work only."""
    _serve(web=False, worker=True)


def tick(now: Annotated[str, typer.Option(help="A moment with its zone, e.g. 2026-03-29T09:00:00+02:00")]) -> None:
    """Do everything that is due as of a moment, then exit."""
    at = _moment(now)
    with open_core(FixedClock(at)) as core:
        core.settings.require_slack()
        left = asyncio.run(_tick(core))
    if left:
        typer.echo(f"{left} still wait for Slack or for a channel; `snag doctor` says why.")
    typer.echo(f"Done as of {at.isoformat()}.")


async def _tick(core: Core) -> int:
    async with Snag(core) as snag:
        await snag.introduce()
        return await snag.scheduler.catch_up(snag.engine)


def _moment(typed: str) -> datetime:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ConfigError(f"--now must be a moment with its zone, like 2026-03-29T09:00:00+02:00 (it is {typed!r}).")
    return at


def _serve(*, web: bool, worker: bool) -> None:
    with open_core(Clock()) as core:
        core.settings.require_slack()
        asyncio.run(_until_stopped(core, web=web, worker=worker))


async def _until_stopped(core: Core, *, web: bool, worker: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, stop.set)
    socket = bool(core.settings.slack_app_token) and web
    async with running(core, web=web, worker=worker, socket=socket) as snag:
        _say_ready(core, snag)
        await stop.wait()


def _say_ready(core: Core, snag: Snag) -> None:
    by = "Socket Mode" if core.settings.slack_app_token else "HTTP at /slack/events"
    port = f", port {snag.port}" if snag.port else ""
    typer.echo(f"Snag is ready ({by}{port}).")
    if not core.services.workspaces.directory(snag.workspace_id).teams:
        typer.echo("No teams are set up yet: everything goes to triage. Next: write a settings file (docs/settings.md) "
                   "and run `snag config apply FILE`.")
