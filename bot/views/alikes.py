"""Look-alikes in the report form while the story is typed: up to three annoyances, each with its Me too."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.reports import Alike
from bot.domain.wording import cut
from bot.text import say
from bot.views import care
from bot.views.blocks import Json, button, carried, plain
from bot.views.ids import Action, Field
from bot.views.reports import state_word

BLOCK = "alike_"
HEADING = "alikes"
LINE, SAID = 2000, 600


def with_alikes(language: str, form: Json, alikes: Sequence[Alike]) -> Json:
    """The form with these look-alikes below its first fields, and remembering which they are."""
    others = [one for one in form["blocks"] if not _is_ours(one)]
    place = next((at for at, one in enumerate(others, start=1) if one.get("block_id") == Field.WORDS), len(others))
    metadata = {**carried(form["private_metadata"]), "a": [one.number for one in alikes]}
    return {**form, "blocks": [*others[:place], *_blocks(language, alikes), *others[place:]],
            "private_metadata": json.dumps(metadata)}


def _blocks(language: str, alikes: Sequence[Alike]) -> list[Json]:
    if not alikes:
        return []
    made: list[Json] = [{"type": "section", "block_id": HEADING, "text": plain(say(language, "alike.heading"), LINE)}]
    for one in alikes:
        line = say(language, "report.alike_line", number=one.number, title=one.title,
                   state=state_word(language, one.state))
        line = "\n".join([line, *(cut(said, SAID) for said in care.until_fixed_in_words(language, one.meanwhile))])
        label = say(language, "report.me_too")
        made.append({"type": "section", "block_id": f"{BLOCK}{one.number}", "text": plain(line, LINE),
                     "accessory": button(label, Action.ME_TOO_TYPED, str(one.number),
                                         spoken_label=f"{label} #{one.number}")})
    return made


def shown_alikes(view: Mapping[str, Any]) -> tuple[int, ...]:
    """Which look-alikes an open form shows, by number."""
    held = carried(str(view.get("private_metadata") or "")).get("a")
    return tuple(one for one in held if isinstance(one, int)) if isinstance(held, list) else ()


def kept_alikes(old: Mapping[str, Any], new: Json) -> Json:
    """A form drawn anew, with the look-alikes that stand in the open one."""
    ours = [one for one in old.get("blocks") or [] if _is_ours(one)]
    place = next((at for at, one in enumerate(new["blocks"], start=1) if one.get("block_id") == Field.WORDS), 0)
    metadata = {**carried(new["private_metadata"]), "a": list(shown_alikes(old))}
    return {**new, "blocks": [*new["blocks"][:place], *ours, *new["blocks"][place:]],
            "private_metadata": json.dumps(metadata)}


def again(view: Mapping[str, Any]) -> Json:
    """An open form as it can be sent to Slack once more: as Slack echoes it, without what only Slack may say."""
    said = ("type", "callback_id", "title", "blocks", "close", "submit", "private_metadata", "clear_on_close",
            "notify_on_close")
    return {name: view[name] for name in said if view.get(name) not in (None, "", False)} | {
        "private_metadata": str(view.get("private_metadata") or "")}


def _is_ours(block: Mapping[str, Any]) -> bool:
    block_id = str(block.get("block_id") or "")
    return block_id == HEADING or block_id.startswith(BLOCK)
