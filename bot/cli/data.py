"""`snag import` and `snag export`: reports out of other systems, and all reports as a file."""

import csv
import getpass
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO, TypeVar

import typer

from bot.cli.common import open_core, workspace_of
from bot.cli.import_screen import Screen, Tally
from bot.domain.import_files import Opened, open_csv, open_json
from bot.domain.imports import Reader, columns_for, parse_map
from bot.errors import ConfigError, StorageUnavailable
from bot.services.exports import Exported, ExportedReply, Exports
from bot.services.imports import BATCH, Imports, Ready, Taken

T = TypeVar("T")
Workspace = Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")]

TRIES = 5
BETWEEN_TRIES = 1.0
FIRST_BATCH = 50
HOLD = 0.2
"""Seconds that one batch may keep others from writing: somebody's report has three in all."""
GAP = 0.12
"""Seconds between batches on SQLite, where who waits looks again each 100 ms; else a running Snag would starve."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell instead of showing it."""


class Form(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


ENDINGS = {".csv": Form.CSV, ".tsv": Form.CSV, ".jsonl": Form.JSONL, ".ndjson": Form.JSONL, ".json": Form.JSONL}


def add_to(app: typer.Typer) -> None:
    app.command(name="import")(import_)
    app.command()(export)


def import_(
        file: Path,
        columns: Annotated[list[str] | None, typer.Option(
            "--map", metavar="TARGET=COLUMN", help="Which column is what: text=Comment. 'team=' leaves a target out")
        ] = None,
        form: Annotated[Form | None, typer.Option("--format", help="Where the file's ending does not say it")] = None,
        post_cards: Annotated[bool, typer.Option("--post-cards", help="Post a card for each report")] = False,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Show where the rows would go; store nothing")] = False,
        workspace: Workspace = None) -> None:
    """Take in reports from a CSV or JSON lines FILE. Started again it goes on where it stopped and doubles nothing."""
    with open_core() as core, _opened(file) as lines:
        imports, workspace_id = Imports(core.db, core.clock, core.names), workspace_of(core, workspace)
        opened = open_json(lines) if _form_of(file, form) is Form.JSONL else open_csv(lines)
        reader = imports.reader(workspace_id, columns_for(opened.columns, parse_map(columns or ())))
        pace = Pace(GAP if core.db.is_sqlite and not dry_run else 0.0)
        take = _Import(imports, workspace_id, pace, post_cards=post_cards, dry_run=dry_run)
        tally = take.all(opened, reader, lines)
    if tally.skipped:
        raise typer.Exit(1)


class Pace:
    """How many rows go into the next batch, and when: a running Snag beside the import must get its turns."""

    def __init__(self, gap: float) -> None:
        self.size = FIRST_BATCH
        self._gap, self._ended = gap, -gap

    def wait(self) -> None:
        """Until others had their turn; what was done meanwhile counts."""
        time.sleep(max(0.0, self._ended + self._gap - time.perf_counter()))

    def took(self, rows: int, seconds: float) -> None:
        """A batch was stored."""
        self._ended = time.perf_counter()
        if rows:
            self.size = min(BATCH, 2 * self.size, max(1, int(rows * HOLD / max(seconds, 0.001))))


@dataclass(frozen=True, slots=True)
class _Import:
    """One run of the command."""

    imports: Imports
    workspace_id: str
    pace: Pace
    post_cards: bool
    dry_run: bool

    def all(self, opened: Opened, reader: Reader, lines: "_Lines") -> Tally:
        tally, screen = Tally(), Screen(dry_run=self.dry_run)
        screen.say_columns(opened.columns, reader.columns)
        try:
            with screen:
                for rows in _batches(opened.rows, self.pace):
                    prepared = self.imports.prepare(reader, rows)
                    tally.add(prepared, self._one(prepared.ready))
                    screen.say(prepared, tally, lines.share)
        except KeyboardInterrupt:
            screen.say_stopped(tally)
            raise typer.Exit(130) from None
        screen.say_end(tally)
        return tally

    def _one(self, rows: Sequence[Ready]) -> Taken:
        if self.dry_run:
            return self.imports.try_out(self.workspace_id, rows)
        for _ in range(TRIES - 1):
            try:
                return self._store(rows)
            except StorageUnavailable:  # somebody else writes; this can wait
                time.sleep(BETWEEN_TRIES)
        return self._store(rows)

    def _store(self, rows: Sequence[Ready]) -> Taken:
        self.pace.wait()
        began = time.perf_counter()
        taken = self.imports.store(self.workspace_id, rows, by=_user(), post_cards=self.post_cards)
        self.pace.took(sum(taken.to_team.values()), time.perf_counter() - began)
        return taken


class _Lines:
    """Lines of a file, and how much of it was read. What is no UTF-8 comes as lone surrogates, to be named by line."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size, self._read = file, size, 0

    def __iter__(self) -> Iterator[str]:
        for raw in self._file:
            self._read += len(raw)
            yield raw.decode("utf-8", "surrogateescape")

    @property
    def share(self) -> float:
        return self._read / self._size if self._size else 1.0


@contextmanager
def _opened(path: Path) -> Iterator[_Lines]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        yield _Lines(file, path.stat().st_size)


def _form_of(file: Path, said: Form | None) -> Form:
    form = said or ENDINGS.get(file.suffix.lower())
    if form is None:
        raise ConfigError(f"The ending of {file.name} does not say what it is: add --format csv or --format jsonl.")
    return form


def _batches(rows: Iterable[T], pace: Pace) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, pace.size)):
        yield batch


def export(
        form: Annotated[Form, typer.Option("--format", help="How to write it")] = Form.JSONL,
        out: Annotated[Path | None, typer.Option(help="A file; without it, standard output")] = None,
        workspace: Workspace = None) -> None:
    """Write all reports, one a line, oldest first."""
    write = _write_csv if form is Form.CSV else _write_json
    with open_core() as core:
        reports = Exports(core.db, core.clock).reports(workspace_of(core, workspace), by=_user())
        with _replaced(out) if out else nullcontext(sys.stdout) as file:
            count = write(reports, file)
    if out:
        typer.echo(f"{count:,} reports written to {out}.", err=True)


@contextmanager
def _replaced(path: Path) -> Iterator[TextIO]:
    """A file that takes its place only when it is whole. Its owner alone may read it: these are people's words."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _write_json(reports: Iterable[Exported], file: TextIO) -> int:
    count = 0
    for report in reports:
        count += 1
        values = {name: getattr(report, name) for name in _NAMES}
        file.write(json.dumps(values, ensure_ascii=False, default=_as_plain) + "\n")
    return count


def _write_csv(reports: Iterable[Exported], file: TextIO) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_NAMES)
    count = 0
    for report in reports:
        count += 1
        writer.writerow([_cell(getattr(report, name)) for name in _NAMES])
    return count


_NAMES = [field.name for field in fields(Exported)]


def _cell(value: object) -> object:
    """An apostrophe in front keeps a spreadsheet from computing what somebody wrote."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False, default=_as_plain) if value else None
    return json.dumps(value) if isinstance(value, bool) else value if value is None else str(_as_plain(value))


def _as_plain(value: object) -> object:
    if isinstance(value, ExportedReply):
        return {"at": value.at, "by": value.by, "text": value.text}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _user() -> str:
    return f"cli:{getpass.getuser()}"
