"""'How is it now?': whom it asks and when, what the answers decide, and what its end leaves behind."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.people import Back, Profile
from bot.domain.reports import Draft, Visibility
from bot.domain.verification import Answer, Question
from bot.errors import NotAllowed, NotFound
from storage.tables import Touchpoint
from storage.work import Kind
from storage.work import State as WorkState
from tests.support.cast import ANA, BEN, CARA, MIA, MINJUN, PAY_TEAM, RITA, TESS, YUKI
from tests.support.clocks import START
from tests.support.play import Play
from tests.support.surveying import Surveying

STILL, GONE, DONT_KNOW = Answer.STILL, Answer.GONE, Answer.DONT_KNOW
CROWD = (RITA, BEN, CARA, TESS, MIA, MINJUN, YUKI, "U8")


def resolved(play: Play, *reporters: str) -> Play:
    """#1, reported by all of them and resolved on Wednesday; its askings are planned."""
    play.report(by=reporters[0])
    for reporter in reporters[1:]:
        play.me_too(1, reporter)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.forget_work_but("ask", "close_survey")
    return play


def asks(play: Play, number: int = 1, *, nth: int | None = None) -> dict[str, str]:
    """Where each invitation of the last asking stands, or of the one after that resolving."""
    return {name: row.state for name, row in play.invitations(number, nth=nth).items()}


def close(play: Play) -> None:
    """The step, whenever it comes."""
    with play.services.db.transaction(play.workspace_id) as tx:
        play.services.verification.close(tx.session, play.workspace_id, play.survey().id)


class TestPlanning:
    def test_each_reporter_is_asked_a_week_later_in_their_own_working_hours(self, play: Play) -> None:
        resolved(play, RITA, MINJUN, YUKI)
        # Resolved Wednesday 09:00 UTC. Berlin: 10:00 a week later; Seoul and Tokyo: 18:00 is past, so Thursday 09:00.
        assert {user: row.ask_at for user, row in play.invitations().items()} == {
            RITA: datetime(2026, 3, 11, 9, 0, tzinfo=UTC),
            MINJUN: datetime(2026, 3, 12, 0, 0, tzinfo=UTC),
            YUKI: datetime(2026, 3, 12, 0, 0, tzinfo=UTC)}
        assert (play.survey().base_at, play.survey().wait_days, play.work("ask")) == (START, 7, [])

    def test_over_the_change_of_clocks_it_stays_the_same_hour_on_the_wall(self, play: Play) -> None:
        play.services.clock.move_to(datetime(2026, 3, 25, 9, 0, tzinfo=UTC))  # Berlin 10:00, summer time on the 29th
        resolved(play, RITA)
        assert play.invitations()[RITA].ask_at == datetime(2026, 4, 1, 8, 0, tzinfo=UTC)  # again 10:00

    def test_it_ends_five_working_days_after_the_last_was_asked(self, play: Play) -> None:
        resolved(play, RITA, YUKI)
        (step,) = play.work("close_survey")
        # Last asked: Thursday 12 March 00:00 UTC, that is 01:00 in Berlin; five working days: Thursday 19, 09:00.
        assert (step.kind, step.due_at) == (Kind.STEP, datetime(2026, 3, 19, 8, 0, tzinfo=UTC))

    def test_each_is_asked_once_however_often_they_reported(self, play: Play) -> None:
        resolved(play, RITA, RITA, BEN)
        assert set(asks(play)) == {RITA, BEN}

    def test_one_who_reported_with_and_without_their_name_is_asked_once_and_their_answer_decides(self, play: Play
                                                                                                 ) -> None:
        play.report(by=RITA, visibility=Visibility.LEAD_ONLY)
        play.me_too(1, RITA)
        play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(),
                                     draft=Draft("Again today", visibility=Visibility.ANONYMOUS))
        assert len({row.reporter_id or row.reporter_hash for row in play.reports_of(1)}) == 3
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        ((name, _),) = play.invitations().items()
        assert name == next(row.reporter_hash for row in play.reports_of(1) if row.visibility == Visibility.ANONYMOUS)
        here = Surveying(play)
        assert [len(here.go_on(days=1)) for _ in range(8)] == [0] * 6 + [1, 0]
        play.answer(RITA, Answer.GONE)
        assert play.state() == State.VERIFIED

    def test_what_was_taken_back_asks_nobody(self, play: Play) -> None:
        made = play.report()
        play.me_too(1, BEN)
        play.services.reports.undo(play.workspace_id, RITA, made.report_id, key="undo")
        play.make(Move.ASSIGN)
        play.make(Move.RESOLVE)
        assert set(asks(play)) == {BEN}

    def test_those_who_left_and_bots_are_not_asked(self, play: Play) -> None:
        for user, left, bot in ((RITA, True, False), ("U0ROBOT", False, True)):
            play.services.people.keep(play.workspace_id, Profile(user, "x", is_gone=left, is_bot=bot))
        resolved(play, RITA, "U0ROBOT", BEN)
        assert set(asks(play)) == {BEN}

    def test_who_works_where_it_was_seen_stands_in_for_those_who_left(self, play: Play) -> None:
        play.services.people.keep(play.workspace_id, Profile(RITA, "Rita", is_gone=True))
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.get_one(Touchpoint, (play.workspace_id, "checkout")).front_line = PAY_TEAM
            play.services.people.keep_group(tx.session, play.workspace_id, PAY_TEAM, [ANA, BEN])
        play.report(touchpoint="checkout")
        play.make(Move.ASSIGN, by=ANA)
        play.make(Move.RESOLVE, by=ANA)
        assert set(asks(play)) == {BEN}, "Ana fixed it"

    def test_with_nobody_to_ask_there_is_no_asking(self, play: Play) -> None:
        play.services.people.keep(play.workspace_id, Profile(RITA, "Rita", is_gone=True))
        resolved(play, RITA)
        assert play.topics() == []

    def test_somebody_whose_zone_is_unknown_is_asked_in_the_workspaces(self, play: Play) -> None:
        play.services.people.keep(play.workspace_id, Profile(YUKI, "Yuki", timezone="Not/AZone"))
        resolved(play, YUKI, "U0UNKNOWN")
        assert {row.ask_at for row in play.invitations().values()} == {START + timedelta(days=7)}

    def test_each_resolving_is_an_asking_of_its_own(self, play: Play) -> None:
        resolved(play, RITA)
        play.make(Move.STILL_HAPPENING, by=BEN)
        play.make(Move.ASSIGN)
        play.make(Move.RESOLVE)
        assert play.survey().round == 2
        assert sorted(asks(play, nth=1).values()) + sorted(asks(play).values()) == ["cancelled", "planned"]


class TestAsking:
    def ask(self, play: Play, name: str = RITA) -> tuple[Question, ...]:
        """What the message to somebody would ask, as it is about to be sent."""
        play.move_clock(days=7)
        play.due()
        return play.services.verification.to_ask(play.workspace_id, name, [play.survey().id])

    def test_the_question_quotes_what_they_said_and_what_was_done(self, play: Play) -> None:
        resolved(play, RITA)
        [found] = self.ask(play)
        assert (found.number, found.title, found.words, found.what_was_done, found.is_open) == (
            1, "The refund never arrived", "The refund never arrived", "We fixed the voucher form", True)

    def test_each_hears_their_own_words(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        [found] = self.ask(play, BEN)
        assert found.words == "I saw it too"

    def test_once_it_is_open_again_there_is_nothing_to_ask(self, play: Play) -> None:
        resolved(play, RITA)
        assert self.ask(play)
        play.make(Move.STILL_HAPPENING)
        assert play.services.verification.to_ask(play.workspace_id, RITA, [play.survey().id]) == ()

    def test_who_answered_before_the_message_was_recorded_is_not_asked_again(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        assert self.ask(play)
        play.answer(RITA, GONE)
        assert (asks(play)[RITA], play.invitations()[RITA].asked_at) == ("asked", play.services.clock.now())
        assert play.services.verification.to_ask(play.workspace_id, RITA, [play.survey().id]) == ()

    def test_nobody_hears_what_others_are_asked(self, play: Play) -> None:
        resolved(play, RITA)
        assert self.ask(play, BEN) == ()
        assert play.services.verification.to_ask(play.workspace_id, RITA, ["none"]) == ()

    def test_when_somebody_was_asked_is_kept(self, play: Play) -> None:
        resolved(play, RITA)
        play.move_clock(days=7)
        assert play.ask() == 1
        play.asked(play.survey().id, "U0NOBODY")
        assert play.invitations()[RITA].asked_at == START + timedelta(days=7)
        assert asks(play) == {RITA: "asked"}


RULES = [
    # who was asked, what they said in order, the state right after the last answer, and after time is up
    ("one gone", 1, [GONE], State.VERIFIED, State.VERIFIED),
    ("one still", 1, [STILL], State.CAME_BACK, State.CAME_BACK),
    ("one knows nothing", 1, [DONT_KNOW], State.RESOLVED, State.RESOLVED),
    ("silence", 1, [], State.RESOLVED, State.RESOLVED),
    ("of three one gone, two silent: only once time is up", 3, [GONE], State.RESOLVED, State.VERIFIED),
    ("of three all answered, one gone", 3, [GONE, DONT_KNOW, DONT_KNOW], State.VERIFIED, State.VERIFIED),
    ("of three one still is enough", 3, [GONE, GONE, STILL], State.CAME_BACK, State.CAME_BACK),
    ("of four one still is not enough to come back, nor are three gone to verify", 4, [STILL, GONE, GONE, GONE],
     State.RESOLVED, State.RESOLVED),
    ("of four two still are", 4, [STILL, STILL], State.CAME_BACK, State.CAME_BACK),
    ("of four two gone are too few", 4, [GONE, GONE], State.RESOLVED, State.RESOLVED),
    ("of four three gone, one silent", 4, [GONE, GONE, GONE], State.RESOLVED, State.VERIFIED),
    ("of eight two still of eight answers: a quarter", 8, [GONE] * 6 + [STILL] * 2, State.CAME_BACK, State.CAME_BACK),
]


@pytest.mark.parametrize("asked, said, at_once, in_the_end", [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_what_the_answers_decide(play: Play, asked: int, said: list[Answer], at_once: State, in_the_end: State
                                 ) -> None:
    resolved(play, *CROWD[:asked])
    play.move_clock(days=8)
    for who, answer in zip(CROWD, said, strict=False):
        play.answer(who, answer)
    assert play.state() == at_once
    play.move_clock(days=30)
    play.step("close_survey")
    assert play.state() == in_the_end
    assert play.survey().closed_at is not None


class TestDeciding:
    def test_verified_is_one_line_with_its_figures(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        play.forget_work()
        play.answer(RITA, GONE)
        play.answer(BEN, DONT_KNOW)
        (line,) = play.work("line")
        assert {key: line.payload[key] for key in ("what", "gone", "answered", "asked", "by")} == {
            "what": "verify", "gone": 1, "answered": 2, "asked": 2, "by": None}
        assert (play.survey().outcome, play.moves()[-1]) == ("verified", ("verify", "resolved", "verified"))

    def test_came_back_is_one_line_with_its_figures_and_names_nobody(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        play.forget_work()
        play.answer(BEN, STILL)
        (line,) = play.work("line")
        assert {key: line.payload[key] for key in ("what", "still", "answered", "by")} == {
            "what": "still_happening", "still": 1, "answered": 1, "by": None}
        assert BEN not in repr(line.payload)
        assert play.survey().outcome == "came_back"

    def test_who_has_not_been_asked_yet_will_not_be(self, play: Play) -> None:
        resolved(play, RITA, YUKI)
        play.answer(RITA, STILL)
        assert asks(play) == {RITA: "cancelled", YUKI: "cancelled"}
        assert play.work("close_survey")[0].state == WorkState.DEAD

    def test_silence_is_said_as_not_verified_and_shown(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        play.answer(RITA, DONT_KNOW)
        play.forget_work_but("close_survey")
        play.move_clock(days=30)
        assert play.step("close_survey") == 1
        assert (play.state(), play.survey().outcome) == (State.RESOLVED, "not_verified")
        (line,) = play.work("line")
        assert (line.payload["what"], line.payload["answered"], line.payload["asked"]) == ("not_verified", 1, 2)
        assert len(play.work("card")) == 1

    def test_while_somebody_is_still_to_be_asked_it_does_not_end(self, play: Play) -> None:
        resolved(play, RITA, YUKI)
        play.services.clock.move_to(datetime(2026, 3, 11, 9, 0, tzinfo=UTC))
        assert play.ask() == 1  # Rita; Yuki's turn comes in her morning, and then the bot is down for two weeks
        play.move_clock(days=14)
        close(play)
        assert play.survey().closed_at is None

    def test_a_bot_that_asked_late_waits_its_five_working_days(self, play: Play) -> None:
        resolved(play, RITA)
        play.services.clock.move_to(datetime(2026, 4, 1, 9, 0, tzinfo=UTC))  # three weeks late, a Wednesday
        play.ask()
        play.services.clock.move_to(datetime(2026, 4, 8, 8, 59, tzinfo=UTC))
        close(play)
        assert play.survey().closed_at is None
        assert play.work("close_survey")[-1].due_at == datetime(2026, 4, 8, 9, 0, tzinfo=UTC)  # Berlin 11:00, as then
        play.services.clock.move_to(datetime(2026, 4, 8, 9, 0, tzinfo=UTC))
        assert play.step("close_survey") >= 1
        assert play.survey().outcome == "not_verified"

    def test_a_late_still_brings_back_what_was_not_verified(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        play.move_clock(days=30)
        play.step("close_survey")
        play.answer(RITA, STILL)
        assert (play.state(), play.survey().outcome) == (State.CAME_BACK, "came_back")

    def test_a_late_still_brings_back_what_was_verified_and_a_late_gone_does_nothing(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        play.answer(RITA, GONE)
        play.answer(BEN, GONE)
        play.answer(BEN, GONE)
        assert play.state() == State.VERIFIED
        play.answer(BEN, STILL)
        assert play.state() == State.CAME_BACK

    def test_an_answer_can_be_changed_while_it_is_open(self, play: Play) -> None:
        resolved(play, *CROWD[:4])
        play.answer(RITA, STILL)
        play.answer(RITA, GONE)
        for who in CROWD[1:4]:
            play.answer(who, GONE)
        assert play.state() == State.VERIFIED

    def test_an_answer_to_an_older_asking_moves_nothing(self, play: Play) -> None:
        resolved(play, RITA)
        old = play.survey().id
        for move in (Move.STILL_HAPPENING, Move.ASSIGN, Move.RESOLVE):
            play.make(move)
        play.services.verification.answer(play.workspace_id, RITA, old, STILL, back=None, key="late")
        assert (play.state(), play.survey().round) == (State.RESOLVED, 2)

    def test_the_end_of_what_came_back_meanwhile_changes_nothing(self, play: Play) -> None:
        resolved(play, RITA)
        survey_id = play.survey().id
        play.make(Move.STILL_HAPPENING)
        with play.services.db.transaction(play.workspace_id) as tx:
            play.services.verification.close(tx.session, play.workspace_id, survey_id)
            play.services.verification.close(tx.session, play.workspace_id, "none")
        assert (play.state(), play.survey().outcome) == (State.CAME_BACK, "overtaken")


class TestWho:
    def test_only_those_who_were_invited_answer(self, play: Play) -> None:
        resolved(play, RITA)
        with pytest.raises(NotAllowed):
            play.answer(YUKI, GONE)
        assert play.state() == State.RESOLVED

    def test_there_must_be_such_an_asking(self, play: Play) -> None:
        with pytest.raises(NotFound):
            play.services.verification.answer(play.workspace_id, RITA, "none", GONE, back=None, key="k")

    def test_one_tap_delivered_twice_counts_once(self, play: Play) -> None:
        resolved(play, RITA)
        for _ in range(2):
            play.answer(RITA, STILL, key="tap")
        assert play.lines() == ["still_happening"]

    async def test_the_last_two_taps_at_once_decide_once(self, play: Play) -> None:
        resolved(play, RITA, BEN)
        run = play.services.db.run
        await asyncio.gather(run(play.answer, RITA, GONE), run(play.answer, BEN, GONE))
        assert (play.state(), play.lines()) == (State.VERIFIED, ["verify"])

    def test_whoever_answered_hears_the_state_it_led_to(self, play: Play) -> None:
        resolved(play, RITA)
        play.services.verification.answer(play.workspace_id, RITA, play.survey().id, STILL, back=Back(RITA), key="k")
        (reply,) = play.work("reply")
        [said] = reply.payload["facts"]["asked"]
        assert (reply.payload["what"], said["answer"], said["state"]) == ("answered", "still", "came_back")


def test_the_whole_way_from_resolved_over_came_back_to_verified(play: Play) -> None:
    resolved(play, RITA, YUKI)
    play.move_clock(days=8)
    play.answer(YUKI, STILL)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.move_clock(days=8)
    play.answer(RITA, GONE)
    play.move_clock(days=8)
    assert play.step("close_survey") == 1
    assert [move for move, *_ in play.moves()] == [
        "report", "acknowledge", "resolve", "still_happening", "acknowledge", "resolve", "verify"]
    assert play.annoyance().check_round == 2
    assert ANA not in asks(play)
