"""`snag routing` as somebody at a terminal meets it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.routing import yaml_line
from bot.clock import Clock
from bot.domain.annoyances import Move
from bot.domain.misroutes import Proposal
from bot.domain.settings import RulePart, read
from bot.errors import NotFound
from bot.services.misroutes import Misroutes
from storage.db import Database
from tests.support.cast import ADAM, MIA
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on
from tests.support.misrouted import misrouted
from tests.support.play import Play
from tests.support.snag import KEY, apply_settings


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Path:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SNAG_ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("LOGNAME", "admin")
    return tmp_path


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    """Larkfield after vouchers went to Payments, today by the machine's clock."""
    db = Database(sqlite_url)
    services = services_on(db, StillClock(Clock().now()))
    yield misrouted(Play(services, services.workspaces.ensure()))
    db.close()


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_day_old_snag_says_that_nothing_was_learned() -> None:
    said = snag("routing").stdout
    assert "Nothing has been learned yet" in said
    assert "None that anybody has told." in said
    assert "No reporter has been asked yet" in said


def test_it_says_what_was_learned_what_went_wrong_and_which_line_to_add(play: Play) -> None:
    found = snag("routing")
    assert found.exit_code == 0, found.exception
    assert "People said of 11 reports whose they are: 8 confirmed by the team, 3 corrected." in found.stdout
    assert "Payments 8, App 3." in found.stdout
    assert "  3 reports went to Payments and belonged to App: #9 #10 #11" in found.stdout
    assert "3 of them say “voucher”; of 8 reports of other teams 0 do. A rule:" in found.stdout
    assert '    - {when: {keyword: "voucher"}, team: app}' in found.stdout


def test_what_was_said_twice_of_a_report_is_counted_apart(play: Play) -> None:
    play.make(Move.ACKNOWLEDGE, 9, by=MIA)
    assert ("People said of 11 reports, 12 times in all, whose they are: 8 confirmed by the team, 3 corrected."
            in snag("routing").stdout)


def test_programs_get_the_same_as_json(play: Play) -> None:
    found = json.loads(snag("routing", "--json").stdout)
    assert found["routing"]["by_team"] == {"payments": 8, "app": 3}
    assert found["misroutes"] == [{"was": "payments", "team": "app", "numbers": [9, 10, 11], "rules": [
        {"when": {"keyword": "voucher"}, "team": "app", "numbers": [9, 10, 11], "others": 0, "of": 8}]}]
    assert found["dismissed"] == []
    assert found["upset"] == {"suggested": 0, "confirmed": 0, "denied": 0, "missed": 0, "unanswered": 0}


def test_what_was_dismissed_is_shown_on_wish_and_proposed_again(play: Play) -> None:
    Misroutes(play.services.db, play.services.clock).dismiss(play.workspace_id, ADAM, "app", "voucher", key="d")
    assert "voucher" not in snag("routing").stdout
    assert "by --again WORDS: “voucher” to App" in snag("routing", "--all").stdout
    assert "say “voucher”" in snag("routing", "--again", "voucher").stdout
    assert isinstance(snag("routing", "--again", "voucher").exception, NotFound)


@pytest.mark.parametrize("keyword", ["voucher", 'say "no": never', "바우처", "{a}", "#1", "no", "404"])
def test_the_line_is_one_that_the_settings_read(keyword: str) -> None:
    file, notes = read(f"rules:\n  {yaml_line(Proposal('app', keyword, (1, 2, 3), 0, 8))}")
    assert (file.rules, notes.problems) == ((RulePart((("keyword", keyword),), "app"),), [])
