"""How a survey stands, as its sender sees it: one direct message for each survey by hand or of a pulse, drawn anew as
it goes. What one report sets off has none: a message for each would be an annoyance. The session first."""

from collections import Counter
from dataclasses import replace
from itertools import takewhile

from bot.domain.portions import MIN_ANSWERS
from bot.domain.senders import Progress
from bot.domain.survey_plans import Audience, Ended, Invited, Trigger, Withheld
from bot.services import audiences
from bot.services.desk import Desk
from bot.services.invitations import Counts
from bot.services.people import has_left
from storage import posts, work
from storage import survey_plans as stored
from storage.tables import Survey, SurveyPlan

TOPIC = "survey_progress"
SHOWN_AGAIN = 12
TOLD = (Trigger.BY_HAND, Trigger.CALENDAR)


def subject(survey_id: str) -> str:
    """The name of the message in the address book and among work rows."""
    return f"{TOPIC}:{survey_id}"


def facts(desk: Desk, survey: Survey, plan: SurveyPlan) -> Progress:
    """All that the message says."""
    counts = _counts(desk, survey)
    now = Progress(
        survey_id=survey.id, plan_id=plan.id, sender=plan.created_by, template=plan.template, question=plan.question,
        number=survey.number or plan.number, decision=plan.decision, decider=plan.decider, decide_on=plan.decide_on,
        decided=plan.decided, planned=counts.planned + counts.sending, asked=counts.asked,
        answered=_answered(desk, survey, plan), by_fives=_is_coarse(survey, plan), cancelled=counts.cancelled,
        failed=counts.failed, withheld=counts.withheld, closes_at=survey.closes_at,
        ended=Ended(survey.outcome) if survey.outcome else None, occasion=survey.occasion or "",
        skipped=_skipped_before(desk, survey) if plan.trigger == Trigger.CALENDAR else ())
    if survey.closes_at is None and survey.outcome in (None, Ended.SKIPPED):
        meant = audiences.everybody(desk, plan, audiences.about(desk, plan, survey))
        return replace(now, waiting_for=meant.waiting_for, meant_later=len(meant.names))
    return now


def _counts(desk: Desk, survey: Survey) -> Counts:
    """Where the invitations stand, so that nothing is told of anybody without a name."""
    states: Counter[str] = Counter()
    withheld: Counter[Withheld] = Counter()
    for state, why, count in stored.count_as_shown(desk.session, desk.workspace_id, survey.id, desk.now):
        if state == Invited.WITHHELD:
            withheld[Withheld(why or Withheld.STALE)] += count
        else:
            states[state] += count
    return Counts(**{state: states[state] for state in Invited if state is not Invited.WITHHELD},
                  withheld=dict(withheld))


def _is_coarse(survey: Survey, plan: SurveyPlan) -> bool:
    """Whether it would say who has just answered if each answer was counted at once."""
    return plan.anonymous and survey.closed_at is None


def _answered(desk: Desk, survey: Survey, plan: SurveyPlan) -> int:
    count = stored.count_answers(desk.session, desk.workspace_id, survey.id)
    return count - count % MIN_ANSWERS if _is_coarse(survey, plan) else count


def _skipped_before(desk: Desk, survey: Survey) -> tuple[str, ...]:
    """The dates of a pulse right before this one on which nobody was asked."""
    of_plan = stored.of_plan(desk.session, desk.workspace_id, survey.plan_id or "")
    earlier = {one.occasion: one.outcome for one in of_plan if one.occasion and one.occasion < (survey.occasion or "")}
    found = takewhile(lambda date: earlier[date] == Ended.SKIPPED, sorted(earlier, reverse=True))
    return tuple(sorted(found))


def want(desk: Desk, survey: Survey, plan: SurveyPlan) -> None:
    """Let the message show how it stands."""
    if plan.trigger not in TOLD or plan.audience == Audience.CUSTOMERS or has_left(
            desk.session, desk.workspace_id, plan.created_by):
        return
    here = posts.current(desk.session, desk.workspace_id, subject(survey.id))
    work.want(desk.session, desk.workspace_id, TOPIC, subject(survey.id),
              channel=here.channel_id if here else plan.created_by, method=work.UPDATING if here else work.POSTING,
              now=desk.clock.machine(), due_at=desk.now, renew=True,
              payload={"survey": survey.id, "user": plan.created_by, "seen": _seen(desk, survey, plan)})


def want_again(desk: Desk, plan: SurveyPlan) -> None:
    """What holds for the whole plan has changed: the last messages of it that stand show it."""
    for survey in stored.of_plan(desk.session, desk.workspace_id, plan.id)[-SHOWN_AGAIN:]:
        if work.payload_of(desk.session, desk.workspace_id, subject(survey.id)) is not None:
            want(desk, survey, plan)


def redraw(desk: Desk) -> None:
    """Messages that show other figures than those of now."""
    for survey, plan in stored.under_way(desk.session, desk.workspace_id, [str(one) for one in TOLD]):
        shown = work.payload_of(desk.session, desk.workspace_id, subject(survey.id))
        if shown is not None and shown.get("seen") != _seen(desk, survey, plan):
            want(desk, survey, plan)


def _seen(desk: Desk, survey: Survey, plan: SurveyPlan) -> list[int]:
    counts = _counts(desk, survey)
    return [counts.planned + counts.sending, counts.asked, counts.failed, counts.cancelled, counts.all_withheld,
            _answered(desk, survey, plan)]
