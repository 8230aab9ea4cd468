"""What a survey must say before it may ask, and whom it must leave alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.domain.pulses import Pulse
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import STAFF, TEMPLATES, Audience, PlanDraft, Trigger, Withheld
from bot.domain.wording import tidy
from bot.errors import Invalid

QUESTION_LIMIT = 300
DECISION_LIMIT = 300
LONGEST_WAIT = 365
LONGEST_OPEN = 60
AT_HAND = frozenset({Trigger.AFTER_RESOLUTION, Trigger.AFTER_REPORT, Trigger.BEFORE_DATE})
"""Triggers that an annoyance sets off: it, its touchpoint and its team are what the survey is about."""


def checked(draft: PlanDraft, today: date) -> PlanDraft:
    """The draft, tidied. Raises `Invalid`; its `field` is the draft's."""
    draft = replace(draft, decision=tidy(draft.decision), question=tidy(draft.question or "") or None)
    for rule in (_question, _decision, _audience, _trigger):
        rule(draft, today)
    return draft


def _refuse(field: str, key: str, **args: object) -> None:
    raise Invalid(key, field=field, **args)


def _question(draft: PlanDraft, _today: date) -> None:
    template = TEMPLATES.get(draft.template)
    if template is None or draft.audience not in template.audiences:
        is_staff = draft.audience in STAFF
        _refuse("template", "error.survey_staff_question" if is_staff else "error.survey_customers_question")
    elif draft.kind not in template.kinds:
        _refuse("kind", "error.survey_kind")
    if draft.question and len(draft.question) > QUESTION_LIMIT:
        _refuse("question", "error.survey_question_long", most=QUESTION_LIMIT)


def _decision(draft: PlanDraft, today: date) -> None:
    if not draft.decision:
        raise Invalid("error.decision_missing", field="decision")
    if len(draft.decision) > DECISION_LIMIT:
        _refuse("decision", "error.survey_decision_long", most=DECISION_LIMIT)
    if not draft.decider:
        raise Invalid("error.decider_missing", field="decider")
    if draft.decide_on < today:
        _refuse("decide_on", "error.survey_date_past")


def _audience(draft: PlanDraft, _today: date) -> None:
    needs: dict[Audience, tuple[str, str, bool]] = {
        Audience.REPORTERS: ("number", "error.survey_number_missing", draft.number is not None),
        Audience.FRONT_LINE: ("touchpoint", "error.survey_touchpoint_missing",
                              draft.touchpoint is not None or draft.number is not None),
        Audience.TEAM: ("team", "error.survey_team_missing", draft.team is not None or draft.number is not None),
        Audience.PEOPLE: ("people", "error.survey_people_missing", bool(draft.people)),
        Audience.CUSTOMERS: ("team", "error.survey_customers_where", (draft.team or draft.touchpoint or draft.number)
                             is not None),
    }
    found_later = draft.trigger is Trigger.SEQUENCE or (
        draft.trigger in AT_HAND and draft.audience is not Audience.PEOPLE)
    field, key, said = needs.get(draft.audience, ("", "", True))
    if not said and not found_later:
        _refuse(field, key)


def _trigger(draft: PlanDraft, _today: date) -> None:
    if draft.audience is Audience.CUSTOMERS and draft.trigger is not Trigger.BY_HAND:
        _refuse("trigger", "error.survey_customers_by_hand")
    if not 0 <= draft.days <= LONGEST_WAIT:
        raise Invalid("error.no_days", field="days")
    if not 1 <= draft.open_days <= LONGEST_OPEN:
        _refuse("open_days", "error.survey_open_days", most=LONGEST_OPEN)
    if draft.trigger is Trigger.SEQUENCE and not draft.follows:
        _refuse("follows", "error.survey_follows_missing")
    if draft.trigger is Trigger.CALENDAR:
        _readable(draft)


def _readable(draft: PlanDraft) -> None:
    try:
        Pulse.parse(every=str(draft.every or ""), day=draft.day or "", time=draft.time or "", zone=ZoneInfo("UTC"),
                    since=datetime(2000, 1, 1, tzinfo=UTC))
    except ValueError as error:
        raise Invalid("error.survey_schedule", field="day") from error


def days_of(draft: PlanDraft) -> int:
    """Days that a plan waits: in a sequence the kind's own where the sender names none."""
    return (draft.days or KINDS[draft.kind].wait_days) if draft.trigger is Trigger.SEQUENCE else draft.days


@dataclass(frozen=True, slots=True)
class Towards:
    """How somebody stands towards what they would be asked about."""

    reported: bool = False
    has_said: bool = False
    """Whether it is gone or still there: they have told us."""
    asked_before: bool = False
    """By this plan, about the same annoyance as it stands."""
    serves_there: bool = False
    """They are the front line of the touchpoint it is about."""
    has_left: bool = False


_REASONS: tuple[tuple[Withheld, Callable[[str, Towards], bool]], ...] = (
    (Withheld.GONE, lambda _, who: who.has_left),
    (Withheld.KNOWN, lambda template, who: template == "met_too" and who.reported),
    (Withheld.KNOWN, lambda template, who: template == "helped" and who.has_said),
    (Withheld.KNOWN, lambda _, who: who.asked_before),
    (Withheld.TOUCHPOINT, lambda template, who: template == "helped" and who.serves_there),
)


def reason_not_to_ask(template: str, who: Towards) -> Withheld | None:
    """Why somebody of an audience is left alone; None: they are asked."""
    return next((why for why, holds in _REASONS if holds(template, who)), None)
