"""Links for customers, the surveys that they lead to, and customers who want to hear that it is fixed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.survey_links import LinkKind
from bot.domain.survey_plans import Audience
from storage.tables import Invitation, Response, Survey, SurveyLink, SurveyPlan, table

links = table(SurveyLink)
responses = table(Response)


def add(session: Session, workspace_id: str, **values: Any) -> SurveyLink:
    row = SurveyLink(workspace_id=workspace_id, **values)
    session.add(row)
    session.flush()
    return row


def get(session: Session, workspace_id: str, link_id: str, *, lock: bool = False) -> SurveyLink | None:
    found = pick(SurveyLink).where(SurveyLink.workspace_id == workspace_id, SurveyLink.id == link_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def same(session: Session, workspace_id: str, *, kind: LinkKind, survey_id: str, number: int | None,
         report_id: str | None, now: datetime) -> SurveyLink | None:
    """The newest link of this kind to a survey that can still be opened, for the same report's customer."""
    return session.exec(pick(SurveyLink).where(
        SurveyLink.workspace_id == workspace_id, SurveyLink.kind == kind, SurveyLink.survey_id == survey_id,
        SurveyLink.number == number, SurveyLink.report_id == report_id, col(SurveyLink.closed_at).is_(None),
        or_(col(SurveyLink.expires_at).is_(None), col(SurveyLink.expires_at) > now),
    ).order_by(col(SurveyLink.created_at).desc())).first()


def standing(session: Session, workspace_id: str, touchpoint: str, *, locale: str | None = None,
             all_languages: bool = False) -> Sequence[SurveyLink]:
    """The standing links of a touchpoint that are not closed: in one language, or in all."""
    language = [] if all_languages else [SurveyLink.locale == locale]
    return session.exec(pick(SurveyLink).where(
        SurveyLink.workspace_id == workspace_id, SurveyLink.kind == LinkKind.STANDING,
        SurveyLink.touchpoint_key == touchpoint, col(SurveyLink.closed_at).is_(None), *language)).all()


def plan_for(session: Session, workspace_id: str, number: int, team: str | None, touchpoint: str | None
             ) -> SurveyPlan | None:
    """The newest plan that asks customers about this annoyance; else of its touchpoint, else of its team."""
    living = pick(SurveyPlan).where(
        SurveyPlan.workspace_id == workspace_id, SurveyPlan.audience == Audience.CUSTOMERS,
        col(SurveyPlan.stopped_at).is_(None)).order_by(col(SurveyPlan.id).desc()).limit(1)
    general = living.where(col(SurveyPlan.number).is_(None))
    asked = [living.where(SurveyPlan.number == number)]
    if touchpoint is not None:
        asked.append(general.where(SurveyPlan.touchpoint_key == touchpoint))
    if team is not None:
        asked.append(general.where(SurveyPlan.team_key == team, col(SurveyPlan.touchpoint_key).is_(None)))
    return next((found for one in asked if (found := session.exec(one).first()) is not None), None)


def open_survey(session: Session, workspace_id: str, plan_id: str, now: datetime) -> Survey | None:
    """The newest survey of a plan that can still be answered, locked."""
    return session.exec(pick(Survey).where(
        Survey.workspace_id == workspace_id, Survey.plan_id == plan_id, col(Survey.closed_at).is_(None),
        or_(col(Survey.closes_at).is_(None), col(Survey.closes_at) > now),
    ).order_by(col(Survey.id).desc()).limit(1).with_for_update()).first()


def count_surveys(session: Session, workspace_id: str, plan_id: str) -> int:
    return len(session.exec(pick(Survey.id).where(
        Survey.workspace_id == workspace_id, Survey.plan_id == plan_id)).all())


def invite(session: Session, workspace_id: str, survey_id: str, name: str, at: datetime) -> None:
    """A personal link is an invitation that was made when it was handed out: a rate needs it below the line."""
    session.add(Invitation(workspace_id=workspace_id, survey_id=survey_id, user_id=name, ask_at=at, state="asked",
                           asked_at=at))
    session.flush()


def to_tell(session: Session, workspace_id: str, number: int) -> Sequence[Response]:
    """Answers whose customers want to hear that this annoyance is fixed, in the order in which they came."""
    return session.exec(pick(Response).join(
        SurveyLink, (col(SurveyLink.workspace_id) == Response.workspace_id) & (col(SurveyLink.id) == Response.link_id)
    ).where(Response.workspace_id == workspace_id, SurveyLink.number == number,
            col(Response.contact_sealed).is_not(None)).order_by(
        col(Response.answered_at), col(Response.survey_id), col(Response.user_id))).all()


def forget_contacts(session: Session, workspace_id: str, number: int) -> None:
    """Nothing will be fixed: there is nothing to tell anybody."""
    about = select(links.c.id).where(links.c.workspace_id == workspace_id, links.c.number == number)
    session.exec(update(responses).where(
        responses.c.workspace_id == workspace_id, responses.c.link_id.in_(about),
        responses.c.contact_sealed.is_not(None)).values(contact_sealed=None))


def merged(session: Session, workspace_id: str, number: int, into: int) -> None:
    """Links about an annoyance are about the surviving one from now on."""
    session.exec(update(links).where(links.c.workspace_id == workspace_id, links.c.number == number)
                 .values(number=into))
