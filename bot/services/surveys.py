"""Surveys as their senders see them: made, previewed, stopped, decided; and the occasions on which a plan asks."""

from datetime import datetime

from bot.clock import Clock
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database


class Surveys:
    """Makes plans, and surveys from plans."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Plans whose occasion has come make a survey; surveys whose time is up are closed. How many were new."""
        return 0
