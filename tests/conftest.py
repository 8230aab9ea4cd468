"""What all tests share: real databases, a clock that stands still, the services on them, and Larkfield's settings.

A test that asks for `db` (or for anything built on it) runs on SQLite and on PostgreSQL.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import httpx
import pytest
import structlog

from bot.sandbox.company import load
from storage import migrate
from storage.db import Database
from tests.support import databases, engines
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on, settle


@pytest.fixture(autouse=True, scope="session")
def _done_once_for_all_tests() -> Iterator[None]:
    """What one Snag does once, and each test would do anew: compile its statements, read the trusted certificates; or
    one demo: read and check its company."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.engines.create_engine", engines.create_engine)
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        patch.setattr("bot.sandbox.demo.load", cache(load))
        yield


LONGEST = ("sandbox", "page", "journeys")
"""Folders whose tests take long, and longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: what workers take from each other at the end, so that none is left alone, is short then."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """A command sets how the log is written, for the process: the next test must not be quiet because of it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, made once."""
    return databases.migrated_file(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """The name of a migrated database on the server, made once; without a server the test is skipped, in CI failed."""
    if not databases.answers():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(databases.MISSING)
    with databases.postgresql() as name:
        migrate.upgrade(databases.url_of(name))
        yield name


@pytest.fixture(scope="session")
def _postgresql_for_all(postgresql_template: str) -> Iterator[databases.Emptied]:
    with databases.postgresql(postgresql_template) as name, closing(databases.Emptied(name)) as held:
        yield held


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite file."""
    return databases.sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def postgresql_url(_postgresql_for_all: databases.Emptied) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without rows."""
    yield _postgresql_for_all.url
    _postgresql_for_all.empty()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, migrated and without rows."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """SQLite alone, for what only concerns it."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def postgresql_db(postgresql_url: str) -> Iterator[Database]:
    """PostgreSQL alone. A test that asks for it carries the mark `postgresql`."""
    database = Database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def services(db: Database, clock: StillClock) -> Services:
    """All services, on each database in turn."""
    return services_on(db, clock)


@pytest.fixture
def workspace_id(services: Services) -> str:
    """Larkfield, its teams and its people."""
    return settle(services)
