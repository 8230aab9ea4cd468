"""Invitations: planned for each on their own calendar, sent in waves, moved, taken back, and counted."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.annoyances import Move, State
from bot.domain.manners import What
from bot.domain.people import Profile
from bot.domain.reports import Visibility
from bot.domain.survey_plans import Audience, Ended, Invited, Trigger, Withheld
from bot.services import invitations, manners, waves
from bot.services.invitations import Ready
from bot.services.pseudonyms import is_pseudonym
from storage import invitations as stored
from storage import settings
from storage.db import Database
from storage.tables import Survey, Team
from tests.support.cast import ANA, BEN, CARA, GUS, MINJUN, RITA, TESS, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play
from tests.support.surveying import Surveying

NINE_IN_SEOUL = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)


@pytest.fixture
def here(play: Play) -> Surveying:
    return Surveying(play)


@pytest.fixture
def office(sqlite_db: Database, clock: StillClock) -> Surveying:
    """Where the database does not matter."""
    services = services_on(sqlite_db, clock)
    return Surveying(Play(services, settle(services)))


def crowd(count: int) -> list[str]:
    return [f"U{at:05}" for at in range(count)]


def asked_names(keys: list[str]) -> list[str]:
    return sorted(key.rpartition(":")[2] for key in keys)


class TestPlanning:
    def test_each_is_asked_in_their_own_working_time_and_once(self, here: Surveying) -> None:
        survey_id = here.survey(RITA, MINJUN)
        with here.play.services.db.transaction(here.workspace_id) as tx:
            survey = tx.session.get_one(Survey, (here.workspace_id, survey_id))
            assert invitations.invite(here.desk(tx.session), survey, [RITA, MINJUN, YUKI]) == 1
        assert here.invitation(survey_id, RITA).ask_at == START  # 10:00 in Berlin
        assert here.invitation(survey_id, MINJUN).ask_at == here.invitation(survey_id, YUKI).ask_at == NINE_IN_SEOUL

    def test_on_a_holiday_of_their_team_nobody_is_asked(self, office: Surveying) -> None:
        with office.play.services.db.transaction(office.workspace_id) as tx:
            tx.session.get_one(Team, (office.workspace_id, "payments")).holidays = "DE"
            settings.changed(tx.session, office.workspace_id)
        office.play.services.clock.move_to(datetime(2026, 4, 2, 8, 0, tzinfo=UTC))
        survey_id = office.survey(ANA, RITA, wait_days=1)  # on Good Friday; Easter Monday follows
        assert office.invitation(survey_id, ANA).ask_at == datetime(2026, 4, 7, 7, 0, tzinfo=UTC)
        assert office.invitation(survey_id, RITA).ask_at == datetime(2026, 4, 3, 8, 0, tzinfo=UTC)

    def test_thousands_are_planned_in_few_statements(self, here: Surveying) -> None:
        said: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            said.append(statement)

        event.listen(here.play.services.db.engine, "before_cursor_execute", hear)
        survey_id = here.survey(*crowd(2_500))
        event.remove(here.play.services.db.engine, "before_cursor_execute", hear)
        assert here.counts(survey_id).planned == 2_500
        assert len(said) < 40

    def test_what_is_due_is_found_by_its_index(self, here: Surveying) -> None:
        """Where a hundred thousand are planned, two hundred that are due must not cost a look at all of them."""
        db = here.play.services.db
        here.survey(*crowd(3_000))
        said: list[tuple[str, Any]] = []

        def hear(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
            said.append((statement, values))

        event.listen(db.engine, "before_cursor_execute", hear)
        with db.transaction(here.workspace_id) as tx:
            now = START - timedelta(days=1)
            stored.due(tx.session, here.workspace_id, now=now, limit=200)
            stored.due_to_remind(tx.session, here.workspace_id, now=now, limit=200)
        event.remove(db.engine, "before_cursor_execute", hear)
        with db.engine.connect() as connection:
            if not db.is_sqlite:
                connection.exec_driver_sql("analyze invitation")
            ask = "explain query plan" if db.is_sqlite else "explain"
            plans = [" ".join(str(row) for row in connection.exec_driver_sql(f"{ask} {statement}", values))
                     for statement, values in said if statement.startswith("SELECT")]
        assert ["invitation_due" in plans[0], "invitation_to_remind" in plans[1]] == [True, True], plans


class TestWaves:
    def test_who_is_at_work_is_asked_the_others_when_they_come(self, here: Surveying) -> None:
        survey_id = here.survey(RITA, MINJUN)
        here.expand()
        assert asked_names(here.deliver()) == [RITA]
        assert here.states(survey_id) == {RITA: "asked", MINJUN: "planned"}
        assert here.invitation(survey_id, RITA).asked_at == START
        assert asked_names(here.go_to(NINE_IN_SEOUL)) == [MINJUN]
        assert here.spent() == [(date(2026, 3, 4), "survey"), (date(2026, 3, 5), "survey")]

    def test_never_more_than_a_few_hundred_wait_to_be_sent(self, here: Surveying,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(waves, "MOST_OPEN", 30)
        monkeypatch.setattr(waves, "AT_ONCE", 20)
        survey_id = here.survey(*crowd(75))
        sent: list[str] = []
        while here.expand():
            waiting = len(here.play.work("survey")) - len(sent)
            assert waiting <= waves.MOST_OPEN
            sent += here.deliver()
        assert len(set(sent)) == len(sent) == 75
        assert here.counts(survey_id).asked == 75

    def test_two_surveys_on_one_day_the_second_comes_the_next_day(self, office: Surveying) -> None:
        first, second = office.survey(RITA), office.survey(RITA)
        office.expand()
        assert office.deliver() == [f"survey:{first}:{RITA}"]
        assert office.invitation(second, RITA).not_before == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
        assert office.go_on(hours=2) == []
        assert office.go_to(datetime(2026, 3, 5, 8, 0, tzinfo=UTC)) == [f"survey:{second}:{RITA}"]

    def test_questions_are_gathered_weekly_and_five_at_most(self, here: Surveying) -> None:
        numbers = []
        for _ in range(7):
            made = here.play.report("The refund never arrived", again=True).number
            here.play.make(Move.ACKNOWLEDGE, made)
            here.play.make(Move.RESOLVE, made)
            numbers.append(made)
        here.play.forget_work()
        here.play.move_clock(days=7)
        here.expand()
        (row,) = here.play.work("ask")
        assert row.payload["surveys"] == [here.play.survey(number).id for number in numbers[:5]]
        here.deliver()
        here.go_on(days=6)
        assert len(here.play.work("ask")) == 1
        here.go_on(days=1)
        (later,) = here.play.work("ask")[1:]
        assert later.payload["surveys"] == [here.play.survey(number).id for number in numbers[5:]]


def counted(here: Surveying, survey_id: str) -> dict[Withheld, int]:
    return here.counts(survey_id).withheld


class TestWithheld:
    """What is not said is counted, with its reason, for whoever sent it."""

    def test_a_cap_over_all_surveys(self, office: Surveying) -> None:
        asked = [office.survey(RITA, days=14) for _ in range(3)]
        for _ in range(3):
            office.expand()
            office.deliver()
            office.play.move_clock(days=1)
        assert [counted(office, one) for one in asked] == [{}, {}, {Withheld.CAP: 1}]
        assert office.counts(asked[2]).all_withheld == office.counts(asked[2]).invited == 1

    def test_those_who_opted_out_until_they_are_back(self, office: Surveying) -> None:
        office.wish(RITA, opted_out=True)
        survey_id = office.survey(RITA, BEN)
        office.expand()
        assert office.states(survey_id) == {RITA: "opted_out", BEN: "sending"}

    def test_those_who_left_bots_and_guests(self, office: Surveying) -> None:
        office.play.services.people.keep(office.workspace_id, Profile(BEN, "Ben", is_gone=True))
        office.play.services.people.keep(office.workspace_id, Profile("U0ROBOT", "x", is_bot=True))
        survey_id = office.survey(BEN, "U0ROBOT", GUS, RITA)
        office.expand()
        assert office.states(survey_id) == {BEN: "gone", "U0ROBOT": "gone", GUS: "gone", RITA: "sending"}

    def test_who_has_answered_is_not_asked(self, office: Surveying) -> None:
        survey_id = office.survey(RITA, BEN)
        office.answer(survey_id, RITA)
        office.expand()
        assert office.states(survey_id) == {RITA: "known", BEN: "sending"}

    @pytest.mark.parametrize("state, template, trigger, audience, stands", [
        ("resolved", "helped", Trigger.AFTER_RESOLUTION, Audience.REPORTERS, "sending"),
        ("came_back", "helped", Trigger.AFTER_RESOLUTION, Audience.REPORTERS, "still_open"),
        ("came_back", "helped", Trigger.BY_HAND, Audience.REPORTERS, "still_open"),
        ("acknowledged", "helped", Trigger.BY_HAND, Audience.PEOPLE, "still_open"),
        ("acknowledged", "helped", Trigger.CALENDAR, Audience.FRONT_LINE, "still_open"),
        ("acknowledged", "met_too", Trigger.BY_HAND, Audience.FRONT_LINE, "sending"),
        ("withdrawn", "met_too", Trigger.BY_HAND, Audience.FRONT_LINE, "cancelled")])
    def test_while_it_is_open_nobody_judges_it_and_the_owner_gets_one_note(
            self, office: Surveying, state: str, template: str, trigger: Trigger, audience: Audience, stands: str
    ) -> None:
        number = office.play.bring_to(State(state))
        survey_id = office.survey(ANA, BEN, number=number, template=template, trigger=trigger, audience=audience)
        office.expand()
        assert office.states(survey_id) == {ANA: stands, BEN: stands}
        noted = [line for line in office.play.lines(number) if line.startswith("survey_open")]
        assert noted == (["survey_open"] if stands == "still_open" else [])

    @pytest.mark.parametrize("outcome, stands", [(Ended.CLOSED, "stale"), (Ended.STOPPED, "cancelled")])
    def test_after_its_end_nobody_is_asked(self, office: Surveying, outcome: Ended, stands: str) -> None:
        survey_id = office.survey(RITA)
        office.close(survey_id, outcome)
        office.expand()
        assert office.states(survey_id) == {RITA: stands}
        assert office.spent() == []

    def test_a_clock_that_was_down_makes_up_for_what_still_makes_sense(self, office: Surveying) -> None:
        soon_over, long_open = office.survey(RITA, BEN, days=3), office.survey(CARA, days=14)
        office.go_on(days=5)
        assert office.states(soon_over) == {RITA: "stale", BEN: "stale"}
        assert office.states(long_open) == {CARA: "asked"}


class TestMoving:
    def test_another_zone_moves_what_is_planned(self, here: Surveying) -> None:
        survey_id = here.survey(RITA, wait_days=1)
        there = Profile(RITA, "Rita", timezone="America/New_York")
        here.play.services.people.keep(here.workspace_id, there)
        assert here.steps() == 1
        assert here.invitation(survey_id, RITA).ask_at == datetime(2026, 3, 5, 14, 0, tzinfo=UTC)  # 09:00 there
        here.play.services.people.keep(here.workspace_id, there)
        assert here.steps() == 0

    def test_what_was_put_off_stays_put_off(self, office: Surveying) -> None:
        first, second = office.survey(RITA), office.survey(RITA)
        office.expand()
        office.replan([RITA])
        assert office.invitation(first, RITA).state == Invited.SENDING
        assert office.invitation(second, RITA).ask_at == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)

    def test_everybody_is_moved_in_steps(self, here: Surveying) -> None:
        people = crowd(2_300)
        survey_id = here.survey(*people, wait_days=1)
        with here.play.services.db.transaction(here.workspace_id) as tx:
            stored.move(tx.session, here.workspace_id, [(survey_id, name, START) for name in people])
            invitations.replan(here.desk(tx.session), None)
        assert here.steps() == 2
        with here.play.services.db.reading() as session:
            found = stored.planned(session, here.workspace_id, limit=5_000)
        assert {one.ask_at for one in found} == {START + timedelta(days=1)}


class TestTakingBack:
    def test_stopping_leaves_nothing_that_is_not_sent(self, here: Surveying) -> None:
        survey_id = here.survey(RITA, MINJUN)
        here.expand()
        here.deliver()
        with here.play.services.db.transaction(here.workspace_id) as tx:
            survey = tx.session.get_one(Survey, (here.workspace_id, survey_id))
            invitations.invite(here.desk(tx.session), survey, [BEN])
        here.expand()
        assert here.states(survey_id) == {RITA: "asked", BEN: "sending", MINJUN: "planned"}
        assert here.cancel(survey_id) == 2
        assert here.states(survey_id) == {RITA: "asked", BEN: "cancelled", MINJUN: "cancelled"}
        assert here.go_on(days=2) == []

    def test_a_gathered_question_asks_the_rest(self, here: Surveying) -> None:
        for text in ("The refund never arrived", "The refund came twice"):
            number = here.play.report(text).number
            here.play.make(Move.ACKNOWLEDGE, number)
            here.play.make(Move.RESOLVE, number)
        first, second = here.play.survey(1).id, here.play.survey(2).id
        here.play.forget_work()
        here.play.move_clock(days=7)
        here.expand()
        assert here.cancel(first) == 1
        assert (here.states(first), here.states(second)) == ({RITA: "cancelled"}, {RITA: "sending"})
        assert here.cancel(second) == 1
        assert here.deliver() == []
        assert here.spent() == []

    def test_a_message_taken_back_gives_the_day_back(self, office: Surveying) -> None:
        stopped, other = office.survey(RITA), office.survey(RITA, wait_days=0)
        office.expand()
        assert office.cancel(stopped) == 1
        assert office.spent() == []
        assert office.states(other) == {RITA: "planned"}

    def test_what_cannot_be_delivered_has_failed_and_gives_the_day_back(self, office: Surveying) -> None:
        survey_id = office.survey(RITA)
        office.expand()
        office.deliver(give_up=True)
        assert (office.counts(survey_id).failed, office.spent()) == (1, [])


class TestReminding:
    def test_the_silent_are_reminded_once_half_way(self, here: Surveying) -> None:
        survey_id = here.survey(RITA, BEN, days=8)
        here.expand()
        here.deliver()
        here.answer(survey_id, BEN)
        assert here.go_on(days=3) == []
        assert here.go_to(datetime(2026, 3, 9, 8, 0, tzinfo=UTC)) == [f"remind:{survey_id}:{RITA}"]
        assert here.counts(survey_id).reminded == 1
        assert here.spent()[-1] == (date(2026, 3, 9), "reminder")
        assert here.go_on(days=2) == []

    def test_a_reminder_waits_for_a_day_of_its_own(self, office: Surveying) -> None:
        survey_id = office.survey(RITA, days=8)
        office.expand()
        office.deliver()
        office.play.services.clock.move_to(datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
        other = office.survey(RITA, wait_days=3, days=30)
        assert office.go_to(datetime(2026, 3, 9, 8, 0, tzinfo=UTC)) == [f"remind:{survey_id}:{RITA}"]
        assert office.go_to(datetime(2026, 3, 9, 15, 0, tzinfo=UTC)) == []
        assert office.go_to(datetime(2026, 3, 10, 8, 0, tzinfo=UTC)) == [f"survey:{other}:{RITA}"]

    def test_nobody_is_reminded_after_a_stop_or_an_opt_out(self, office: Surveying) -> None:
        stopped, wished = office.survey(RITA, days=8), office.survey(BEN, days=8)
        office.expand()
        office.deliver()
        office.cancel(stopped)
        office.wish(BEN, opted_out=True)
        assert office.go_on(days=6) == []
        assert (office.counts(stopped).asked, office.counts(wished).asked) == (1, 1)

    def test_a_question_is_asked_again_after_three_working_days(self, office: Surveying) -> None:
        office.play.report()
        office.play.make(Move.ACKNOWLEDGE)
        office.play.make(Move.RESOLVE)
        office.play.forget_work()
        office.go_on(days=7)
        survey_id = office.play.survey().id
        assert office.go_on(days=4) == []
        assert office.go_on(days=1) == [f"remind:{survey_id}:{RITA}"]


class TestReady:
    def test_whoever_has_gone_home_is_asked_another_day(self, office: Surveying) -> None:
        survey_id = office.survey(RITA)
        office.expand()
        (row,) = office.claim()
        office.play.services.clock.move_to(datetime(2026, 3, 4, 18, 0, tzinfo=UTC))
        service = office.play.services.invitations
        assert service.ready(row, RITA) is Ready.LATER
        service.put_back(office.workspace_id, row)
        assert office.states(survey_id) == {RITA: "planned"}
        assert (office.spent(), office.play.topics()) == ([], [])
        assert office.go_to(datetime(2026, 3, 5, 8, 0, tzinfo=UTC)) == [f"survey:{survey_id}:{RITA}"]

    def test_what_was_to_be_said_yesterday_waits_for_what_is_said_today(self, office: Surveying) -> None:
        """Nothing could be sent from 16:00 on; the next morning somebody else asks first."""
        first = office.survey(RITA, days=20)
        office.go_to_without_sending(datetime(2026, 3, 4, 14, 0, tzinfo=UTC))
        (late,) = office.claim()
        office.play.services.clock.move_to(datetime(2026, 3, 5, 10, 0, tzinfo=UTC))
        second = office.survey(RITA, days=20)
        office.expand()
        (today,) = office.claim()
        service = office.play.services.invitations
        assert (service.ready(today, RITA), service.ready(late, RITA)) == (Ready.YES, Ready.LATER)
        service.put_back(office.workspace_id, late)
        assert office.states(first) == {RITA: "planned"}
        assert office.spent() == [(date(2026, 3, 5), "survey")]
        office.finish(today)
        assert office.states(second) == {RITA: "asked"}
        assert office.go_to(datetime(2026, 3, 6, 8, 0, tzinfo=UTC)) == [f"survey:{first}:{RITA}"]

    def test_what_may_have_been_said_yesterday_is_looked_up_today(self, office: Surveying) -> None:
        office.survey(RITA, days=20)
        office.expand()
        (row,) = office.claim()
        office.play.services.clock.move_to(datetime(2026, 3, 5, 10, 0, tzinfo=UTC))
        assert office.play.services.invitations.ready(replace(row, unsure=True), RITA) is Ready.YES

    def test_the_day_that_was_taken_is_given_back_wherever_they_live_by_now(self, office: Surveying) -> None:
        """It is 4 March in Berlin when it is planned, 5 March where she is when it is taken back."""
        survey_id = office.survey(RITA)
        office.go_to_without_sending(datetime(2026, 3, 4, 14, 0, tzinfo=UTC))
        office.play.services.people.keep(
            office.workspace_id, Profile(RITA, "Rita", timezone="Pacific/Kiritimati"))
        assert office.spent() == [(date(2026, 3, 4), "survey")]
        assert office.cancel(survey_id) == 1
        assert office.spent() == []

    def test_a_row_of_an_earlier_version_gives_back_no_day_of_another_message(self, office: Surveying) -> None:
        survey_id = office.survey(RITA)
        office.expand()
        with office.play.services.db.transaction(office.workspace_id) as tx:
            (row,) = office.play.work("survey", tx.session)
            row.payload = {name: value for name, value in row.payload.items() if name != "day"}
            tx.session.add(row)
        assert office.cancel(survey_id) == 1
        assert office.spent() == [(date(2026, 3, 4), "survey")]


class TestWithoutAName:
    @pytest.mark.parametrize("who", [RITA, YUKI])
    def test_nothing_that_is_kept_tells_woffice_they_live(self, office: Surveying, who: str) -> None:
        """Rita works in Berlin, Yuki in Tokyo; both are asked, each at her time, and the rows are the same."""
        office.play.report(by=who, visibility=Visibility.ANONYMOUS)
        office.play.make(Move.ACKNOWLEDGE)
        office.play.make(Move.RESOLVE)
        ((name, planned),) = office.play.invitations().items()
        office.play.forget_work()
        office.play.move_clock(days=6, hours=22)
        sent = [office.play.services.clock.now() for _ in range(24) if office.go_on(hours=1)]
        assert sent == [START + timedelta(days=7) if who == RITA else NINE_IN_SEOUL + timedelta(days=7)]
        row = office.play.invitations()[name]
        assert is_pseudonym(name)
        assert (row.ask_at, row.asked_at, row.not_before) == (planned.ask_at, START + timedelta(days=7), None)


    def test_what_is_taken_back_leaves_no_row(self, office: Surveying) -> None:
        office.play.report(by=YUKI, visibility=Visibility.ANONYMOUS)
        office.play.make(Move.ACKNOWLEDGE)
        office.play.make(Move.RESOLVE)
        office.play.forget_work()
        office.play.services.clock.move_to(NINE_IN_SEOUL + timedelta(days=7))
        office.expand()
        assert office.play.topics() == ["ask"]
        office.play.make(Move.STILL_HAPPENING)
        assert ("ask" in office.play.topics(), office.spent()) == (False, [])


def two_workers(url: str, clock: StillClock) -> tuple[Surveying, Surveying]:
    first, second = (services_on(Database(url), clock) for _ in range(2))
    workspace_id = settle(first)
    return Surveying(Play(first, workspace_id)), Surveying(Play(second, workspace_id))


@pytest.mark.postgresql
def test_two_workers_at_once_ask_nobody_twice_and_spend_each_day_once(
        postgresql_url: str, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "AT_ONCE", 7)
    one, other = two_workers(postgresql_url, clock)
    people = [*crowd(40), RITA, BEN, CARA, TESS]
    surveys = [one.survey(*people, days=14), one.survey(*reversed(people), days=14)]
    gate = threading.Barrier(2)
    failed: list[BaseException] = []

    def work(worker: Surveying) -> None:
        try:
            gate.wait()
            worker.expand()
        except BaseException as error:  # noqa: BLE001  it is told in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    rows = [row.payload["user"] for row in one.play.work("survey")]
    assert len(rows) == len(set(rows))
    sent = one.deliver()
    while one.expand():
        sent += one.deliver()
    assert sorted(key.rpartition(":")[2] for key in sent) == sorted(people)
    assert len(one.spent()) == len(people)
    later = one.go_on(days=1)
    while one.expand():
        later += one.deliver()
    assert sorted(key.rpartition(":")[2] for key in later) == sorted(people)
    assert not set(later) & set(sent)
    assert [one.counts(survey_id).asked for survey_id in surveys] == [len(people)] * 2
    for worker in (one, other):
        worker.play.services.db.close()


@pytest.mark.postgresql
def test_a_day_that_another_worker_takes_first_is_waited_for_and_then_gone(postgresql_url: str, clock: StillClock
                                                                          ) -> None:
    """The other one has spent Rita's day and not committed yet; ours must wait for it, and put her survey off."""
    one, other = two_workers(postgresql_url, clock)
    survey_id = one.survey(RITA)
    done = threading.Event()

    def expand() -> None:
        one.expand()
        done.set()

    with other.play.services.db.transaction(other.workspace_id) as tx:
        assert manners.spend(other.desk(tx.session), {RITA: (date(2026, 3, 4), What.ASK)}) == {RITA}
        thread = threading.Thread(target=expand)
        thread.start()
        assert not done.wait(0.2)
    thread.join()
    row = one.invitation(survey_id, RITA)
    assert (row.state, row.not_before) == (Invited.PLANNED, datetime(2026, 3, 5, 8, 0, tzinfo=UTC))
    assert list(one.play.work("survey")) == []
    for worker in (one, other):
        worker.play.services.db.close()
