"""`snag themes`: what reports are about."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import open_core, workspace_of
from bot.domain.report_themes import ReportThemes
from bot.services.themes import Themes


def add_to(app: typer.Typer) -> None:
    app.command()(themes)


def themes(
    team: Annotated[str | None, typer.Option(help="The key of one team; without it, all teams")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days back")] = 30,
    workspace: Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")
                         ] = None,
) -> None:
    """Print what the reports of the last days are about, and how many were about it in as many days before."""
    with open_core() as core:
        found = Themes(core.db, core.clock).of_reports(workspace_of(core, workspace), team, days)
    if not found.themes:
        typer.echo(f"No two reports of the last {days} days are about the same thing.")
        return
    # rows hold what people wrote: nothing in it is markup
    console = Console(soft_wrap=True, markup=False, highlight=False, emoji=False)
    console.print(_table(found))
    newest = "the newest " if found.is_cut else ""
    console.print(f"Of {newest}{found.reports:,} reports, merged ones too. One that is like no other is in no row.")


def _table(found: ReportThemes) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("What it is about")
    table.add_column(f"Last {found.days} days", justify="right")
    table.add_column(f"{found.days} days before", justify="right")
    table.add_column("Change", justify="right")
    table.add_column("Newest")
    for theme in found.themes:
        change = "" if theme.before is None else f"{theme.now - theme.before:+,}"
        table.add_row(theme.name, f"{theme.now:,}", "?" if theme.before is None else f"{theme.before:,}", change,
                      " ".join(f"#{number}" for number in theme.numbers))
    return table
