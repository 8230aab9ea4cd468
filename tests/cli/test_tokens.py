"""`snag token` as somebody at a terminal meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.api_tokens import named_in
from bot.errors import ConfigError
from tests.support.snag import KEY, apply_settings


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SNAG_ENCRYPTION_KEY", KEY)


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, ["token", *words])


def test_a_token_is_made_shown_once_listed_and_revoked() -> None:
    assert "snag token create" in snag("list").stdout
    made = snag("create", "crm", "--scope", "reports:write", "--scope", "surveys:read")
    assert made.exit_code == 0
    token = made.stdout.strip()
    assert named_in(token) is not None
    assert "only time" in made.stderr
    listed = snag("list").stdout
    assert token not in listed
    assert "reports:write surveys:read" in listed
    assert "never" in listed
    assert snag("revoke", "crm").stdout == "crm is revoked.\n"
    assert "revoked 2" in snag("list").stdout


@pytest.mark.parametrize("words", [["create", "crm"], ["create", "crm", "--scope", "all"], ["revoke", "crm"]])
def test_what_cannot_be_done_is_said(words: list[str]) -> None:
    assert isinstance(snag(*words).exception, ConfigError)
