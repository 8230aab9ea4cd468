"""`snag tracker`: connect a team with the project in which its issues are made; tokens come by the prompt or by a pipe,
never among the words of a command, which every other user of a machine can read."""

import asyncio
import getpass
import sys
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from bot.app import Core
from bot.cli.common import open_core, workspace_of
from bot.domain.trackers import HOMES, NAMES, Checked, Connection, Kind
from bot.errors import ConfigError
from bot.services.tracker_settings import Listed, Made, TrackerSettings, Wish
from bot.trackers import reaching
from bot.trackers.base import (
    BadToken,
    NoPermission,
    NotThere,
    ProjectGone,
    RateLimited,
    TrackerDown,
    TrackerError,
)

SHORT = 8
"""So many last letters of an id are enough to name a tracker."""
REMEDIES: dict[type[TrackerError], str] = {
    BadToken: "it does not accept the token: make a new one there, and mind which account it is for",
    NoPermission: "the token may not do this: it must be able to read and make issues",
    ProjectGone: "the project is not there, or the token may not see it: check its name and the token's rights",
    NotThere: "it is not there",
    RateLimited: "it asks for a pause: try again later",
    TrackerDown: "it does not answer: check the address and the network",
}
PASTE: dict[Kind, str] = {
    Kind.GITHUB: "In the repository: Settings, Webhooks, Add webhook. Content type application/json; choose "
                 "'Let me select individual events' and tick Issues.",
    Kind.GITLAB: "In the project: Settings, Webhooks, Add new webhook. Paste the secret as Secret token, tick Issues "
                 "events (and Confidential issues events). Where GitLab offers a signing token (whsec_...), generate "
                 "one there instead and give it to Snag: snag tracker secret {id}",
    Kind.JIRA: "As an administrator: Settings, System, WebHooks, Create. Paste the secret as Secret and tick updated "
               "and deleted below Issue.",
    Kind.LINEAR: "Settings, API, Webhooks, New webhook: tick Issues. Linear makes the secret itself and shows it "
                 "there; give it to Snag: snag tracker secret {id}",
}
Workspace = Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")]
Id = Annotated[str, typer.Argument(help="Its id, or the last letters of it, as `snag tracker list` shows them")]


def add_to(app: typer.Typer) -> None:
    tracker = typer.Typer(no_args_is_help=True, help="Issue trackers of teams: GitHub, GitLab, Jira, Linear.")
    for command, name in ((connect, "connect"), (check, "check"), (listed, "list"), (token, "token"),
                          (secret, "secret"), (remove, "remove")):
        tracker.command(name=name)(command)
    app.add_typer(tracker, name="tracker")


def connect(
        team: Annotated[str, typer.Argument(help="The team's key in the settings")],
        kind: Annotated[Kind, typer.Argument(help="github, gitlab, jira or linear")],
        project: Annotated[str, typer.Argument(help="owner/name, group/name, or the key before the number: WEB")],
        url: Annotated[str | None, typer.Option(help="Where its API answers; Jira always needs it: "
                                                     "https://larkfield.atlassian.net")] = None,
        account: Annotated[str | None, typer.Option(help="Jira: the e-mail address of the token's account")] = None,
        label: Annotated[str | None, typer.Option(help="A label for new issues")] = None,
        issue_type: Annotated[str | None, typer.Option("--type", help="Jira: kind of new issues, else Task")] = None,
        workspace: Workspace = None) -> None:
    """Connect PROJECT with TEAM, after trying its token; print where its webhook goes, and the webhook's secret."""
    to = _described(kind, project, url, account, {"label": label, "type": issue_type})
    with open_core() as core:
        workspace_id, settings = workspace_of(core, workspace), _settings(core)
        settings.check_team(workspace_id, team)
        to = Connection(kind, to.project, to.url, _secret_of(f"Token for {NAMES[kind]}"), to.account, to.options)
        checked = _tried(to)
        to = Connection(kind, checked.project, to.url, to.token, to.account, to.options)
        made = settings.connect(workspace_id, f"cli:{getpass.getuser()}", Wish(team, to))
        _say_connected(core, workspace_id, to, made, checked)


def check(tracker: Annotated[str | None, typer.Argument(help="Which one; without it, all")] = None,
          workspace: Workspace = None) -> None:
    """Try the tokens; what works again goes on at once."""
    with open_core() as core:
        workspace_id, settings = workspace_of(core, workspace), _settings(core)
        wrong = 0
        for one in settings.listed(workspace_id):
            if tracker is None or one.id.endswith(tracker):
                wrong += not _said_well(settings, workspace_id, one)
    if wrong:
        raise typer.Exit(1)


def listed(workspace: Workspace = None) -> None:
    """Show all connected trackers, and what is wrong with them."""
    with open_core() as core:
        rows = _settings(core).listed(workspace_of(core, workspace))
    if not rows:
        typer.echo("No tracker is connected. Connect one: snag tracker connect TEAM github owner/name")
        return
    table = Table("Id", "Team", "Kind", "Project", "Asked", "Trouble", box=None, pad_edge=False)
    for one in rows:
        asked = f"{one.swept_at:%Y-%m-%d %H:%M}" if one.swept_at else "not yet"
        table.add_row(one.id[-SHORT:], one.team_key, NAMES[one.kind], one.project, asked, one.trouble or "")
    Console(soft_wrap=True).print(table)


def token(tracker: Id, workspace: Workspace = None) -> None:
    """Give a tracker a new token, after trying it; what waited for it goes at once."""
    with open_core() as core:
        workspace_id, settings = workspace_of(core, workspace), _settings(core)
        to = settings.connection(workspace_id, tracker)
        new = _secret_of(f"Token for {NAMES[to.kind]}")
        _tried(Connection(to.kind, to.project, to.url, new, to.account, to.options))
        settings.give_token(workspace_id, f"cli:{getpass.getuser()}", tracker, new)
    typer.echo("The new token works, and is kept.")


def secret(tracker: Id, workspace: Workspace = None) -> None:
    """Give Snag the secret that the tracker made for its webhook."""
    with open_core() as core:
        _settings(core).give_secret(workspace_of(core, workspace), f"cli:{getpass.getuser()}", tracker,
                                    _secret_of("Secret of the webhook"))
    typer.echo("The secret is kept.")


def remove(tracker: Id, workspace: Workspace = None) -> None:
    """Use a tracker no longer. Its issues stay there; Snag forgets the token and hears no more."""
    with open_core() as core:
        _settings(core).remove(workspace_of(core, workspace), f"cli:{getpass.getuser()}", tracker)
    typer.echo("Removed. Delete its webhook and its token over there.")


def _settings(core: Core) -> TrackerSettings:
    return TrackerSettings(core.db, core.clock, core.names)


def _described(kind: Kind, project: str, url: str | None, account: str | None, options: dict[str, str | None]
               ) -> Connection:
    """What was typed, tidied. Raises `ConfigError` where something is missing."""
    address = (url or HOMES.get(kind, "")).rstrip("/")
    if not address.startswith(("https://", "http://")):
        raise ConfigError(f"{NAMES[kind]} needs --url https://...")
    if kind is Kind.JIRA and not account:
        raise ConfigError("Jira needs --account: the e-mail address of the account that the token belongs to.")
    if kind in (Kind.GITHUB, Kind.GITLAB) and "/" not in project.strip("/"):
        raise ConfigError(f"The project is written owner/name (it is {project!r}).")
    return Connection(kind, project.strip("/ "), address, "", account,
                      {name: value for name, value in options.items() if value})


def _secret_of(what: str) -> str:
    """From the prompt, unseen; from a pipe where there is no terminal."""
    typed = getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not typed.strip():
        raise ConfigError(f"{what}: nothing came. Type it at the prompt, or send it by a pipe.")
    return typed.strip()


def _tried(to: Connection) -> Checked:
    """What the tracker says of the token. Raises `ConfigError` with what to do."""
    try:
        return asyncio.run(_check(to))
    except TrackerError as error:
        remedy = REMEDIES.get(type(error), "it refuses")
        said = f" ({error.said})" if error.said else ""
        raise ConfigError(f"{NAMES[to.kind]}, {to.project}: {remedy}{said}.") from error


async def _check(to: Connection) -> Checked:
    async with httpx.AsyncClient() as http:
        return await reaching(http)(to).check()


def _said_well(settings: TrackerSettings, workspace_id: str, one: Listed) -> bool:
    name = f"{NAMES[one.kind]} {one.project} ({one.team_key})"
    try:
        checked = _tried(settings.connection(workspace_id, one.id))
    except ConfigError as error:
        typer.echo(f"WRONG {error}")
        return False
    settings.works(workspace_id, one.id)
    may_not = "; it may not make issues" if checked.may_create is False else ""
    typer.echo(f"ok    {name}{may_not}")
    return True


def _say_connected(core: Core, workspace_id: str, to: Connection, made: Made, checked: Checked) -> None:
    typer.echo(f"{NAMES[to.kind]} {to.project} is connected: {made.id[-SHORT:]}")
    if checked.may_create is False:
        typer.echo("The token can read there and may not make issues: give it that right too.")
    if made.secret is None:
        typer.echo("It was connected before: its webhook stays as it is.")
        return
    base = (core.settings.snag_public_url or "").rstrip("/")
    if not base:
        typer.echo("SNAG_PUBLIC_URL is not set, so no webhook can reach Snag: it asks every 15 minutes instead.")
        return
    typer.echo("\nSo that Snag hears at once what happens there, make a webhook:")
    typer.echo(f"  Address: {base}{_settings(core).hook_path(workspace_id, made.id)}")
    if to.kind is not Kind.LINEAR:
        typer.echo(f"  Secret:  {made.secret}   (shown this once)")
    typer.echo(f"  {PASTE[to.kind].format(id=made.id[-SHORT:])}")
