"""How tables and a database are compared, and how a difference is written down as Python."""

from typing import Any, Literal

from sqlalchemy import JSON
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import Instant, metadata

OURS = frozenset(metadata.tables)


def is_ours(_thing: object, name: str | None, kind: str, reflected: bool, _compare_to: object) -> bool:
    """Tables that the database made for itself (an index of words and its shadows) are no difference."""
    return not (kind == "table" and reflected and name not in OURS)


def as_python(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """A column's type as a migration spells it: without our own classes, which will change while it may not."""
    if kind != "type":
        return False
    if isinstance(thing, AutoString):
        return "sa.String()"
    if isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return "JSON" if isinstance(thing, JSON) else False


OPTIONS: dict[str, Any] = {
    "target_metadata": metadata,
    "compare_type": True,
    "include_object": is_ours,
    "render_item": as_python,
}
