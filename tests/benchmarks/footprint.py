"""What a process holds and does while nobody asks anything of it."""

import asyncio
import contextlib
import time
from collections.abc import Iterable

from tests.benchmarks.client import send
from tests.benchmarks.contestants import CONTESTANTS
from tests.benchmarks.processes import child, copy_of, folder, serving, template
from tests.benchmarks.requests import signed, stories
from tests.benchmarks.table import show

Row = tuple[str, float, float, float]


def measure(reports: int, idle_seconds: float, names: Iterable[str] = CONTESTANTS) -> list[Row]:
    """For each contestant: MiB after the start, MiB after so many reports, CPU milliseconds per idle second."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        slack_url = stack.enter_context(child("tests.benchmarks.slack")).hello["api_url"]
        file = template(here)
        return [_one(name, copy_of(file, name), slack_url, reports, idle_seconds) for name in names]


def _one(name: str, database_url: str, slack_url: str, reports: int, idle_seconds: float) -> Row:
    with serving(name, database_url, slack_url) as server:
        before = server.used()
        time.sleep(idle_seconds)  # Snag loads in these what a first report will need
        settled = server.used()
        time.sleep(idle_seconds)
        idle = server.used().cpu_ms - settled.cpu_ms
        asyncio.run(send(server.hello["port"], signed(stories(), reports), 4))
        return name, before.mib, server.used().mib, idle / idle_seconds


def run(reports: int, idle_seconds: float) -> None:
    show("Idle", ["MiB after start", f"MiB after {reports} reports", "CPU ms per idle second"],
         [list(row) for row in measure(reports, idle_seconds)])
