"""What a team does with an annoyance: its state, its story, its card, its thread and those who are told."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.annoyances import Move, Resolution, State
from bot.domain.reports import Draft, Emotion
from bot.errors import Invalid, TooLate
from storage import settings as stored_settings
from storage.tables import Team
from storage.work import POSTING, UPDATING
from storage.work import State as WorkState
from tests.support.cast import (
    ANA,
    APP_TEAM,
    BEN,
    CARA,
    DELIVERY,
    HANA,
    KEN,
    MIA,
    MINJUN,
    PAY,
    RITA,
    TESS,
    TRIAGE,
    YUKI,
)
from tests.support.clocks import START
from tests.support.play import Play


@pytest.fixture
def two_reporters(play: Play) -> Play:
    """#1 of Payments, reported by Rita and Minjun, its card posted; work from now on is the test's."""
    play.report()
    play.me_too(1, MINJUN)
    play.post_card()
    play.forget_work()
    return play


class TestAcknowledge:
    def test_the_card_says_who_and_the_reporters_hear_it(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.ACKNOWLEDGE, by=BEN)
        assert (play.state(), play.moves()[-1]) == (State.ACKNOWLEDGED, ("acknowledge", "new", "acknowledged"))
        assert play.topics() == ["card", "line", "told", "told"]
        card, line, *told = play.work()
        assert (card.channel, card.method, card.due_at) == (PAY, UPDATING, START)
        assert (line.payload["by"], line.payload["what"], line.payload["to"], line.chain) == (
            BEN, "acknowledge", "acknowledged", "card:1")
        assert [(row.channel, row.payload["team"]) for row in told] == [(RITA, "payments"), (MINJUN, "payments")]

    def test_it_confirms_the_routing(self, two_reporters: Play) -> None:
        two_reporters.make(Move.ACKNOWLEDGE)
        assert two_reporters.labels() == [(1, "confirmed", "payments", "payments")]

    def test_whoever_did_it_is_not_told_of_it(self, play: Play) -> None:
        play.report(by=ANA)
        play.make(Move.ACKNOWLEDGE, by=ANA)
        assert play.told() == []

    def test_a_repeated_click_says_it_once(self, two_reporters: Play) -> None:
        for _ in range(2):
            two_reporters.make(Move.ACKNOWLEDGE, key="k")
        assert (two_reporters.lines(), len(two_reporters.told())) == (["acknowledge"], 2)

    async def test_of_two_people_at_once_one_is_late(self, two_reporters: Play) -> None:
        play, run = two_reporters, two_reporters.services.db.run
        heard = await asyncio.gather(*(run(play.make, Move.ACKNOWLEDGE, by=who) for who in (ANA, BEN)),
                                     return_exceptions=True)
        assert sorted(type(one).__name__ for one in heard) == ["NoneType", "TooLate"]
        assert (play.lines(), len(play.told()), len(play.labels())) == (["acknowledge"], 2, 1)


class TestAssign:
    def test_on_a_new_one_it_acknowledges_too(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.ASSIGN, assignee=BEN)
        assert (play.state(), play.annoyance().assignee) == (State.PLANNED, BEN)
        assert (play.lines(), play.told()) == (["assign"], [(RITA, "acknowledge"), (MINJUN, "acknowledge")])
        assert play.labels() == [(1, "confirmed", "payments", "payments")]

    def test_another_assignee_later_tells_the_thread_alone(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.ASSIGN, assignee=BEN)
        play.forget_work()
        play.make(Move.ASSIGN, assignee=ANA)
        assert (play.annoyance().assignee, play.lines(), play.told()) == (ANA, ["assign"], [])
        assert len(play.labels()) == 1

    def test_an_assigned_one_that_came_back_is_planned_again_at_once(self, play: Play) -> None:
        play.report()
        for move in (Move.ASSIGN, Move.RESOLVE, Move.STILL_HAPPENING, Move.ACKNOWLEDGE):
            play.make(move, by=MIA)
        assert play.state() == State.PLANNED


class TestResolve:
    SAID = Resolution("We fixed it, ask a@b.com", "Try again now", "technology", "A test")

    def test_every_reporter_hears_what_was_done_in_the_teams_words(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.ACKNOWLEDGE)
        play.forget_work()
        play.make(Move.RESOLVE, said=self.SAID)
        row = play.annoyance()
        assert (play.state(), row.what_was_done, row.for_customer, row.root_cause, row.prevention) == (
            State.RESOLVED, "We fixed it, ask [e-mail]", "Try again now", "technology", "A test")
        assert [(one.payload["user"], one.payload["what_was_done"], one.payload["for_customer"])
                for one in play.work("told")] == [
                    (RITA, "We fixed it, ask [e-mail]", "Try again now"),
                    (MINJUN, "We fixed it, ask [e-mail]", "Try again now")]
        assert sorted(play.topics()) == ["card", "close_survey", "line", "told", "told"]
        assert set(play.invitations()) == {RITA, MINJUN}

    @pytest.mark.parametrize("text", ["", "   ", "\u200b"])
    def test_what_was_done_must_be_said(self, two_reporters: Play, text: str) -> None:
        two_reporters.make(Move.ACKNOWLEDGE)
        with pytest.raises(Invalid) as raised:
            two_reporters.make(Move.RESOLVE, said=Resolution(text))
        assert (raised.value.field, two_reporters.state()) == ("what_was_done", State.ACKNOWLEDGED)


class TestNotOurs:
    def test_the_old_team_keeps_it_until_the_new_one_has_the_card(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.NOT_OURS, team="app", reason="Ask a@b.com in App")
        row = play.annoyance()
        assert (row.team_key, row.moving_to, row.state, play.moves()[-1][0]) == ("payments", "app", "new", "report")
        (card,) = play.work("card")
        assert (card.channel, card.method) == (APP_TEAM, POSTING)
        (line,) = play.work("line")
        assert (line.channel, line.payload["to_team"], line.payload["reason"]) == (PAY, "app", "Ask [e-mail] in App")
        assert play.labels() == [(1, "rerouted", "payments", "app")]

    def test_with_the_card_there_the_new_team_owns_it_and_the_old_card_becomes_a_line(self, two_reporters: Play
                                                                                      ) -> None:
        play = two_reporters
        play.make(Move.NOT_OURS, team="app")
        play.forget_work()
        play.post_card()
        row = play.annoyance()
        assert (row.team_key, row.moving_to, row.moves, row.assignee) == ("app", None, 1, None)
        assert play.moves()[-1] == ("hand_over", "new", "new")
        (moved,) = play.work("moved_card")
        assert (moved.channel, moved.method, moved.payload["to_channel"]) == (PAY, UPDATING, APP_TEAM)

    def test_a_channel_that_cannot_be_posted_to_leaves_it_with_the_old_team(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.NOT_OURS, team="app")
        play.forget_work()
        play.refuse_card()
        assert (play.annoyance().team_key, play.annoyance().moving_to) == ("payments", None)
        assert play.lines() == ["kept"]
        (card,) = play.work("card")
        assert (card.channel, card.method) == (PAY, UPDATING)
        play.make(Move.NOT_OURS, team="delivery")

    def test_while_it_is_on_its_way_it_is_not_moved_again(self, two_reporters: Play) -> None:
        two_reporters.make(Move.NOT_OURS, team="app")
        with pytest.raises(TooLate):
            two_reporters.make(Move.NOT_OURS, team="delivery")

    def test_who_acts_while_it_is_on_its_way_keeps_it(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.NOT_OURS, team="app")
        play.make(Move.ACKNOWLEDGE)
        assert (play.annoyance().moving_to, play.state()) == (None, State.ACKNOWLEDGED)
        play.post_card()
        assert play.annoyance().team_key == "payments"

    def test_not_knowing_whose_leads_to_triage_at_once(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.NOT_OURS, team=None)
        assert (play.state(), play.annoyance().team_key) == (State.TRIAGE, None)
        assert play.labels() == [(1, "rerouted", "payments", None)]
        assert play.work("card")[0].channel == TRIAGE

    def test_an_acknowledged_one_is_new_for_the_next_team(self, two_reporters: Play) -> None:
        play = two_reporters
        play.make(Move.ASSIGN)
        play.make(Move.NOT_OURS, team="app")
        play.post_card()
        assert (play.state(), play.annoyance().assignee) == (State.NEW, None)

    @pytest.mark.parametrize("team, key", [("payments", "error.same_team"), ("gone", "error.no_such_team")])
    def test_the_team_must_be_another_that_exists(self, two_reporters: Play, team: str, key: str) -> None:
        with pytest.raises(Invalid) as raised:
            two_reporters.make(Move.NOT_OURS, team=team)
        assert (raised.value.key, raised.value.field, two_reporters.labels()) == (key, "team", [])

    def test_the_third_move_is_told_to_the_manager_once(self, two_reporters: Play) -> None:
        play = two_reporters
        for team, by in (("app", ANA), ("delivery", HANA), ("payments", KEN), ("app", ANA)):
            play.make(Move.NOT_OURS, by=by, team=team, reason=f"by {by}")
            play.post_card()
        (told,) = play.work("third_move")
        assert (told.channel, told.payload["number"], play.annoyance().moves) == (MIA, 1, 4)
        assert [team for team, _ in play.services.annoyances.history(play.workspace_id, 1)] == [
            "Payments", "App", "Delivery", "Payments", "App"]


class TestTriage:
    def test_choosing_a_team_is_no_move_between_teams_and_teaches(self, play: Play) -> None:
        play.report("Nobody knows whose this is")
        play.post_card()
        play.forget_work()
        play.make(Move.CHOOSE_TEAM, by=TESS, team="delivery")
        assert (play.state(), play.annoyance().moving_to) == (State.TRIAGE, "delivery")
        assert play.work("card")[0].channel == DELIVERY
        play.post_card()
        assert (play.state(), play.annoyance().team_key, play.annoyance().moves) == (State.NEW, "delivery", 0)
        assert play.labels() == [(1, "chosen", None, "delivery")]

    def test_before_its_card_stands_the_team_has_it_at_once(self, play: Play) -> None:
        play.report("Nobody knows whose this is")
        play.make(Move.CHOOSE_TEAM, by=CARA, team="delivery")
        assert (play.state(), play.annoyance().team_key) == (State.NEW, "delivery")
        (card,) = play.work("card")
        assert (card.channel, card.wanted) == (DELIVERY, 2)

    def test_withdrawn_stays_in_the_story(self, play: Play) -> None:
        play.report("Nobody knows whose this is")
        play.make(Move.WITHDRAW, by=TESS)
        assert (play.state(), play.moves()[-1]) == (State.WITHDRAWN, ("withdraw", "triage", "withdrawn"))


class TestComingBack:
    def test_still_happening_on_the_card_overtakes_the_asking(self, play: Play) -> None:
        number = play.bring_to(State.RESOLVED)
        play.make(Move.STILL_HAPPENING, by=BEN)
        assert (play.state(), play.survey(number).outcome) == (State.CAME_BACK, "overtaken")
        assert [row.state for row in play.invitations(number).values()] == ["cancelled"]
        assert [row.state for row in play.work("close_survey")] == [WorkState.DEAD]

    @pytest.mark.parametrize("state", [State.RESOLVED, State.VERIFIED, State.WONT_FIX])
    def test_reopened_it_is_new_for_its_team(self, play: Play, state: State) -> None:
        number = play.bring_to(state)
        play.make(Move.REOPEN, number, MIA)
        assert play.state(number) == State.NEW

    def test_a_late_click_names_the_present_state(self, play: Play) -> None:
        number = play.bring_to(State.RESOLVED)
        with pytest.raises(TooLate) as raised:
            play.make(Move.ACKNOWLEDGE, number)
        assert (raised.value.number, raised.value.args_of_key["state"]) == (number, State.RESOLVED)


class TestCards:
    def test_it_shows_the_present_state_of_all_reports(self, play: Play) -> None:
        play.report("The refund never arrived. She waited.", touchpoint="checkout",
                    matters_on=START.date() + timedelta(days=9))
        draft = Draft("私も", customer_words="返してください", emotion=Emotion.PRESENT,
                      matters_on=START.date() + timedelta(days=3))
        play.services.reports.me_too(play.workspace_id, YUKI, 1, key="k", draft=draft)
        play.me_too(1, YUKI, "And again")
        card = play.services.annoyances.card(play.workspace_id, 1)
        assert card is not None
        assert (card.story, card.customer_words, card.reports, card.reporters) == (
            "The refund never arrived. She waited.", "返してください", 3, 2)
        assert (card.team, card.touchpoint, card.upset) == ("Payments", "Checkout", True)
        assert (card.matters_on, card.channel_id, card.locale) == ((START + timedelta(days=3)).date(), PAY, "en")

    def test_it_counts_the_answers_of_the_last_asking(self, play: Play) -> None:
        number = play.bring_to(State.RESOLVED)
        seen = []
        for days in (0, 10):  # nobody has been asked on the day of resolving
            play.move_clock(days=days)
            play.step("close_survey")
            card = play.services.annoyances.card(play.workspace_id, number)
            assert card is not None
            seen.append(card.answers)
        assert seen == [(0, 0), (0, 1)]

    def test_the_card_on_its_way_is_the_new_teams(self, two_reporters: Play) -> None:
        two_reporters.make(Move.NOT_OURS, team="app")
        card = two_reporters.services.annoyances.card(two_reporters.workspace_id, 1)
        assert card is not None
        assert (card.team, card.channel_id, card.locale, card.state) == ("App", APP_TEAM, "ko", State.NEW)

    def test_there_is_none_without_an_annoyance(self, play: Play) -> None:
        assert play.services.annoyances.card(play.workspace_id, 7) is None
        assert play.services.annoyances.line(play.workspace_id, 7) is None


def test_places_of_labels_have_no_gaps(play: Play) -> None:
    for _ in range(3):
        play.report(again=True)
    play.make(Move.ACKNOWLEDGE, 1)
    with pytest.raises(Invalid):
        play.make(Move.NOT_OURS, 2, team="gone")
    play.make(Move.NOT_OURS, 2, team="app")
    play.report("Nobody knows", team="app")
    play.make(Move.ASSIGN, 3)
    assert [place for place, *_ in play.labels()] == [1, 2, 3, 4]


async def test_labels_written_at_once_have_no_gaps_either(play: Play) -> None:
    for _ in range(8):
        play.report(again=True)
    await asyncio.gather(*(play.services.db.run(play.make, Move.ACKNOWLEDGE, number) for number in range(1, 9)))
    assert [place for place, *_ in play.labels()] == list(range(1, 9))


def test_a_team_that_is_archived_gives_its_open_annoyances_to_triage(play: Play) -> None:
    play.report()
    play.post_card()
    resolved = play.bring_to(State.RESOLVED)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "payments")).archived_at = START
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
        play.services.annoyances.place_cards(tx.session, play.workspace_id)
    assert (play.state(1), play.annoyance(1).team_key) == (State.TRIAGE, None)
    assert (play.state(resolved), play.annoyance(resolved).team_key) == (State.RESOLVED, "payments")
