"""How long it takes to plan a survey of many, each on their own calendar, beside one plain insert for each in the same
run; what it takes of memory; and what one wave costs where a hundred thousand are planned and two hundred due."""

import argparse
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import delete, text
from sqlmodel import Session

from bot.app import Core, build_core
from bot.clock import FixedClock
from bot.config import Settings
from bot.services import calendars, invitations
from bot.services.desk import Desk
from bot.services.directory import directory
from storage import migrate, people
from storage import settings as stored_settings
from storage.db import dialect_insert
from storage.ids import new_id
from storage.tables import Invitation, Person, Survey, SurveyPlan, Team, Unasked, Work, table
from tests.benchmarks.processes import folder
from tests.benchmarks.table import show
from tests.support import databases

KEY = "bm90IGEgc2VjcmV0LCBvbmx5IDMyIGJ5dGVzIGxvbmc="
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
TEAMS = 20
ZONES = ("Europe/Berlin", "Asia/Seoul", "Asia/Tokyo", "America/New_York", "America/Sao_Paulo", "Europe/London",
         "Asia/Kolkata", "Australia/Sydney", "America/Los_Angeles", "Africa/Nairobi", None)
HOURS = ("Mon-Fri 09:00-18:00", "Mon-Thu 08:00-17:00; Fri 08:00-14:00", "Mon-Fri 09:00-12:30,13:30-18:00")
HOLIDAYS = ("DE-BY", "KR", "JP", "US", "BR", None)
DUE = 200
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Planned:
    """Seconds for one size, the median of its rounds, and the most memory that planning held at once."""

    rows: int
    ours: float
    plain: float
    mib: float


@dataclass(frozen=True, slots=True)
class Measured:
    database: str
    planned: tuple[Planned, ...]
    wave_ms: float
    seen_to: int


def names(many: int) -> list[str]:
    return [f"U{place:08}" for place in range(many)]


def fill(core: Core, many: int) -> str:
    """So many people in eleven zones; two of three are in a team with its hours, holidays and days off."""
    workspace_id: str = core.services.workspaces.ensure()
    core.services.workspaces.introduce(workspace_id, slack_team_id="T0SNAG", name="Larkfield", domain="larkfield",
                                       bot_user_id="U0SNAG", bot_id="B0SNAG", app_id="A0SNAG")
    everybody = names(many)
    with core.db.transaction(workspace_id) as tx:
        for place in range(TEAMS):
            tx.session.add(Team(
                workspace_id=workspace_id, place=place, key=f"team{place:02}", name=f"Team {place}",
                channel_id=f"C0TEAM{place:02}", members=[f"S0TEAM{place:02}"], created_at=NOW,
                timezone=ZONES[place % 10] or "UTC", hours=HOURS[place % 3], holidays=HOLIDAYS[place % 6],
                days_off=["2026-03-06"] if place % 4 == 0 else []))
            people.keep_group(tx.session, workspace_id, f"S0TEAM{place:02}",
                              [name for at, name in enumerate(everybody) if at % 3 and at % TEAMS == place], NOW)
        tx.session.flush()
        stored_settings.changed(tx.session, workspace_id)
        rows: Iterator[dict[str, object]] = (
            {"workspace_id": workspace_id, "user_id": name, "name": name, "locale": "en-US",
             "timezone": ZONES[at % len(ZONES)], "is_guest": False, "is_bot": False, "is_admin": False,
             "is_gone": False, "fetched_at": NOW} for at, name in enumerate(everybody))
        while batch := list(islice(rows, BATCH)):
            tx.session.exec(table(Person).insert(), params=batch)
    return workspace_id


def desk_on(core: Core, session: Session, workspace_id: str) -> Desk:
    return Desk(session, directory(session, workspace_id), core.clock, core.names)


def survey(core: Core, session: Session, workspace_id: str) -> Survey:
    plan = SurveyPlan(workspace_id=workspace_id, id=new_id(), template="helped", kind="yes_no", decision="More staff",
                      decider="U00000000", decide_on=date(2026, 4, 1), audience="people", trigger="by_hand",
                      created_by="U00000000", created_at=NOW)
    session.add(plan)
    session.flush()
    row = Survey(workspace_id=workspace_id, id=new_id(), kind="yes_no", plan_id=plan.id, occasion="by hand",
                 base_at=NOW, wait_days=1, opened_at=NOW, closes_at=NOW + timedelta(days=14))
    session.add(row)
    session.flush()
    return row


def ours(core: Core, workspace_id: str, who: list[str]) -> None:
    """What making a survey does."""
    with core.db.transaction(workspace_id) as tx:
        invitations.invite(desk_on(core, tx.session, workspace_id), survey(core, tx.session, workspace_id), who)


def plain(core: Core, workspace_id: str, who: list[str]) -> None:
    """One statement after the other with a moment that somebody else has found out, in one transaction."""
    with core.db.transaction(workspace_id) as tx:
        survey_id = survey(core, tx.session, workspace_id).id
        insert = dialect_insert(tx.session, table(Invitation)).on_conflict_do_nothing()
        connection = tx.session.connection()
        for name in who:
            connection.execute(insert, {"workspace_id": workspace_id, "survey_id": survey_id, "user_id": name,
                                        "ask_at": NOW, "state": "planned"})


def seconds(core: Core, workspace_id: str, do: Callable[[Core, str, list[str]], None], who: list[str]) -> float:
    """One turn on tables that hold no invitation; what was made before is gone."""
    clear(core, workspace_id)
    gc.collect()
    began = time.perf_counter()
    do(core, workspace_id, who)
    took = time.perf_counter() - began
    count(core, workspace_id, len(who))
    return took


def clear(core: Core, workspace_id: str) -> None:
    with core.db.transaction(workspace_id) as tx:
        for kind in (Invitation, Work, Unasked):
            tx.session.exec(delete(kind))


def count(core: Core, workspace_id: str, expected: int) -> None:
    with core.db.reading() as session:
        found = session.connection().execute(text("select count(*) from invitation where state = 'planned'")).scalar()
    if found != expected:
        raise AssertionError(f"{found} of {expected} were planned")


def measure_size(core: Core, workspace_id: str, many: int, rounds: int) -> Planned:
    """Both in turn, so that noise hits them alike; memory in a round of its own, as watching it takes time."""
    who = names(many)
    took: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(rounds):
        took["ours"].append(seconds(core, workspace_id, ours, who))
        took["plain"].append(seconds(core, workspace_id, plain, who))
    clear(core, workspace_id)
    tracemalloc.start()
    ours(core, workspace_id, who)
    mib = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return Planned(many, statistics.median(took["ours"]), statistics.median(took["plain"]), mib)


def wave(core: Core, workspace_id: str, many: int, rounds: int) -> tuple[float, int]:
    """Milliseconds of one wave: everybody is planned, the first two hundred are due."""
    took, seen_to = [], 0
    for _ in range(rounds):
        clear(core, workspace_id)
        ours(core, workspace_id, names(many))
        with core.db.transaction(workspace_id) as tx:
            theirs = calendars.of_people(desk_on(core, tx.session, workspace_id), names(many)[:3 * DUE])
            at_work = [name for name, calendar in theirs.items() if calendar.is_open(NOW)][:DUE]
            tx.session.exec(table(Invitation).update().where(table(Invitation).c.user_id.in_(at_work)).values(
                ask_at=NOW))
            tx.session.connection().execute(text("analyze"))
        began = time.perf_counter()
        seen_to = core.services.invitations.expand(workspace_id, NOW)
        took.append((time.perf_counter() - began) * 1_000)
    return statistics.median(took), seen_to


def measure(database_url: str, *, sizes: tuple[int, ...] = SIZES, rounds: int = 3) -> Measured:
    """Fill a migrated database with people, and plan."""
    core = build_core(Settings(database_url=database_url, snag_encryption_key=KEY), FixedClock(NOW))
    try:
        workspace_id = fill(core, max(sizes))
        ours(core, workspace_id, names(min(sizes)))  # calendars of holidays are loaded once
        planned = tuple(measure_size(core, workspace_id, many, rounds) for many in sizes)
        wave_ms, seen_to = wave(core, workspace_id, max(sizes), rounds)
        return Measured("SQLite" if core.db.is_sqlite else "PostgreSQL", planned, wave_ms, seen_to)
    finally:
        core.db.close()


def print_figures(found: Measured) -> None:
    rows: list[list[str | float | None]] = [
        [f"{one.rows:,} people", one.ours, one.ours / one.rows * 1e6, one.plain, one.ours / one.plain, one.mib]
        for one in found.planned]
    show(f"{found.database}: planning a survey", ["seconds", "µs each", "plain s", "ratio", "peak MiB"], rows)
    print(f"one wave, {found.planned[-1].rows:,} planned, {found.seen_to} due: {found.wave_ms:.0f} ms")


def run(rows: int = max(SIZES), rounds: int = 3, database_url: str | None = None) -> None:
    sizes = tuple(sorted({size for size in SIZES if size <= rows} | {rows}))
    if database_url is not None:
        migrate.upgrade(database_url)
        print_figures(measure(database_url, sizes=sizes, rounds=rounds))
        return
    with folder() as place:
        print_figures(measure(databases.sqlite_copy(databases.migrated_file(Path(place)), Path(place)), sizes=sizes,
                              rounds=rounds))
    if databases.answers():
        with databases.postgresql() as name:
            migrate.upgrade(databases.url_of(name))
            print_figures(measure(databases.url_of(name), sizes=sizes, rounds=rounds))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.planning", description=__doc__)
    parser.add_argument("--rows", type=int, default=max(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", help="an empty database of your own; without it, one of each kind is made")
    asked = parser.parse_args()
    run(asked.rows, asked.rounds, asked.database)


if __name__ == "__main__":
    main()
