"""What card, thread and messages say of an annoyance's customers, and the buttons for them. Its forms stand in
`care_forms`."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.lists import format_list

from bot.domain.annoyances import Card, Move
from bot.domain.care import SETTLED, Cared, CustomerState, Waiting
from bot.domain.meanwhile import Meanwhile
from bot.text import say
from bot.views.blocks import (
    Json,
    Link,
    Message,
    Part,
    actions,
    button,
    element,
    elements,
    fallback,
    quote,
    rich,
    spoken,
    text,
)
from bot.views.ids import Action


def still_wait(language: str, customers: Waiting) -> str:
    """'3 of 7 customers still wait'; empty where nobody does."""
    if not customers.waiting:
        return ""
    if customers.waiting == customers.total:
        return say(language, "care.all_wait", n=customers.total)
    return say(language, "care.some_wait", n=customers.waiting, total=customers.total)


def on_card(language: str, view: Card) -> list[list[Json]]:
    """Who still waits, as a paragraph of the card."""
    waiting = still_wait(language, Waiting(*view.customers))
    return [[text(waiting)]] if waiting else []


def how_many(language: str, counts: Mapping[str, int]) -> str:
    """'2 put right, 1 not reachable'."""
    return format_list([say(language, f"care.n_{state}", n=counts[state]) for state in CustomerState
                        if counts.get(state)], locale=language)


def until_fixed(language: str, said: Meanwhile) -> list[list[Json]]:
    """What customers may be told and offered, the team's sentences as written; paragraphs for `rich`."""
    return [paragraph for key, words in _until_fixed(said)
            for paragraph in ([text(say(language, key), bold=True)], quote(words))]


def until_fixed_in_words(language: str, said: Meanwhile) -> list[str]:
    return [f"{say(language, key)}: {words}" for key, words in _until_fixed(said)]


def _until_fixed(said: Meanwhile) -> list[tuple[str, str]]:
    return [(key, words) for key, words in (("care.tell", said.tell), ("care.offer", said.offer)) if words]


def of_line(what: str, facts: Mapping[str, Any]) -> Meanwhile | Waiting | None:
    """What a thread line says beside its sentence: the words for customers, or who still waits."""
    if what == Move.TELL_MEANWHILE:
        return Meanwhile(facts.get("meanwhile"), facts.get("may_offer"))
    if what == Move.RESOLVE and facts.get("waiting"):
        return Waiting(int(facts["waiting"]), int(facts["customers"]))
    return None


def below_line(language: str, what: str, facts: Mapping[str, Any]) -> tuple[list[list[Json]], list[str]]:
    """The same as paragraphs, and as words for the fallback."""
    match of_line(what, facts):
        case Meanwhile() as said:
            return until_fixed(language, said), until_fixed_in_words(language, said)
        case Waiting() as customers:
            waiting = still_wait(language, customers)
            return [[text(waiting)]], [waiting]
        case _:
            return [], []


def with_customers(language: str, line: Message, now: Cared, *, who: Part | None) -> Message:
    """The thread line of whoever acknowledged it, how its customers stand, and the buttons for those who wait."""
    said, plain = _standing(language, now, who)
    if not said:
        return line
    return Message(fallback_of(line, plain), [*line.blocks, rich(said), *_buttons(language, now)])


def fallback_of(line: Message, more: str) -> str:
    return f"{line.text}\n{fallback(more)}"


def handed_over(language: str, now: Cared, *, by: Part | None, who: Part | None, is_theirs: bool, link: str | None
                ) -> Message:
    """To whom the customers of an annoyance were handed over: the same buttons, as long as they see to them."""
    values: dict[str, Part] = {"who": by if by is not None else "Snag", "number": now.number, "title": now.title}
    said, plain = _standing(language, now, None if is_theirs else who)
    way = [[element(Link(link, say(language, "care.to_card")))]] if link else []
    return Message(fallback(spoken(language, "care.handed_over", **values), plain),
                   [rich(elements(language, "care.handed_over", **values), *([said] if said else []), *way),
                    *(_buttons(language, now) if is_theirs else [])])


def _standing(language: str, now: Cared, who: Part | None) -> tuple[list[Json], str]:
    """How it stands; nothing where no report of it has a customer any more."""
    if not now.waiting.total:
        gone = say(language, "care.went_along", number=now.merged_into) if now.merged_into is not None else ""
        return ([text(gone)], gone) if gone else ([], "")
    if not now.waiting.waiting:
        done = say(language, "care.all_seen_to", how=how_many(language, {state: now.counts.get(state, 0)
                                                                        for state in SETTLED}))
        return [text(done)], done
    waiting = still_wait(language, now.waiting)
    if who is None:
        return [text(waiting)], waiting
    return ([text(f"{waiting} "), *elements(language, "care.with", who=who)],
            f"{waiting} {spoken(language, 'care.with', who=who)}")


def _buttons(language: str, now: Cared) -> list[Json]:
    if not now.waiting.waiting or not now.is_open:
        return []
    offered: Sequence[tuple[Action, str]] = (
        (Action.CARE_DONE, "care.done"), (Action.CARE_ALREADY, "care.already"),
        (Action.CARE_HAND_OVER, "care.hand_over"),
        *(((Action.CARE_ANSWERED, "care.answered"),) if now.has_post else ()))
    return [actions(*(button(say(language, key), action, str(now.number), primary=action is Action.CARE_DONE,
                             spoken_label=f"{say(language, key)} #{now.number}") for action, key in offered),
                    block_id="care")]
