"""Engines of one process that share what they have compiled, as the statements of one Snag share it for its whole life.

Each test has an engine of its own; compiling its statements anew would take a third of all the time. And they do not
wait for the disk: no test takes the machine's power away.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event

_first: dict[str, Engine] = {}


def create_engine(url: str, **options: Any) -> Engine:
    """In the place of SQLAlchemy's: with the dialect and the cache of the first engine of its kind that connected."""
    engine = sqlalchemy.create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "checkout", _never_wait_for_the_disk)
    first = _first.get(engine.dialect.name)
    if first is None:
        event.listen(engine, "connect", lambda _raw, _record: _first.setdefault(engine.dialect.name, engine), once=True)
    else:
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine


def _never_wait_for_the_disk(raw: Any, record: Any, _proxy: Any) -> None:
    """Not as it connects: then the product still sets it up."""
    if not record.info.get("is_hurried"):
        raw.execute("PRAGMA synchronous=OFF")
        record.info["is_hurried"] = True
