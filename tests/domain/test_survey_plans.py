"""Questions that stand ready: whom each may be asked, by which kinds, and which answers say that something is wrong."""

import pytest

from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import STAFF, TEMPLATES, Audience, Template, causes, complains, templates_for


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_is_for_staff_or_for_customers_and_its_kinds_exist(template: Template) -> None:
    assert set(template.audiences) <= set(STAFF) or template.audiences == (Audience.CUSTOMERS,)
    assert template.kinds
    assert set(template.kinds) <= set(KINDS)


def test_employees_are_asked_only_what_they_can_know() -> None:
    for audience in (Audience.REPORTERS, Audience.TEAM, Audience.PEOPLE):
        assert [template.key for template in templates_for(audience)] == ["helped", "met_too"]
    assert [template.key for template in templates_for(Audience.FRONT_LINE)] == ["met_too"]
    assert "helped" not in {template.key for template in templates_for(Audience.CUSTOMERS)}


@pytest.mark.parametrize("template, kind, low, high", [
    ("helped", "csat", 2, 3), ("easy", "ces", 3, 4), ("recommend", "nps", 6, 7), ("helped", "smiley_3", 1, 2),
    ("helped", "smiley_5", 2, 3), ("got_done", "yes_no", 0, 1), ("of an older version", "csat", 2, 3),
])
def test_an_answer_complains_up_to_where_it_is_low(template: str, kind: str, low: int, high: int) -> None:
    assert complains(template, KINDS[kind], low)
    assert not complains(template, KINDS[kind], high)


def test_no_to_have_you_met_this_too_is_no_complaint() -> None:
    assert not complains("met_too", KINDS["yes_no"], 0)


def test_what_it_was_about_depends_on_the_answer() -> None:
    assert "not_fixed" in causes("helped", low=True)
    assert "not_fixed" not in causes("helped", low=False)
    assert causes("met_too", low=True) == causes("of an older version", low=True) == ()
