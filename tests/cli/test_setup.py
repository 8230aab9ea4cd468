"""Commands that set up: migrate, config, manifest, doctor; and what is said when something is missing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import ConfigError
from bot.sandbox.company import load
from handlers import COMMANDS, EVENTS
from handlers.manifest import SCOPES
from storage import migrate
from tests.support.apart import SlackApart, slack_apart

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL",
             "SNAG_ENCRYPTION_KEY", "SNAG_PUBLIC_URL", "PORT", "LOG_LEVEL")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder and an empty environment."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def apart() -> Iterator[SlackApart]:
    with slack_apart() as made:
        yield made


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
    assert "nowhere.yaml cannot be read" in str(result.exception)


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


def test_postgresql_without_a_key_does_not_start() -> None:
    result = snag("doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert result.exit_code == 1
    assert "SNAG_ENCRYPTION_KEY is missing" in result.output


def test_the_manifest_names_every_command_event_and_scope() -> None:
    made = json.loads(snag("manifest").output)
    assert [one["command"] for one in made["features"]["slash_commands"]] == list(COMMANDS)
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)
    assert set(made["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert made["settings"]["socket_mode_enabled"] is True


def test_the_manifest_in_yaml_says_the_same() -> None:
    as_yaml = YAML(typ="safe", pure=True).load(snag("manifest", "--format", "yaml").output)
    assert as_yaml == json.loads(snag("manifest").output)


def test_with_a_public_address_slack_comes_by_http() -> None:
    made = json.loads(snag("manifest", SNAG_PUBLIC_URL="https://snag.example/").output)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == "https://snag.example/slack/events"


def test_the_manifest_stays_within_slacks_limits() -> None:
    made = json.loads(snag("manifest").output)
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["bot_user"]["display_name"]) <= 80
    for command in made["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


def test_the_doctor_finds_a_healthy_snag_healthy(bare: Path, apart: SlackApart) -> None:
    snag("config", "apply", settings_file(bare))
    result = snag("doctor", **apart.environment(f"sqlite:///{bare}/snag.db"))
    assert result.output.splitlines()[-1] == "All is well."
    assert result.exit_code == 0


def test_the_doctor_says_for_each_trouble_what_to_do(bare: Path, apart: SlackApart) -> None:
    environment = apart.environment(f"sqlite:///{bare}/snag.db") | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    result = snag("doctor", **environment)
    assert result.exit_code == 1
    assert "WRONG Bot token: invalid_auth" in result.output
    assert "run: snag migrate" in result.output


def test_the_doctor_names_scopes_that_were_not_granted(bare: Path, apart: SlackApart) -> None:
    snag("config", "apply", settings_file(bare))
    held = set(apart.slack.parts.tokens.scopes)
    apart.slack.parts.tokens.scopes -= {"im:history"}
    try:
        result = snag("doctor", **apart.environment(f"sqlite:///{bare}/snag.db"))
    finally:
        apart.slack.parts.tokens.scopes |= held
    assert "WRONG Scopes: not granted: im:history" in result.output


def test_the_doctor_hears_when_slack_does_not_answer(bare: Path) -> None:
    result = snag("doctor", SLACK_BOT_TOKEN="x", SLACK_APP_TOKEN="x", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert "Slack does not answer" in result.output


def test_the_key_file_is_for_its_owner_alone(bare: Path) -> None:
    snag("config", "apply", settings_file(bare))
    assert (bare / "snag.key").stat().st_mode & 0o777 == 0o600


def test_a_log_line_finds_standard_error_where_it_is_now(capsys: pytest.CaptureFixture[str]) -> None:
    """A stream that was replaced and closed since the start must not turn a log line into an error."""
    snag("doctor")
    structlog.get_logger().error("still heard")
    assert json.loads(capsys.readouterr().err)["event"] == "still heard"
