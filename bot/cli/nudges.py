"""`snag nudges`: what would be sent if nobody acts."""

from typing import Annotated

import typer

from bot.cli.common import open_core, workspace_of
from bot.views.nudges import outlook_lines


def add_to(app: typer.Typer) -> None:
    app.command()(nudges)


def nudges(
    days: Annotated[int, typer.Option(min=1, max=90, help="So many days ahead")] = 7,
    team: Annotated[str | None, typer.Option(help="The key of one team; without it, all teams")] = None,
    workspace: Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")
                         ] = None,
) -> None:
    """Print whom Snag would remind of what if nobody acts. Sends and changes nothing."""
    with open_core() as core:
        found = core.services.nudges.outlook(workspace_of(core, workspace), None, days=days, team_key=team)
    for line in outlook_lines("en", found):
        typer.echo(line)
    if not found.planned:
        typer.echo(f"Nothing would be sent in the next {days} days.")
