"""The one door to the database: use cases run in threads, in transactions, and writers on SQLite share a commit.

A use case is a plain synchronous function. It cannot await, so it cannot call the network inside a transaction, and a
cancelled request cannot tear one.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Result, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.engines import POOL, as_storage_error, engine_for
from storage.tables import Inbox, table
from storage.writer import Writer

T = TypeVar("T")
WORK_ADDED = "work_added"
MEMORY = "memory"
"""Where a session has what services keep in memory beside its database."""
CHANNEL = "snag_work"
READERS = 4

inbox = table(Inbox)
_ANSWERED = update(inbox).where(inbox.c.workspace_id == bindparam("ws"), inbox.c.key == bindparam("once")).values(
    answer=bindparam("answer"))


@dataclass
class Transaction:
    """A running transaction. `first_answer` is what an earlier request with the same key was answered, if any."""

    session: Session
    first_answer: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


class Database:
    """One database for one process. `run` writes, `read` only reads; both are awaited from the event loop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite:")
        self.engine = engine_for(url)
        self._reading = (engine_for(url, begin="BEGIN") if self.is_sqlite
                         else self.engine.execution_options(isolation_level="REPEATABLE READ"))
        self._readers = ThreadPoolExecutor(READERS if self.is_sqlite else POOL, "snag-db")
        self._writer = Writer(self.engine) if self.is_sqlite else None
        self._wake: list[Callable[[], object]] = []
        self._memory: dict[str, Any] = {}

    @contextlib.contextmanager
    def on_work(self, wake: Callable[[], object]) -> Iterator[None]:
        """While inside: call `wake` (from any thread) after a commit that added work."""
        self._wake.append(wake)
        try:
            yield
        finally:
            self._wake.remove(wake)

    async def run(self, use_case: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a use case that writes. Raises `StorageUnavailable` when the database did not take it."""
        with as_storage_error():
            if self._writer:
                return await asyncio.wrap_future(self._writer.submit(lambda: use_case(*args, **kwargs)))
            call = asyncio.get_running_loop().run_in_executor(self._readers, lambda: use_case(*args, **kwargs))
            return await asyncio.shield(call)

    async def read(self, use_case: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a use case that only reads, beside the writer."""
        with as_storage_error():
            call = asyncio.get_running_loop().run_in_executor(self._readers, lambda: use_case(*args, **kwargs))
            return await asyncio.shield(call)

    @contextlib.contextmanager
    def transaction(self, workspace_id: str, at: datetime | None = None, once: str | None = None
                    ) -> Iterator[Transaction]:
        """One use case's transaction. With `once`, a key seen before yields its first answer and changes nothing."""
        with self._session() as session:
            work = Transaction(session)
            if once is not None and at is not None:
                work.first_answer = _enter(session, workspace_id, once, at)
            yield work
            if once is not None and work.first_answer is None:
                session.exec(_ANSWERED, params={"ws": workspace_id, "once": once, "answer": work.answer or {}})

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent moment and writes nothing."""
        with self._reading.connect() as connection, connection.begin(), Session(bind=connection) as session:
            session.info.update({"dialect": self.engine.dialect.name, MEMORY: self._memory})
            yield session

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        shared = self._writer.connection_here() if self._writer else None
        if shared is not None:
            with _session_on(shared, savepoint=True) as session:
                session.info[MEMORY] = self._memory
                yield session
                session.flush()
        else:
            with self.engine.connect() as connection, connection.begin(), _session_on(connection) as session:
                session.info[MEMORY] = self._memory
                yield session
                session.flush()
                session.expunge_all()
                if session.info.get(WORK_ADDED) and not self.is_sqlite:
                    connection.execute(select(func.pg_notify(CHANNEL, "")))
        if session.info.get(WORK_ADDED):
            self._after_commit()

    def listen(self, stopped: threading.Event) -> None:
        """On PostgreSQL: hear commits of other processes that added work, in a thread, until `stopped`."""
        import psycopg

        address = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not stopped.is_set():
            with contextlib.suppress(psycopg.Error), psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                while not stopped.is_set():
                    for _ in connection.notifies(timeout=1.0, stop_after=1):
                        self._wake_all()
            stopped.wait(1.0)

    def _after_commit(self) -> None:
        if self._writer and self._writer.connection_here() is not None:
            self._writer.after_commit(self._wake_all)
        else:
            self._wake_all()

    def _wake_all(self) -> None:
        for wake in tuple(self._wake):
            with contextlib.suppress(RuntimeError):  # its event loop is closed: nobody is left to wake
                wake()

    def close(self) -> None:
        """Finish what runs and let go of all connections."""
        if self._writer:
            self._writer.close()
        self._readers.shutdown(wait=True)
        self.engine.dispose()
        self._reading.dispose()


def _session_on(connection: Connection, *, savepoint: bool = False) -> contextlib.AbstractContextManager[Session]:
    session = Session(bind=connection, expire_on_commit=False, autoflush=True,
                      join_transaction_mode="create_savepoint" if savepoint else "conditional_savepoint")
    session.info["dialect"] = connection.dialect.name
    return _committing(session) if savepoint else contextlib.closing(session)


@contextlib.contextmanager
def _committing(session: Session) -> Iterator[Session]:
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def _enter(session: Session, workspace_id: str, key: str, at: datetime) -> dict[str, Any] | None:
    if insert_new(session, inbox, {"workspace_id": workspace_id, "key": key, "at": at}):
        return None
    held = select(inbox.c.answer).where(inbox.c.workspace_id == workspace_id, inbox.c.key == key)
    return fetch(session, held).scalar_one() or {}


def fetch(session: Session, statement: Any, **params: Any) -> "Result[*tuple[Any, ...]]":
    """What a Core SELECT or text finds, as tuples; `Session.exec` takes them too, but its types do not say so."""
    return cast("Result[*tuple[Any, ...]]", session.exec(statement, params=params))


def insert_new(session: Session, into: Any, row: dict[str, Any] | list[dict[str, Any]]) -> bool:
    """Insert what is not there already; for a single row, whether it was new."""
    statement = _insert_or_skip(session.info.get("dialect"), into)
    # Without the option the count of an INSERT is lost on PostgreSQL: it says -1, which is true.
    added = session.exec(statement, params=row, execution_options={"preserve_rowcount": True})
    return bool(added.rowcount > 0)


def dialect_insert(session: Session, into: Any) -> Any:
    """An INSERT with ON CONFLICT, in the dialect of this session."""
    return _insert(session.info.get("dialect"), into)


def _insert(dialect: str | None, into: Any) -> Any:
    return postgresql.insert(into) if dialect == "postgresql" else sqlite.insert(into)


@cache
def _insert_or_skip(dialect: str | None, into: Any) -> Any:
    """Put together once for each table: that costs three times what carrying it out does."""
    return _insert(dialect, into).on_conflict_do_nothing()
