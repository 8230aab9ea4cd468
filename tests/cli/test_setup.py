"""Commands that set up: migrate and config; and what is said when something is missing."""

import json
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import ConfigError
from bot.sandbox.company import load
from storage import migrate

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL",
             "SNAG_ENCRYPTION_KEY", "SNAG_PUBLIC_URL", "PORT", "LOG_LEVEL")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder and an empty environment."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def snag(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), env=environment)


def settings_file(folder: Path) -> str:
    file = folder / "settings.yaml"
    file.write_text(load().settings_yaml, encoding="utf-8")
    return str(file)


def test_migrate_makes_the_tables_and_then_has_nothing_to_do(bare: Path) -> None:
    first, second = snag("migrate"), snag("migrate")
    assert "The tables are now at" in first.output
    assert second.output == "The tables are up to date.\n"
    assert migrate.is_current(f"sqlite:///{bare}/snag.db")


def test_settings_applied_twice_change_nothing_the_second_time(bare: Path) -> None:
    file = settings_file(bare)
    first, second = snag("config", "apply", file), snag("config", "apply", file)
    assert "added team payments" in first.output
    assert second.output == "Nothing to change.\n"


def test_exported_settings_can_be_applied(bare: Path) -> None:
    snag("config", "apply", settings_file(bare))
    (bare / "exported.yaml").write_text(snag("config", "export").output, encoding="utf-8")
    assert snag("config", "apply", "exported.yaml").output == "Nothing to change.\n"


def test_a_mistake_in_the_settings_names_its_line(bare: Path) -> None:
    (bare / "wrong.yaml").write_text("teams:\n  - {key: payments, chanel: C0PAY}\n", encoding="utf-8")
    result = snag("config", "apply", "wrong.yaml")
    assert isinstance(result.exception, ConfigError)
    assert "line 2" in str(result.exception)


def test_a_settings_file_that_is_not_there_is_said_so() -> None:
    result = snag("config", "apply", "nowhere.yaml")
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception) == "nowhere.yaml cannot be read: No such file or directory."


def test_a_settings_file_that_is_no_text_is_said_so(bare: Path) -> None:
    (bare / "picture.yaml").write_bytes(b"\xff\xd8")
    result = snag("config", "apply", "picture.yaml")
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception) == "picture.yaml cannot be read: it is not text in UTF-8."


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_all_missing_variables_are_named_in_one_message(command: str) -> None:
    result = snag(command)
    assert isinstance(result.exception, ConfigError)
    assert "SLACK_BOT_TOKEN" in str(result.exception)
    assert "SLACK_APP_TOKEN" in str(result.exception)


def test_a_variable_that_cannot_be_used_is_named() -> None:
    result = snag("migrate", PORT="many")
    assert isinstance(result.exception, ConfigError)
    assert "PORT" in str(result.exception)


def test_an_api_address_of_another_form_is_refused() -> None:
    result = snag("run", SLACK_BOT_TOKEN="x", SLACK_APP_TOKEN="x", SLACK_API_URL="http://127.0.0.1:1")
    assert isinstance(result.exception, ConfigError)
    assert "must end in /api/" in str(result.exception)


def test_the_key_file_is_for_its_owner_alone(bare: Path) -> None:
    snag("config", "apply", settings_file(bare))
    assert (bare / "snag.key").stat().st_mode & 0o777 == 0o600


def test_a_log_line_finds_standard_error_where_it_is_now(capsys: pytest.CaptureFixture[str]) -> None:
    """A stream that was replaced and closed since the start must not turn a log line into an error."""
    snag("doctor")
    structlog.get_logger().error("still heard")
    assert json.loads(capsys.readouterr().err)["event"] == "still heard"
