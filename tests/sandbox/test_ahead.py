"""What the page's clock says of the time ahead: who is still to be asked, and reminded; never whom it concerns."""

import json
from datetime import UTC, datetime, timedelta

from bot.domain.annoyances import Move
from bot.sandbox.ahead import occasions_ahead, what_comes
from storage import invitations
from storage.db import Database
from tests.support.cast import MINJUN, RITA, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play
from tests.support.surveying import Surveying


def test_who_will_be_asked_and_reminded_is_counted(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    here = Surveying(Play(services, settle(services)))
    here.survey(RITA, MINJUN, YUKI, days=8)
    here.expand()
    here.deliver()
    coming = what_comes(sqlite_db, here.workspace_id, clock.now())
    said = [(item["at"][:16], item["kind"], item["n"]) for item in coming if item["kind"] != "digest"]
    assert said == [("2026-03-05T00:00", "survey", 2), ("2026-03-09T08:00", "survey_reminder", 1),
                    ("2026-03-12T09:00", "survey_close", 1)]
    assert RITA not in json.dumps(coming)
    with sqlite_db.reading() as session:
        assert invitations.next_due(session, now=clock.now()) == START + timedelta(hours=15)


def test_pulses_come_and_a_plan_that_waits_for_days_looks_each_day(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    here = Surveying(Play(services, settle(services)))
    assert occasions_ahead(sqlite_db, here.workspace_id, clock.now()) == []
    here.survey(days=None, audience="team", trigger="calendar", team_key="payments",
                schedule={"every": "week", "day": "Fri", "time": "10:00"})
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)  # ten in Berlin
    assert occasions_ahead(sqlite_db, here.workspace_id, clock.now()) == [friday]
    said = [(item["at"], item["about"]) for item in what_comes(sqlite_db, here.workspace_id, clock.now())
            if item["kind"] == "pulse"]
    assert said == [(friday.isoformat(), "Payments")]
    here.survey(days=None, audience="reporters", trigger="after_report")
    assert occasions_ahead(sqlite_db, here.workspace_id, clock.now()) == [friday, datetime(2026, 3, 5, tzinfo=UTC)]


def test_what_wakes_and_what_nudges_is_said(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    play = Play(services, settle(services))
    play.report()
    said = {(item["kind"], item["about"]) for item in what_comes(sqlite_db, play.workspace_id, clock.now())}
    assert ("nudge", "#1") in said
    play.make(Move.SNOOZE)
    coming = what_comes(sqlite_db, play.workspace_id, clock.now())
    assert [item["about"] for item in coming if item["kind"] == "wake"] == ["#1"]
    assert [item for item in coming if item["kind"] == "nudge"] == []
    wakes = min(at for at in occasions_ahead(sqlite_db, play.workspace_id, clock.now()))
    assert wakes.isoformat() == next(item["at"] for item in coming if item["kind"] == "wake")
