"""Block Kit from plain values, within Slack's limits. What people wrote goes into plain_text and rich_text only:
there it can neither ping nor format nor hide a link; only our own sentences and ids become live."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.domain.wording import cut, tidy
from bot.text import parts, say

Json = dict[str, Any]

HEADER, SECTION, BUTTON, VALUE, OPTION, MODAL_TITLE, PLACEHOLDER, METADATA = 150, 3000, 75, 2000, 75, 24, 150, 3000
OPTIONS = 100
FALLBACK = 3000
"""chat.update refuses a text of over 4,000 characters, after escaping."""
BLOCKS = 50


@dataclass(frozen=True, slots=True)
class User:
    """A person, mentioned: they are notified. `name` is what the fallback says."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or a user group, named by Slack to whoever may see it. `name` is what the fallback says."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bold:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of our own making; never one that a person typed."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, which Slack shows each reader by their own clock. `said` is what the fallback says."""

    at: datetime
    said: str


Part = str | int | User | Channel | Bold | Link | Moment


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent: `text` says the whole thing for notifications and screen readers."""

    text: str
    blocks: list[Json]


def plain(text: str, limit: int) -> Json:
    """A plain_text object; an empty text, which Slack refuses, becomes a dash."""
    return {"type": "plain_text", "text": cut(text, limit) or "–", "emoji": False}


def escape(text: str) -> str:
    """Text for the top-level `text` of a message: the three characters that are special there, once."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(*lines: str) -> str:
    """The top-level `text` out of unescaped lines: cut before it is escaped, and short enough after it."""
    said = cut("\n".join(line for line in lines if line), FALLBACK)
    while len(escape(said)) > FALLBACK:
        said = cut(said, len(said) * 3 // 4)
    return escape(said)


def elements(language: str, key: str, **values: Part) -> list[Json]:
    """One sentence as rich_text elements: the literal pieces as text, each placeholder as what its value is."""
    made: list[Json] = []
    count = values.get("n")
    for literal, name in parts(language, key, count if isinstance(count, int) else None):
        if literal:
            made.append({"type": "text", "text": literal})
        if name is not None:
            made.append(element(values[name]))
    return made


def element(value: Part) -> Json:
    match value:
        case User(id):
            return {"type": "user", "user_id": id}
        case Channel(id) if id.startswith("S"):
            return {"type": "usergroup", "usergroup_id": id}
        case Channel(id):
            return {"type": "channel", "channel_id": id}
        case Bold(text):
            return {"type": "text", "text": cut(text, SECTION) or "–", "style": {"bold": True}}
        case Link(url, text):
            return {"type": "link", "url": url, "text": cut(text, SECTION) or url}
        case Moment(at, said):
            return {"type": "date", "timestamp": int(at.timestamp()), "format": "{date_short_pretty} {time}",
                    "fallback": said}
        case _:
            return {"type": "text", "text": cut(str(value), SECTION) or "–"}


def spoken(language: str, key: str, **values: Part) -> str:
    """The same sentence as unescaped text, for the fallback."""
    return say(language, key, **{name: _spoken(value) for name, value in values.items()})


def _spoken(value: Part) -> str | int:
    match value:
        case User(id, name):
            return name or id
        case Channel(id, name):
            return f"#{name}" if name else id
        case Bold(text) | Link(_, text) | Moment(_, text):
            return text
        case _:
            return value


def rich(*sections: Sequence[Json], block_id: str | None = None) -> Json:
    """A rich_text block: each argument is one paragraph (a list of elements) or a ready sub-block in a list of one."""
    made = [section[0] if section and section[0]["type"].startswith("rich_text") else
            {"type": "rich_text_section", "elements": list(section)} for section in sections if section]
    spaced: list[Json] = []
    for one in made:
        if spaced and spaced[-1]["type"] == one["type"] == "rich_text_section":
            spaced[-1]["elements"].append({"type": "text", "text": "\n"})
        spaced.append(one)
    return {"type": "rich_text", "elements": spaced, **({"block_id": block_id} if block_id else {})}


def text(value: str, *, bold: bool = False, italic: bool = False) -> Json:
    """People's words as one rich_text element."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": cut(value, SECTION) or "–", **({"style": style} if style else {})}


def quote(words: str, limit: int = SECTION) -> list[Json]:
    """Somebody's words, set off; a paragraph for `rich`."""
    return [{"type": "rich_text_quote", "elements": [text(cut(words, limit))]}]


def header(title: str) -> Json:
    return {"type": "header", "text": plain(title, HEADER)}


def context(*lines: str) -> Json:
    """Small print of plain sentences, ten at most."""
    return {"type": "context", "elements": [plain(line, SECTION) for line in lines if line][:10]}


def button(label: str, action_id: str, value: str = "", *, primary: bool = False, confirm: Json | None = None,
           spoken_label: str | None = None, url: str | None = None) -> Json:
    """A button. `spoken_label` is what a screen reader says where the text alone is not enough."""
    made: Json = {"type": "button", "text": plain(label, BUTTON), "action_id": action_id}
    made |= {"value": value} if value and len(value) <= VALUE else {}
    made |= {"style": "primary"} if primary else {}
    made |= {"confirm": confirm} if confirm else {}
    made |= {"url": url} if url else {}
    made |= {"accessibility_label": cut(spoken_label, BUTTON)} if spoken_label else {}
    return made


def actions(*buttons: Json, block_id: str | None = None) -> Json:
    return {"type": "actions", "elements": list(buttons)[:25], **({"block_id": block_id} if block_id else {})}


def confirm(title: str, text_: str, yes: str, no: str) -> Json:
    return {"title": plain(title, 100), "text": plain(text_, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def option(label: str, value: str) -> Json:
    return {"text": plain(label, OPTION), "value": value}


def told_while_typing(block: Json) -> Json:
    """A field of which Slack tells us at each choice, or pause in the typing; its action_id is the field's name."""
    listening = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    element_ = block["element"] | (listening if block["element"]["type"] == "plain_text_input" else {})
    return {**block, "dispatch_action": True, "element": element_}


def input_block(field: str, label: str, element_: Json, *, hint: str | None = None, optional: bool = False) -> Json:
    """A labelled field of a form; its block and its action share one id."""
    return {"type": "input", "block_id": field, "label": plain(label, 2000),
            "element": {"action_id": field, **element_},
            "optional": optional, **({"hint": plain(hint, 2000)} if hint else {})}


def text_field(*, multiline: bool = False, initial: str | None = None, placeholder: str | None = None,
               limit: int = SECTION) -> Json:
    made: Json = {"type": "plain_text_input", "multiline": multiline, "max_length": limit}
    made |= {"initial_value": cut(initial, limit)} if initial else {}
    return made | ({"placeholder": plain(placeholder, PLACEHOLDER)} if placeholder else {})


def choice(options: Sequence[Json], *, initial: str | None = None, placeholder: str | None = None) -> Json:
    """A menu of at most a hundred options; an initial value that is not among them is left out."""
    shown = list(options)[:OPTIONS]
    chosen = next((one for one in shown if one["value"] == initial), None)
    made: Json = {"type": "static_select", "options": shown}
    made |= {"initial_option": chosen} if chosen else {}
    return made | ({"placeholder": plain(placeholder, PLACEHOLDER)} if placeholder else {})


def radio(options: Sequence[Json], *, initial: str | None = None) -> Json:
    chosen = next((one for one in options if one["value"] == initial), None)
    return {"type": "radio_buttons", "options": list(options)[:10], **({"initial_option": chosen} if chosen else {})}


def checkboxes(options: Sequence[Json], *, initial: Collection[str] = ()) -> Json:
    ticked = [one for one in options if one["value"] in initial]
    return {"type": "checkboxes", "options": list(options)[:10], **({"initial_options": ticked} if ticked else {})}


def modal(callback_id: str, title: str, blocks: Iterable[Json], *, close: str, submit: str | None = None,
          metadata: str = "") -> Json:
    """A form. `metadata` comes back with it, through the person's client: it is never trusted."""
    made: Json = {"type": "modal", "callback_id": callback_id, "title": plain(title, MODAL_TITLE),
                  "blocks": list(blocks)[:100], "close": plain(close, MODAL_TITLE),
                  "private_metadata": metadata[:METADATA]}
    return made | ({"submit": plain(submit, MODAL_TITLE)} if submit else {})


def carried(metadata: str) -> dict[str, Any]:
    """What a form carries in its metadata; nothing where a client has spoilt it."""
    try:
        found = json.loads(metadata or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def value_of(state: Mapping[str, Any], field: str) -> str | None:
    """What was typed or chosen in a field, whatever its element is; None when empty or not in the form at all."""
    found = (state.get(field) or {}).get(field) or {}
    chosen = found.get("selected_option")
    for value in (found.get("value"), chosen and chosen.get("value"), found.get("selected_date"),
                  found.get("selected_user"), found.get("selected_time")):
        if value:
            return tidy(str(value)) or None
    return None


def values_of(state: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """What is ticked in a field of boxes, or the ids of the files that were chosen."""
    found = (state.get(field) or {}).get(field) or {}
    return (*(str(one["value"]) for one in found.get("selected_options") or () if one.get("value")),
            *(str(one["id"]) for one in found.get("files") or () if one.get("id")))


def day(language: str, on: date) -> str:
    """A date in words of a language."""
    return format_date(on, format="medium", locale=language)


def moment(language: str, at: datetime, zone: ZoneInfo) -> Moment:
    """A moment as a sentence says it, and as its fallback does by the clocks of `zone`."""
    local = at.astimezone(zone)
    return Moment(at, f"{day(language, local.date())}, {time_of_day(language, local)}")


def time_of_day(language: str, local: datetime) -> str:
    """What a clock on the wall shows. Korean writes 오후 in full: CLDR's short form has the English PM."""
    return format_time(local, format="aaaa h:mm" if language == "ko" else "short", locale=language)


def day_in_zone(language: str, at: datetime, zone: str) -> str:
    return day(language, at.astimezone(ZoneInfo(zone)).date())
