"""Engines of one process that share what they have compiled, as the statements of one Snag share it for its whole life.

Each test has an engine of its own; compiling its statements anew would take a third of all the time.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event

_first: dict[str, Engine] = {}


def create_engine(url: str, **options: Any) -> Engine:
    """In the place of SQLAlchemy's: with the dialect and the cache of the first engine of its kind that connected."""
    engine = sqlalchemy.create_engine(url, **options)
    first = _first.get(engine.dialect.name)
    if first is None:
        event.listen(engine, "connect", lambda _raw, _record: _first.setdefault(engine.dialect.name, engine), once=True)
    else:
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine
