"""Reports as routing met them, with what people said of their team since; rules that admins took or dismissed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.reports import Door
from bot.domain.routing import Facts
from bot.domain.trials import Past
from storage.db import dialect_insert, fetch
from storage.tables import Annoyance, Label, Move, Report, RuleProposal, table

reports, annoyances, labels, moves = table(Report), table(Annoyance), table(Label), table(Move)
proposals = table(RuleProposal)

AMONG = 500
"""So many of the newest reports are looked through at most."""
_AFTER_SURVEYS = (Door.SURVEY, Door.CUSTOMER_LINK)
"""Doors by which an answer becomes a report: where nothing else decides, of the team that was asked about."""

# Step by step and each by its key: in one statement SQLite begins at the wrong end, and looks at every annoyance.
_COLUMNS = (reports.c.id, reports.c.number, reports.c.first_number, reports.c.story, reports.c.customer_words,
            reports.c.touchpoint_key, reports.c.contact_channel, reports.c.segment, reports.c.line, reports.c.door)
_OF_HERE = and_(reports.c.workspace_id == bindparam("ws"), reports.c.withdrawn.is_(False))
_NEWEST = select(*_COLUMNS).where(_OF_HERE).order_by(reports.c.id.desc()).limit(bindparam("at_most"))
_BY_ID = select(*_COLUMNS).where(_OF_HERE, reports.c.id.in_(bindparam("ids", expanding=True))).order_by(
    reports.c.id.desc())
_FIRST = select(reports.c.first_number, func.min(reports.c.id)).where(
    reports.c.workspace_id == bindparam("ws"), reports.c.number.in_(bindparam("numbers", expanding=True))).group_by(
    reports.c.first_number)
_BEGAN = select(annoyances.c.number, annoyances.c.title, annoyances.c.created_at, moves.c.team_key).join(moves, and_(
    moves.c.workspace_id == annoyances.c.workspace_id, moves.c.number == annoyances.c.number, moves.c.seq == 1)).where(
    annoyances.c.workspace_id == bindparam("ws"), annoyances.c.number.in_(bindparam("numbers", expanding=True)))
_SAID = select(labels.c.report_id, labels.c.team_key, labels.c.kind, labels.c.at).where(
    labels.c.workspace_id == bindparam("ws"), labels.c.report_id.in_(bindparam("ids", expanding=True))).order_by(
    labels.c.seq)
_LABELLED = select(labels.c.report_id).where(
    labels.c.workspace_id == bindparam("ws"), labels.c.at >= bindparam("since")).order_by(
    labels.c.seq.desc()).limit(bindparam("at_most"))


def last(session: Session, workspace_id: str, limit: int) -> list[Past]:
    """The newest reports that made an annoyance and whose team Snag chose, newest first; where among the newest of all
    there are fewer, fewer."""
    rows = fetch(session, _NEWEST, ws=workspace_id, at_most=AMONG).all()
    firsts = dict(fetch(session, _FIRST, ws=workspace_id, numbers=sorted({row.number for row in rows})).all())
    made = [row for row in rows if firsts[row.first_number] == row.id]
    return [one for one, _ in _past(session, workspace_id, made) if not one.is_chosen][:limit]


def judged(session: Session, workspace_id: str, since: datetime, limit: int) -> list[Past]:
    """Reports since then of whose team people said something, by the newest `limit` things that they said."""
    ids = sorted(set(fetch(session, _LABELLED, ws=workspace_id, since=since, at_most=limit).scalars()))
    rows = fetch(session, _BY_ID, ws=workspace_id, ids=ids).all()
    return [one for one, at in _past(session, workspace_id, rows) if at >= since]


def _past(session: Session, workspace_id: str, rows: Sequence[Any]) -> list[tuple[Past, datetime]]:
    """Reports with what became of them, and when their annoyance was made."""
    began = {row.number: row for row in fetch(session, _BEGAN, ws=workspace_id,
                                              numbers=sorted({row.first_number for row in rows}))}
    said = defaultdict[str, list[Any]](list)
    for label in fetch(session, _SAID, ws=workspace_id, ids=[row.id for row in rows]):
        said[label.report_id].append(label)
    return [(_read(row, began[row.first_number], said[row.id]), began[row.first_number].created_at) for row in rows]


def _read(row: Any, began: Any, said: Sequence[Any]) -> Past:
    facts = Facts(f"{row.story}\n{row.customer_words or ''}", touchpoint=row.touchpoint_key,
                  contact=row.contact_channel, segment=row.segment, line=row.line,
                  asked=began.team_key if row.door in _AFTER_SURVEYS else None)
    # whoever reports and chooses the team says so in the moment of reporting; triage chooses later
    is_chosen = any(label.at == began.created_at and label.team_key == began.team_key and label.kind != "confirmed"
                    for label in said)
    return Past(row.first_number, began.title, facts, began.team_key, said[-1].team_key if said else None, is_chosen)


def settled(session: Session, workspace_id: str) -> Sequence[RuleProposal]:
    """The rules that admins took or dismissed, newest first."""
    return session.exec(pick(RuleProposal).where(RuleProposal.workspace_id == workspace_id)
                        .order_by(col(RuleProposal.at).desc(), col(RuleProposal.keyword))).all()


def settle(session: Session, workspace_id: str, *, team_key: str, keyword: str, is_taken: bool, by: str, at: datetime
           ) -> None:
    """Keep what an admin said of a proposal; what they say last holds."""
    row = {"workspace_id": workspace_id, "team_key": team_key, "keyword": keyword, "is_taken": is_taken, "by": by,
           "at": at}
    session.exec(dialect_insert(session, proposals).values(row).on_conflict_do_update(
        index_elements=["workspace_id", "team_key", "keyword"],
        set_={"is_taken": is_taken, "by": by, "at": at}))


def forget_dismissed(session: Session, workspace_id: str, keywords: Sequence[str]) -> int:
    """What was dismissed may be proposed again; returns how many there were."""
    return session.exec(proposals.delete().where(
        proposals.c.workspace_id == workspace_id, proposals.c.is_taken.is_(False),
        proposals.c.keyword.in_(keywords))).rowcount
