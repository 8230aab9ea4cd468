"""The chain of migrations makes the tables that the code expects, on both databases, up and down, and loses no rows."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, text
from sqlmodel import Session

from bot.errors import ConfigError, StorageUnavailable
from storage import migrate
from storage.db import Database
from storage.engines import engine_for
from storage.migrations.check import differences
from storage.tables import Annoyance, Concept, Report, Work, Workspace, metadata
from tests.source import ROOT
from tests.support import databases

INDEX_OF_WORDS = {"search", "search_config", "search_data", "search_idx"}
"""FTS5's table and its shadows on SQLite, one table on PostgreSQL: no models stand for them."""
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/made/on/the/way/new.db"
        return
    request.getfixturevalue("postgresql_template")
    with databases.postgresql() as name:
        yield databases.url_of(name)


def tables(url: str) -> set[str]:
    engine = engine_for(url)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


def run(url: str, statement: str) -> None:
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_chain_makes_exactly_the_tables_of_the_code(database_url: str) -> None:
    assert differences(database_url) == []


def test_a_table_changed_behind_the_chain_is_noticed(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    run(empty_url, "alter table heartbeat add column mood varchar")
    run(empty_url, "drop index work_due")
    assert {found[0] for found in differences(empty_url)} == {"remove_column", "add_index"}


def test_indexes_of_words_and_their_shadows_are_no_difference(sqlite_url: str) -> None:
    run(sqlite_url, "create virtual table words using fts5(story)")
    assert differences(sqlite_url) == []


def test_up_down_and_up_again(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    assert tables(empty_url) - INDEX_OF_WORDS == set(metadata.tables) | {"alembic_version"}
    migrate.downgrade(empty_url, "base")
    assert tables(empty_url) == {"alembic_version"}
    migrate.upgrade(empty_url)
    assert differences(empty_url) == []


def test_the_revision_is_told(empty_url: str) -> None:
    assert (migrate.current(empty_url), migrate.is_current(empty_url)) == (None, False)
    migrate.upgrade(empty_url)
    assert (migrate.current(empty_url), migrate.is_current(empty_url)) == (migrate.newest(), True)
    migrate.downgrade(empty_url, "base")
    assert (migrate.current(empty_url), migrate.is_current(empty_url)) == (None, False)


def test_asking_for_the_revision_makes_no_file(tmp_path: Path) -> None:
    migrate.current(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def write_rows(db: Database) -> None:
    with db.transaction("w") as tx:
        tx.session.add(Workspace(id="w", name="Larkfield", triage_members=["U0TESS"], created_at=AT))
        tx.session.flush()
        tx.session.add(Annoyance(workspace_id="w", number=1, title="환불이 안 돼요", state="new", created_at=AT,
                                 changed_at=AT))
        tx.session.add(Work(workspace_id="w", id="1", kind="message", topic="told", dedup_key="k", due_at=AT,
                            visible_at=AT, created_at=AT, payload={"number": 1}))


def rows(session: Session) -> tuple[list[str], str, dict[str, int]]:
    return (session.get_one(Workspace, "w").triage_members, session.get_one(Annoyance, ("w", 1)).title,
            session.get_one(Work, ("w", "1")).payload)


def test_upgrading_once_more_keeps_every_row(db: Database) -> None:
    write_rows(db)
    migrate.upgrade(db.url)
    with db.reading() as session:
        assert rows(session) == (["U0TESS"], "환불이 안 돼요", {"number": 1})


def test_the_words_of_reports_are_written_down_batch_by_batch_on_the_way_back(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    db = Database(empty_url)
    with db.transaction("") as tx:
        for workspace_id in ("w", "v"):
            tx.session.add(Workspace(id=workspace_id, created_at=AT))
            tx.session.flush()
            tx.session.add(Concept(workspace_id=workspace_id, concept=f"money in {workspace_id}", words=["refund"]))
            for number in range(1, 6):
                tx.session.add(Annoyance(workspace_id=workspace_id, number=number, title="", state="new",
                                         created_at=AT, changed_at=AT))
                tx.session.flush()
                tx.session.add_all(Report(
                    workspace_id=workspace_id, id=f"{number} {one}", number=number, first_number=number, door="slash",
                    story=f"refund of {'card' if number == 1 else 'voucher'}", text_key="", created_at=AT)
                    for one in range(2))
    said: list[str] = []

    def hear(*args: object) -> None:
        if " term " in str(args[2]).replace("\n", " ") and str(args[2]).startswith(("SELECT", "INSERT")):
            said.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", hear)
    migrate.downgrade(db.url, "0004")
    event.remove(Engine, "before_cursor_execute", hear)
    assert len(said) == 1
    with db.engine.connect() as connection:
        found = connection.execute(text("select workspace_id, number, term from term where number < 3")).all()
    assert sorted(map(tuple, found)) == sorted(
        (workspace_id, number, term) for workspace_id in ("v", "w") for number, thing in ((1, "card"), (2, "voucher"))
        for term in ("refund", thing, f"concept:money in {workspace_id}"))
    db.close()


def test_a_database_from_the_future_is_refused_in_plain_words(sqlite_url: str) -> None:
    run(sqlite_url, "update alembic_version set version_num = '9999'")
    for act in (migrate.upgrade, lambda url: migrate.downgrade(url, "base")):
        with pytest.raises(ConfigError, match="revision 9999, which this version of Snag does not know"):
            act(sqlite_url)
    assert not migrate.is_current(sqlite_url)


def test_a_migration_that_tears_a_row_from_its_workspace_changes_nothing(
        sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as raw:  # foreign keys are off by default
        raw.execute("insert into heartbeat values ('nowhere', 'clock', '2026-03-04 09:00:00')")
    raw.close()
    run(sqlite_url, "delete from alembic_version")
    monkeypatch.setattr("alembic.command.upgrade", lambda *_: None)
    with pytest.raises(StorageUnavailable, match="pointing nowhere"):
        migrate.upgrade(sqlite_url)


@pytest.mark.postgresql
def test_a_server_that_does_not_answer_is_storage_unavailable() -> None:
    with pytest.raises(StorageUnavailable):
        migrate.upgrade("postgresql://postgres@127.0.0.1:1/none?connect_timeout=2")


def test_several_processes_that_start_at_once_all_find_their_tables(empty_url: str) -> None:
    command = [sys.executable, "-m", "tests.support.at_once", empty_url, "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert differences(empty_url) == []
