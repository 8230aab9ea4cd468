"""`snag token`: keys to the API, shown once, listed, revoked."""

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import open_core, workspace_of
from bot.domain.api_tokens import Scope, TokenLine

Workspace = Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")]


def add_to(app: typer.Typer) -> None:
    token = typer.Typer(no_args_is_help=True, help="Tokens by which other systems use the API.")
    token.command()(create)
    token.command(name="list")(listed)
    token.command()(revoke)
    app.add_typer(token, name="token")


def create(
        name: Annotated[str, typer.Argument(help="What it is for: crm, website, ...")],
        scope: Annotated[list[str] | None, typer.Option(
            help=f"What it may do, once for each: {', '.join(Scope)}")] = None,
        workspace: Workspace = None) -> None:
    """Print a new token. It is shown this once, so put it where it is needed now."""
    with open_core() as core:
        typer.echo(core.services.tokens.create(workspace_of(core, workspace), name, scope or (), by=_user()))
    typer.echo("This is the only time it is shown. `snag token revoke` ends it.", err=True)


def listed(workspace: Workspace = None) -> None:
    """Show all tokens: what they may do, and when they were last used."""
    with open_core() as core:
        lines = core.services.tokens.listed(workspace_of(core, workspace))
    if not lines:
        typer.echo("No tokens yet. Make one: snag token create crm --scope reports:write")
        return
    table = Table("Name", "Scopes", "Made", "By", "Last used", box=None, pad_edge=False)
    for line in lines:
        table.add_row(line.name, " ".join(line.scopes), f"{line.created_at:%Y-%m-%d}", line.created_by, _use(line))
    Console(soft_wrap=True).print(table)


def revoke(name: str, workspace: Workspace = None) -> None:
    """The token NAME opens nothing from now on."""
    with open_core() as core:
        core.services.tokens.revoke(workspace_of(core, workspace), name, by=_user())
    typer.echo(f"{name} is revoked.")


def _use(line: TokenLine) -> str:
    if line.revoked_at is not None:
        return f"revoked {line.revoked_at:%Y-%m-%d}"
    return f"{line.used_on:%Y-%m-%d}" if line.used_on else "never"


def _user() -> str:
    return f"cli:{getpass.getuser()}"
