"""The clocks of an annoyance: when they begin, what stops them, and what its team's card and its reporters hear."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.domain.annoyances import Move, State
from bot.domain.clocks import Kind, Unit
from bot.domain.reports import Door, Draft, Flag
from bot.services import cards, clocks, intake
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.ticking import Clocks
from storage import clocks as stored
from storage import settings as stored_settings
from storage.tables import ActionItem, Annoyance, Clock, Merge, Report, Team
from tests.support.cast import ANA, BEN, MIA, RITA, TESS
from tests.support.play import Play


def berlin(text: str) -> datetime:
    """A wall time where the Payments team works."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def every(play: Play, number: int = 1) -> list[Clock]:
    with play.services.db.reading() as session:
        return list(session.exec(select(Clock).where(Clock.workspace_id == play.workspace_id, Clock.number == number)
                                 .order_by(col(Clock.id))).all())


def running(play: Play, number: int = 1) -> dict[str, Clock]:
    return {clock.kind: clock for clock in every(play, number) if clock.ended_at is None}


def due(play: Play, number: int = 1) -> dict[str, datetime]:
    return {kind: clock.due_at for kind, clock in running(play, number).items()}


def ended(play: Play, number: int = 1) -> list[tuple[str, str | None]]:
    return [(clock.kind, clock.outcome) for clock in every(play, number) if clock.ended_at is not None]


def desk_on(play: Play, session: Session) -> Desk:
    return Desk(session, directory(session, play.workspace_id), play.services.clock, Pseudonyms(play.services.secrets))


def ticking(play: Play) -> Clocks:
    return Clocks(play.services.db, play.services.clock, Pseudonyms(play.services.secrets))


def tick(play: Play, service: Clocks | None = None) -> int:
    """What the scheduler does until nothing is new."""
    service, seen = service or ticking(play), 0
    while new := service.expand(play.workspace_id, play.services.clock.now()):
        seen += new
    return seen


def change(play: Play, team_key: str, **values: object) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        team = tx.session.get_one(Team, (play.workspace_id, team_key))
        for name, value in values.items():
            setattr(team, name, value)
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)


def forget_clocks(play: Play) -> None:
    """As an earlier version leaves it."""
    with play.services.db.transaction(play.workspace_id) as tx:
        for clock in tx.session.exec(select(Clock)):
            tx.session.delete(clock)


class TestBeginning:
    def test_a_report_starts_the_teams_limits_in_its_own_hours(self, play: Play) -> None:
        play.report()
        assert due(play) == {"acknowledge": berlin("2026-03-04T18:00"), "resolve": berlin("2026-03-18T10:00"),
                             "hear": berlin("2026-03-18T10:00")}

    def test_reported_at_night_time_runs_from_the_morning_on(self, play: Play) -> None:
        play.services.clock.move_to(berlin("2026-03-06T22:00"))
        play.report()
        assert due(play)["acknowledge"] == berlin("2026-03-09T17:00")

    def test_triage_has_the_workspaces_hours(self, play: Play) -> None:
        play.report("Nobody knows whose this is")
        assert due(play)["acknowledge"] == berlin("2026-03-04T18:00")
        assert {clock.team_key for clock in every(play)} == {None}

    def test_a_team_sets_limits_of_its_own(self, play: Play) -> None:
        change(play, "payments", sla={"acknowledge": "4h", "resolve": "1w"})
        play.report()
        assert due(play)["acknowledge"] == berlin("2026-03-04T14:00")
        assert due(play)["resolve"] == berlin("2026-03-11T10:00")

    @pytest.mark.parametrize("said", [{"flags": frozenset({Flag.SAFETY})}, {"post_link": "https://example.com/1"}])
    def test_danger_and_public_posts_leave_an_hour(self, play: Play, said: dict[str, Any]) -> None:
        play.report(**said)
        assert due(play)["acknowledge"] == berlin("2026-03-04T11:00")
        assert ("answer" in due(play)) == ("post_link" in said)

    def test_the_date_that_matters_comes_before_the_limit(self, play: Play) -> None:
        play.report(matters_on=date(2026, 3, 9))
        assert due(play)["resolve"] == berlin("2026-03-06T18:00")
        assert running(play)["resolve"].before_on == date(2026, 3, 9)

    def test_a_date_that_is_over_matters_no_more(self, play: Play) -> None:
        play.report(matters_on=date(2026, 3, 3))
        assert due(play)["resolve"] == berlin("2026-03-18T10:00")

    def test_what_is_imported_has_no_clocks(self, play: Play) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            desk = desk_on(play, tx.session)
            intake.take_in(desk, intake.Reporter(RITA), Draft("An old refund"), door=Door.IMPORT, text_hash="x",
                           with_card=False)
        play.make(Move.ACKNOWLEDGE)
        assert every(play) == []


class TestMoves:
    def test_acknowledging_in_time_is_met_and_somebody_must_own_it(self, play: Play) -> None:
        play.report()
        play.make(Move.ACKNOWLEDGE)
        assert ended(play) == [("acknowledge", "met"), ("hear", "met")]
        assert due(play) == {"resolve": berlin("2026-03-18T10:00"), "own": berlin("2026-03-06T10:00")}

    def test_acknowledging_late_is_missed(self, play: Play) -> None:
        play.report()
        play.move_clock(days=1)
        play.make(Move.ACKNOWLEDGE)
        assert ("acknowledge", "missed") in ended(play)

    def test_assigning_leaves_only_resolving(self, play: Play) -> None:
        play.report()
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.ASSIGN)
        assert set(due(play)) == {"resolve"}
        assert ("own", "met") in ended(play)

    def test_resolving_ends_all(self, play: Play) -> None:
        play.report(post_link="https://example.com/1")
        play.make(Move.ASSIGN)
        play.move_clock(days=20)
        play.make(Move.RESOLVE)
        assert due(play) == {}
        assert dict(ended(play)) == {"acknowledge": "met", "hear": "met", "resolve": "missed", "answer": "missed"}

    def test_what_is_no_annoyance_counts_neither_as_met_nor_as_missed(self, play: Play) -> None:
        play.bring_to(State.WITHDRAWN)
        assert {outcome for _, outcome in ended(play)} == {"overtaken"}

    def test_reopened_there_is_half_the_time(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        play.services.clock.move_to(berlin("2026-03-09T10:00"))
        play.make(Move.STILL_HAPPENING)
        assert due(play) == {"acknowledge": berlin("2026-03-09T18:00"), "resolve": berlin("2026-03-16T10:00"),
                             "hear": berlin("2026-03-23T10:00")}

    def test_another_team_has_its_own_time_to_acknowledge_and_the_same_start_to_resolve(self, play: Play) -> None:
        change(play, "app", sla={"resolve": "5d"})
        play.report()
        play.post_card()
        play.services.clock.move_to(berlin("2026-03-05T10:00"))
        play.make(Move.NOT_OURS, team="app")
        assert running(play)["acknowledge"].team_key == "payments"  # until the new team has the card
        play.post_card()
        # Berlin's Thursday 10:00 is 18:00 in Seoul, where they have just gone home: their eight hours are Friday's.
        assert due(play)["acknowledge"] == datetime(2026, 3, 6, 8, tzinfo=UTC)
        # It began on Wednesday at 18:00 in Seoul, so from Thursday 09:00 on: five days later.
        assert due(play)["resolve"] == datetime(2026, 3, 12, 0, tzinfo=UTC)
        assert running(play)["resolve"].started_at == berlin("2026-03-04T10:00")
        assert {clock.team_key for clock in running(play).values()} == {"app"}
        assert ended(play) == [("acknowledge", "moved")]

    def test_choosing_the_team_is_what_triage_does_in_time(self, play: Play) -> None:
        play.report("Nobody knows whose this is")
        play.make(Move.CHOOSE_TEAM, by=TESS)
        play.post_card()
        assert ended(play) == [("acknowledge", "met")]
        assert running(play)["acknowledge"].team_key == "app"

    def test_whoever_leaves_leaves_it_without_an_owner(self, play: Play) -> None:
        play.report()
        play.make(Move.ASSIGN, assignee=BEN)
        assert "own" not in due(play)
        with play.services.db.transaction(play.workspace_id) as tx:
            row = tx.session.get_one(Annoyance, (play.workspace_id, 1))
            cards.unassign(desk_on(play, tx.session), row)
        assert due(play)["own"] == berlin("2026-03-06T10:00")


class TestFacts:
    def test_a_me_too_of_danger_makes_it_urgent_from_now_on(self, play: Play) -> None:
        play.report()
        play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                     draft=Draft("It burns", flags=frozenset({Flag.SAFETY})))
        assert due(play)["acknowledge"] == berlin("2026-03-04T11:00")

    def test_what_was_nearly_due_is_due_no_later(self, play: Play) -> None:
        play.report()
        play.services.clock.move_to(berlin("2026-03-04T17:30"))
        play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                     draft=Draft("It burns", flags=frozenset({Flag.SAFETY})))
        assert due(play)["acknowledge"] == berlin("2026-03-04T18:00")

    def test_a_date_in_a_me_too_pulls_resolving_forward_but_never_back(self, play: Play) -> None:
        play.report(matters_on=date(2026, 3, 12))
        for day, up in ((16, "2026-03-11T18:00"), (10, "2026-03-09T18:00")):
            play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                         draft=Draft("Me too", matters_on=date(2026, 3, day)))
            assert due(play)["resolve"] == berlin(up)

    def test_a_public_post_that_comes_later_waits_for_an_answer_and_is_answered_once(self, play: Play) -> None:
        play.report()
        play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                     draft=Draft("Look", post_link="https://example.com/1"))
        assert due(play)["answer"] == berlin("2026-03-04T11:00")
        for answer in (None, "https://example.com/ours"):
            with play.services.db.transaction(play.workspace_id) as tx:
                for report in tx.session.exec(select(Report).where(col(Report.post_link).is_not(None))):
                    report.answer_link = answer
                clocks.answered(desk_on(play, tx.session), tx.session.get_one(Annoyance, (play.workspace_id, 1)))
            assert ("answer" in due(play)) == (answer is None)
        assert ("answer", "met") in ended(play)


    @pytest.mark.parametrize("way", ["undo", "details"])
    def test_a_post_that_is_taken_back_waits_for_no_answer(self, play: Play, way: str) -> None:
        play.report()
        play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                     draft=Draft("Look", post_link="https://example.com/1"))
        report_id = play.reports_of(1)[1].id
        if way == "undo":
            play.services.reports.undo(play.workspace_id, BEN, report_id, key=play.key())
        else:
            play.services.reports.add_details(play.workspace_id, BEN, report_id, Draft("Look"), key=play.key())
        assert "answer" not in due(play)
        assert ("answer", "overtaken") in ended(play)

    def test_an_old_post_begins_no_clock_when_somebody_else_says_me_too(self, play: Play) -> None:
        play.report(post_link="https://example.com/1")
        forget_clocks(play)
        play.post_card()
        play.me_too(1, BEN)
        play.services.reports.add_details(play.workspace_id, RITA, play.first_report().id,
                                          Draft("It burns", post_link="https://example.com/1"), key=play.key())
        assert "answer" not in due(play)
        play.services.reports.me_too(play.workspace_id, BEN, 1, key=play.key(),
                                     draft=Draft("Look", post_link="https://example.com/2"))
        assert "answer" in due(play)


class TestSleep:
    @pytest.mark.parametrize("said, wakes", [
        ({"flags": frozenset({Flag.SAFETY})}, True), ({"post_link": "https://example.com/1"}, True), ({}, False)])
    def test_details_that_make_it_urgent_wake_it(self, play: Play, said: dict[str, Any], wakes: bool) -> None:
        play.report()
        play.make(Move.SNOOZE)
        play.services.reports.add_details(play.workspace_id, RITA, play.first_report().id,
                                          Draft("The refund never arrived", **said), key=play.key())
        assert (play.annoyance().snoozed_until is None) == wakes
        assert {clock.paused_at is None for clock in running(play).values()} == {wakes}
        if wakes:
            assert due(play)["acknowledge"] == berlin("2026-03-04T11:00")
            assert "wake" in play.lines()

    def test_what_was_left_is_left(self, play: Play) -> None:
        play.report()
        play.move_clock(hours=3)  # Wednesday 13:00: five of eight hours are left
        play.make(Move.SNOOZE)
        assert {clock.left_minutes for clock in running(play).values()} == {300, 10 * 540 - 180}
        assert {clock.next_at for clock in running(play).values()} == {None}
        play.services.clock.move_to(berlin("2026-03-11T09:30"))
        play.make(Move.WAKE)
        assert due(play)["acknowledge"] == berlin("2026-03-11T14:30")
        assert {clock.paused_at for clock in running(play).values()} == {None}

    def test_what_was_late_is_as_late_when_it_wakes(self, play: Play) -> None:
        play.report()
        play.services.clock.move_to(berlin("2026-03-05T11:00"))  # due on Wednesday at 18:00: two hours late
        play.make(Move.SNOOZE)
        play.services.clock.move_to(berlin("2026-03-12T10:00"))
        play.make(Move.WAKE)
        assert due(play)["acknowledge"] == berlin("2026-03-11T17:00")

    def test_the_date_that_matters_has_not_slept(self, play: Play) -> None:
        play.report(matters_on=date(2026, 3, 13))
        play.make(Move.SNOOZE)
        play.services.clock.move_to(berlin("2026-03-12T10:00"))
        play.make(Move.WAKE)
        assert due(play)["resolve"] == berlin("2026-03-12T18:00")


class TestMerging:
    def test_the_survivor_keeps_the_earliest_and_gives_it_back(self, play: Play) -> None:
        play.report()
        play.move_clock(hours=1)
        play.report("The refund burns", by=BEN, again=True, flags=frozenset({Flag.SAFETY}))
        before = due(play), due(play, 2)
        with play.services.db.transaction(play.workspace_id) as tx:
            first, second = (tx.session.get_one(Annoyance, (play.workspace_id, number)) for number in (1, 2))
            clocks.merged(desk_on(play, tx.session), second, first)
        assert due(play)["acknowledge"] == before[1]["acknowledge"] == berlin("2026-03-04T12:00")
        assert due(play)["resolve"] == before[0]["resolve"]
        assert due(play, 2) == {}
        self._take_back(play)
        assert (due(play), due(play, 2)) == before

    def test_what_the_survivor_did_meanwhile_stays_done(self, play: Play) -> None:
        play.report()
        play.report("The refund burns", by=BEN, again=True, flags=frozenset({Flag.SAFETY}))
        with play.services.db.transaction(play.workspace_id) as tx:
            first, second = (tx.session.get_one(Annoyance, (play.workspace_id, number)) for number in (1, 2))
            clocks.merged(desk_on(play, tx.session), second, first)
        play.make(Move.ACKNOWLEDGE)
        self._take_back(play)
        assert "acknowledge" not in due(play)
        assert due(play, 2)["acknowledge"] == berlin("2026-03-04T11:00")

    def test_a_me_too_that_was_an_annoyance_of_its_own_ends_its_clocks(self, play: Play) -> None:
        play.bring_to(State.MERGED)
        assert due(play) == {}
        assert {outcome for _, outcome in ended(play)} == {"merged"}

    def _take_back(self, play: Play) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.add(Merge(workspace_id=play.workspace_id, id="m1", number=2, into_number=1, by=ANA,
                                 at=play.services.clock.now()))
            tx.session.flush()
            clocks.unmerged(desk_on(play, tx.session), tx.session.get_one(Annoyance, (play.workspace_id, 2)))


class TestActing:
    def test_somebody_acts_and_nudging_begins_anew(self, play: Play) -> None:
        play.report()
        with play.services.db.transaction(play.workspace_id) as tx:
            for clock in tx.session.exec(select(Clock)):
                clock.level = 2
        play.make(Move.ACKNOWLEDGE)
        clock = running(play)["resolve"]
        assert (clock.turn, clock.level) == (1, 0)
        assert clock.next_at is not None
        assert clock.next_at > play.services.clock.now()


class TestItems:
    def _item(self, play: Play, **values: Any) -> ActionItem:
        facts: dict[str, Any] = {"text": "Fix the banner", "state": "open", "team_key": "payments", "by": ANA,
                 "due_on": date(2026, 3, 6), "created_at": play.services.clock.now(), **values}
        return ActionItem(workspace_id=play.workspace_id, id="i1", number=1, **facts)

    def test_an_item_runs_until_its_day_ends_and_outlives_resolving(self, play: Play) -> None:
        play.report()
        play.make(Move.ASSIGN)
        with play.services.db.transaction(play.workspace_id) as tx:
            item = self._item(play)
            tx.session.add(item)
            tx.session.flush()
            clocks.item_begun(desk_on(play, tx.session), item)
        assert due(play)["item"] == berlin("2026-03-06T18:00")
        play.make(Move.RESOLVE)
        assert set(due(play)) == {"item"}

    @pytest.mark.parametrize(
        "state, outcome", [("done", "met"), ("dropped", "overtaken")],
    )
    def test_done_it_is_met_and_dropped_it_counts_for_nothing(self, play: Play, state: str, outcome: str) -> None:
        play.report()
        with play.services.db.transaction(play.workspace_id) as tx:
            desk, item = desk_on(play, tx.session), self._item(play)
            tx.session.add(item)
            tx.session.flush()
            clocks.item_begun(desk, item)
            item.due_on = date(2026, 3, 9)
            clocks.item_changed(desk, item)
            clock = stored.of_item(tx.session, play.workspace_id, "i1")
            assert clock is not None
            assert clock.due_at == berlin("2026-03-09T18:00")
            item.state, item.ended_at = state, desk.now
            clocks.item_ended(desk, item)
        assert ("item", outcome) in ended(play)

    def test_an_item_without_a_date_has_no_clock_until_it_gets_one(self, play: Play) -> None:
        play.report()
        with play.services.db.transaction(play.workspace_id) as tx:
            desk, item = desk_on(play, tx.session), self._item(play, due_on=None)
            tx.session.add(item)
            tx.session.flush()
            clocks.item_begun(desk, item)
            clocks.item_ended(desk, item)
        assert "item" not in due(play)
        for day, runs in ((date(2026, 3, 6), True), (None, False)):
            with play.services.db.transaction(play.workspace_id) as tx:
                item = tx.session.get_one(ActionItem, (play.workspace_id, "i1"))
                item.due_on = day
                clocks.item_changed(desk_on(play, tx.session), item)
            assert ("item" in due(play)) == runs


class TestTheCard:
    def _said(self, play: Play) -> list[tuple[Kind, object]]:
        view = play.services.annoyances.card(play.workspace_id, 1)
        assert view is not None
        return [(one.kind, (one.left.unit, one.left.count) if one.left else None) for one in view.clocks]

    def test_it_counts_down_and_says_since_when_it_is_overdue(self, play: Play) -> None:
        play.report()
        assert self._said(play) == [(Kind.ACKNOWLEDGE, (Unit.HOURS, 8)), (Kind.RESOLVE, (Unit.DAYS, 10))]
        play.move_clock(hours=9)
        assert self._said(play)[0] == (Kind.ACKNOWLEDGE, None)

    def test_what_nobody_owns_is_said_only_once_it_stalls(self, play: Play) -> None:
        play.report()
        play.make(Move.ACKNOWLEDGE)
        assert [kind for kind, _ in self._said(play)] == [Kind.RESOLVE]
        play.move_clock(days=2, hours=1)
        assert self._said(play)[-1] == (Kind.OWN, None)

    def test_closed_it_says_nothing(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        assert self._said(play) == []

    def test_it_is_drawn_anew_when_an_hour_is_over_and_never_at_night(self, play: Play) -> None:
        play.report()
        play.post_card()
        service = ticking(play)
        tick(play, service)
        for wall, new in (("2026-03-04T10:00", 0), ("2026-03-04T10:30", 0), ("2026-03-04T10:31", 1),
                          ("2026-03-04T10:45", 0), ("2026-03-04T18:00", 1), ("2026-03-05T03:00", 0),
                          ("2026-03-05T09:00", 1)):
            play.services.clock.move_to(berlin(wall))
            assert tick(play, service) == new, wall

    def test_while_nobody_reads_it_is_drawn_only_when_time_is_up(self, play: Play) -> None:
        play.report()
        play.post_card()
        service = ticking(play)
        tick(play, service)
        for wall, new in (("2026-03-04T10:31", 0), ("2026-03-04T17:59", 0), ("2026-03-04T18:00", 1),
                          ("2026-03-05T09:00", 0), ("2026-03-18T09:59", 0), ("2026-03-18T10:00", 1)):
            play.services.clock.move_to(berlin(wall))
            assert service.expand(play.workspace_id, play.services.clock.now(), words=False) == new, wall
        assert play.told() == [(RITA, "silent")]

    def test_what_was_not_read_meanwhile_is_drawn_once_by_those_who_read(self, play: Play) -> None:
        play.report()
        play.post_card()
        service = ticking(play)
        tick(play, service)
        play.services.clock.move_to(berlin("2026-03-04T17:59"))
        assert service.expand(play.workspace_id, play.services.clock.now(), words=False) == 0
        assert tick(play, service) == 1

    def test_a_team_that_only_watches_says_so(self, play: Play) -> None:
        change(play, "payments", watches_until=berlin("2026-03-10T10:00"))
        play.report()
        view = play.services.annoyances.card(play.workspace_id, 1)
        assert view is not None
        assert {one.watches_until for one in view.clocks} == {berlin("2026-03-10T10:00")}
        play.move_clock(days=7)
        view = play.services.annoyances.card(play.workspace_id, 1)
        assert view is not None
        assert {one.watches_until for one in view.clocks} == {None}


class TestSilence:
    def test_after_ten_silent_days_the_reporters_hear_it_once(self, play: Play) -> None:
        play.report()
        play.me_too(1, BEN)
        play.services.clock.move_to(berlin("2026-03-18T09:59"))
        tick(play)
        assert play.told() == []
        play.services.clock.move_to(berlin("2026-03-18T10:00"))
        tick(play)
        assert play.told() == [(RITA, "silent"), (BEN, "silent")]
        play.move_clock(days=60)
        tick(play)
        play.make(Move.NOT_OURS, team="app", by=MIA)
        play.move_clock(days=60)
        tick(play)
        assert len(play.told()) == 2

    def test_another_teams_time_that_is_long_up_is_silence_too(self, play: Play) -> None:
        change(play, "payments", hours="Wed 09:00-18:00")  # ten working days of theirs are ten weeks
        play.report()
        play.post_card()
        play.move_clock(days=21)
        play.make(Move.NOT_OURS, team="app")
        play.post_card()
        tick(play)
        assert (RITA, "silent") in play.told()
        assert ("hear", "missed") in ended(play)

    def test_what_somebody_saw_or_laid_to_sleep_is_not_silent(self, play: Play) -> None:
        play.report()
        play.make(Move.ACKNOWLEDGE)
        play.report("The refund came twice", again=True)
        play.make(Move.SNOOZE, 2)
        play.services.clock.move_to(berlin("2026-03-31T09:00"))
        tick(play)
        assert "silent" not in [what for _, what in play.told()]


class TestUpgrade:
    def test_what_stands_on_a_card_without_clocks_gets_those_of_its_state(self, play: Play) -> None:
        for number, state in enumerate((State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.RESOLVED), start=1):
            assert play.bring_to(state) == number
            if state is not State.RESOLVED:
                play.post_card(number)
        play.report("Nobody knows whose this is", again=True)  # without a card yet
        forget_clocks(play)
        play.move_clock(days=30)
        service = ticking(play)
        assert tick(play, service) == 3
        assert [set(due(play, number)) for number in (1, 2, 3, 4, 5)] == [
            {"acknowledge", "resolve", "hear"}, {"resolve", "own"}, {"resolve"}, set(), set()]
        assert {clock.started_at for clock in every(play)} == {play.services.clock.now()}
        assert tick(play, service) == 0

    def test_what_gets_its_first_card_later_gets_its_clocks_with_it(self, play: Play) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            desk = desk_on(play, tx.session)
            intake.take_in(desk, intake.Reporter(RITA), Draft("The refund never arrived"), door=Door.IMPORT,
                           text_hash="x", with_card=False)
        tick(play, service := ticking(play))
        play.me_too(1, BEN)
        play.post_card()
        assert set(due(play)) == {"acknowledge", "resolve", "hear"}
        assert tick(play, service) == 0

    def test_what_was_merged_before_there_were_clocks_gets_them_when_it_stands_by_itself_again(self, play: Play
                                                                                              ) -> None:
        number = play.bring_to(State.MERGED)
        forget_clocks(play)
        tick(play)
        play.make(Move.UNMERGE, number, MIA)
        assert set(due(play, number)) == {"acknowledge", "resolve", "hear"}
