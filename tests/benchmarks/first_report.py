"""How long a stranger waits: from `git clone` and `make demo` in an empty folder to a first report typed in the page.

Needs git, make, Chromium and the network. It is no part of `make bench`: `python -m tests.benchmarks.first_report`.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from playwright.async_api import async_playwright

from tests.benchmarks.processes import folder
from tests.benchmarks.table import show
from tests.page.conftest import CHROMIUM, QUIET
from tests.source import ROOT

REPORT = "/snag the parcel was left with a neighbour and nobody knows which one"
PATIENCE = 300_000
"""Milliseconds: the month that goes by at first keeps the machine busy."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds for each part: until there are files, packages, an address, a page, and the answer to a report."""

    clone: float
    install: float
    start: float
    page: float
    report: float


def measure(source: str, arguments: str = "") -> Waited:
    """Once, in a folder that is empty before and gone afterwards. Raises where a step fails."""
    with folder() as empty:
        here = empty / "snag"
        marks = [time.perf_counter()]
        subprocess.run(["git", "clone", "--quiet", source, str(here)], check=True)
        marks.append(time.perf_counter())
        subprocess.run(["make", "install"], cwd=here, env=_environment(), check=True, stdout=subprocess.DEVNULL)
        marks.append(time.perf_counter())
        with _demo(here, arguments) as url:
            marks.append(time.perf_counter())
            marks += asyncio.run(_report(url))
    return Waited(*(later - earlier for earlier, later in itertools.pairwise(marks)))


@contextlib.contextmanager
def _demo(here: Path, arguments: str) -> Iterator[str]:
    command = ["make", "demo", f"ARGS=--no-open --port 0 {arguments}"]
    with subprocess.Popen(command, cwd=here, env=_environment(), stdout=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        assert process.stdout is not None
        try:
            yield next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=60)


async def _report(url: str) -> list[float]:
    """When the page could be typed in, and when the report was answered, which is after it was stored."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        page.set_default_timeout(PATIENCE)
        await page.goto(url)
        box = page.get_by_role("main").get_by_role("textbox")
        await box.wait_for()
        ready = time.perf_counter()
        await box.type(REPORT)
        await box.press("Enter")
        await page.get_by_role("article").filter(has_text="This is annoyance #").last.wait_for()
        answered = time.perf_counter()
        await browser.close()
    return [ready, answered]


def _environment() -> dict[str, str]:
    """Nothing of the environment that this runs in: a stranger has none yet."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    beside = str(Path(sys.executable).parent)
    return kept | {"PATH": os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != beside)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_report", description=__doc__)
    parser.add_argument("--source", default=str(ROOT), help="what to clone; this checkout when none is named")
    parser.add_argument("--empty", action="store_true", help="without the month that goes by at first")
    asked = parser.parse_args()
    found = measure(asked.source, "--empty" if asked.empty else "")
    parts = {one.name: getattr(found, one.name) for one in fields(found)}
    show("First report", ["seconds"],
         [*([name, value] for name, value in parts.items()), ["together", sum(parts.values())]])


if __name__ == "__main__":
    main()
