"""A survey is put together in Slack: a choice changes the form, the form says whom it reaches, and it is asked."""

import re
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from bot.domain.senders import Preview
from bot.domain.survey_links import LinkKind
from tests.support import cast
from tests.support.snag import Json, Office, action_ids, texts

DECIDE = "Whether the voucher form changes this month"


async def composing(office: Office, user_id: str) -> Json:
    await office.person(user_id).slash(cast.GENERAL, "/snag survey")
    await office.settle()
    return office.form(user_id)


async def choose(office: Office, user_id: str, field: str, value: Any) -> Json:
    """Choose in a field of whose choice Slack tells; the form as it is drawn then."""
    await office.person(user_id).type({field: {field: value}})
    await office.settle()
    return office.form(user_id)


def words(view: Json) -> str:
    return str(view["blocks"])


async def test_a_survey_of_a_channel_is_put_together_looked_at_and_asked(office: Office) -> None:
    """Ana and Ben are in the channel and work now; so does Mia, who puts it together."""
    assert "Which touchpoint?" in words(await composing(office, cast.MIA))
    assert "Which touchpoint?" not in words(await choose(office, cast.MIA, "audience", "people"))
    await choose(office, cast.MIA, "template_staff", "helped")
    assert "has not told us yet" in words(await choose(office, cast.MIA, "channels", [cast.PAY]))
    form = await choose(office, cast.MIA, "kind", "csat")
    assert "has not told us yet" not in words(form)
    assert cast.BEN in words(form)
    await office.person(cast.MIA).click(form, "composer_look")
    await office.settle()
    looked_at = office.form(cast.MIA)
    assert "Rather satisfied" in words(looked_at)
    assert "[No more surveys]" in words(looked_at)
    assert action_ids(looked_at) == []  # a real button would act: Mia would get no surveys any more
    await office.person(cast.MIA).close_view()
    await office.submit(cast.MIA, {"decision": DECIDE})
    assert "on its way" in words(office.form(cast.MIA))
    await office.pass_time(timedelta(minutes=1))
    for member in (cast.ANA, cast.BEN):
        asked = office.direct(member)[-1]
        assert DECIDE in asked["text"]
        assert "survey_tap_4" in action_ids(asked)
    await office.click(cast.BEN, office.direct(cast.BEN)[-1], "survey_tap_4")
    assert "Rather satisfied" in office.direct(cast.BEN)[-1]["text"]


@pytest.mark.parametrize("address", ["https://snag.example", ""])
async def test_who_asks_customers_gets_the_link_and_its_picture_at_once(office: Office, address: str) -> None:
    office.core.services.links.serve_at(address)
    await composing(office, cast.CARA)
    await choose(office, cast.CARA, "audience", "customers")
    answer = await office.submit(cast.CARA, {"decision": DECIDE})
    assert list(answer.errors) == ["team"]
    await choose(office, cast.CARA, "team", "payments")
    await office.submit(cast.CARA, {"decision": DECIDE})
    said = words(office.form(cast.CARA))
    [plan] = office.core.services.surveys.of_person(office.snag.workspace_id, cast.CARA)
    assert plan.decision == DECIDE
    if not address:
        assert "Saved. There is no link yet" in said
        assert "SNAG_PUBLIC_URL" in said
        return
    [link] = set(re.findall("https://snag.example/s/[^/'\\\\]+/qr.png", said))
    page = office.core.services.links.page(link.split("/")[4])
    assert page is not None
    assert (page.decision, page.kind) == (DECIDE, LinkKind.OPEN)


async def test_a_choice_is_acknowledged_before_it_is_known_whom_it_reaches(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await composing(office, cast.CARA)
    go_on, found_out = Event(), []
    preview = office.core.services.surveys.preview

    def slow(*draft: Any) -> Preview:
        go_on.wait()
        found_out.append(draft)
        return preview(*draft)

    monkeypatch.setattr(office.core.services.surveys, "preview", slow)
    try:
        await office.person(cast.CARA).type({"audience": {"audience": "people"}})
        assert found_out == []
    finally:
        go_on.set()
    await office.settle()
    await choose(office, cast.CARA, "people", [cast.RITA])
    before = len(found_out)
    form = await choose(office, cast.CARA, "question", "Don't you love the new form?")
    assert len(found_out) == before, "another wording reaches the same people"
    assert "A thought on your question" in words(form)
    assert "1 person is meant" in words(form)


async def test_two_clicks_on_send_make_one_survey(office: Office) -> None:
    await composing(office, cast.MIA)
    await choose(office, cast.MIA, "audience", "people")
    await choose(office, cast.MIA, "people", [cast.RITA])
    before = office.form(cast.MIA)
    await office.submit(cast.MIA, {"decision": DECIDE})
    [sent] = [one for one in office.slack.deliveries
              if one.kind == "interactive" and one.payload["type"] == "view_submission"]
    assert sent.payload["view"]["id"] == before["id"]
    await office.slack.parts.wire.send("interactive", sent.payload)
    await office.pass_time(timedelta(minutes=1))
    assert len([said for said in texts(office.direct(cast.RITA)) if DECIDE in said]) == 1
    assert len(office.core.services.surveys.of_person(office.snag.workspace_id, cast.MIA)) == 1


async def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(office: Office) -> None:
    await composing(office, cast.CARA)
    await choose(office, cast.CARA, "audience", "reporters")
    answer = await office.submit(cast.CARA, {"decision": DECIDE})
    assert list(answer.errors) == ["number"]
    await office.report(cast.RITA, "The refund never arrived")
    answer = await office.submit(cast.CARA, {"number": "one"})
    assert list(answer.errors) == ["number"]
    answer = await office.submit(cast.CARA, {"number": "#1"})
    assert answer.ok
    assert not answer.errors
    assert DECIDE in str(office.core.services.surveys.of_person(office.snag.workspace_id, cast.CARA))


async def test_a_trigger_that_cannot_be_is_said_at_the_days(office: Office) -> None:
    await composing(office, cast.CARA)
    await choose(office, cast.CARA, "audience", "reporters")
    await choose(office, cast.CARA, "trigger", "after_report")
    answer = await office.submit(cast.CARA, {"decision": DECIDE, "days_after_report": "999"})
    assert list(answer.errors) == ["days_after_report"]


async def test_who_leads_nothing_is_told_so_and_gets_no_form(office: Office) -> None:
    for nobody in (cast.RITA, cast.GUS):
        await office.person(nobody).slash(cast.GENERAL, "/snag survey")
        await office.settle()
        assert office.person(nobody).view is None
        assert "lead" in texts(office.private(nobody))[-1]
