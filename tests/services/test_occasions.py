"""What makes a plan ask: once each, in time, and not where it makes no sense any more."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.survey_plans import Audience, Ended, Every, Trigger, Withheld
from bot.errors import Invalid
from bot.services import occasions
from storage import work
from storage.db import Database
from tests.support.cast import ANA, BEN, MIA, MINJUN, RITA, TESS, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play
from tests.support.sending import Sending
from tests.support.surveying import Surveying

THREE: dict[str, Any] = {"audience": Audience.PEOPLE, "people": (RITA, TESS, YUKI)}
MONDAYS: dict[str, Any] = {**THREE, "trigger": Trigger.CALENDAR, "every": Every.WEEK, "day": "Mon", "time": "10:00"}


@pytest.fixture
def here(sqlite_db: Database, clock: StillClock) -> Sending:
    services = services_on(sqlite_db, clock)
    return Sending(Play(services, settle(services)))


@pytest.fixture
def on_each(play: Play) -> Sending:
    return Sending(play)


def resolve(here: Sending, number: int = 1) -> None:
    here.play.make(Move.ACKNOWLEDGE, number, MIA)
    here.play.make(Move.RESOLVE, number, MIA)


def outcomes(here: Sending, plan_id: str) -> list[tuple[str | None, str | None]]:
    return [(one.occasion, one.outcome) for one in here.surveys(plan_id)]


class TestAfterResolution:
    def test_resolving_begins_one_survey_for_each_time(self, on_each: Sending) -> None:
        here = on_each
        plan_id = here.create(trigger=Trigger.AFTER_RESOLUTION, days=3).plan_id
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        [survey] = here.surveys(plan_id)
        assert (survey.occasion, survey.number) == ("#1:1", 1)
        monday = datetime(2026, 3, 9, 8, tzinfo=UTC)
        assert here.invited(survey.id)[RITA].ask_at == monday  # three days on is a Saturday
        here.play.make(Move.STILL_HAPPENING, 1, MIA)
        resolve(here)
        assert [one.occasion for one in here.surveys(plan_id)] == ["#1:1", "#1:2"]

    @pytest.mark.parametrize("parts, begins", [
        ({}, True), ({"team": "payments"}, True), ({"team": "app"}, False), ({"touchpoint": "checkout"}, False),
    ])
    def test_only_plans_that_mean_it_begin(self, here: Sending, parts: dict[str, str], begins: bool) -> None:
        plan_id = here.create(MIA, trigger=Trigger.AFTER_RESOLUTION, **parts).plan_id
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        assert bool(here.surveys(plan_id)) is begins

    def test_a_stopped_plan_begins_nothing(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_RESOLUTION).plan_id
        here.stop(plan_id)
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        assert here.surveys(plan_id) == []

    def test_what_comes_back_is_not_asked_about(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_RESOLUTION, days=3).plan_id
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        here.play.make(Move.STILL_HAPPENING, 1, MIA)
        [survey] = here.surveys(plan_id)
        assert here.stand(survey.id) == {Withheld.STILL_OPEN: 1}
        assert here.play.work("survey_progress") == []  # a message for each would be an annoyance


    def test_what_comes_back_while_the_question_waits_to_be_sent_is_not_asked_about(self, here: Sending) -> None:
        """Rita has been asked and may answer, but is not reminded; Ben's question waits."""
        plan_id = here.create(trigger=Trigger.AFTER_RESOLUTION, days=1).plan_id
        here.play.report("The refund never arrived", RITA)
        here.play.me_too(1, BEN)
        resolve(here)
        [survey] = here.surveys(plan_id)
        asking = Surveying(here.play)
        here.play.forget_work()
        here.play.move_clock(days=1)
        asking.expand()
        rows = {row.payload["user"]: row for row in asking.claim()}
        asking.finish(rows[RITA])
        with here.play.services.db.transaction(here.workspace_id) as tx:
            work.postpone(tx.session, rows[BEN], until=here.play.services.clock.machine(), error="timeout",
                          counts=False)
        here.play.make(Move.STILL_HAPPENING, 1, MIA)
        assert asking.states(survey.id) == {RITA: "asked", BEN: "still_open"}
        assert asking.invitation(survey.id, RITA).remind_at is None
        assert [row.state for row in here.play.work("survey") if row.payload["user"] == BEN] == ["dead"]
        assert len(asking.spent()) == 1


class TestAfterReport:
    def test_its_reporter_is_asked_so_many_days_later(self, on_each: Sending) -> None:
        here = on_each
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.play.report("The refund never arrived", RITA)
        here.play.me_too(1, TESS)
        resolve(here)
        here.play.move_clock(days=4, hours=23)
        assert here.expand() == 0
        here.play.move_clock(hours=2)
        assert here.expand() == 2
        assert [sorted(here.invited(one.id)) for one in here.surveys(plan_id)] == [[RITA], [TESS]]
        assert here.expand() == 0

    def test_of_what_is_open_the_owner_gets_one_note_instead(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.play.report("The refund never arrived", RITA)
        here.play.me_too(1, TESS)
        here.play.make(Move.ASSIGN, 1, ANA, assignee=ANA)
        here.play.move_clock(days=5, hours=1)
        assert here.expand() == 2
        assert [one.outcome for one in here.surveys(plan_id)] == [Ended.SKIPPED, Ended.SKIPPED]
        assert here.play.lines().count("survey_open_report_to") == 1
        assert here.expand() == 0

    def test_reports_from_before_the_plans_days_are_left_alone(self, here: Sending) -> None:
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        here.play.move_clock(days=6)
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.expand()
        assert here.surveys(plan_id) == []

    def test_what_an_outage_made_too_old_is_skipped_and_kept(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        here.expand()
        here.play.move_clock(days=9)  # four days too late
        here.expand()
        assert [one.outcome for one in here.surveys(plan_id)] == [Ended.SKIPPED]
        [late] = here.play.work("survey_late")
        assert (late.payload["user"], late.payload["n"]) == (ANA, 1)

    def test_the_sender_hears_once_how_many_came_too_late(self, here: Sending, monkeypatch: pytest.MonkeyPatch
                                                          ) -> None:
        """However many looks it takes; what was withdrawn would not have been asked anyway."""
        monkeypatch.setattr(occasions, "AT_ONCE", 2)
        here.create(trigger=Trigger.AFTER_REPORT, days=5)
        for by in (RITA, TESS, YUKI, MINJUN):
            here.play.report(f"The refund for {by} never arrived", by)
        here.play.report("It is odd", BEN)
        here.play.make(Move.WITHDRAW, 5, TESS)
        here.expand()
        here.play.move_clock(days=9)
        here.expand()
        assert [row.payload["n"] for row in here.play.work("survey_late")] == [4]

    def test_a_short_outage_is_made_up_for(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.play.report("The refund never arrived", RITA)
        resolve(here)
        here.expand()
        here.play.move_clock(days=7)
        here.expand()
        assert [one.outcome for one in here.surveys(plan_id)] == [None]

    def test_what_was_withdrawn_is_not_asked_about(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        here.play.bring_to(State.WITHDRAWN)
        here.play.move_clock(days=5, hours=1)
        here.expand()
        assert [one.outcome for one in here.surveys(plan_id)] == [Ended.SKIPPED]

    def test_many_at_once_come_in_portions_and_none_is_forgotten(self, here: Sending,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.services.occasions.AT_ONCE", 3)
        plan_id = here.create(trigger=Trigger.AFTER_REPORT, days=5).plan_id
        for at in range(7):
            here.play.report(f"The refund {at} never arrived", RITA, again=True)
        here.play.move_clock(days=5, hours=1)
        services = here.play.services
        assert services.surveys.expand(here.workspace_id, services.clock.now()) == 3
        assert here.expand() == 4
        assert len(here.surveys(plan_id)) == 7


class TestBeforeTheDate:
    @pytest.mark.parametrize("ahead, due", [(8, False), (7, True), (1, True), (0, True)])
    def test_it_asks_within_its_days(self, here: Sending, ahead: int, due: bool) -> None:
        plan_id = here.create(trigger=Trigger.BEFORE_DATE, days=7).plan_id
        here.play.report("The refund never arrived", RITA, matters_on=START.date() + timedelta(days=ahead))
        resolve(here)
        assert bool(here.expand()) is due
        assert [one.outcome for one in here.surveys(plan_id)] == ([None] if due else [])

    def test_of_what_is_open_the_owner_hears_how_many_days_are_left(self, here: Sending) -> None:
        here.create(trigger=Trigger.BEFORE_DATE, days=7)
        here.play.report("The refund never arrived", RITA, matters_on=START.date() + timedelta(days=9))
        here.play.move_clock(days=2)
        here.expand()
        [line] = [row for row in here.play.work("line") if row.payload["what"] == "survey_open_date"]
        assert line.payload["n"] == 7

    def test_after_the_date_nobody_is_asked(self, here: Sending) -> None:
        plan_id = here.create(trigger=Trigger.BEFORE_DATE, days=1).plan_id
        here.play.report("The refund never arrived", RITA, matters_on=START.date() + timedelta(days=3))
        resolve(here)
        here.expand()
        here.play.move_clock(days=5)
        here.expand()
        assert [one.outcome for one in here.surveys(plan_id)] == [Ended.SKIPPED]


class TestCalendar:
    def test_each_date_comes_once(self, on_each: Sending) -> None:
        here = on_each
        plan_id = here.create(**MONDAYS).plan_id
        for _ in range(15):
            here.expand()
            here.play.move_clock(days=1)
        assert outcomes(here, plan_id) == [("2026-03-09", Ended.CLOSED), ("2026-03-16", None)]

    def test_people_are_asked_on_the_day_in_their_hours(self, here: Sending) -> None:
        plan_id = here.create(**MONDAYS).plan_id
        here.move_to(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
        here.expand()
        [survey] = here.surveys(plan_id)
        asked = {name: row.ask_at for name, row in here.invited(survey.id).items()}
        assert asked == {RITA: datetime(2026, 3, 9, 9, tzinfo=UTC), TESS: datetime(2026, 3, 9, 9, tzinfo=UTC),
                         YUKI: datetime(2026, 3, 10, 0, tzinfo=UTC)}

    def test_after_two_weeks_away_one_is_asked_and_one_said_skipped(self, here: Sending) -> None:
        plan_id = here.create(**MONDAYS).plan_id
        here.move_to(datetime(2026, 3, 17, 9, tzinfo=UTC))  # a Tuesday
        here.expand()
        assert outcomes(here, plan_id) == [("2026-03-09", Ended.SKIPPED), ("2026-03-16", None)]
        assert here.progress(here.surveys(plan_id)[1].id).skipped == ("2026-03-09",)
        assert here.expand() == 0

    def test_too_late_in_its_week_it_is_skipped_and_the_sender_hears_it(self, here: Sending) -> None:
        plan_id = here.create(**MONDAYS).plan_id
        here.move_to(datetime(2026, 3, 13, 9, tzinfo=UTC))  # a Friday
        here.expand()
        [survey] = here.surveys(plan_id)
        assert (survey.occasion, survey.outcome) == ("2026-03-09", Ended.SKIPPED)
        assert [row.payload["survey"] for row in here.play.work("survey_progress")] == [survey.id]

    def test_the_zone_is_the_teams(self, here: Sending) -> None:
        plan_id = here.create(MIA, **MONDAYS, team="app").plan_id
        here.move_to(datetime(2026, 3, 9, 1, 0, tzinfo=UTC))
        here.expand()
        assert outcomes(here, plan_id) == [("2026-03-09", None)]

    @pytest.mark.postgresql
    def test_processes_that_look_together_make_one(self, postgresql_db: Database, clock: StillClock) -> None:
        services = services_on(postgresql_db, clock)
        here = Sending(Play(services, settle(services)))
        plan_id = here.create(**MONDAYS).plan_id
        here.move_to(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
        together = [threading.Thread(target=services.surveys.expand, args=(here.workspace_id, clock.now()))
                    for _ in range(4)]
        for one in together:
            one.start()
        for one in together:
            one.join()
        [survey] = here.surveys(plan_id)
        assert here.stand(survey.id) == {"planned": 3}


class TestSequence:
    def test_who_answered_is_asked_again_after_their_wait(self, on_each: Sending) -> None:
        here = on_each
        first = here.create(**THREE)
        second = here.create(**THREE, trigger=Trigger.SEQUENCE, follows=first.plan_id, days=4, kind="smiley_3")
        assert first.survey_id is not None
        here.send_due()
        here.answer(first.survey_id, RITA)
        assert here.expand() == 0  # the day is not over
        here.play.move_clock(days=1)
        assert here.expand() == 1
        [survey] = here.surveys(second.plan_id)
        assert {name: row.ask_at for name, row in here.invited(survey.id).items()} == {
            RITA: datetime(2026, 3, 9, 8, tzinfo=UTC)}  # four days on is a night, and then a weekend
        assert here.expand() == 0

    def test_a_changed_answer_is_no_second_step(self, here: Sending) -> None:
        first = here.create(**THREE, open_days=10)
        second = here.create(**THREE, trigger=Trigger.SEQUENCE, follows=first.plan_id, days=4)
        assert first.survey_id is not None
        here.send_due()
        here.answer(first.survey_id, RITA)
        here.play.move_clock(days=1)
        here.expand()
        here.answer(first.survey_id, RITA, "0")
        here.play.move_clock(days=1)
        here.expand()
        assert [sorted(here.invited(one.id)) for one in here.surveys(second.plan_id)] == [[RITA], []]

    def test_after_an_anonymous_one_all_who_were_asked_are(self, here: Sending) -> None:
        """Nobody may know who answered it."""
        first = here.create(audience=Audience.PEOPLE, people=(RITA, TESS), anonymous=True)
        second = here.create(audience=Audience.PEOPLE, people=(RITA,), trigger=Trigger.SEQUENCE,
                             follows=first.plan_id, days=2)
        assert first.survey_id is not None
        here.send_due()
        here.answer(first.survey_id, RITA)
        here.play.move_clock(days=5)
        assert here.expand() == 0
        here.play.move_clock(days=3)
        here.expand()
        [survey] = here.surveys(second.plan_id)
        assert sorted(here.invited(survey.id)) == [RITA, TESS]

    def test_it_follows_only_what_asks_the_same_people(self, here: Sending) -> None:
        first = here.create(**THREE)
        with pytest.raises(Invalid) as refused:
            here.create(audience=Audience.TEAM, team="payments", trigger=Trigger.SEQUENCE, follows=first.plan_id)
        assert refused.value.field == "follows"

    def test_nothing_follows_unless_somebody_says_so(self, here: Sending) -> None:
        first = here.create(audience=Audience.PEOPLE, people=(RITA, MINJUN))
        assert first.survey_id is not None
        here.send_due()
        here.answer(first.survey_id, RITA)
        here.play.move_clock(days=100)
        here.expand()
        assert len(here.play.services.surveys.of_person(here.workspace_id, ANA)) == 1
        assert [row.payload["user"] for row in here.play.work("survey")] == [RITA]


def test_of_a_monthly_pulse_the_newest_date_is_made_up_for(here: Sending) -> None:
    plan_id = here.create(**THREE, trigger=Trigger.CALENDAR, every=Every.MONTH, day="5", time="10:00").plan_id
    here.move_to(datetime(2026, 6, 19, 9, tzinfo=UTC))
    here.expand()
    assert outcomes(here, plan_id) == [(date(2026, month, 5).isoformat(), Ended.SKIPPED) for month in (3, 4, 5)] + [
        ("2026-06-05", None)]
