"""Brings a database to a revision of its tables. Several processes may start at once: one migrates, the others wait.

Alembic is imported on first use, and configured here, so that an installed package needs no file beside it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import ConfigError, StorageUnavailable
from storage.engines import as_storage_error, engine_for

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
_LOCK = int.from_bytes(b"snag")


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the tables up to `revision`, in one transaction: all of it or nothing."""
    from alembic import command

    if url.startswith("sqlite:"):
        Path(url.removeprefix("sqlite:///")).absolute().parent.mkdir(parents=True, exist_ok=True)
    with _alone(url) as connection:
        _refuse_unknown(connection)
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the tables back to `revision`; "base" leaves none."""
    from alembic import command

    with _alone(url) as connection:
        _refuse_unknown(connection)
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The revision of the database; None where nothing was migrated yet."""
    if url.startswith("sqlite:") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    with _connected(url, "BEGIN") as connection:
        return _revision(connection)


def is_current(url: str) -> bool:
    """Whether the database has exactly the tables that this version of Snag expects."""
    return current(url) == newest()


def newest() -> str | None:
    """The last revision of the chain."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextlib.contextmanager
def configured(url: str) -> Iterator["Config"]:
    """Alembic's configuration for the database at `url`, for the tool that writes revisions."""
    with _connected(url, "BEGIN") as connection:
        yield _config(connection)


@contextlib.contextmanager
def _connected(url: str, begin: str) -> Iterator[Connection]:
    engine = engine_for(url, begin=begin, busy_seconds=60, foreign_keys=False)
    try:
        with as_storage_error(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextlib.contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A transaction that no other migration runs beside: SQLite's write lock, or an advisory lock on PostgreSQL."""
    with _connected(url, "BEGIN IMMEDIATE") as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection
        if connection.dialect.name == "sqlite":
            _refuse_torn(connection)


def _refuse_torn(connection: Connection) -> None:
    """SQLite remakes a table to change it, with foreign keys off; none may point nowhere afterwards."""
    torn = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if torn:
        raise StorageUnavailable(f"the migration would leave rows pointing nowhere: {torn[:3]}")


def _refuse_unknown(connection: Connection) -> None:
    from alembic.script import ScriptDirectory

    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise ConfigError(f"The database is at revision {found}, which this version of Snag does not know: a newer "
                          "one has used it. Install that version, or restore a backup from before.")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()
