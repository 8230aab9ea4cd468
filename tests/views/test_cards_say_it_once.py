"""A short story stands once on its card, in the title; answers are counted from the first on."""

import json

import pytest

from bot.domain.annoyances import Card, State, Why
from bot.views.annoyances import card


def of(title: str, story: str, answers: tuple[int, int] | None = None) -> str:
    view = Card(
        number=1, title=title, state=State.RESOLVED, story=story, customer_words=None, reports=1, reporters=1,
        channel_id="C0APP", locale="en", team="App", assignee=None, touchpoint=None, upset=False, matters_on=None,
        why=Why("keyword", "promo", 0.9), guesses=(), what_was_done="Gone", merged_into=None,
        answers=answers)
    return json.dumps(card(view).blocks, ensure_ascii=False)


@pytest.mark.parametrize("story", ["The promo covers it", "The promo covers it.", "The promo covers it …"])
def test_a_story_that_the_title_tells_is_not_told_again(story: str) -> None:
    assert of("The promo covers it", story).count("The promo covers it") == 1


def test_a_story_that_goes_on_after_its_title_is_quoted_whole() -> None:
    story = "The promo covers it. He was driving."
    assert story in of("The promo covers it", story)


@pytest.mark.parametrize("answers, shown", [(None, False), ((0, 3), False), ((1, 3), True)])
def test_answers_are_counted_from_the_first_on(answers: tuple[int, int] | None, shown: bool) -> None:
    assert ("Asked later" in of("The promo", "The promo", answers)) is shown
