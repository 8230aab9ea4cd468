"""Child processes that are spoken to in lines of JSON, and the database that each contestant is given."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import build_core
from bot.clock import Clock
from bot.config import Settings
from bot.domain.people import Profile
from bot.sandbox.company import load
from storage import migrate

TEAM = "T0SNAG"
BUILD = Path("build")
"""On the disk that the checkout is on: many a temporary folder is in memory, where nothing costs a flush."""


@dataclass(frozen=True, slots=True)
class Usage:
    cpu_ms: float
    mib: float


def environment(**more: str) -> dict[str, str]:
    """This process's environment, and compiled modules kept: people do not compile at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


class Child:
    """A process that answers each line with one line."""

    def __init__(self, *command: str) -> None:
        self._name = " ".join(command[:2])
        self._process = subprocess.Popen([sys.executable, "-m", *command], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True, env=environment())
        self.hello = self._heard()

    def ask(self) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._heard()

    def used(self) -> Usage:
        return Usage(**self.ask())

    def stop(self) -> None:
        self._process.communicate(timeout=30)

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended early")
        found: dict[str, Any] = json.loads(line)
        return found


@contextlib.contextmanager
def child(*command: str) -> Iterator[Child]:
    started = Child(*command)
    try:
        yield started
    finally:
        started.stop()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """An empty folder for this measurement."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD.absolute(), prefix="bench-") as made:
        yield Path(made)


def template(folder: Path) -> Path:
    """A migrated database with Larkfield's settings and people, but no reports."""
    company, file = load(), folder / "template.db"
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    core = build_core(Settings(database_url=url), Clock())
    workspace_id = core.services.workspaces.ensure()
    core.services.workspaces.introduce(workspace_id, slack_team_id=TEAM, name="Larkfield", domain="larkfield",
                                       bot_user_id="U0SNAG", bot_id="B0SNAG", app_id="A0SNAG")
    core.configuration.apply(workspace_id, company.settings_yaml, by=None)
    for one in company.people:
        core.services.people.keep(workspace_id, Profile(one.id, one.name, one.locale, one.tz, is_admin=one.is_admin))
    core.db.close()
    return file


def copy_of(file: Path, name: str) -> str:
    """The address of a database of one's own."""
    own = file.parent / f"{''.join(filter(str.isalnum, name))}-{datetime.now(UTC).timestamp()}"
    own.mkdir()
    return f"sqlite:///{shutil.copy(file, own / 'snag.db')}"


def serving(name: str, database_url: str, slack_url: str) -> contextlib.AbstractContextManager[Child]:
    """A contestant in its process; `hello` has its port."""
    return child("tests.benchmarks.serving", name, database_url, slack_url)
