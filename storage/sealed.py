"""Some of what is stored encrypted, wherever it stands, to see whether the present key opens it."""

from sqlalchemy import select
from sqlmodel import Session

from storage.db import fetch
from storage.tables import metadata
from storage.work import OPEN, work

_EACH = 20
_KEYS = ("pseudonym_key",)
_BEGIN = "gAAAAA"
"""How each text that Fernet has sealed begins: its version and the first bytes of a moment."""


def some(session: Session) -> list[str]:
    """A few of each column that holds sealed texts, and of those in work that is not finished."""
    columns = [column for of in metadata.sorted_tables for column in of.columns
               if column.name.endswith("_sealed") or column.name in _KEYS]
    found = [value for column in columns for (value,) in fetch(
        session, select(column).where(column.is_not(None)).limit(_EACH))]
    open_work = fetch(session, select(work.c.payload).where(work.c.state.in_(OPEN)).limit(10 * _EACH))
    inside = [value for (payload,) in open_work for value in payload.values()
              if isinstance(value, str) and value.startswith(_BEGIN)]
    return found + inside[:_EACH]
