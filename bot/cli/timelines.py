"""`snag timeline`: the story of one annoyance, for people or for programs."""

import getpass
from typing import Annotated

import typer

from bot.cli.common import open_core, workspace_of
from bot.domain.timeline import Form
from bot.views import timelines as views


def add_to(app: typer.Typer) -> None:
    app.command()(timeline)


def timeline(
        number: Annotated[int, typer.Argument(help="The annoyance's number")],
        form: Annotated[Form, typer.Option("--format", help="md for people, json for programs")] = Form.MARKDOWN,
        workspace: Annotated[str | None, typer.Option(
            help="Slack's id of the workspace (T...), where there are several")] = None) -> None:
    """Print all that happened to annoyance NUMBER, oldest first, by the workspace's clock."""
    with open_core() as core:
        workspace_id = workspace_of(core, workspace)
        told = core.services.timelines.export(workspace_id, number, by=f"cli:{getpass.getuser()}")
        settings = core.services.workspaces.directory(workspace_id)
        typer.echo(views.file(settings.locale, told, settings.zone, form).decode(), nl=False)
