"""Block Kit's limits, one row per limit: as large as allowed passes, one more is refused at that place.

Sources: field descriptions of npm @slack/types, validators in slack_sdk.models, Slack docs: reference/block-kit.
"""

from typing import Any

import pytest

from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from tests.sandbox.conftest import Json


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a", "text": plain(), **more}


def option(text: str = "x", **more: Any) -> Json:
    return {"text": plain(text), "value": "v", **more}


def options(count: int) -> list[Json]:
    return [option(value=str(n)) for n in range(count)]


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", **({"options": options(1)} | more)}


def entry(**more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", "action_id": "i"}, **more}


def field(**more: Any) -> Json:
    return entry(element={"type": "plain_text_input", "action_id": "i", **more})


def confirm(**more: Any) -> Json:
    parts = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return actions(button(confirm=parts | more))


def many(make: Any, count: int) -> list[Json]:
    return [make(n) for n in range(count)]


def numbered(count: int) -> Json:
    return actions(*many(lambda n: button(action_id=f"a{n}"), count))


def x(count: int) -> str:
    return "x" * count


# name: (a block with a part of this size, the largest size, where one more is refused)
LIMITS: dict[str, tuple[Any, int, str]] = {
    "section text": (lambda n: section(text=mrkdwn(x(n))), 3000, "/blocks/0/text/text"),
    "section fields": (lambda n: {"type": "section", "fields": many(lambda _: plain(), n)}, 10, "/blocks/0/fields"),
    "field text": (lambda n: {"type": "section", "fields": [plain(x(n))]}, 2000, "/blocks/0/fields/0/text"),
    "header": (lambda n: {"type": "header", "text": plain(x(n))}, 150, "/blocks/0/text/text"),
    "context elements": (
        lambda n: {"type": "context", "elements": many(lambda _: plain(), n)},
        10,
        "/blocks/0/elements",
    ),
    "actions elements": (numbered, 25, "/blocks/0/elements"),
    "button text": (lambda n: actions(button(text=plain(x(n)))), 75, "/blocks/0/elements/0/text/text"),
    "button value": (lambda n: actions(button(value=x(n))), 2000, "/blocks/0/elements/0/value"),
    "button url": (lambda n: actions(button(url=x(n))), 3000, "/blocks/0/elements/0/url"),
    "button label": (lambda n: actions(button(accessibility_label=x(n))), 75, "/elements/0/accessibility_label"),
    "action_id": (lambda n: actions(button(action_id=x(n))), 255, "/blocks/0/elements/0/action_id"),
    "block_id": (lambda n: section(block_id=x(n)), 255, "/blocks/0/block_id"),
    "option text": (lambda n: actions(select(options=[option(x(n))])), 75, "/options/0/text/text"),
    "option value": (lambda n: actions(select(options=[option(value=x(n))])), 150, "/options/0/value"),
    "option description": (
        lambda n: actions(select(options=[option(description=plain(x(n)))])),
        75,
        "/options/0/description/text",
    ),
    "options": (lambda n: actions(select(options=options(n))), 100, "/blocks/0/elements/0/options"),
    "option groups": (
        lambda n: section(
            accessory={
                "type": "static_select",
                "action_id": "s",
                "option_groups": many(lambda _: {"label": plain(), "options": options(1)}, n),
            }
        ),
        100,
        "/blocks/0/accessory/option_groups",
    ),
    "overflow": (
        lambda n: section(accessory={"type": "overflow", "action_id": "o", "options": options(n)}),
        5,
        "/blocks/0/accessory/options",
    ),
    "radio": (
        lambda n: section(accessory={"type": "radio_buttons", "action_id": "r", "options": options(n)}),
        10,
        "/blocks/0/accessory/options",
    ),
    "checkboxes": (
        lambda n: section(accessory={"type": "checkboxes", "action_id": "r", "options": options(n)}),
        10,
        "/blocks/0/accessory/options",
    ),
    "placeholder": (lambda n: field(placeholder=plain(x(n))), 150, "/blocks/0/element/placeholder/text"),
    "label": (lambda n: entry(label=plain(x(n))), 2000, "/blocks/0/label/text"),
    "hint": (lambda n: entry(hint=plain(x(n))), 2000, "/blocks/0/hint/text"),
    "max_length": (lambda n: field(max_length=n), 3000, "/blocks/0/element/max_length"),
    "initial_value": (lambda n: field(initial_value=x(n)), 3000, "/blocks/0/element/initial_value"),
    "confirm title": (lambda n: confirm(title=plain(x(n))), 100, "/confirm/title/text"),
    "confirm text": (lambda n: confirm(text=plain(x(n))), 300, "/confirm/text/text"),
    "confirm yes": (lambda n: confirm(confirm=plain(x(n))), 30, "/confirm/confirm/text"),
    "confirm no": (lambda n: confirm(deny=plain(x(n))), 30, "/confirm/deny/text"),
    "alt_text": (lambda n: {"type": "image", "image_url": "u", "alt_text": x(n)}, 2000, "/blocks/0/alt_text"),
    "image_url": (lambda n: {"type": "image", "image_url": x(n), "alt_text": "x"}, 3000, "/blocks/0/image_url"),
    "markdown": (lambda n: {"type": "markdown", "text": x(n)}, 12_000, "/blocks"),
    "table rows": (lambda n: {"type": "table", "rows": many(lambda _: [plain()], n)}, 100, "/blocks/0/rows"),
    "table columns": (lambda n: {"type": "table", "rows": [many(lambda _: plain(), n)]}, 20, "/blocks/0/rows/0"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_as_large_as_allowed_passes_and_one_more_is_refused(name: str) -> None:
    make, limit, pointer = LIMITS[name]
    assert message_complaints([make(limit)]) == []
    complaints = message_complaints([make(limit + 1)])
    assert complaints
    assert all(c.startswith("[ERROR] ") for c in complaints)
    assert any(pointer in c for c in complaints)


def test_a_message_holds_fifty_blocks_and_a_view_a_hundred() -> None:
    blocks = [section() for _ in range(101)]
    assert message_complaints(blocks[:50]) == []
    assert message_complaints(blocks[:51]) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    home = {"type": "home", "blocks": blocks}
    assert view_complaints({**home, "blocks": blocks[:100]}, "home") == []
    assert view_complaints(home, "home") == ["[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"]


@pytest.mark.parametrize(
    "part, limit",
    [
        ("title", 24),
        ("submit", 24),
        ("close", 24),
        ("private_metadata", 3000),
        ("callback_id", 255),
        ("external_id", 255),
    ],
)
def test_the_parts_of_a_modal(part: str, limit: int) -> None:
    base = {"type": "modal", "title": plain(), "blocks": []}

    def sized(size: int) -> Json:
        return base | {part: plain(x(size)) if part in ("title", "submit", "close") else x(size)}

    assert view_complaints(sized(limit)) == []
    [complaint] = view_complaints(sized(limit + 1))
    assert f"/view/{part}" in complaint


WRONG: dict[str, tuple[Json, str]] = {
    "unknown block": ({"type": "paragraph"}, "unsupported type: paragraph"),
    "no type": ({}, "unsupported type"),
    "unknown field": (section(colour="red"), "invalid additional property: colour"),
    "empty text": (section(text=mrkdwn("")), "must be more than 0 characters"),
    "text that is none": (section(text="x"), "unsupported type"),
    "nothing in a section": ({"type": "section"}, "text or fields"),
    "mrkdwn in a header": ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn"),
    "mrkdwn in a button": (actions(button(text=mrkdwn())), "unsupported type: mrkdwn"),
    "no actions": (actions(), "no fewer than 1"),
    "a button in a context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "an input in actions": (actions({"type": "plain_text_input", "action_id": "i"}), "unsupported type"),
    "a button as input": (entry(element=button()), "unsupported type: button"),
    "a wrong style": (actions(button(style="huge")), "must be one of primary, danger"),
    "a style of default": (actions(button(style="default")), "must be one of primary, danger"),
    "twice the same action": (actions(button(), button()), "action_id already exists: a"),
    "an image without words": ({"type": "image", "image_url": "u"}, "missing required field: alt_text"),
    "neither options nor groups": (actions({"type": "static_select", "action_id": "s"}), "either options"),
    "a choice that is not offered": (actions(select(initial_option=option("other"))), "one of the options"),
    "an option without value": (actions(select(options=[{"text": plain()}])), "missing required field: value"),
    "no label": (entry(label=None), "missing required field: label"),
    "a flag that is none": (entry(optional="yes"), "must be a boolean"),
    "a number that is none": (field(max_length="ten"), "must be a number"),
    "elements that are no list": ({"type": "context", "elements": plain()}, "must be an array"),
    "a number input that does not say": (entry(element={"type": "number_input"}), "is_decimal_allowed"),
    "a confirm without title": (confirm(title=None), "missing required field: title"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_refused(name: str) -> None:
    block, complaint = WRONG[name]
    found = message_complaints([block])
    assert any(complaint in one for one in found), found


def test_a_block_id_is_unique_in_its_message() -> None:
    """Slack docs: reference/block-kit/blocks, block_id "should be unique"."""
    [complaint] = message_complaints([section(block_id="b"), section(block_id="b")])
    assert "block_id already exists: b" in complaint


def test_markdown_counts_over_all_its_blocks() -> None:
    """Slack docs: reference/block-kit/blocks/markdown-block: 12,000 characters cumulative."""
    half = {"type": "markdown", "text": x(6001)}
    assert any("in total" in one for one in message_complaints([half, half]))


def test_a_modal_with_inputs_needs_a_submit() -> None:
    """Slack docs: surfaces/modals: submit is required when the blocks contain an input."""
    view = {"type": "modal", "title": plain(), "blocks": [entry()]}
    assert view_complaints(view) == ["[ERROR] missing required field: submit [json-pointer:/view]"]
    assert view_complaints(view | {"submit": plain()}) == []


@pytest.mark.parametrize("view", ["x", None, {"type": "home", "blocks": []}, {"type": "modal", "blocks": []}])
def test_what_is_no_modal(view: object) -> None:
    assert view_complaints(view)


def test_a_home_has_no_title() -> None:
    """Slack docs: reference/views: title, submit and close are of modals."""
    [complaint] = view_complaints({"type": "home", "title": plain(), "blocks": []}, "home")
    assert "invalid additional property: title" in complaint


def test_blocks_that_are_no_list() -> None:
    assert message_complaints("x") == ["[ERROR] must be an array [json-pointer:/blocks]"]
