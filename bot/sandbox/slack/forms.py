"""What Slack's client does with a form before anything is sent: which field is meant, and is it filled in right."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.elements import Found, Key, chosen, interactive, is_empty, state_values
from bot.sandbox.slack.files import input_error
from bot.sandbox.slack.model import Json
from bot.sandbox.slack.views import View

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def field_of(view: View, name: str, action_id: str | None = None) -> Found:
    """A field by its label, block_id or action_id."""
    fields = list(interactive(view.blocks))
    exact = [f for f in fields if f.block["block_id"] == name and action_id in (None, f.element["action_id"])]
    for found in (
        exact,
        [f for f in fields if _label(f.block) == name],
        [f for f in fields if f.element["action_id"] == name],
    ):
        if len(found) == 1:
            return found[0]
    known = [_label(f.block) or f.block["block_id"] for f in fields]
    raise LookupError(f"no single field {name!r} in this form; there are {known}")


def _label(block: Json) -> str | None:
    label = block.get("label") or block.get("text") or {}
    return label.get("text") if isinstance(label, dict) else None


def pairs(view: View, values: Mapping[str, Any]) -> list[tuple[Found, Any]]:
    """{block_id: {action_id: value}} or {label: value} → (field, value)."""
    found: list[tuple[Found, Any]] = []
    blocks = {block["block_id"] for block in view.blocks}
    for name, value in values.items():
        if name in blocks and isinstance(value, Mapping):
            found += [(field_of(view, name, action), one) for action, one in value.items()]
        else:
            found.append((field_of(view, name), value))
    return found


def states(view: View, values: Mapping[str, Any]) -> dict[Key, Json]:
    return {found.key: chosen(found.element, value) for found, value in pairs(view, values)}


def client_errors(view: View) -> dict[str, str]:
    """Errors by block_id that the client shows without asking the app."""
    values = state_values(view.blocks, view.typed)
    errors: dict[str, str] = {}
    for found in interactive(view.blocks):
        if found.block.get("type") != "input":
            continue
        block_id, action_id = found.key
        error = _error(found, values[block_id][action_id])
        if error:
            errors[block_id] = error
    return errors


def _error(found: Found, state: Json) -> str | None:
    if is_empty(state):
        return None if found.block.get("optional") else REQUIRED
    if found.element["type"] == "file_input":
        return input_error(found.element, state["files"])
    value, element = state.get("value"), found.element
    if not isinstance(value, str):
        return None
    length = len(value)
    if length < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if length > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    return _format_error(element, value)


def _format_error(element: Json, value: str) -> str | None:
    kind = element["type"]
    if kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not value.startswith(("http://", "https://")):
        return "Please enter a valid URL."
    return _number_error(element, value) if kind == "number_input" else None


def _number_error(element: Json, value: str) -> str | None:
    try:
        number = float(value) if element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return "Please enter a number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and number > float(high):
        return f"Please enter a number of at most {high}."
    return None
