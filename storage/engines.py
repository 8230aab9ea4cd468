"""Engines for both databases, set up alike for all who open one; and their errors as ours."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import ConfigError, StorageUnavailable

POOL = 8


@contextlib.contextmanager
def as_storage_error() -> Iterator[None]:
    """What the database could not take becomes `StorageUnavailable`; mistakes of ours stay what they are."""
    try:
        yield
    except OperationalError as error:
        raise StorageUnavailable(str(error.orig)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageUnavailable(str(error.orig)) from error
        raise


def engine_for(url: str, *, begin: str = "BEGIN IMMEDIATE", busy_seconds: int = 2, foreign_keys: bool = True) -> Engine:
    """An engine for either database; the choices are SQLite's. Raises `ConfigError` for any other."""
    if not url.startswith("sqlite:"):
        return _postgresql_engine(url)
    engine = create_engine(url, hide_parameters=True,
                           connect_args={"check_same_thread": False, "timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves; the driver would say a deferred one, and late
        _turn_to_wal(raw, busy_seconds)
        for pragma in ("synchronous=FULL", f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _turn_to_wal(raw: Any, busy_seconds: int) -> None:
    """SQLite does not wait where several processes turn a new file into WAL at once: whoever loses tries again."""
    patience = time.monotonic() + busy_seconds
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql_engine(url: str) -> Engine:
    bare = url.removeprefix("postgresql+psycopg").removeprefix("postgresql").removeprefix("postgres")
    if not bare.startswith("://"):
        shown = url.rpartition("@")[2]  # never a password
        raise ConfigError(f"DATABASE_URL must begin with sqlite:/// or postgresql:// (it is {shown!r}).")
    return create_engine(f"postgresql+psycopg{bare}", hide_parameters=True, pool_size=POOL, max_overflow=4,
                         pool_pre_ping=True)
