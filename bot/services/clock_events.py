"""What other systems hear of clocks: that one ran out. Where nobody is reminded, as of a new team, nothing is told."""

from bot.domain.events import ClockFacts, EventType
from bot.services import events
from bot.services.desk import Desk
from storage.tables import Annoyance, Clock


def ran_out(desk: Desk, row: Annoyance, clock: Clock) -> None:
    """A clock's time is up: told at that moment and once, whoever is reminded of it and however often."""
    watched = desk.settings.watches_until(clock.team_key)
    if watched is None or watched <= desk.now:
        events.emit(desk, EventType.CLOCK_OVERDUE, ClockFacts(
            annoyance=events.about(row), clock=str(clock.kind), due_at=clock.due_at, item=clock.item_id))
