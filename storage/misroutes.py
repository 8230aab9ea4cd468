"""Reports as routing met them, with what people said of their team since; rules that admins took or dismissed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.reports import Door
from bot.domain.routing import Facts
from bot.domain.trials import Past
from storage.db import dialect_insert, fetch
from storage.tables import Annoyance, Label, Move, Report, RuleProposal, table

reports, annoyances, labels, moves = table(Report), table(Annoyance), table(Label), table(Move)
proposals = table(RuleProposal)

_AFTER_SURVEYS = (Door.SURVEY, Door.CUSTOMER_LINK)
"""Doors by which an answer becomes a report: where nothing else decides, of the team that was asked about."""


def _of_report(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(labels.c.workspace_id == reports.c.workspace_id, labels.c.report_id == reports.c.id, *more)


_BELONGS = select(labels.c.team_key).where(_of_report()).order_by(labels.c.seq.desc()).limit(1).scalar_subquery()
# Whoever reports and chooses the team says so in the moment of reporting; triage chooses later.
_CHOSEN = select(labels.c.seq).where(_of_report(
    labels.c.team_key == moves.c.team_key, labels.c.at == annoyances.c.created_at,
    labels.c.kind != "confirmed")).exists()
_EARLIER = reports.alias("earlier")
_IS_FIRST = ~select(_EARLIER.c.id).where(
    _EARLIER.c.workspace_id == reports.c.workspace_id, _EARLIER.c.number == reports.c.number,
    _EARLIER.c.first_number == reports.c.first_number, _EARLIER.c.id < reports.c.id).exists()


def _past(*columns: Any) -> Select[Any]:
    """Reports that made an annoyance and were not taken back."""
    return select(*columns).select_from(reports).join(annoyances, and_(
        annoyances.c.workspace_id == reports.c.workspace_id, annoyances.c.number == reports.c.first_number)).join(
        moves, and_(moves.c.workspace_id == reports.c.workspace_id, moves.c.number == reports.c.first_number,
                    moves.c.seq == 1)).where(
        reports.c.workspace_id == bindparam("ws"), reports.c.withdrawn.is_(False), _IS_FIRST)


_COLUMNS = (reports.c.first_number, annoyances.c.title, reports.c.story, reports.c.customer_words,
            reports.c.touchpoint_key, reports.c.contact_channel, reports.c.segment, reports.c.line, reports.c.door,
            moves.c.team_key, _BELONGS.label("belongs"), _CHOSEN.label("is_chosen"))
_LAST = _past(*_COLUMNS).where(~_CHOSEN).order_by(reports.c.id.desc()).limit(bindparam("at_most"))
_LABELLED = select(labels.c.report_id).where(
    labels.c.workspace_id == bindparam("ws"), labels.c.at >= bindparam("since")).order_by(
    labels.c.seq.desc()).limit(bindparam("at_most")).subquery()
_JUDGED = _past(*_COLUMNS).where(
    reports.c.id.in_(select(_LABELLED.c.report_id)), annoyances.c.created_at >= bindparam("since")).order_by(
    reports.c.id.desc())


def last(session: Session, workspace_id: str, limit: int) -> list[Past]:
    """The newest reports whose team Snag chose, newest first."""
    return [_read(*row) for row in fetch(session, _LAST, ws=workspace_id, at_most=limit)]


def judged(session: Session, workspace_id: str, since: datetime, limit: int) -> list[Past]:
    """Reports since then of whose team people said something, by the newest `limit` things that they said."""
    return [_read(*row) for row in fetch(session, _JUDGED, ws=workspace_id, since=since, at_most=limit)]


def _read(number: int, title: str, story: str, words: str | None, touchpoint: str | None, contact: str | None,
          segment: str | None, line: str | None, door: str, went: str | None, belongs: str | None, is_chosen: bool
          ) -> Past:
    facts = Facts(f"{story}\n{words or ''}", touchpoint=touchpoint, contact=contact, segment=segment, line=line,
                  asked=went if door in _AFTER_SURVEYS else None)
    return Past(number, title, facts, went, belongs, bool(is_chosen))


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
