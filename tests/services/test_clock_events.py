"""A clock that runs out is told once, and never while a team only watches."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain.action_items import Draft
from bot.domain.annoyances import Move
from bot.domain.events import EventType
from bot.services.nudges import Nudges
from bot.services.pseudonyms import Pseudonyms
from bot.services.webhooks import Webhooks
from storage import settings
from storage.tables import Event, Team
from tests.services.test_clocks import tick
from tests.support.cast import ANA
from tests.support.play import Play


@pytest.fixture(autouse=True)
def listener(play: Play) -> None:
    """Somebody listens."""
    services = play.services
    Webhooks(services.db, services.clock, Pseudonyms(services.secrets)).add(
        play.workspace_id, "cli:adam", "https://hooks.example.com/", [EventType.CLOCK_OVERDUE])


def overdue(play: Play, nudges: Nudges) -> list[str]:
    """Which clocks were told to be over, once nothing is left to do now."""
    while nudges.expand(play.workspace_id, play.services.clock.now()):
        pass
    tick(play)
    with play.services.db.reading() as session:
        return [row.facts["clock"] for row in session.exec(select(Event).order_by(Event.id))]


def test_it_is_told_when_the_time_is_up_and_once(play: Play, nudges: Nudges) -> None:
    play.report()
    play.move_clock(hours=6)
    assert overdue(play, nudges) == [], "a reminder is not the end"
    play.move_clock(hours=18)
    assert overdue(play, nudges) == ["acknowledge"]
    play.move_clock(days=1)
    assert overdue(play, nudges) == ["acknowledge"]


def test_who_acts_and_names_a_next_step_changes_nothing_of_it(play: Play, nudges: Nudges) -> None:
    play.report()
    nudges.next_step(play.workspace_id, ANA, 1, "Ask the bank", date(2026, 3, 31), where=None,
                                   key=play.key())
    play.move_clock(days=1)
    assert overdue(play, nudges) == ["acknowledge"], "not only after that day"
    nudges.next_step(play.workspace_id, ANA, 1, "Ask again", date(2026, 3, 5), where=None, key=play.key())
    play.move_clock(days=5)
    assert overdue(play, nudges) == ["acknowledge"]


def test_of_an_action_item_it_is_told_when_its_day_is_over(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.items.add(play.workspace_id, ANA, 1, Draft("Call the bank", due_on=date(2026, 3, 5)), where=None,
                            key=play.key())
    play.move_clock(days=1)
    assert overdue(play, nudges) == []
    play.make(Move.RESOLVE)
    play.move_clock(days=1)
    assert overdue(play, nudges) == ["item"]


def test_of_a_team_that_only_watches_nothing_is_told(play: Play, nudges: Nudges) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        for team in tx.session.exec(select(Team)):
            team.watches_until = play.services.clock.now() + timedelta(days=14)
        tx.session.flush()
        settings.changed(tx.session, play.workspace_id)
    play.report()
    play.move_clock(days=2)
    assert overdue(play, nudges) == []
