"""How long Slack waits until a report is stored and answered, how many a second, and what one costs.

The contestants take turns in short rounds, so that whatever else the machine does hits all of them alike.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.client import Measured, send
from tests.benchmarks.contestants import CONTESTANTS
from tests.benchmarks.processes import Child, child, copy_of, folder, serving, template
from tests.benchmarks.requests import signed, stories
from tests.benchmarks.table import show

AT_ONCE = (1, 16)
WARM_UP = 60


@dataclass(frozen=True, slots=True)
class Round:
    """One contestant's turn. `cpu_ms` is for one request."""

    measured: Measured
    cpu_ms: float

    @property
    def per_second(self) -> float:
        return len(self.measured.waits) / self.measured.seconds

    def wait(self, share: float) -> float:
        """The wait that this share of the requests did not exceed."""
        waits = sorted(self.measured.waits)
        return waits[min(int(len(waits) * share), len(waits) - 1)]


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    server: Child
    database: Path
    reports: Iterator[tuple[str, str]] = field(default_factory=stories)
    rounds: dict[int, list[Round]] = field(default_factory=lambda: {at_once: [] for at_once in AT_ONCE})

    def turn(self, count: int, at_once: int) -> Round:
        requests = signed(self.reports, count)
        before = self.server.used().cpu_ms
        measured = asyncio.run(send(self.server.hello["port"], requests, at_once))
        return Round(measured, (self.server.used().cpu_ms - before) / count)

    def median(self, at_once: int, figure: Callable[[Round], float]) -> float:
        return median(figure(one) for one in self.rounds[at_once])

    def ratio(self, other: "Contestant", at_once: int, figure: Callable[[Round], float]) -> float:
        """This one's figure over the other's in the same round; the median of all rounds."""
        pairs = zip(self.rounds[at_once], other.rounds[at_once], strict=True)
        return median(figure(mine) / figure(theirs) for mine, theirs in pairs)

    def stored(self) -> int:
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            found: tuple[int] = connection.execute("select count(*) from report").fetchone()
            return found[0]


FIGURES: tuple[tuple[str, Callable[[Round], float]], ...] = (
    ("p50 ms", lambda one: one.wait(0.50)),
    ("p95 ms", lambda one: one.wait(0.95)),
    ("p99 ms", lambda one: one.wait(0.99)),
    ("per second", lambda one: one.per_second),
    ("CPU ms each", lambda one: one.cpu_ms),
)


def measure(requests: int, rounds: int, names: Iterable[str] = CONTESTANTS) -> list[Contestant]:
    """The contestants, each with so many rounds of so many requests at each concurrency."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        slack_url = stack.enter_context(child("tests.benchmarks.slack")).hello["api_url"]
        file = template(here)
        started = [_start(stack, name, file, slack_url) for name in names]
        for one in started:
            one.turn(WARM_UP, 1)
        for _ in range(rounds):
            for at_once in AT_ONCE:
                for one in started:
                    one.rounds[at_once].append(one.turn(requests, at_once))
        for one in started:
            _check(one, WARM_UP + rounds * requests * len(AT_ONCE))
        return started


def _start(stack: contextlib.ExitStack, name: str, file: Path, slack_url: str) -> Contestant:
    url = copy_of(file, name)
    return Contestant(name, stack.enter_context(serving(name, url, slack_url)), Path(url.removeprefix("sqlite:///")))


def _check(one: Contestant, sent: int) -> None:
    """A contestant that does not store what it acknowledges has not been measured."""
    wanted = 0 if one.name == "bare Bolt" else sent
    if one.stored() != wanted:
        raise RuntimeError(f"{one.name} has {one.stored()} reports after {sent} were sent")


def run(requests: int, rounds: int) -> None:
    found = measure(requests, rounds)
    columns = [name for name, _ in FIGURES]
    for at_once in AT_ONCE:
        title = f"Acknowledgement of a stored report, {at_once} at once (medians of {rounds} rounds of {requests})"
        show(title, columns, [
            [one.name, *(one.median(at_once, figure) for _, figure in FIGURES)] for one in found])
    bare, sample, *snags = found
    show("Ratios (medians of the rounds' own ratios)", columns, [
        [f"{snag.name} : {other.name}, {at_once} at once",
         *(f"{snag.ratio(other, at_once, figure):.2f}" for _, figure in FIGURES)]
        for snag in snags for other in (sample, bare) for at_once in AT_ONCE])
