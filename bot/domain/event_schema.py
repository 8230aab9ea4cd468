"""The schema of what webhooks send, in JSON Schema (draft 2020-12), made from the types of events themselves."""

import inspect
from dataclasses import fields
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

from bot.domain.events import SCHEMAS, VERSION, EventType

_PLAIN: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schema() -> dict[str, Any]:
    """Each type of event with what is said with it. More fields may come: receivers leave unknown ones alone."""
    named = {of.__name__: of for of in SCHEMAS.values()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Events of Snag, version {VERSION}",
        "type": "object",
        "required": ["type", "id", "timestamp", "version", "workspace", "data"],
        "properties": {
            "type": {"enum": [str(event) for event in EventType]},
            "id": {"type": "string", "description": "The same at each try: what came twice has come once."},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
            "version": {"const": VERSION},
            "workspace": {"type": ["string", "null"], "description": "Slack's id of the workspace."},
            "data": {"type": "object"},
        },
        "oneOf": [{"properties": {"type": {"const": str(event)}, "data": _ref(SCHEMAS[event])}} for event in EventType],
        "$defs": {name: _object(of) for name, of in sorted({**named, **_inner(named.values())}.items())},
    }


def _inner(types: Any) -> dict[str, Any]:
    """The types that fields of these have, where they consist of fields themselves."""
    hints = {hint for of in types for hint in get_type_hints(of).values()}
    return {hint.__name__: hint for hint in hints if isinstance(hint, type) and hint not in _PLAIN}


def _object(of: Any) -> dict[str, Any]:
    hints = get_type_hints(of)
    names = [one.name for one in fields(of)]
    return {"type": "object", "description": " ".join((inspect.getdoc(of) or "").split()), "required": names,
            "properties": {name: _type(hints[name]) for name in names}}


def _ref(of: Any) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{of.__name__}"}


def _type(hint: Any) -> dict[str, Any]:
    args = get_args(hint)
    if not args:
        return dict(_PLAIN[hint]) if hint in _PLAIN else _ref(hint)
    [given] = [one for one in args if one is not NoneType]
    plain = dict(_PLAIN[given])
    return {**plain, "type": [plain["type"], "null"]}
