"""Fixtures around `tests.support.snag`: databases that hold Larkfield's settings, and offices on them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import snag
from tests.support.snag import Office, Way


@pytest.fixture(scope="session")
def settled_template(sqlite_template: Path) -> Path:
    """A migrated file with Larkfield's settings, made once."""
    file = sqlite_template.with_name("settled.db")
    shutil.copy(sqlite_template, file)
    snag.apply_settings(f"sqlite:///{file}")
    return file


@pytest.fixture
def settled_url(settled_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with Larkfield's settings."""
    return f"sqlite:///{shutil.copy(settled_template, tmp_path / 'snag.db')}"


@pytest.fixture
def settled_postgresql_url(postgresql_url: str) -> str:
    """PostgreSQL with Larkfield's settings."""
    snag.apply_settings(postgresql_url)
    return postgresql_url


@pytest.fixture(params=["settled_url", pytest.param("settled_postgresql_url", marks=pytest.mark.postgresql)],
                ids=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(params=["http", "socket"])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


@pytest.fixture
async def office(settled_url: str) -> AsyncIterator[Office]:
    """Snag by Socket Mode on SQLite."""
    async with snag.office(settled_url) as here:
        yield here


@pytest.fixture
async def reached(settled_url: str, way: Way) -> AsyncIterator[Office]:
    """Snag on SQLite, by signed HTTP and by Socket Mode in turn."""
    async with snag.office(settled_url, way) as here:
        yield here


@pytest.fixture
async def stored(each_database: str) -> AsyncIterator[Office]:
    """Snag by signed HTTP, on SQLite and on PostgreSQL in turn."""
    async with snag.office(each_database, "http") as here:
        yield here
