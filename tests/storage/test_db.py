"""The door to the database: shared commits that tear nobody's use case, and failures told honestly."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from bot.errors import ConfigError, StorageUnavailable
from storage import work
from storage.db import Database
from storage.engines import _turn_to_wal, engine_for
from storage.tables import Heartbeat, Log, Work
from tests.storage.conftest import with_workspaces
from tests.support.clocks import START


class Mistake(Exception):
    """A use case's own failure."""


def beat(db: Database, name: str) -> str:
    """A use case that writes one row."""
    with db.transaction("w") as tx:
        tx.session.add(Heartbeat(workspace_id="w", name=name, at=START))
    return name


def beat_then_fail(db: Database, name: str) -> str:
    with db.transaction("w") as tx:
        tx.session.add(Heartbeat(workspace_id="w", name=name, at=START))
        tx.session.flush()
        raise Mistake(name)


def lose_everything(db: Database, name: str, *, loudly: bool) -> str:
    """What SQLite does when the disk is full: the whole transaction is gone, not only this statement."""
    with db.transaction("w") as tx:
        tx.session.add(Heartbeat(workspace_id="w", name=name, at=START))
        tx.session.flush()
        raw = tx.session.connection().connection.dbapi_connection
        assert raw is not None
        raw.execute("ROLLBACK")
        if loudly:
            raise sqlite3.OperationalError("database or disk is full")
    return name


def add_work(db: Database, key: str) -> None:
    with db.transaction("w") as tx:
        work.add(tx.session, "w", work.Kind.MESSAGE, "told", key, due_at=START, now=START)


def beats(db: Database) -> set[str]:
    with db.reading() as session:
        return set(session.exec(select(Heartbeat.name)))


@contextmanager
def held_up(db: Database) -> Iterator[None]:
    """The writer waits meanwhile, so that all that is asked for now shares one commit."""
    free, begun = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        free.wait(10)

    assert db._writer is not None
    first = db._writer.submit(wait)
    assert begun.wait(10)
    yield
    free.set()
    first.exception(10)


def together(db: Database, *use_cases: Callable[[], str]) -> list[str | BaseException]:
    """Run all in one shared commit; what each hears."""
    assert db._writer is not None
    futures: list[Future[str]] = []
    with held_up(db):
        futures = [db._writer.submit(use_case) for use_case in use_cases]
    return [future.exception(10) or future.result(10) for future in futures]


class TestSharedCommits:
    def test_those_who_wait_share_one_commit(self, bare_sqlite: Database) -> None:
        db, commits = bare_sqlite, []
        event.listen(db.engine, "commit", lambda _connection: commits.append(1))
        assert together(db, *(lambda key=key: beat(db, key) for key in "abc")) == ["a", "b", "c"]
        assert (len(commits), beats(db)) == (1, {"a", "b", "c"})

    def test_one_failing_use_case_tears_no_other(self, bare_sqlite: Database) -> None:
        db = bare_sqlite
        heard = together(db, lambda: beat(db, "a"), lambda: beat_then_fail(db, "b"), lambda: beat(db, "c"))
        assert (heard[0], str(heard[1]), heard[2], beats(db)) == ("a", "b", "c", {"a", "c"})
        assert isinstance(heard[1], Mistake)

    def test_a_refused_row_tears_no_other(self, bare_sqlite: Database) -> None:
        db = bare_sqlite
        heard = together(db, lambda: beat(db, "a"), lambda: beat(db, "a"), lambda: beat(db, "b"))
        assert (isinstance(heard[1], IntegrityError), beats(db)) == (True, {"a", "b"})

    @pytest.mark.parametrize("loudly", [True, False])
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_when_the_transaction_is_lost_everyone_hears_it(self, bare_sqlite: Database, place: int, loudly: bool
                                                            ) -> None:
        db = bare_sqlite
        cases = [lambda: beat(db, "a"), lambda: beat(db, "b")]
        cases.insert(place, lambda: lose_everything(db, "full", loudly=loudly))
        heard = together(db, *cases)
        # Those behind it may go into a commit of their own; nobody may be told that it was saved when it was not.
        assert {name for name in heard if isinstance(name, str)} == beats(db)
        assert isinstance(heard[place], Exception)
        assert all(isinstance(name, Exception) for name in heard[:place])
        assert beat(db, "the writer lives on") == "the writer lives on"

    async def test_after_a_lost_transaction_the_next_is_saved(self, bare_sqlite: Database) -> None:
        db = bare_sqlite
        with pytest.raises(StorageUnavailable, match="lost the transaction"):
            await db.run(lose_everything, db, "full", loudly=False)
        assert await db.run(beat, db, "a") == "a"
        assert beats(db) == {"a"}

    async def test_a_commit_that_fails_fails_for_everyone(
            self, bare_sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        db = bare_sqlite

        def full(_connection: object) -> None:
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

        event.listen(db.engine, "commit", full)
        with held_up(db):
            asked = [asyncio.ensure_future(db.run(beat, db, name)) for name in "ab"]
            await asyncio.sleep(0)
        heard = await asyncio.gather(*asked, return_exceptions=True)
        event.remove(db.engine, "commit", full)
        assert [type(error) for error in heard] == [StorageUnavailable, StorageUnavailable]
        assert beats(db) == set()

    async def test_a_request_given_up_is_still_whole(self, bare_sqlite: Database) -> None:
        db = bare_sqlite
        with held_up(db):
            asked = asyncio.ensure_future(db.run(beat, db, "a"))
            await asyncio.sleep(0)
            asked.cancel()
        await db.run(beat, db, "b")
        assert (asked.cancelled(), beats(db)) == (True, {"a", "b"})

    def test_closing_finishes_what_was_asked_for(self, sqlite_url: str) -> None:
        db = Database(sqlite_url)
        with_workspaces(db)
        assert db._writer is not None
        with held_up(db):
            last = db._writer.submit(lambda: beat(db, "a"))
        db.close()
        assert last.result(0) == "a"


class TestWaking:
    @pytest.fixture
    def woken(self, bare: Database) -> Iterator[list[set[str]]]:
        """What was saved at each waking."""
        seen: list[set[str]] = []

        def wake() -> None:
            with bare.reading() as session:
                seen.append(set(session.exec(select(Work.dedup_key))))

        with bare.on_work(wake):
            yield seen

    async def test_work_wakes_after_its_commit(self, bare: Database, woken: list[set[str]]) -> None:
        await bare.run(add_work, bare, "a")
        assert woken == [{"a"}]

    async def test_a_change_without_work_wakes_nobody(self, bare: Database, woken: list[set[str]]) -> None:
        await bare.run(beat, bare, "a")
        assert woken == []

    async def test_work_that_was_rolled_back_wakes_nobody(self, bare: Database, woken: list[set[str]]) -> None:
        def fail() -> None:
            with bare.transaction("w") as tx:
                work.add(tx.session, "w", work.Kind.MESSAGE, "told", "a", due_at=START, now=START)
                raise Mistake

        with pytest.raises(Mistake):
            await bare.run(fail)
        assert woken == []

    async def test_a_sleeper_that_is_gone_hurts_nobody(self, bare: Database) -> None:
        loop = asyncio.new_event_loop()
        loop.close()
        with bare.on_work(lambda: loop.call_soon_threadsafe(print)):
            for key in ("a", "b"):
                await bare.run(add_work, bare, key)

    async def test_nobody_is_woken_after_they_left(self, bare: Database) -> None:
        woken: list[int] = []
        with bare.on_work(lambda: woken.append(1)):
            await bare.run(add_work, bare, "a")
        await bare.run(add_work, bare, "b")
        assert woken == [1]

    @pytest.mark.postgresql
    def test_other_processes_are_woken(self, bare_postgresql: Database) -> None:
        here, stopped, heard = Database(bare_postgresql.url), threading.Event(), threading.Event()
        listening = threading.Thread(target=here.listen, args=(stopped,))
        with here.on_work(heard.set):
            listening.start()
            tries = 0
            while not heard.wait(0.2) and tries < 100:  # it may not be listening yet
                add_work(bare_postgresql, f"k{tries}")
                tries += 1
            stopped.set()
            listening.join()
        here.close()
        assert heard.is_set()


class TestReading:
    def test_a_reader_sees_one_moment(self, bare: Database) -> None:
        with bare.reading() as session:
            before = session.exec(select(Log.id)).all()
            with bare.transaction("w") as tx:
                tx.session.add(Log(workspace_id="w", id="1", at=START, act="report"))
            assert session.exec(select(Log.id)).all() == before == []

    def test_a_reader_does_not_wait_for_a_writer(self, bare: Database) -> None:
        with bare.transaction("w") as tx:
            tx.session.add(Heartbeat(workspace_id="w", name="a", at=START))
            tx.session.flush()
            assert beats(bare) == set()


class TestUnavailable:
    async def test_a_locked_file_is_storage_unavailable(
            self, bare_sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        path = Path(bare_sqlite.url.removeprefix("sqlite:///"))
        await bare_sqlite.run(lambda: _do_not_wait(bare_sqlite))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StorageUnavailable, match="locked"):
                await bare_sqlite.run(beat, bare_sqlite, "a")
            assert await bare_sqlite.read(beats, bare_sqlite) == set()
        assert await bare_sqlite.run(beat, bare_sqlite, "a") == "a"

    async def test_a_database_without_tables_is_storage_unavailable(self, tmp_path: Path) -> None:
        db = Database(f"sqlite:///{tmp_path}/empty.db")
        with pytest.raises(StorageUnavailable, match="no such table"):
            await db.read(beats, db)
        db.close()

    @pytest.mark.postgresql
    async def test_a_broken_connection_is_storage_unavailable_and_the_next_one_works(
            self, bare_postgresql: Database) -> None:
        db = bare_postgresql

        def cut() -> None:
            with db.transaction("w") as tx:
                tx.session.connection().execute(text("select pg_terminate_backend(pg_backend_pid())"))

        with pytest.raises(StorageUnavailable):
            await db.run(cut)
        assert await db.run(beat, db, "a") == "a"

    @pytest.mark.postgresql
    async def test_a_server_that_is_not_there_is_storage_unavailable(self) -> None:
        db = Database("postgresql://postgres@127.0.0.1:1/none")
        with pytest.raises(StorageUnavailable):
            await db.read(beats, db)
        db.close()

    async def test_our_own_mistakes_stay_what_they_are(self, bare: Database) -> None:
        await bare.run(beat, bare, "a")
        with pytest.raises(IntegrityError):
            await bare.run(beat, bare, "a")
        with pytest.raises(Mistake):
            await bare.run(beat_then_fail, bare, "b")
        assert beats(bare) == {"a"}

    def test_a_moment_without_a_zone_is_refused(self, bare: Database) -> None:
        with pytest.raises(Exception, match="without a time zone"), bare.transaction("w") as tx:
            tx.session.add(Heartbeat(workspace_id="w", name="a", at=START.replace(tzinfo=None)))


def _do_not_wait(db: Database) -> None:
    """The one connection of the writer gives up at once, so that the test need not wait two seconds."""
    with db.transaction("w") as tx:
        tx.session.connection().exec_driver_sql("PRAGMA busy_timeout=0")


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "snag.db", ""])
def test_another_database_is_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(ConfigError, match="must begin with sqlite:/// or postgresql://") as raised:
        engine_for(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_spelling_of_postgresql_is_understood(scheme: str) -> None:
    assert engine_for(f"{scheme}://postgres@127.0.0.1/x").url.drivername == "postgresql+psycopg"


def test_what_is_saved_on_sqlite_is_flushed_to_the_disk(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engines.create_engine", sqlalchemy.create_engine)  # not that of hurried tests
    with closing(Database(sqlite_url)) as db, db.reading() as session:
        found = {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
                 for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000}


class Locked:
    """A new file that another process is turning into WAL; it is free after so many tries."""

    def __init__(self, tries: int) -> None:
        self.tries = tries

    def execute(self, statement: str) -> None:
        if self.tries:
            self.tries -= 1
            raise sqlite3.OperationalError("database is locked")


def test_processes_that_meet_on_a_new_file_wait_for_each_other() -> None:
    # Measured with SQLite 3.40: of eight that start at once on a new file, one in 800 is refused at once.
    meeting = Locked(2)
    _turn_to_wal(meeting, 60)
    assert meeting.tries == 0


def test_a_file_that_stays_locked_is_given_up() -> None:
    with pytest.raises(sqlite3.OperationalError):
        _turn_to_wal(Locked(10), 0)
