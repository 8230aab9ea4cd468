"""`snag demo`: Snag on a local Slack in the browser; `--tour` plays one journey in the terminal."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.cli.common import start_logging
from bot.clock import MovableClock
from bot.errors import ConfigError
from bot.sandbox.demo import Sandbox, opened
from bot.sandbox.month import LENGTH, Month
from bot.sandbox.stage import NotSeen
from bot.sandbox.tour import Tour, starting_clock
from bot.sandbox.transcript import Transcript


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served; 0 takes any free port")] = 8000,
    tour: Annotated[bool, typer.Option("--tour", help="Play one journey here in the terminal, then exit")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Start without a past")] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep the database in this new file afterwards")] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Show the page in a browser")] = True,
) -> None:
    """Snag on a Slack that runs on this computer, with an invented company: no workspace and no token needed."""
    start_logging(os.environ.get("LOG_LEVEL") or "ERROR")
    with _database(keep) as file:
        if tour:
            raise typer.Exit(asyncio.run(play(file, Console(highlight=False))))
        asyncio.run(serve(file, Console(highlight=False), port=port, empty=empty, lasting=keep is not None, show=open_))


@contextlib.contextmanager
def _database(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        if keep.exists():
            raise ConfigError(f"{keep} exists already, and the demo begins anew each time: name a new file.")
        yield keep.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="snag-demo-") as folder:
        yield Path(folder) / "snag.db"


async def play(file: Path, console: Console) -> int:
    """The tour. Returns the exit status: 0, or 1 where something was not to be seen."""
    transcript = Transcript(console)
    async with opened(file, starting_clock()) as sandbox:
        try:
            await Tour(sandbox, transcript).play()
        except NotSeen as missing:
            transcript.ends(f"The tour ends here. Not seen: {missing}", well=False)
            return 1
    transcript.ends("That was the whole journey. To walk it yourself, in a browser: snag demo", well=True)
    return 0


async def serve(file: Path, console: Console, *, port: int, empty: bool, lasting: bool, show: bool) -> None:
    """The page, until Ctrl+C."""
    clock = MovableClock() if empty else MovableClock(-LENGTH)
    with _stop_signal() as stop:
        async with opened(file, clock, port=port, lasting=lasting) as sandbox:
            console.print(f"Snag on a local Slack: {sandbox.slack.url}/   (Ctrl+C stops it)", soft_wrap=True)
            if show:
                _open(f"{sandbox.slack.url}/")
            if not empty:
                await _live_a_month(sandbox, console, stop)
            await sandbox.start_working()
            await stop.wait()
    console.print()


async def _live_a_month(sandbox: Sandbox, console: Console, stop: asyncio.Event) -> None:
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("A month goes by at Larkfield", total=1.0)
        lived = await Month(sandbox).live(lambda share: progress.update(task, completed=share), until=stop.is_set)
    if not stop.is_set():
        console.print(f"A month has gone by at Larkfield: {lived.reports} reports. Now try:  "
                      "/snag the parcel was left with a neighbour and nobody knows which one", soft_wrap=True)


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """An event that Ctrl+C sets, so that everything is put away in order."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signs = (signal.SIGINT, signal.SIGTERM)
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C ends the process there
        for sign in signs:
            loop.add_signal_handler(sign, stop.set)
    yield stop
    with contextlib.suppress(NotImplementedError):
        for sign in signs:
            loop.remove_signal_handler(sign)


def _open(url: str) -> None:
    """Only where there is a screen: otherwise a text browser would take the terminal over."""
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and sys.stdout.isatty():
        webbrowser.open(url)
