"""`snag webhook` as somebody at a terminal meets it."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.event_schema import schema
from bot.domain.events import EventType
from bot.domain.webhooks import is_secret
from bot.errors import ConfigError, Invalid, NotFound
from tests.support.receiver import Receiver, receiver
from tests.support.snag import KEY, apply_settings

URL = "https://hooks.example.com/snag"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SNAG_ENCRYPTION_KEY", KEY)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver in a thread of its own, since a command runs its own loop."""
    monkeypatch.setenv("SNAG_WEBHOOKS_ALLOW_PRIVATE", "1")
    loop, made, up = asyncio.new_event_loop(), [], threading.Event()
    ended = asyncio.Event()

    async def serve() -> None:
        async with receiver() as listening:
            made.append(listening)
            up.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert up.wait(10)
    yield made[0]
    loop.call_soon_threadsafe(ended.set)
    thread.join(10)
    loop.close()


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, ["webhook", *words])


def added(url: str = URL, *words: str) -> tuple[str, str]:
    """The id and the secret of a new one."""
    said = snag("add", url, *words).stdout.split()
    return said[1], said[-1]


def test_a_secret_is_shown_once_and_made_anew() -> None:
    id_, secret = added(URL, "--event", "report.created")
    assert is_secret(secret)
    listed = snag("list").stdout
    assert listed == f"{id_}  {URL}\n  report.created\n  works\n"
    fresh = snag("rotate", id_).stdout.split()[-1]
    assert is_secret(fresh)
    assert fresh != secret


def test_without_any_each_command_says_what_to_do() -> None:
    assert "snag webhook add URL" in snag("list").stdout
    assert "Nothing was to be sent" in snag("log").stdout


def test_a_removed_one_is_gone() -> None:
    id_, _ = added()
    assert URL in snag("remove", id_).stdout
    assert "no webhooks" in snag("list").stdout


def test_a_try_arrives_signed_and_says_so(there: Receiver) -> None:
    id_, there.secret = added(there.url)
    said = snag("test", id_)
    assert (said.exit_code, there.types()) == (0, ["webhook.test"])
    assert said.stdout.startswith("It arrived: HTTP 204")
    there.answer([500])
    said = snag("test", id_)
    assert (said.exit_code, said.stdout) == (1, "It did not arrive: HTTP 500.\n")
    assert "Nothing was to be sent" in snag("log").stdout, "a try is no event"


def test_events_and_their_schema_are_printed() -> None:
    assert snag("events").stdout.split() == list(EventType)
    assert json.loads(snag("schema").stdout) == schema()


@pytest.mark.parametrize("words, error, said", [
    (["add", "http://hooks.example.com/"], Invalid, "not_https"),
    (["add", "https://127.0.0.1/"], Invalid, "not_public"),
    (["add", URL, "--event", "moon.rises"], Invalid, "no_such_event"),
    (["remove", "nobody"], NotFound, "not_found"),
    (["test", "nobody"], NotFound, "not_found"),
    (["log", "nobody"], NotFound, "not_found"),
    (["redeliver"], ConfigError, "Say what to send again"),
    (["redeliver", "0198"], NotFound, "no_event"),
    (["redeliver", "--since", "yesterday"], ConfigError, "must be a day or a moment"),
])
def test_what_cannot_be_done_is_said(words: list[str], error: type[Exception], said: str) -> None:
    found = snag(*words).exception
    assert isinstance(found, error)
    assert said in str(found)


def test_sending_again_counts_what_goes() -> None:
    added()
    assert snag("redeliver", "--failed").stdout.startswith("0 on the way")
    assert snag("redeliver", "--since", "2026-03-02T09:30").stdout.startswith("0 on the way")
