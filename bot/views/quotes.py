"""The part of the report form that shows a Slack message, what of it can be taken along, and where it will appear.

It is put into a form that is ready, and read from what comes back with it. Its blocks hold the words, the form's
metadata ids alone.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.quotes import Place, Quoted, Take
from bot.text import say
from bot.views.alikes import kept_alikes
from bot.views.blocks import (
    Channel,
    Json,
    carried,
    checkboxes,
    context,
    elements,
    input_block,
    option,
    quote,
    rich,
    text,
    told_while_typing,
    values_of,
)
from bot.views.ids import Field

WORDS, THREAD, APPEARS, NOTE = "quoted_words", "quoted_thread", "appears", "note"
OURS = (NOTE, WORDS, THREAD, APPEARS, Field.TAKE, Field.TAKE_THREAD)
"""The blocks of this part, in their order: above all fields of the form."""


def with_quoted(language: str, form: Json, quoted: Quoted, *, channel_id: str | None) -> Json:
    """The form with the message above its fields; `channel_id` is where the report would appear by these words."""
    ticked = tuple(Take) if quoted.is_open else ()
    blocks = [*_message(language, quoted), appears(language, channel_id), *_ticks(language, quoted, ticked)]
    held = {"c": quoted.place.channel_id, "t": quoted.place.ts, "h": quoted.place.thread_ts, "a": quoted.author,
            "f": list(quoted.files), "o": quoted.is_open}
    return _carrying({**form, "blocks": [*blocks, *_optional(form["blocks"])]}, q=held)


def with_thread(language: str, form: Json, quoted: Quoted) -> Json:
    """The form, open already, with the thread that has been read meanwhile."""
    said = _thread(language, quoted)
    tick = _thread_tick(language, quoted, tuple(Take) if quoted.is_open else ())
    ours = {one["block_id"]: one for one in form["blocks"] if one.get("block_id") in OURS} | {
        one["block_id"]: one for one in (*said, *tick)}
    rest = [one for one in form["blocks"] if one.get("block_id") not in OURS]
    return {**form, "blocks": [*(ours[name] for name in OURS if name in ours), *rest]}


def with_note(form: Json, said: str) -> Json:
    """The form with one sentence above all."""
    return {**form, "blocks": [{**context(said), "block_id": NOTE}, *form["blocks"]]}


def with_channel(language: str, form: Json, channel_id: str | None) -> Json:
    """The form, with another channel in which the report would stand."""
    said = appears(language, channel_id)
    return {**form, "blocks": [said if one.get("block_id") == APPEARS else one for one in form["blocks"]]}


def shown_channel(view: Mapping[str, Any]) -> str | None:
    """Which channel an open form names."""
    said: Json = next((one for one in view.get("blocks") or [] if one.get("block_id") == APPEARS), {})
    return next((str(part["channel_id"]) for one in said.get("elements") or [] for part in one.get("elements") or []
                 if part.get("type") == "channel"), None)


def appears(language: str, channel_id: str | None) -> Json:
    """In which channel the report will stand."""
    if channel_id is None:
        return rich([text(say(language, "take.appears"))], block_id=APPEARS)
    return rich(elements(language, "take.appears_in", channel=Channel(channel_id)), block_id=APPEARS)


def _message(language: str, quoted: Quoted) -> list[Json]:
    said = rich([text(say(language, "take.message"), bold=True)], quote(quoted.shown), block_id=WORDS)
    return [*([said] if quoted.shown else []), *_thread(language, quoted)]


def _thread(language: str, quoted: Quoted) -> list[Json]:
    if not quoted.thread:
        return []
    return [rich([text(say(language, "take.its_thread"), bold=True)], *(quote(line) for line in quoted.thread),
                 block_id=THREAD)]


def _ticks(language: str, quoted: Quoted, ticked: Sequence[Take]) -> list[Json]:
    offered = [(Take.WORDS, say(language, "take.words")) if quoted.shown else None,
               (Take.FILES, say(language, "take.files", n=len(quoted.files))) if quoted.files else None,
               (Take.LINK, say(language, "take.link")),
               (Take.AUTHOR, say(language, "take.author")) if quoted.author else None]
    made = checkboxes([option(label, take) for take, label in filter(None, offered)], initial=ticked)
    hint = say(language, "take.hint_open" if quoted.is_open else "take.hint_private")
    return [told_while_typing(input_block(Field.TAKE, say(language, "take.label"), made, hint=hint, optional=True)),
            *_thread_tick(language, quoted, ticked)]


def _thread_tick(language: str, quoted: Quoted, ticked: Sequence[Take]) -> list[Json]:
    """A field of its own: a client keeps the state of a field that it knows, and would not tick what is new in it."""
    if not quoted.thread:
        return []
    one = option(say(language, "take.thread", n=len(quoted.thread)), Take.THREAD)
    return [told_while_typing(input_block(Field.TAKE_THREAD, say(language, "take.thread_label"),
                                          checkboxes([one], initial=ticked), optional=True))]


def read_quoted(view: Mapping[str, Any]) -> Quoted | None:
    """The message that a form shows; None where it shows none."""
    held = carried(str(view.get("private_metadata") or "")).get("q")
    if not isinstance(held, dict) or not held.get("c") or not held.get("t"):
        return None
    return Quoted(
        Place(str(held["c"]), str(held["t"]), held.get("h")), words="\n".join(_quotes(view, WORDS)),
        author=held.get("a"), files=tuple(map(str, held.get("f") or ())), thread=_quotes(view, THREAD),
        is_open=bool(held.get("o")))


def read_ticks(state: Mapping[str, Any]) -> frozenset[Take]:
    """What is ticked."""
    ticked = (*values_of(state, Field.TAKE), *values_of(state, Field.TAKE_THREAD))
    return frozenset(take for take in Take if take in ticked)


def kept(old: Mapping[str, Any], new: Json) -> Json:
    """A form drawn anew, with this part of it and its look-alikes as they stand in the open one."""
    new = kept_alikes(old, new)
    held = carried(str(old.get("private_metadata") or "")).get("q")
    ours = [one for one in old.get("blocks") or [] if one.get("block_id") in OURS]
    drawn = {**new, "blocks": [*ours, *(_optional(new["blocks"]) if held else new["blocks"])]}
    return _carrying(drawn, q=held) if held else drawn


def _optional(blocks: Sequence[Json]) -> list[Json]:
    """A story can be a tick: then the field may stay empty."""
    return [{**one, "optional": True} if one.get("block_id") == Field.STORY else one for one in blocks]


def _carrying(form: Json, **ids: Any) -> Json:
    return {**form, "private_metadata": json.dumps({**carried(form["private_metadata"]), **ids})}


def _quotes(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """What stands in the quotes of one block, each as one text."""
    found: Json = next((one for one in view.get("blocks") or [] if one.get("block_id") == block_id), {})
    return tuple("".join(str(part.get("text") or "") for part in one.get("elements") or [])
                 for one in found.get("elements") or [] if one.get("type") == "rich_text_quote")
