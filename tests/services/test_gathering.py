"""'How is it now?' gathered: one message a week to one person, five annoyances at most, each answered by itself; and
who stands in for reporters who have left."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.annoyances import Move, State
from bot.domain.people import Back, Profile
from bot.domain.reports import Draft, Visibility
from bot.domain.verification import Answer
from bot.errors import NotAllowed, NotFound
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import settings, work
from storage.db import Database
from storage.tables import Team, Touchpoint, Work, metadata
from storage.verification import surveys_of
from tests.services.test_anonymity import HIDDEN, readable
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, MIA, MINJUN, PAY_TEAM, RITA, TESS, YUKI
from tests.support.clocks import START
from tests.support.play import Play

STILL, GONE, DONT_KNOW = Answer.STILL, Answer.GONE, Answer.DONT_KNOW


@pytest.fixture
def db(sqlite_db: Database) -> Database:
    """Its queries are asked of both databases elsewhere."""
    return sqlite_db


def resolved(play: Play, how_many: int, by: str = RITA, **rest: Any) -> list[str]:
    """So many annoyances of one reporter, resolved on one day; returns the surveys."""
    numbers = [play.report(f"The refund failed, {nth}", by, again=True, **rest).number for nth in range(how_many)]
    for number in numbers:
        play.make(Move.ACKNOWLEDGE, number)
        play.make(Move.RESOLVE, number)
    return [play.survey(number).id for number in numbers]


def joined(play: Play, *needles: str) -> list[str]:
    """The tables of which one row holds all of these."""
    with play.services.db.reading() as session:
        return [one.name for one in metadata.sorted_tables for row in session.connection().execute(select(one))
                if all(needle in str(tuple(row)) for needle in needles)]


def waiting(play: Play) -> list[Work]:
    return [row for row in play.work("ask") if row.state == "waiting"]


def tap(play: Play, by: str, survey_id: str, said: Answer, shown: list[str]) -> list[dict[str, object]]:
    """A tap in a message that asked about `shown`; returns what the message shows from then on."""
    play.services.verification.answer(play.workspace_id, by, survey_id, said, back=Back(by), key=play.key(),
                                      shown=shown)
    drawn: list[dict[str, object]] = play.work("reply")[-1].payload["facts"]["asked"]
    return drawn


class TestOneMessage:
    def test_six_of_one_week_are_five_and_a_week_later_one(self, play: Play) -> None:
        surveys = resolved(play, 6)
        play.move_clock(days=7)
        play.due()
        [row] = waiting(play)
        first = surveys_of(row.payload)
        assert len(first) == 5
        assert set(first) < set(surveys)
        assert play.ask() == 1
        play.move_clock(days=6)
        assert play.ask() == 0
        play.move_clock(days=1)
        play.due()
        assert [surveys_of(row.payload) for row in waiting(play)] == [[one for one in surveys if one not in first]]

    def test_each_person_gets_their_own(self, play: Play) -> None:
        resolved(play, 2)
        resolved(play, 2, BEN)
        play.move_clock(days=7)
        play.due()
        assert {row.channel: len(surveys_of(row.payload)) for row in waiting(play)} == {RITA: 2, BEN: 2}

    def test_what_is_open_again_leaves_the_message_and_the_rest_is_asked(self, play: Play) -> None:
        first, second = resolved(play, 2)
        play.move_clock(days=7)
        play.due()
        play.make(Move.STILL_HAPPENING, 1)
        to_ask = play.services.verification.to_ask(play.workspace_id, RITA, [first, second])
        assert [one.survey_id for one in to_ask] == [second]
        play.make(Move.STILL_HAPPENING, 2)
        assert play.services.verification.to_ask(play.workspace_id, RITA, [first, second]) == ()
        assert waiting(play) == []


class TestAnswering:
    def test_each_is_answered_by_itself_and_the_others_stay_open(self, play: Play) -> None:
        shown = resolved(play, 3)
        play.move_clock(days=7)
        play.ask()
        drawn = tap(play, RITA, shown[1], GONE, shown)
        assert [(one["survey"], one["answer"], one["state"]) for one in drawn] == [
            (shown[0], None, "resolved"), (shown[1], "gone", "verified"), (shown[2], None, "resolved")]
        drawn = tap(play, RITA, shown[0], STILL, shown)
        assert [(one["answer"], one["state"]) for one in drawn] == [
            ("still", "came_back"), ("gone", "verified"), (None, "resolved")]
        drawn = tap(play, RITA, shown[1], STILL, shown)  # verified, and changed all the same
        assert [one["state"] for one in drawn] == ["came_back", "came_back", "resolved"]

    def test_a_client_that_shows_what_was_not_asked_learns_nothing(self, play: Play) -> None:
        [hers, later] = resolved(play, 2)
        [theirs] = resolved(play, 1, BEN)
        play.move_clock(days=7)
        play.ask()
        drawn = tap(play, RITA, hers, GONE, [theirs, "none", hers, later, hers])
        assert [one["survey"] for one in drawn] == [hers, later]
        with pytest.raises(NotAllowed):
            tap(play, RITA, theirs, GONE, [theirs])

    def test_a_client_that_hides_what_was_answered_sees_it(self, play: Play) -> None:
        first, second = resolved(play, 2)
        play.move_clock(days=7)
        play.ask()
        assert [one["survey"] for one in tap(play, RITA, first, GONE, [second])] == [first]

    def test_a_survey_of_a_plan_is_not_answered_here(self, play: Play) -> None:
        [survey_id] = resolved(play, 1)
        with play.services.db.transaction(play.workspace_id) as tx:
            survey = play.survey()
            survey.kind = "csat"
            tx.session.add(survey)
        with pytest.raises(NotFound):
            tap(play, RITA, survey_id, GONE, [survey_id])


class TestWhoeverIsNotAsked:
    def test_the_one_who_is_left_alone_is_not_counted(self, play: Play) -> None:
        play.report()
        play.me_too(1, BEN)
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        with play.services.db.transaction(play.workspace_id) as tx:
            row = play.invitations()[BEN]
            row.state, row.why = "withheld", "opted_out"
            tx.session.add(row)
        play.move_clock(days=7)
        play.ask()
        play.answer(RITA, GONE)
        [line] = [one for one in play.work("line") if one.payload["what"] == "verify"]
        assert (play.state(), line.payload["asked"]) == (State.VERIFIED, 1)

    def test_with_nobody_who_could_be_asked_it_ends_and_says_so(self, play: Play) -> None:
        play.report()
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        play.services.people.keep(play.workspace_id, Profile(RITA, "Rita", is_gone=True))
        play.move_clock(days=7)
        play.ask()
        assert play.invitations()[RITA].state == "withheld"
        play.move_clock(days=14)
        play.step("close_survey")
        assert (play.state(), play.survey().outcome, play.lines()[-1]) == (
            State.RESOLVED, "not_verified", "nobody_asked")

    def test_one_whose_message_is_lost_holds_up_nobody(self, play: Play) -> None:
        """Deleted by hand, or pruned: a row that is not there will never be sent."""
        play.report()
        play.me_too(1, BEN)
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        play.move_clock(days=7)
        play.due()
        with play.services.db.transaction(play.workspace_id) as tx:
            [lost] = [row for row in play.work("ask", tx.session) if row.channel == BEN]
            tx.session.delete(lost)
        play.answer(RITA, GONE)
        assert (play.state(), play.invitations()[BEN].state) == (State.VERIFIED, "failed")


class TestATeamsRule:
    def set(self, play: Play, key: str, **verify: int) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.get_one(Team, (play.workspace_id, key)).verify = verify
            settings.changed(tx.session, play.workspace_id)

    def test_its_days_are_counted(self, play: Play) -> None:
        self.set(play, "payments", after=2)
        resolved(play, 1)
        assert (play.survey().wait_days, play.invitations()[RITA].ask_at) == (
            2, play.services.clock.now().replace(day=6))

    def test_the_rule_is_that_of_the_team_that_owns_it_in_the_end(self, play: Play) -> None:
        self.set(play, "app", still=1)
        play.report()
        for who in (BEN, CARA, TESS):
            play.me_too(1, who)
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        play.answer(RITA, STILL)
        assert play.state() is State.RESOLVED, "four were asked, and two must say so"
        with play.services.db.transaction(play.workspace_id) as tx:
            row = play.annoyance()
            row.team_key = "app"
            tx.session.add(row)
        play.answer(BEN, GONE)
        assert play.state() is State.CAME_BACK


class TestFrontLine:
    def leave(self, play: Play, *who: str) -> None:
        for user in who:
            play.services.people.keep(play.workspace_id, Profile(user, user, is_gone=True))

    def serve(self, play: Play, front_line: str | None, members: tuple[str, ...] = ()) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.get_one(Touchpoint, (play.workspace_id, "checkout")).front_line = front_line
            if members:
                play.services.people.keep_group(tx.session, play.workspace_id, str(front_line), list(members))

    def resolve(self, play: Play, *reporters: str, by: str = ANA, **rest: Any) -> int:
        number = play.report("The till is slow", reporters[0], touchpoint="checkout", again=True, **rest).number
        for reporter in reporters[1:]:
            play.me_too(number, reporter)
        play.make(Move.ASSIGN, number, by)
        play.make(Move.RESOLVE, number, by)
        return number

    def test_who_left_is_replaced_by_who_works_there(self, play: Play) -> None:
        self.serve(play, BEN)
        self.leave(play, RITA)
        number = self.resolve(play, RITA, YUKI)
        assert set(play.invitations(number)) == {YUKI, BEN}

    def test_while_all_reporters_are_here_nobody_stands_in(self, play: Play) -> None:
        self.serve(play, BEN)
        assert set(play.invitations(self.resolve(play, RITA, YUKI))) == {RITA, YUKI}

    def test_without_a_front_line_nobody_is_asked(self, play: Play) -> None:
        self.leave(play, RITA)
        number = self.resolve(play, RITA)
        with pytest.raises(ValueError, match="empty"):
            play.survey(number)

    def test_three_at_most_and_those_asked_least_lately_first(self, play: Play) -> None:
        crew = (BEN, CARA, MIA, MINJUN, TESS, YUKI, GUS)
        self.leave(play, RITA)
        self.serve(play, PAY_TEAM, crew)
        first = set(play.invitations(self.resolve(play, RITA)))
        assert first == {BEN, CARA, MIA}
        second = set(play.invitations(self.resolve(play, RITA)))
        assert second == {MINJUN, TESS, YUKI}, "a guest reports and nothing else"
        play.move_clock(days=1)
        self.serve(play, PAY_TEAM, (BEN, YUKI, MINJUN, TESS))
        assert BEN in play.invitations(self.resolve(play, RITA))

    def test_neither_who_fixed_it_nor_who_is_asked_already(self, play: Play) -> None:
        self.leave(play, RITA)
        self.serve(play, PAY_TEAM, (ANA, BEN, YUKI, ADAM))
        number = self.resolve(play, RITA, YUKI, by=ANA)
        assert set(play.invitations(number)) == {YUKI, ADAM, BEN}

    @pytest.mark.parametrize("visibility", HIDDEN)
    def test_who_reported_without_a_name_is_not_asked_twice(self, play: Play, visibility: Visibility) -> None:
        self.leave(play, RITA)
        self.serve(play, PAY_TEAM, (BEN, CARA))
        number = self.resolve(play, BEN, RITA, visibility=visibility)
        names = set(play.invitations(number))
        assert CARA in names
        assert BEN not in names
        assert len(names) == 2

    def test_they_are_told_why_and_count_like_others(self, play: Play) -> None:
        self.leave(play, RITA)
        self.serve(play, BEN)
        number = self.resolve(play, RITA)
        play.move_clock(days=7)
        play.due()
        [asked] = play.services.verification.to_ask(play.workspace_id, BEN, [play.survey(number).id])
        assert (asked.words, asked.title, asked.what_was_done) == (
            None, "The till is slow", "We fixed the voucher form")
        assert play.ask() == 1
        play.answer(BEN, GONE, number)
        assert play.state(number) is State.VERIFIED


class TestNames:
    """One message was to ask about several things, and its reader hides behind one of them."""

    def hide(self, play: Play, number: int, visibility: Visibility) -> str:
        play.services.reports.add_details(play.workspace_id, RITA, play.first_report(number).id, Draft(
            "The refund failed, 0", visibility=visibility), key=play.key())
        [name] = play.invitations(number)
        return name

    @pytest.mark.parametrize("is_sent", [False, True])
    @pytest.mark.parametrize("visibility", HIDDEN)
    def test_what_is_hidden_leaves_the_gathered_message(self, play: Play, visibility: Visibility, *, is_sent: bool
                                                        ) -> None:
        surveys = resolved(play, 3)
        play.move_clock(days=7)
        play.due()
        if is_sent:
            play.ask()
            play.answer(RITA, DONT_KNOW, 1)
        name = self.hide(play, 1, visibility)
        assert is_pseudonym(name)
        assert joined(play, RITA, surveys[0]) == []
        assert {"work", "invitation"} <= set(joined(play, RITA, surveys[1]))
        rows = {row.channel: (surveys_of(row.payload), row.dedup_key) for row in play.work("ask")}
        assert rows[RITA] == (surveys[1:], f"ask:{surveys[1]}:{RITA}")
        assert (name in rows) is not is_sent
        if not is_sent:
            assert rows[name] == ([surveys[0]], f"ask:{surveys[0]}:{name}")
            [row] = [row for row in play.work("ask") if row.channel == name]
            assert Pseudonyms(play.services.secrets).open(row.payload["to"]) == RITA

    @pytest.mark.parametrize("visibility", HIDDEN)
    def test_no_moment_joins_the_hidden_one_to_the_others(self, play: Play, visibility: Visibility) -> None:
        resolved(play, 2)
        play.move_clock(days=7, minutes=7)
        play.ask()
        name = self.hide(play, 1, visibility)
        hidden, named = play.invitations(1)[name], play.invitations(2)[RITA]
        assert (hidden.asked_at, named.asked_at) == (START + timedelta(days=7), play.services.clock.now())
        assert {named.asked_at, named.remind_at}.isdisjoint({hidden.asked_at, hidden.remind_at})

    @pytest.mark.parametrize("visibility", HIDDEN)
    def test_gathered_for_somebody_without_a_name_no_table_says_who(self, play: Play, visibility: Visibility) -> None:
        before = readable(play, RITA)
        surveys = resolved(play, 3, visibility=visibility)
        play.move_clock(days=7)
        play.due()
        assert [len(surveys_of(row.payload)) for row in waiting(play)] == [3]
        assert readable(play, RITA) == before
        assert play.ask() == 1
        tap(play, RITA, surveys[2], GONE, surveys)
        assert readable(play, RITA) == before
        assert play.state(3) is State.VERIFIED

    def test_one_who_gives_their_name_to_one_keeps_the_others_hidden(self, play: Play) -> None:
        surveys = resolved(play, 2, visibility=Visibility.ANONYMOUS)
        play.move_clock(days=7)
        play.due()
        [was] = play.invitations(2)
        assert self.hide(play, 1, Visibility.NAMED) == RITA
        assert {row.channel: surveys_of(row.payload) for row in waiting(play)} == {
            RITA: [surveys[0]], was: [surveys[1]]}
        assert not any("to" in row.payload for row in waiting(play) if row.channel == RITA)


def test_a_row_of_the_release_before_is_asked_and_counted(play: Play) -> None:
    """It names one survey, and its invitation was set to 'sending' when the tables were upgraded."""
    [survey_id] = resolved(play, 1)
    with play.services.db.transaction(play.workspace_id) as tx:
        invitation = play.invitations()[RITA]
        invitation.state = "sending"
        tx.session.add(invitation)
        work.add(tx.session, play.workspace_id, work.Kind.MESSAGE, "ask", f"ask:{survey_id}:{RITA}", channel=RITA,
                 due_at=invitation.ask_at, now=play.services.clock.machine(),
                 payload={"user": RITA, "survey": survey_id})
    play.move_clock(days=7)
    assert [one.survey_id for one in play.services.verification.to_ask(play.workspace_id, RITA, [survey_id])] == [
        survey_id]
    assert play.ask() == 1
    assert play.invitations()[RITA].state == "asked"
    play.answer(RITA, GONE)
    assert play.state() is State.VERIFIED
