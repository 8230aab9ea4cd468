"""`snag tracker` as somebody at a terminal meets it; the tracker is a stand-in in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.checks import Finding, trackers
from bot.clock import Clock
from bot.config import Settings
from bot.errors import ConfigError, Invalid, NotFound
from bot.services.checkup import Checkup
from storage.db import Database
from storage.secrets import Secrets
from storage.tables import Log, Tracker
from tests.support.snag import KEY, apply_settings
from tests.support.trackers import SHAPES, StandIn, standing_in
from tests.support.trackers.jira import ACCOUNT
from tests.support.trackers.server import TOKEN, Reply
from tests.support.trackers.server import StandIn as Standing

GITHUB = ("payments", "github", "Larkfield/Web")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> str:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SNAG_ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("SNAG_PUBLIC_URL", "https://snag.example/")
    monkeypatch.setenv("LOGNAME", "admin")
    return sqlite_url


@pytest.fixture
def github() -> Iterator[Standing]:
    yield from _apart("github", "larkfield/web")


@pytest.fixture
def jira() -> Iterator[Standing]:
    yield from _apart("jira", "WEB")


def _apart(kind: str, project: str) -> Iterator[Standing]:
    """In a thread of its own: a command has an event loop of its own."""
    up, down, made = threading.Event(), asyncio.Event(), list[StandIn]()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with standing_in(SHAPES[kind], project, Clock()) as there:
            made.append(there)
            up.set()
            await down.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    up.wait()
    yield made[0]
    loop.call_soon_threadsafe(down.set)
    thread.join()
    loop.close()


def snag(*words: str, typed: str = TOKEN) -> Result:
    return CliRunner().invoke(app, ["tracker", *words], input=f"{typed}\n")


def stored(url: str) -> list[Tracker]:
    db = Database(url)
    with db.reading() as session:
        found = list(session.exec(select(Tracker)).all())
        for one in found:
            session.expunge(one)
    db.close()
    return found


def test_a_tracker_is_tried_kept_and_told_where_its_webhook_goes(github: Standing, here: str) -> None:
    said = snag("connect", *GITHUB, "--url", github.url, "--label", "customer")
    assert said.exit_code == 0, said.output
    [row] = stored(here)
    assert (row.team_key, row.kind, row.project, row.options) == ("payments", "github", "larkfield/web",
                                                                  {"label": "customer"})
    assert f"GitHub larkfield/web is connected: {row.id[-8:]}" in said.stdout
    assert "https://snag.example/hooks/" in said.stdout
    assert Secrets(KEY).open(row.token_sealed) == TOKEN
    assert str(Secrets(KEY).open(row.hook_sealed)) in said.stdout
    assert TOKEN not in said.stdout
    assert snag("list").stdout.splitlines()[1].split()[:4] == [row.id[-8:], "payments", "GitHub", "larkfield/web"]


def test_connecting_it_again_renews_the_token_and_keeps_the_webhook(github: Standing, here: str) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    [before] = stored(here)
    again = snag("connect", *GITHUB, "--url", github.url)
    [after] = stored(here)
    assert "was connected before" in again.stdout
    assert (after.id, after.hook_sealed) == (before.id, before.hook_sealed)
    assert after.token_sealed != before.token_sealed


def test_no_token_enters_the_log(github: Standing, here: str) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    db = Database(here)
    with db.reading() as session:
        lines = [one for one in session.exec(select(Log)).all() if one.act.startswith("tracker")]
        assert [(one.by, one.act) for one in lines] == [("cli:admin", "tracker_connected")]
        assert TOKEN not in str([one.detail for one in lines])
    db.close()


@pytest.mark.parametrize("words, typed, error, said", [
    (GITHUB, "wrong", ConfigError, "does not accept the token"),
    (("payments", "github", "larkfield/other"), TOKEN, ConfigError, "the project is not there"),
    (("payments", "github", "web"), TOKEN, ConfigError, "owner/name"),
    (("moon", "github", "larkfield/web"), TOKEN, Invalid, "error.no_such_team"),
    (GITHUB, "", ConfigError, "nothing came"),
])
def test_what_cannot_be_connected_is_said_and_not_kept(github: Standing, here: str, words: tuple[str, ...], typed: str,
                                                       error: type[Exception], said: str) -> None:
    found = snag("connect", *words, "--url", github.url, typed=typed).exception
    assert isinstance(found, error)
    assert said in str(found)
    assert stored(here) == []


def test_jira_says_what_else_it_needs(jira: Standing, here: str) -> None:
    words = ("connect", "payments", "jira", "web")
    assert "--url" in str(snag(*words).exception)
    assert "--account" in str(snag(*words, "--url", jira.url).exception)
    said = snag("connect", "payments", "jira", "WEB", "--url", jira.url, "--account", ACCOUNT, "--type", "Bug")
    assert said.exit_code == 0, said.exception
    assert [(one.project, one.account, one.options) for one in stored(here)] == [("WEB", ACCOUNT, {"type": "Bug"})]


def test_without_a_public_address_it_is_asked_instead(github: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SNAG_PUBLIC_URL")
    said = snag("connect", *GITHUB, "--url", github.url).stdout
    assert "/hooks/" not in said
    assert "every 15 minutes" in said


def test_checking_says_which_does_not_work(github: Standing) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    assert snag("check").stdout == "ok    GitHub larkfield/web (payments)\n"
    github.faults = [Reply(403, {"message": "no"})]
    wrong = snag("check")
    assert wrong.exit_code == 1
    assert wrong.stdout.startswith("WRONG GitHub, larkfield/web: the token may not do this")


def test_a_new_token_is_tried_before_it_is_kept(github: Standing, here: str) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    [row] = stored(here)
    assert isinstance(snag("token", row.id[-8:], typed="wrong").exception, ConfigError)
    assert Secrets(KEY).open(stored(here)[0].token_sealed) == TOKEN
    assert snag("token", row.id[-8:]).exit_code == 0
    assert snag("secret", row.id[-8:], typed="whsec_abc").exit_code == 0
    assert Secrets(KEY).open(stored(here)[0].hook_sealed) == "whsec_abc"
    assert isinstance(snag("token", "nothing", typed="x").exception, NotFound)


def test_a_removed_one_forgets_its_token(github: Standing, here: str) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    assert snag("remove", stored(here)[0].id[-8:]).exit_code == 0
    [row] = stored(here)
    assert (row.token_sealed, row.hook_sealed, row.archived_at is not None) == ("", "", True)
    assert snag("list").stdout.startswith("No tracker is connected")


def test_the_doctor_names_what_does_not_work(github: Standing, here: str) -> None:
    snag("connect", *GITHUB, "--url", github.url)
    [row] = stored(here)
    assert [one.said for one in findings(here)] == ["1 connected, and nothing is wrong with them"]
    db = Database(here)
    with db.transaction(row.workspace_id) as tx:
        tx.session.get_one(Tracker, (row.workspace_id, row.id)).trouble = "bad_token"
    db.close()
    [found] = findings(here)
    assert (found.well, found.remedy) == (False, f"give it a new one: snag tracker token {row.id[-8:]}")
    assert found.said == "GitHub, larkfield/web of payments: does not accept the token"


def findings(url: str) -> list[Finding]:
    db = Database(url)
    try:
        return list(trackers.look(Settings(snag_public_url="https://snag.example"),
                                  Checkup(db).look(Clock().now()).trackers))
    finally:
        db.close()
