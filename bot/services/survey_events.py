"""What other systems hear of surveys: that one opened, was answered, closed, and how many; never what was said."""

from bot.domain.events import EventType, SurveyFacts
from bot.services import events
from bot.services.desk import Desk
from storage import surveys as stored


def tell(desk: Desk, event_type: EventType, survey_id: str) -> None:
    """A shared step, after the change is in the session. When somebody answers an anonymous survey, or 'How is it
    now?', which those without a name are asked too, nobody outside hears it: the moment would say who it was."""
    if not events.is_heard(desk, event_type):
        return
    survey = stored.get(desk.session, desk.workspace_id, survey_id)
    if survey is None:
        return
    if event_type is EventType.SURVEY_ANSWERED:
        plan = stored.plan(desk.session, desk.workspace_id, survey.plan_id) if survey.plan_id else None
        if plan is None or plan.anonymous:
            return
    asked, answered = stored.counted(desk.session, desk.workspace_id, survey_id)
    events.emit(desk, event_type, SurveyFacts(
        survey=survey.id, kind=survey.kind, asked=asked, answered=answered, annoyance=survey.number,
        closes_at=survey.closes_at))
