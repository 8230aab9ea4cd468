"""How Snag itself is doing: what is set up, and what cannot be delivered."""

from dataclasses import dataclass

from storage import settings as stored
from storage import work
from storage.db import Database


@dataclass(frozen=True, slots=True)
class Stuck:
    """Work that waits because of one error at one place."""

    channel: str
    error: str
    count: int


@dataclass(frozen=True, slots=True)
class Looked:
    teams: int
    has_triage: bool
    stuck: tuple[Stuck, ...]


class Health:
    """Looks, and changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def look(self) -> Looked:
        """Over all workspaces: how many teams, whether each has a triage channel, what is stuck."""
        with self._db.reading() as session:
            workspaces = [stored.workspace(session, one) for one in stored.all_workspaces(session)]
            return Looked(sum(len(stored.teams(session, one.id)) for one in workspaces),
                          bool(workspaces) and all(one.triage_channel_id for one in workspaces),
                          tuple(Stuck(*row) for row in work.stuck(session)))
