"""How long it takes to measure a team's clocks anew after its hours changed, beside updating the same rows with times
that somebody else has worked out, in the same run; and what the scheduler's look costs while none of them is due."""

import argparse
import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, text, update

from bot.app import Core, build_core
from bot.clock import FixedClock
from bot.config import Settings
from bot.domain.clocks import Kind, Limit, Limits, due
from bot.domain.hours import Hours
from bot.domain.sla import Calendar
from bot.services import ticking
from storage import migrate
from storage import settings as stored_settings
from storage.ids import new_id
from storage.tables import Annoyance, Clock, Team, Work, table
from tests.benchmarks.planning import KEY
from tests.benchmarks.processes import folder
from tests.benchmarks.table import show
from tests.support import databases

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
BATCH = 1_000
HOURS = ("Mon-Fri 09:00-18:00", "Mon-Fri 09:00-12:30,13:30-18:00")
KINDS = ((Kind.ACKNOWLEDGE, Limits().acknowledge), (Kind.RESOLVE, Limits().resolve), (Kind.HEAR, Limit(10, "d")))


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for one size, the median of its rounds; milliseconds of one look of the scheduler."""

    database: str
    rows: int
    ours: float
    plain: float
    look_ms: float


def fill(core: Core, workspace_id: str, many: int) -> None:
    """A team with so many clocks that run, begun at any minute of its last two weeks."""
    with core.db.transaction(workspace_id) as tx:
        tx.session.add(Team(workspace_id=workspace_id, key="payments", name="Payments", channel_id="C0PAY",
                            created_at=NOW, timezone="Europe/Berlin", hours=HOURS[0], holidays="DE-BY"))
        tx.session.flush()
        stored_settings.changed(tx.session, workspace_id)
        calendar = Calendar(Hours.parse(HOURS[0]), ZoneInfo("Europe/Berlin"), "DE-BY")
        for start in range(0, many, BATCH):
            numbers = range(start, min(start + BATCH, many))
            tx.session.exec(table(Annoyance).insert(), params=[
                {"workspace_id": workspace_id, "number": number + 1, "title": "Refund", "state": "new",
                 "team_key": "payments", "route_by": "", "route_sure": 1.0, "guesses": [], "moves": 0,
                 "check_round": 0, "created_at": NOW, "changed_at": NOW} for number in numbers])
            tx.session.exec(table(Clock).insert(), params=list(_rows(workspace_id, calendar, numbers)))
        tx.session.connection().execute(text("analyze"))


def _rows(workspace_id: str, calendar: Calendar, numbers: range) -> Iterator[dict[str, object]]:
    for number in numbers:
        kind, limit = KINDS[number % 3]
        began = NOW - (timedelta(minutes=number * 7 % 400) if kind is Kind.ACKNOWLEDGE
                       else timedelta(minutes=number * 7 % 12_000))
        yield {"workspace_id": workspace_id, "id": new_id(), "number": number + 1, "kind": kind, "item_id": None,
               "team_key": "payments", "started_at": began, "allowed": str(limit), "before_on": None,
               "due_at": due(calendar, kind, limit, began), "turn": 0, "level": 0,
               "next_at": NOW + timedelta(days=30), "redraw_at": NOW + timedelta(days=30)}


def ours(core: Core, workspace_id: str, hours: str) -> float:
    """What applying settings leads to: each step in its own transaction, until none follows."""
    core.configuration.apply(workspace_id, f'teams: [{{key: payments, hours: "{hours}"}}]', by=None)
    gc.collect()
    began = time.perf_counter()
    while waiting := _next_step(core, workspace_id):
        with core.db.transaction(workspace_id) as tx:
            core.services.clocks.measure(tx.session, workspace_id, waiting.payload)
            tx.session.get_one(Work, (workspace_id, waiting.id)).state = "done"
    return time.perf_counter() - began


def _next_step(core: Core, workspace_id: str) -> Any:
    rows = table(Work)
    with core.db.reading() as session:
        return session.connection().execute(select(rows.c.id, rows.c.payload).where(
            rows.c.workspace_id == workspace_id, rows.c.topic == ticking.TOPIC, rows.c.state == "waiting").limit(1)
        ).first()


def plain(core: Core, workspace_id: str) -> float:
    """One UPDATE for each of the same rows, as many in a transaction."""
    rows = table(Clock)
    with core.db.reading() as session:
        ids = list(session.connection().execute(select(rows.c.id).where(
            rows.c.workspace_id == workspace_id, rows.c.due_at > NOW).order_by(rows.c.id)).scalars())
    gc.collect()
    statement = update(rows).where(rows.c.workspace_id == workspace_id, rows.c.id == bindparam("b_id"))
    began = time.perf_counter()
    for start in range(0, len(ids), ticking.CHUNK):
        with core.db.transaction(workspace_id) as tx:
            tx.session.connection().execute(statement, [
                {"b_id": one, "allowed": "8h", "due_at": NOW + timedelta(days=9), "next_at": NOW + timedelta(days=30),
                 "redraw_at": NOW + timedelta(days=30)} for one in ids[start:start + ticking.CHUNK]])
    return time.perf_counter() - began


def look(core: Core, workspace_id: str) -> float:
    """Milliseconds of one look at clocks none of which is due."""
    core.services.clocks.expand(workspace_id, NOW)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        core.services.clocks.expand(workspace_id, NOW)
        took.append((time.perf_counter() - began) * 1_000)
    return statistics.median(took)


def measure(database_url: str, *, rows: int, rounds: int = 3) -> Measured:
    """Fill a migrated database, and change the team's hours to and fro."""
    core = build_core(Settings(database_url=database_url, snag_encryption_key=KEY), FixedClock(NOW))
    try:
        workspace_id: str = core.services.workspaces.ensure()
        fill(core, workspace_id, rows)
        took: dict[str, list[float]] = {"ours": [], "plain": []}
        look_ms = look(core, workspace_id)
        for turn in range(rounds):
            took["ours"].append(ours(core, workspace_id, HOURS[(turn + 1) % 2]))
            took["plain"].append(plain(core, workspace_id))
        return Measured("SQLite" if core.db.is_sqlite else "PostgreSQL", rows, statistics.median(took["ours"]),
                        statistics.median(took["plain"]), look_ms)
    finally:
        core.db.close()


def print_figures(found: list[Measured]) -> None:
    rows: list[list[str | float | None]] = [
        [f"{one.rows:,} clocks", one.ours, one.ours / one.rows * 1e6, one.plain, one.ours / one.plain, one.look_ms]
        for one in found]
    show(f"{found[0].database}: clocks after new hours", ["seconds", "µs each", "plain s", "ratio", "look ms"], rows)


def run(rows: int = max(SIZES), rounds: int = 3) -> None:
    sizes = sorted({size for size in SIZES if size <= rows} | {rows})
    with folder() as place:
        template = databases.migrated_file(Path(place))
        print_figures([measure(databases.sqlite_copy(template, _room(Path(place), many)), rows=many, rounds=rounds)
                       for many in sizes])
    if databases.answers():
        found = []
        for many in sizes:
            with databases.postgresql() as name:
                migrate.upgrade(databases.url_of(name))
                found.append(measure(databases.url_of(name), rows=many, rounds=rounds))
        print_figures(found)


def _room(place: Path, many: int) -> Path:
    room = place / str(many)
    room.mkdir()
    return room


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.clocks", description=__doc__)
    parser.add_argument("--rows", type=int, default=max(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    run(asked.rows, asked.rounds)


if __name__ == "__main__":
    main()
