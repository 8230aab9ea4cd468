"""What a survey must say before it may ask, and whom it must leave alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import STAFF, TEMPLATES, Audience, Every, PlanDraft, Trigger, Withheld, templates_for
from bot.domain.survey_rules import Towards, checked, days_of, reason_not_to_ask
from bot.errors import Invalid

TODAY = date(2026, 3, 2)
GOOD = PlanDraft("helped", "yes_no", Audience.REPORTERS, Trigger.BY_HAND, "Whether we keep the new form", "U0ANA",
                 date(2026, 3, 20), number=1)


@pytest.mark.parametrize("change", [
    {},
    {"decide_on": TODAY},
    {"question": "x" * 300, "days": 365},
    {"number": None, "trigger": Trigger.AFTER_REPORT},
    {"number": None, "trigger": Trigger.SEQUENCE, "follows": "p1"},
    {"audience": Audience.FRONT_LINE, "number": None, "touchpoint": "checkout", "template": "met_too"},
    {"audience": Audience.FRONT_LINE, "template": "met_too"},
    {"audience": Audience.TEAM, "number": None, "team": "payments"},
    {"audience": Audience.PEOPLE, "people": ("C0PAY",), "trigger": Trigger.CALENDAR, "every": Every.MONTH, "day": "31",
     "time": "09:00"},
    {"audience": Audience.CUSTOMERS, "template": "recommend", "kind": "nps"},
])
def test_these_may_be_sent(change: dict[str, Any]) -> None:
    assert checked(replace(GOOD, **change), TODAY) == replace(GOOD, **change)


@pytest.mark.parametrize("change, field, key", [
    ({"template": "satisfied"}, "template", "error.survey_staff_question"),
    ({"template": "no such"}, "template", "error.survey_staff_question"),
    ({"audience": Audience.CUSTOMERS}, "template", "error.survey_customers_question"),
    ({"kind": "nps"}, "kind", "error.survey_kind"),
    ({"template": "met_too", "kind": "csat"}, "kind", "error.survey_kind"),
    ({"question": "x" * 301}, "question", "error.survey_question_long"),
    ({"decision": "  "}, "decision", "error.decision_missing"),
    ({"decision": "x" * 301}, "decision", "error.survey_decision_long"),
    ({"decider": ""}, "decider", "error.decider_missing"),
    ({"decide_on": date(2026, 3, 1)}, "decide_on", "error.survey_date_past"),
    ({"number": None}, "number", "error.survey_number_missing"),
    ({"number": None, "trigger": Trigger.CALENDAR, "every": Every.WEEK, "day": "Mon", "time": "09:00"}, "number",
     "error.survey_number_missing"),
    ({"audience": Audience.FRONT_LINE}, "template", "error.survey_staff_question"),
    ({"audience": Audience.FRONT_LINE, "template": "met_too", "number": None}, "touchpoint",
     "error.survey_touchpoint_missing"),
    ({"audience": Audience.TEAM, "number": None}, "team", "error.survey_team_missing"),
    ({"audience": Audience.PEOPLE}, "people", "error.survey_people_missing"),
    ({"audience": Audience.CUSTOMERS, "template": "easy", "kind": "ces", "number": None}, "team",
     "error.survey_customers_where"),
    ({"audience": Audience.PEOPLE, "trigger": Trigger.AFTER_RESOLUTION}, "people", "error.survey_people_missing"),
    ({"audience": Audience.CUSTOMERS, "template": "easy", "kind": "ces", "trigger": Trigger.AFTER_RESOLUTION},
     "trigger", "error.survey_customers_by_hand"),
    ({"days": -1}, "days", "error.no_days"),
    ({"days": 366}, "days", "error.no_days"),
    ({"open_days": 0}, "open_days", "error.survey_open_days"),
    ({"open_days": 61}, "open_days", "error.survey_open_days"),
    ({"trigger": Trigger.SEQUENCE}, "follows", "error.survey_follows_missing"),
    ({"trigger": Trigger.CALENDAR}, "day", "error.survey_schedule"),
    ({"trigger": Trigger.CALENDAR, "every": Every.WEEK, "day": "Mon", "time": "9"}, "day", "error.survey_schedule"),
])
def test_what_is_missing_or_wrong_is_named(change: dict[str, Any], field: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(GOOD, **change), TODAY)
    assert (refused.value.field, refused.value.key) == (field, key)


def test_employees_are_asked_only_what_they_can_know() -> None:
    for audience in STAFF:
        known = {"met_too"} if audience is Audience.FRONT_LINE else {"helped", "met_too"}
        assert {template.key for template in templates_for(audience)} == known
    customers = {template.key for template in templates_for(Audience.CUSTOMERS)}
    assert customers == set(TEMPLATES) - {"helped", "met_too"}


def test_what_was_typed_is_tidied_and_an_empty_question_is_ours() -> None:
    found = checked(replace(GOOD, decision="  Keep\u200b it?  ", question="   "), TODAY)
    assert (found.decision, found.question) == ("Keep it?", None)


@pytest.mark.parametrize("trigger, days, kind, waits", [
    (Trigger.SEQUENCE, 0, "csat", KINDS["csat"].wait_days), (Trigger.SEQUENCE, 5, "csat", 5),
    (Trigger.AFTER_RESOLUTION, 0, "csat", 0), (Trigger.AFTER_REPORT, 3, "csat", 3),
])
def test_a_sequence_waits_as_long_as_its_kind_wants(trigger: Trigger, days: int, kind: str, waits: int) -> None:
    assert days_of(replace(GOOD, trigger=trigger, days=days, kind=kind)) == waits


NOBODY = Towards()


@pytest.mark.parametrize("template, who, why", [
    ("helped", NOBODY, None),
    ("met_too", NOBODY, None),
    ("met_too", Towards(reported=True), Withheld.KNOWN),
    ("helped", Towards(reported=True), None),
    ("helped", Towards(has_said=True), Withheld.KNOWN),
    ("met_too", Towards(has_said=True), None),
    ("helped", Towards(asked_before=True), Withheld.KNOWN),
    ("met_too", Towards(asked_before=True), Withheld.KNOWN),
    ("helped", Towards(serves_there=True), Withheld.TOUCHPOINT),
    ("met_too", Towards(serves_there=True), None),  # their own customers are what they know
    ("helped", Towards(has_left=True, has_said=True), Withheld.GONE),
])
def test_who_is_left_alone(template: str, who: Towards, why: Withheld | None) -> None:
    assert reason_not_to_ask(template, who) is why
