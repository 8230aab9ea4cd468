"""Block Kit's limits, from the field descriptions of @slack/types and the validators of slack_sdk.models.

Every complaint is one line in the form of Slack's `response_metadata.messages`, ending in a json-pointer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.sandbox.slack.model import Json

Check = Callable[[object, str], Iterator[str]]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TOTAL = 12_000


def complaint(text: str, pointer: str) -> str:
    return f"[ERROR] {text} [json-pointer:{pointer or '/'}]"


# leaves


def string(limit: int, least: int = 1) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must be a string", at)
        elif len(value) < least:
            yield complaint(f"must be more than {least - 1} characters", at)
        elif len(value) > limit:
            yield complaint(f"must be less than {limit + 1} characters", at)

    return check


def one_of(*allowed: object) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint(f"must be one of {', '.join(map(str, allowed))}", at)

    return check


def integer(least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield complaint(f"must be a number from {least} to {most}", at)

    return check


def boolean(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complaint("must be a boolean", at)


def anything(value: object, at: str) -> Iterator[str]:
    yield from ()


# composites


@dataclass(frozen=True)
class Shape:
    """The fields an object may have; those in `required` it must have. `type` is always allowed."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()

    def __call__(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must be an object", at)
            return
        for name in self.required:
            if value.get(name) is None:
                yield complaint(f"missing required field: {name}", at)
        for name, item in value.items():
            if name == "type" or item is None:
                continue
            if name not in self.fields:
                yield complaint(f"invalid additional property: {name}", at)
            else:
                yield from self.fields[name](item, f"{at}/{name}")


def items(check: Check, most: int, least: int = 1) -> Check:
    def check_all(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must be an array", at)
            return
        if len(value) < least:
            yield complaint(f"no fewer than {least} items allowed", at)
        if len(value) > most:
            yield complaint(f"no more than {most} items allowed", at)
        for index, item in enumerate(value):
            yield from check(item, f"{at}/{index}")

    return check_all


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` picks its check."""

    def check(value: object, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield complaint(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return check


def text(limit: int, *, plain_only: bool = False) -> Check:
    plain = Shape({"text": string(limit), "emoji": boolean}, ("text",))
    mrkdwn = Shape({"text": string(limit), "verbatim": boolean}, ("text",))
    return typed({"plain_text": plain} if plain_only else {"plain_text": plain, "mrkdwn": mrkdwn})


def plain(limit: int) -> Check:
    return text(limit, plain_only=True)


# what blocks and views have in common


def unique(blocks: list[Json], at: str) -> Iterator[str]:
    """A block_id once per message or view, an action_id once per block."""
    ids = Counter(b.get("block_id") for b in blocks if b.get("block_id"))
    for block_id, count in ids.items():
        if count > 1:
            yield complaint(f"block_id already exists: {block_id}", at)
    for index, block in enumerate(blocks):
        elements = block.get("elements") if block.get("type") == "actions" else None
        held = Counter(e.get("action_id") for e in elements or [] if isinstance(e, dict) and e.get("action_id"))
        for action_id, count in held.items():
            if count > 1:
                yield complaint(f"action_id already exists: {action_id}", f"{at}/{index}/elements")


def characters(value: object) -> int:
    """All characters a reader could see in the blocks: what `msg_blocks_too_long` counts, as far as is known."""
    if isinstance(value, list):
        return sum(characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    held = value.get("text")
    own = len(held) if isinstance(held, str) else 0
    return own + sum(characters(item) for item in value.values() if isinstance(item, dict | list))
