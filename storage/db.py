"""The one door to the database: use cases run in threads, in transactions, and writers on SQLite share a commit.

A use case is a plain synchronous function. It cannot await, so it cannot call the network inside a transaction, and a
cancelled request cannot tear one.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Result, bindparam, create_engine, event, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from bot.errors import ConfigError, StorageUnavailable
from storage.tables import Inbox, table

T = TypeVar("T")
WORK_ADDED = "work_added"
CHANNEL = "snag_work"
READERS = 4
POOL = 8
SHARED_COMMIT = 64

inbox = table(Inbox)
_ANSWERED = update(inbox).where(inbox.c.workspace_id == bindparam("ws"), inbox.c.key == bindparam("once")).values(
    answer=bindparam("answer"))


@dataclass
class Transaction:
    """A running transaction. `first_answer` is what an earlier request with the same key was answered, if any."""

    session: Session
    first_answer: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


@dataclass
class _Job:
    run: Callable[[], Any]
    done: Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What whoever awaits a job hears."""

    result: Any = None
    failed: BaseException | None = None


class Database:
    """One database for one process. `run` writes, `read` only reads; both are awaited from the event loop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite:")
        self.engine = engine_for(url)
        self._reading = (engine_for(url, begin="BEGIN") if self.is_sqlite
                         else self.engine.execution_options(isolation_level="REPEATABLE READ"))
        self._readers = ThreadPoolExecutor(READERS if self.is_sqlite else POOL, "snag-db")
        self._writer = _Writer(self.engine) if self.is_sqlite else None
        self._wake: list[Callable[[], object]] = []

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
            session.info["dialect"] = self.engine.dialect.name
            yield session

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        shared = self._writer.connection_here() if self._writer else None
        if shared is not None:
            with _session_on(shared, savepoint=True) as session:
                yield session
                session.flush()
        else:
            with self.engine.connect() as connection, connection.begin(), _session_on(connection) as session:
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


class _Writer:
    """SQLite has one writer: a thread that lets those who wait share one commit, and so one flush to the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._here = threading.local()
        self._after: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._loop, name="snag-writer", daemon=True)
        self._thread.start()

    def submit(self, run: Callable[[], T]) -> Future[T]:
        job = _Job(run, Future())
        self._jobs.put(job)
        return job.done

    def connection_here(self) -> Connection | None:
        return getattr(self._here, "connection", None)

    def after_commit(self, do: Callable[[], None]) -> None:
        if do not in self._after:
            self._after.append(do)

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _loop(self) -> None:
        going = True
        while going and (first := self._jobs.get()) is not None:
            jobs = [first]
            self._after.clear()
            outcomes, going = self._commit_together(jobs)
            for do in self._after:
                do()
            for job, outcome in zip(jobs, outcomes, strict=True):
                _tell(job.done, outcome)

    def _commit_together(self, jobs: list[_Job]) -> tuple[list[_Outcome], bool]:
        """Run the first job and those that wait behind it in one commit; False beside the outcomes: asked to stop."""
        outcomes: list[_Outcome] = []
        going = True
        try:
            with self._engine.connect() as connection, connection.begin():
                self._here.connection = connection
                outcomes.append(_outcome(jobs[0], connection))
                while going and len(jobs) < SHARED_COMMIT and (waiting := self._next()) is not _NOBODY:
                    going = waiting is not None
                    if waiting is not None:
                        jobs.append(waiting)
                        outcomes.append(_outcome(waiting, connection))
        except BaseException as error:  # noqa: BLE001  nothing was committed: everybody must hear it, and the thread lives
            failed = [outcome.failed or error for outcome in outcomes]
            outcomes = [_Outcome(failed=one) for one in [*failed, *[error] * (len(jobs) - len(failed))]]
            self._after.clear()
        finally:
            self._here.connection = None
        return outcomes, going

    def _next(self) -> "_Job | None":
        """Whoever waits: a job, None to stop, or `_NOBODY`."""
        try:
            return self._jobs.get_nowait()
        except queue.Empty:
            return _NOBODY


_NOBODY = _Job(lambda: None, Future())


def _outcome(job: _Job, connection: Connection) -> _Outcome:
    try:
        outcome = _Outcome(job.run())
    except Exception as error:  # noqa: BLE001  one use case's failure is its own; it travels to whoever awaits it
        outcome = _Outcome(failed=error)
    if not _alive(connection):  # a full disk does this: nobody's change is there any more
        raise StorageUnavailable("SQLite lost the transaction") from outcome.failed
    return outcome


def _alive(connection: Connection) -> bool:
    raw = connection.connection.dbapi_connection
    return bool(raw is not None and getattr(raw, "in_transaction", True))


def _tell(done: Future[Any], outcome: _Outcome) -> None:
    if done.cancelled() or not done.set_running_or_notify_cancel():
        return
    if outcome.failed is not None:
        done.set_exception(outcome.failed)
    else:
        done.set_result(outcome.result)


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
