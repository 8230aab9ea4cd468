"""The services at work in Larkfield, on each database in turn."""

import pytest
from sqlmodel import select

from bot.services.nudges import Nudges
from bot.services.pseudonyms import Pseudonyms
from storage import settings
from storage.tables import Team
from tests.support.larkfield import Services
from tests.support.play import Play


@pytest.fixture
def play(services: Services, workspace_id: str) -> Play:
    return Play(services, workspace_id)


@pytest.fixture
def nudges(play: Play) -> Nudges:
    """At work for teams that are nudged, from nine to five."""
    services = play.services
    with services.db.transaction(play.workspace_id) as tx:
        for team in tx.session.exec(select(Team)):
            team.watches_until, team.hours = None, "Mon-Fri 09:00-17:00"
        tx.session.flush()
        settings.changed(tx.session, play.workspace_id)
    return Nudges(services.db, services.clock, Pseudonyms(services.secrets))
