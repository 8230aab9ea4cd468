"""How long it takes from the command to the first `200 OK`, and how long the first report after that takes."""

import asyncio
import contextlib
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.client import send, until_up
from tests.benchmarks.contestants import SECRET, TOKEN
from tests.benchmarks.processes import child, copy_of, environment, folder, serving, template
from tests.benchmarks.requests import signed, stories
from tests.benchmarks.table import show

A_BREATH = 3.0
"""Seconds that `LATER` waits between the start and the first report."""
YARDSTICKS = ("bare Bolt", "sample.py")
RUN, EMPTY, LATER = "snag run", "snag run, empty folder", f"snag run, {A_BREATH:.0f} s later"
KINDS = (*YARDSTICKS, RUN, EMPTY, LATER)


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds until ready; milliseconds of the first two reports."""

    ready: float
    first: float
    second: float


def measure(times: int, breath: float, kinds: Iterable[str] = KINDS) -> dict[str, Started]:
    """Medians of so many starts of each kind, taking turns."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        slack_url = stack.enter_context(child("tests.benchmarks.slack")).hello["api_url"]
        file, found = template(here), {kind: list[Started]() for kind in kinds}
        for turn, kind in itertools.product(range(times), kinds):
            url = f"sqlite:///{here}/new-{turn}/snag.db" if kind == EMPTY else copy_of(file, "start")
            found[kind].append(_start(kind, url, slack_url, breath if kind == LATER else 0.0))
        return {kind: _median(starts) for kind, starts in found.items()}


def _start(kind: str, url: str, slack_url: str, breath: float) -> Started:
    """Bolt's yardsticks start like any contestant, Snag by the very command that people run."""
    began = time.perf_counter()
    with contextlib.ExitStack() as stack:
        if kind in YARDSTICKS:
            port = stack.enter_context(serving(kind, url, slack_url)).hello["port"]
        else:
            port = stack.enter_context(_snag_process(url, slack_url))
        return asyncio.run(_watch(port, began, breath))


def _median(starts: list[Started]) -> Started:
    return Started(median(one.ready for one in starts), median(one.first for one in starts),
                   median(one.second for one in starts))


async def _watch(port: int, began: float, breath: float) -> Started:
    await until_up(port)
    ready = time.perf_counter() - began
    await asyncio.sleep(breath)
    first, second = (await send(port, signed(stories(), 2), 1)).waits
    return Started(ready, first, second)


@contextlib.contextmanager
def _snag_process(url: str, slack_url: str) -> Iterator[int]:
    port = _free_port()
    env = environment(SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET=SECRET, SLACK_API_URL=slack_url, DATABASE_URL=url,
                      HOST="127.0.0.1", PORT=str(port), LOG_LEVEL="ERROR")
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def run(times: int, breath: float = A_BREATH) -> None:
    show(f"Start (medians of {times})", ["ready after s", "first report ms", "second report ms"],
         [[name, one.ready, one.first, one.second] for name, one in measure(times, breath).items()])
