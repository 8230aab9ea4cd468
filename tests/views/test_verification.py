"""'How is it now?' as it stands in a direct message: one annoyance, or several of which each is answered by itself."""

from dataclasses import replace

import pytest

from bot.domain.annoyances import State
from bot.domain.verification import Answer, Question
from bot.views.blocks import Json, Message
from bot.views.verification import asked_in, asking
from tests.support.snag import labels

REFUND = Question("s1", 1, "The refund never came", State.RESOLVED, "Paid it back", "The refund never came, for weeks")
PARCEL = Question("s2", 2, "The parcel was wet", State.RESOLVED, "New boxes", "The parcel was wet")
THREE = ["Still happening", "Gone", "Don't know"]


def drawn(message: Message) -> Json:
    return {"text": message.text, "blocks": message.blocks}


def spoken(message: Message) -> list[str]:
    return message.text.splitlines()


def test_one_question_opens_with_what_was_said_and_done() -> None:
    message = asking("en", [REFUND])
    assert spoken(message) == [
        "How is it now?", "#1 “The refund never came” was resolved.",
        "You said: “The refund never came, for weeks”. We did:", "Paid it back",
        "Does it still happen to your customers?"]
    assert labels(drawn(message)) == THREE


def test_of_long_words_the_beginning_is_said() -> None:
    message = asking("en", [replace(REFUND, words="a word " * 100)])
    [line] = [one for one in spoken(message) if one.startswith("You said")]
    assert len(line) < 200
    assert "…”" in line


@pytest.mark.parametrize("language, why", [
    ("en", "You work where this was seen"), ("ko", "이 일이 있었던 곳에서"), ("ja", "これが起きた場所で")])
def test_who_did_not_report_it_hears_why_they_are_asked(language: str, why: str) -> None:
    text = asking(language, [replace(REFUND, words=None)]).text
    assert why in text
    assert "Paid it back" in text
    assert "for weeks" not in text


def test_an_answer_stands_in_place_of_the_question_and_can_be_changed() -> None:
    message = asking("en", [replace(REFUND, answer=Answer.GONE)])
    assert spoken(message) == ["How is it now?", "#1 “The refund never came” was resolved.",
                               "You said: gone. Thank you."]
    assert labels(drawn(message)) == THREE
    assert "You can still change your answer." in str(message.blocks)


def test_what_came_back_is_said_and_asks_nothing_more() -> None:
    message = asking("en", [replace(REFUND, answer=Answer.STILL, state=State.CAME_BACK)])
    assert spoken(message)[-1] == "It is open again as Came back."
    assert labels(drawn(message)) == []


def test_of_several_each_has_its_own_buttons_and_its_own_answer() -> None:
    message = asking("en", [REFUND, replace(PARCEL, answer=Answer.GONE)])
    assert labels(drawn(message)) == THREE * 2
    assert spoken(message) == [
        "How is it now?", "Do these still happen to your customers? One tap for each is enough.",
        "#1 “The refund never came” was resolved.", "You said: “The refund never came, for weeks”. We did:",
        "Paid it back", "#2 “The parcel was wet” was resolved.", "You said: gone. Thank you."]
    values = [button["value"] for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    assert values == ["s1"] * 3 + ["s2"] * 3


def test_a_screen_reader_says_of_what_a_button_speaks() -> None:
    message = asking("en", [REFUND, PARCEL])
    said = [button["accessibility_label"] for block in message.blocks if block["type"] == "actions"
            for button in block["elements"]]
    assert said[0] == "Still happening: #1 “The refund never came”"
    assert len(set(said)) == 6


@pytest.mark.parametrize("state, said", [
    (State.CAME_BACK, "It is open again as Came back."), (State.PLANNED, "There is nothing to answer here any more.")])
def test_what_others_opened_again_has_nothing_to_answer(state: State, said: str) -> None:
    message = asking("en", [replace(REFUND, state=state), PARCEL])
    assert said in spoken(message)
    assert labels(drawn(message)) == THREE


@pytest.mark.parametrize("asked", [
    [REFUND], [REFUND, PARCEL], [replace(REFUND, answer=Answer.STILL, state=State.CAME_BACK), PARCEL]])
def test_a_message_tells_which_surveys_it_asked_about(asked: list[Question]) -> None:
    assert asked_in(drawn(asking("en", asked))) == tuple(one.survey_id for one in asked)


def test_a_message_of_an_earlier_version_tells_it_too() -> None:
    block = {"type": "actions", "block_id": "ask", "elements": [{"action_id": "answer_gone", "value": "s9"}]}
    assert asked_in({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section"}]}, block]}) == ("s9",)
    assert asked_in({}) == ()
