"""SQLite has one writer: a thread in which those who wait share one commit, and so one flush to the disk."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.errors import StorageUnavailable

T = TypeVar("T")
SHARED_COMMIT = 64


@dataclass
class _Job:
    run: Callable[[], Any]
    done: Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What whoever awaits a job hears."""

    result: Any = None
    failed: BaseException | None = None


class Writer:
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
