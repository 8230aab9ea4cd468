"""Links for customers: made by a team for a survey or a touchpoint, opened and answered without a login."""

from bot.clock import Clock
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database


class Links:
    """Makes links, reads what they show, takes what customers say."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms, public_url: str | None) -> None:
        self._db, self._clock, self._names, self._public_url = db, clock, names, public_url
