"""Which markup notifies whom, and how a client turns what a person types into Slack's text."""

import re
from collections.abc import Callable, Iterator
from html import unescape

from bot.sandbox.slack.model import Json

_SEQUENCE = re.compile(r"<([^<>\n]+)>")
_PLAIN_MENTION = re.compile(r"(?<![\w<])@(here|channel|everyone)\b")
_BROADCASTS = {"!here", "!channel", "!everyone"}
_TYPED = re.compile(
    r"<@[UW]\w+>|<#C\w+(?:\|[^<>]*)?>|<!subteam\^S\w+(?:\|[^<>]*)?>|<!(?:here|channel|everyone)>"
    r"|(?<![\w.])@[\w.-]*\w|https?://[^\s<>]+"
)


def pings_in_text(text: str, link_names: bool = False) -> Iterator[str]:
    """Targets of `<@U…>`, `<!subteam^S…>`, `<!here>` … in mrkdwn; with `link_names` also `@here` as written."""
    for match in _SEQUENCE.finditer(text):
        inner = match.group(1).split("|")[0]
        if inner.startswith("@"):
            yield inner[1:]
        elif inner.startswith("!subteam^"):
            yield inner.removeprefix("!subteam^")
        elif inner in _BROADCASTS:
            yield inner
    if link_names:
        for plain in _PLAIN_MENTION.finditer(text):
            yield f"!{plain.group(1)}"


def pings_in_blocks(value: object, where: str = "blocks") -> Iterator[tuple[str, str, str]]:
    """(target, json pointer, text) of every mrkdwn object and rich_text mention; plain_text never notifies."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from pings_in_blocks(item, f"{where}/{index}")
    elif isinstance(value, dict):
        yield from _pings_of_object(value, where)
        for key, item in value.items():
            yield from pings_in_blocks(item, f"{where}/{key}")


def _pings_of_object(value: Json, where: str) -> Iterator[tuple[str, str, str]]:
    kind = value.get("type")
    text = value.get("text")
    if kind in ("mrkdwn", "markdown") and isinstance(text, str):
        for target in pings_in_text(text):
            yield target, where, text
    elif kind == "user" and isinstance(value.get("user_id"), str):
        yield value["user_id"], where, ""
    elif kind == "usergroup" and isinstance(value.get("usergroup_id"), str):
        yield value["usergroup_id"], where, ""
    elif kind == "broadcast" and isinstance(value.get("range"), str):
        yield f"!{value['range']}", where, ""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str, resolve: Callable[[str], str | None]) -> tuple[str, list[Json]]:
    """What a client makes of typed text: Slack's escaped text and the elements of its rich_text block.

    `resolve` turns a handle into `<@U…>` or `<!subteam^S…>`; sequences already resolved are kept.
    """
    out: list[str] = []
    elements: list[Json] = []
    at = 0
    for match in _TYPED.finditer(text):
        _plain(text[at : match.start()], out, elements)
        _special(match.group(0), resolve, out, elements)
        at = match.end()
    _plain(text[at:], out, elements)
    return "".join(out), elements


def _plain(text: str, out: list[str], elements: list[Json]) -> None:
    if text:
        out.append(escape(text))
        elements.append({"type": "text", "text": text})


def _special(token: str, resolve: Callable[[str], str | None], out: list[str], elements: list[Json]) -> None:
    if token.startswith("http"):
        out.append(f"<{token}>")
        elements.append({"type": "link", "url": token})
        return
    sequence = resolve(token[1:]) if token.startswith("@") else token
    if sequence is None:
        _plain(token, out, elements)
        return
    out.append(sequence)
    elements.append(_mention(sequence))


def _mention(sequence: str) -> Json:
    inner = sequence[1:-1].split("|", maxsplit=1)[0]
    if inner.startswith("@"):
        return {"type": "user", "user_id": inner[1:]}
    if inner.startswith("#"):
        return {"type": "channel", "channel_id": inner[1:]}
    if inner.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": inner.removeprefix("!subteam^")}
    return {"type": "broadcast", "range": inner[1:]}


def shown(text: str) -> str:
    """Text as a reader sees it, entities resolved; for tests and transcripts."""
    return unescape(text)
