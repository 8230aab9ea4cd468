"""`snag import` and `snag export` as somebody at a terminal meets them."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.app import build_core
from bot.cli import app, data
from bot.cli.data import FIRST_BATCH, GAP, HOLD, Pace
from bot.clock import Clock
from bot.config import Settings
from bot.domain.reports import Door, Draft
from bot.errors import ConfigError, StorageUnavailable
from bot.services.imports import BATCH, Imports
from storage.db import Database
from storage.reports import everything
from storage.tables import Work
from tests.support import cast
from tests.support.snag import apply_settings

ROOT = Path(data.__file__).parents[2]
FIELDS = ["number", "text", "reporter", "team", "status", "created_at", "customer_words", "touchpoint", "emotion",
          "how_known", "matters_on", "title", "what_was_done", "merged_into", "first_number", "door", "withdrawn",
          "visibility", "contact_channel", "line", "wanted", "got_it", "segment", "safety", "accessibility", "cost",
          "idea", "may_contact", "post_link", "source_link", "routed_by", "routed_phrase",
          "routed_like", "language", "replies"]


@pytest.fixture
def settled_url(sqlite_url: str) -> str:
    """A database with Larkfield's settings."""
    apply_settings(sqlite_url)
    return sqlite_url


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settled_url: str) -> Path:
    """An empty folder, and Larkfield's settings in the database that the environment names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", settled_url)
    monkeypatch.delenv("SNAG_ENCRYPTION_KEY", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def written(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def exported(*words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in snag("export", *words).stdout.splitlines()]


def refused(result: Result) -> str:
    """The sentence of a command that could not begin."""
    assert isinstance(result.exception, ConfigError)
    return str(result.exception)


# import


def test_a_csv_of_another_system_comes_in_by_its_own_columns() -> None:
    file = written("x.csv", 'Comment;Area;When;intent\n"Where is\nmy refund";Nowhere;2026-03-01 10:00;a\nhm;;;b\n')
    result = snag("import", file, "--map", "text=Comment", "--map", "created_at=When", "--map", "touchpoint=Area")
    assert result.exit_code == 0, result.output
    assert "Columns: text = Comment, touchpoint = Area, created_at = When" in result.stderr
    assert "Not used: intent" in result.stderr
    assert [line.split() for line in result.stdout.splitlines()[1:3]] == [["Payments", "1"], ["Triage", "1"]]
    assert "2 stored, 0 already there, 0 skipped" in result.stdout
    assert "routed by their words: Nowhere (1)" in result.stdout
    assert next((row["text"], row["created_at"][:16]) for row in exported()) == (
        "Where is\nmy refund", "2026-03-01T09:00")


@pytest.mark.parametrize("name, more", [("x.jsonl", ()), ("x.ndjson", ()), ("x.data", ("--format", "jsonl"))])
def test_json_lines_come_in_by_the_files_ending_or_as_said(name: str, more: Sequence[str]) -> None:
    file = written(name, '{"story": "no refund", "team": "app", "reporter": "U0RITA"}\n')
    assert snag("import", file, *more).exit_code == 0
    assert [(row["team"], row["reporter"], row["door"]) for row in exported()] == [("app", cast.RITA, "import")]


def test_bad_rows_are_named_by_line_and_the_rest_is_stored() -> None:
    result = snag("import", written("x.csv", "text,date\na,\nb,soon\nc,\n"))
    assert result.exit_code == 1
    assert "line 3: created_at is 'soon'" in result.stderr
    assert "2 stored, 0 already there, 1 skipped" in result.stdout
    assert [row["text"] for row in exported()] == ["a", "c"]


def test_the_same_file_again_adds_nothing_and_ends_well() -> None:
    file = written("x.csv", "text\na\nb\na\n")
    assert snag("import", file).exit_code == 0
    again = snag("import", file)
    assert (again.exit_code, "0 stored, 3 already there" in again.stdout) == (0, True)
    assert len(exported()) == 3


def test_a_trial_stores_nothing() -> None:
    result = snag("import", written("x.csv", "text\nrefund\n"), "--dry-run")
    assert "1 would be stored" in result.stdout
    assert exported() == []


def test_without_a_text_column_the_columns_found_are_named() -> None:
    assert "The columns are: n, Area." in refused(snag("import", written("x.csv", "n,Area\n1,2\n")))


@pytest.mark.parametrize("file, why", [
    ("missing.csv", "missing.csv cannot be read: No such file"),
    (".", "cannot be read: Is a directory"),
    ("x.data", "add --format csv or --format jsonl"),
])
def test_a_file_that_cannot_be_read_is_one_sentence(file: str, why: str) -> None:
    written("x.data", "text\na\n")
    assert why in refused(snag("import", file))


def test_a_workspace_that_is_not_here_is_one_sentence() -> None:
    assert "no workspace T0ELSE" in refused(snag("import", written("x.csv", "text\na\n"), "--workspace", "T0ELSE"))


def test_markup_in_names_is_shown_as_it_is() -> None:
    result = snag("import", written("x.csv", "text,[red]n,team\na,1,[bold]Sales\n"))
    assert "Not used: [red]n" in result.stderr
    assert "[bold]Sales (1)" in result.stdout


def test_without_a_terminal_progress_is_plain_lines() -> None:
    result = snag("import", written("x.csv", "text\n" + "".join(f"story {n:05}\n" for n in range(4 * BATCH))))
    lines = [line for line in result.stderr.splitlines() if "%" in line]
    assert len(lines) >= 2
    assert all(line.endswith("rows") for line in lines)


def test_a_slow_database_gets_smaller_batches_and_a_quick_one_larger() -> None:
    pace = Pace(0.0)
    pace.took(FIRST_BATCH, HOLD * 5)
    assert pace.size == FIRST_BATCH // 5
    pace.took(pace.size, HOLD * 1_000)
    assert pace.size == 1
    for _ in range(10):
        pace.took(pace.size, HOLD / 1_000)
    assert pace.size == BATCH


def test_rows_that_were_there_say_nothing_of_how_long_storing_takes() -> None:
    pace = Pace(0.0)
    pace.took(0, 0.0)
    assert pace.size == FIRST_BATCH


def test_between_batches_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    now, slept = [100.0], list[float]()
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(time, "sleep", slept.append)
    pace = Pace(GAP)
    pace.wait()
    pace.took(50, 0.1)
    now[0] += GAP / 4  # reading the next batch
    pace.wait()
    assert slept == pytest.approx([0.0, GAP * 3 / 4])


def waiting(url: str) -> int:
    database = Database(url)
    with database.reading() as session:
        count = len(session.exec(select(Work).where(Work.topic == "card")).all())
    database.close()
    return count


def test_cards_are_asked_for_only_when_wanted(settled_url: str) -> None:
    snag("import", written("x.csv", "text\nrefund\n"))
    assert waiting(settled_url) == 0
    snag("import", written("y.csv", "text\nrefund me\n"), "--post-cards")
    assert waiting(settled_url) == 1


def test_a_busy_database_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store, failures = Imports.store, [StorageUnavailable("locked")] * 2

    def busy(self: Imports, *args: Any, **kwargs: Any) -> Any:
        if failures:
            raise failures.pop()
        return store(self, *args, **kwargs)

    monkeypatch.setattr(Imports, "store", busy)
    monkeypatch.setattr(data, "BETWEEN_TRIES", 0.0)
    assert snag("import", written("x.csv", "text\na\n")).exit_code == 0
    assert len(exported()) == 1


def test_a_database_that_stays_away_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise StorageUnavailable("locked")

    monkeypatch.setattr(Imports, "store", away)
    monkeypatch.setattr(data, "BETWEEN_TRIES", 0.0)
    result = snag("import", written("x.csv", "text\na\n"))
    assert isinstance(result.exception, StorageUnavailable)


def test_stopped_by_hand_it_says_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    store, calls = Imports.store, []

    def stopped(self: Imports, *args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(self, *args, **kwargs)

    monkeypatch.setattr(Imports, "store", stopped)
    result = snag("import", written("x.csv", "text\n" + "".join(f"story {n}\n" for n in range(2 * FIRST_BATCH))))
    assert result.exit_code == 130
    assert f"Stopped. {FIRST_BATCH} are stored" in result.stderr


def started_import(file: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bot", "import", file, "--format", "csv"], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})


def wait_for_reports(count: int, url: str, process: "subprocess.Popen[bytes]") -> None:
    database = Database(url)
    while process.poll() is None:
        with database.reading() as session:
            if sum(1 for _ in everything(session, _workspace(url))) >= count:
                break
        time.sleep(0.05)
    database.close()


def _workspace(url: str) -> str:
    core = build_core(Settings(database_url=url), Clock())
    try:
        return core.services.workspaces.ensure()
    finally:
        core.db.close()


def test_killed_in_the_middle_and_started_again_it_ends_the_same(settled_url: str) -> None:
    """The first run reads from a pipe that goes silent, so that it is surely in the middle when it is killed."""
    text = "text\n" + "".join(f"story {number % 300}\n" for number in range(5 * BATCH))
    os.mkfifo("pipe")
    process = started_import("pipe")
    with Path("pipe").open("w", encoding="utf-8") as pipe:
        pipe.write(text[:len(text) // 2])
        pipe.flush()
        wait_for_reports(FIRST_BATCH, settled_url, process)
        process.kill()
        process.wait()
    before = len(exported())
    assert FIRST_BATCH <= before < 5 * BATCH
    result = snag("import", written("x.csv", text))
    assert f"{5 * BATCH - before:,} stored, {before:,} already there" in result.stdout
    rows = exported()
    assert [row["number"] for row in rows] == list(range(1, 5 * BATCH + 1))
    assert [row["text"] for row in rows] == [f"story {number % 300}" for number in range(5 * BATCH)]


# export


@pytest.fixture
def told(settled_url: str) -> None:
    """Four reports: routed, joined as a me too, taken back, and one that a spreadsheet would compute."""
    core = build_core(Settings(database_url=settled_url), Clock())
    workspace, reports = core.services.workspaces.ensure(), core.services.reports

    def take(user: str, text: str, words: str | None = None) -> str:
        return reports.take(workspace, user, Draft(text, words), door=Door.SLASH, key=text).report_id

    take(cast.RITA, "no refund, 환불 안 됨\nfor a week")
    joined = take(cast.MINJUN, "refund late")
    reports.me_too(workspace, cast.MINJUN, 1, report_id=joined, key="me-too")
    reports.undo(workspace, cast.YUKI, take(cast.YUKI, "荷物が来ない"), key="undo")
    take(cast.RITA, "=1+1", "@SUM(A1)")
    core.db.close()


@pytest.mark.usefixtures("told")
def test_each_report_is_one_line_of_json_with_the_promised_fields() -> None:
    rows = exported()
    assert [list(row) for row in rows] == [FIELDS] * 4
    assert [(row["number"], row["first_number"], row["reporter"], row["status"]) for row in rows] == [
        (1, 1, cast.RITA, "new"), (1, 2, cast.MINJUN, "new"), (3, 3, cast.YUKI, "withdrawn"),
        (4, 4, cast.RITA, "triage")]
    assert (rows[0]["text"], rows[0]["team"], rows[0]["withdrawn"]) == (
        "no refund, 환불 안 됨\nfor a week", "payments", False)
    assert (rows[2]["withdrawn"], rows[3]["team"], rows[3]["text"]) == (True, None, "=1+1")
    assert rows[0]["created_at"].endswith("+00:00")


@pytest.mark.usefixtures("told")
def test_a_spreadsheet_computes_nothing_of_what_people_wrote() -> None:
    rows = list(csv.DictReader(io.StringIO(snag("export", "--format", "csv").stdout)))
    assert [list(row) for row in rows] == [FIELDS] * 4
    assert (rows[3]["text"], rows[3]["customer_words"], rows[3]["title"]) == ("'=1+1", "'@SUM(A1)", "'=1+1")
    assert (rows[0]["text"], rows[3]["team"], rows[2]["withdrawn"]) == (
        "no refund, 환불 안 됨\nfor a week", "", "true")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_each_beginning_of_a_formula_is_made_harmless(start: str) -> None:
    assert data._cell(f"{start}1") == f"'{start}1"
    assert data._cell(f"a{start}1") == f"a{start}1"


@pytest.mark.usefixtures("told")
def test_a_file_takes_its_place_whole_and_is_for_its_owner_alone(here: Path) -> None:
    result = snag("export", "--out", "all.jsonl")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "4 reports written to all.jsonl.\n")
    assert len(Path("all.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    assert Path("all.jsonl").stat().st_mode & 0o777 == 0o600
    assert not (here / "all.jsonl.part").exists()


@pytest.mark.usefixtures("told")
def test_an_export_that_breaks_leaves_the_file_before_it(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    written("all.csv", "the one before")

    def broken(_reports: object, file: io.TextIOBase) -> int:
        file.write("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(data, "_write_csv", broken)
    assert "all.csv cannot be written: No space left" in refused(snag("export", "--format", "csv", "--out", "all.csv"))
    assert Path("all.csv").read_text(encoding="utf-8") == "the one before"
    assert not (here / "all.csv.part").exists()


def test_a_folder_that_is_not_there_is_one_sentence() -> None:
    assert "nowhere/all.csv cannot be written: No such file" in refused(snag("export", "--out", "nowhere/all.csv"))


@pytest.mark.usefixtures("told")
def test_what_was_exported_can_be_imported(here: Path) -> None:
    snag("export", "--out", "all.jsonl")
    result = snag("import", "all.jsonl")
    assert "4 stored, 0 already there, 0 skipped" in result.stdout
    first, again = exported()[0], exported()[4]
    same = ("text", "reporter", "team", "created_at", "title")
    assert [again[name] for name in same] == [first[name] for name in same]
