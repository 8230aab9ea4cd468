"""Whose calendar counts for whom, and that a thousand calendars cost no more queries than one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.domain.hours import Hours, Quiet
from bot.domain.sla import Calendar
from bot.domain.verification import Rule
from bot.services import calendars
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.settings import Settings
from storage import people as stored_people
from storage import settings as stored_settings
from storage.db import Database
from storage.tables import AskingWish, Team, UserGroup, Workspace
from tests.support.cast import ANA, BEN, CARA, HANA, MINJUN, PAY_TEAM, RITA
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on, settle
from tests.support.play import Play
from tests.support.surveying import Surveying

BERLIN, SEOUL = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Seoul")
OFFICE, EARLY, LATE = map(Hours.parse, ("Mon-Fri 09:00-18:00", "Mon-Fri 07:00-15:00", "Tue-Sat 12:00-20:00"))
LUNCH, EVENING = Quiet.parse("12:00-13:00"), Quiet.parse("16:00-09:00")
BRIDGE = date(2026, 5, 15)
USUAL = Calendar(OFFICE, BERLIN, "DE", frozenset(), LUNCH)
PAYMENTS = Calendar(EARLY, BERLIN, "DE-BY", frozenset({BRIDGE}), LUNCH)


@pytest.fixture
def services(db: Database, clock: StillClock) -> Services:
    return services_on(db, clock)


@pytest.fixture
def workspace_id(services: Services) -> str:
    """Larkfield with hours and holidays that differ from team to team, and Ana's own quiet hours."""
    workspace_id = settle(services)
    with services.db.transaction(workspace_id) as tx:
        row = tx.session.get_one(Workspace, workspace_id)
        row.hours, row.holidays, row.quiet = str(OFFICE), "DE", str(LUNCH)
        payments = tx.session.get_one(Team, (workspace_id, "payments"))
        payments.hours, payments.holidays, payments.days_off = str(EARLY), "DE-BY", [str(BRIDGE)]
        app = tx.session.get_one(Team, (workspace_id, "app"))
        app.hours, app.holidays, app.members, app.verify = str(LATE), "KR", [ANA], {"still": 4}
        tx.session.flush()
        stored_settings.changed(tx.session, workspace_id)
        hashed = Pseudonyms(services.secrets).make(tx.session, workspace_id, ANA, "asking")
        tx.session.add(AskingWish(workspace_id=workspace_id, person=hashed, quiet=str(EVENING)))
    return workspace_id


@contextmanager
def at_the_desk(services: Services, workspace_id: str) -> Iterator[Desk]:
    with services.db.reading() as session:
        yield Desk(session, directory(session, workspace_id), services.clock, Pseudonyms(services.secrets))


def test_everybody_is_asked_on_their_own_calendar(services: Services, workspace_id: str) -> None:
    with at_the_desk(services, workspace_id) as desk:
        found = calendars.of_people(desk, [RITA, MINJUN, ANA, BEN, HANA, "U0NEW", "~0123"])
        alone = {name: calendars.of_person(desk, name) for name in found}
        assert calendars.of_user(desk, ANA) == found[ANA]
    assert found == alone == {
        RITA: USUAL,  # of no team
        MINJUN: replace(USUAL, zone=SEOUL),
        ANA: replace(PAYMENTS, quiet=EVENING),  # leads Payments, is listed in App too: the first counts; her own wish
        BEN: PAYMENTS,  # by the user group
        HANA: Calendar(LATE, SEOUL, "KR", frozenset(), LUNCH),  # leads App, whose members are others
        "U0NEW": USUAL,
        "~0123": USUAL,
    }


def test_more_people_than_a_statement_can_name_are_looked_up_too(services: Services, workspace_id: str,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_people, "MOST_NAMED", 2)
    with at_the_desk(services, workspace_id) as desk:
        found = calendars.of_people(desk, [RITA, MINJUN, ANA])
    assert found == {RITA: USUAL, MINJUN: replace(USUAL, zone=SEOUL), ANA: replace(PAYMENTS, quiet=EVENING)}


def test_a_thousand_calendars_cost_as_many_queries_as_one(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    workspace_id = settle(services)
    queries: list[str] = []
    event.listen(sqlite_db.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    with at_the_desk(services, workspace_id) as desk:
        queries.clear()
        calendars.of_person(desk, RITA)
        for_one = len(queries)
        queries.clear()
        many = calendars.of_people(desk, [f"U{number:06}" for number in range(1_000)])
    assert len(queries) == for_one
    assert len({id(calendar) for calendar in many.values()}) == 1


def test_a_zone_nobody_knows_is_the_workspaces(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    workspace_id = settle(services)
    with sqlite_db.transaction(workspace_id) as tx:
        stored_people.keep_person(tx.session, workspace_id, CARA, name="Cara", locale=None, timezone="Mars/Olympus",
                                  is_guest=False, is_bot=False, is_admin=False, is_gone=False, now=clock.machine())
    with at_the_desk(services, workspace_id) as desk:
        assert calendars.of_person(desk, CARA) == Calendar(OFFICE, BERLIN)


def test_a_group_whose_members_slack_has_not_told_lists_nobody_yet(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    workspace_id = settle(services)
    with sqlite_db.transaction(workspace_id) as tx:
        tx.session.get_one(UserGroup, (workspace_id, PAY_TEAM)).members = None
        tx.session.get_one(Team, (workspace_id, "payments")).hours = str(EARLY)
        tx.session.flush()
        stored_settings.changed(tx.session, workspace_id)
    with at_the_desk(services, workspace_id) as desk:
        assert calendars.of_person(desk, BEN).hours == OFFICE
        assert calendars.of_person(desk, ANA).hours == EARLY


@pytest.mark.parametrize("text, asked", [
    ('workspace: {quiet: "09:00-11:00"}', "2026-03-05T10:00"),  # 11:00 in Berlin
    ("teams: [{key: app, members: [U0RITA], hours: 'Fri 09:00-18:00'}]", "2026-03-06T08:00"),
    ("workspace: {hours: 'Mon-Fri 13:00-18:00'}", "2026-03-05T12:00"),
    ("workspace: {locale: ko}", "2026-03-05T09:00"),  # nothing that moves anybody
])
def test_changed_settings_move_what_is_planned(sqlite_db: Database, clock: StillClock, text: str, asked: str) -> None:
    services = services_on(sqlite_db, clock)
    here = Surveying(Play(services, settle(services)))
    survey_id = here.survey(RITA, wait_days=1)
    assert here.invitation(survey_id, RITA).ask_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    Settings(sqlite_db, clock).apply(here.workspace_id, text, by=None)
    assert here.steps() == 1
    assert here.invitation(survey_id, RITA).ask_at == datetime.fromisoformat(asked).replace(tzinfo=UTC)


def test_settings_that_stay_as_they_are_move_nobody(sqlite_db: Database, clock: StillClock) -> None:
    services = services_on(sqlite_db, clock)
    here = Surveying(Play(services, settle(services)))
    settings = Settings(sqlite_db, clock)
    settings.apply(here.workspace_id, 'workspace: {quiet: "12:00-13:00"}', by=None)
    assert here.steps() == 0  # nobody is planned
    here.survey(RITA, wait_days=1)
    settings.apply(here.workspace_id, 'workspace: {quiet: "12:00-13:00"}', by=None)
    assert here.steps() == 0


def test_a_teams_clock_runs_through_quiet_hours(services: Services, workspace_id: str) -> None:
    with at_the_desk(services, workspace_id) as desk:
        assert calendars.of_team(desk.settings, "payments") == replace(PAYMENTS, quiet=None)
        assert calendars.of_team(desk.settings, None) == replace(USUAL, quiet=None)
        assert calendars.of_team(desk.settings, "nobody") == replace(USUAL, quiet=None)
        assert calendars.of_workspace(desk.settings) == USUAL
        assert desk.settings.teams["payments"].verify == Rule()
        assert desk.settings.teams["app"].verify == Rule(still=4)
        assert (desk.settings.asked_at_most, desk.settings.asked_within) == (2, 30)
