"""Whether a database could be written, found out without writing anything."""

from pathlib import Path

from sqlalchemy import Connection, text

from bot.errors import StorageUnavailable
from storage.engines import as_storage_error, engine_for

_MAGIC = b"SQLite format 3\x00"
_WAL, _JOURNAL_AT = 2, 18
_NOTHING = text("update alembic_version set version_num = version_num where 1 = 0")
_MAY = text("select has_table_privilege('work', :right)")


def is_database(file: Path) -> bool:
    """Whether a file is SQLite's; an empty one will be."""
    begin = _begin(file)
    return not begin or begin.startswith(_MAGIC)


def was_opened(file: Path) -> bool:
    """Whether Snag has had this SQLite file open: it turns each to write-ahead mode; a restored copy may be in none."""
    begin = _begin(file)
    return len(begin) > _JOURNAL_AT and begin[_JOURNAL_AT] == _WAL


def refuse_unwritable(url: str) -> None:
    """Take what a writer takes, and give it back. Raises `StorageUnavailable` with the database's own words."""
    engine = engine_for(url)
    try:
        with as_storage_error(), engine.connect() as connection, connection.begin() as begun:
            if connection.dialect.name == "postgresql":
                _refuse_reader(connection)
            else:
                connection.execute(_NOTHING)  # SQLite lets a reader of a read-only file begin like a writer
            begun.rollback()
    finally:
        engine.dispose()


def _refuse_reader(connection: Connection) -> None:
    if connection.execute(text("show transaction_read_only")).scalar_one() == "on":
        raise StorageUnavailable("the server takes no writes: it is a standby, or set to read only")
    for right in ("insert", "update", "delete"):
        if not connection.execute(_MAY, {"right": right}).scalar_one():
            raise StorageUnavailable(f"this user may not {right} in Snag's tables")


def _begin(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_JOURNAL_AT + 1)
