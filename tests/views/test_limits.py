"""Whatever is drawn stays within Slack's limits, in every language, and says in its text what its blocks say."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import State
from bot.domain.meanwhile import Meanwhile
from bot.domain.quotes import Place, Quoted, Why
from bot.domain.reports import Alike, Visibility
from bot.domain.verification import MOST_AT_ONCE, Answer, Question
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.sandbox.slack.validate import characters
from bot.views import (
    alikes,
    annoyances,
    care_forms,
    digests,
    nudges,
    offers,
    quotes,
    replies,
    report_form,
    reports,
    snoozing,
    verification,
)
from bot.views.annoyances import MoveState
from bot.views.blocks import VALUE, Json, Message
from bot.views.report_form import FormState
from bot.views.reports import MeTooState
from tests.views import values

Draw = Callable[[st.SearchStrategy[Any]], Any]
LANGUAGES = ("en", "ko", "ja")
UPDATE_TEXT = 4_000
"""chat.update refuses a longer text (reference/methods/chat.update)."""
ALL_BLOCKS = 13_000
"""msg_blocks_too_long comes at about this (bolt-js issue 2509)."""

QUOTED = st.builds(
    Quoted, st.just(Place("C0APP", "1772440000.000100", "1772440000.000099")), values.stories | st.just(""),
    st.none() | st.just("U0BEN"), st.lists(st.just("F0123456789"), max_size=10).map(tuple),
    st.lists(values.titles, max_size=10).map(tuple), st.booleans())
ALIKES = st.lists(st.builds(Alike, values.numbers, values.titles, st.sampled_from(State)), max_size=3,
                  unique_by=lambda one: one.number)
ASKED = st.builds(
    Question, values.report_ids, values.numbers, values.titles, st.sampled_from(State),
    what_was_done=values.maybe, words=values.maybe, answer=st.none() | st.sampled_from(Answer), is_last=st.booleans())

MESSAGES: dict[str, Callable[[str, Draw], Message]] = {
    "card": lambda language, draw: annoyances.card(draw(values.cards(language))),
    "moved_card": lambda language, draw: annoyances.moved_card(
        language, number=draw(values.numbers), title=draw(values.titles), team=draw(st.none() | values.names),
        link=draw(st.none() | st.just("https://larkfield.slack.com/archives/C0PAY/p1"))),
    "resolved": lambda language, draw: annoyances.line(
        language, "resolve", by=draw(values.names), facts={"what_was_done": draw(values.stories)}, names={}),
    "handed on": lambda language, draw: annoyances.line(
        language, "not_ours", by=draw(values.names), facts={"to_team": "app", "reason": draw(values.maybe)},
        names={"app": draw(values.names)}),
    "told": lambda language, draw: annoyances.told(
        language, draw(st.sampled_from(["acknowledge", "resolve"])), number=draw(values.numbers),
        title=draw(values.titles), team=draw(st.none() | values.names), what_was_done=draw(values.maybe),
        for_customer=draw(values.maybe)),
    "third_move": lambda language, draw: annoyances.third_move(
        language, number=draw(values.numbers), title=draw(values.titles), way=draw(st.lists(values.names, max_size=9))),
    "stored": lambda language, draw: reports.stored(language, draw(values.stored)),
    "found": lambda language, draw: reports.found(language, draw(values.stories), draw(
        st.lists(values.lines, max_size=5, unique_by=lambda line: line.number))),
    "mine": lambda language, draw: reports.mine(language, draw(st.lists(values.lines, max_size=10)), 10**6),
    "shown": lambda language, draw: reports.shown(
        language, draw(values.lines), story=draw(values.maybe), what_was_done=draw(values.maybe),
        is_mine=draw(st.booleans())),
    "joined": lambda language, draw: reports.joined(
        language, number=draw(values.numbers), title=draw(values.titles), reports=draw(values.numbers),
        from_number=draw(st.none() | values.numbers), came_back=draw(st.booleans()),
        visibility=draw(st.sampled_from(Visibility)), by_customers=draw(st.integers(0, 9))),
    "help": lambda language, _draw: reports.help_(language),
    "how is it now": lambda language, draw: verification.asking(language, [draw(ASKED)]),
    "how are five things now": lambda language, draw: verification.asking(
        language, draw(st.lists(ASKED, min_size=2, max_size=MOST_AT_ONCE, unique_by=lambda one: one.survey_id))),
    "digest": lambda language, draw: digests.digest(
        language, draw(values.names), "Europe/Berlin", draw(values.figures), preview=draw(st.booleans())),
    "not saved": lambda language, draw: replies.sentence(
        language, "error.not_saved", {"reference": "A1B2C3"}, draw(values.stories)),
    "offer": lambda language, draw: offers.offer(language, draw(st.sampled_from(Why)), "x" * VALUE),
    "offer_me_too": lambda language, draw: offers.offer_me_too(
        language, Alike(draw(values.numbers), draw(values.titles), draw(st.sampled_from(State)))),
    "press_answer": lambda language, _draw: offers.press_answer(language),
    "too late": lambda language, draw: replies.sentence(
        language, "error.too_late", {"number": draw(values.numbers), "title": draw(values.titles),
                                     "state": draw(values.states)}),
}

VIEWS: dict[str, Callable[[str, Draw], Json]] = {
    "report": lambda language, draw: report_form.report_form(
        language, draw(values.drafts), draw(values.choices), draw(values.choices),
        FormState(draw(st.none() | values.report_ids), draw(st.booleans()))),
    "report of a message": lambda language, draw: quotes.with_note(quotes.with_quoted(
        language, alikes.with_alikes(language, report_form.report_form(
            language, draw(values.drafts), draw(values.choices), draw(values.choices),
            FormState(unfolded=draw(st.booleans()))), draw(ALIKES)),
        draw(QUOTED), channel_id=draw(st.none() | st.just("C0PAY"))), draw(values.titles)),
    "fetching": lambda language, _draw: offers.fetching(language),
    "sent": lambda language, draw: reports.sent_form(language, draw(values.stored)),
    "done": lambda language, draw: reports.done_form(language, draw(values.stories)),
    "me_too": lambda language, draw: reports.me_too_form(
        language, draw(values.titles), MeTooState(draw(values.numbers), draw(st.none() | values.report_ids)),
        words=draw(st.just("") | values.stories), ask_after_fix=draw(st.booleans())),
    "not_this_team": lambda language, draw: reports.not_this_team_form(
        language, draw(values.report_ids), draw(values.choices)),
    "assign": lambda language, draw: annoyances.assign_form(
        language, MoveState(draw(values.numbers)), draw(st.none() | st.just("U0ANA"))),
    "resolve": lambda language, draw: annoyances.resolve_form(
        language, MoveState(draw(values.numbers)), draw(values.titles)),
    "next_step": lambda language, draw: nudges.next_step_form(
        language, MoveState(draw(values.numbers)), draw(values.titles)),
    "snooze": lambda language, draw: snoozing.snooze_form(
        language, MoveState(draw(values.numbers)), draw(values.titles)),
    "wont_fix": lambda language, draw: snoozing.wont_fix_form(
        language, MoveState(draw(values.numbers)), draw(values.titles)),
    "tell_meanwhile": lambda language, draw: care_forms.meanwhile_form(
        language, MoveState(draw(values.numbers)), draw(values.titles), Meanwhile()),
    "not_ours": lambda language, draw: annoyances.not_ours_form(
        language, MoveState(draw(values.numbers)), draw(st.lists(values.teams, max_size=120))),
    "choose_team": lambda language, draw: annoyances.choose_team_form(
        language, MoveState(draw(values.numbers)), draw(st.lists(values.teams, min_size=1, max_size=120))),
    "more": lambda language, draw: annoyances.more_form(
        language, MoveState(draw(values.numbers)), title=draw(values.titles), story=draw(st.just("") | values.stories),
        moves=draw(values.moves)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=12)
@given(data=st.data())
def test_a_message_is_one_that_slack_takes(name: str, language: str, data: st.DataObject) -> None:
    message = MESSAGES[name](language, data.draw)
    assert message_complaints(message.blocks) == []
    assert characters(message.blocks) <= ALL_BLOCKS
    assert message.text.strip()
    assert len(message.text) <= UPDATE_TEXT
    assert "<" not in message.text
    assert says_everything_in_words(message.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=12)
@given(data=st.data())
def test_a_form_is_one_that_slack_takes(name: str, language: str, data: st.DataObject) -> None:
    view = VIEWS[name](language, data.draw)
    assert view_complaints(view) == []
    assert says_everything_in_words(view["blocks"])


def says_everything_in_words(blocks: list[Json]) -> bool:
    """Every picture has its words, every button its label."""
    held = [*blocks, *(element for block in blocks for element in block.get("elements", []))]
    return (all(one["alt_text"] for one in held if one["type"] == "image")
            and all(one["text"]["text"].strip() for one in held if one["type"] == "button"))
