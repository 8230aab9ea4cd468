"""Databases of earlier releases, brought back to life: on SQLite from their text, on PostgreSQL row by row."""

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, insert, select, text

from storage import migrate
from storage.engines import engine_for

HERE = Path(__file__).parent
Rows = dict[str, list[dict[str, Any]]]
"""All rows by table, in an order that depends on their values alone."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release's database as it was kept."""

    revision: str

    @property
    def sql(self) -> Path:
        return HERE / f"release-{self.revision}.sql"

    @property
    def exported(self) -> list[dict[str, Any]]:
        """What the release itself exported."""
        lines = self.sql.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def write_file(self, folder: Path) -> str:
        """The database as a SQLite file; its address."""
        file = folder / "snag.db"
        with contextlib.closing(sqlite3.connect(file)) as raw:
            raw.executescript(self.sql.read_text(encoding="utf-8"))
        return f"sqlite:///{file}"

    def copy_to(self, url: str, folder: Path) -> None:
        """The same rows in an empty PostgreSQL database, in that release's tables."""
        migrate.upgrade(url, self.revision)
        found = rows(self.write_file(folder))
        engine = engine_for(url)
        with engine.begin() as connection:
            connection.execute(text("set session_replication_role = replica"))  # foreign keys look away meanwhile
            for table in _reflected(connection).sorted_tables:
                if found.get(table.name):
                    connection.execute(insert(table), found[table.name])
        engine.dispose()


RELEASES = [Release(file.stem.removeprefix("release-")) for file in sorted(HERE.glob("release-*.sql"))]


def rows(url: str, like: Rows | None = None) -> Rows:
    """What stands in a database, read without the models; with `like` only its tables and columns."""
    engine = engine_for(url, begin="BEGIN")
    with engine.connect() as connection:
        found = {table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                 for table in _reflected(connection, like).sorted_tables}
    engine.dispose()
    plain = {name: [_plain(row) for row in of] for name, of in found.items()}
    if like is not None:
        plain = {name: [_only(like[name], row) for row in plain.get(name, [])] for name in like}
    return {name: sorted(of, key=_as_text) for name, of in plain.items()}


def _as_text(row: dict[str, Any]) -> str:
    return json.dumps(row, default=str, sort_keys=True)


def _reflected(connection: Connection, like: Rows | None = None) -> MetaData:
    known = MetaData()
    known.reflect(connection, only=lambda name, _: name != "alembic_version" if like is None else name in like)
    return known


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Both databases in the same values: SQLite's moments have no zone."""
    return {name: value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC) if isinstance(value, datetime) else value
            for name, value in row.items()}


def _only(like: list[dict[str, Any]], row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in like[0] if name in row} if like else row
