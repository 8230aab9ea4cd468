"""What a form shows of a message is read from it again, whoever drew it anew meanwhile; what is spoilt is nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import State
from bot.domain.quotes import Quoted, Take
from bot.domain.reports import Alike, Draft
from bot.domain.wording import cut, tidy
from bot.views import alikes, quotes
from bot.views.blocks import METADATA, Json
from bot.views.report_form import FormState, report_form
from tests.views.test_limits import QUOTED

ALIKE = Alike(17, "The refund is late", State.NEW)


def form(*, unfolded: bool = False) -> Json:
    return report_form("en", Draft(""), (), (), FormState(unfolded=unfolded))


def as_shown(quoted: Quoted) -> Quoted:
    """As much of it as a form can show."""
    lines = tuple(cut(line, 3_000) or "–" for line in quoted.thread)
    return Quoted(quoted.place, cut(tidy(quoted.words), 3_000), quoted.author, quoted.files, lines, quoted.is_open)


@settings(max_examples=60)
@given(QUOTED, st.booleans())
def test_a_message_is_read_as_it_is_shown(quoted: Quoted, unfold: bool) -> None:
    drawn = alikes.with_alikes("en", quotes.with_quoted("en", form(), quoted, channel_id="C0PAY"), [ALIKE])
    if unfold:
        drawn = quotes.kept(drawn, form(unfolded=True))
        assert FormState.unpacked(drawn["private_metadata"]).unfolded
    assert quotes.read_quoted(drawn) == as_shown(quoted)
    assert quotes.shown_channel(drawn) == "C0PAY"
    assert alikes.shown_alikes(drawn) == (17,)
    assert len(drawn["private_metadata"]) < METADATA


@given(QUOTED)
def test_metadata_holds_no_words(quoted: Quoted) -> None:
    drawn = quotes.with_quoted("en", form(), Quoted(quoted.place, "Smith", thread=("Smith",)), channel_id=None)
    assert "Smith" not in drawn["private_metadata"]


def test_a_form_without_a_message_takes_nothing() -> None:
    assert quotes.read_quoted(form()) is None
    assert quotes.read_quoted(quotes.kept(form(), form(unfolded=True))) is None
    assert quotes.read_ticks({}) == frozenset()


@pytest.mark.parametrize("metadata", ["", "{", "[]", '{"q": 3, "a": "x"}', '{"q": {"c": "C1"}, "a": ["x", 2]}'])
def test_spoilt_metadata_is_no_message(metadata: str) -> None:
    assert quotes.read_quoted({"private_metadata": metadata, "blocks": []}) is None
    assert set(alikes.shown_alikes({"private_metadata": metadata})) <= {2}


def test_ticks_are_read_from_both_fields() -> None:
    def chosen(*values_: str) -> Json:
        return {"selected_options": [{"value": one} for one in values_]}

    state = {"take": {"take": chosen("words", "of another version")}, "take_thread": {"take_thread": chosen("thread")}}
    assert quotes.read_ticks(state) == {Take.WORDS, Take.THREAD}
    assert json.dumps(sorted(quotes.read_ticks(state))) == '["thread", "words"]'
