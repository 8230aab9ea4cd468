"""The table of Block Kit: blocks, elements and views with the limits of each field."""

from collections.abc import Iterator

from bot.sandbox.slack.model import Json
from bot.sandbox.slack.validate import (
    MARKDOWN_TOTAL,
    MESSAGE_BLOCKS,
    VIEW_BLOCKS,
    Check,
    Shape,
    anything,
    boolean,
    complaint,
    integer,
    items,
    one_of,
    plain,
    string,
    text,
    typed,
    unique,
)

ID = string(255)
CONFIRM = Shape(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm"),
)
DISPATCH = Shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})


def _option(label: Check) -> Shape:
    return Shape({"text": label, "value": string(150), "description": text(75), "url": string(3000)}, ("text", "value"))


OPTION = _option(plain(75))
RICH_OPTION = _option(text(75))
GROUP = Shape({"label": plain(75), "options": items(OPTION, 100)}, ("label", "options"))
FILTER = anything

_BASE: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = _BASE | {"placeholder": plain(150)}
_MULTI = _SELECT | {"max_selected_items": integer(1, 10_000)}
_OPTIONS: dict[str, Check] = {"options": items(OPTION, 100), "option_groups": items(GROUP, 100)}
_TYPED: dict[str, Check] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
    "initial_value": string(3000, 0),
}
_ACCESSIBLE: dict[str, Check] = {"accessibility_label": string(75)}


def chosen_from_options(shape: Shape) -> Check:
    """Either options or groups, and what is chosen at the start is one of them, to the letter."""

    def check(value: object, at: str) -> Iterator[str]:
        yield from shape(value, at)
        if not isinstance(value, dict):
            return
        if ("options" in value) == ("option_groups" in value):
            yield complaint("must have either options or option_groups", at)
        offered = offered_options(value)
        initial = value.get("initial_options") or ([value["initial_option"]] if value.get("initial_option") else [])
        for option in initial:
            if not any(_same(option, other) for other in offered):
                yield complaint("initial option must be one of the options", at)

    return check


def offered_options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return list(element.get("options") or []) + [o for group in groups for o in group.get("options", [])]


def _same(one: object, other: object) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    mine, theirs = one.get("text") or {}, other.get("text") or {}
    return one.get("value") == other.get("value") and mine.get("text") == theirs.get("text")


ELEMENTS: dict[str, Check] = {
    "button": Shape(
        _BASE
        | _ACCESSIBLE
        | {"text": plain(75), "value": string(2000), "url": string(3000), "style": one_of("primary", "danger")},
        ("text",),
    ),
    "static_select": chosen_from_options(Shape(_SELECT | _OPTIONS | {"initial_option": OPTION})),
    "external_select": Shape(_SELECT | {"initial_option": OPTION, "min_query_length": integer(0, 100)}),
    "users_select": Shape(_SELECT | {"initial_user": ID}),
    "channels_select": Shape(_SELECT | {"initial_channel": ID, "response_url_enabled": boolean}),
    "conversations_select": Shape(
        _SELECT
        | {"initial_conversation": ID, "default_to_current_conversation": boolean, "response_url_enabled": boolean}
        | {"filter": FILTER}
    ),
    "multi_static_select": chosen_from_options(Shape(_MULTI | _OPTIONS | {"initial_options": items(OPTION, 100)})),
    "multi_external_select": Shape(
        _MULTI | {"initial_options": items(OPTION, 100), "min_query_length": integer(0, 100)}
    ),
    "multi_users_select": Shape(_MULTI | {"initial_users": items(ID, 10_000)}),
    "multi_channels_select": Shape(_MULTI | {"initial_channels": items(ID, 10_000)}),
    "multi_conversations_select": Shape(
        _MULTI
        | {"initial_conversations": items(ID, 10_000), "default_to_current_conversation": boolean, "filter": FILTER}
    ),
    "overflow": Shape(_BASE | {"options": items(OPTION, 5)}, ("options",)),
    "radio_buttons": chosen_from_options(
        Shape(_BASE | {"options": items(RICH_OPTION, 10), "initial_option": RICH_OPTION}, ("options",))
    ),
    "checkboxes": chosen_from_options(
        Shape(_BASE | {"options": items(RICH_OPTION, 10), "initial_options": items(RICH_OPTION, 10)}, ("options",))
    ),
    "datepicker": Shape(_SELECT | {"initial_date": string(10)}),
    "timepicker": Shape(_SELECT | {"initial_time": string(5), "timezone": string(100)}),
    "datetimepicker": Shape(_BASE | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": Shape(
        _TYPED | {"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    ),
    "email_text_input": Shape(_TYPED),
    "url_text_input": Shape(_TYPED),
    "number_input": Shape(
        _TYPED | {"is_decimal_allowed": boolean, "min_value": string(50), "max_value": string(50)},
        ("is_decimal_allowed",),
    ),
    "rich_text_input": Shape(_TYPED | {"initial_value": anything}),
    "file_input": Shape({"action_id": ID, "filetypes": items(string(20), 100), "max_files": integer(1, 10)}),
    "image": Shape({"image_url": string(3000), "alt_text": string(2000), "slack_file": anything}, ("alt_text",)),
}
TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
_INPUT_ONLY = {*TEXT_INPUTS, "file_input"}
_ACTION = {k: v for k, v in ELEMENTS.items() if k not in ("image", *_INPUT_ONLY)}
_IN_INPUT = {k: v for k, v in ELEMENTS.items() if k not in ("button", "overflow", "image")}
_ACCESSORY = {k: v for k, v in ELEMENTS.items() if k not in _INPUT_ONLY}
_CONTEXT: dict[str, Check] = {
    "image": ELEMENTS["image"],
    "plain_text": text(2000),
    "mrkdwn": text(2000),
}
_BLOCK: dict[str, Check] = {"block_id": ID}


def _section(value: object, at: str) -> Iterator[str]:
    fields = _BLOCK | {
        "text": text(3000),
        "fields": items(text(2000), 10),
        "accessory": typed(_ACCESSORY),
        "expand": boolean,
    }
    yield from Shape(fields)(value, at)
    if isinstance(value, dict) and not (value.get("text") or value.get("fields")):
        yield complaint("missing required field: text or fields", at)


BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": Shape(_BLOCK | {"text": plain(150)}, ("text",)),
    "divider": Shape(_BLOCK),
    "context": Shape(_BLOCK | {"elements": items(typed(_CONTEXT), 10)}, ("elements",)),
    "actions": Shape(_BLOCK | {"elements": items(typed(_ACTION), 25)}, ("elements",)),
    "image": Shape(
        _BLOCK | {"image_url": string(3000), "alt_text": string(2000), "title": plain(2000), "slack_file": anything},
        ("alt_text",),
    ),
    "input": Shape(
        _BLOCK
        | {"label": plain(2000), "hint": plain(2000), "element": typed(_IN_INPUT)}
        | {"optional": boolean, "dispatch_action": boolean},
        ("label", "element"),
    ),
    "rich_text": Shape(_BLOCK | {"elements": items(anything, 1000, 0)}, ("elements",)),
    "markdown": Shape(_BLOCK | {"text": string(MARKDOWN_TOTAL)}, ("text",)),
    "table": Shape(
        _BLOCK | {"rows": items(items(anything, 20), 100), "column_settings": items(anything, 20)}, ("rows",)
    ),
    "video": anything,
    "file": anything,
}


def _file_inputs(blocks: list[object], at: str, *, allowed: bool) -> Iterator[str]:
    """Only a modal may ask for files, and `dispatch_action` does not go with them (reference/block-kit, input block,
    file input element)."""
    for index, block in enumerate(blocks):
        element = block.get("element") if isinstance(block, dict) else None
        asks = isinstance(element, dict) and element.get("type") == "file_input"
        if asks and isinstance(block, dict) and (not allowed or block.get("dispatch_action")):
            yield complaint("unsupported type: file_input", f"{at}/{index}/element/type")


def _blocks(value: object, at: str, most: int, *, may_ask_for_files: bool = False) -> Iterator[str]:
    yield from items(typed(BLOCKS), most, 0)(value, at)
    if isinstance(value, list):
        held = [block for block in value if isinstance(block, dict)]
        yield from _file_inputs(value, at, allowed=may_ask_for_files)
        yield from unique(held, at)
        total = sum(len(str(block.get("text", ""))) for block in held if block.get("type") == "markdown")
        if total > MARKDOWN_TOTAL:
            yield complaint(f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters in total", at)


def message_complaints(blocks: object) -> list[str]:
    return list(_blocks(blocks, "/blocks", MESSAGE_BLOCKS))


_COMMON: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = Shape(
    _COMMON
    | {"title": plain(24), "submit": plain(24), "close": plain(24)}
    | {"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean}
    | {"blocks": lambda value, at: _blocks(value, at, VIEW_BLOCKS, may_ask_for_files=True)},
    ("title", "blocks"),
)
_HOME = Shape(_COMMON | {"blocks": lambda value, at: _blocks(value, at, VIEW_BLOCKS)}, ("blocks",))


def view_complaints(view: object, kind: str = "modal") -> list[str]:
    """What Slack would refuse in a view; `kind` is `modal` for open, push, update and `home` for publish."""
    at = "/view"
    if not isinstance(view, dict):
        return [complaint("must be an object", at)]
    if view.get("type") != kind:
        return [complaint(f"unsupported type: {view.get('type')}", f"{at}/type")]
    found = list((_MODAL if kind == "modal" else _HOME)(view, at))
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and has_input and not view.get("submit"):
        found.append(complaint("missing required field: submit", at))
    return found
