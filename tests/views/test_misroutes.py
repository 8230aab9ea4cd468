"""Proposed rules in a Home and in their form: what people wrote stays plain, and Slack takes it in every language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.misroutes import LONGEST, RuleTried, Shown
from bot.domain.trials import Moved, Trial, Verdict
from bot.sandbox.slack.block_kit import view_complaints
from bot.views.home import home
from bot.views.misroutes import MOVED_SHOWN, carried_rule, read_rule, trial_lines, try_form
from tests.views import values
from tests.views.test_home import buttons, full, of, size, words

LANGUAGES = ("en", "ko", "ja")
HEADINGS = {"en": "Reports that went to the wrong team", "ko": "다른 팀으로 잘못 간 제보",
            "ja": "別のチームに届いた報告"}
BY_RULES = ("This compares rules, touchpoints and keywords alone. What Snag has learned is left out, so a report may "
            "have gone elsewhere.")
VOUCHER = Shown("Payments", "app", "App", "voucher", 4)

KEYWORDS = values.words.map(lambda said: " ".join(said.split())[:LONGEST].strip()).filter(bool)
MOVED = st.builds(Moved, values.numbers, values.titles, st.none() | values.names, st.none() | values.names,
                  st.sampled_from(Verdict))
TRIALS = st.lists(MOVED, max_size=50).map(lambda moved: Trial(50, tuple(moved)))
PROPOSED = st.builds(Shown, st.none() | values.names, values.KEYS, values.names, KEYWORDS, st.integers(3, 10**6))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(tried=st.builds(RuleTried, values.KEYS, values.names, KEYWORDS, TRIALS))
def test_the_form_of_a_rule_is_one_that_slack_takes(language: str, tried: RuleTried) -> None:
    view = try_form(language, tried)
    assert view_complaints(view) == []
    assert "mrkdwn" not in words(view)
    assert read_rule(view["private_metadata"]) == (tried.team_key, tried.keyword)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(shown=st.lists(PROPOSED, max_size=3))
def test_a_home_with_proposals_is_one_that_slack_takes(language: str, shown: list[Shown]) -> None:
    view = home(language, of(misroutes=tuple(shown)))
    assert view_complaints(view, "home") == []
    assert "mrkdwn" not in words(view)
    assert (HEADINGS[language] in words(view)) == bool(shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("teams", [0, 4, 100])
def test_the_fullest_home_has_room_for_a_proposal(language: str, teams: int) -> None:
    long = Shown("W" * 80, "k" * 60, "W" * 80, "W" * LONGEST, 10**6)
    view = home(language, type(crowded := full(teams))(**{
        name: getattr(crowded, name) for name in crowded.__slots__} | {"misroutes": (long,) * 3}))
    assert view_complaints(view, "home") == []
    assert size(view) <= 13_000
    assert HEADINGS[language] in words(view)


@pytest.mark.parametrize("shown, said", [
    (VOUCHER, "4 reports with “voucher” went to Payments and belonged to App."),
    (Shown(None, "app", "App", "voucher", 3), "3 reports with “voucher” went to triage and belonged to App."),
])
def test_a_proposal_says_which_way_was_wrong(shown: Shown, said: str) -> None:
    view = home("en", of(misroutes=(shown,)))
    assert said in words(view)
    assert [(one["action_id"], read_rule(one["value"]), one["accessibility_label"]) for one in buttons(view)
            if one["action_id"].endswith("_rule")] == [
        ("try_rule", ("app", "voucher"), "Try it: voucher"), ("dismiss_rule", ("app", "voucher"), "Dismiss: voucher")]


def test_a_keyword_with_a_colon_survives_its_button() -> None:
    assert read_rule(carried_rule("app", "error: 12")) == ("app", "error: 12")
    assert read_rule("") == ("", "")


def moved(number: int, verdict: Verdict) -> Moved:
    return Moved(number, "No voucher", "Payments", None, verdict)


@pytest.mark.parametrize("trial, lines", [
    (Trial(0), ["There is no report yet to try it on."]),
    (Trial(50), ["This would have moved none of the last 50 reports.", BY_RULES]),
    (Trial(50, (moved(7, Verdict.RIGHT), moved(5, Verdict.WRONG), moved(4, Verdict.NOT_KNOWN))), [
        "This would have moved 3 of the last 50 reports.",
        "By what people have said of these since: 1 right, 1 wrong, 1 not known.",
        "#7 No voucher: Payments → Triage (right)", "#5 No voucher: Payments → Triage (wrong)",
        "#4 No voucher: Payments → Triage (not known)", BY_RULES]),
])
def test_a_trial_says_how_many_which_and_whether_rightly(trial: Trial, lines: list[str]) -> None:
    assert trial_lines("en", trial) == lines


def test_what_there_is_no_room_for_is_counted() -> None:
    lines = trial_lines("en", Trial(50, tuple(moved(number, Verdict.RIGHT) for number in range(MOVED_SHOWN + 3))))
    assert len(lines) == 2 + MOVED_SHOWN + 2
    assert lines[-2:] == ["and 3 more", BY_RULES]
