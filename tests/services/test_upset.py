"""What a report's words say by themselves is noted; of frustration only the reporter's answer counts."""

from contextlib import AbstractContextManager
from typing import Any

import pytest

from bot.domain.api_tokens import Client
from bot.domain.reports import STORY_LIMIT, Door, Draft, Emotion, Sensed, Stored, Upset, Visibility
from bot.domain.wording import cut
from bot.errors import NotFound, TooLate
from bot.services import intake
from bot.services.reports import Joined
from storage.db import Database, Transaction
from tests.support.cast import ANA, GUS, MINJUN, RITA, YUKI
from tests.support.clocks import START
from tests.support.play import Play

ANGRY = "He was furious about the refund"


def say(play: Play, told: Stored, emotion: Emotion, by: str = RITA, *, key: str | None = None) -> Stored | Joined:
    said: Stored | Joined = play.services.reports.was_upset(
        play.workspace_id, by, told.report_id, emotion, key=key or play.key())
    return said


def on_card(play: Play) -> bool:
    card = play.services.annoyances.card(play.workspace_id, 1)
    return card is not None and card.upset


def counts(play: Play) -> Sensed:
    return play.services.reports.sensed_counts(play.workspace_id)


class TestNoting:
    @pytest.mark.parametrize("story, words, language, noted", [
        (ANGRY, None, "en", "furious"), ("영수증이 또 안 나와서 짜증이 났어요", None, "ko", "짜증"),
        ("返金されず、とても怒っていました", None, "ja", "怒"), ("😡", None, "und", "😡"),
        ("The refund is late", "I am furious", "en", "furious"), ("The refund is late", None, "en", None),
        ("He was not angry", None, "en", None), ("furious " * 1_250, None, "en", "furious")])
    def test_the_language_and_the_words_that_suggest_it(
            self, play: Play, story: str, words: str | None, language: str, noted: str | None) -> None:
        told = play.report(story, customer_words=words)
        row = play.first_report()
        assert (row.language, row.emotion) == (language, None)
        assert (row.upset_words or "").startswith(noted or "")
        assert (row.upset_words is None) == (noted is None)
        assert told.upset == Upset(row.upset_words)

    def test_they_follow_what_the_reporter_writes_later(self, play: Play) -> None:
        told = play.report(ANGRY)
        play.services.reports.add_details(play.workspace_id, RITA, told.report_id, Draft("환불이 아직 안 됐어요"),
                                          key=play.key())
        row = play.first_report()
        assert (row.language, row.upset_words) == ("ko", None)

    def test_they_stay_where_a_form_could_show_the_words_in_part_only(self, play: Play) -> None:
        told = play.report("영수증이 없어서 짜증이 났어요 " * STORY_LIMIT)
        before = play.first_report()
        shown = cut(before.story, STORY_LIMIT)
        play.services.reports.add_details(play.workspace_id, RITA, told.report_id, Draft(shown, line="Cars"),
                                          key=play.key())
        row = play.first_report()
        assert (row.line, row.story) == ("Cars", before.story)
        assert (row.language, row.upset_words) == (before.language, before.upset_words) == ("ko", "짜증이")

    @pytest.mark.parametrize("way", ["report", "details", "me too"])
    def test_words_are_read_while_everybody_else_can_write(
            self, play: Play, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        told = play.report()
        begun, order = Database.transaction, []

        def read(*_words: str | None) -> None:
            order.append("read")

        def begin(*given: Any, **more: Any) -> AbstractContextManager[Transaction]:
            order.append("begun")
            return begun(*given, **more)

        monkeypatch.setattr(intake, "upset_words", read)
        monkeypatch.setattr(Database, "transaction", begin)
        if way == "report":
            play.report(ANGRY)
        elif way == "details":
            play.services.reports.add_details(play.workspace_id, RITA, told.report_id, Draft(ANGRY), key=play.key())
        else:
            play.me_too(1, YUKI, ANGRY)
        assert order == ["read", "begun"]

    def test_nothing_that_is_masked_is_noted(self, play: Play) -> None:
        play.report("He is furious@example.com")
        assert play.first_report().upset_words is None

    def test_a_me_too_is_sensed_by_its_own_words(self, play: Play) -> None:
        play.report()
        play.me_too(1, YUKI, "返金されず、とても怒っていました")
        [_, mine] = play.reports_of(1)
        assert (mine.language, mine.emotion) == ("ja", None)
        assert mine.upset_words


class TestSaying:
    def test_the_card_says_it_once_the_reporter_does(self, play: Play) -> None:
        told = play.report(ANGRY)
        assert not on_card(play)
        assert say(play, told, Emotion.PRESENT).upset == Upset("furious", Emotion.PRESENT)
        assert on_card(play)
        say(play, told, Emotion.ABSENT)
        assert not on_card(play)

    def test_each_change_that_the_card_shows_is_one_line(self, play: Play) -> None:
        told = play.report(ANGRY)
        for emotion in (Emotion.ABSENT, Emotion.PRESENT, Emotion.PRESENT):
            say(play, told, emotion)
        assert [row.payload["what"] for row in play.work("line")] == ["details"]

    def test_a_click_that_comes_twice_is_answered_twice_and_kept_once(self, play: Play) -> None:
        told = play.report(ANGRY)
        first = say(play, told, Emotion.PRESENT, key="tap")
        say(play, told, Emotion.ABSENT)
        assert say(play, told, Emotion.PRESENT, key="tap").upset.emotion is Emotion.ABSENT
        assert first.upset.emotion is Emotion.PRESENT

    def test_the_answer_drawn_anew_still_offers_what_is_alike(self, play: Play) -> None:
        play.report("He was furious about the refund again")
        told = play.report(ANGRY, MINJUN)
        assert [one.number for one in told.alikes] == [1]
        said = say(play, told, Emotion.ABSENT, MINJUN)
        assert isinstance(said, Stored)
        assert said.alikes == told.alikes

    def test_a_guest_is_shown_nothing_alike(self, play: Play) -> None:
        play.report("He was furious about the refund again")
        told = play.report(ANGRY, GUS)
        said = say(play, told, Emotion.ABSENT, GUS)
        assert isinstance(said, Stored)
        assert said.alikes == ()

    def test_of_what_became_a_me_too_it_can_still_be_said(self, play: Play) -> None:
        play.report()
        told = play.report(ANGRY, MINJUN)
        joined = play.services.reports.me_too(play.workspace_id, MINJUN, 1, key=play.key(), report_id=told.report_id)
        assert (joined.report_id, joined.upset) == (told.report_id, Upset("furious"))
        said = say(play, told, Emotion.PRESENT, MINJUN)
        assert isinstance(said, Joined)
        assert (said.number, said.from_number, said.reports, said.upset.emotion) == (1, 2, 2, Emotion.PRESENT)
        assert on_card(play)

    def test_nobody_says_it_for_somebody_else(self, play: Play) -> None:
        told = play.report(ANGRY)
        with pytest.raises(NotFound):
            say(play, told, Emotion.PRESENT, ANA)
        assert play.first_report().emotion is None

    def test_what_was_taken_back_is_answered_kindly(self, play: Play) -> None:
        told = play.report(ANGRY)
        play.services.reports.undo(play.workspace_id, RITA, told.report_id, key=play.key())
        with pytest.raises(TooLate) as raised:
            say(play, told, Emotion.PRESENT)
        assert raised.value.key == "error.report_taken_back"

    def test_no_row_names_an_anonymous_reporter_who_says_it(self, play: Play) -> None:
        told = play.report(ANGRY, visibility=Visibility.ANONYMOUS)
        say(play, told, Emotion.PRESENT)
        assert RITA not in repr([row.model_dump() for row in play.work()])
        assert RITA not in repr(play.log())


class TestCounting:
    def test_suggested_confirmed_denied_and_missed(self, play: Play) -> None:
        told = [play.report(f"{ANGRY} {n}") for n in range(4)]
        say(play, told[0], Emotion.PRESENT)
        say(play, told[1], Emotion.ABSENT)
        play.services.reports.undo(play.workspace_id, RITA, told[3].report_id, key=play.key())
        play.report("The refund is late", emotion=Emotion.PRESENT)
        found = counts(play)
        assert (found, found.unanswered) == (Sensed(3, 1, 1, 1), 1)

    def test_only_those_from_then_on(self, play: Play) -> None:
        play.report(ANGRY)
        since = play.services.reports.sensed_counts
        assert since(play.workspace_id, START).suggested == 1
        assert since(play.workspace_id, START.replace(year=START.year + 1)).suggested == 0

    def test_another_system_is_asked_nothing(self, play: Play) -> None:
        crm = Client(play.workspace_id, "1", "CRM", frozenset())
        play.services.records.take(crm, Draft(ANGRY), None, key="1", said="x")
        row = play.first_report()
        assert (row.door, row.upset_words, row.emotion, row.language) == (Door.API, "furious", None, "en")
        assert (counts(play), on_card(play)) == (Sensed(0, 0, 0, 0), False)
