"""Action items: their line in the card's thread, their message in another team's channel, what a card and a Home say
of them, and their forms with the readers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.action_items import SHOWN, AtResolve, Draft, Item, ItemMove, ItemState, OnCard, Shown
from bot.domain.annoyances import Move, TeamName
from bot.domain.people import Where
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import (
    Json,
    Link,
    Message,
    Part,
    User,
    actions,
    button,
    carried,
    choice,
    confirm,
    context,
    day,
    element,
    elements,
    fallback,
    input_block,
    modal,
    option,
    quote,
    radio,
    rich,
    spoken,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Callback, Field
from bot.views.places import carry, opened_at

ON_CARD = 120
"""Characters of an item on a card, where it is one line of several."""
TEXT = 500


def in_thread(language: str, shown: Shown, *, by: Part, ended_by: Part | None, names: Mapping[str, str]) -> Message:
    """The item's own line in the card's thread: what, whose, until when, how it stands."""
    item = shown.item
    return _message(language, shown, "item.line", {"who": by}, _status(language, shown, ended_by), names,
                    _buttons(language, item) if item.is_living or item.state is ItemState.DONE else [])


def in_other_channel(language: str, shown: Shown, *, by: Part, ended_by: Part | None, names: Mapping[str, str],
                     link: str | None) -> Message:
    """The message that asks another team, in its channel, with a way to the card."""
    item = shown.item
    values: dict[str, Part] = {"who": by, "team": shown.home_team or say(language, "state.triage"),
                               "number": item.number, "title": shown.title}
    status = _status(language, shown, ended_by) if shown.away else [text(say(language, "item.handed_back"))]
    buttons = _away_buttons(language, item) if shown.away and item.is_living else []
    return _message(language, shown, "item.asks", values, status, names, buttons, link)


def left_behind(language: str, words: str) -> Message:
    """Where an item's line stood before its card moved."""
    said = say(language, "item.left")
    return Message(fallback(said, words), [rich([text(said)], quote(words))])


def unassigned(language: str, who: str, items: Sequence[tuple[int, str]]) -> Message:
    """To a lead: items of somebody who has left, each with the number that it is for."""
    said = say(language, "item.unassigned", who=who, n=len(items))
    shown = [f"#{number}: {cut(words, ON_CARD)}" for number, words in items[:SHOWN]]
    if len(items) > SHOWN:
        shown.append(say(language, "card.items_more", n=len(items) - SHOWN))
    return Message(fallback(said, *shown), [rich([text(said)], *(quote(one) for one in shown))])


def _message(language: str, shown: Shown, key: str, values: dict[str, Part], status: list[Json],
             names: Mapping[str, str], buttons: list[Json], link: str | None = None) -> Message:
    item = shown.item
    facts = _facts(language, item, names)
    last = [*status, *(part for fact in facts for part in (text(" · "), *fact))]
    for url, words in ((link, "item.card_link"), (item.source_link, "card.source_link")):
        last += [text(" · "), element(Link(url, say(language, words)))] if url else []
    said = " · ".join([_words(status), *(_words(fact, names) for fact in facts)])
    return Message(fallback(spoken(language, key, **values), item.text, said),
                   [rich(elements(language, key, **values), quote(item.text), last),
                    *([actions(*buttons, block_id="item")] if buttons else [])])


def _facts(language: str, item: Item, names: Mapping[str, str]) -> list[list[Json]]:
    """Who does it and until when, as far as that was said."""
    made = []
    if item.assignee:
        made.append(elements(language, "item.assignee", who=User(item.assignee, names.get(item.assignee, ""))))
    if item.due_on:
        made.append([text(say(language, "item.due", date=day(language, item.due_on)))])
    return made


def _words(parts: Sequence[Json], names: Mapping[str, str] | None = None) -> str:
    """The same as unescaped text."""
    return "".join(str(one.get("text") or (names or {}).get(str(one.get("user_id"))) or one.get("user_id") or "")
                   for one in parts)


def _status(language: str, shown: Shown, ended_by: Part | None) -> list[Json]:
    item = shown.item
    team: Part = item.team or say(language, "state.triage")
    if item.state is ItemState.ASKED:
        return elements(language, "item.asked", team=team)
    if item.state is ItemState.OPEN:
        return elements(language, "item.taken", team=team) if shown.away else [text(say(language, "item.open"))]
    return elements(language, f"item.{item.state}", who=ended_by if ended_by is not None else "Snag")


def _buttons(language: str, item: Item) -> list[Json]:
    acts = (ItemMove.DONE, ItemMove.CHANGE) if item.is_living else (ItemMove.REOPEN,)
    return [item_button(language, act, item) for act in acts]


def _away_buttons(language: str, item: Item) -> list[Json]:
    acts = (ItemMove.ACCEPT, ItemMove.HAND_BACK) if item.state is ItemState.ASKED else (
        ItemMove.DONE, ItemMove.CHANGE, ItemMove.HAND_BACK)
    made = [item_button(language, act, item) for act in acts]
    if item.state is ItemState.ASKED:
        made[0]["style"] = "primary"
    return made


def item_button(language: str, act: ItemMove, item: Item) -> Json:
    """The button of one act; its value is the item's id."""
    label = say(language, f"item.button_{act.removeprefix('item_')}")
    title, what, yes = (say(language, f"confirm.item_drop{part}") for part in ("_title", "", "_yes"))
    asks = confirm(title, what, yes, say(language, "confirm.no")) if act is ItemMove.DROP else None
    return button(label, act, item.id, confirm=asks, spoken_label=f"{label}: {cut(item.text, 50)}")


def line_key(what: str, facts: Mapping[str, Any]) -> str | None:
    """The sentence of a thread line where it depends on who is known."""
    if what == Move.UNASSIGN and not facts.get("assignee"):
        return "line.unplanned"
    return "line.items_done_asking" if what == "items_done" and facts.get("assignee") else None


def on_card(language: str, items: OnCard) -> list[list[Json]]:
    """The open items of a card, the first ones in words; paragraphs for `rich`."""
    if not items.living:
        return [[text(say(language, "card.items_all_done", n=items.done))]] if items.done else []
    head = say(language, "card.items", n=items.living)
    if items.done:
        head += f" {say(language, 'card.items_done', n=items.done)}"
    made = [[text(head, bold=True)], *([text("• "), *_one_line(language, one)] for one in items.shown)]
    if items.living > len(items.shown):
        made.append([text(say(language, "card.items_more", n=items.living - len(items.shown)))])
    return made


def _one_line(language: str, item: Item) -> list[Json]:
    """An item in one line; a card names nobody's team but another's that is asked."""
    line = [text(cut(item.text, ON_CARD))]
    if item.state is ItemState.ASKED:
        line += [text(" · "), *elements(language, "item.asked", team=item.team or "")]
    return line + [part for fact in _facts(language, item, {}) for part in (text(" · "), *fact)]


def at_resolve(language: str, items: Sequence[Item]) -> list[Json]:
    """What resolving asks about open items: nothing where there are none."""
    if not items:
        return []
    shown = [[text("• "), *_one_line(language, one)] for one in items[:SHOWN]]
    if len(items) > SHOWN:
        shown.append([text(say(language, "card.items_more", n=len(items) - SHOWN))])
    options = [option(say(language, f"resolve.items_{one}"), one) for one in AtResolve]
    return [rich(*shown), input_block(Field.ITEMS, say(language, "resolve.items", n=len(items)), radio(options))]


def read_at_resolve(state: Mapping[str, Any]) -> AtResolve:
    """What becomes of them; what the form did not ask about stays as it is."""
    chosen = value_of(state, Field.ITEMS)
    return AtResolve(chosen) if chosen in list(AtResolve) else AtResolve.OPEN


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """What an item's form carries: which item, on which message it was opened, or whether in a Home."""

    item_id: str
    where: Where | None = None
    home: bool = False

    def packed(self) -> str:
        return json.dumps({"i": self.item_id, **carry(self.where, self.home)})

    @classmethod
    def unpacked(cls, metadata: str) -> "ItemPlace":
        found = carried(metadata)
        return cls(str(found.get("i") or ""), *opened_at(found))


@dataclass(frozen=True, slots=True)
class NewItem:
    """What the form of a new item carries: of which annoyance (0: it asks), the card it was opened on, whether in a
    Home, and the message it is made from."""

    number: int = 0
    where: Where | None = None
    home: bool = False
    link: str | None = None

    def packed(self) -> str:
        return json.dumps({"n": self.number, **carry(self.where, self.home), "l": self.link})

    @classmethod
    def unpacked(cls, metadata: str) -> "NewItem":
        found = carried(metadata)
        number, link = found.get("n"), found.get("l")
        return cls(number if isinstance(number, int) else 0, *opened_at(found), link if isinstance(link, str) else None)


def add_form(language: str, state: NewItem, teams: Sequence[TeamName], team_key: str | None, *, title: str = "",
             words: str = "") -> Json:
    """What is to be done, by which team, by whom, until when; without a number the form asks for it."""
    about = context(say(language, "card.title", number=state.number, title=title)) if state.number else input_block(
        Field.NUMBER, say(language, "item.number"), text_field(limit=12), hint=say(language, "item.number_hint"))
    options = [option(team.name, team.key) for team in teams]
    whose = [input_block(Field.TEAM, say(language, "item.team"), choice(
        options, initial=team_key, placeholder=say(language, "item.team_placeholder")),
        hint=say(language, "item.team_hint"), optional=True)] if options else []
    return modal(Callback.ADD_ITEM, say(language, "item.title"), [
        about, _what(language, words), *whose, *_who_and_when(language, None, None)],
        submit=say(language, "item.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_add_form(state: Mapping[str, Any], link: str | None) -> tuple[Draft, int | None]:
    """The item, and the number where the form asked for it."""
    typed = (value_of(state, Field.NUMBER) or "").lstrip("#＃").strip()
    number = int(typed) if typed.isdigit() and len(typed) < 10 else None
    return Draft(_said(state), value_of(state, Field.TEAM), *_read_who_and_when(state), link), number


def change_form(language: str, state: ItemPlace, item: Item) -> Json:
    drop = item_button(language, ItemMove.DROP, item)
    return modal(Callback.CHANGE_ITEM, say(language, "item.change_title"), [
        _what(language, item.text), *_who_and_when(language, item.assignee, item.due_on),
        actions(drop, block_id="item")],
        submit=say(language, "item.save"), close=say(language, "form.close"), metadata=state.packed())


def read_change_form(state: Mapping[str, Any]) -> Draft:
    return Draft(_said(state), None, *_read_who_and_when(state))


def _what(language: str, words: str) -> Json:
    return input_block(Field.ITEM_TEXT, say(language, "item.what"), text_field(
        multiline=True, initial=words, limit=TEXT))


def _who_and_when(language: str, assignee: str | None, due_on: date | None) -> list[Json]:
    who = {"initial_user": assignee} if assignee else {}
    when = {"initial_date": due_on.isoformat()} if due_on else {}
    return [input_block(Field.ASSIGNEE, say(language, "item.who"), {"type": "users_select", **who}, optional=True),
            input_block(Field.DUE_ON, say(language, "item.when"), {"type": "datepicker", **when}, optional=True)]


def _said(state: Mapping[str, Any]) -> str:
    return value_of(state, Field.ITEM_TEXT) or ""


def _read_who_and_when(state: Mapping[str, Any]) -> tuple[str | None, date | None]:
    chosen = value_of(state, Field.DUE_ON)
    return value_of(state, Field.ASSIGNEE), date.fromisoformat(chosen) if chosen else None


def hand_back_form(language: str, state: ItemPlace, item: Item) -> Json:
    return modal(Callback.HAND_BACK_ITEM, say(language, "item.button_hand_back"), [
        rich(quote(item.text)),
        input_block(Field.REASON, say(language, "item.why"), text_field(multiline=True, limit=1000),
                    hint=say(language, "item.why_hint"))],
        submit=say(language, "item.button_hand_back"), close=say(language, "form.close"), metadata=state.packed())


def read_hand_back_form(state: Mapping[str, Any]) -> str:
    return value_of(state, Field.REASON) or ""


def dropped(language: str, metadata: str) -> Json:
    """The form of an item after it was dropped in it."""
    return modal(Callback.CHANGE_ITEM, say(language, "item.change_title"), [context(say(language, "item.gone"))],
                 close=say(language, "form.done"), metadata=metadata)
