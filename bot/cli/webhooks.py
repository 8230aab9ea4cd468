"""`snag webhook`: the addresses that hear of events, how it goes there, and sending again."""

import asyncio
import getpass
import json
import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.app import Core
from bot.cli.common import open_core, workspace_of
from bot.delivery.receivers import Receivers
from bot.delivery.webhook_topics import signed
from bot.domain.event_schema import schema as schema_of_events
from bot.domain.events import EventType
from bot.domain.parcels import Address, Try
from bot.errors import ConfigError, NotTaken

Named = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, the beginning of it, or its address")]
Workspace = Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")]


def add_to(app: typer.Typer) -> None:
    commands = typer.Typer(no_args_is_help=True, help="Outgoing webhooks: tell other systems what happens.")
    for command in (add, remove, enable, rotate, redeliver, events, schema):
        commands.command()(command)
    commands.command(name="list")(list_)
    commands.command(name="log")(log)
    commands.command(name="test")(try_)
    app.add_typer(commands, name="webhook")


def add(url: str,
        event: Annotated[list[str] | None, typer.Option(
            help="Only events of this type; more than one may be named, none means all")] = None,
        workspace: Workspace = None) -> None:
    """Let URL hear of what happens. Prints the secret that signs it: this once, and never again."""
    with open_core() as core:
        made = core.services.webhooks.add(workspace_of(core, workspace), _user(), url, event or ())
    typer.echo(f"Webhook {made.id} added. Try it with: snag webhook test {made.id}")
    _tell_secret(made)


def list_(workspace: Workspace = None) -> None:
    """The webhooks, and how each stands."""
    with open_core() as core:
        found = core.services.webhooks.all(workspace_of(core, workspace))
    for one in found:
        typer.echo(f"{one.id}  {one.url}\n  {', '.join(one.events) or 'all events'}\n  {_stands(one)}")
    if not found:
        typer.echo("There are no webhooks. Add one with: snag webhook add URL")


def remove(webhook: Named, workspace: Workspace = None) -> None:
    """Send nothing more there, not even what waits."""
    with open_core() as core:
        gone = core.services.webhooks.remove(workspace_of(core, workspace), _user(), webhook)
    typer.echo(f"Webhook {gone.id} to {gone.url} removed.")


def enable(webhook: Named, workspace: Workspace = None) -> None:
    """Switch on again what was switched off after failing. What was missed: snag webhook redeliver --failed."""
    with open_core() as core:
        back = core.services.webhooks.enable(workspace_of(core, workspace), _user(), webhook)
    typer.echo(f"Webhook {back.id} to {back.url} is on.")


def rotate(webhook: Named, workspace: Workspace = None) -> None:
    """Make a new secret. For a day the old one signs as well."""
    with open_core() as core:
        made = core.services.webhooks.rotate(workspace_of(core, workspace), _user(), webhook)
    typer.echo(f"Webhook {made.id} has a new secret; the old one holds for another day.")
    _tell_secret(made)


def try_(webhook: Named, workspace: Workspace = None) -> None:
    """Send an event of the type webhook.test now, and say what came back."""
    with open_core() as core:
        said = asyncio.run(_try(core, workspace_of(core, workspace), webhook))
    typer.echo(said)
    if not said.startswith("It arrived"):
        raise typer.Exit(1)


def log(webhook: Annotated[str | None, typer.Argument(metavar="WEBHOOK", help="Only this one's")] = None,
        limit: Annotated[int, typer.Option(min=1, max=1000, help="How many")] = 20,
        workspace: Workspace = None) -> None:
    """The last events, newest first, and how each stands with each webhook."""
    with open_core() as core:
        found = core.services.webhooks.tries(workspace_of(core, workspace), webhook, limit)
    for one in found:
        typer.echo(_line(one))
    if not found:
        typer.echo("Nothing was to be sent yet.")


def redeliver(
        event: Annotated[str | None, typer.Argument(help="The id of one event")] = None,
        failed: Annotated[bool, typer.Option("--failed", help="All that was given up")] = False,
        since: Annotated[str | None, typer.Option(
            help="Of what happened from then on, in UTC unless it says otherwise: 2026-03-02 or 2026-03-02T09:30")
        ] = None,
        webhook: Annotated[str | None, typer.Option(help="Only to this one")] = None,
        workspace: Workspace = None) -> None:
    """Send again, under the same ids: EVENT, what failed, or all since a moment. Events are kept for 30 days."""
    if event is None and not failed and since is None:
        raise ConfigError("Say what to send again: the id of an event, --failed, or --since.")
    with open_core() as core:
        sent = core.services.webhooks.redeliver(
            workspace_of(core, workspace), _user(), event_id=event, failed=failed, since=_moment(since), named=webhook)
    typer.echo(f"{sent} on the way. A running Snag sends them; `snag webhook log` says how it went.")


def events() -> None:
    """The types of events there are."""
    for one in EventType:
        typer.echo(str(one))


def schema() -> None:
    """Print the JSON Schema of all events."""
    typer.echo(json.dumps(schema_of_events(), indent=2))


async def _try(core: Core, workspace_id: str, named: str) -> str:
    parcel = core.services.webhooks.trial(workspace_id, named)
    receivers = Receivers(core.clock, allow_private=core.settings.snag_webhooks_allow_private)
    began = time.perf_counter()
    try:
        status = await receivers.send(signed(parcel, core.clock))
    except NotTaken as error:
        return f"It did not arrive: {error.error}."
    finally:
        await receivers.close()
    return f"It arrived: HTTP {status} after {time.perf_counter() - began:.1f} seconds."


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--since must be a day or a moment like 2026-03-02T09:30 (it is {text!r}).") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _stands(one: Address) -> str:
    if one.disabled_at:
        return f"switched off since {_at(one.disabled_at)} ({one.trouble}); on again: snag webhook enable {one.id}"
    return f"failing since {_at(one.failing_since)} ({one.trouble})" if one.failing_since else "works"


def _line(one: Try) -> str:
    why = f", {one.error}" if one.error else ""
    tries = f" after {one.failures} failed" if one.failures else ""
    return f"{one.event_id}  {_at(one.at)}  {one.type} to {one.webhook_id}: {_WORDS[one.state]}{tries}{why}"


_WORDS = {"waiting": "waits", "sending": "being sent", "done": "arrived", "dead": "given up"}


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _tell_secret(made: Address) -> None:
    typer.echo("Its secret, for the receiver to check signatures with; it is shown this once:")
    typer.echo(made.secret)


def _user() -> str:
    return f"cli:{getpass.getuser()}"
