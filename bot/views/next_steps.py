"""The next step that somebody has named, as a card shows it."""

from bot.domain.annoyances import Card
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import Json, day, text

SHOWN = 300


def on_card(view: Card) -> list[list[Json]]:
    """One paragraph while there is something to do."""
    if view.next_step is None or view.next_step_on is None:
        return []
    said = say(view.locale, "card.next_step", until=day(view.locale, view.next_step_on))
    return [[text(f"{said} ", bold=True), text(cut(view.next_step, SHOWN))]]
