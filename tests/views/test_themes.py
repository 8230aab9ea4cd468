"""What a Home says that reports are about, and that Slack takes it whatever was reported."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.home import ASSIGNED, MINE, Home, Listing
from bot.domain.report_themes import ReportTheme, ReportThemes
from bot.domain.reports import Visibility
from bot.sandbox.slack.block_kit import view_complaints
from bot.views.home import MOST_BLOCKS, MOST_CHARACTERS, home
from bot.views.ids import Action
from tests.views import values

LANGUAGES = ("en", "ko", "ja")
PRINTER = ReportThemes(30, 84, False, (ReportTheme("receipt printer", 7, 3, (17, 9)),))


def view(language: str, themes: ReportThemes | None) -> str:
    drawn = home(language, Home(False, Visibility.NAMED, Listing(MINE, (), 0), Listing(ASSIGNED, (), 0), themes=themes))
    assert view_complaints(drawn, "home") == []
    return json.dumps(drawn["blocks"], ensure_ascii=False)


SAYS = [
    ("en", "receipt printer: 7 reports, 3 in the 30 days before"),
    ("ko", "receipt printer: 제보 7건, 그 전 30일 동안 3건"),
    ("ja", "receipt printer: 報告 7 件、その前の30日間は 3 件"),
]


@pytest.mark.parametrize("language, said", SAYS)
def test_a_theme_has_its_counts_and_its_newest_annoyance(language: str, said: str) -> None:
    drawn = view(language, PRINTER)
    assert said in drawn
    assert f'"action_id": "{Action.OPEN}", "value": "17"' in drawn


def test_where_the_stretch_before_is_not_known_it_is_not_named() -> None:
    drawn = view("en", ReportThemes(30, 2000, True, (ReportTheme("receipt printer", 7, None, (17,)),)))
    assert '"receipt printer: 7 reports"' in drawn
    assert "The newest 2000 reports of the last 30 days" in drawn


def test_where_nothing_was_told_twice_it_says_so() -> None:
    assert "No two reports of the last 30 days are about the same thing." in view("en", ReportThemes(30, 1, False, ()))


def test_who_looks_after_no_team_has_no_such_section() -> None:
    assert "What reports are about" not in view("en", None)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15)
@given(names=st.lists(values.titles, min_size=1, max_size=12))
def test_any_name_is_one_that_slack_takes(language: str, names: list[str]) -> None:
    themes = ReportThemes(30, 2000, False, tuple(ReportTheme(name, 99, 98, (10_001, 10_000)) for name in names))
    drawn = view(language, themes)
    assert len(json.loads(drawn)) <= MOST_BLOCKS
    assert len(drawn) <= MOST_CHARACTERS
