"""What a survey found, as figures with their denominators; never so few anonymous answers that one could be told."""

from bot.clock import Clock
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database


class Results:
    """Counts answers."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
