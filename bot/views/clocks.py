"""How a clock reads on a card: what is left of the team's working time, or since when it is over."""

from collections.abc import Sequence

from bot.domain.clocks import Kind, Running
from bot.text import say
from bot.views.blocks import Json, Part, day, elements, moment, text


def on_card(language: str, running: Sequence[Running]) -> list[list[Json]]:
    """The line of clocks, as a paragraph of its own; none where nothing runs."""
    said: list[Json] = []
    for one in _told(running):
        said += [*([text(" · ")] if said else []), *elements(language, _key(one), **_values(language, one))]
    if watching := _watching(language, running):
        said.append(text(f" · {watching}" if said else watching))
    return [said] if said else []


def _told(running: Sequence[Running]) -> list[Running]:
    """What stands still is told by how long it sleeps."""
    return [one for one in running if not one.is_paused]


def _key(one: Running) -> str:
    if one.kind is Kind.OWN:
        return "clock.stalled"
    return f"clock.{one.kind}_{one.left.unit if one.left else 'overdue'}"


def _values(language: str, one: Running) -> dict[str, Part]:
    if one.left is None:
        return {"at": moment(language, one.due_at, one.zone)}
    return {"n": one.left.count}


def _watching(language: str, running: Sequence[Running]) -> str | None:
    """For its first two weeks a team only sees its clocks."""
    until = next((one for one in running if one.watches_until and not one.is_paused), None)
    if until is None or until.watches_until is None:
        return None
    return say(language, "clock.watching", until=day(language, until.watches_until.astimezone(until.zone).date()))
