"""Settings applied to a real database and written back: state, log, work rows."""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example
from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as some
from sqlmodel import Session, SQLModel, select

from bot.clock import FixedClock
from bot.domain.settings import SettingsFile, TeamPart, write
from bot.domain.verification import Rule
from bot.errors import ConfigError
from bot.services.directory import directory
from bot.services.settings import Applied, Change, Settings
from storage import people
from storage import settings as stored
from storage.db import Database
from storage.tables import Annoyance, Log, Team, Touchpoint, UserGroup, Work, Workspace

LARKFIELD = Path("bot/sandbox/company/company.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WS = "w1"
TWO_TEAMS = """
teams:
  - {key: payments, name: Payments, channel: C0PAY, lead: U0ANA, members: [U0ANA], keywords: [refund]}
  - {key: app, name: App, channel: C0APP}
touchpoints:
  - {key: checkout, name: Checkout, team: payments}
  - {key: player, name: Player, team: app}
rules:
  - {when: {keyword: voucher}, team: payments}
  - {when: {keyword: song}, team: app}
promises:
  - {key: reply, text: Within one hour, team: app}
glossary:
  - {concept: refund, words: [refund, 환불]}
"""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'snag.db'}")
    SQLModel.metadata.create_all(database.engine)
    with database.transaction(WS) as tx:
        tx.session.add(Workspace(id=WS, created_at=NOW))
    yield database
    database.close()


@pytest.fixture
def settings(db: Database) -> Settings:
    return Settings(db, FixedClock(NOW))


@contextlib.contextmanager
def looking(settings: Settings) -> Iterator[Session]:
    with settings._db.reading() as session:
        yield session


def team(settings: Settings, key: str = "payments") -> Team:
    with looking(settings) as session:
        return next(row for row in stored.teams(session, WS, archived=True) if row.key == key)


def teams(settings: Settings) -> list[str]:
    with looking(settings) as session:
        return [row.key for row in stored.teams(session, WS)]


def version(settings: Settings) -> int:
    with looking(settings) as session:
        return stored.versions(session, WS).settings


def rows(settings: Settings, table: type[Any]) -> list[Any]:
    with looking(settings) as session:
        return list(session.exec(select(table)).all())


def apply(settings: Settings, text: str, *, replace: bool = False) -> Applied:
    return settings.apply(WS, text, by="U0ADMIN", replace=replace)


def test_larkfield_applied_exported_and_applied_again_changes_nothing(settings: Settings) -> None:
    first = apply(settings, LARKFIELD)
    assert Change("team", "app", "added") in [Change(one.what, one.key, one.how) for one in first.changed]
    before = version(settings), len(rows(settings, Log)), len(rows(settings, Work))
    for again in (LARKFIELD, settings.export(WS)):
        assert apply(settings, again) == Applied()
        assert apply(settings, again, replace=True) == Applied()
    assert (version(settings), len(rows(settings, Log)), len(rows(settings, Work))) == before


def test_larkfield_moves_to_another_database_by_its_export(settings: Settings, tmp_path: Path) -> None:
    apply(settings, LARKFIELD)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    SQLModel.metadata.create_all(other.engine)
    with other.transaction(WS) as tx:
        tx.session.add(Workspace(id=WS, created_at=NOW))
    there = Settings(other, FixedClock(NOW))
    there.apply(WS, settings.export(WS), by=None)
    assert there.export(WS) == settings.export(WS)
    other.close()


def test_the_other_services_can_use_what_was_applied(settings: Settings) -> None:
    apply(settings, LARKFIELD)
    with looking(settings) as session:
        found = directory(session, WS)
    assert found.triage_channel_id == "C0TRIAGE"
    assert found.teams["app"].zone.key == "Asia/Seoul"
    assert found.people.admins == {"U0ADMIN"}
    assert found.touchpoints["checkout"] == "Checkout"


def test_what_a_file_leaves_out_stays(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    changed = apply(settings, "teams: [{key: payments, name: Money, lead: null}]")
    assert changed == Applied((Change("team", "payments", "changed", ("name", "lead")),))
    row = team(settings)
    assert (row.name, row.lead, row.channel_id, row.keywords) == ("Money", None, "C0PAY", ["refund"])
    assert teams(settings) == ["payments", "app"]


def test_one_change_counts_once_and_is_logged_by_its_key(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    before, logged = version(settings), len(rows(settings, Log))
    apply(settings, "workspace: {reaction: snag, triage: {channel: C0TRIAGE}}\nteams: [{key: app, name: Secret}]")
    assert version(settings) == before + 1
    line = max(rows(settings, Log), key=lambda row: row.id)
    assert len(rows(settings, Log)) == logged + 1
    assert (line.by, line.act, line.subject, line.at) == ("U0ADMIN", "settings.apply", "settings", NOW)
    assert line.detail == {"changed": ["workspace", "team:app"]}


def test_a_new_team_begins_with_the_workspace_s_language_zone_and_hours(settings: Settings) -> None:
    apply(settings, "teams: [{key: app-store, channel: C0APP}]\n"
                    'workspace: {locale: ko, timezone: Asia/Seoul, hours: "Mon-Thu 10:00-17:00", holidays: KR}')
    row = team(settings, "app-store")
    assert (row.name, row.locale, row.timezone, row.hours, row.holidays, row.created_at) == (
        "App store", "ko", "Asia/Seoul", "Mon-Thu 10:00-17:00", "KR", NOW)


def test_one_error_keeps_the_whole_file_out_and_all_are_told(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    before = settings.export(WS), version(settings), len(rows(settings, Log))
    with pytest.raises(ConfigError) as told:
        apply(settings, "teams:\n- {key: app, name: Better}\n- {key: new}\ntouchpoints:\n- {key: shop, team: paymnts}\n"
                        "workspace: {locale: de}")
    assert str(told.value).splitlines() == [
        "line 3: team 'new': channel is missing. Write for example channel: C0PAY.",
        "line 5: touchpoint 'shop': team \"paymnts\" is not known. Did you mean payments?",
        'line 6: locale "de" is not known. Write one of en, ko, ja.',
    ]
    assert (settings.export(WS), version(settings), len(rows(settings, Log))) == before


def test_limits_and_triage_are_laid_over_what_is_there(settings: Settings) -> None:
    apply(settings, TWO_TEAMS + "workspace: {triage: {channel: C0TRIAGE, members: [U0TESS]}}")
    apply(settings, "teams: [{key: app, sla: {acknowledge: 8h, resolve: 10d}}]")
    apply(settings, "teams: [{key: app, sla: {acknowledge: null, resolve: 5d}}]\nworkspace: {triage: {members: []}}")
    assert team(settings, "app").sla == {"resolve": "5d"}
    [row] = rows(settings, Workspace)
    assert (row.triage_channel_id, row.triage_members) == ("C0TRIAGE", [])


def test_when_people_are_asked_is_laid_over_what_is_there_and_written_back(settings: Settings) -> None:
    apply(settings, TWO_TEAMS + 'workspace: {surveys: {at_most: 1, within: 2w}, quiet: "20:00-08:00,12:00-13:00"}')
    apply(settings, "workspace: {surveys: {at_most: null}}")
    apply(settings, "teams: [{key: app, verify: {after: 2w, still: 4, share: 50}}]")
    apply(settings, "teams: [{key: app, verify: {after: null, still: 3}}]")
    [row] = rows(settings, Workspace)
    assert (row.surveys, row.quiet) == ({"within": 14}, "12:00-13:00,20:00-08:00")
    assert team(settings, "app").verify == {"still": 3, "share": 50}
    written = settings.export(WS)
    assert "surveys: {at_most: null, within: 14d}" in written
    assert "verify: {after: null, still: 3, share: 50, gone: null}" in written
    assert settings.apply(WS, written, by=None) == Applied()
    with settings._db.reading() as session:
        found = directory(session, WS)
    assert (found.asked_at_most, found.asked_within, str(found.quiet)) == (2, 14, row.quiet)
    assert found.teams["app"].verify == Rule(after=7, still=3, share=50, gone=3)


@pytest.mark.parametrize("text, whose", [
    ('workspace: {quiet: "08:00-19:00"}', "workspace (Mon-Fri 09:00-18:00)"),
    ('workspace: {quiet: "08:00-12:00"}', "team 'app' (Mon-Fri 10:00-11:00)"),
])
def test_quiet_hours_must_leave_something_of_everybodys_hours(settings: Settings, text: str, whose: str) -> None:
    apply(settings, TWO_TEAMS)
    apply(settings, 'teams: [{key: app, hours: "Mon-Fri 10:00-11:00"}]')
    with pytest.raises(ConfigError, match=re.escape(f"leaves nothing of the hours of {whose}. Make it shorter")):
        apply(settings, text)
    [row] = rows(settings, Workspace)
    assert row.quiet is None


def test_a_digest_goes_off_and_a_time_brings_it_back(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    assert apply(settings, "teams: [{key: app, digest: off}]").changed[0].fields == ("digest",)
    assert team(settings, "app").digest_day is None
    assert apply(settings, settings.export(WS)) == Applied()
    apply(settings, 'teams: [{key: app, digest: {time: "10:00"}}]')
    assert (team(settings, "app").digest_day, team(settings, "app").digest_time) == ("Mon", "10:00")


def test_rules_given_are_all_the_rules(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    changed = apply(settings, "rules: [{when: {keyword: song}, team: payments}]")
    assert changed == Applied((Change("rules", "", "changed", ("rules",)),))
    with looking(settings) as session:
        assert [(rule.place, rule.conditions, rule.team_key) for rule in stored.rules(session, WS)] == [
            (0, {"keyword": "song"}, "payments")]
    apply(settings, "rules: []")
    with looking(settings) as session:
        assert stored.rules(session, WS) == []


def test_replacing_archives_what_is_not_named_and_keeps_what_points_to_it(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    with settings._db.transaction(WS) as tx:
        tx.session.add(Annoyance(workspace_id=WS, number=1, title="Promo", state="new", team_key="app",
                                 touchpoint_key="player", created_at=NOW, changed_at=NOW))
    changed = apply(settings, "teams: [{key: payments}]\ntouchpoints: [{key: checkout}]", replace=True)
    assert changed.changed == (
        Change("team", "app", "archived"), Change("touchpoint", "player", "archived"),
        Change("rules", "", "changed", ("rules",)), Change("promise", "reply", "removed"),
        Change("concept", "refund", "removed"))
    assert teams(settings) == ["payments"]
    assert team(settings, "app").archived_at == NOW
    assert [row.team_key for row in rows(settings, Annoyance)] == ["app"]
    assert apply(settings, settings.export(WS), replace=True) == Applied()


def test_an_archived_team_comes_back_as_it_was(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    apply(settings, "teams: [{key: app}]", replace=True)
    assert apply(settings, "teams: [{key: payments}]") == Applied((Change("team", "payments", "added"),))
    assert (team(settings).archived_at, team(settings).keywords) == (None, ["refund"])
    assert teams(settings) == ["app", "payments"]


def test_an_archived_team_can_be_named_by_nothing_new(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    apply(settings, "teams: [{key: payments}]", replace=True)
    with pytest.raises(ConfigError, match='team "app" is not known'):
        apply(settings, "rules: [{when: {keyword: song}, team: app}]")


def test_a_touchpoint_of_an_archived_team_is_exported_without_it(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    apply(settings, "teams: [{key: payments}]\ntouchpoints: [{key: player}]\npromises: [{key: reply}]", replace=True)
    assert apply(settings, settings.export(WS)) == Applied()
    with looking(settings) as session:
        assert [row.team_key for row in stored.touchpoints(session, WS)] == ["app"]


def test_only_a_file_that_replaces_gives_a_new_order(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    other_way = "teams: [{key: app}, {key: payments}]"
    assert apply(settings, other_way) == Applied()
    changed = apply(settings, other_way, replace=True).changed
    assert Change("team", "app", "changed", ("order",)) in changed
    assert teams(settings) == ["app", "payments"]
    assert apply(settings, other_way, replace=True) == Applied()


def asked_of_slack(settings: Settings) -> list[Work]:
    return [row for row in rows(settings, Work) if row.topic == "group"]


def test_each_change_looks_after_the_cards_once(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    apply(settings, TWO_TEAMS)
    assert [(row.kind, row.dedup_key) for row in rows(settings, Work)] == [("step", "place_cards:2")]


def test_a_front_line_can_be_a_channel(settings: Settings) -> None:
    apply(settings, "touchpoints: [{key: checkout, name: Checkout, front_line: C0SHOPS}]")
    assert [row.front_line for row in rows(settings, Touchpoint)] == ["C0SHOPS"]
    assert rows(settings, UserGroup) == []


def test_slack_is_asked_once_who_is_in_a_new_group(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    asked = "teams: [{key: app, members: [U0HANA, S0PAYTEAM]}]\ntouchpoints: [{key: checkout, front_line: S0SHOPS}]"
    apply(settings, asked)
    apply(settings, asked)
    assert [(row.group_id, row.members) for row in rows(settings, UserGroup)] == [
        ("S0PAYTEAM", None), ("S0SHOPS", None)]
    sent = [(row.kind, row.method, row.payload, row.dedup_key, row.due_at) for row in asked_of_slack(settings)]
    assert sent == [("surface", "usergroups.users.list", {"group": group}, f"group:{group}", NOW)
                    for group in ("S0PAYTEAM", "S0SHOPS")]


def test_a_group_whose_members_are_known_is_not_asked_for_again(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    with settings._db.transaction(WS) as tx:
        people.keep_group(tx.session, WS, "S0PAYTEAM", ["U0BEN"], NOW)
    apply(settings, "teams: [{key: app, members: [S0PAYTEAM]}]")
    assert asked_of_slack(settings) == []
    assert [row.members for row in rows(settings, UserGroup)] == [["U0BEN"]]


def test_a_file_touches_no_other_workspace(settings: Settings) -> None:
    apply(settings, TWO_TEAMS)
    with settings._db.transaction("w2") as tx:
        tx.session.add(Workspace(id="w2", created_at=NOW))
    settings.apply("w2", "teams: [{key: payments, channel: C0OTHER}]", by=None, replace=True)
    assert teams(settings) == ["payments", "app"]
    assert team(settings).channel_id == "C0PAY"


WORDS = some.text(some.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())).filter(bool)


@for_all(name=WORDS, keywords=some.lists(WORDS, max_size=5, unique=True).map(tuple))
@example(name="<!channel> *x* \u202e", keywords=("null", "off", "a: b #c", "👩‍👩‍👧", "환불", "返金", "x" * 10_000))
@trying(max_examples=25, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_hostile_words_survive_the_way_in_and_out(settings: Settings, name: str, keywords: tuple[str, ...]) -> None:
    payments = TeamPart("payments", name=name, channel_id="C0PAY", keywords=keywords)
    apply(settings, write(SettingsFile(teams=(payments,))))
    assert (team(settings).name, tuple(team(settings).keywords)) == (name, keywords)
    assert apply(settings, settings.export(WS)) == Applied()
