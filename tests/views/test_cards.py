"""The card of each state: its buttons are those of the table, in every language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import TABLE, Card, Move, State
from bot.domain.wording import cut
from bot.views import annoyances, blocks
from tests.support.snag import action_ids, buttons
from tests.views import values

EVERYTHING = "a short story"


def expected(card: Card) -> list[str]:
    """The actions that the table offers, and More where something stands behind it."""
    offer, made = TABLE[card.state], []
    for move in offer.visible:
        if move is Move.CHOOSE_TEAM:
            made += [f"choose_team_{place}" for place in range(1, len(card.guesses[:2]) + 1)] or ["other_team"]
        else:
            made.append(str(move))
    return made + (["more"] if offer.more or card.state is State.TRIAGE else [])


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("state", State)
@settings(max_examples=5)
@given(data=st.data())
def test_a_card_has_exactly_the_buttons_of_its_state(language: str, state: State, data: st.DataObject) -> None:
    card = data.draw(values.cards(language, state=state, story=EVERYTHING, merged_into=None))
    assert action_ids({"blocks": annoyances.card(card).blocks}) == expected(card)


@pytest.mark.parametrize("state", State)
@settings(max_examples=5)
@given(data=st.data())
def test_at_most_one_button_stands_out(state: State, data: st.DataObject) -> None:
    card = data.draw(values.cards("en", state=state, merged_into=None))
    assert sum(button.get("style") == "primary" for button in buttons({"blocks": annoyances.card(card).blocks})) <= 1


@given(words=values.words)
def test_escaped_text_holds_no_markup_and_can_be_read_back(words: str) -> None:
    escaped = blocks.escape(words)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words


@given(words=values.words, limit=st.integers(1, 200))
def test_a_cut_text_is_short_enough_and_begins_like_the_whole(words: str, limit: int) -> None:
    made = cut(words, limit)
    assert len(made) <= limit
    assert words.replace("\u200d", "").startswith(made.removesuffix("…").replace("\u200d", ""))


@given(words=st.lists(values.words, max_size=3))
def test_a_fallback_is_never_cut_within_an_escape(words: list[str]) -> None:
    said = blocks.fallback(*words)
    assert said.count("&") == said.count("&lt;") + said.count("&gt;") + said.count("&amp;")
    assert len(said) <= 4_000
