"""Blocks as the server keeps them: ids filled in, elements found, and what a person chose in Slack's own shape."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from secrets import token_urlsafe

from bot.sandbox.slack.block_kit import offered_options
from bot.sandbox.slack.model import Json

# element type → (field of its state, field with its initial value)
STATE_FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
LISTS = {"multi_static_select", "multi_external_select", "checkboxes", "file_input"} | {
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
}
_BY_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_BY_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
_INTERACTIVE = {*STATE_FIELDS, "button", "overflow"}

Key = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def key(self) -> Key:
        return self.block["block_id"], self.element["action_id"]


def as_kept(blocks: list[Json]) -> list[Json]:
    """A copy with what Slack fills in: block ids, action ids, `emoji` and `verbatim`."""
    kept = deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", token_urlsafe(4))
        if not block["block_id"]:
            block["block_id"] = token_urlsafe(4)
        if block.get("type") != "rich_text":
            _fill_in(block)
    return kept


def _fill_in(value: object) -> None:
    if isinstance(value, list):
        for item in value:
            _fill_in(item)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind == "plain_text":
            value.setdefault("emoji", True)
        elif kind == "mrkdwn":
            value.setdefault("verbatim", False)
        elif kind in _INTERACTIVE:
            value.setdefault("action_id", token_urlsafe(4))
        for item in list(value.values()):
            _fill_in(item)


def interactive(blocks: list[Json]) -> Iterator[Found]:
    for block in blocks:
        held = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in held:
            if isinstance(element, dict) and element.get("type") in _INTERACTIVE and "action_id" in element:
                yield Found(block, element)


def find_element(blocks: list[Json], action_id: str, *, block_id: str | None = None, value: object = None) -> Found:
    """The one element a person means; `value` picks among several buttons of one action_id."""
    found = [f for f in interactive(blocks) if f.element["action_id"] == action_id]
    if block_id is not None:
        found = [f for f in found if f.block.get("block_id") == block_id]
    if value is not None and len(found) > 1:
        found = [f for f in found if f.element.get("value") == value or _offers(f.element, value)]
    if not found:
        there = sorted({str(f.element["action_id"]) for f in interactive(blocks)})
        raise LookupError(f"nothing with action_id {action_id!r} to click (value {value!r}); there are {there}")
    if len(found) > 1:
        raise LookupError(f"{len(found)} elements have action_id {action_id!r}: say which by value or block_id")
    return found[0]


def _offers(element: Json, value: object) -> bool:
    return any(option.get("value") == value for option in offered_options(element))


def initial_state(element: Json) -> Json:
    """An element nobody touched, as it stands in `state.values`."""
    kind = element["type"]
    field, initial = STATE_FIELDS[kind]
    empty: object = [] if kind in LISTS else None
    return {"type": kind, field: deepcopy(element.get(initial, empty))}


def state_values(blocks: list[Json], typed: dict[Key, Json]) -> Json:
    """`state.values`: every stateful element, with what was typed or chosen where somebody did."""
    values: Json = {}
    for found in interactive(blocks):
        if found.element["type"] in STATE_FIELDS:
            block_id, action_id = found.key
            state = typed.get(found.key) or initial_state(found.element)
            values.setdefault(block_id, {})[action_id] = deepcopy(state)
    return values


def chosen(element: Json, value: object) -> Json:
    """A plain Python value → the element's state. Options are named by their value or by what they say."""
    kind = element["type"]
    if isinstance(value, dict) and value.get("type") == kind:
        return value
    if kind == "overflow":
        return {"type": kind, "selected_option": _option(element, value)}
    field, _ = STATE_FIELDS[kind]
    if kind in _BY_OPTION:
        return {"type": kind, field: None if value is None else _option(element, value)}
    if kind in _BY_OPTIONS:
        return {"type": kind, field: [_option(element, one) for one in _many(value)]}
    if kind in LISTS:
        return {"type": kind, field: _many(value)}
    return {"type": kind, field: _plain(kind, value)}


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _plain(kind: str, value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp()) if kind == "datetimepicker" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if kind.endswith("_input") and value is not None and not isinstance(value, dict):
        # A field left empty is null, never "" (Slack's payload samples).
        return str(value) or None
    return value


def _option(element: Json, value: object) -> Json:
    if isinstance(value, dict):
        return {k: value[k] for k in ("text", "value", "description") if k in value}
    for option in offered_options(element):
        label = (option.get("text") or {}).get("text")
        if value in (option.get("value"), label):
            return deepcopy(option)
    raise LookupError(f"no option {value!r}; there are {[o.get('value') for o in offered_options(element)]}")


def is_empty(state: Json) -> bool:
    field, _ = STATE_FIELDS[state["type"]]
    value = state.get(field)
    return value is None or value == "" or value == []
