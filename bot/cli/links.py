"""`snag link`: the link and QR picture that stand at a touchpoint."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import open_core, workspace_of
from bot.domain.people import LANGUAGES
from bot.errors import ConfigError
from bot.services.links import picture_of

PICTURES = ("png", "svg")


def add_to(app: typer.Typer) -> None:
    app.command()(link)


def link(
    touchpoint: Annotated[str, typer.Argument(help="The touchpoint's key in the settings")],
    locale: Annotated[str | None, typer.Option(help="en, ko or ja; without it, each visitor's browser decides")] = None,
    qr: Annotated[Path | None, typer.Option(help="Write its QR picture into this file (.png or .svg)")] = None,
    close: Annotated[bool, typer.Option("--close", help="Close all links of this touchpoint")] = False,
    workspace: Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")
                         ] = None,
) -> None:
    """Print the link of TOUCHPOINT, the same one each time: what customers write there becomes a report."""
    if locale is not None and locale not in LANGUAGES:
        raise ConfigError(f"--locale must be one of {', '.join(LANGUAGES)} (it is {locale!r}).")
    form = qr.suffix.lower().removeprefix(".") if qr else ""
    if qr is not None and form not in PICTURES:
        raise ConfigError(f"The picture's name must end in .png or .svg (it is {qr.name}).")
    with open_core() as core:
        links, workspace_id, by = core.services.links, workspace_of(core, workspace), f"cli:{getpass.getuser()}"
        if close:
            typer.echo(f"{links.close_standing(workspace_id, by, touchpoint)} closed.")
            return
        made = links.standing(workspace_id, by, touchpoint, locale=locale)
    if qr is not None:
        _write(qr, picture_of(made.url, "svg" if form == "svg" else "png"))
    typer.echo(made.url)


def _write(file: Path, picture: bytes) -> None:
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}.") from error
