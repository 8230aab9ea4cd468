"""`snag doctor` and `snag manifest` as somebody types them: what is printed, for people and programs, and the exit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.support.apart import SlackApart, slack_apart
from tests.support.snag import KEY, SETTINGS

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL",
             "SNAG_ENCRYPTION_KEY", "SNAG_PUBLIC_URL", "PORT", "LOG_LEVEL")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder and an empty environment."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def apart() -> Iterator[SlackApart]:
    with slack_apart() as made:
        yield made


@pytest.fixture
def settled(bare: Path, apart: SlackApart) -> dict[str, str]:
    """The environment of a Snag with Larkfield's settings that was never started."""
    environment = apart.environment(f"sqlite:///{bare}/snag.db") | {"LOGNAME": "admin"}
    snag("config", "apply", str(SETTINGS), **environment)
    return environment


def snag(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), env=environment)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_healthy_snag_is_told_to_be_well(settled: dict[str, str]) -> None:
    result = snag("doctor", **settled)
    assert result.output.splitlines()[-1] == "All is well."
    assert result.exit_code == 0


def test_each_fault_has_its_remedy_below_it_and_they_are_counted(settled: dict[str, str]) -> None:
    result = snag("doctor", **settled | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
    lines = result.output.splitlines()
    at = lines.index("WRONG Bot token: invalid_auth")
    assert lines[at + 1] == "      → copy it anew from 'OAuth & Permissions' into SLACK_BOT_TOKEN"
    assert lines[-1].startswith("1 of ")
    assert result.exit_code == 1


def test_without_anything_each_thing_is_named_that_is_missing(bare: Path) -> None:
    result = snag("doctor")
    assert "WRONG Environment: Snag needs SLACK_BOT_TOKEN" in result.output
    assert "WRONG Database: there are no tables yet" in result.output
    assert result.exit_code == 1


def test_a_doctor_that_comes_first_makes_nothing(bare: Path) -> None:
    snag("doctor")
    assert list(bare.iterdir()) == []


def test_a_doctor_that_comes_later_changes_nothing(bare: Path, settled: dict[str, str]) -> None:
    before = contents(bare)
    snag("doctor", **settled)
    assert contents(bare) == before


def test_programs_read_the_same(settled: dict[str, str]) -> None:
    result = snag("doctor", "--json", **settled)
    said = json.loads(result.stdout)
    assert (said["well"], result.exit_code) == (True, 0)
    assert {"what": "Bot token", "well": True, "said": "snag in Larkfield", "remedy": "", "note": False
            } in said["findings"]


def test_programs_read_what_is_wrong(bare: Path) -> None:
    result = snag("doctor", "--json")
    said = json.loads(result.stdout)
    assert (said["well"], result.exit_code) == (False, 1)
    assert {one["what"] for one in said["findings"] if not one["well"]} == {"Environment", "Database"}


def test_no_secret_is_printed(settled: dict[str, str]) -> None:
    secret = {"SNAG_ENCRYPTION_KEY": KEY}
    for words in (("doctor",), ("doctor", "--json")):
        printed = snag(*words, **settled | secret).output
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
            assert settled[name] not in printed
        assert KEY not in printed


def test_the_manifest_in_yaml_says_the_same() -> None:
    as_yaml = YAML(typ="safe", pure=True).load(snag("manifest", "--format", "yaml").output)
    assert as_yaml == json.loads(snag("manifest").output)


def test_with_a_public_address_slack_comes_by_http() -> None:
    made = json.loads(snag("manifest", SNAG_PUBLIC_URL="https://snag.example/").output)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == "https://snag.example/slack/events"


def test_with_an_app_token_slack_comes_by_socket_whatever_the_address() -> None:
    made = json.loads(snag("manifest", SNAG_PUBLIC_URL="https://snag.example/", SLACK_APP_TOKEN="xapp-1").output)
    assert made["settings"]["socket_mode_enabled"] is True
