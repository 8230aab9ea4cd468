"""Screenshots that came with reports: which file of the reporter's waits, which copy of ours stands in Slack."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.ids import new_id
from storage.tables import Attachment

WAITING, POSTED, REFUSED, DELETED = "waiting", "posted", "refused", "deleted"


def add(session: Session, workspace_id: str, report_id: str, *, sealed: str, kind: str, at: datetime) -> str:
    """Note a picture to be uploaded anew; returns its id."""
    attachment_id = new_id()
    session.add(Attachment(workspace_id=workspace_id, id=attachment_id, report_id=report_id, source_sealed=sealed,
                           kind=kind, at=at))
    session.flush()
    return attachment_id


def get(session: Session, workspace_id: str, attachment_id: str) -> Attachment | None:
    return session.exec(pick(Attachment).where(Attachment.workspace_id == workspace_id,
                                               Attachment.id == attachment_id)).first()


def of_report(session: Session, workspace_id: str, report_id: str) -> Sequence[Attachment]:
    """A report's pictures in the order in which they were chosen."""
    return session.exec(pick(Attachment).where(Attachment.workspace_id == workspace_id,
                                               Attachment.report_id == report_id).order_by(col(Attachment.id))).all()
