"""What `snag import` says while it works and at its end: a bar in a terminal, plain lines elsewhere."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.domain.imports import Target
from bot.services.imports import Prepared, Taken

NAMES_KEPT = 1000
NAMES_SHOWN = 5


@dataclass
class Tally:
    """What became of the rows so far."""

    to_team: Counter[str | None] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    already: int = 0
    skipped: int = 0

    @property
    def stored(self) -> int:
        return self.to_team.total()

    @property
    def rows(self) -> int:
        return self.stored + self.already + self.skipped

    def add(self, prepared: Prepared, taken: Taken) -> None:
        self.to_team.update(taken.to_team)
        self.already += taken.already
        self.skipped += len(prepared.skipped)
        for name in (name for row in prepared.ready for name in row.entry.unknown):
            if name in self.unknown or len(self.unknown) < NAMES_KEPT:
                self.unknown[name] += 1


class Screen:
    """Progress and complaints go to standard error, the result to standard output."""

    def __init__(self, *, dry_run: bool) -> None:
        self._dry_run, self._began, self._tenths = dry_run, time.perf_counter(), 0
        self._out, self._err = _console(stderr=False), _console(stderr=True)
        self._bar = Progress(BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.fields[rows]:,} rows"),
                             TimeRemainingColumn(), console=self._err, transient=True,
                             disable=not self._err.is_terminal)
        self._task: TaskID = self._bar.add_task("", total=1.0, rows=0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def say_columns(self, found: Sequence[str], used: Mapping[Target, str]) -> None:
        """Which column was taken for what, so that a wrong guess is seen at once."""
        self._err.print("Columns: " + ", ".join(f"{target} = {used[target]}" for target in Target if target in used))
        unused = [column for column in found if column and column not in used.values()]
        if unused:
            self._err.print("Not used: " + ", ".join(unused))

    def say(self, prepared: Prepared, tally: Tally, share: float) -> None:
        """After each batch: the rows that were skipped, and how far it is; `share` is what of the file is read."""
        for row in prepared.skipped:
            self._err.print(f"line {row.line}: {row.reason}")
        self._bar.update(self._task, completed=share, rows=tally.rows)
        tenths = int(share * 10)
        if tenths > self._tenths and tenths < 10 and not self._err.is_terminal:
            self._err.print(f"{tenths * 10} %  {tally.rows:,} rows")
        self._tenths = tenths

    def say_end(self, tally: Tally) -> None:
        if tally.to_team:
            self._out.print(_table(tally, "would go to" if self._dry_run else "went to"))
        for line in self._lines(tally):
            self._out.print(line)

    def _lines(self, tally: Tally) -> Iterable[str]:
        seconds = time.perf_counter() - self._began
        what = "would be stored" if self._dry_run else "stored"
        yield (f"{tally.stored:,} {what}, {tally.already:,} already there, {tally.skipped:,} skipped, "
               f"in {seconds:,.1f} s.")
        if tally.unknown:
            names = ", ".join(f"{name} ({count:,})" for name, count in tally.unknown.most_common(NAMES_SHOWN))
            yield ("Names that are no team or touchpoint here, so those rows were routed by their words: "
                   f"{names}{', ...' if len(tally.unknown) > NAMES_SHOWN else ''}")
        if tally.skipped:
            yield "Correct the skipped rows and import the file again: what is there already is not stored twice."

    def say_stopped(self, tally: Tally) -> None:
        self._err.print(f"Stopped. {tally.stored:,} are stored; start the same command again to go on.")


def _console(*, stderr: bool) -> Console:
    """Rows hold other people's text: nothing in it is markup."""
    return Console(stderr=stderr, soft_wrap=True, markup=False, highlight=False, emoji=False)


def _table(tally: Tally, went: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(f"Reports {went}")
    table.add_column("", justify="right")
    for team, count in sorted(tally.to_team.items(), key=lambda pair: (pair[0] is None, -pair[1])):
        table.add_row(team or "Triage", f"{count:,}")
    return table
