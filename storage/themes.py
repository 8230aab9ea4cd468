"""What was told in a stretch of time, for naming what it is about."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlmodel import Session

from bot.domain.report_themes import READ, Span, Told
from storage.db import fetch
from storage.tables import Annoyance, Report, table

reports = table(Report)
annoyances = table(Annoyance)


def told(session: Session, workspace_id: str, since: datetime, until: datetime, *, team_keys: Collection[str] | None,
         limit: int) -> Span:
    """The newest reports after `since` and until `until`; of these teams' annoyances, or of all where no teams are
    given. Withdrawn ones are left out."""
    told_first = func.substr(reports.c.story.concat("\n").concat(func.coalesce(reports.c.customer_words, "")), 1, READ)
    found = select(reports.c.number, told_first).where(
        reports.c.workspace_id == workspace_id, reports.c.created_at > since, reports.c.created_at <= until,
        reports.c.withdrawn.is_(False))
    if team_keys is not None:
        found = found.join(annoyances, and_(annoyances.c.workspace_id == reports.c.workspace_id,
                                            annoyances.c.number == reports.c.number)
                           ).where(annoyances.c.team_key.in_(list(team_keys)))
    rows = fetch(session, found.order_by(reports.c.created_at.desc(), reports.c.id.desc()).limit(limit + 1)).all()
    return Span(tuple(Told(*row) for row in rows[:limit]), is_cut=len(rows) > limit)
