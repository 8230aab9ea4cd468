"""Who is asked when: invitations of surveys, planned in each person's own working time, sent when they fall due, put
off or withheld where manners say so.

An invitation is the plan; only what falls due becomes a work row, so that ten thousand planned ones cost the engine
nothing, a changed zone moves them, and stopping a survey leaves nothing behind.
"""

from datetime import datetime

from bot.clock import Clock
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database


class Invitations:
    """Sends what falls due, with manners."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Invitations that have come due become work, are put off or withheld; how many rows of work were new."""
        return 0
