"""`snag demo`: the page is there, the clock brings what is due, and Ctrl+C leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.sandbox.demo import Sandbox, opened
from bot.sandbox.slack.state import instant
from bot.views.ids import Action, Callback, Field
from handlers.manifest import Door, manifest
from tests.support import databases

SECONDS = 120
PROMPT = timedelta(minutes=1)
"""Within this much of its time something happens: real time passes while a busy machine carries it out."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", "demo", *arguments]


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running demo and the address it printed."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command("--no-open", "--port", "0", *arguments), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield process, next(word for word in line.split() if word.startswith("http"))
        finally:
            process.kill()


def asked(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        found: dict[str, Any] = json.load(response)
    return found


def refused(*arguments: str) -> tuple[int, str]:
    line = command("--no-open", *arguments)
    done = subprocess.run(line, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.returncode, done.stderr


def test_a_report_typed_in_the_page_is_answered_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    with demo(tmp_path, "--empty") as (process, url):
        with urllib.request.urlopen(url, timeout=SECONDS) as page:
            assert b"<html" in page.read()
        typed = {"as": "U0RITA", "channel": "C0GENERAL", "text": "/snag charged twice"}
        assert asked(f"{url}sandbox/api/slash", typed)["ok"] is True
        seen = asked(f"{url}sandbox/api/messages?as=U0RITA&channel=C0GENERAL")
        assert "#1" in json.dumps(seen)
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=SECONDS)
    assert (process.returncode, complained, said.strip()) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_in_the_middle_of_the_month_ends_quietly_too(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=SECONDS)
    assert (process.returncode, complained) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_ends_in_one_sentence_that_says_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, said = refused("--port", str(port))
    assert (status, said.count("\n")) == (2, 1)
    assert f"Port {port} is taken" in said
    assert f"snag demo --port {port + 1}" in said


def test_a_kept_database_is_not_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("somebody's")
    status, said = refused("--keep", str(kept))
    assert status == 2
    assert "name a new file" in said
    assert kept.read_text() == "somebody's"


def test_a_kept_database_is_there_afterwards_and_nothing_else_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    with demo(tmp_path, "--empty", "--keep", str(folder / "kept.db")) as (process, _):
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)
    assert [file.name for file in folder.iterdir()] == ["kept.db"]


@pytest.fixture
async def sandbox(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Sandbox]:
    databases.sqlite_copy(sqlite_template, tmp_path)
    async with opened(tmp_path / "snag.db", MovableClock()) as held:
        await held.start_working()
        yield held


async def test_moving_the_clock_asks_how_it_is_now_before_the_page_hears_back(sandbox: Sandbox) -> None:
    rita, ana = sandbox.slack.as_person("U0RITA"), sandbox.slack.as_person("U0ANA")
    await rita.slash("C0GENERAL", "/snag charged twice for one coffee")
    card = await sandbox.slack.until(lambda: sandbox.slack.messages("C0PAY"))
    await ana.click(card[-1], "acknowledge")
    await sandbox.slack.until(lambda: "Acknowledged" in sandbox.slack.messages("C0PAY")[-1]["text"])
    await ana.click(sandbox.slack.messages("C0PAY")[-1], "more")
    await sandbox.slack.until(lambda: ana.view or {})
    await ana.click(ana.view or {}, "resolve")
    await sandbox.slack.until(lambda: (ana.view or {}).get("callback_id") == Callback.RESOLVE)
    await ana.submit({Field.WHAT_WAS_DONE: {Field.WHAT_WAS_DONE: "Asked the bank"}})
    await sandbox.slack.until(lambda: "Asked the bank" in json.dumps(sandbox.slack.messages(rita.dm)))
    await sandbox.slack.move_clock(timedelta(days=12))
    assert Action.ANSWER_GONE in json.dumps(sandbox.slack.messages(rita.dm)[-1])


async def test_what_falls_due_on_the_way_carries_its_own_time(sandbox: Sandbox) -> None:
    slack, rita, ana = sandbox.slack, sandbox.slack.as_person("U0RITA"), sandbox.slack.as_person("U0ANA")
    await rita.slash("C0GENERAL", "/snag charged twice for one coffee")
    card = await slack.until(lambda: slack.messages("C0PAY"))
    await ana.click(card[-1], "acknowledge")
    await slack.until(lambda: "Acknowledged" in slack.messages("C0PAY")[-1]["text"])
    await ana.click(slack.messages("C0PAY")[-1], "more")
    await slack.until(lambda: ana.view or {})
    await ana.click(ana.view or {}, "resolve")
    await slack.until(lambda: (ana.view or {}).get("callback_id") == Callback.RESOLVE)
    await ana.submit({Field.WHAT_WAS_DONE: {Field.WHAT_WAS_DONE: "Asked the bank"}})
    await slack.until(lambda: "Asked the bank" in json.dumps(slack.messages(rita.dm)))

    coming = await sandbox.coming()
    assert [item["at"] for item in coming] == sorted(item["at"] for item in coming)
    [asking] = [item for item in coming if item["kind"] == "ask"]
    digests = [item for item in coming if item["kind"] == "digest"]
    assert (asking["n"], asking["about"]) == (1, "#1")
    assert "U0RITA" not in json.dumps(coming)
    payments = next(item for item in digests if item["about"] == "Payments")

    before = len(slack.messages("C0PAY"))
    landed = await slack.move_clock(timedelta(days=20))
    said = slack.messages("C0PAY")[before:]
    first, *later = [instant(message["ts"]) for message in said]
    assert timedelta(0) <= first - datetime.fromisoformat(payments["at"]) < PROMPT
    assert landed - first > timedelta(days=12)
    asked = next(message for message in slack.messages(rita.dm) if Action.ANSWER_GONE in json.dumps(message))
    assert timedelta(0) <= instant(asked["ts"]) - datetime.fromisoformat(asking["at"]) < PROMPT
    assert {at.weekday() for at in (first, *later)} == {0}


async def test_snag_is_installed_as_its_manifest_says(sandbox: Sandbox) -> None:
    described = manifest(Door())
    offered = {one.callback_id for one in sandbox.slack.parts.world.shortcuts}
    assert offered == {one["callback_id"] for one in described["features"].get("shortcuts", [])}
    assert sandbox.slack.parts.tokens.scopes == set(described["oauth_config"]["scopes"]["bot"])
    assert sandbox.slack.parts.events.subscriptions == set(described["settings"]["event_subscriptions"]["bot_events"])


async def test_nothing_of_a_real_workspace_in_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, tmp_path: Path
) -> None:
    databases.sqlite_copy(sqlite_template, tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "SNAG_ENCRYPTION_KEY"):
        monkeypatch.setenv(name, "https://real.example/api/")
    async with opened(tmp_path / "snag.db", MovableClock()) as sandbox:
        used = sandbox.core.settings.model_dump(exclude={"database_url", "log_level"})
    assert "real.example" not in str(used)
