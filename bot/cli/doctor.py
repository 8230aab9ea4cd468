"""`snag doctor` and `snag manifest`: what is wrong and what to do; and the app's description for Slack."""

import asyncio
import io
import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from ruamel.yaml import YAML

from bot.cli.checks import Finding, address, database, environment, slack
from bot.cli.common import start_logging
from bot.clock import Clock
from bot.config import Settings, read
from handlers.manifest import Door, manifest


class Form(StrEnum):
    JSON = "json"
    YAML = "yaml"


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)
    app.command(name="manifest")(print_manifest)


def print_manifest(form: Annotated[Form, typer.Option("--format", help="json or yaml")] = Form.JSON) -> None:
    """Print the app's manifest: paste it at api.slack.com/apps, 'Create New App', 'From a manifest'."""
    settings = read()
    made = manifest(Door(None if settings.slack_app_token else settings.snag_public_url))
    if form is Form.JSON:
        typer.echo(json.dumps(made, indent=2))
        return
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(made, out)
    typer.echo(out.getvalue(), nl=False)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For programs: all findings as JSON")] = False) -> None:
    """Check tokens, scopes, channels, database, clock, key and settings; say in plain words what to do."""
    settings = read()
    start_logging("ERROR")
    findings = asyncio.run(examine(settings, Clock()))
    wrong = sum(not finding.well for finding in findings)
    if as_json:
        typer.echo(json.dumps({"well": not wrong, "findings": [asdict(one) for one in findings]}, indent=2,
                              ensure_ascii=False))
    else:
        _say(findings, wrong)
    if wrong:
        raise typer.Exit(1)


def _say(findings: list[Finding], wrong: int) -> None:
    for finding in findings:
        typer.echo(f"{finding.mark} {finding.what}: {finding.said}")
        if finding.remedy:
            typer.echo(f"      → {finding.remedy}")
    typer.echo("All is well." if not wrong else f"{wrong} of {len(findings)} need attention.")


async def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Everything that can be looked at; changes nothing."""
    looked = database.look(settings, clock)
    return [*environment.variables(settings), *environment.key(settings, looked.sealed), *looked.findings,
            *await slack.look(settings, looked.workspaces, clock),
            *[one async for one in address.look(settings, clock)]]
