"""What came of a plan's surveys: who was asked, what they answered, and what of it was shown already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.survey_plans import Invited
from storage.db import fetch
from storage.survey_plans import as_shown
from storage.tables import Invitation, Response, Survey, SurveyLink, SurveyPlan, table

surveys = table(Survey)
invitations = table(Invitation)
responses = table(Response)
links = table(SurveyLink)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it is kept. `link` is the kind of link it came by; `shown` what was shown of it, and where."""

    survey_id: str
    name: str
    answer: str
    at: datetime
    comment: str | None
    cause: str | None
    locale: str | None
    segment: str | None
    link: str | None
    shown: dict[str, Any] | None


def surveys_of(session: Session, workspace_id: str, plan_id: str) -> Sequence[Survey]:
    """All askings of a plan, oldest first."""
    return session.exec(pick(Survey).where(Survey.workspace_id == workspace_id, Survey.plan_id == plan_id).order_by(
        col(Survey.opened_at), col(Survey.id))).all()


def answers(session: Session, workspace_id: str, plan_id: str) -> list[Answered]:
    """All answers to a plan, in no order that says when they came."""
    found = select(responses.c.survey_id, responses.c.user_id, responses.c.answer, responses.c.answered_at,
                   responses.c.comment, responses.c.cause, responses.c.locale, responses.c.segment, links.c.kind,
                   responses.c.shown).select_from(
        responses.join(surveys, _of_survey(responses)).outerjoin(links, and_(
            links.c.workspace_id == responses.c.workspace_id, links.c.id == responses.c.link_id))
    ).where(responses.c.workspace_id == workspace_id, surveys.c.plan_id == plan_id).order_by(
        responses.c.survey_id, responses.c.user_id)
    return [Answered(*row) for row in fetch(session, found)]


def show(session: Session, workspace_id: str, shown: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Keep what is shown of these answers from now on: (survey, name, what)."""
    if not shown:
        return
    keep = update(responses).where(
        responses.c.workspace_id == workspace_id, responses.c.survey_id == bindparam("of_survey"),
        responses.c.user_id == bindparam("of_name")).values(shown=bindparam("as_shown", type_=responses.c.shown.type))
    session.connection().execute(keep, [
        {"of_survey": survey_id, "of_name": name, "as_shown": what} for survey_id, name, what in shown])


def plans_for(session: Session, workspace_id: str, user_id: str, team_keys: Collection[str], *, everything: bool,
              limit: int) -> Sequence[SurveyPlan]:
    """Plans that somebody sent or decides by, or that are about these teams, newest first; or simply all."""
    found = pick(SurveyPlan).where(SurveyPlan.workspace_id == workspace_id)
    if not everything:
        found = found.where(or_(col(SurveyPlan.created_by) == user_id, col(SurveyPlan.decider) == user_id,
                                col(SurveyPlan.team_key).in_(team_keys)))
    return session.exec(found.order_by(col(SurveyPlan.created_at).desc(), col(SurveyPlan.id).desc())
                        .limit(limit)).all()


def counts(session: Session, workspace_id: str, plan_ids: Collection[str], now: datetime
           ) -> dict[str, tuple[int, int]]:
    """(asked, answered) of each of these plans, as may be shown now."""
    asked = _count(session, workspace_id, plan_ids, invitations, as_shown(now) == Invited.ASKED)
    answered = _count(session, workspace_id, plan_ids, responses)
    return {plan_id: (asked.get(plan_id, 0), answered.get(plan_id, 0)) for plan_id in plan_ids}


def _count(session: Session, workspace_id: str, plan_ids: Collection[str], what: Any, *conditions: Any
           ) -> dict[str, int]:
    found = select(surveys.c.plan_id, func.count()).select_from(what.join(surveys, _of_survey(what))).where(
        what.c.workspace_id == workspace_id, surveys.c.plan_id.in_(plan_ids), *conditions).group_by(surveys.c.plan_id)
    return {plan_id: int(count) for plan_id, count in fetch(session, found)}


def _of_survey(what: Any) -> Any:
    return and_(surveys.c.workspace_id == what.c.workspace_id, surveys.c.id == what.c.survey_id)
