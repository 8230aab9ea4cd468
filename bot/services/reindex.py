"""The index of words made anew from the reports, while others go on writing and finding.

It is a cache: whatever was lost or spoiled in it comes back from the rows. A report gets a new place as it is indexed
anew, so what a spoiled index may still hold under its old place leads nowhere.
"""

from collections.abc import Callable

from bot.services import alikes
from storage import search, settings
from storage.db import Database
from storage.search import Document

BATCH = 500
PLACES = 5_000
"""So many reports lose their place in one transaction: some 0.1 s, for which others on SQLite wait to write."""

Progress = Callable[[int, int], None]
"""Hears how many reports are done, and of how many."""


class Reindexing:
    """Makes the index of one workspace, or of all, anew."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def run(self, workspace_id: str | None, progress: Progress) -> int:
        """Index every report that was not taken back; returns how many. What is broken off can be begun again. Of all
        workspaces on SQLite a report is found again as its turn comes; else it is found at any time."""
        with self._db.reading() as session:
            workspaces = [workspace_id] if workspace_id else settings.all_workspaces(session)
            last = search.last_place(session)
            wanted = sum(search.count_to_index(session, one, last) for one in workspaces)
        if workspace_id is None:
            last = self._begin_anew(lambda: progress(0, wanted))
        done = 0
        for one in workspaces:
            # Rows that somebody changes meanwhile are left, so that nobody waits in a circle, and taken one by one.
            for size, leave_locked in ((BATCH, True), (1, False)):
                after: str | None = ""
                while after is not None:
                    after, indexed = self._batch(one, after, last, size, leave_locked=leave_locked)
                    done += indexed
                    progress(done, max(wanted, done))
        return done

    def _begin_anew(self, heard: Callable[[], None]) -> int:
        """Empty the index where that is needed, and hear of each step; returns the last place that is given by then."""
        with self._db.transaction("") as tx:
            until = search.begin_anew(tx.session)
        for after in range(0, until, PLACES):
            with self._db.transaction("") as tx:
                search.forget_places(tx.session, after, min(after + PLACES, until))
            heard()
        with self._db.reading() as session:
            return search.last_place(session)

    def _batch(self, workspace_id: str, after: str, last: int, size: int, *, leave_locked: bool
               ) -> tuple[str | None, int]:
        """Index the next reports; returns the last one's id, None where there was none, and how many they were."""
        with self._db.transaction(workspace_id) as tx:
            rows = search.to_index(tx.session, workspace_id, after=after, until=last, limit=size,
                                   leave_locked=leave_locked)
            if not rows:
                return None, 0
            words = [alikes.found_by(row.story, row.customer_words) for row in rows]
            places = search.next_places(tx.session, len(rows))
            search.remove(tx.session, [Document(workspace_id, row.place, its)
                                       for row, its in zip(rows, words, strict=True) if row.place is not None])
            search.put(tx.session, workspace_id, {row.id: place for row, place in zip(rows, places, strict=True)})
            search.add(tx.session, [Document(workspace_id, place, its)
                                    for place, its in zip(places, words, strict=True)])
            return rows[-1].id, len(rows)
