"""What the story of an annoyance is made of, beside its moves, reports and replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.reports import Visibility
from storage.db import fetch
from storage.tables import (
    Clock,
    Invitation,
    Merge,
    Nudge,
    Question,
    QuestionAnswer,
    Report,
    Response,
    Snooze,
    Survey,
    table,
)

clocks, nudges, surveys = table(Clock), table(Nudge), table(Survey)
invitations, responses = table(Invitation), table(Response)
merges, reports = table(Merge), table(Report)


@dataclass(frozen=True, slots=True)
class Asking:
    """One survey about an annoyance, counted: nobody's answer is in it."""

    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    asked: int
    answered: int


def questions(session: Session, workspace_id: str, number: int) -> Sequence[Question]:
    """What the reporters were asked."""
    return session.exec(pick(Question).where(Question.workspace_id == workspace_id, Question.number == number)
                        .order_by(col(Question.id))).all()


def answers(session: Session, workspace_id: str, question_ids: Sequence[str]) -> Sequence[QuestionAnswer]:
    """What they answered."""
    return session.exec(pick(QuestionAnswer).where(
        QuestionAnswer.workspace_id == workspace_id, col(QuestionAnswer.question_id).in_(question_ids))
        .order_by(col(QuestionAnswer.id))).all()


def merged_here(session: Session, workspace_id: str, number: int) -> Sequence[Merge]:
    """What became part of it, also where that was taken back."""
    return session.exec(pick(Merge).where(Merge.workspace_id == workspace_id, Merge.into_number == number)
                        .order_by(col(Merge.id))).all()


def hours_without_a_name(session: Session, workspace_id: str, number: int) -> frozenset[datetime]:
    """The hours in which anonymous reports of it came, those taken back or moved since among them."""
    joined = select(merges.c.number).where(merges.c.workspace_id == workspace_id, merges.c.into_number == number)
    found = select(reports.c.created_at).where(
        reports.c.workspace_id == workspace_id, reports.c.visibility == Visibility.ANONYMOUS,
        or_(reports.c.number == number, reports.c.first_number == number, reports.c.first_number.in_(joined)))
    return frozenset(row[0] for row in fetch(session, found))


def askings(session: Session, workspace_id: str, number: int) -> list[Asking]:
    """Surveys about it, each with how many were asked and how many answered."""
    asked = select(func.count()).where(
        invitations.c.workspace_id == workspace_id, invitations.c.survey_id == surveys.c.id,
        invitations.c.asked_at.is_not(None)).scalar_subquery()
    answered = select(func.count()).where(
        responses.c.workspace_id == workspace_id, responses.c.survey_id == surveys.c.id).scalar_subquery()
    found = fetch(session, select(surveys.c.opened_at, surveys.c.closed_at, surveys.c.outcome, asked, answered).where(
        surveys.c.workspace_id == workspace_id, surveys.c.number == number).order_by(surveys.c.id))
    return [Asking(*row) for row in found]


def woken(session: Session, workspace_id: str, number: int, by: str) -> list[datetime]:
    """When it was woken by this."""
    return [row.ended_at for row in session.exec(pick(Snooze).where(
        Snooze.workspace_id == workspace_id, Snooze.number == number, Snooze.woken_by == by)
        .order_by(col(Snooze.seq))) if row.ended_at is not None]


def nudged(session: Session, workspace_id: str, number: int) -> list[tuple[datetime, int]]:
    """When somebody was reminded of it, and how far that had gone; not who."""
    found = fetch(session, select(nudges.c.sent_at, nudges.c.level).join(clocks, and_(
        clocks.c.workspace_id == nudges.c.workspace_id, clocks.c.id == nudges.c.clock_id)).where(
        nudges.c.workspace_id == workspace_id, clocks.c.number == number, nudges.c.sent_at.is_not(None)).order_by(
        nudges.c.sent_at, nudges.c.level))
    return [(at, level) for at, level in found]
