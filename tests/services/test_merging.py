"""Two annoyances become one, and a merge is taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.annoyances import Move, State
from bot.domain.care import CONTACT_KEPT
from bot.domain.clocks import Kind
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import MayContact, Visibility
from bot.domain.verification import Answer
from bot.errors import Invalid, NotAllowed, TooLate
from storage import clocks as stored_clocks
from storage import people as stored_people
from storage.tables import Annoyance, Follower, Merge, Question, Tracker, TrackerIssue
from tests.support.cast import ANA, BEN, CARA, HANA, KEN, MIA, MINJUN, RITA, TESS, YUKI
from tests.support.finding import words_to
from tests.support.play import Play


@pytest.fixture
def two(play: Play) -> Play:
    """#1 of Rita and #2 of Minjun, both of Payments, their cards posted; work from now on is the test's."""
    play.report("The refund never arrived")
    play.report("Her refund is late again", MINJUN)
    for number in (1, 2):
        play.post_card(number)
    play.forget_work()
    return play


def merges(play: Play) -> Sequence[Merge]:
    with play.services.db.reading() as session:
        return session.exec(select(Merge).order_by(col(Merge.id))).all()


def stories(play: Play, number: int) -> list[str]:
    return [report.story for report in play.reports_of(number)]


def words(play: Play, number: int) -> frozenset[str]:
    return words_to(play.services.db, play.workspace_id, number)


def tell(play: Play, number: int, said: Meanwhile) -> None:
    play.make(Move.ACKNOWLEDGE, number)
    play.services.care.tell_meanwhile(play.workspace_id, ANA, number, said, where=None, key=play.key())


class TestMerging:
    @pytest.mark.parametrize("number, other", [(2, 1), (1, 2)])
    def test_the_older_number_stays_whichever_card_it_was_asked_from(self, two: Play, number: int, other: int) -> None:
        two.make(Move.MERGE, number, other=other)
        assert (two.state(1), two.state(2), two.annoyance(2).merged_into) == (State.NEW, State.MERGED, 1)
        assert stories(two, 1) == ["The refund never arrived", "Her refund is late again"]
        assert stories(two, 2) == []

    def test_both_threads_have_one_line_and_the_reporters_of_the_one_that_ended_hear_where_it_went(self, two: Play
                                                                                                  ) -> None:
        two.make(Move.MERGE, 2, other=1)
        assert (two.lines(1), two.lines(2)) == (["took_in"], ["merge"])
        assert two.told() == [(MINJUN, "merge")]
        (told,) = two.work("told")
        assert (told.payload["number"], told.payload["into"]) == (2, 1)
        assert two.moves(2)[-1] == ("merge", "new", "merged")

    def test_they_hear_what_customers_may_be_told_meanwhile(self, two: Play) -> None:
        two.make(Move.ACKNOWLEDGE, 1)
        two.services.care.tell_meanwhile(two.workspace_id, ANA, 1, Meanwhile("Pay by card"), where=None, key=two.key())
        two.make(Move.MERGE, 2, other=1)
        assert [row.payload["meanwhile"] for row in two.work("told") if row.payload["what"] == "merge"] == [
            "Pay by card"]

    def test_what_customers_may_be_told_goes_along_and_comes_back(self, two: Play) -> None:
        tell(two, 2, Meanwhile("Pay by card", "A voucher"))
        assert two.services.merging.look(two.workspace_id, ANA, 2, 1, where=None).words_end is False
        two.make(Move.MERGE, 2, other=1)
        assert (two.annoyance(1).meanwhile, two.annoyance(1).may_offer) == ("Pay by card", "A voucher")
        assert [row.payload["may_offer"] for row in two.work("told") if row.payload["what"] == "merge"] == ["A voucher"]
        two.make(Move.UNMERGE, 2)
        assert (two.annoyance(1).meanwhile, two.annoyance(1).may_offer) == (None, None)
        assert two.annoyance(2).meanwhile == "Pay by card"

    def test_the_surviving_ones_own_words_count_and_stay(self, two: Play) -> None:
        tell(two, 1, Meanwhile("Wait a day"))
        tell(two, 2, Meanwhile("Pay by card", "A voucher"))
        assert two.services.merging.look(two.workspace_id, ANA, 2, 1, where=None).words_end
        two.make(Move.MERGE, 2, other=1)
        assert (two.annoyance(1).meanwhile, two.annoyance(1).may_offer) == ("Wait a day", None)
        two.make(Move.UNMERGE, 2)
        assert (two.annoyance(1).meanwhile, two.annoyance(2).may_offer) == ("Wait a day", "A voucher")

    def test_it_is_found_by_the_words_of_both(self, two: Play) -> None:
        late = words(two, 2)
        two.make(Move.MERGE, 2, other=1)
        assert late == {"late", "refund"} <= words(two, 1)
        assert words(two, 2) == frozenset()

    def test_a_chain_is_flat(self, two: Play) -> None:
        two.report("And a third refund", YUKI)
        two.make(Move.MERGE, 3, other=2)
        two.make(Move.MERGE, 2, other=1)
        assert [two.annoyance(number).merged_into for number in (1, 2, 3)] == [None, 1, 1]
        assert len(stories(two, 1)) == 3

    def test_a_merged_number_leads_to_what_it_is_part_of(self, two: Play) -> None:
        two.report("And a third refund", YUKI)
        two.make(Move.MERGE, 2, other=1)
        two.make(Move.MERGE, 3, other=2)
        assert two.annoyance(3).merged_into == 1

    def test_questions_to_its_reporters_go_along(self, two: Play) -> None:
        two.make(Move.ACKNOWLEDGE, 2)
        two.services.reporters.ask(two.workspace_id, ANA, 2, "Which bank?", where=None, key=two.key())
        two.make(Move.MERGE, 2, other=1)
        with two.services.db.reading() as session:
            (question,) = session.exec(select(Question)).all()
        assert question.number == 1
        two.services.reporters.answer(two.workspace_id, MINJUN, question.id, "The small one", key=two.key())
        assert "answered" in two.lines(1)

    def test_followers_go_along_once(self, two: Play) -> None:
        with two.services.db.transaction(two.workspace_id) as tx:
            for number, user_id in ((1, BEN), (2, BEN), (2, MIA)):
                tx.session.add(Follower(workspace_id=two.workspace_id, number=number, user_id=user_id,
                                        at=two.services.clock.now()))
        two.make(Move.MERGE, 2, other=1)
        assert followers_of(two, 1) == {BEN, MIA}
        two.make(Move.UNMERGE, 2)
        assert followers_of(two, 1) == {BEN}

    def test_what_sleeps_wakes_when_another_becomes_part_of_it(self, two: Play) -> None:
        two.make(Move.SNOOZE, 1)
        two.make(Move.MERGE, 2, other=1)
        assert two.annoyance(1).snoozed_until is None
        assert two.lines(1) == ["snooze", "wake", "took_in"]

    def test_a_repeated_click_merges_once(self, two: Play) -> None:
        for _ in range(2):
            two.make(Move.MERGE, 2, other=1, key="k")
        assert (len(merges(two)), two.lines(1)) == (1, ["took_in"])

    @pytest.mark.parametrize("other, key", [
        (2, "error.merge_itself"), (9, "error.merge_no_such_number"), (3, "error.merge_withdrawn")])
    def test_what_cannot_be_is_said_at_the_number(self, two: Play, other: int, key: str) -> None:
        two.services.reports.undo(two.workspace_id, RITA, two.report("A third refund").report_id, key=two.key())
        with pytest.raises(Invalid) as raised:
            two.make(Move.MERGE, 2, other=other)
        assert (raised.value.key, raised.value.field) == (key, "number")

    def test_what_is_resolved_cannot_end(self, two: Play) -> None:
        two.make(Move.ACKNOWLEDGE, 2)
        two.make(Move.RESOLVE, 2)
        with pytest.raises(Invalid) as raised:
            two.make(Move.MERGE, 1, other=2)
        assert (raised.value.key, raised.value.args_of_key["state"]) == ("error.merge_not_open", "resolved")

    def test_who_was_merged_meanwhile_is_too_late(self, two: Play) -> None:
        two.make(Move.MERGE, 2, other=1)
        with pytest.raises(TooLate):
            two.make(Move.MERGE, 2, other=1)

    def test_the_team_alone_cannot(self, two: Play) -> None:
        with pytest.raises(NotAllowed):
            two.make(Move.MERGE, 2, BEN, other=1)

    def test_another_teams_annoyance_is_ended_by_its_own_chiefs_alone(self, two: Play) -> None:
        two.report("The app forgets the parcel", team="app")
        with pytest.raises(NotAllowed) as raised:
            two.make(Move.MERGE, 1, ANA, other=3)
        assert raised.value.key == "error.not_allowed.merge_theirs"
        two.make(Move.MERGE, 3, HANA, other=1)
        assert two.annoyance(3).merged_into == 1

    def test_what_has_no_team_yet_may_be_taken_from_triage(self, two: Play) -> None:
        two.report("Nobody knows whose this is")
        with pytest.raises(NotAllowed):
            two.make(Move.MERGE, 3, TESS, other=1)
        two.make(Move.MERGE, 1, ANA, other=3)
        assert two.annoyance(3).merged_into == 1

    def test_the_form_offers_what_is_like_it_and_says_what_will_come_of_it(self, two: Play) -> None:
        two.report("The refund never arrived", YUKI)
        merging = two.services.merging
        found = merging.proposals(two.workspace_id, ANA, 3, where=None)
        assert (found.line.number, found.alikes[0].number) == (3, 1)
        assert 3 not in [one.number for one in found.alikes]
        outcome = merging.look(two.workspace_id, CARA, 1, 3, where=None)
        assert (outcome.ended.number, outcome.survivor.number, outcome.ask_after_fix) == (3, 1, False)


def followers_of(play: Play, number: int) -> set[str]:
    with play.services.db.reading() as session:
        return set(session.exec(select(Follower.user_id).where(Follower.number == number)).all())


class TestIntoSomethingResolved:
    @pytest.fixture
    def resolved(self, two: Play) -> Play:
        """#1 is resolved, and #3 was reported after that."""
        two.make(Move.ACKNOWLEDGE, 1)
        two.make(Move.RESOLVE, 1)
        two.move_clock(days=1)
        two.report("The refund never arrived, again", YUKI)
        return two

    def test_what_was_reported_since_asks_whether_it_was_seen_after_the_fix(self, resolved: Play) -> None:
        with pytest.raises(Invalid) as raised:
            resolved.make(Move.MERGE, 3, other=1)
        assert (raised.value.key, raised.value.field) == ("error.merge_after_fix", "after_fix")

    @pytest.mark.parametrize("seen, state", [(True, State.CAME_BACK), (False, State.RESOLVED)])
    def test_seen_after_the_fix_it_came_back(self, resolved: Play, seen: bool, state: State) -> None:
        resolved.make(Move.MERGE, 3, other=1, seen_after_fix=seen)
        assert resolved.state(1) == state

    def test_what_was_reported_before_asks_nothing(self, resolved: Play) -> None:
        resolved.make(Move.MERGE, 2, other=1)
        assert resolved.state(1) == State.RESOLVED


class TestWhatIsKeptOfCustomers:
    @pytest.fixture
    def known(self, play: Play) -> Play:
        """#1 of Rita; Minjun's #2 says how to reach its customer."""
        play.report("The refund never arrived")
        play.report("Her refund is late again", MINJUN, reference="K-4711", may_contact=MayContact.YES,
                    contact="kim.customer@example.com")
        for number in (1, 2):
            play.post_card(number)
        play.make(Move.ACKNOWLEDGE, 1)
        return play

    def contact(self, play: Play) -> bool:
        return play.first_report(2).contact_sealed is not None

    @pytest.mark.parametrize("move", [Move.RESOLVE, Move.WONT_FIX])
    def test_merged_into_what_is_over_it_is_forgotten_thirty_days_after_that_was(self, known: Play, move: Move
                                                                                 ) -> None:
        known.make(move, 1)
        known.move_clock(days=10)
        known.forget_work()
        known.make(Move.MERGE, 2, other=1)
        assert self.contact(known)
        (step,) = known.work("forget_contacts")
        assert step.due_at == known.annoyance(1).changed_at + CONTACT_KEPT

    def test_merged_into_what_is_verified_it_is_forgotten_at_once(self, known: Play) -> None:
        known.make(Move.RESOLVE, 1)
        known.answer(RITA, Answer.GONE)
        known.make(Move.MERGE, 2, other=1)
        assert (known.state(1), self.contact(known)) == (State.VERIFIED, False)

    def test_what_came_back_by_it_keeps_it(self, known: Play) -> None:
        known.make(Move.RESOLVE, 1)
        known.forget_work()
        known.make(Move.MERGE, 2, other=1, seen_after_fix=True)
        assert (known.state(1), self.contact(known), known.work("forget_contacts")) == (State.CAME_BACK, True, [])


class TestTimeLimits:
    def due(self, play: Play, number: int, kind: Kind) -> datetime | None:
        with play.services.db.reading() as session:
            clock = stored_clocks.running(session, play.workspace_id, number).get(kind)
            return clock.due_at if clock else None

    @pytest.fixture
    def one_sleeps(self, play: Play) -> Play:
        """#1 sleeps; #2 matters by the tenth of March."""
        play.report("The refund never arrived")
        play.report("Her refund is late again", MINJUN, matters_on=date(2026, 3, 10))
        for number in (1, 2):
            play.post_card(number)
        play.make(Move.SNOOZE, 1)
        return play

    def test_merged_into_what_sleeps_the_earliest_holds(self, one_sleeps: Play) -> None:
        soon = self.due(one_sleeps, 2, Kind.RESOLVE)
        one_sleeps.make(Move.MERGE, 2, other=1)
        assert (one_sleeps.annoyance(1).snoozed_until, self.due(one_sleeps, 1, Kind.RESOLVE)) == (None, soon)

    def test_joining_what_sleeps_the_earliest_holds(self, one_sleeps: Play) -> None:
        soon = self.due(one_sleeps, 2, Kind.RESOLVE)
        one_sleeps.services.reports.me_too(one_sleeps.workspace_id, MINJUN, 1, key=one_sleeps.key(),
                                           report_id=one_sleeps.first_report(2).id)
        assert (one_sleeps.annoyance(1).snoozed_until, self.due(one_sleeps, 1, Kind.RESOLVE)) == (None, soon)


class TestTakingItBack:
    def test_each_stands_again_as_it_stood(self, two: Play) -> None:
        two.make(Move.ASSIGN, 2, assignee=BEN)
        before = snapshot(two)
        two.make(Move.MERGE, 2, other=1)
        two.forget_work()
        two.make(Move.UNMERGE, 2)
        assert snapshot(two) == before
        assert (two.lines(1), two.lines(2), two.told()) == (["gave_back"], ["unmerge"], [(MINJUN, "unmerge")])
        assert two.moves(2)[-1] == ("unmerge", "merged", "planned")
        assert [(merge.undone_by, merge.undone_at is not None) for merge in merges(two)] == [(ANA, True)]

    def test_what_came_later_stays_and_what_was_withdrawn_stays_withdrawn(self, two: Play) -> None:
        two.report("My refund too", YUKI)
        two.make(Move.MERGE, 3, other=2)
        two.make(Move.MERGE, 2, other=1)
        two.me_too(1, RITA, "Later still")
        with two.services.db.transaction(two.workspace_id) as tx:
            tx.session.get_one(type(two.first_report(3)), (two.workspace_id, two.first_report(3).id)).withdrawn = True
        two.make(Move.UNMERGE, 2)
        assert stories(two, 1) == ["The refund never arrived", "Later still"]
        assert sorted((report.story, report.withdrawn) for report in two.reports_of(2)) == [
            ("Her refund is late again", False), ("My refund too", True)]

    def test_asked_from_the_one_that_stays(self, two: Play) -> None:
        two.make(Move.MERGE, 2, other=1)
        form = two.services.annoyances.form(two.workspace_id, ANA, 1, None, where=None)
        assert form.parts == (2,)
        two.make(Move.UNMERGE, 2)
        assert two.services.annoyances.form(two.workspace_id, ANA, 1, None, where=None).parts == ()

    def test_neither_the_team_nor_another_lead_may(self, two: Play) -> None:
        two.make(Move.MERGE, 2, other=1)
        for user_id in (BEN, KEN):
            with pytest.raises(NotAllowed) as raised:
                two.make(Move.UNMERGE, 2, user_id)
            assert raised.value.key == "error.not_allowed.unmerge"
        assert two.services.annoyances.form(two.workspace_id, BEN, 1, None, where=None).parts == ()

    def test_twice_is_too_late(self, two: Play) -> None:
        two.make(Move.MERGE, 2, other=1)
        two.make(Move.UNMERGE, 2)
        with pytest.raises(TooLate):
            two.make(Move.UNMERGE, 2)

    def test_without_a_report_left_nothing_goes_back(self, two: Play) -> None:
        two.make(Move.MERGE, 2, other=1)
        with two.services.db.transaction(two.workspace_id) as tx:
            tx.session.get_one(type(two.first_report(2)), (two.workspace_id, two.first_report(2).id)).withdrawn = True
        with pytest.raises(Invalid) as raised:
            two.make(Move.UNMERGE, 2)
        assert (raised.value.key, two.state(2), merges(two)[0].undone_at) == (
            "error.nothing_to_unmerge", State.MERGED, None)

    def test_whoever_worked_on_it_and_has_left_does_not_come_back(self, two: Play) -> None:
        two.make(Move.ASSIGN, 2, assignee=BEN)
        two.make(Move.MERGE, 2, other=1)
        with two.services.db.transaction(two.workspace_id) as tx:
            person = stored_people.person(tx.session, two.workspace_id, BEN)
            assert person is not None
            person.is_gone = True
            tx.session.add(person)
        two.make(Move.UNMERGE, 2)
        assert (two.state(2), two.annoyance(2).assignee) == (State.ACKNOWLEDGED, None)

    def test_a_me_too_that_was_none_is_taken_back_too(self, two: Play) -> None:
        report = two.first_report(2)
        two.services.reports.me_too(two.workspace_id, MINJUN, 1, key=two.key(), report_id=report.id)
        assert (two.annoyance(2).merged_into, two.first_report(2).door) == (1, "me_too")
        two.make(Move.UNMERGE, 2)
        assert (two.state(2), two.first_report(2).door, stories(two, 2)) == (
            State.NEW, report.door, ["Her refund is late again"])

    def test_one_that_an_older_version_merged_is_taken_back_by_who_made_it(self, two: Play) -> None:
        two.services.reports.me_too(two.workspace_id, MINJUN, 1, key=two.key(), report_id=two.first_report(2).id)
        with two.services.db.transaction(two.workspace_id) as tx:
            for row in tx.session.exec(select(Merge)):
                tx.session.delete(row)
        two.make(Move.UNMERGE, 2)
        assert (two.state(2), stories(two, 1)) == (State.NEW, ["The refund never arrived"])

    def test_a_merge_of_somebody_without_a_name_names_nobody(self, play: Play) -> None:
        play.report()
        joined = play.report("Her refund is late", MINJUN, visibility=Visibility.ANONYMOUS)
        play.services.reports.me_too(play.workspace_id, MINJUN, 1, key=play.key(), report_id=joined.report_id)
        (merge,) = merges(play)
        assert merge.by is None
        assert MINJUN not in str(merge.moved)


def snapshot(play: Play) -> dict[int, Any]:
    """Where each annoyance stands, with what, and by which words it is found."""
    with play.services.db.reading() as session:
        rows = session.exec(select(Annoyance).order_by(col(Annoyance.number))).all()
    return {row.number: (row.state, row.team_key, row.assignee, row.merged_into, row.title,
                         tuple(stories(play, row.number)), words(play, row.number),
                         frozenset(followers_of(play, row.number))) for row in rows}


class TestIssues:
    """Issues in a tracker go along as far as the other one lacks them, and come back."""

    def test_an_issue_goes_along_and_back_unless_the_other_one_has_it(self, two: Play) -> None:
        with two.services.db.transaction(two.workspace_id) as tx:
            now = two.services.clock.now()
            tx.session.add(Tracker(workspace_id=two.workspace_id, id="t", team_key="payments", kind="github",
                                   project="larkfield/pay", url="https://example.com", token_sealed="", hook_sealed="",
                                   created_by=ANA, created_at=now))
            tx.session.flush()
            for id_, number, external in (("a", 1, "7"), ("b", 2, "7"), ("c", 2, "8")):
                tx.session.add(TrackerIssue(workspace_id=two.workspace_id, id=id_, number=number, tracker_id="t",
                                            external_id=external, title="Refunds", state="open", by=ANA,
                                            created_at=now, changed_at=now))
        assert self.issues(two) == {"a": 1, "b": 2, "c": 2}
        two.make(Move.MERGE, 2, other=1)
        assert self.issues(two) == {"a": 1, "b": 2, "c": 1}
        two.make(Move.UNMERGE, 2)
        assert self.issues(two) == {"a": 1, "b": 2, "c": 2}

    def issues(self, play: Play) -> dict[str, int]:
        with play.services.db.reading() as session:
            return {row.id: row.number for row in session.exec(select(TrackerIssue))}
