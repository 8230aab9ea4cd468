"""Merging: which other annoyance, what will come of it, and taking it back; each form with its reader."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.annoyances import Line, Move
from bot.domain.wording import cut
from bot.text import say
from bot.views.annoyances import MoveState, move_button
from bot.views.blocks import (
    BUTTON,
    OPTION,
    Json,
    actions,
    carried,
    context,
    input_block,
    modal,
    option,
    plain,
    radio,
    rich,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Callback, Field
from bot.views.reports import state_word

YES, NO = "yes", "no"
_NUMBER = re.compile(r"\s*#?\s*(\d{1,9})\s*")


def choose_form(language: str, state: MoveState, about: Line, alikes: Sequence[Line]) -> Json:
    """Which other one says the same: one that is like it, or any number."""
    blocks = [rich([text(say(language, "card.title", number=about.number, title=about.title), bold=True)])]
    if alikes:
        blocks.append(input_block(Field.MERGE_WITH, say(language, "merge.alike"), radio(
            [option(_named(language, one), str(one.number)) for one in alikes]), optional=True))
    blocks += [input_block(Field.NUMBER, say(language, "merge.number_instead" if alikes else "merge.number"),
                           text_field(placeholder="#12", limit=12), optional=bool(alikes)),
               context(say(language, "merge.older_stays"))]
    return modal(Callback.MERGE, say(language, "merge.title"), blocks, submit=say(language, "merge.next"),
                 close=say(language, "form.close"), metadata=state.packed())


def _named(language: str, one: Line) -> str:
    """A line of a list, its state never cut off."""
    ends = f" · {state_word(language, one.state)}"
    return cut(f"#{one.number} {one.title}", OPTION - len(ends)) + ends


def read_choose_form(state: Mapping[str, Any]) -> int | None:
    """The other number; a typed one goes before a chosen one. None where neither is one."""
    typed, chosen = value_of(state, Field.NUMBER), value_of(state, Field.MERGE_WITH)
    found = _NUMBER.fullmatch(typed) if typed else None
    if typed:
        return int(found[1]) if found else None
    return int(chosen) if chosen and chosen.isdigit() else None


def look_form(language: str, state: MoveState, other: int, ended: Line, survivor: Line, *, ask_after_fix: bool,
              words_end: bool = False) -> Json:
    """What will come of it, before it is done; where the one that stays was resolved, whether it was seen since."""
    title = [say(language, "card.title", number=one.number, title=one.title) for one in (ended, survivor)]
    blocks = [rich([text(say(language, "merge.ends"), bold=True)], [text(title[0])],
                   [text(say(language, "merge.stays", state=state_word(language, survivor.state)), bold=True)],
                   [text(title[1])]),
              context(say(language, "merge.what_moves"))]
    if ended.meanwhile:
        blocks.append(context(say(language, "merge.words_end" if words_end else "merge.words_move",
                                  number=survivor.number)))
    if ask_after_fix:
        blocks.append(input_block(Field.AFTER_FIX, say(language, "merge.after_fix", number=survivor.number), radio([
            option(say(language, "merge.after_fix_yes"), YES), option(say(language, "merge.after_fix_no"), NO)])))
    return modal(Callback.MERGE_LOOK, say(language, "merge.title"), blocks, submit=say(language, "merge.submit"),
                 close=say(language, "form.close"), metadata=json.dumps({**carried(state.packed()), "o": other}))


def read_look_form(metadata: str, state: Mapping[str, Any]) -> tuple[MoveState, int, bool | None]:
    """Where it was asked, the other number, and whether it was seen after the fix, where that was asked."""
    said = value_of(state, Field.AFTER_FIX)
    return MoveState.unpacked(metadata), int(carried(metadata).get("o") or 0), said == YES if said else None


def part_buttons(language: str, parts: Sequence[int]) -> list[Json]:
    """Behind More of what others became part of: one button for each, in blocks of their own, as a block holds an
    action_id once."""
    return [actions(move_button(language, Move.UNMERGE, part)
                    | {"text": plain(say(language, "merge.take_back", number=part), BUTTON)}, block_id=f"part_{part}")
            for part in parts]
