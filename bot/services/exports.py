"""Everything that was reported, one report after the other, for whoever may have all of it: the admins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import Clock
from bot.domain.annoyances import State
from storage import log
from storage import reports as stored
from storage.db import Database
from storage.tables import Annoyance, Report


@dataclass(frozen=True, slots=True)
class Exported:
    """One report with what became of its annoyance. The fields' names and order are those of the file."""

    number: int
    text: str
    reporter: str | None
    team: str | None
    status: str
    created_at: datetime
    customer_words: str | None
    touchpoint: str | None
    emotion: str | None
    how_known: str | None
    matters_on: date | None
    title: str
    what_was_done: str | None
    merged_into: int | None
    first_number: int
    door: str
    withdrawn: bool


class Exports:
    """Reads all reports of a workspace; the log says who did."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def reports(self, workspace_id: str, *, by: str) -> Iterator[Exported]:
        """All reports as of one moment, oldest first; memory stays flat."""
        with self._db.transaction(workspace_id) as tx:
            log.add(tx.session, workspace_id, at=self._clock.now(), by=by, act="export")
        with self._db.reading() as session:
            for report, annoyance in stored.everything(session, workspace_id):
                yield _exported(report, annoyance)


def _exported(report: Report, annoyance: Annoyance) -> Exported:
    return Exported(
        number=report.number, text=report.story, reporter=report.reporter_id, team=annoyance.team_key,
        status=State.WITHDRAWN if report.withdrawn else annoyance.state, created_at=report.created_at,
        customer_words=report.customer_words, touchpoint=report.touchpoint_key, emotion=report.emotion,
        how_known=report.how_known, matters_on=report.matters_on, title=annoyance.title,
        what_was_done=annoyance.what_was_done, merged_into=annoyance.merged_into, first_number=report.first_number,
        door=report.door, withdrawn=report.withdrawn)
