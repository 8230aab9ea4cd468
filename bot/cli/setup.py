"""`snag migrate`, `snag config apply`, `snag config try`, `snag config export`: tables and settings."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import open_core, workspace_of
from bot.config import read
from bot.errors import ConfigError
from bot.views.misroutes import trial_lines
from storage import migrate as migrations

Workspace = Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")]


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    config = typer.Typer(no_args_is_help=True, help="Settings from and to a YAML file, the same as in Slack.")
    config.command()(apply)
    config.command("try")(try_)
    config.command()(export)
    app.add_typer(config, name="config")


def migrate() -> None:
    """Bring the database's tables up to this version; nothing is lost."""
    url = read().database_url
    before = migrations.current(url)
    migrations.upgrade(url)
    after = migrations.current(url)
    typer.echo("The tables are up to date." if before == after else f"The tables are now at {after}.")


def apply(file: Path, workspace: Workspace = None,
          replace: Annotated[bool, typer.Option(help="Archive teams and touchpoints the file does not name")] = False
          ) -> None:
    """Take settings from FILE. Applying twice changes nothing; an error applies nothing and says where it is."""
    text = _text_of(file)
    with open_core() as core:
        applied = core.configuration.apply(workspace_of(core, workspace), text, by=f"cli:{getpass.getuser()}",
                                           replace=replace)
    for change in applied.changed:
        what = f"{change.what} {change.key}".strip()
        typer.echo(f"{change.how} {what}" + (f" ({', '.join(change.fields)})" if change.fields else ""))
    if not applied.changed:
        typer.echo("Nothing to change.")


def try_(file: Path, workspace: Workspace = None,
         replace: Annotated[bool, typer.Option(help="Try it as --replace would apply it")] = False) -> None:
    """Say which of the last reports FILE would have moved to another team. Applies nothing."""
    with open_core() as core:
        found = core.trials.of_file(workspace_of(core, workspace), _text_of(file), replace_all=replace)
    for line in trial_lines("en", found):
        typer.echo(line)
    if found.asks_channel:
        typer.echo("Rules that ask for a Slack channel were left out: Snag does not keep where a report was written.")
    typer.echo(f"Nothing has changed. To apply it: snag config apply {file}" + (" --replace" if replace else ""))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} cannot be read: it is not text in UTF-8.") from error


def export(workspace: Workspace = None) -> None:
    """Print the settings as YAML."""
    with open_core() as core:
        typer.echo(core.configuration.export(workspace_of(core, workspace)), nl=False)
