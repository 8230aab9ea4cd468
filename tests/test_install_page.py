"""docs/install.md is true: its commands are there, its settings apply, and what it says one sees is what Snag says."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.app import build_core
from bot.config import Settings
from bot.text import say
from storage import migrate
from tests.source import PRODUCT, ROOT, modules
from tests.support import cast
from tests.support.clocks import StillClock
from tests.support.snag import office, settings_for
from tests.test_repository import snag_commands

PAGE = (ROOT / "docs/install.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS = next(text for kind, text in BLOCKS if kind == "yaml")


@cache
def said_in_code() -> str:
    """All texts of the product's code, values left out."""
    return "\n".join(node.value for module in modules(*PRODUCT) for node in ast.walk(module.tree)
                     if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_its_steps_are_numbered_without_a_gap() -> None:
    assert re.findall(r"^## (\d+)\.", PAGE, re.MULTILINE) == [str(n) for n in range(1, 8)]


def test_each_step_fits_on_a_screen() -> None:
    steps = re.split(r"^##? ", PAGE, flags=re.MULTILINE)
    assert [step.splitlines()[0] for step in steps if re.match(r"\d", step) and len(step.splitlines()) > 40] == []


def test_each_step_but_the_tokens_says_what_one_sees_when_it_worked() -> None:
    steps = [step for step in re.split(r"^#{1,2} ", PAGE, flags=re.MULTILINE) if re.match(r"\d", step)]
    assert [step[:2] for step in steps if "*It worked when*" not in step] == ["3."]


def test_each_command_that_it_names_is_there() -> None:
    named = set(re.findall(r"(?:^|`|=\S+ )snag ([a-z]+)", PAGE, re.MULTILINE))
    assert named
    assert named - snag_commands() == set()


def test_each_variable_of_the_environment_has_its_line() -> None:
    table = PAGE[PAGE.index("## All variables"):]
    rows = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    known = {name.upper() for name in Settings.model_fields}
    assert told == known - {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}  # read by nothing yet


def test_its_settings_have_ten_lines_and_bring_a_report_to_the_team(tmp_path: Path) -> None:
    assert len(SETTINGS.splitlines()) == 10
    url = f"sqlite:///{tmp_path}/snag.db"
    migrate.upgrade(url)
    core = build_core(settings_for(url), StillClock())
    applied = core.configuration.apply(core.services.workspaces.ensure(), SETTINGS, by=None)
    core.db.close()
    assert [f"{one.how} {one.what} {one.key}" for one in applied.changed if one.what == "team"] == [
        "added team payments"]


async def test_the_first_report_goes_as_it_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/snag.db"
    migrate.upgrade(url)
    async with office(url) as here:
        here.core.configuration.apply(here.snag.workspace_id, SETTINGS, by=None)
        await here.report(cast.RITA, "the refund never arrived")
        assert "Thank you. This is annoyance #1." in here.private(cast.RITA)[-1]["text"]
        card = here.card(cast.PAY)
        labels = [element["text"]["text"] for block in card["blocks"] if block["type"] == "actions"
                  for element in block["elements"]]
        assert labels[:2] == ["Acknowledge", "Not ours"]
        await here.click(cast.ANA, card, "acknowledge")
        assert "Payments has seen" in here.direct(cast.RITA)[-1]["text"]
    assert say("en", "report.stored", number=1) in PAGE


@pytest.mark.parametrize("said", [
    "Snag needs ", " is taken by another program", "Environment", "Database", "Channel", "Worker", "Scopes", "Clock",
    "Encryption key", "All is well.", "Socket Mode", "HTTP at /slack/events", "Snag is ready ("])
def test_what_it_says_snag_says_stands_in_the_code(said: str) -> None:
    assert said.strip() in PAGE.replace("`", "")
    assert said in said_in_code()


def test_its_links_within_the_page_lead_somewhere() -> None:
    headings = {re.sub(r"[^a-z0-9 -]", "", line.lower()).strip().replace(" ", "-")
                for line in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) - headings == set()
