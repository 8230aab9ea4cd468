"""The suggestion that a customer was upset: it comes and goes with the words, and never draws over what was said."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.annoyances import State, Why
from bot.domain.reports import NOTHING_SENSED, Draft, Emotion, Stored, Upset
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.views import replies, report_form, reports, upset
from bot.views.blocks import Json
from bot.views.ids import Field
from bot.views.report_form import FormState
from bot.views.reports import MeTooState
from tests.views.test_forms import filled
from tests.views.test_limits import LANGUAGES

ANGRY = "He was furious about the fee"
CALM = "The fee is shown twice"
LONG = "furious " * 1_250
STORED = Stored(1, "0" * 32, "The fee", State.NEW, "Payments", Why("keyword", "fee", 0.9))


def drawn(draft: Draft, *, unfolded: bool = False, report_id: str | None = None) -> Json:
    return report_form.report_form("en", draft, [], [], FormState(report_id, unfolded))


def opened(form: Json, typed: Mapping[str, object] | None = None) -> Json:
    """A form as Slack echoes it, with what was typed and ticked in it."""
    return {**form, "state": {"values": filled(form, typed)}}


def anew(view: Json, words: str | None) -> Json:
    """The open form with what `words` suggest now, and its state as a client keeps it: by the fields' names."""
    form = upset.with_suggestion("en", {key: view[key] for key in ("blocks", "private_metadata")},
                                 Upset(words, upset.by_hand(view)))
    kept = {name: held for name, held in view["state"]["values"].items() if name in shown(form)}
    return {**form, "state": {"values": filled(form) | kept}}


def shown(form: Json) -> list[str]:
    return [one["block_id"] for one in form["blocks"]
            if one.get("block_id") in (Field.UPSET, Field.EMOTION, Field.EMOTION_SUGGESTED)]


def read(view: Json) -> Emotion | None:
    return report_form.read_report_form(view["state"]["values"]).emotion


class TestTheBox:
    def test_it_stands_ticked_above_more_and_names_the_words(self) -> None:
        form = drawn(Draft(ANGRY))
        ids = [one["block_id"] for one in form["blocks"]]
        assert ids.index(Field.UPSET) == ids.index(upset.FOLD) - 1
        assert read(opened(form)) is Emotion.PRESENT
        assert "“furious”" in str(form["blocks"])

    def test_the_customers_words_suggest_it_too(self) -> None:
        assert shown(drawn(Draft(CALM, "I am furious!"))) == [Field.UPSET]

    @pytest.mark.parametrize("story", ["", CALM, "He was not angry at all", "12345"])
    def test_it_is_absent_without_such_words_and_nothing_is_said(self, story: str) -> None:
        assert shown(drawn(Draft(story))) == []
        assert read(opened(drawn(Draft(story)))) is None

    def test_a_tick_taken_away_is_a_no(self) -> None:
        assert read(opened(drawn(Draft(ANGRY)), {"upset": []})) is Emotion.ABSENT

    def test_it_comes_with_the_words_and_goes_with_them(self) -> None:
        view = opened(drawn(Draft("")))
        with_words = anew(view, "furious")
        assert (shown(with_words), read(with_words)) == ([Field.UPSET], Emotion.PRESENT)
        without = anew(with_words, None)
        assert (shown(without), read(without)) == ([], None)

    def test_a_no_outlives_words_that_go_and_come_again(self) -> None:
        view = anew(anew(opened(drawn(Draft(ANGRY)), {"upset": []}), None), "livid")
        assert (shown(view), read(view)) == ([Field.UPSET], Emotion.ABSENT)

    def test_a_no_taken_back_is_forgotten(self) -> None:
        view = anew(opened(drawn(Draft(ANGRY)), {"upset": []}), None)
        ticked = opened(anew(view, "livid"), {"upset": ["yes"]})
        assert read(anew(anew(ticked, None), "livid")) is Emotion.PRESENT

    def test_the_form_is_drawn_anew_only_for_other_words(self) -> None:
        view = opened(drawn(Draft(ANGRY)))
        assert upset.is_shown(view, anew(view, "furious"))
        assert not upset.is_shown(view, anew(view, "livid"))
        assert not upset.is_shown(view, anew(view, None))


class TestTheQuestion:
    def test_it_is_answered_beforehand_and_says_why(self) -> None:
        form = drawn(Draft(ANGRY), unfolded=True)
        assert (shown(form), read(opened(form))) == ([Field.EMOTION_SUGGESTED], Emotion.PRESENT)
        assert "“furious”" in str(form["blocks"])

    def test_it_is_open_where_no_words_suggest_anything(self) -> None:
        form = drawn(Draft(CALM), unfolded=True)
        assert (shown(form), read(opened(form))) == ([Field.EMOTION], None)

    @pytest.mark.parametrize("said", Emotion)
    def test_what_the_reporter_said_stands_whatever_the_words(self, said: Emotion) -> None:
        view = opened(drawn(Draft(ANGRY, emotion=said), unfolded=True))
        assert (shown(view), read(view)) == ([Field.EMOTION], said)
        for words in ("livid", None):
            assert read(anew(view, words)) is said

    def test_a_suggestion_left_as_it_is_goes_with_its_words(self) -> None:
        view = anew(opened(drawn(Draft(CALM), unfolded=True)), "furious")
        assert read(view) is Emotion.PRESENT
        assert (shown(anew(view, None)), read(anew(view, None))) == ([Field.EMOTION], None)

    @pytest.mark.parametrize("said", [Emotion.ABSENT, Emotion.UNKNOWN])
    def test_a_suggestion_that_was_changed_is_the_reporters(self, said: Emotion) -> None:
        view = opened(drawn(Draft(ANGRY), unfolded=True), {"emotion_suggested": said})
        assert upset.by_hand(view) is said
        assert read(anew(view, "livid")) is said

    @pytest.mark.parametrize("typed, said", [({}, Emotion.PRESENT), ({"upset": []}, Emotion.ABSENT)])
    def test_more_takes_the_box_along(self, typed: dict[str, object], said: Emotion) -> None:
        folded = opened(drawn(Draft(ANGRY)), typed)
        draft = replace(report_form.read_report_form(folded["state"]["values"]), emotion=upset.by_hand(folded))
        assert read(opened(drawn(draft, unfolded=True))) is said

    def test_adding_details_suggests_it_too(self) -> None:
        assert shown(drawn(Draft(ANGRY), report_id="1")) == [Field.EMOTION_SUGGESTED]


def test_me_too_takes_along_what_was_unticked() -> None:
    for emotion, said in ((None, Emotion.PRESENT), (Emotion.ABSENT, Emotion.ABSENT)):
        form = reports.me_too_form("en", "The fee", MeTooState(1), words=ANGRY, ask_after_fix=False, emotion=emotion)
        assert read(opened(form)) is said


def test_what_a_client_has_spoilt_says_nothing() -> None:
    assert upset.by_hand({"private_metadata": "[", "state": None}) is None
    assert upset.read({"upset": {"upset": None}}) is Emotion.ABSENT
    assert upset.read({"emotion_suggested": {"emotion_suggested": {"selected_option": {"value": "very"}}}}) is None


@pytest.mark.parametrize("emotion, buttons", [
    (None, ["was_upset", "was_not_upset"]), (Emotion.PRESENT, ["was_not_upset"]), (Emotion.ABSENT, ["was_upset"])])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_asks_and_lets_the_other_answer_be_given(
        language: str, emotion: Emotion | None, buttons: list[str]) -> None:
    message = reports.stored(language, replace(STORED, upset=Upset("furious", emotion)))
    [asked] = [one for one in message.blocks if one.get("block_id") == "upset"]
    assert [one["action_id"] for one in asked["elements"]] == buttons
    assert {one["value"] for one in asked["elements"]} == {STORED.report_id}
    assert upset.in_words(language, Upset("furious", emotion)) in message.text
    assert ("furious" in message.text) == (emotion is None)


def test_an_answer_that_an_earlier_version_left_to_be_sent_asks_nothing() -> None:
    facts = {"number": 1, "report_id": "0" * 32, "title": "The fee", "state": "new", "team": "Payments",
             "by": "keyword", "phrase": "fee", "sure": 0.9, "alikes": [], "said_before": False, "can_undo": True}
    assert replies.stored_from(facts).upset == NOTHING_SENSED
    joined = {"number": 1, "title": "The fee", "reports": 2, "from": None, "came_back": False}
    assert [one["type"] for one in replies.reply("en", "joined", joined).blocks] == ["rich_text"]


@pytest.mark.parametrize("sensed", [NOTHING_SENSED, Upset(None, Emotion.PRESENT), Upset("furious", Emotion.UNKNOWN)])
def test_the_answer_asks_nothing_without_words_or_once_it_is_not_known(sensed: Upset) -> None:
    assert "upset" not in [one.get("block_id") for one in reports.stored("en", replace(STORED, upset=sensed)).blocks]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", [LONG, "😡", "😡" * 3_000])
def test_whatever_the_words_it_stays_within_slacks_limits(language: str, story: str) -> None:
    for state in (FormState(), FormState(unfolded=True), FormState("1")):
        form = report_form.report_form(language, Draft(story, story), [], [], state)
        assert view_complaints(form) == []
        assert len(shown(form)) == 1
    for words in (story[:10_000], None):
        message = reports.stored(language, replace(STORED, upset=Upset(words)))
        assert message_complaints(message.blocks) == []
