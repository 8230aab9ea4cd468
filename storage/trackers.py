"""Trackers of teams, and their issues."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.trackers import IssueState
from storage.tables import Annoyance, Tracker, TrackerIssue

ASKED = (IssueState.OPEN, IssueState.CLOSED)
"""How an issue stands that its tracker may be asked about."""

_OF_ANNOYANCE = pick(TrackerIssue, Tracker).where(
    TrackerIssue.workspace_id == bindparam("ws"), TrackerIssue.number == bindparam("of_number"),
    Tracker.workspace_id == TrackerIssue.workspace_id, Tracker.id == TrackerIssue.tracker_id
).order_by(col(TrackerIssue.id))


def add(session: Session, workspace_id: str, **values: Any) -> Tracker:
    row = Tracker(workspace_id=workspace_id, **values)
    session.add(row)
    session.flush()
    return row


def get(session: Session, workspace_id: str, tracker_id: str) -> Tracker | None:
    """A tracker, one that is no longer used too."""
    return session.exec(pick(Tracker).where(Tracker.workspace_id == workspace_id, Tracker.id == tracker_id)).first()


def living(session: Session, workspace_id: str, team_key: str | None = None) -> Sequence[Tracker]:
    """Those in use, of one team or of all, oldest first."""
    found = pick(Tracker).where(Tracker.workspace_id == workspace_id, col(Tracker.archived_at).is_(None))
    of_team = found.where(Tracker.team_key == team_key) if team_key is not None else found
    return session.exec(of_team.order_by(col(Tracker.id))).all()


def due(session: Session, workspace_id: str, before: datetime) -> Sequence[Tracker]:
    """Those in use, with issues to ask about, that were not asked since `before`."""
    has_issues = exists().where(
        col(TrackerIssue.workspace_id) == Tracker.workspace_id, col(TrackerIssue.tracker_id) == Tracker.id,
        col(TrackerIssue.state).in_(ASKED))
    return session.exec(pick(Tracker).where(
        Tracker.workspace_id == workspace_id, col(Tracker.archived_at).is_(None), has_issues,
        or_(col(Tracker.swept_at).is_(None), col(Tracker.swept_at) <= before)).order_by(col(Tracker.id))).all()


def add_issue(session: Session, workspace_id: str, **values: Any) -> TrackerIssue:
    row = TrackerIssue(workspace_id=workspace_id, **values)
    session.add(row)
    session.flush()
    return row


def issue(session: Session, workspace_id: str, issue_id: str, *, lock: bool = False) -> TrackerIssue | None:
    found = pick(TrackerIssue).where(TrackerIssue.workspace_id == workspace_id, TrackerIssue.id == issue_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def of_annoyance(session: Session, workspace_id: str, number: int) -> list[tuple[TrackerIssue, Tracker]]:
    """Its issues with their trackers, oldest first."""
    found = session.exec(_OF_ANNOYANCE, params={"ws": workspace_id, "of_number": number}).all()
    return [(one, tracker) for one, tracker in found]


def known_as(session: Session, workspace_id: str, tracker_id: str, external_id: str) -> Sequence[TrackerIssue]:
    """The rows of one issue there: one for each annoyance that it belongs to."""
    return session.exec(pick(TrackerIssue).where(
        TrackerIssue.workspace_id == workspace_id, TrackerIssue.tracker_id == tracker_id,
        TrackerIssue.external_id == external_id).order_by(col(TrackerIssue.number))).all()


def wanted(session: Session, workspace_id: str, tracker_id: str) -> Sequence[TrackerIssue]:
    """Those that are still to be made."""
    return session.exec(pick(TrackerIssue).where(
        TrackerIssue.workspace_id == workspace_id, TrackerIssue.tracker_id == tracker_id,
        TrackerIssue.state == IssueState.WANTED).order_by(col(TrackerIssue.id))).all()


def to_ask(session: Session, workspace_id: str, tracker_id: str, states: Collection[str], *, limit: int) -> list[str]:
    """The ids there of what is to be asked about, of annoyances in one of `states`, newest first."""
    found = pick(TrackerIssue.external_id).join(
        Annoyance, (col(Annoyance.workspace_id) == TrackerIssue.workspace_id)
        & (col(Annoyance.number) == TrackerIssue.number)).where(
        TrackerIssue.workspace_id == workspace_id, TrackerIssue.tracker_id == tracker_id,
        col(TrackerIssue.state).in_(ASKED), col(Annoyance.state).in_(states)
    ).order_by(col(TrackerIssue.id).desc()).limit(limit)
    return list(dict.fromkeys(one for one in session.exec(found).all() if one is not None))
