"""`snag reindex`: what Snag keeps to find and to route by, made anew from the tables while it goes on running."""

import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.app import Core
from bot.cli.common import open_core, workspace_of
from bot.cli.data import GAP
from bot.services.learning import Learning
from bot.services.reindex import Reindexing


def add_to(app: typer.Typer) -> None:
    app.command()(reindex)


def reindex(workspace: Annotated[str | None, typer.Option(
        help="Slack's id of one workspace (T...); without it, all of them")] = None) -> None:
    """Make the index of look-alikes and what routing has learned anew. Nothing is lost if it is stopped."""
    with open_core() as core:
        chosen = workspace_of(core, workspace) if workspace else None
        with _progress() as progress:
            found = Reindexing(core.db).run(chosen, _Bar(progress, "Look-alikes", gap=GAP if core.db.is_sqlite else 0))
            theirs = [chosen] if chosen else core.services.workspaces.all()
            learned = sum(_learn(core, one, progress) for one in theirs)
    typer.echo(f"{found:,} reports are in the index of look-alikes.")
    typer.echo(f"Lessons that routing has learned anew: {learned:,}." if learned
               else "Nobody has confirmed or corrected a team yet, so routing has nothing to learn from.")


def _learn(core: Core, workspace_id: str, progress: Progress) -> int:
    """How much one workspace's routing has learned anew."""
    learning = Learning(core.db, core.clock)
    made = learning.make_anew(workspace_id, _Bar(progress, "Routing"))
    if made is None:
        return 0
    learning.replace(workspace_id, made)
    return made.seq


def _progress() -> Progress:
    """A bar in a terminal, nothing elsewhere; it goes to standard error."""
    console = Console(stderr=True)
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                    console=console, transient=True, disable=not console.is_terminal)


class _Bar:
    """Hears how far it is. On SQLite it waits for `gap` seconds between two batches, so that a running Snag gets its
    turns."""

    def __init__(self, progress: Progress, name: str, *, gap: float = 0) -> None:
        self._progress, self._gap = progress, gap
        self._task = progress.add_task(name, total=None)

    def __call__(self, done: int, wanted: int) -> None:
        self._progress.update(self._task, completed=done, total=wanted)
        time.sleep(self._gap)
