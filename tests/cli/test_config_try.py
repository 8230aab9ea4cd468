"""`snag config try` as somebody at a terminal meets it: what a change would have done, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import ConfigError
from storage.db import Database
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
    return tmp_path


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    db = Database(sqlite_url)
    services = services_on(db, StillClock())
    yield misrouted(Play(services, services.workspaces.ensure()))
    db.close()


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, ["config", *words])


def test_a_file_is_tried_and_not_applied(play: Play, here: Path) -> None:
    (here / "new.yaml").write_text("rules: [{when: {keyword: voucher}, team: app},"
                                   "{when: {channel: C0PAY}, team: delivery}]", encoding="utf-8")
    before = snag("export").stdout
    said = snag("try", "new.yaml").stdout.splitlines()
    assert said[:2] == ["This would have moved 3 of the last 11 reports.",
                        "By what people have said of these since: 3 right, 0 wrong, 0 not known."]
    assert said[2].startswith("#11 The voucher was refused, and no refund for 11: Payments → App")
    assert "What Snag has learned is left out" in said[-3]
    assert "Slack channel were left out" in said[-2]
    assert said[-1] == "Nothing has changed. To apply it: snag config apply new.yaml"
    assert snag("export").stdout == before


def test_a_file_that_cannot_be_applied_cannot_be_tried(here: Path) -> None:
    (here / "wrong.yaml").write_text("teams:\n  - {key: payments, chanel: C0PAY}\n", encoding="utf-8")
    for words in (("wrong.yaml",), ("nowhere.yaml",)):
        tried, applied = snag("try", *words).exception, snag("apply", *words).exception
        assert isinstance(tried, ConfigError)
        assert str(tried) == str(applied)
