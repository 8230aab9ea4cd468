"""Merges of annoyances: what each took along, and the rows that follow a number."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.tables import Annoyance, Merge, Question, Report, SurveyLink, TrackerIssue, table

annoyances = table(Annoyance)
issues = table(TrackerIssue)
merges = table(Merge)
reports = table(Report)

FOLLOWING: dict[str, Table] = {"reports": reports, "links": table(SurveyLink), "questions": table(Question),
                               "issues": issues}
"""Rows that belong to an annoyance by its number, and go where its reports go."""
BATCH = 500


def add(session: Session, workspace_id: str, **values: Any) -> None:
    session.exec(insert(merges), params={"workspace_id": workspace_id, **values})


def current(session: Session, workspace_id: str, number: int) -> Merge | None:
    """The merge by which an annoyance is part of another now."""
    return session.exec(pick(Merge).where(
        Merge.workspace_id == workspace_id, Merge.number == number, col(Merge.undone_at).is_(None)
    ).order_by(col(Merge.id).desc())).first()


def into(session: Session, workspace_id: str, numbers: Collection[int], *, after: str) -> Sequence[Merge]:
    """Later merges that nobody took back, into any of these."""
    return session.exec(pick(Merge).where(
        Merge.workspace_id == workspace_id, col(Merge.into_number).in_(numbers), Merge.id > after,
        col(Merge.undone_at).is_(None))).all()


def undo(session: Session, workspace_id: str, merge_id: str, *, at: datetime, by: str) -> None:
    session.exec(update(merges).where(merges.c.workspace_id == workspace_id, merges.c.id == merge_id)
                 .values(undone_at=at, undone_by=by))


def part_of(session: Session, workspace_id: str, number: int) -> Sequence[Annoyance]:
    """All annoyances that were merged into this one, locked, lowest number first."""
    return session.exec(pick(Annoyance).where(
        Annoyance.workspace_id == workspace_id, Annoyance.merged_into == number
    ).order_by(col(Annoyance.number)).with_for_update()).all()


def newest_parts(session: Session, workspace_id: str, number: int, limit: int) -> Sequence[int]:
    """The numbers that were merged into this one, highest first."""
    return session.exec(pick(Annoyance.number).where(
        Annoyance.workspace_id == workspace_id, Annoyance.merged_into == number
    ).order_by(col(Annoyance.number).desc()).limit(limit)).all()


def ids(session: Session, workspace_id: str, kind: str, number: int) -> list[str]:
    """Rows of a kind that belong to an annoyance and can go with it. An issue that the other one has too stays."""
    rows = FOLLOWING[kind]
    found = select(rows.c.id).where(rows.c.workspace_id == workspace_id, rows.c.number == number)
    return [row[0] for row in fetch(session, found.order_by(rows.c.id))]


def known_issues(session: Session, workspace_id: str, number: int) -> dict[str, tuple[str, str | None]]:
    """Issues of an annoyance by our own key: in which tracker, and which one there."""
    found = select(issues.c.id, issues.c.tracker_id, issues.c.external_id).where(
        issues.c.workspace_id == workspace_id, issues.c.number == number)
    return {row[0]: (row[1], row[2]) for row in fetch(session, found)}


def move(session: Session, workspace_id: str, kind: str, which: Iterable[str], *, from_number: int, to_number: int
         ) -> None:
    """Those of the rows that still belong to one annoyance belong to another from now on."""
    rows, left = FOLLOWING[kind], list(which)
    for start in range(0, len(left), BATCH):
        session.exec(update(rows).where(
            rows.c.workspace_id == workspace_id, rows.c.id.in_(left[start:start + BATCH]),
            rows.c.number == from_number).values(number=to_number))


def made_by(session: Session, workspace_id: str, first_number: int) -> list[str]:
    """The reports that made an annoyance, wherever they are now."""
    found = select(reports.c.id).where(reports.c.workspace_id == workspace_id, reports.c.first_number == first_number)
    return [row[0] for row in fetch(session, found)]
