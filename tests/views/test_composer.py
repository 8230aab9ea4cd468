"""The composer: what is chosen is read back, what a choice hides is gone, and nothing exceeds what Slack takes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.senders import SHOWN, Preview, Turn
from bot.domain.survey_plans import STAFF, TEMPLATES, Audience, Every, PlanDraft, Trigger, Withheld, templates_for
from bot.errors import Invalid
from bot.sandbox.slack.block_kit import view_complaints
from bot.views import composer
from bot.views.blocks import Json
from bot.views.composer import Offered, Typed
from tests.views.test_forms import filled

LANGUAGES = ("en", "ko", "ja")
TODAY = date(2026, 3, 4)
OFFERED = Offered([("payments", "Payments"), ("app", "App")], [("checkout", "Checkout")], [("p1", "Helped: why")])
BLANK = composer.blank("U0CARA", TODAY)
"""As the form opens: the front line is asked."""


def typed(audience: Audience, trigger: Trigger = Trigger.BY_HAND, **more: Any) -> Typed:
    template = templates_for(audience)[0]
    return replace(BLANK, audience=audience, template=template.key, kind=template.kinds[0], trigger=trigger, **more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience, shows", [
    (Audience.REPORTERS, {"number": "42"}),
    (Audience.FRONT_LINE, {"touchpoint": "checkout", "number": "42"}),
    (Audience.TEAM, {"team": "app"}),
    (Audience.PEOPLE, {"people": ("C0PAY", "U0BEN", "U0RITA"), "number": "42"}),
    (Audience.CUSTOMERS, {"team": "app", "touchpoint": "checkout"}),
])
def test_whom_it_asks_is_read_back(language: str, audience: Audience, shows: dict[str, Any]) -> None:
    wanted = typed(audience, **shows, decision="Whether we change the form", question="What did you see?")
    assert composer.read_composer(filled(composer.composer(language, wanted, OFFERED)), BLANK) == wanted


@pytest.mark.parametrize("trigger, shows", [
    (Trigger.BY_HAND, {}),
    (Trigger.AFTER_RESOLUTION, {"days": "3"}),
    (Trigger.AFTER_REPORT, {"days": "30"}),
    (Trigger.BEFORE_DATE, {"days": "7"}),
    (Trigger.SEQUENCE, {"days": "90", "follows": "p1"}),
    (Trigger.CALENDAR, {"every": Every.MONTH, "day": "Thu", "time": "14:30"}),
])
def test_when_it_asks_is_read_back(trigger: Trigger, shows: dict[str, Any]) -> None:
    wanted = typed(Audience.TEAM, trigger, team="app", decision="Why not", anonymous=False, **shows)
    assert composer.read_composer(filled(composer.composer("en", wanted, OFFERED)), BLANK) == wanted


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda one: one.key)
def test_every_question_can_be_chosen_with_every_way_to_answer_it(template: Any) -> None:
    for kind in template.kinds:
        wanted = replace(BLANK, audience=template.audiences[0], template=template.key, kind=kind)
        found = composer.read_composer(filled(composer.composer("en", wanted, OFFERED)), BLANK)
        assert (found.template, found.kind) == (template.key, kind)


def test_another_audience_brings_its_own_questions() -> None:
    """The client still sends the staff's question when customers are chosen: it is none of theirs."""
    state = filled(composer.composer("en", typed(Audience.TEAM), OFFERED), {"audience": "customers"})
    found = composer.read_composer(state, BLANK)
    assert (found.audience, found.template) == (Audience.CUSTOMERS, templates_for(Audience.CUSTOMERS)[0].key)
    assert found.kind in TEMPLATES[found.template].kinds


def test_what_is_none_of_ours_is_not_believed() -> None:
    state = filled(composer.composer("en", typed(Audience.TEAM), OFFERED))
    for field in ("audience", "kind", "trigger", "template_staff"):
        state[field][field] = {"type": "static_select", "selected_option": {"value": "invented"}}
    found = composer.read_composer(state, BLANK)
    assert (found.audience, found.trigger) == (BLANK.audience, BLANK.trigger)
    assert found.template in {one.key for one in templates_for(found.audience)}


def test_a_plan_without_its_purpose_is_not_made() -> None:
    for missing, field in (("decision", "decision"), ("decider", "decider"), ("decide_on", "decide_on")):
        with pytest.raises(Invalid) as caught:
            composer.plan_draft(replace(typed(Audience.TEAM, decision="Why not"), **{missing: None}))  # type: ignore[arg-type]
        assert caught.value.field == field


@pytest.mark.parametrize("number, read", [
    ("42", 42), ("#42", 42), ("\uff0342", 42), ("\uff14\uff12", 42), (None, None)])
def test_a_number_is_read_as_people_write_it(number: str | None, read: int | None) -> None:
    assert composer.plan_draft(typed(Audience.REPORTERS, decision="d", number=number)).number == read


@pytest.mark.parametrize("more, field", [({"number": "the refund"}, "number"), ({"number": "9" * 10}, "number")])
def test_what_is_no_number_is_said_at_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        composer.plan_draft(typed(Audience.REPORTERS, decision="d", **more))
    assert caught.value.field == field


@pytest.mark.parametrize("days", ["soon", "366", "-1", "1.5", "\u00b2"])
def test_days_are_a_whole_number_within_a_year(days: str) -> None:
    with pytest.raises(Invalid) as caught:
        composer.plan_draft(typed(Audience.REPORTERS, Trigger.AFTER_REPORT, decision="d", days=days))
    assert caught.value.field == "days_after_report"


def test_only_what_belongs_to_the_choice_goes_into_the_plan() -> None:
    """Somebody chose people and a pulse first, then customers by link: those are not in the plan."""
    draft = composer.plan_draft(typed(Audience.CUSTOMERS, decision="d", people=("U0BEN",), team="app", days="5",
                                      time="14:30", anonymous=True))
    assert draft == PlanDraft("got_done", "yes_no", Audience.CUSTOMERS, Trigger.BY_HAND, "d", "U0CARA",
                              TODAY + composer.DECIDE_IN, team="app", anonymous=False)


def test_a_look_ahead_needs_no_purpose_yet() -> None:
    draft = composer.for_preview(replace(typed(Audience.TEAM, team="app"), decide_on=None, decider=None), TODAY)
    assert (draft.team, draft.decide_on) == ("app", TODAY)


PREVIEW = Preview(10_000, 9_000, {Withheld.GONE: 200}, 800,
                  tuple(Turn(f"U{n}", datetime(2026, 3, 4, 9, tzinfo=UTC) + timedelta(hours=n)) for n in range(SHOWN)),
                  datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC),
                  datetime(2026, 3, 12, 9, tzinfo=UTC), waiting_for=("C0PAY",))


def words(blocks: list[Json]) -> str:
    return str(blocks)


def test_the_outlook_counts_names_and_says_who_is_left_out() -> None:
    said = words(composer.outlook("en", PREVIEW, typed(Audience.TEAM), {"C0PAY": "#pay"},
                                  ZoneInfo("Asia/Seoul")))
    for part in ("10000", "9000", "800", "'user_id': 'U0'", ": ", "Wed, Mar 4", "And 8980 more people.", "#pay",
                 "The first gets it Wed, Mar 4 18:00"):
        assert part in said, part


@pytest.mark.parametrize("to_ask, trigger, anonymous, waiting, few", [
    (4, Trigger.BY_HAND, True, (), True), (5, Trigger.BY_HAND, True, (), False), (4, Trigger.BY_HAND, False, (), False),
    (0, Trigger.BY_HAND, True, (), False), (0, Trigger.AFTER_RESOLUTION, True, (), True),
    (4, Trigger.BY_HAND, True, ("C0PAY",), False),
])
def test_that_fewer_than_five_may_be_guessed_is_said(to_ask: int, trigger: Trigger, anonymous: bool,
                                                     waiting: tuple[str, ...], few: bool) -> None:
    found = Preview(6, to_ask, {Withheld.GONE: 6 - to_ask}, waiting_for=waiting)
    chosen = typed(Audience.PEOPLE, trigger, anonymous=anonymous)
    said = words(composer.outlook("en", found, chosen, {}, ZoneInfo("UTC")))
    assert ("may guess who said what" in said) is few


def test_the_front_line_is_first_asked_what_it_can_know() -> None:
    assert (BLANK.audience, BLANK.template) == (Audience.FRONT_LINE, "met_too")
    state = filled(composer.composer("en", typed(Audience.TEAM), OFFERED), {"audience": "front_line"})
    assert composer.read_composer(state, BLANK).template == "met_too"


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("audience, field", [
    (Audience.REPORTERS, "number"), (Audience.FRONT_LINE, "touchpoint"), (Audience.TEAM, "team")])
def test_what_the_audience_needs_is_not_optional_unless_it_is_found_later(audience: Audience, field: str,
                                                                        trigger: Trigger) -> None:
    view = composer.composer("en", typed(audience, trigger), OFFERED)
    [block] = [block for block in view["blocks"] if block.get("block_id") == field]
    assert block.get("optional", False) is (trigger not in (Trigger.BY_HAND, Trigger.CALENDAR))


def test_the_touchpoint_of_a_known_annoyance_need_not_be_chosen() -> None:
    view = composer.composer("en", typed(Audience.FRONT_LINE, number="42"), OFFERED)
    [block] = [block for block in view["blocks"] if block.get("block_id") == "touchpoint"]
    assert block["optional"] is True


@pytest.mark.parametrize("language, one, two", [
    ("en", "All get it Wed, Mar 4 09:00; answers count until", "The first gets it"),
    ("ko", "모두 이때 받아요", "첫 번째"), ("ja", "全員に", "最初は")])
def test_one_moment_for_all_is_one_sentence(language: str, one: str, two: str) -> None:
    together = replace(PREVIEW, last_at=PREVIEW.first_at)
    for found, says, leaves_out in ((together, one, two), (PREVIEW, two, one)):
        said = words(composer.outlook(language, found, typed(Audience.TEAM), {}, ZoneInfo("UTC")))
        assert says in said
        assert leaves_out not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("trigger", Trigger)
def test_the_form_is_within_what_slack_takes(language: str, audience: Audience, trigger: Trigger) -> None:
    long = typed(audience, trigger, question="\u56f0" * 300, decision="&" * 300, number="42", team="app")
    shown = composer.outlook(language, PREVIEW, long, {}, ZoneInfo("UTC"))
    view = composer.composer(language, long, OFFERED, outlook=shown)
    assert view_complaints(view) == []
    assert (view["submit"]["text"] != "") is True
    assert ("anonymous" in str(view)) is (audience in STAFF)


def test_every_field_that_tells_at_once_is_heard() -> None:
    told = {block["element"]["action_id"] for audience in Audience for trigger in Trigger
            for block in composer.composer("en", typed(audience, trigger), OFFERED)["blocks"]
            if block.get("dispatch_action")}
    assert told == {str(one) for one in composer.CHOSEN_IN_COMPOSER}


def test_without_teams_and_touchpoints_it_still_opens() -> None:
    for audience in Audience:
        assert view_complaints(composer.composer("en", typed(audience), Offered([], []))) == []
