"""What Slack shows, as lines of a terminal: blocks to text, and who saw it, where and when by their own clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.sandbox.slack import Json

BAR = "  │ "
Named = Callable[[str], str]
"""A person's id → the name people know them by."""


def lines_of(blocks: Sequence[Json], named: Named) -> list[str]:
    """A message's or a form's blocks as plain lines; a button is its label in brackets."""
    found: list[str] = []
    for block in blocks:
        drawing = _DRAWN.get(block["type"])
        found += drawing(block, named) if drawing else []
    return [line for line in found if line.strip()]


def _rich(block: Json, named: Named) -> list[str]:
    found: list[str] = []
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            found += [f"• {_inline(item['elements'], named)}" for item in part["elements"]]
        else:
            before = "“" if part["type"] == "rich_text_quote" else ""
            after = "”" if before else ""
            found += f"{before}{_inline(part['elements'], named).strip()}{after}".split("\n")
    return found


def _inline(elements: Sequence[Json], named: Named) -> str:
    return "".join(_piece(one, named) for one in elements)


def _piece(element: Json, named: Named) -> str:
    match element["type"]:
        case "user":
            return f"@{named(element['user_id'])}"
        case "emoji":
            return f":{element['name']}:"
        case _:
            return str(element.get("text") or element.get("fallback") or element.get("url") or "")


def _buttons(block: Json, named: Named) -> list[str]:
    return ["  ".join(f"[{one['text']['text']}]" for one in block["elements"] if "text" in one)]


def _small_print(block: Json, named: Named) -> list[str]:
    return [one["text"] for one in block["elements"] if "text" in one]


def _field(block: Json, named: Named) -> list[str]:
    return [f"{block['label']['text']}: ______"]


def _text(block: Json, named: Named) -> list[str]:
    words = str(block.get("text", {}).get("text", "")).split("\n")
    beside = block.get("accessory", {})
    return [*words, f"[{beside['text']['text']}]"] if beside.get("type") == "button" else words


_DRAWN: Mapping[str, Callable[[Json, Named], list[str]]] = {
    "rich_text": _rich, "actions": _buttons, "context": _small_print, "input": _field, "header": _text,
    "section": _text,
}


def buttons_of(blocks: Sequence[Json]) -> Iterator[Json]:
    """Every button of a message or a form."""
    for block in blocks:
        held = block["elements"] if block["type"] == "actions" else [block.get("accessory", {})]
        yield from (one for one in held if one.get("type") == "button")


class _Page(HTMLParser):
    """The text of a page between its tags; a button is its label in brackets."""

    WHOLE = frozenset({"h1", "p", "button", "label", "legend", "strong", "textarea"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._held: list[str] | None = None

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.WHOLE:
            self._end("{}")
            self._held = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self.WHOLE:
            self._end("[{}]" if tag == "button" else "{}")

    def handle_data(self, data: str) -> None:
        if self._held is not None:
            self._held.append(data)

    def _end(self, form: str) -> None:
        words = " ".join("".join(self._held or ()).split())
        self._held = None
        if words:
            self.lines.append(form.format(words))


def lines_of_page(html: str) -> list[str]:
    """What a page of ours says, from its first heading on, as plain lines."""
    page = _Page()
    page.feed(html[html.index("<main>"):])
    return page.lines


class Transcript:
    """Prints scenes: the narrator's line, what somebody did, and what was then to be seen."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def narrate(self, line: str) -> None:
        self._console.print()
        self._show(Text(line, style="italic magenta"), "")

    def does(self, line: str) -> None:
        self._show(Text(line, style="bold"), "")

    def shows(self, where: str, at: datetime, zone: str, lines: Sequence[str]) -> None:
        """Something Snag said, with the place it stands in and the reader's own time."""
        local = at.astimezone(ZoneInfo(zone))
        town = zone.rpartition("/")[2].replace("_", " ")
        self._show(Text(f"{where} · {local:%a %d %b, %H:%M} in {town}", style="dim"), "  ")
        for line in lines:
            self._show(Text(line, style="cyan" if line.startswith("[") else ""), BAR)

    def ends(self, line: str, *, well: bool) -> None:
        self._console.print()
        self._show(Text(line, style="bold green" if well else "bold red"), "")

    def _show(self, text: Text, indent: str) -> None:
        width = self._console.width - len(indent)
        pieces = text.wrap(self._console, width) if self._console.is_terminal else [text]
        for piece in pieces:
            piece.rstrip()
            self._console.print(Text(indent, style="dim") + piece, soft_wrap=True)
