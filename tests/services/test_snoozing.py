"""What is laid to sleep, how it wakes, and who hears of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.action_items import Draft
from bot.domain.annoyances import Move, State
from bot.domain.snoozing import Preset
from bot.errors import Invalid, NotAllowed, TooLate
from storage.tables import Snooze
from tests.support.cast import ANA, BEN, HANA, MINJUN, RITA
from tests.support.clocks import START
from tests.support.play import Play

FRIDAY = date(2026, 3, 6)
FRIDAY_NINE = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)


@pytest.fixture
def reported(play: Play) -> Play:
    """#1 of Payments, reported by Rita, its card posted; work from now on is the test's."""
    play.report()
    play.post_card()
    play.forget_work()
    return play


def sleeps(play: Play, number: int = 1) -> Sequence[Snooze]:
    with play.services.db.reading() as session:
        return session.exec(select(Snooze).where(Snooze.number == number)).all()


def wake_due(play: Play) -> int:
    return play.services.snoozes.expand(play.workspace_id, play.services.clock.now())


class TestLayingToSleep:
    def test_it_stays_where_it_stands_and_the_card_says_until_when(self, reported: Play) -> None:
        reported.make(Move.SNOOZE, by=BEN, until=FRIDAY)
        assert (reported.state(), reported.annoyance().snoozed_until) == (State.NEW, FRIDAY_NINE)
        card = reported.services.annoyances.card(reported.workspace_id, 1)
        assert card is not None
        assert card.asleep_until == FRIDAY

    def test_the_thread_and_the_reporters_hear_why_and_what_happens_then(self, reported: Play) -> None:
        reported.make(Move.SNOOZE, by=BEN, until=FRIDAY, reason="Ask a@b.com", then="Call 030 901820")
        (line,) = reported.work("line")
        (told,) = reported.work("told")
        for row in (line, told):
            assert (row.payload["what"], row.payload["by"]) == ("snooze", BEN)
            assert (row.payload["reason"], row.payload["then"]) == ("Ask [e-mail]", "Call [phone]")
            assert row.payload["until_on"] == "2026-03-06"
        assert told.channel == RITA

    def test_the_row_keeps_it_for_figures(self, reported: Play) -> None:
        reported.make(Move.SNOOZE, by=BEN, until=FRIDAY, reason="The bank", then="Ben calls")
        (row,) = sleeps(reported)
        assert (row.at, row.by, row.until, row.reason, row.then, row.ended_at) == (
            START, BEN, FRIDAY_NINE, "The bank", "Ben calls", None)
        assert reported.moves()[row.seq - 1] == ("snooze", "new", "new")

    @pytest.mark.parametrize("said, key, field", [
        ({"until": None}, "error.snooze_until_missing", "until"),
        ({"until": START.date()}, "error.snooze_past", "until_on"),
        ({"until": START.date() + timedelta(days=91)}, "error.snooze_too_far", "until_on"),
        ({"reason": " "}, "error.reason_missing", "reason"),
        ({"then": "\u200b"}, "error.then_missing", "then"),
    ])
    def test_what_is_missing_or_wrong_is_said_at_its_field(self, reported: Play, said: dict[str, Any], key: str,
                                                           field: str) -> None:
        with pytest.raises(Invalid) as raised:
            reported.make(Move.SNOOZE, **said)
        assert (raised.value.key, raised.value.field, sleeps(reported), reported.lines()) == (key, field, [], [])

    def test_a_third_time_in_thirty_days_is_refused_with_the_day_on_which_it_can_be(self, reported: Play) -> None:
        for _ in range(2):
            reported.make(Move.SNOOZE, until=Preset.TOMORROW)
            reported.make(Move.WAKE)
            reported.move_clock(days=1)
        with pytest.raises(Invalid) as raised:
            reported.make(Move.SNOOZE)
        assert raised.value.args_of_key == {"on": "2026-04-03"}  # thirty days after the first
        with pytest.raises(Invalid):  # and before anybody writes why
            reported.services.snoozes.check_often(reported.workspace_id, 1)
        reported.move_clock(days=29)
        reported.make(Move.SNOOZE)

    def test_what_sleeps_is_not_laid_to_sleep_again_and_what_is_awake_is_not_woken(self, reported: Play) -> None:
        with pytest.raises(TooLate):
            reported.make(Move.WAKE)
        reported.make(Move.SNOOZE)
        with pytest.raises(TooLate):
            reported.make(Move.SNOOZE)

    def test_only_the_owning_team_may(self, reported: Play) -> None:
        for move in (Move.SNOOZE, Move.WAKE):
            with pytest.raises(NotAllowed) as raised:
                reported.make(move, by=HANA)
            assert raised.value.key == f"error.not_allowed.{move}"
            if move is Move.SNOOZE:
                reported.make(move)

    def test_a_repeated_click_says_it_once(self, reported: Play) -> None:
        for _ in range(2):
            reported.make(Move.SNOOZE, key="k")
        assert (reported.lines(), len(sleeps(reported))) == (["snooze"], 1)

    def test_more_offers_to_wake_it_instead(self, reported: Play) -> None:
        offered = reported.services.annoyances.form
        assert Move.SNOOZE in offered(reported.workspace_id, ANA, 1, None, where=None).more
        reported.make(Move.SNOOZE)
        more = offered(reported.workspace_id, ANA, 1, None, where=None).more
        assert (Move.WAKE in more, Move.SNOOZE in more) == (True, False)


class TestWaking:
    def test_on_its_day_it_wakes_once_and_says_what_was_to_happen_then(self, reported: Play) -> None:
        reported.make(Move.SNOOZE, until=FRIDAY, then="Ben calls")
        reported.forget_work()
        reported.services.clock.move_to(FRIDAY_NINE - timedelta(minutes=1))
        assert wake_due(reported) == 0
        reported.move_clock(minutes=1)
        assert (wake_due(reported), wake_due(reported)) == (1, 0)
        (line,) = reported.work("line")
        assert (line.payload["what"], line.payload["woken_by"], line.payload["then"]) == ("wake", "time", "Ben calls")
        assert (reported.annoyance().snoozed_until, reported.moves()[-1]) == (None, ("wake", "new", "new"))
        assert [(row.ended_at, row.woken_by) for row in sleeps(reported)] == [(FRIDAY_NINE, "time")]

    def test_somebody_wakes_it_before(self, reported: Play) -> None:
        reported.make(Move.SNOOZE)
        reported.make(Move.WAKE, by=BEN)
        assert [row.woken_by for row in sleeps(reported)] == ["hand"]
        assert reported.lines() == ["snooze", "wake"]
        reported.move_clock(days=60)
        assert wake_due(reported) == 0

    def test_a_me_too_wakes_it(self, reported: Play) -> None:
        reported.make(Move.SNOOZE)
        reported.forget_work()
        reported.me_too(1, MINJUN)
        assert sorted(reported.lines()) == ["me_too", "wake"]
        assert [row.woken_by for row in sleeps(reported)] == ["report"]

    @pytest.mark.parametrize("move", [Move.ACKNOWLEDGE, Move.ASSIGN, Move.ADD_ITEM, Move.WONT_FIX, Move.NOT_OURS])
    def test_whoever_acts_wakes_it_and_what_stays_open_says_so(self, reported: Play, move: Move) -> None:
        reported.make(Move.SNOOZE)
        reported.forget_work()
        if move is Move.ADD_ITEM:
            reported.services.items.add(reported.workspace_id, ANA, 1, Draft("Ask the bank"), where=None,
                                        key=reported.key())
        else:
            reported.make(move, team=None)
        own = [] if move is Move.ADD_ITEM else [str(move)]
        assert (reported.annoyance().snoozed_until, reported.lines()) == (
            None, own if move is Move.WONT_FIX else [*own, "wake"])
        told = reported.services.timelines.whole(reported.workspace_id, 1)
        assert [event.what for event in told.events].count("wake") == 1
        assert [row.woken_by for row in sleeps(reported)] == ["move"]

    def test_resolving_wakes_it(self, play: Play) -> None:
        number = play.bring_to(State.ACKNOWLEDGED)
        play.make(Move.SNOOZE, number)
        play.make(Move.RESOLVE, number)
        assert (play.annoyance(number).snoozed_until, [row.woken_by for row in sleeps(play, number)]) == (
            None, ["move"])

    async def test_two_clocks_wake_it_once(self, reported: Play) -> None:
        reported.make(Move.SNOOZE, until=FRIDAY)
        reported.services.clock.move_to(FRIDAY_NINE)
        reported.forget_work()
        run = reported.services.db.run
        woken = [await run(wake_due, reported) for _ in range(2)]
        assert (sum(woken), reported.lines()) == (1, ["wake"])


class TestWontFix:
    def test_every_reporter_hears_why_in_the_teams_words(self, reported: Play) -> None:
        reported.make(Move.WONT_FIX, reason="It costs more, ask a@b.com", for_customer="Pay by card")
        assert reported.moves()[-1] == ("wont_fix", "new", "wont_fix")
        (told,) = reported.work("told")
        assert (told.payload["what"], told.payload["reason"], told.payload["for_customer"]) == (
            "wont_fix", "It costs more, ask [e-mail]", "Pay by card")
        card = reported.services.annoyances.card(reported.workspace_id, 1)
        assert card is not None
        assert (card.state, card.why_not) == (State.WONT_FIX, "It costs more, ask [e-mail]")

    def test_without_a_reason_it_cannot_be(self, reported: Play) -> None:
        with pytest.raises(Invalid) as raised:
            reported.make(Move.WONT_FIX, reason=" ")
        assert (raised.value.field, reported.state()) == ("reason", State.NEW)

    def test_the_team_alone_cannot_decide_it(self, reported: Play) -> None:
        with pytest.raises(NotAllowed):
            reported.make(Move.WONT_FIX, by=BEN)

    def test_reopened_its_reporters_hear_it_and_the_card_says_no_more_why_not(self, reported: Play) -> None:
        reported.make(Move.WONT_FIX)
        reported.forget_work()
        reported.make(Move.REOPEN)
        card = reported.services.annoyances.card(reported.workspace_id, 1)
        assert card is not None
        assert (card.state, card.why_not, reported.told()) == (State.NEW, None, [(RITA, "reopen")])
