"""`snag doctor` and `snag manifest`: what is wrong and what to do; and the app's description for Slack."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import httpx
import typer
from ruamel.yaml import YAML

from bot.cli.common import start_logging
from bot.config import Settings, read
from bot.errors import ConfigError, DeliveryError, Refused, StorageUnavailable
from bot.services.health import Health
from handlers.manifest import SCOPES, Door, manifest
from storage import migrate
from storage.db import Database
from storage.secrets import Secrets, keys_for

TIMEOUT = 10


class Form(StrEnum):
    JSON = "json"
    YAML = "yaml"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; `remedy` is what to do where it is not well. A `note` is advice, not a fault."""

    what: str
    well: bool
    said: str
    remedy: str = ""
    note: bool = False

    @property
    def mark(self) -> str:
        return "note " if self.note else "ok   " if self.well else "WRONG"


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)
    app.command(name="manifest")(print_manifest)


def print_manifest(form: Annotated[Form, typer.Option("--format", help="json or yaml")] = Form.JSON) -> None:
    """Print the app's manifest: paste it at api.slack.com/apps, 'Create New App', 'From a manifest'."""
    made = manifest(Door(read().snag_public_url))
    if form is Form.JSON:
        typer.echo(json.dumps(made, indent=2))
        return
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(made, out)
    typer.echo(out.getvalue(), nl=False)


def doctor() -> None:
    """Check tokens, scopes, database and settings; say in plain words what is wrong and what to do."""
    settings = read()
    start_logging("ERROR")
    findings = asyncio.run(_examine(settings))
    for finding in findings:
        typer.echo(f"{finding.mark} {finding.what}: {finding.said}")
        if finding.remedy:
            typer.echo(f"      → {finding.remedy}")
    wrong = sum(not finding.well for finding in findings)
    typer.echo("All is well." if not wrong else f"{wrong} of {len(findings)} need attention.")
    if wrong:
        raise typer.Exit(1)


async def _examine(settings: Settings) -> list[Finding]:
    return [*_environment(settings), *_database(settings), *[one async for one in _slack(settings)]]


def _environment(settings: Settings) -> Iterator[Finding]:
    try:
        settings.require_slack()
        yield Finding("Environment", True, "the Slack variables are there")
    except ConfigError as error:
        yield Finding("Environment", False, str(error), "see docs/install.md")
    if settings.snag_public_url and not settings.snag_public_url.startswith("https://"):
        yield Finding("Public address", False, f"SNAG_PUBLIC_URL is {settings.snag_public_url}",
                      "Slack sends requests to https:// only")
    try:
        Secrets(keys_for(settings.database_url, settings.snag_encryption_key))
    except ConfigError as error:
        yield Finding("Encryption key", False, str(error))
        return
    if settings.snag_encryption_key:
        yield Finding("Encryption key", True, "from SNAG_ENCRYPTION_KEY")
    else:
        yield Finding("Encryption key", True, "a file beside the database (snag.key)",
                      "keep a copy of it elsewhere, or put it in SNAG_ENCRYPTION_KEY", note=True)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        is_current = migrate.is_current(settings.database_url)
    except (StorageUnavailable, ConfigError, OSError) as error:
        yield Finding("Database", False, str(error).splitlines()[0], "check DATABASE_URL, and that the server answers")
        return
    if not is_current:
        yield Finding("Database", False, "the tables are not those of this version", "run: snag migrate")
        return
    yield Finding("Database", True, "answers, and the tables are those of this version")
    db = Database(settings.database_url)
    try:
        yield from _settings(Health(db))
    finally:
        db.close()


def _settings(health: Health) -> Iterator[Finding]:
    found = health.look()
    if not found.teams:
        yield Finding("Settings", False, "no teams: everything goes to triage",
                      "write a settings file (docs/settings.md) and run: snag config apply FILE")
    elif not found.has_triage:
        yield Finding("Settings", False, "no triage channel: what nobody can route stands on no card",
                      "set workspace: triage: channel in the settings")
    else:
        yield Finding("Settings", True, f"{found.teams} teams and a triage channel")
    for stuck in found.stuck:
        yield Finding("Waiting", False, f"{stuck.count} for {stuck.channel or 'Slack'}: {stuck.error}",
                      "mend that; Snag goes on trying by itself")


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    async with httpx.AsyncClient(base_url=settings.slack_api_url, timeout=TIMEOUT) as http:
        if settings.slack_bot_token:
            async for finding in _bot_token(http, settings.slack_bot_token):
                yield finding
        if settings.slack_app_token:
            yield await _app_token(http, settings.slack_app_token)


async def _bot_token(http: httpx.AsyncClient, token: str) -> AsyncIterator[Finding]:
    try:
        answer = await _post(http, "auth.test", token)
    except DeliveryError as error:
        yield Finding("Bot token", False, str(error), "copy it anew from 'OAuth & Permissions' into SLACK_BOT_TOKEN")
        return
    said = answer.json()
    yield Finding("Bot token", True, f"{said.get('user')} in {said.get('team')}")
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    if granted and (missing := [scope for scope in SCOPES if scope not in granted]):
        yield Finding("Scopes", False, f"not granted: {', '.join(missing)}",
                      "paste `snag manifest` into 'App Manifest' and install the app again")
    elif granted:
        yield Finding("Scopes", True, "all that are needed are granted")


async def _app_token(http: httpx.AsyncClient, token: str) -> Finding:
    try:
        await _post(http, "apps.connections.open", token)
    except DeliveryError as error:
        return Finding("App token", False, str(error),
                       "make one with connections:write at 'Basic Information', for SLACK_APP_TOKEN")
    return Finding("App token", True, "Socket Mode opens")


async def _post(http: httpx.AsyncClient, method: str, token: str) -> httpx.Response:
    try:
        answer = await http.post(method, headers={"Authorization": f"Bearer {token}"})
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Refused("no_answer", f"Slack does not answer ({type(error).__name__})") from error
    if not said.get("ok"):
        raise Refused(str(said.get("error")))
    return answer
