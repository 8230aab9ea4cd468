"""A form and its reader: what the builder shows the reader finds, and an older layout is read as far as it goes."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import Resolution, TeamName
from bot.domain.people import Where
from bot.domain.reports import STORY_LIMIT, Draft
from bot.domain.wording import cut, tidy
from bot.sandbox.slack.elements import as_kept, chosen, interactive, state_values
from bot.views import annoyances, reports
from bot.views.annoyances import MoveState
from bot.views.blocks import Json
from bot.views.reports import FormState, MeTooState
from tests.views import values

LANGUAGES = ("en", "ko", "ja")


def filled(view: Json, typed: Mapping[str, object] | None = None) -> Json:
    """`state.values` of a form as Slack sends it: what it showed at first, and what was typed since."""
    blocks = as_kept(view["blocks"])
    fields = {found.key: found.element for found in interactive(blocks)}
    states = {(name, name): chosen(fields[(name, name)], value) for name, value in (typed or {}).items()
              if value is not None}
    return state_values(blocks, states)


def shown(text: str | None) -> str | None:
    """A text as a field can hold it."""
    return tidy(cut(text, STORY_LIMIT)) or None if text else None


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(draft=values.drafts, touchpoints=values.choices, teams=values.choices)
def test_a_report_form_gives_back_what_it_was_filled_with(
        language: str, draft: Draft, touchpoints: list[tuple[str, str]], teams: list[tuple[str, str]]) -> None:
    view = reports.report_form(language, draft, touchpoints, teams, FormState(unfolded=True))
    offered = {key for key, _ in touchpoints[:100]}, {key for key, _ in teams[:100]}
    assert reports.read_report_form(filled(view)) == Draft(
        shown(draft.text) or "", shown(draft.customer_words),
        draft.touchpoint if draft.touchpoint in offered[0] else None, draft.emotion, draft.matters_on,
        draft.how_known, draft.team if draft.team in offered[1] else None)


@settings(max_examples=25)
@given(draft=values.drafts)
def test_the_folded_report_form_is_read_as_far_as_it_goes(draft: Draft) -> None:
    view = reports.report_form("en", draft, [], [], FormState())
    assert reports.read_report_form(filled(view)) == Draft(shown(draft.text) or "", shown(draft.customer_words))


@settings(max_examples=25)
@given(said=values.resolutions)
def test_a_resolution_is_read_as_it_was_typed(said: Resolution) -> None:
    view = annoyances.resolve_form("ko", MoveState(1))
    typed = {"what_was_done": said.what_was_done, "for_customer": said.for_customer, "root_cause": said.root_cause,
             "prevention": said.prevention}
    assert annoyances.read_resolve_form(filled(view, typed)) == Resolution(
        tidy(said.what_was_done), tidy(said.for_customer) if said.for_customer else None, said.root_cause,
        tidy(said.prevention) if said.prevention else None)


@pytest.mark.parametrize("team, reason", [("app", "It is their button"), ("-", None)])
def test_another_team_and_a_reason_are_read_as_chosen(team: str, reason: str | None) -> None:
    view = annoyances.not_ours_form("ja", MoveState(1), [TeamName("app", "App")])
    state = filled(view, {"team": team, "reason": reason})
    assert annoyances.read_not_ours_form(state) == (None if team == "-" else team, reason)
    assert reports.read_team(state) == (None if team == "-" else team)


@pytest.mark.parametrize("after_fix", ["yes", "no"])
def test_a_me_too_is_read_as_it_was_typed(after_fix: str) -> None:
    view = reports.me_too_form("en", "x", MeTooState(1), words="", ask_after_fix=True)
    state = filled(view, {"story": "Mine neither", "after_fix": after_fix})
    assert reports.read_me_too_form(state) == ("Mine neither", after_fix == "yes")


def test_whoever_is_chosen_is_read() -> None:
    assert annoyances.read_assign_form(filled(annoyances.assign_form("en", MoveState(1), "U0ANA"))) == "U0ANA"
    assert annoyances.read_assign_form(filled(annoyances.assign_form("en", MoveState(1), None))) is None


@pytest.mark.parametrize("state", [{}, {"story": {}}, {"story": {"story": None}}, {"emotion": {"emotion": {
    "type": "radio_buttons", "selected_option": {"value": "an older word"}}}}, {"matters_on": {"matters_on": {
        "selected_date": "soon"}}}, {"how_known": {"how_known": {"selected_option": None}}}])
def test_a_form_of_another_version_is_read_as_far_as_it_goes(state: dict[str, Any]) -> None:
    assert reports.read_report_form(state) == Draft("")
    assert annoyances.read_resolve_form(state) == Resolution("")
    assert annoyances.read_not_ours_form(state) == (None, None)
    assert annoyances.read_assign_form(state) is None
    assert reports.read_me_too_form(state) == (None, False)


@given(number=values.numbers, where=st.none() | st.builds(Where, st.just("C0PAY"), st.just("1772614800.000100")))
def test_a_moves_form_carries_its_annoyance_and_its_card(number: int, where: Where | None) -> None:
    assert MoveState.unpacked(MoveState(number, where).packed()) == MoveState(number, where)


@given(report_id=st.none() | values.report_ids, unfolded=st.booleans())
def test_a_report_form_carries_what_it_changes(report_id: str | None, unfolded: bool) -> None:
    assert FormState.unpacked(FormState(report_id, unfolded).packed()) == FormState(report_id, unfolded)


@pytest.mark.parametrize("metadata", ["", "{", "[]", "1", "null"])
def test_what_a_client_has_spoilt_carries_nothing(metadata: str) -> None:
    assert FormState.unpacked(metadata) == FormState()
    assert MeTooState.unpacked(metadata) == MeTooState(0)
    assert MoveState.unpacked(metadata) == MoveState(0)
