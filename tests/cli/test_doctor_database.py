"""What the doctor says of the database, its files, the work that waits in it, and the key of what is sealed."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import sql
from sqlalchemy import text

from bot.app import build_core
from bot.cli.checks import Finding, database, environment
from bot.config import Settings
from bot.domain.reports import Door, Draft
from bot.errors import StorageUnavailable
from bot.services import alikes
from storage import heartbeats, migrate, probe, work
from storage import settings as stored_settings
from storage.db import Database, fetch
from storage.secrets import Secrets, key_file
from storage.tables import Report, SurveyPlan, table
from tests.support import cast, databases
from tests.support.clocks import START, StillClock
from tests.support.rights import like_anybody
from tests.support.snag import KEY, settings_for


def looked_at(url: str, *, clock: StillClock | None = None) -> list[Finding]:
    return database.look(settings_for(url), clock or StillClock()).findings


def faults(url: str, *, clock: StillClock | None = None) -> list[tuple[str, str]]:
    """What is said, and what to do, where something is wrong."""
    return [(one.said, one.remedy) for one in looked_at(url, clock=clock) if not one.well]


def test_links_for_customers_without_an_address_are_pointed_out(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.transaction("") as tx:
        here = stored_settings.create_workspace(tx.session, START)
        tx.session.add(SurveyPlan(
            workspace_id=here.id, id="p1", template="satisfied", kind="csat", decision="Whether we keep the hotline",
            decider=cast.CARA, decide_on=START.date(), audience="customers", trigger="by_hand", created_by=cast.CARA,
            created_at=START))
    db.close()
    settings = settings_for(sqlite_url)
    assert len(of(database.look(settings, StillClock()).findings, "Customers")) == 1
    with_address = settings.model_copy(update={"snag_public_url": "https://snag.example"})
    assert of(database.look(with_address, StillClock()).findings, "Customers") == []


def test_reports_that_the_index_misses_are_pointed_out(each_database: str) -> None:
    write(each_database)
    core = build_core(settings_for(each_database), StillClock())
    workspace_id = core.services.workspaces.ensure()
    [_, taken_back] = [core.services.reports.take(workspace_id, cast.RITA, Draft(text), door=Door.SLASH, key=text)
                       for text in ("The refund never arrived", "The voucher is refused")]
    core.services.reports.undo(workspace_id, cast.RITA, taken_back.report_id, key="undo")
    assert of(looked_at(each_database), "Look-alikes") == []
    with core.db.transaction(workspace_id) as tx:
        tx.session.exec(table(Report).update().values(place=None))
    core.db.close()
    [found] = of(looked_at(each_database), "Look-alikes")
    assert (found.well, found.said.partition(" ")[0]) == (False, "1")
    assert found.remedy.startswith("run: snag reindex")


@pytest.mark.parametrize("fault", ["the index is empty", "this version makes other words"])
def test_an_index_that_leads_to_no_report_is_pointed_out(
        each_database: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(each_database)
    core = build_core(settings_for(each_database), StillClock())
    workspace_id = core.services.workspaces.ensure()
    for told in ("The refund never arrived", "The voucher is refused", "😭😭"):
        core.services.reports.take(workspace_id, cast.RITA, Draft(told), door=Door.SLASH, key=told)
    assert of(looked_at(each_database), "Look-alikes") == []
    if fault == "the index is empty":
        with core.db.transaction(workspace_id) as tx:
            fetch(tx.session, text("insert into search(search) values ('delete-all')" if core.db.is_sqlite
                                   else "delete from search"))
    else:
        monkeypatch.setattr(alikes, "indexed", lambda story: frozenset(story.split()))
    core.db.close()
    [found] = of(looked_at(each_database), "Look-alikes")
    assert (found.well, found.remedy.partition(" (")[0]) == (False, "run: snag reindex")
    assert found.said.startswith("2 of 3 reports" if fault == "the index is empty" else "3 of 3 reports")


def of(findings: Sequence[Finding], what: str) -> list[Finding]:
    return [one for one in findings if one.what == what]


def path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def revision(url: str, version: str) -> None:
    with closing(sqlite3.connect(path(url))) as raw:
        raw.execute("update alembic_version set version_num = ?", (version,))
        raw.commit()


def write(url: str, *, beat: timedelta | None = None, **row: object) -> None:
    """A sign of life so long ago, and one row of work that has come to that state; no other work."""
    db, clock = Database(url), StillClock()
    with db.transaction("") as tx:
        [workspace_id] = stored_settings.all_workspaces(tx.session)
        tx.session.exec(work.work.delete())  # what the settings have asked for
        if beat is not None:
            heartbeats.beat(tx.session, workspace_id, "clock", clock.machine() - beat)
        if row:
            work.add(tx.session, workspace_id, work.Kind.MESSAGE, "told", "key", due_at=START, now=START,
                     channel=cast.RITA)
            tx.session.exec(work.work.update().values(**row))
    db.close()


def test_a_good_database_answers_and_is_of_this_version(each_database: str) -> None:
    write(each_database)
    assert faults(each_database) == []
    [found] = of(looked_at(each_database), "Database")
    assert found.said == f"answers, and the tables are those of this version ({migrate.newest()})"


def test_without_a_file_the_doctor_says_how_to_make_the_tables_and_makes_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/not/yet/snag.db"
    assert faults(url) == [(f"there are no tables yet ({path(url)})", database.MIGRATE)]
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "snag.db").touch()
    assert faults(f"sqlite:///{tmp_path}/snag.db")[0][1] == database.MIGRATE
    assert [file.stat().st_size for file in tmp_path.iterdir()] == [0]


@pytest.mark.postgresql
def test_an_empty_server_is_told_the_same(postgresql_template: str) -> None:
    with databases.postgresql() as name:
        assert faults(databases.url_of(name)) == [("there are no tables yet", database.MIGRATE)]


def test_tables_of_an_earlier_version_are_to_be_migrated(settled_url: str) -> None:
    migrate.downgrade(settled_url, "0001")
    [(said, remedy)] = faults(settled_url)
    assert said == f"the tables are those of an earlier version (0001; this one needs {migrate.newest()})"
    assert remedy.endswith("run: snag migrate")


def test_tables_of_a_newer_version_are_left_alone(settled_url: str) -> None:
    revision(settled_url, "9999")
    [(said, remedy)] = faults(settled_url)
    assert said.startswith("a newer version of Snag has used it (9999")
    assert "restore a backup" in remedy


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert faults(f"sqlite:///{tmp_path}")[0][0] == f"{tmp_path} is a folder"


def test_a_file_stands_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert faults(f"sqlite:///{tmp_path}/data/snag.db") == [
        (f"no file can be made in {tmp_path}/data: it is no folder", database.OWN)]


def test_a_file_of_another_kind_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "snag.db").write_text("Dear diary, this is no database")
    assert faults(f"sqlite:///{tmp_path}/snag.db")[0][0] == f"{tmp_path}/snag.db is no SQLite database"


def test_a_damaged_file_is_said_to_be_damaged(settled_url: str) -> None:
    with path(settled_url).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    assert faults(settled_url) == [(f"{path(settled_url)}: the file is damaged", "stop Snag and restore your backup")]


def test_a_file_that_may_not_be_written_is_said_so(settled_url: str) -> None:
    path(settled_url).chmod(0o400)
    with like_anybody():
        assert faults(settled_url) == [(f"{path(settled_url)}: it may not be written", database.OWN)]


def test_a_file_that_may_not_be_read_is_said_so(settled_url: str) -> None:
    path(settled_url).chmod(0)
    with like_anybody():
        assert faults(settled_url) == [(f"{path(settled_url)} may not be read", database.OWN)]


def test_a_folder_that_may_not_be_written_is_said_so(settled_url: str) -> None:
    folder = path(settled_url).parent
    folder.chmod(0o500)
    try:
        with like_anybody():
            assert faults(settled_url) == [
                (f"{folder} may not be written, and SQLite keeps files beside the database", database.OWN)]
    finally:
        folder.chmod(0o700)


def test_a_file_that_somebody_else_holds_is_said_so(settled_url: str) -> None:
    with closing(sqlite3.connect(path(settled_url), isolation_level=None)) as other:
        other.execute("begin immediate")
        assert [said for said, _ in faults(settled_url)] == [
            f"{path(settled_url)}: another program holds it for writing"]


@pytest.mark.parametrize("error, said", [
    ("unable to open database file", "it cannot be opened; its folder must be writable too"),
    ("file is not a database", "it is no SQLite database"),
    ("database or disk is full", "the disk is full"),
    ("attempt to write a readonly database", "it may not be written")])
def test_what_sqlite_says_is_put_in_words(settled_url: str, monkeypatch: pytest.MonkeyPatch, error: str, said: str
                                          ) -> None:
    def refuse(_: str) -> None:
        raise StorageUnavailable(error)

    monkeypatch.setattr(probe, "refuse_unwritable", refuse)
    [(words, remedy)] = faults(settled_url)
    assert words.startswith(f"{path(settled_url)}: {said}")
    assert remedy


def test_what_nobody_foresaw_is_told_as_it_is(settled_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise StorageUnavailable("the moon is full\nand more")

    monkeypatch.setattr(probe, "refuse_unwritable", refuse)
    assert [said for said, _ in faults(settled_url)] == ["the moon is full"]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_that_is_nearly_full_is_said_so(settled_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 3_000_000, 3_000_000))
    assert faults(settled_url) == [
        (f"3 MB are free at {path(settled_url).parent}", "make room; a full disk stops Snag")]


def test_a_restored_copy_is_not_touched_before_snag_has_had_it(settled_url: str) -> None:
    with closing(sqlite3.connect(path(settled_url))) as raw:
        raw.execute("pragma journal_mode = delete")
    before = path(settled_url).read_bytes()
    [found] = of(looked_at(settled_url), "Database")
    assert (found.well, found.note) == (True, True)
    assert path(settled_url).read_bytes() == before


@pytest.mark.postgresql
def test_a_server_that_does_not_answer_is_said_so(postgresql_template: str) -> None:
    [(_, remedy)] = faults("postgresql://postgres@127.0.0.1:1/none?connect_timeout=2")
    assert remedy.startswith("check DATABASE_URL, and that the server answers")


@pytest.mark.postgresql
def test_a_server_that_takes_no_writes_is_said_so(postgresql_template: str) -> None:
    with databases.postgresql(postgresql_template) as name, psycopg.connect(databases.url_of(name),
                                                                            autocommit=True) as raw:
        raw.execute(sql.SQL("alter database {} set default_transaction_read_only = on").format(sql.Identifier(name)))
        [(said, _)] = faults(databases.url_of(name))
    assert said == "the server takes no writes: it is a standby, or set to read only"


@pytest.mark.postgresql
def test_a_user_without_rights_is_said_so(postgresql_template: str) -> None:
    with databases.postgresql(postgresql_template) as name, psycopg.connect(databases.url_of(name),
                                                                            autocommit=True) as raw:
        role = sql.Identifier(f"{name}_reader")
        raw.execute(sql.SQL("create role {} login").format(role))
        try:
            raw.execute(sql.SQL("grant select on all tables in schema public to {}").format(role))
            url = databases.url_of(name).replace("postgres@", f"{name}_reader@")
            assert [said for said, _ in faults(url)] == ["this user may not insert in Snag's tables"]
        finally:
            raw.execute(sql.SQL("drop owned by {}").format(role))
            raw.execute(sql.SQL("drop role {}").format(role))


def test_an_address_of_no_known_kind_is_said_so() -> None:
    assert faults("mysql://user@host/snag")[0][0].startswith("DATABASE_URL must begin with sqlite:/// or postgresql://")


# what its rows say


def test_without_settings_everything_goes_nowhere(database_url: str) -> None:
    assert [said.partition(":")[0] for said, _ in faults(database_url)] == ["no teams", "no triage channel"]


def test_a_worker_that_never_ran_is_no_fault_while_nothing_waits(settled_url: str) -> None:
    write(settled_url)
    [found] = of(looked_at(settled_url), "Worker")
    assert (found.mark, found.said) == ("note ", "none has run yet")


def test_what_was_asked_for_a_moment_ago_does_not_wait_yet(settled_url: str) -> None:
    write(settled_url, state="waiting", due_at=START - timedelta(minutes=1))
    assert [one.mark for one in of(looked_at(settled_url), "Worker")] == ["note "]


def test_a_worker_that_never_ran_is_a_fault_once_something_waits(settled_url: str) -> None:
    write(settled_url, due_at=START - timedelta(minutes=3))
    assert faults(settled_url) == [("none has run yet, and 1 wait for it",
                                    "start it: snag run (or snag worker beside snag web)")]


@pytest.mark.parametrize("ago, said", [
    (timedelta(minutes=3), "3 minutes"), (timedelta(minutes=150), "2 hours"), (timedelta(days=4), "4 days")])
def test_a_silent_worker_is_said_to_be_silent_for_how_long(settled_url: str, ago: timedelta, said: str) -> None:
    write(settled_url, beat=ago)
    assert [found for found, _ in faults(settled_url)] == [
        f"none has been heard of for {said}; 0 wait for it"]


def test_a_worker_that_is_alive_is_well(each_database: str) -> None:
    write(each_database, beat=timedelta(seconds=20))
    assert [one.mark for one in of(looked_at(each_database), "Worker")] == ["ok   "]


def test_what_waits_for_a_channel_says_what_opens_it(each_database: str) -> None:
    write(each_database, beat=timedelta(0), last_error="not_in_channel: invite", channel=cast.PAY, topic="card")
    assert faults(each_database) == [("1 × card for C0PAY: not_in_channel",
                                      "invite the bot: /invite @snag in that channel; Snag goes on trying by itself")]


def test_what_waits_for_slack_needs_nothing(settled_url: str) -> None:
    write(settled_url, beat=timedelta(0), last_error="HTTP 503 from Slack")
    assert faults(settled_url) == [("1 × told for U0RITA: HTTP 503 from Slack",
                                    "Snag goes on trying by itself; if it stays, the log says more")]


def test_what_was_given_up_is_told_and_is_no_fault(settled_url: str) -> None:
    write(settled_url, beat=timedelta(0), last_error="user_disabled: that person has left", state="dead")
    [found] = of(looked_at(settled_url), "Given up")
    assert (found.mark, found.said, found.remedy) == (
        "note ", "1 × told for U0RITA: user_disabled", "that person has left")
    assert faults(settled_url) == []


def test_what_was_taken_back_on_purpose_is_not_told(settled_url: str) -> None:
    write(settled_url, beat=timedelta(0), last_error="the asking ended: verified", state="dead")
    assert of(looked_at(settled_url), "Given up") == []


# the key


@pytest.fixture
def keyless(sqlite_url: str) -> Settings:
    """SQLite without SNAG_ENCRYPTION_KEY."""
    return settings_for(sqlite_url).model_copy(update={"snag_encryption_key": None})


def key_of(settings: Settings, *sealed: str) -> Finding:
    [found] = environment.key(settings, sealed)
    return found


def write_key(settings: Settings, text: str) -> Path:
    file = key_file(settings.database_url)
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_a_key_that_is_not_there_yet_is_not_made_by_looking(keyless: Settings) -> None:
    assert key_of(keyless).note
    assert not key_file(keyless.database_url).exists()


def test_a_lost_key_is_a_fault_once_something_is_sealed(keyless: Settings) -> None:
    found = key_of(keyless, Secrets(KEY).seal("U0RITA"))
    assert not found.well
    assert "bring it back from your backup before Snag starts again" in found.remedy


def test_a_key_file_is_good_and_to_be_copied(keyless: Settings) -> None:
    write_key(keyless, KEY)
    found = key_of(keyless, Secrets(KEY).seal("U0RITA"))
    assert (found.mark, found.remedy) == ("note ", "keep a copy of it elsewhere, or put it in SNAG_ENCRYPTION_KEY")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_can_read_is_a_fault(keyless: Settings, mode: int) -> None:
    file = write_key(keyless, KEY)
    file.chmod(mode)
    found = key_of(keyless)
    assert (found.said, found.remedy) == (f"{file} is open to others (mode {mode:o})", f"chmod 600 {file}")


def test_a_key_file_that_snag_cannot_read_is_a_fault(keyless: Settings) -> None:
    file = write_key(keyless, KEY)
    file.chmod(0)
    with like_anybody():
        assert key_of(keyless).said == f"{file} cannot be read: {os.strerror(13)}"


@pytest.mark.parametrize("text", ["", "short", "x" * 44])
def test_a_key_of_any_other_form_is_a_fault(keyless: Settings, text: str) -> None:
    write_key(keyless, text)
    assert "must be urlsafe base64 of 32 bytes" in key_of(keyless).said


def test_a_key_that_does_not_open_what_is_stored_is_a_fault_and_opens_it_behind_a_comma(keyless: Settings) -> None:
    sealed = Secrets(KEY).seal("U0RITA")
    other = Fernet.generate_key().decode()
    with_other = keyless.model_copy(update={"snag_encryption_key": other})
    with_both = keyless.model_copy(update={"snag_encryption_key": f"{other},{KEY}"})
    assert key_of(with_other, sealed, sealed).said == "it does not open what is stored (2 of 2 looked at)"
    assert key_of(with_both, sealed).said == "from SNAG_ENCRYPTION_KEY, and it opens what is stored"


def test_postgresql_without_a_key_shows_how_to_make_one() -> None:
    found = key_of(settings_for("postgresql://nobody@127.0.0.1:1/none").model_copy(
        update={"snag_encryption_key": None}))
    assert not found.well
    assert environment.MAKE_ONE in found.remedy


def test_what_is_sealed_is_looked_for_wherever_it_stands(each_database: str) -> None:
    seal = Secrets(KEY).seal
    write(each_database, payload={"to": seal("https://hooks.example"), "number": 1})
    db = Database(each_database)
    with db.transaction("") as tx:
        [workspace_id] = stored_settings.all_workspaces(tx.session)
        stored_settings.workspace(tx.session, workspace_id).pseudonym_key = seal("a key")
    db.close()
    found = database.look(settings_for(each_database), StillClock()).sealed
    assert sorted(str(Secrets(KEY).open(text)) for text in found) == ["a key", "https://hooks.example"]

