"""A bare workspace: what storage alone needs."""

import pytest

from storage.db import Database
from storage.tables import Workspace
from tests.support.clocks import START

WORKSPACES = ("w", "v")


@pytest.fixture
def bare(db: Database) -> Database:
    """A database with two workspaces and nothing in them."""
    return with_workspaces(db)


@pytest.fixture
def bare_sqlite(sqlite_db: Database) -> Database:
    return with_workspaces(sqlite_db)


@pytest.fixture
def bare_postgresql(postgresql_db: Database) -> Database:
    return with_workspaces(postgresql_db)


def with_workspaces(db: Database) -> Database:
    with db.transaction("") as tx:
        tx.session.add_all(Workspace(id=key, created_at=START) for key in WORKSPACES)
    return db
