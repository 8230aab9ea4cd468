"""Surveys, invitations and responses."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch
from storage.tables import Invitation, Response, Survey, SurveyPlan, table

_NEWEST = pick(Survey).where(
    Survey.workspace_id == bindparam("ws"), Survey.number == bindparam("of_number"), col(Survey.plan_id).is_(None)
).order_by(col(Survey.round).desc())


def get(session: Session, workspace_id: str, survey_id: str, *, lock: bool = False) -> Survey | None:
    found = pick(Survey).where(Survey.workspace_id == workspace_id, Survey.id == survey_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def newest(session: Session, workspace_id: str, number: int) -> Survey | None:
    """The last 'How is it now?' about an annoyance; what plans ask about it is none."""
    return session.exec(_NEWEST, params={"ws": workspace_id, "of_number": number}).first()


def invitations(session: Session, workspace_id: str, survey_id: str) -> Sequence[Invitation]:
    return session.exec(pick(Invitation).where(
        Invitation.workspace_id == workspace_id, Invitation.survey_id == survey_id)).all()


def invitation(session: Session, workspace_id: str, survey_id: str, user_id: str) -> Invitation | None:
    return session.exec(pick(Invitation).where(
        Invitation.workspace_id == workspace_id, Invitation.survey_id == survey_id,
        Invitation.user_id == user_id)).first()


def responses(session: Session, workspace_id: str, survey_id: str) -> Sequence[Response]:
    return session.exec(pick(Response).where(
        Response.workspace_id == workspace_id, Response.survey_id == survey_id)).all()


def answer(session: Session, workspace_id: str, survey_id: str, user_id: str, answer: str, at: datetime,
           **more: Any) -> None:
    """Keep somebody's answer; the last one holds. `more`: other columns of the response, those not given stay."""
    values = {"answer": answer, "answered_at": at, **more}
    insert = dialect_insert(session, table(Response)).values(workspace_id=workspace_id, survey_id=survey_id,
                                                             user_id=user_id, **values)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "survey_id", "user_id"], set_=values))


def counted(session: Session, workspace_id: str, survey_id: str) -> tuple[int, int]:
    """How many were asked so far, and how many have answered."""
    asked = select(func.count()).select_from(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.survey_id) == survey_id,
        col(Invitation.asked_at).is_not(None))
    answered = select(func.count()).select_from(Response).where(
        col(Response.workspace_id) == workspace_id, col(Response.survey_id) == survey_id)
    return int(fetch(session, asked).scalar_one()), int(fetch(session, answered).scalar_one())


def response(session: Session, workspace_id: str, survey_id: str, user_id: str, *, lock: bool = False
             ) -> Response | None:
    """One person's answer; with `lock` as it is now, and ours until the transaction ends."""
    found = pick(Response).where(Response.workspace_id == workspace_id, Response.survey_id == survey_id,
                                 Response.user_id == user_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def commented(session: Session, workspace_id: str, survey_id: str) -> Sequence[Response]:
    """Answers with a comment that has not become a report, locked."""
    return session.exec(pick(Response).where(
        Response.workspace_id == workspace_id, Response.survey_id == survey_id, col(Response.comment).is_not(None),
        col(Response.report_id).is_(None)).order_by(Response.user_id).with_for_update()).all()


def earlier(session: Session, workspace_id: str, names: Collection[str], survey: Survey, limit: int
            ) -> Sequence[tuple[Survey, SurveyPlan, str]]:
    """Surveys that somebody was asked before this one, newest first, about the same: of the same plan, touchpoint or
    team; each with its plan and the name by which they were invited."""
    ours = session.get_one(SurveyPlan, (workspace_id, survey.plan_id))
    same = [col(SurveyPlan.id) == ours.id]
    same += [col(SurveyPlan.touchpoint_key) == ours.touchpoint_key] if ours.touchpoint_key else []
    same += [col(SurveyPlan.team_key) == ours.team_key] if ours.team_key else []
    return session.exec(pick(Survey, SurveyPlan, Invitation.user_id).join(
        SurveyPlan, (col(SurveyPlan.workspace_id) == Survey.workspace_id) & (col(SurveyPlan.id) == Survey.plan_id)
    ).join(Invitation, (col(Invitation.workspace_id) == Survey.workspace_id)
           & (col(Invitation.survey_id) == Survey.id)
    ).where(Survey.workspace_id == workspace_id, col(Invitation.user_id).in_(names), Survey.id < survey.id, or_(*same)
            ).order_by(col(Survey.id).desc()).limit(limit)).all()


def have_answered(session: Session, workspace_id: str, survey_id: str, names: Sequence[str]) -> list[str]:
    """Which of these names have an answer."""
    return list(session.exec(pick(Response.user_id).where(
        Response.workspace_id == workspace_id, Response.survey_id == survey_id, col(Response.user_id).in_(names))))


def plan(session: Session, workspace_id: str, plan_id: str, *, lock: bool = False) -> SurveyPlan | None:
    found = pick(SurveyPlan).where(SurveyPlan.workspace_id == workspace_id, SurveyPlan.id == plan_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()
