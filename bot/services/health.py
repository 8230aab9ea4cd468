"""Signs of life: whether a worker looks after everything."""

from datetime import datetime, timedelta

from storage import heartbeats
from storage.db import Database

CLOCK = "clock"
SILENT = timedelta(minutes=2)
"""So long a worker's clock may be silent before it counts as stopped."""


class Health:
    """Looks, and changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def wrong(self, machine: datetime) -> dict[str, str]:
        """What keeps Snag from its work as of machine time, by name; empty when all is well."""
        with self._db.reading() as session:
            last = heartbeats.oldest(session, CLOCK)
        if last is None:
            return {"clock": "no worker has run yet"}
        silent = machine - last
        return {"clock": f"no worker for {int(silent.total_seconds())} s"} if silent > SILENT else {}

    def beat(self, workspace_id: str, machine: datetime) -> None:
        """The clock has looked after this workspace."""
        with self._db.transaction(workspace_id) as tx:
            heartbeats.beat(tx.session, workspace_id, CLOCK, machine)
