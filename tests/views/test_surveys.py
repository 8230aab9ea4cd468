"""A survey as it is shown: every kind within Slack's limits and in words, in three languages; the form and its reader;
and each state of the message."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import TEMPLATES, Asking, Ended, YouSaid, causes
from bot.domain.wording import cut, tidy
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.sandbox.slack.elements import state_values
from bot.sandbox.slack.validate import characters
from bot.text import say
from bot.views import surveys as views
from bot.views.blocks import BUTTON, Json, Message
from bot.views.surveys import CommentState
from tests.views import values

LANGUAGES = ("en", "ko", "ja")
ALL_BLOCKS = 13_000
SEOUL = ZoneInfo("Asia/Seoul")
USUAL = Asking("0" * 32, "helped", "csat", "Whether we keep the hotline", "Cara", date(2026, 4, 1), anonymous=True,
               is_open=True, team="Payments", closes_at=datetime(2026, 3, 11, 18, 0, tzinfo=SEOUL))
short = values.stories.map(lambda words: cut(words, 300))
askings = st.builds(
    Asking, values.report_ids, st.sampled_from(list(TEMPLATES)), st.sampled_from(list(KINDS)), short, values.names,
    values.dates, st.booleans(), st.booleans(), st.none() | short, st.none() | values.numbers, values.titles,
    st.none() | values.names, st.none() | values.names,
    st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(SEOUL)),  # noqa: DTZ001  the zone is given beside it
    st.none(), values.maybe, st.none() | st.sampled_from(["other", "not_fixed", "easy"]), st.none() | values.numbers,
    st.none() | st.builds(YouSaid, short, short), st.none() | st.sampled_from(Ended), st.none() | short, st.booleans())


def buttons(message: Message, block_id: str) -> list[Json]:
    return [button for block in message.blocks if block.get("block_id") == block_id for button in block["elements"]]


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for block in message.blocks if block["type"] == "actions"
            for button in block["elements"]]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_asked_and_said_slack_takes_the_message_and_the_form(language: str, data: st.DataObject) -> None:
    asking = data.draw(askings)
    said = data.draw(st.none() | st.sampled_from([str(point) for point in KINDS[asking.kind].points]))
    asking = replace(asking, said=said)
    shown = [views.present(language, asking, again=data.draw(st.booleans()), late=data.draw(st.booleans())),
             views.invitation(language, asking, reminder=True)]
    for message in shown:
        assert message_complaints(message.blocks) == []
        assert characters(message.blocks) <= ALL_BLOCKS
        assert message.text.strip()
        assert "<" not in message.text
    assert view_complaints(views.comment_form(language, asking, "x" * 400)) == []
    assert view_complaints(views.quiet_form(language, data.draw(st.sampled_from(["", "22:00-08:00", "x-y"])))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_point_has_its_button_and_says_aloud_where_it_stands(language: str, kind: str) -> None:
    points = KINDS[kind].points
    shown = views.invitation(language, replace(USUAL, kind=kind))
    drawn = buttons(shown, "survey")
    assert [(one["action_id"], one["value"]) for one in drawn] == [
        (f"survey_tap_{point}", USUAL.survey_id) for point in points]
    assert [one for one in drawn if "style" in one] == []
    words = {one["text"]["text"] for one in drawn}
    aloud = {one["accessibility_label"] for one in drawn}
    assert len(words) == len(aloud) == len(points)
    assert all(any(char.isalnum() for char in one) and len(one) <= BUTTON for one in words | aloud), "no face alone"


def test_a_screen_reader_hears_the_place_and_the_word() -> None:
    csat = buttons(views.invitation("en", USUAL), "survey")[3]
    assert (csat["text"]["text"], csat["accessibility_label"]) == ("Rather satisfied", "4 of 5: Rather satisfied")
    smiley = buttons(views.invitation("en", replace(USUAL, kind="smiley_3")), "survey")[2]
    assert (smiley["text"]["text"], smiley["accessibility_label"]) == ("🙂 Good", "3 of 3: Good")
    nps = buttons(views.invitation("en", replace(USUAL, kind="nps")), "survey")
    assert len(nps) == 11
    assert (nps[7]["text"]["text"], nps[7]["accessibility_label"]) == ("7", "7 of 10")
    assert nps[10]["accessibility_label"] == "10 of 10: Extremely likely"


@pytest.mark.parametrize("language, lines", [
    ("en", ["A question from Snag", "About the team: Payments", "Did our answer help you?",
            "This decides: Whether we keep the hotline", "Cara decides on Apr 1, 2026.",
            "Your name is not kept with your answer.", "You can answer until Mar 11, 2026, 18:00."]),
    ("ko", ["Snag 질문이 있어요", "여쭤보는 팀: Payments", "저희 답변이 도움이 됐나요?",
            "이 답으로 정할 것: Whether we keep the hotline", "정하는 사람: Cara · 2026. 4. 1.",
            "이름은 답과 함께 저장하지 않아요.", "답변 마감: 2026. 3. 11. 18:00"]),
    ("ja", ["Snag からの質問です", "対象チーム：Payments", "こちらからの回答は役に立ちましたか？",
            "この回答で決めること：Whether we keep the hotline", "決める人：Cara（2026/04/01）",
            "お名前は回答と一緒に保存しません。", "回答期限：2026/03/11 18:00"]),
])
def test_the_question_says_why_it_is_asked_and_what_becomes_of_the_name(language: str, lines: list[str]) -> None:
    assert views.invitation(language, USUAL).text.split("\n") == lines


def test_a_scale_of_figures_says_what_its_ends_mean() -> None:
    assert "1 = Very difficult, 7 = Very easy" in views.invitation("en", replace(USUAL, kind="ces")).text
    assert " = " not in views.invitation("en", USUAL).text


def test_a_reminder_opens_with_a_friendly_line_and_a_later_question_with_what_was_done() -> None:
    reminded = views.invitation("en", replace(USUAL, before=YouSaid("Too slow", "Two more people")), reminder=True)
    assert reminded.text.split("\n")[1:6] == [
        "A friendly reminder: there is still time, and one tap is enough.", "You said:", "Too slow",
        "And this was done:", "Two more people"]


def test_what_is_about_an_annoyance_says_which_and_the_senders_words_come_first() -> None:
    shown = views.invitation("en", replace(USUAL, number=42, title="The refund", question="And now?", anonymous=False))
    assert shown.text.split("\n")[1:3] == ["About #42 “The refund”", "And now?"]
    assert "Your name is kept with your answer." in shown.text


def test_a_decider_whose_name_we_do_not_know_is_mentioned() -> None:
    shown = views.invitation("en", replace(USUAL, decider="U0CARA"))
    assert {"type": "user", "user_id": "U0CARA"} in [
        part for block in shown.blocks if block["type"] == "rich_text" for one in block["elements"]
        for part in one["elements"]]


@pytest.mark.parametrize("state, said", [
    ({"said": "4"}, ["Add a comment", "Change my answer", "No more surveys"]),
    ({"said": "4", "comment": "Fine"},
     ["Change the comment", "Make it a report", "Change my answer", "No more surveys"]),
    ({"said": "1", "comment": "Bad", "report": 7}, ["Change the comment", "Change my answer", "No more surveys"]),
    ({"said": "4", "opted_out": True}, ["Add a comment", "Change my answer", "Ask me again"]),
    ({"said": "4", "is_open": False}, ["No more surveys"]),
])
def test_what_can_be_done_fits_the_state(state: dict[str, object], said: list[str]) -> None:
    assert labels(views.present("en", replace(USUAL, **state))) == said  # type: ignore[arg-type]


def test_an_answer_is_shown_in_words_with_all_that_came_of_it() -> None:
    shown = views.present("en", replace(USUAL, said="1", comment="Nobody came", cause="no_answer", report=7))
    assert shown.text.split("\n")[2:] == [
        "Did our answer help you?", "Your answer: Very dissatisfied", "It was about: There was no answer",
        "Nobody came", "Your comment became a report: #7. The team that can fix it has it.",
        "Thank you, it is kept. You can change it until the survey ends."]


def test_changing_shows_the_buttons_and_the_answer_so_far() -> None:
    shown = views.present("en", replace(USUAL, said="4"), again=True)
    assert len(buttons(shown, "survey")) == 5
    assert "Your answer so far: Rather satisfied." in shown.text


@pytest.mark.parametrize("ended, line", [(None, "This survey has ended."), (Ended.CLOSED, "This survey has ended."),
                                         (Ended.STOPPED, "This survey was stopped."),
                                         (Ended.SKIPPED, "This survey was called off.")])
def test_what_has_ended_says_how_and_what_counts(ended: Ended | None, line: str) -> None:
    asking = replace(USUAL, is_open=False, ended=ended, said="4", decided="The hotline stays")
    assert views.present("en", asking, late=True).text.split("\n")[3:] == [
        line, "What you have just pressed came too late and was not counted.", "Your answer: Rather satisfied",
        "Decided: The hotline stays"]
    assert "not counted" not in views.present("en", asking).text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=20)
@given(comment=values.maybe, data=st.data())
def test_what_the_comment_form_shows_its_reader_finds(language: str, comment: str | None, data: st.DataObject) -> None:
    answer = data.draw(st.sampled_from(["1", "5"]))
    cause = data.draw(st.none() | st.sampled_from(causes("helped", low=answer == "1")))
    form = views.comment_form(language, replace(USUAL, said=answer, comment=comment, cause=cause), "sealed")
    shown = cut(comment, views.COMMENT_LIMIT) if comment else None
    assert views.read_comment(state_values(form["blocks"], {})) == (tidy(shown) if shown else None, cause)
    assert CommentState.unpacked(form["private_metadata"]) == CommentState(USUAL.survey_id, "sealed")


@pytest.mark.parametrize("metadata", ["", "{", "[]", '{"s": 1}'])
def test_a_spoilt_form_names_no_survey_of_ours(metadata: str) -> None:
    assert CommentState.unpacked(metadata).back is None


@pytest.mark.parametrize("answer, offered, hint", [
    ("1", "not_fixed", "survey.comment_hint_low"), ("5", "fixed", "survey.comment_hint")])
def test_causes_and_hint_depend_on_the_answer(answer: str, offered: str, hint: str) -> None:
    form = views.comment_form("en", replace(USUAL, said=answer))
    comment, cause = form["blocks"][1:3]
    assert offered in [option["value"] for option in cause["element"]["options"]]
    assert comment["hint"]["text"] == say("en", hint)
    plain = views.comment_form("en", replace(USUAL, template="met_too", kind="yes_no", said="0"))
    assert [block["block_id"] for block in plain["blocks"] if block["type"] == "input"] == ["comment"]
    assert plain["blocks"][1]["hint"]["text"] == say("en", "survey.comment_hint")


def test_quiet_hours_are_read_as_they_are_shown() -> None:
    assert views.read_quiet(state_values(views.quiet_form("en", "20:30-08:00")["blocks"], {})) == ("20:30", "08:00")
    assert views.read_quiet({}) == (None, None)
