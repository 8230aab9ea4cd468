"""How long a Home takes among 10,000 annoyances and 30,000 reports of 20 teams, beside `/snag mine` and a bare count;
and by which index each of its queries finds its rows."""

import contextlib
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, text
from sqlmodel import Session

from bot.app import Core, build_core
from bot.clock import Clock
from bot.config import Settings
from bot.domain.home import Home
from bot.views.home import home
from storage import migrate, people
from storage import settings as stored_settings
from storage.tables import Annoyance, Post, Report, Team, table
from tests.benchmarks.processes import folder
from tests.benchmarks.table import show
from tests.support import databases

KEY = "bm90IGEgc2VjcmV0LCBvbmx5IDMyIGJ5dGVzIGxvbmc="
TEAMS, PEOPLE = 20, 300
MANAGER, LEAD, REPORTER, BUSY = "U0MANAGER", "U0LEAD0", "U0PERSON7", "U0BUSY"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
STATES = ("new", "acknowledged", "planned", "came_back", "triage", "resolved", "verified", "withdrawn")
SHARES = (10, 10, 10, 2, 3, 45, 15, 5)
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of one kind of read, sorted; and what one takes of this process's CPU, PostgreSQL's own left out."""

    name: str
    waits: tuple[float, ...]
    cpu_ms: float

    def wait(self, share: float) -> float:
        return self.waits[min(int(len(self.waits) * share), len(self.waits) - 1)]


@dataclass(frozen=True, slots=True)
class Measured:
    database: str
    figures: tuple[Figures, ...]
    plans: tuple[tuple[str, tuple[str, ...]], ...]
    blocks: int
    characters: int


def fill(core: Core, annoyances: int, reports: int) -> str:
    """A workspace of that size, its rows as the use cases leave them; written at once, to be done in seconds."""
    workspace_id: str = core.services.workspaces.ensure()
    core.services.workspaces.introduce(workspace_id, slack_team_id="T0SNAG", name="Larkfield", domain="larkfield",
                                       bot_user_id="U0SNAG", bot_id="B0SNAG", app_id="A0SNAG")
    chance = random.Random(1)
    with core.db.transaction(workspace_id) as tx:
        for place in range(TEAMS):
            tx.session.add(Team(workspace_id=workspace_id, place=place, key=f"team{place:02}", name=f"Team {place}",
                                channel_id=f"C0TEAM{place:02}", lead=f"U0LEAD{place}", manager=MANAGER,
                                members=[f"U0LEAD{place}", f"S0TEAM{place:02}"], created_at=START))
            people.keep_group(tx.session, workspace_id, f"S0TEAM{place:02}", [f"U0MEMBER{place}"], START)
        tx.session.flush()
        stored_settings.changed(tx.session, workspace_id)
        stored_settings.workspace(tx.session, workspace_id).last_number = annoyances
        _write(tx.session, Annoyance, _annoyances(workspace_id, annoyances, chance))
        _write(tx.session, Report, _reports(workspace_id, annoyances, reports, chance))
        _write(tx.session, Post, ({
            "workspace_id": workspace_id, "channel_id": "C0TEAM00", "ts": f"{number}.000100", "thread_ts": None,
            "subject": f"card:{number}", "current": True, "posted_at": START} for number in range(1, annoyances + 1)))
    with core.db.transaction(workspace_id) as tx:
        tx.session.connection().execute(text("analyze"))
    return workspace_id


def _write(session: Session, kind: Any, rows: Iterator[dict[str, object]]) -> None:
    while batch := list(itertools.islice(rows, BATCH)):
        session.exec(table(kind).insert(), params=batch)


def _annoyances(workspace_id: str, many: int, chance: random.Random) -> Iterator[dict[str, object]]:
    for number in range(1, many + 1):
        state = chance.choices(STATES, SHARES)[0]
        team = None if state == "triage" else f"team{chance.randrange(TEAMS):02}"
        by = LEAD if chance.random() < 0.05 else f"U0PERSON{chance.randrange(PEOPLE)}"
        yield {"workspace_id": workspace_id, "number": number, "state": state, "team_key": team,
               "title": f"The voucher of customer {number} is refused at the last step of the checkout",
               "assignee": by if state == "planned" else None,
               "what_was_done": "We fixed the voucher form" if state in ("resolved", "verified") else None,
               "route_by": "keyword", "route_sure": 1.0, "guesses": [], "moves": 0, "check_round": 0,
               "created_at": START + timedelta(minutes=number), "changed_at": START + timedelta(minutes=number)}


def _reports(workspace_id: str, annoyances: int, many: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Everybody has about a hundred, one person a thousand; one in ten comes without a name."""
    for place in range(many):
        number = place + 1 if place < annoyances else chance.randrange(annoyances) + 1
        by = BUSY if place % 30 == 0 else f"U0PERSON{chance.randrange(PEOPLE)}"
        hidden = place % 10 == 3
        yield {"workspace_id": workspace_id, "id": f"{place:032x}", "number": number, "first_number": number,
               "visibility": "anonymous" if hidden else "named", "reporter_id": None if hidden else by,
               "reporter_hash": f"~{by}" if hidden else None, "reporter_sealed": "sealed" if hidden else None,
               "story": "The voucher is refused at the last step of the checkout. " * 3, "door": "slash",
               "seen_after_fix": False, "withdrawn": False, "safety": False, "accessibility": False, "cost": False,
               "text_key": f"{place:x}", "created_at": START + timedelta(minutes=place)}


def measure(database_url: str, *, annoyances: int, reports: int, reads: int) -> Measured:
    """Fill a migrated database and read it; the kinds take turns, so that noise hits all of them alike."""
    core = build_core(Settings(database_url=database_url, snag_encryption_key=KEY), Clock())
    try:
        workspace_id = fill(core, annoyances, reports)
        kinds = _kinds(core, workspace_id)
        waits: dict[str, list[float]] = {name: [] for name in kinds}
        cpu = dict.fromkeys(kinds, 0.0)
        for _ in range(reads):
            for name, read in kinds.items():
                began, used = time.perf_counter(), time.process_time()
                read()
                waits[name].append((time.perf_counter() - began) * 1000)
                cpu[name] += (time.process_time() - used) * 1000
        with _plans(core) as plans:
            core.services.homes.read(workspace_id, MANAGER)
        drawn = home("en", core.services.homes.read(workspace_id, MANAGER))["blocks"]
        return Measured(core.db.engine.dialect.name,
                        tuple(Figures(name, tuple(sorted(some)), cpu[name] / reads) for name, some in waits.items()),
                        tuple(plans.items()), len(drawn), len(json.dumps(drawn, ensure_ascii=False)))
    finally:
        core.db.close()


def _kinds(core: Core, workspace_id: str) -> dict[str, Callable[[], object]]:
    homes, reports = core.services.homes, core.services.reports

    def bare_count() -> object:
        with core.db.reading() as session:
            return session.connection().execute(select(func.count()).select_from(table(Annoyance))).scalar_one()

    kinds: dict[str, Callable[[], object]] = {
        "select count(*) from annoyance": bare_count,
        "/snag mine, 100 reports": lambda: reports.mine(workspace_id, REPORTER)}

    def read(who: str) -> Home:
        return homes.read(workspace_id, who)

    for name, who in (("a reporter, 100 reports", REPORTER), ("a reporter, 1,000 reports", BUSY),
                      ("a lead of one team", LEAD), (f"a manager of {TEAMS} teams, triage", MANAGER)):
        kinds[f"Home of {name}: read"] = partial(read, who)
        kinds[f"Home of {name}: read + drawn"] = partial(lambda who: home("en", read(who)), who)
    kinds["See all, page 1 of one team"] = lambda: homes.listing(workspace_id, LEAD, "team:team00", 0)
    kinds[f"See all, page 10 of {TEAMS} teams"] = lambda: homes.listing(workspace_id, MANAGER, "teams", 300)
    return kinds


@contextlib.contextmanager
def _plans(core: Core) -> Iterator[dict[str, tuple[str, ...]]]:
    """The plan of every query that runs inside, each once."""
    found: dict[str, tuple[str, ...]] = {}
    sqlite = core.db.is_sqlite
    engine = core.db._reading if sqlite else core.db.engine

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not statement.lstrip().upper().startswith("SELECT") or statement in found:
            return
        asking = connection.connection.cursor()
        asking.execute(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement, parameters)
        lines = [str(row[-1]) for row in asking.fetchall()]
        asking.close()
        found[statement] = tuple(line for line in lines if sqlite or "Scan" in line or "Sort" in line)

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def run(reads: int) -> None:
    with folder() as here:
        url = f"sqlite:///{Path(here) / 'snag.db'}"
        migrate.upgrade(url)
        _print(measure(url, annoyances=10_000, reports=30_000, reads=reads))
    if not databases.answers():
        print(databases.MISSING)
        return
    with databases.postgresql() as name:
        migrate.upgrade(databases.url_of(name))
        _print(measure(databases.url_of(name), annoyances=10_000, reports=30_000, reads=reads))


def _print(found: Measured) -> None:
    show(f"App Home on {found.database}, 10,000 annoyances, 30,000 reports, {TEAMS} teams",
         ["p50 ms", "p95 ms", "CPU ms"],
         [[one.name, one.wait(0.5), one.wait(0.95), one.cpu_ms] for one in found.figures])
    print(f"The manager's Home: {found.blocks} blocks, {found.characters} characters of JSON\n")
    for place, (statement, lines) in enumerate(found.plans, start=1):
        print(f"{place}. {' '.join(statement.split())[:150]}")
        for line in lines:
            print(f"     {line.strip()}")
