"""What a reporter does: stored once and masked, routed, taken back, corrected, joined."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.people import Back
from bot.domain.reports import Door, Draft, Emotion, HowKnown, Visibility
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from storage import settings as stored_settings
from storage.tables import Rule
from storage.work import Kind
from tests.support.cast import (
    ANA,
    APP_TEAM,
    BEN,
    GENERAL,
    GUS,
    HANA,
    MINJUN,
    PAY,
    RITA,
    TRIAGE,
    YUKI,
)
from tests.support.clocks import START
from tests.support.play import Play, address_of


class TestTaking:
    def test_a_report_makes_an_annoyance_with_the_next_number(self, play: Play) -> None:
        made = [play.report("The refund never arrived"), play.report("The app logs me out. Twice a day.", MINJUN)]
        assert [(one.number, one.team, one.state) for one in made] == [
            (1, "Payments", State.NEW), (2, "App", State.NEW)]
        row = play.annoyance(2)
        assert (row.title, row.team_key, row.state) == ("The app logs me out", "app", "new")
        assert row.created_at == row.changed_at == START
        assert play.moves(2) == [("report", None, "new")]
        assert play.log() == [(RITA, "report", "#1"), (MINJUN, "report", "#2")]

    def test_its_card_is_asked_for_and_nothing_else(self, play: Play) -> None:
        play.report()
        (card,) = play.work()
        assert (card.kind, card.topic, card.dedup_key, card.channel) == (Kind.SURFACE, "card", "card:1", PAY)
        assert (card.chain, card.payload, card.due_at) == ("card:1", {"number": 1}, START)

    def test_all_that_was_said_is_kept(self, play: Play) -> None:
        made = play.report("It failed", customer_words="정말 답답해요", touchpoint="checkout", emotion=Emotion.PRESENT,
                           matters_on=START.date(), how_known=HowKnown.HEARD)
        row = play.first_report()
        assert (row.id, row.reporter_id, row.story, row.customer_words) == (
            made.report_id, RITA, "It failed", "정말 답답해요")
        assert (row.touchpoint_key, row.emotion, row.how_known, row.door) == ("checkout", "present", "heard", "slash")
        assert play.services.reports.details(play.workspace_id, RITA, made.report_id).draft == Draft(
            "It failed", "정말 답답해요", "checkout", Emotion.PRESENT, START.date(), HowKnown.HEARD,
            visibility=Visibility.NAMED)

    def test_what_identifies_a_customer_is_masked_before_it_is_stored(self, play: Play) -> None:
        made = play.report("Mail ann@example.com about the refund", customer_words="call +49 170 1234567")
        row = play.first_report()
        assert (row.story, row.customer_words) == ("Mail [e-mail] about the refund", "call [phone]")
        assert made.title == play.annoyance().title == "Mail [e-mail] about the refund"
        everything = repr([one.model_dump() for one in (row, play.annoyance(), *play.work())])
        assert "ann@" not in everything
        assert "1234567" not in everything

    @pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\u200b"])
    def test_an_empty_story_is_refused_and_takes_no_number(self, play: Play, text: str) -> None:
        with pytest.raises(Invalid) as raised:
            play.report(text)
        assert raised.value.field == "story"
        assert play.report().number == 1

    @pytest.mark.parametrize("field, choice", [("team", "gone"), ("touchpoint", "gone")])
    def test_a_choice_that_is_gone_is_refused_at_its_field(self, play: Play, field: str, choice: str) -> None:
        with pytest.raises(Invalid) as raised:
            play.report(team=choice if field == "team" else None, touchpoint=choice if field == "touchpoint" else None)
        assert raised.value.field == field
        assert play.work() == []

    def test_a_guest_may_report(self, play: Play) -> None:
        assert play.report(by=GUS).number == 1

    async def test_fifty_reports_at_once_get_fifty_numbers(self, play: Play) -> None:
        run = play.services.db.run
        made = await asyncio.gather(*(run(play.report, f"The refund of order {n} is lost", f"U{n}") for n in range(50)))
        assert sorted(one.number for one in made) == list(range(1, 51))
        assert len(play.work("card")) == 50


class TestRouting:
    @pytest.mark.parametrize("text, team, by, phrase", [
        ("The refund never arrived", "payments", "keyword", "refund"),
        ("환불이 안 돼요", "payments", "keyword", "환불"),
        ("荷物が届かない", "delivery", "keyword", "荷物"),
    ])
    def test_words_lead_to_a_team_in_three_languages(self, play: Play, text: str, team: str, by: str, phrase: str
                                                     ) -> None:
        made = play.report(text)
        assert (play.annoyance().team_key, made.why.by, made.why.phrase) == (team, by, phrase)

    def test_what_nobody_claims_goes_to_triage(self, play: Play) -> None:
        made = play.report("Something is odd")
        assert (made.team, made.state, play.work("card")[0].channel) == (None, State.TRIAGE, TRIAGE)

    def test_a_tie_goes_to_triage_with_both_teams_as_guesses(self, play: Play) -> None:
        play.report("The refund for the parcel")
        assert {guess["team"] for guess in play.annoyance().guesses} == {"payments", "delivery"}
        card = play.services.annoyances.card(play.workspace_id, 1)
        assert card is not None
        assert {guess.name for guess in card.guesses} == {"Payments", "Delivery"}

    def test_the_touchpoint_goes_before_words(self, play: Play) -> None:
        made = play.report("The parcel form breaks", touchpoint="checkout")
        assert (made.team, made.why.by, made.why.phrase) == ("Payments", "touchpoint", "Checkout")

    def test_a_rule_goes_before_the_touchpoint(self, play: Play) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.add(Rule(workspace_id=play.workspace_id, place=0, team_key="delivery",
                                conditions={"channel": GENERAL, "keyword": "form"}))
            tx.session.flush()
            stored_settings.changed(tx.session, play.workspace_id)
        made = play.services.reports.take(
            play.workspace_id, RITA, Draft("The form breaks", touchpoint="checkout"), door=Door.SLASH, key="k",
            channel=GENERAL)
        assert (made.team, made.why.by) == ("Delivery", "rule")

    def test_an_explicit_choice_goes_before_all_and_teaches(self, play: Play) -> None:
        made = play.report("The refund never arrived", touchpoint="checkout", team="app")
        assert (made.team, made.why.by) == ("App", "choice")
        assert play.labels() == [(1, "chosen", None, "app")]

    def test_words_in_the_customers_own_story_count(self, play: Play) -> None:
        assert play.report("She was upset", customer_words="where is my refund").team == "Payments"


class TestTwice:
    def test_a_retried_request_hears_the_first_answer_and_stores_nothing(self, play: Play) -> None:
        first, second = play.report(key="Ev1"), play.report(key="Ev1")
        assert (second.number, second.report_id, second.said_before) == (first.number, first.report_id, True)
        assert (len(play.reports_of(1)), len(play.work()), len(play.log())) == (1, 1, 1)

    def test_the_same_text_within_two_minutes_is_the_same_report(self, play: Play) -> None:
        play.report("The refund never arrived")
        play.move_clock(minutes=2)
        again = play.report("the REFUND  never arrived")
        assert (again.number, again.said_before, len(play.work())) == (1, True, 1)

    def test_a_retry_of_the_second_sending_hears_the_same(self, play: Play) -> None:
        play.report()
        assert [play.report(key="k").number, play.report(key="k").said_before] == [1, True]

    @pytest.mark.parametrize("step, by, text", [
        (timedelta(minutes=2, seconds=1), RITA, "The refund never arrived"),
        (timedelta(0), BEN, "The refund never arrived"),
        (timedelta(0), RITA, "The refund never arrived!!"),
    ])
    def test_later_or_from_another_or_in_other_words_it_is_a_new_one(self, play: Play, step: timedelta, by: str,
                                                                     text: str) -> None:
        play.report("The refund never arrived")
        play.services.clock.move(step)
        assert play.report(text, by).number == 2

    def test_report_again_makes_a_second_one(self, play: Play) -> None:
        first = play.report("The refund never arrived")
        again = play.services.reports.take_again(play.workspace_id, RITA, first.report_id, key="again")
        assert (again.number, again.said_before, play.annoyance(2).title) == (2, False, "The refund never arrived")
        assert play.services.reports.take_again(play.workspace_id, RITA, first.report_id, key="again").number == 2

    def test_nobody_repeats_another_persons_report(self, play: Play) -> None:
        first = play.report()
        with pytest.raises(NotFound):
            play.services.reports.take_again(play.workspace_id, BEN, first.report_id, key="k")

    def test_what_was_taken_back_may_be_said_again(self, play: Play) -> None:
        first = play.report()
        play.services.reports.undo(play.workspace_id, RITA, first.report_id, key="undo")
        assert play.report().number == 2


class TestLookAlikes:
    def test_what_was_reported_before_is_shown(self, play: Play) -> None:
        play.report("The refund for my voucher never arrived")
        again = play.report("My voucher refund never arrived", BEN)
        assert [(one.number, one.state) for one in again.alikes] == [(1, State.NEW)]

    def test_three_at_most_and_none_of_what_was_withdrawn(self, play: Play) -> None:
        made = [play.report("The voucher refund never arrived", f"U{n}") for n in range(5)]
        play.services.reports.undo(play.workspace_id, "U4", made[4].report_id, key="undo")
        assert [one.number for one in play.report("The voucher refund never arrived", BEN).alikes] == [4, 3, 2]

    def test_find_shows_the_best_first_to_full_members(self, play: Play) -> None:
        play.report("The parcel came late")
        play.report("The refund for my voucher never arrived")
        found = play.services.reports.find(play.workspace_id, BEN, "voucher refund")
        assert [line.number for line in found] == [2]
        with pytest.raises(NotAllowed):
            play.services.reports.find(play.workspace_id, GUS, "voucher")


class TestUndo:
    def undo(self, play: Play, report_id: str, by: str = RITA, key: str | None = None) -> int:
        return play.services.reports.undo(play.workspace_id, by, report_id, key=key or play.key())

    def test_within_ten_minutes_it_is_withdrawn_and_the_number_stays_used(self, play: Play) -> None:
        made = play.report()
        play.move_clock(minutes=10)
        assert self.undo(play, made.report_id) == 1
        assert (play.state(), play.moves()[-1]) == (State.WITHDRAWN, ("undo", "new", "withdrawn"))
        assert play.first_report().withdrawn is True
        assert (play.lines(), play.work("card")[0].wanted) == (["undo"], 2)
        assert play.report("Another refund is lost").number == 2

    def test_after_ten_minutes_it_is_too_late(self, play: Play) -> None:
        made = play.report()
        play.services.clock.move(timedelta(minutes=10, seconds=1))
        with pytest.raises(TooLate) as raised:
            self.undo(play, made.report_id)
        assert (raised.value.key, raised.value.number, play.state()) == ("error.too_late_to_undo", 1, State.NEW)

    @pytest.mark.parametrize("move", [Move.ACKNOWLEDGE, Move.ASSIGN])
    def test_once_somebody_acted_it_is_too_late(self, play: Play, move: Move) -> None:
        made = play.report()
        play.make(move)
        with pytest.raises(TooLate):
            self.undo(play, made.report_id)
        assert play.first_report().withdrawn is False

    def test_a_repeated_click_hears_the_same(self, play: Play) -> None:
        made = play.report()
        assert [self.undo(play, made.report_id, key="k"), self.undo(play, made.report_id, key="k")] == [1, 1]
        assert play.lines() == ["undo"]

    def test_a_second_click_is_too_late(self, play: Play) -> None:
        made = play.report()
        self.undo(play, made.report_id)
        with pytest.raises(TooLate):
            self.undo(play, made.report_id)

    def test_nobody_takes_back_another_persons_report(self, play: Play) -> None:
        with pytest.raises(NotFound):
            self.undo(play, play.report().report_id, BEN)

    def test_while_others_reported_it_too_the_annoyance_stays(self, play: Play) -> None:
        made = play.report()
        play.me_too(1, BEN)
        self.undo(play, made.report_id)
        assert (play.state(), play.lines()) == (State.NEW, ["me_too"])
        assert [row.withdrawn for row in play.reports_of(1)] == [True, False]

    def test_a_joined_report_can_be_taken_back_although_somebody_acted(self, play: Play) -> None:
        play.report()
        mine = play.report("The refund is lost", BEN)
        play.services.reports.me_too(play.workspace_id, BEN, 1, key="join", report_id=mine.report_id)
        play.make(Move.ACKNOWLEDGE)
        assert self.undo(play, mine.report_id, BEN) == 1
        assert play.state() == State.ACKNOWLEDGED

    def test_the_last_report_of_what_a_team_has_begun_stays(self, play: Play) -> None:
        first = play.report()
        mine = play.report("The refund is lost", BEN)
        play.services.reports.me_too(play.workspace_id, BEN, 1, key="join", report_id=mine.report_id)
        self.undo(play, first.report_id)
        play.make(Move.ACKNOWLEDGE)
        with pytest.raises(TooLate):
            self.undo(play, mine.report_id, BEN)
        assert play.state() == State.ACKNOWLEDGED

    async def test_undo_and_acknowledge_at_once_leave_one_of_both(self, play: Play) -> None:
        made = play.report()

        def undo() -> str:
            self.undo(play, made.report_id)
            return "undo"

        def acknowledge() -> str:
            play.make(Move.ACKNOWLEDGE)
            return "acknowledge"

        run = play.services.db.run
        heard = await asyncio.gather(run(undo), run(acknowledge), return_exceptions=True)
        done = [one for one in heard if isinstance(one, str)]
        assert [move for move, _, _ in play.moves()] == ["report", *done]
        assert len(done) == 1


class TestNotThisTeam:
    def say(self, play: Play, report_id: str, team: str | None, by: str = RITA) -> str | None:
        return play.services.reports.not_this_team(play.workspace_id, by, report_id, team, key=play.key()).team

    def test_before_the_card_stands_it_moves_at_once_and_teaches(self, play: Play) -> None:
        made = play.report()
        assert self.say(play, made.report_id, "app") == "App"
        assert (play.annoyance().team_key, play.annoyance().route_by) == ("app", "choice")
        assert play.labels() == [(1, "rerouted", "payments", "app")]
        assert play.work("card")[0].channel == APP_TEAM

    def test_once_the_card_stands_the_old_team_keeps_it_until_the_new_one_has_it(self, play: Play) -> None:
        made = play.report()
        play.post_card()
        assert self.say(play, made.report_id, "app") == "App"
        assert (play.annoyance().team_key, play.annoyance().moving_to) == ("payments", "app")
        play.post_card()
        assert (play.annoyance().team_key, play.annoyance().moving_to) == ("app", None)

    def test_not_knowing_either_leads_to_triage(self, play: Play) -> None:
        made = play.report()
        assert self.say(play, made.report_id, None) is None
        assert (play.state(), play.labels()) == (State.TRIAGE, [(1, "rerouted", "payments", None)])

    def test_once_somebody_acted_it_is_too_late(self, play: Play) -> None:
        made = play.report()
        play.make(Move.ACKNOWLEDGE)
        with pytest.raises(TooLate):
            self.say(play, made.report_id, "app")
        assert play.annoyance().team_key == "payments"

    def test_a_team_that_is_gone_is_refused(self, play: Play) -> None:
        made = play.report()
        with pytest.raises(Invalid):
            self.say(play, made.report_id, "gone")

    def test_only_its_reporter_may(self, play: Play) -> None:
        with pytest.raises(NotFound):
            self.say(play, play.report().report_id, "app", BEN)


class TestDetails:
    def test_the_card_follows_and_the_routing_stays(self, play: Play) -> None:
        made = play.report("The refund never arrived")
        told = play.services.reports.add_details(
            play.workspace_id, RITA, made.report_id, Draft("The app ate it, ask a@b.com", touchpoint="checkout"),
            key="k")
        row = play.first_report()
        assert (row.story, row.touchpoint_key, told.team) == ("The app ate it, ask [e-mail]", "checkout", "Payments")
        assert (play.annoyance().touchpoint_key, play.annoyance().team_key) == ("checkout", "payments")
        assert (play.lines(), play.work("card")[0].wanted) == (["details"], 2)

    def test_a_retry_says_it_once_in_the_thread(self, play: Play) -> None:
        made = play.report()
        for _ in range(2):
            play.services.reports.add_details(play.workspace_id, RITA, made.report_id, Draft("More"), key="k")
        assert play.lines() == ["details"]

    def test_it_can_be_found_by_its_new_words(self, play: Play) -> None:
        made = play.report()
        play.services.reports.add_details(play.workspace_id, RITA, made.report_id, Draft("The voucher"), key="k")
        assert play.services.reports.find(play.workspace_id, BEN, "voucher")[0].number == 1

    def test_somebody_elses_report_is_not_shown_or_changed(self, play: Play) -> None:
        made = play.report()
        with pytest.raises(NotFound):
            play.services.reports.details(play.workspace_id, BEN, made.report_id)
        with pytest.raises(NotFound):
            play.services.reports.add_details(play.workspace_id, BEN, made.report_id, Draft("x"), key="k")


class TestMeToo:
    def join(self, play: Play, number: int, report_id: str, by: str = BEN) -> None:
        play.services.reports.me_too(play.workspace_id, by, number, key=play.key(), report_id=report_id)

    def test_own_words_are_kept_and_the_team_hears_it(self, play: Play) -> None:
        play.report()
        play.me_too(1, MINJUN, "저도 환불을 못 받았어요, a@b.com")
        assert [(row.reporter_id, row.door, row.story) for row in play.reports_of(1)][1] == (
            MINJUN, "me_too", "저도 환불을 못 받았어요, [e-mail]")
        assert (play.lines(), play.work("card")[0].wanted, play.state()) == (["me_too"], 2, State.NEW)

    def test_a_report_joins_and_its_number_leads_to_the_older_one(self, play: Play) -> None:
        play.report()
        mine = play.report("The refund is lost", BEN)
        play.forget_work()
        self.join(play, 1, mine.report_id)
        assert (play.state(2), play.annoyance(2).merged_into) == (State.MERGED, 1)
        assert [row.reporter_id for row in play.reports_of(1)] == [RITA, BEN]
        assert (play.lines(1), play.lines(2)) == (["me_too"], ["merge"])
        assert {row.dedup_key for row in play.work("card")} == {"card:1", "card:2"}
        assert play.services.reports.me_too_form(play.workspace_id, YUKI, 2).number == 1

    def test_joining_a_merged_number_joins_its_survivor(self, play: Play) -> None:
        play.report()
        self.join(play, 1, play.report("The refund is lost", BEN).report_id)
        play.me_too(2, YUKI, "返金がない")
        assert [row.reporter_id for row in play.reports_of(1)] == [RITA, BEN, YUKI]

    def test_a_report_that_joined_cannot_take_others_reports_along(self, play: Play) -> None:
        first = play.report("The refund is lost", BEN)
        play.report("The voucher is lost", RITA)
        play.report("The app is slow", YUKI)
        self.join(play, 2, first.report_id)  # now #2 has Rita's and Ben's
        play.services.reports.undo(play.workspace_id, RITA, play.first_report(2).id, key="undo")
        with pytest.raises(TooLate):
            self.join(play, 3, first.report_id)
        assert (play.state(2), play.annoyance(2).merged_into) == (State.TRIAGE, None)

    def test_what_others_joined_cannot_be_merged_by_its_reporter(self, play: Play) -> None:
        play.report()
        mine = play.report("The refund is lost", BEN)
        play.me_too(2, YUKI)
        with pytest.raises(TooLate):
            self.join(play, 1, mine.report_id)

    def test_a_report_taken_back_joins_nothing(self, play: Play) -> None:
        play.report()
        mine = play.report("The refund is lost", BEN)
        play.services.reports.undo(play.workspace_id, BEN, mine.report_id, key="undo")
        with pytest.raises(TooLate):
            self.join(play, 1, mine.report_id)
        assert len(play.reports_of(1)) == 1

    def test_joining_itself_changes_nothing(self, play: Play) -> None:
        made = play.report()
        self.join(play, 1, made.report_id, RITA)
        assert (play.state(), len(play.reports_of(1)), play.lines()) == (State.NEW, 1, [])

    def test_without_words_there_is_no_me_too(self, play: Play) -> None:
        play.report()
        for draft in (None, Draft("  ")):
            with pytest.raises(Invalid) as raised:
                play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(), draft=draft)
            assert raised.value.field == "story"
        assert len(play.reports_of(1)) == 1

    def test_a_repeated_click_joins_once_and_hears_the_same(self, play: Play) -> None:
        play.report()
        heard = [play.services.reports.me_too(play.workspace_id, BEN, 1, key="k", draft=Draft("Me too"))
                 for _ in range(2)]
        assert heard[0] == heard[1]
        assert len(play.reports_of(1)) == 2

    @pytest.mark.parametrize("state", [State.RESOLVED, State.VERIFIED])
    @pytest.mark.parametrize("seen", [True, False])
    def test_on_a_fixed_one_it_asks_and_believes_the_answer(self, play: Play, state: State, seen: bool) -> None:
        number = play.bring_to(state)
        assert play.services.reports.me_too_form(play.workspace_id, BEN, number).ask_after_fix is True
        play.forget_work()
        heard = play.services.reports.me_too(play.workspace_id, BEN, number, key="k", draft=Draft("Again"),
                                             seen_after_fix=seen)
        assert (heard.came_back, heard.state) == (seen, State.CAME_BACK if seen else state)
        assert play.lines() == (["me_too", "still_happening"] if seen else ["me_too"])
        assert play.reports_of(number)[-1].seen_after_fix is seen

    @pytest.mark.parametrize("state", [State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.CAME_BACK])
    def test_on_an_open_one_nothing_is_asked_and_nothing_moves(self, play: Play, state: State) -> None:
        number = play.bring_to(state)
        assert play.services.reports.me_too_form(play.workspace_id, BEN, number).ask_after_fix is False
        play.me_too(number, BEN, seen_after_fix=True)
        assert play.state(number) == state

    def test_a_withdrawn_one_cannot_be_joined(self, play: Play) -> None:
        made = play.report()
        play.services.reports.undo(play.workspace_id, RITA, made.report_id, key="undo")
        with pytest.raises(TooLate):
            play.me_too(1, BEN)

    def test_guests_report_only(self, play: Play) -> None:
        play.report()
        with pytest.raises(NotAllowed):
            play.me_too(1, GUS)

    def test_there_must_be_such_a_number(self, play: Play) -> None:
        with pytest.raises(NotFound):
            play.me_too(7, BEN)


class TestLookingUp:
    def test_mine_are_the_annoyances_my_reports_belong_to_now(self, play: Play) -> None:
        play.report("The refund never arrived")
        mine = play.report("The refund is lost", BEN)
        play.services.reports.me_too(play.workspace_id, BEN, 1, key="join", report_id=mine.report_id)
        play.report("The app is slow", BEN)
        found = play.services.reports.mine(play.workspace_id, BEN)
        assert ([line.number for line in found.lines], found.total) == ([3, 1], 2)

    @pytest.mark.parametrize("who, reads", [(RITA, True), (ANA, True), (BEN, True), (HANA, False), (YUKI, False)])
    def test_the_story_is_for_the_reporter_and_the_owning_team(self, play: Play, who: str, reads: bool) -> None:
        play.report("The refund never arrived")
        shown = play.services.reports.show(play.workspace_id, who, 1)
        assert (shown.story == "The refund never arrived", shown.is_mine) == (reads, who == RITA)
        assert shown.line.title == "The refund never arrived"

    def test_a_guest_sees_only_their_own(self, play: Play) -> None:
        play.report(by=GUS)
        play.report("The refund is lost")
        assert play.services.reports.show(play.workspace_id, GUS, 1).is_mine is True
        with pytest.raises(NotAllowed):
            play.services.reports.show(play.workspace_id, GUS, 2)


def test_the_answer_goes_back_sealed_and_fast(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, Draft("The refund never arrived"), door=Door.FORM, key="k",
                               back=Back(RITA, url="https://hooks.slack.com/x", channel_id=GENERAL))
    (reply,) = play.work("reply")
    assert (reply.fast, reply.payload["what"], reply.payload["facts"]["number"]) == (True, "stored", 1)
    assert "hooks.slack.com" not in repr(reply.payload)
    assert RITA not in repr(reply.payload)
    assert address_of(play, reply) == {"url": "https://hooks.slack.com/x", "user": RITA, "channel": GENERAL}
