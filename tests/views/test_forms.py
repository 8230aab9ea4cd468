"""A form and its reader: what the builder shows the reader finds, and an older layout is read as far as it goes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import Resolution, TeamName
from bot.domain.links import web_address
from bot.domain.people import Where
from bot.domain.reports import (
    SHORT_LIMIT,
    STORY_LIMIT,
    ContactChannel,
    Draft,
    Emotion,
    Flag,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Visibility,
)
from bot.domain.wording import cut, tidy
from bot.sandbox.slack.elements import as_kept, chosen, interactive, state_values
from bot.views import annoyances, report_form, reports
from bot.views.annoyances import MoveState
from bot.views.blocks import Json
from bot.views.ids import Field
from bot.views.report_form import FormState
from bot.views.reports import MeTooState
from tests.views import values

LANGUAGES = ("en", "ko", "ja")


def filled(view: Json, typed: Mapping[str, object] | None = None) -> Json:
    """`state.values` of a form as Slack sends it: what it showed at first, and what was typed since."""
    blocks = as_kept(view["blocks"])
    fields = {found.key: found.element for found in interactive(blocks)}
    states = {(name, name): chosen(fields[(name, name)], value) for name, value in (typed or {}).items()
              if value is not None}
    return state_values(blocks, states)


def shown(text: str | None, limit: int = STORY_LIMIT) -> str | None:
    """A text as a field can hold it."""
    return tidy(cut(text, limit)) or None if text else None


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(draft=values.drafts, touchpoints=values.choices, teams=values.choices)
def test_a_report_form_gives_back_what_it_was_filled_with(
        language: str, draft: Draft, touchpoints: list[tuple[str, str]], teams: list[tuple[str, str]]) -> None:
    view = report_form.report_form(language, draft, touchpoints, teams, FormState(unfolded=True))
    offered = {key for key, _ in touchpoints[:100]}, {key for key, _ in teams[:100]}
    assert report_form.read_report_form(filled(view)) == replace(
        draft, text=shown(draft.text) or "", customer_words=shown(draft.customer_words),
        wanted=shown(draft.wanted), idea=shown(draft.idea), line=shown(draft.line, SHORT_LIMIT),
        reference=shown(draft.reference, SHORT_LIMIT), value=shown(draft.value, SHORT_LIMIT),
        contact=shown(draft.contact, SHORT_LIMIT), post_link=web_address(draft.post_link),
        touchpoint=draft.touchpoint if draft.touchpoint in offered[0] else None,
        team=draft.team if draft.team in offered[1] else None, visibility=draft.visibility or Visibility.NAMED)


EVERYTHING = {
    "story": "The promo blocks the music", "customer_words": "What the heck?", "touchpoint": "car", "team": "app",
    "contact_channel": "phone", "line": "Rental cars", "flags": ["safety", "cost"], "emotion": "present",
    "matters_on": "2026-04-01", "value": "24,000 a year", "wanted": "Listen to music", "got_it": "no",
    "segment": "daily", "reference": "K-4711", "may_contact": "yes", "contact": "kim@example.com",
    "how_known": "public_post", "post_link": "https://example.com/1", "idea": "Show it after the song",
    "files": [{"id": "F1"}, {"id": "F2"}], "visibility": "lead_only", "from_now_on": ["yes"]}


def test_every_field_of_the_report_form_is_read() -> None:
    view = report_form.report_form("en", Draft(""), [("car", "In the car")], [("app", "App")], FormState(unfolded=True))
    fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert fields == set(EVERYTHING)
    assert report_form.read_report_form(filled(view, EVERYTHING)) == Draft(
        "The promo blocks the music", "What the heck?", "car", Emotion.PRESENT, date(2026, 4, 1), HowKnown.PUBLIC_POST,
        "app", "https://example.com/1", ContactChannel.PHONE, "Rental cars", "Listen to music", GotIt.NO, "K-4711",
        "24,000 a year", Segment.DAILY, frozenset({Flag.SAFETY, Flag.COST}), "Show it after the song", MayContact.YES,
        "kim@example.com", Visibility.LEAD_ONLY, files=("F1", "F2"), from_now_on=True)


def test_adding_details_shows_the_same_fields_but_the_team() -> None:
    new = report_form.report_form("en", Draft("x"), [("car", "In the car")], [("app", "App")], FormState(unfolded=True))
    later = report_form.report_form("en", Draft("x"), [("car", "In the car")], [("app", "App")], FormState("1"))
    shown_in_both = [block["block_id"] for block in new["blocks"] if block["type"] == "input"
                     and block["block_id"] != Field.TEAM]
    assert [block["block_id"] for block in later["blocks"] if block["type"] == "input"] == shown_in_both


def test_the_whole_form_leaves_slack_room() -> None:
    view = report_form.report_form("en", Draft("x"), [("a", "A")], [("b", "B")], FormState(unfolded=True))
    assert len(view["blocks"]) < 40


def test_pictures_alone_can_be_added() -> None:
    view = report_form.report_form("en", Draft("x"), [], [], FormState(unfolded=True))
    [files] = [block["element"] for block in view["blocks"] if block.get("block_id") == Field.FILES]
    assert (files["filetypes"], files["max_files"]) == (["png", "jpg", "jpeg", "gif", "webp"], 5)
    many = {"files": {"files": {"files": [{"id": f"F{n}"} for n in range(9)]}}}
    assert report_form.read_report_form(many).files == ("F0", "F1", "F2", "F3", "F4")


def test_whoever_does_not_know_says_nothing_about_contacting() -> None:
    view = report_form.report_form("en", Draft("x"), [], [], FormState(unfolded=True))
    assert report_form.read_report_form(filled(view, {"may_contact": "-"})).may_contact is None


@settings(max_examples=25)
@given(draft=values.drafts)
def test_the_folded_report_form_is_read_as_far_as_it_goes(draft: Draft) -> None:
    view = report_form.report_form("en", draft, [], [], FormState())
    assert report_form.read_report_form(filled(view)) == Draft(shown(draft.text) or "", shown(draft.customer_words))


@settings(max_examples=25)
@given(said=values.resolutions)
def test_a_resolution_is_read_as_it_was_typed(said: Resolution) -> None:
    view = annoyances.resolve_form("ko", MoveState(1), "The refund")
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
        "selected_date": "soon"}}}, {"how_known": {"how_known": {"selected_option": None}}}, {"flags": {"flags": {
        "selected_options": [{"value": "noise"}, {}]}}}, {"flags": {"flags": {"selected_options": None}}}, {"files": {
            "files": {"files": [{}]}}}, {"visibility": {"visibility": {"selected_option": {"value": "secret"}}}}])
def test_a_form_of_another_version_is_read_as_far_as_it_goes(state: dict[str, Any]) -> None:
    assert report_form.read_report_form(state) == Draft("")
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
