"""A claim must not become slow where much is waiting: an import with cards leaves thousands of rows at once."""

from typing import Any

import pytest
from sqlalchemy import event

from storage import work
from storage.db import Database
from storage.work import Kind
from tests.support.clocks import START


def plan_of_a_claim(db: Database, *, steps: bool) -> list[str]:
    """How SQLite carries out the claim, one line for each loop."""
    said: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", hear)
    with db.transaction("w") as tx:
        work.claim(tx.session, now=START, machine=START, limit=16, steps=steps)
    event.remove(db.engine, "before_cursor_execute", hear)
    claim, values = next((statement, values) for statement, values in said if "UPDATE work" in statement)
    with db.engine.connect() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"explain query plan {claim}", values)]


@pytest.mark.parametrize("steps", [False, True])
def test_a_claim_reads_what_is_due_and_never_the_whole_table(sqlite_db: Database, steps: bool) -> None:
    plan = plan_of_a_claim(sqlite_db, steps=steps)
    assert [line for line in plan if line.startswith("SCAN work")] == []
    assert any("work_due" in line for line in plan), plan


def test_a_claim_finds_earlier_rows_of_a_chain_by_its_index(sqlite_db: Database) -> None:
    earlier = [line for line in plan_of_a_claim(sqlite_db, steps=False) if " earlier " in line]
    assert earlier
    assert [line for line in earlier if "work_chain" not in line] == []


def add_cards(db: Database, count: int) -> None:
    with db.transaction("w") as tx:
        for at in range(count):
            work.add(tx.session, "w", Kind.SURFACE, "card", f"card:{at}", channel=f"C{at % 5}", chain=f"card:{at}",
                     due_at=START, now=START)


def test_a_thousand_waiting_rows_are_claimed_each_once(bare: Database) -> None:
    add_cards(bare, 1_000)
    claimed: list[str] = []
    while True:
        with bare.transaction("w") as tx:
            rows = work.claim(tx.session, now=START, machine=START, limit=16, pace=work.PACE * 0)
        if not rows:
            break
        assert len(rows) <= 5
        claimed += [row.dedup_key for row in rows]
    assert sorted(claimed) == sorted({f"card:{at}" for at in range(1_000)})
