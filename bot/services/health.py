"""How Snag itself is doing: what is set up, and what cannot be delivered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import heartbeats, work
from storage import settings as stored
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


SILENT = timedelta(minutes=2)
"""So long a worker's clock may be silent before it counts as stopped."""


class Health:
    """Looks, and changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def wrong(self, machine: datetime) -> dict[str, str]:
        """What keeps Snag from its work as of machine time, by name; empty when all is well."""
        with self._db.reading() as session:
            last = heartbeats.oldest(session)
        if last is None:
            return {"clock": "no worker has run yet"}
        silent = machine - last
        return {"clock": f"no worker for {int(silent.total_seconds())} s"} if silent > SILENT else {}

    def beat(self, workspace_id: str, machine: datetime) -> None:
        """The clock has looked after this workspace."""
        with self._db.transaction(workspace_id) as tx:
            heartbeats.beat(tx.session, workspace_id, "clock", machine)

    def look(self) -> Looked:
        """Over all workspaces: how many teams, whether each has a triage channel, what is stuck."""
        with self._db.reading() as session:
            workspaces = [stored.workspace(session, one) for one in stored.all_workspaces(session)]
            return Looked(sum(len(stored.teams(session, one.id)) for one in workspaces),
                          bool(workspaces) and all(one.triage_channel_id for one in workspaces),
                          tuple(Stuck(*row) for row in work.stuck(session)))
