"""A customer who may be called back: from the whole form to the card, to whoever owns it, and gone in the end."""

import json

from tests.support import cast
from tests.support.caring import care_line
from tests.support.snag import Json, Office, labels, texts

STORY = "The refund never arrived"
CONTACT = "kim.customer@example.com"
WHOLE: Json = {
    "story": STORY, "contact_channel": "phone", "line": "Rental cars", "flags": ["safety", "cost"],
    "emotion": "present", "matters_on": "2026-04-01", "value": "24,000 a year", "wanted": "Her money", "got_it": "no",
    "segment": "daily", "reference": "K-4711", "may_contact": "yes", "contact": CONTACT, "how_known": "public_post",
    "post_link": "https://example.com/review/1", "idea": "Say when it comes"}
BUTTON = "Customer's details"


async def open_whole_form(office: Office, user_id: str) -> None:
    await office.person(user_id).slash(cast.GENERAL, "/snag")
    await office.settle()
    await office.person(user_id).type({"story": {"story": STORY}})
    await office.click(user_id, office.form(user_id), "unfold")
    assert office.form(user_id)["state"]["values"]["story"]["story"]["value"] == STORY


async def read_details(office: Office, user_id: str) -> str:
    """More on the card, and the button behind it; what the form on top says then."""
    await office.click(user_id, office.card(cast.PAY), "more")
    assert BUTTON in labels(office.form(user_id))
    await office.click(user_id, office.form(user_id), "customers_details")
    said = json.dumps(office.form(user_id), ensure_ascii=False)
    assert office.form(user_id)["title"]["text"] == BUTTON
    await office.person(user_id).close_view()
    return said


async def test_from_the_form_to_the_owner_and_gone_once_the_customer_is_put_right(office: Office) -> None:
    await open_whole_form(office, cast.RITA)
    await office.submit(cast.RITA, WHOLE)
    card = json.dumps(office.card(cast.PAY))
    for shown in ("Safety risk", "Costs money or time", "Customer upset", "Apr 1, 2026", "Value at stake",
                  "Customer may be contacted", "How the customer came: Phone", "Reported by rita",
                  "Public post on example.com"):
        assert shown in card
    for hidden in (CONTACT, "24,000", "K-4711"):
        assert hidden not in card

    said = await read_details(office, cast.ANA)
    for shown in (CONTACT, "24,000 a year", "K-4711"):
        assert shown in said
    everywhere = json.dumps([call.args for call in office.slack.calls if call.method.startswith("chat.")])
    assert CONTACT not in everywhere

    await office.resolve(cast.ANA, cast.PAY)
    assert CONTACT in await read_details(office, cast.ANA)
    await office.click(cast.ANA, care_line(office), "care_done")
    said = await read_details(office, cast.ANA)
    assert CONTACT not in said
    assert "none is kept" in said
    assert "K-4711" in said


async def test_somebody_else_with_the_button_hears_kindly_who_may(office: Office) -> None:
    """Gus and Yuki take the owner's button into a channel of their own."""
    await open_whole_form(office, cast.RITA)
    await office.submit(cast.RITA, WHOLE)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    button = office.form(cast.ANA)["blocks"]
    for by in (cast.GUS, cast.YUKI):
        before = len(office.slack.calls)
        await office.person(cast.BEN).say(cast.GENERAL, "Look at this")
        forged = {**office.slack.messages(cast.GENERAL)[-1], "blocks": button}
        office.slack.parts.world.find(cast.GENERAL, forged["ts"]).blocks = button  # type: ignore[union-attr]
        await office.click(by, forged, "customers_details")
        assert CONTACT not in json.dumps([call.args for call in office.slack.calls[before:]])
    assert "Only the owning team" in texts(office.private(cast.GUS))[-1]
    assert "担当チーム" in texts(office.private(cast.YUKI))[-1]


async def test_without_permission_or_address_the_form_stays_with_all_that_was_typed(office: Office) -> None:
    await open_whole_form(office, cast.RITA)
    person = office.person(cast.RITA)
    answer = await office.submit(cast.RITA, WHOLE | {"contact": None})
    assert answer.body == {"response_action": "errors", "errors": {
        "contact": "Please say how they can be reached, or choose another answer above."}}
    answer = await office.submit(cast.RITA, {"contact": CONTACT, "may_contact": "-"})
    assert [*(answer.body or {})["errors"]] == ["may_contact"]
    answer = await office.submit(cast.RITA, {"may_contact": "yes", "post_link": "https://bank.example@evil.example"})
    assert [*(answer.body or {})["errors"]] == ["post_link"]
    assert office.form(cast.RITA)["state"]["values"]["idea"]["idea"]["value"] == "Say when it comes"
    assert person.view is not None
    await office.submit(cast.RITA, {"post_link": None})
    assert len(office.cards(cast.PAY, 1)) == 1


async def test_add_details_shows_all_that_was_told_to_its_reporter_alone(office: Office) -> None:
    await open_whole_form(office, cast.RITA)
    await office.submit(cast.RITA, WHOLE)
    await office.click(cast.RITA, office.form(cast.RITA), "add_details")
    values = office.form(cast.RITA)["state"]["values"]
    shown = {field: held[field] for field, held in values.items()}
    assert shown["contact"]["value"] == CONTACT
    assert {one["value"] for one in shown["flags"]["selected_options"]} == {"safety", "cost"}
    assert shown["visibility"]["selected_option"]["value"] == "named"
    await office.submit(cast.RITA, {"visibility": "anonymous", "idea": "Say so at once"})
    card = json.dumps(office.card(cast.PAY))
    assert "1 report from 1 person" in card
    assert "rita" not in card


async def test_how_one_always_reports_is_chosen_already(office: Office) -> None:
    await open_whole_form(office, cast.RITA)
    await office.submit(cast.RITA, {"visibility": "lead_only", "from_now_on": ["yes"]})
    await office.report(cast.RITA, "The voucher for the refund failed")
    assert "rita" not in json.dumps([office.card(cast.PAY, number) for number in (1, 2)])
    await open_whole_form(office, cast.RITA)
    chosen = office.form(cast.RITA)["state"]["values"]["visibility"]["visibility"]["selected_option"]
    assert chosen["value"] == "lead_only"
