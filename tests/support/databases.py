"""Real databases for tests: copies of a migrated SQLite file, and databases of a PostgreSQL server."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from storage import migrate

SERVER = os.environ.get("SNAG_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
MISSING = (f"PostgreSQL does not answer at {SERVER.rpartition('@')[2]}; start one, or name another server in "
           "SNAG_TEST_POSTGRESQL (postgresql://user@host:port)")


def answers() -> bool:
    """Whether the PostgreSQL server can be used."""
    try:
        with psycopg.connect(f"{SERVER}/postgres", connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def migrated_file(folder: Path) -> Path:
    """A SQLite file with all tables and no rows, to be copied."""
    file = folder / "template.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a fresh copy of `template` in `folder`."""
    return f"sqlite:///{shutil.copy(template, folder / 'snag.db')}"


def url_of(name: str) -> str:
    return f"{SERVER}/{name}"


@contextmanager
def postgresql(template: str | None = None) -> Iterator[str]:
    """A new database, dropped at the end: a copy of `template`, else an empty one. Yields its name.

    A commit does not wait for the disk: no test takes the server's power away.
    """
    name = f"snag_test_{secrets.token_hex(6)}"
    source = sql.SQL("template {}").format(sql.Identifier(template)) if template else sql.SQL("")
    _administer(sql.SQL("create database {} {}").format(sql.Identifier(name), source))
    _administer(sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        _administer(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _administer(statement: sql.Composed) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(statement)


class Emptied:
    """A database that is emptied again and again; quicker than a new one for each test."""

    def __init__(self, name: str) -> None:
        self.url = url_of(name)
        self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute("set session_replication_role = replica")  # foreign keys look away meanwhile
        self._connection.execute(_EMPTYING)

    def empty(self) -> None:
        """Delete all rows."""
        self._connection.execute("call pg_temp.empty_all()")

    def close(self) -> None:
        self._connection.close()


_EMPTYING = """
create procedure pg_temp.empty_all() language plpgsql as $$
declare
    name text;
    holds_rows boolean;
begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
        execute format('select exists (select from %I)', name) into holds_rows;
        if holds_rows then execute format('delete from %I', name); end if;
    end loop;
end $$
"""
