"""How a database means to carry out what a step asks it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from storage.db import Database


def plan_of(db: Database, ask: Callable[[Session], object], *parts: str) -> str:
    """The plan of the first statement of `ask` that has one of `parts`, in the database's own words."""
    said: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", hear)
    with db.transaction("w") as tx:
        ask(tx.session)
    event.remove(db.engine, "before_cursor_execute", hear)
    statement, values = next(one for one in said if any(part in one[0] for part in parts))
    explain = "explain query plan" if db.is_sqlite else "explain"
    with db.engine.connect() as connection:
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", values))
