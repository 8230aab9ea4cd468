"""The `snag` command: each file beside this one adds its commands. An error is one sentence and exit status 1 or 2."""

import sys

import typer

from bot.cli import (
    data,
    demo,
    doctor,
    links,
    nudges,
    reindex,
    routing,
    serve,
    setup,
    themes,
    timelines,
    tokens,
    trackers,
    webhooks,
)
from bot.errors import ConfigError, PersonError, SnagError
from bot.text import say

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None,
                  help="Snag: small customer annoyances, brought to the team that can fix them.")
serve.add_to(app)
demo.add_to(app)
doctor.add_to(app)
setup.add_to(app)
data.add_to(app)
links.add_to(app)
nudges.add_to(app)
reindex.add_to(app)
routing.add_to(app)
themes.add_to(app)
tokens.add_to(app)
timelines.add_to(app)
trackers.add_to(app)
webhooks.add_to(app)


def main() -> None:
    """The entry point of `snag` and of `python -m bot`."""
    try:
        app()
    except ConfigError as error:
        typer.echo(f"snag: {error}", err=True)
        sys.exit(2)
    except PersonError as error:
        typer.echo(f"snag: {say('en', error.key, **error.args_of_key)}", err=True)
        sys.exit(1)
    except SnagError as error:
        typer.echo(f"snag: {error}", err=True)
        sys.exit(1)
