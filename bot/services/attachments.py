"""Screenshots: the reporter's file is uploaded anew by Snag into the card's thread, and our copy is deleted in time.

The reporter's own file says who they are, so its id lies encrypted and only until the copy stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.services import cards
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import attachments as stored
from storage import reports as stored_reports
from storage import work
from storage.db import Database
from storage.tables import Attachment

KEPT = timedelta(days=30)
"""So long our copy of a screenshot stands in the thread."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture to be brought into the thread of an annoyance. `copy` is our upload, if it was begun already."""

    number: int
    source_file_id: str
    brought_by: str | None
    copy: str | None


class Attachments:
    """What delivery needs to know of a picture, and what it tells."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def waiting(self, workspace_id: str, attachment_id: str) -> Screenshot | None:
        """A picture that still has to be brought; None when there is nothing to bring any more."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            row = stored.get(session, workspace_id, attachment_id)
            report = stored_reports.get(session, workspace_id, row.report_id) if row else None
            source = desk.names.open(row.source_sealed) if row and row.source_sealed else None
            if row is None or report is None or source is None or row.state != stored.WAITING or report.withdrawn:
                return None
            name = report.reporter_id or report.reporter_hash
            return Screenshot(report.number, source, cards.user_behind(desk, name) if name else None, row.file_id)

    def begun(self, workspace_id: str, attachment_id: str, file_id: str) -> None:
        """Our copy has an id: after a broken connection it can be looked up."""
        with self._db.transaction(workspace_id) as tx:
            row = stored.get(tx.session, workspace_id, attachment_id)
            if row is not None:
                row.file_id = file_id
                tx.session.add(row)

    def copy_of(self, workspace_id: str, attachment_id: str) -> str | None:
        """Our copy in Slack, while it stands."""
        with self._db.reading() as session:
            row = stored.get(session, workspace_id, attachment_id)
            return row.file_id if row is not None and row.state == stored.POSTED else None

    def posted(self, session: Session, workspace_id: str, attachment_id: str) -> None:
        """Our copy stands in the thread: the reporter's own file is forgotten, and the copy's end is planned."""
        row = stored.get(session, workspace_id, attachment_id)
        if row is None:
            return
        row.state, row.source_sealed, row.at = stored.POSTED, None, self._clock.now()
        session.add(row)
        session.flush()
        report = stored_reports.get(session, workspace_id, row.report_id)
        taken_back = report is None or report.withdrawn
        _plan_deletion(Desk(session, directory(session, workspace_id), self._clock, self._names), row,
                       timedelta(0) if taken_back else KEPT)

    def refused(self, session: Session, workspace_id: str, attachment_id: str) -> None:
        """It cannot be brought: the reporter hears it, and nothing of it is kept."""
        row = stored.get(session, workspace_id, attachment_id)
        if row is None or row.state != stored.WAITING:
            return
        row.state, row.source_sealed = stored.REFUSED, None
        session.add(row)
        session.flush()
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        report = stored_reports.get(session, workspace_id, row.report_id)
        name = report and (report.reporter_id or report.reporter_hash)
        if report is not None and name:
            cards.direct(desk, "screenshot_refused", f"screenshot_refused:{row.id}", name, {"number": report.number})

    def deleted(self, session: Session, workspace_id: str, attachment_id: str) -> None:
        row = stored.get(session, workspace_id, attachment_id)
        if row is not None:
            row.state, row.file_id = stored.DELETED, None
            session.add(row)


def attach(desk: Desk, report_id: str, files: Sequence[str]) -> None:
    """Within taking a report: each of Slack's files becomes a copy of ours, once the card stands."""
    for file_id in files:
        attachment_id = stored.add(desk.session, desk.workspace_id, report_id, sealed=desk.names.seal(file_id),
                                   kind="image", at=desk.now)
        work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "screenshot", f"screenshot:{attachment_id}",
                 method="files.completeUploadExternal", due_at=desk.now, now=desk.clock.machine(),
                 payload={"attachment": attachment_id})


def drop(desk: Desk, report_id: str) -> None:
    """The report was taken back: what waits is forgotten, what stands goes now."""
    for row in stored.of_report(desk.session, desk.workspace_id, report_id):
        if row.state == stored.POSTED:
            _plan_deletion(desk, row, timedelta(0))
        elif row.state == stored.WAITING:
            row.state, row.source_sealed = stored.DELETED, None
            desk.session.add(row)


def _plan_deletion(desk: Desk, row: Attachment, after: timedelta) -> None:
    work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "delete_screenshot",
             f"delete_screenshot:{row.id}:{'now' if not after else 'later'}", method="files.delete",
             due_at=desk.now + after, now=desk.clock.machine(), payload={"attachment": row.id})
