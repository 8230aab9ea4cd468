"""`snag themes` as somebody at a terminal meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import build_core
from bot.cli import app
from bot.clock import Clock
from bot.config import Settings
from bot.domain.reports import Door, Draft
from tests.support import cast
from tests.support.snag import apply_settings

TOLD = ["The refund never arrived on the card", "Her refund has not arrived after a month"]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.delenv("SNAG_ENCRYPTION_KEY", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    core = build_core(Settings(database_url=sqlite_url), Clock())
    for text in TOLD:
        core.services.reports.take(core.services.workspaces.ensure(), cast.RITA, Draft(text), door=Door.SLASH, key=text)
    core.db.close()


def rows(*words: str) -> list[list[str]]:
    said = CliRunner().invoke(app, ["themes", *words])
    assert said.exit_code == 0, said.output
    return [line.split() for line in said.output.splitlines()]


def test_a_theme_has_counts_the_change_and_the_newest_numbers() -> None:
    _, theme, end = rows()
    assert theme[-5:] == ["2", "0", "+2", "#2", "#1"]
    assert "refund" in " ".join(theme).casefold()
    assert " ".join(end).startswith("Of 2 reports")


def test_a_team_without_reports_has_no_themes() -> None:
    assert rows("--team", "app", "--days", "7") == [
        "No two reports of the last 7 days are about the same thing.".split()]


def test_an_unknown_team_is_named() -> None:
    said = CliRunner().invoke(app, ["themes", "--team", "nobody"])
    assert said.exit_code != 0
