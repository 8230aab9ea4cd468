"""A team's hours, days off or limits change: its clocks that run move along, in batches, and nothing else does."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.domain.annoyances import Move
from bot.domain.clocks import Limits
from bot.services import ticking
from bot.services.settings import Settings
from bot.services.settings_rows import WATCHING
from storage import annoyances, work
from storage.db import Database
from storage.tables import Clock, Team, Work
from tests.services.test_clocks import berlin, due, ended, every, running, tick
from tests.services.test_clocks import ticking as ticking_of
from tests.support.cast import TESS
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play


def apply(play: Play, text: str) -> None:
    Settings(play.services.db, play.services.clock).apply(play.workspace_id, text, by=None)


def measure(play: Play) -> int:
    """Carry out the steps, each followed by those that go on with the rest; returns how many."""
    service, done = ticking_of(play), 0
    while waiting := [row for row in play.work(ticking.TOPIC) if row.state == work.State.WAITING]:
        for row in waiting:
            with play.services.db.transaction(play.workspace_id) as tx:
                service.measure(tx.session, play.workspace_id, row.payload)
                tx.session.get_one(Work, (play.workspace_id, row.id)).state = work.State.DONE
            done += 1
    return done


@pytest.mark.parametrize(
    "change, up",
    [
        ('hours: "Mon-Fri 09:00-12:30,13:30-18:00"', "2026-03-05T10:00"),  # lunch takes an hour of it
        ("days_off: [2026-03-05]", "2026-03-04T18:00"),  # not before it is due
        ("days_off: [2026-03-04]", "2026-03-05T17:00"),
        ("timezone: Asia/Seoul", "2026-03-05T09:00"),  # they have gone home: all eight hours are tomorrow's
        ("sla: {acknowledge: 4h}", "2026-03-04T14:00"),
        ("sla: {acknowledge: 2d}", "2026-03-06T10:00"),
    ],
)
def test_what_a_team_changes_moves_its_clocks(play: Play, change: str, up: str) -> None:
    play.report()
    apply(play, f"teams: [{{key: payments, {change}}}]")
    assert measure(play) == 1
    assert due(play)["acknowledge"] == berlin(up)


def test_a_public_holiday_of_the_region_moves_them_too(play: Play) -> None:
    play.services.clock.move_to(berlin("2026-06-03T17:00"))  # Corpus Christi, a Thursday, is one in Bavaria
    play.report()
    before = due(play)
    apply(play, "teams: [{key: payments, holidays: DE-BY}]")
    measure(play)
    assert due(play)["acknowledge"] - before["acknowledge"] == timedelta(days=1)
    assert due(play)["resolve"] - before["resolve"] == timedelta(days=1)


def test_the_workspaces_hours_hold_in_triage_only(play: Play) -> None:
    play.report("Nobody knows whose this is")
    play.report()
    before = due(play, 2)
    apply(play, 'workspace: {hours: "Mon-Fri 08:00-12:00"}')
    assert measure(play) == 1
    assert due(play)["acknowledge"] == berlin("2026-03-06T10:00")  # 2 + 4 + 2 hours
    assert due(play, 2) == before


def test_other_settings_and_other_teams_move_nothing(play: Play) -> None:
    play.report()
    apply(play, 'teams: [{key: payments, keywords: [refund, money]}, {key: app, hours: "Mon-Fri 10:00-16:00"}]')
    assert [row.payload["team"] for row in play.work(ticking.TOPIC)] == ["app"]
    before = due(play)
    measure(play)
    assert due(play) == before


def test_a_limit_that_is_shorter_holds_for_what_is_urgent_and_for_what_came_back_in_its_own_way(play: Play) -> None:
    play.report(post_link="https://example.com/1")
    apply(play, "teams: [{key: payments, sla: {acknowledge_urgent: 30m, resolve: 6d}}]")
    measure(play)
    assert due(play)["acknowledge"] == berlin("2026-03-04T10:30")
    assert due(play)["resolve"] == berlin("2026-03-12T10:00")
    play.make(Move.ASSIGN)
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING)
    apply(play, "teams: [{key: payments, sla: {resolve: 2d}}]")
    measure(play)
    assert due(play)["resolve"] == berlin("2026-03-05T10:00")


def test_what_is_overdue_stays_so_and_what_sleeps_keeps_what_is_left(play: Play) -> None:
    play.report()
    play.report("The refund came twice", again=True)
    play.make(Move.SNOOZE, 2)
    play.services.clock.move_to(berlin("2026-03-05T10:00"))
    left = {clock.kind: clock.left_minutes for clock in running(play, 2).values()}
    apply(play, 'teams: [{key: payments, hours: "Mon-Fri 14:00-18:00"}]')
    measure(play)
    assert due(play)["acknowledge"] == berlin("2026-03-04T18:00")
    assert {clock.kind: clock.left_minutes for clock in running(play, 2).values()} == left
    assert due(play)["resolve"] > berlin("2026-03-18T10:00")


def test_many_are_measured_some_at_a_time_and_none_twice(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "CHUNK", 4)
    for number in range(5):
        play.report(f"Refund {number} never arrived", again=True)
    apply(play, "teams: [{key: payments, sla: {acknowledge: 4h}}]")
    assert measure(play) == 4  # fifteen clocks, four at a time
    assert {due(play, number)["acknowledge"] for number in range(1, 6)} == {berlin("2026-03-04T14:00")}


def test_cards_say_it_anew(play: Play) -> None:
    play.report()
    play.post_card()
    service = ticking_of(play)
    tick(play, service)
    apply(play, "teams: [{key: payments, sla: {acknowledge: 4h}}]")
    assert tick(play, service) == 0
    measure(play)
    assert tick(play, service) == 1
    assert tick(play, service) == 0


def test_where_hours_leave_nothing_of_a_year_nothing_breaks(play: Play) -> None:
    play.report()
    with play.services.db.transaction(play.workspace_id) as tx:
        team = tx.session.get_one(Team, (play.workspace_id, "payments"))
        team.days_off = [(play.services.clock.now().date() + timedelta(days=day)).isoformat() for day in range(-9, 800)]
    apply(play, "teams: [{key: payments, sla: {acknowledge: 9h}}]")
    measure(play)
    assert due(play)["acknowledge"] - play.services.clock.now() == timedelta(days=366)
    play.report("The refund came twice", again=True)
    play.make(Move.ACKNOWLEDGE, 2)
    play.make(Move.SNOOZE)
    play.make(Move.WAKE)
    tick(play)


def test_a_new_team_only_watches_its_clocks_for_two_weeks(play: Play) -> None:
    apply(play, "teams: [{key: shops, name: Shops, channel: C0GENERAL, keywords: [shop]}]")
    play.report("The shop was closed")
    view = play.services.annoyances.card(play.workspace_id, 1)
    assert view is not None
    assert view.clocks[0].watches_until == play.services.clock.now() + WATCHING


def test_an_archived_teams_clocks_run_on_in_triage(play: Play) -> None:
    play.report()
    play.post_card()
    apply(play, "teams: [{key: app}]")
    Settings(play.services.db, play.services.clock).apply(
        play.workspace_id, "teams: [{key: app, name: App, channel: C0APP}]", by=None, replace=True)
    with play.services.db.transaction(play.workspace_id) as tx:
        play.services.annoyances.place_cards(tx.session, play.workspace_id)
    assert ended(play) == [("acknowledge", "moved")]
    assert {clock.team_key for clock in running(play).values()} == {None}
    assert set(due(play)) == {"acknowledge", "resolve", "hear"}


def test_limits_as_the_settings_write_them_are_understood(play: Play) -> None:
    apply(play, "teams: [{key: payments, sla: {acknowledge: 008h, acknowledge_urgent: 45m, resolve: 2w}}]")
    with play.services.db.reading() as session:
        team = session.get_one(Team, (play.workspace_id, "payments"))
    assert str(Limits.parse(team.sla).acknowledge) == "8h"
    assert play.report(by=TESS).team == "Payments"
    assert due(play)["resolve"] == berlin("2026-03-18T10:00")
    assert len(every(play)) == 3
    with play.services.db.reading() as session:
        assert session.exec(select(Clock.allowed)).all().count("2w") == 1


@pytest.mark.postgresql
def test_measuring_waits_for_whoever_holds_an_annoyance(postgresql_db: Database, clock: StillClock) -> None:
    """A click holds the annoyance and writes its clocks in an order of its own: neither may wait for the other."""
    services = services_on(postgresql_db, clock)
    play = Play(services, settle(services))
    play.report()
    apply(play, "teams: [{key: payments, sla: {acknowledge: 4h}}]")
    failed: list[BaseException] = []

    def work() -> None:
        try:
            measure(play)
        except BaseException as error:  # noqa: BLE001  it is told in the test's own thread
            failed.append(error)

    thread = threading.Thread(target=work)
    with postgresql_db.transaction(play.workspace_id) as tx:
        row = annoyances.get(tx.session, play.workspace_id, 1, lock=True)
        assert row is not None
        for kind in ("hear", "acknowledge"):
            tx.session.exec(update(Clock).where(col(Clock.kind) == kind).values(level=col(Clock.level) + 1))
            if kind == "hear":
                thread.start()
                thread.join(0.3)
                assert thread.is_alive()
    thread.join()
    assert failed == []
    assert due(play)["acknowledge"] == berlin("2026-03-04T14:00")
    assert running(play)["acknowledge"].level == 1
