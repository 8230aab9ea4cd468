"""This customer first: from the line of whoever acknowledges it to the last customer put right."""

import json

from tests.journeys.conversation import Conversation
from tests.support import cast
from tests.support.caring import care_line, has_buttons, me_too_of_customer, report_of_customer
from tests.support.snag import Office, labels, texts

CARD = "#team-payments ~ #1 The refund never arrived"
HOSTILE = "<@U0ANA> *x* <!channel> <https://evil.example|here>"


async def acknowledged(office: Office, **said: str) -> None:
    """Rita's customer waits, and Ana has seen it."""
    await report_of_customer(office, cast.RITA, **said)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")


async def test_one_customer_is_put_right_with_one_click(office: Office) -> None:
    await report_of_customer(office, cast.RITA)
    assert "1 customer waits." in json.dumps(office.card(cast.PAY))
    await Conversation(office).play(
        (lambda: office.click(cast.ANA, office.card(cast.PAY), "acknowledge"), [
            f"{CARD}…", "#team-payments > ana has seen this and acknowledged it. / 1 customer waits. ana sees to it.",
            "@rita: …"]),
        (lambda: office.click(cast.ANA, care_line(office), "care_done"), [
            f"{CARD}…", "#team-payments > ana saw to the customers: 1 put right.",
            "#team-payments > ana has seen this and acknowledged it. / Every customer was seen to: 1 put right."]),
    )
    assert not any(map(has_buttons, office.slack.messages(cast.PAY, office.card(cast.PAY)["ts"])))
    assert "customer waits" not in json.dumps(office.card(cast.PAY))


async def test_the_line_offers_what_fits_and_says_aloud_which_annoyance(office: Office) -> None:
    await acknowledged(office)
    assert labels(care_line(office)) == ["Done", "Already put right", "Hand over customers"]
    spoken = [one["accessibility_label"] for block in care_line(office)["blocks"] if block["type"] == "actions"
              for one in block["elements"]]
    assert spoken == ["Done #1", "Already put right #1", "Hand over customers #1"]


async def test_without_a_customer_acknowledging_is_a_line_and_nothing_else(office: Office) -> None:
    await office.report(cast.RITA, "The refund never arrived")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    assert office.thread(cast.PAY) == ["ana has seen this and acknowledged it."]


async def test_what_had_been_put_right_before_is_kept_apart(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.ANA, care_line(office), "care_already")
    assert office.thread(cast.PAY)[-1] == "ana saw to the customers: 1 had been put right already."


async def test_of_several_customers_a_form_asks_for_each(office: Office) -> None:
    await report_of_customer(office, cast.RITA)
    await me_too_of_customer(office, cast.YUKI, reference="L-1")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, care_line(office), "care_done")
    form = office.form(cast.ANA)
    fields = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    assert [block["label"]["text"] for block in form["blocks"] if block["type"] == "input"] == [
        "Customer K-4711", "Customer L-1"]
    await office.submit(cast.ANA, {fields[0]: "put_right", fields[1]: "waiting"})
    assert office.thread(cast.PAY)[-1] == "ana saw to the customers: 1 put right."
    assert "1 of 2 customers still waits." in json.dumps(office.card(cast.PAY))
    assert labels(care_line(office)) == ["Done", "Already put right", "Hand over customers"]


async def test_somebody_who_only_sees_the_channel_puts_right_without_reading_who_it_is(office: Office) -> None:
    await report_of_customer(office, cast.RITA)
    await me_too_of_customer(office, cast.RITA, reference="L-1")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.CARA, care_line(office), "care_done")
    await office.click(cast.TESS, care_line(office), "care_done")
    said = {by: json.dumps(office.form(by)) for by in (cast.CARA, cast.TESS)}
    assert "K-4711" in said[cast.CARA]
    assert "K-4711" not in said[cast.TESS]
    assert "Customer of report 1" in said[cast.TESS]


async def test_handed_over_it_goes_at_once_to_a_colleague_with_the_same_buttons(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.ANA, care_line(office), "care_hand_over")
    await Conversation(office).play(
        (lambda: office.submit(cast.ANA, {"assignee": cast.KEN}), [
            "#team-payments > ana asked ken to see to the customers.",
            "#team-payments > ana has seen this and acknowledged it. / 1 customer waits. …",
            "@ken: ana さんから、#1「The refund never arrived」のお客様への対応をお願いされています。 / …"]),
        (lambda: office.click(cast.KEN, office.direct(cast.KEN)[-1], "care_done"), [
            f"{CARD}…", "#team-payments > ken saw to the customers: 1 put right.",
            "#team-payments > ana has seen this and acknowledged it. / Every customer was seen to: 1 put right.",
            "@ken ~ …"]),
    )
    assert not has_buttons(office.direct(cast.KEN)[-1])


async def test_a_late_click_in_an_old_message_is_answered_with_how_it_stands(office: Office) -> None:
    await acknowledged(office)
    old = care_line(office)
    await office.click(cast.ANA, old, "care_done")
    before = office.thread(cast.PAY)
    await office.click(cast.BEN, old, "care_done")
    assert texts(office.private(cast.BEN))[-1] == (
        "Nobody waits any more: the customers of #1 “The refund never arrived” were seen to.")
    assert office.thread(cast.PAY) == before


async def test_a_public_post_is_answered_and_the_card_links_to_it(office: Office) -> None:
    await acknowledged(office, post_link="https://example.com/review/1")
    assert labels(care_line(office)) == ["Done", "Already put right", "Hand over customers", "Answered"]
    await office.click(cast.ANA, care_line(office), "care_answered")
    refused = await office.submit(cast.ANA, {"answer_link": "we wrote back"})
    assert (refused.body or {})["errors"] == {
        "answer_link": "Please give the address of our answer; it begins with https://"}
    await office.submit(cast.ANA, {"answer_link": "https://example.com/review/1#answer"})
    assert office.thread(cast.PAY)[-1] == "ana answered the public post."
    card = json.dumps(office.card(cast.PAY))
    assert "https://example.com/review/1#answer" in card
    assert "Our answer on example.com" in card


async def test_resolving_says_who_still_waits_and_the_buttons_stay(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "resolve")
    assert "1 customer waits." in json.dumps(office.form(cast.ANA))
    await office.submit(cast.ANA, {"what_was_done": "Paid it out"})
    assert office.thread(cast.PAY)[-1] == "ana resolved it. What was done:\nPaid it out\n1 customer waits."
    await office.click(cast.ANA, care_line(office), "care_done")
    assert "customer waits" not in json.dumps(office.card(cast.PAY))


async def test_the_owner_says_how_it_stands_beside_the_details(office: Office) -> None:
    await acknowledged(office, may_contact="yes", contact="kim@example.com")
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "customers_details")
    form = office.form(cast.ANA)
    assert "kim@example.com" in json.dumps(form)
    [field] = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    await office.submit(cast.ANA, {field: "not_reachable"})
    assert office.thread(cast.PAY)[-1] == "ana saw to the customers: 1 not reachable."
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "customers_details")
    assert "kim@example.com" not in json.dumps(office.form(cast.ANA))


async def test_the_new_team_gets_the_buttons_with_its_own_line(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "not_ours")
    await office.submit(cast.ANA, {"team": "app"})
    [old] = [one for channel in (cast.PAY,) for one in office.slack.messages(channel, office.slack.messages(
        channel)[-1]["ts"]) if "acknowledged" in one["text"]]
    assert not has_buttons(old)
    await office.click(cast.HANA, office.card(cast.APP_TEAM), "acknowledge")
    assert labels(care_line(office, cast.APP_TEAM)) == ["다 했어요", "이미 바로잡았어요", "고객 챙기기 부탁"]


async def test_a_me_too_whose_customer_waits_brings_the_buttons(office: Office) -> None:
    await office.report(cast.RITA, "The refund never arrived")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await me_too_of_customer(office, cast.YUKI)
    assert care_line(office)["text"] == "Me too: one more report.\n1 customer waits."
    await office.click(cast.BEN, care_line(office), "care_done")
    assert office.thread(cast.PAY)[-1] == "ben saw to the customers: 1 put right."


async def test_what_customers_may_hear_reaches_whoever_reports_or_finds_the_same(office: Office) -> None:
    await office.report(cast.RITA, "The refund never arrived")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "tell_meanwhile")
    await office.submit(cast.ANA, {"meanwhile": "It comes on Friday", "may_offer": HOSTILE})
    said = ["Customers may be told until it is fixed", "It comes on Friday", "You may offer"]
    assert all(words in office.thread(cast.PAY)[-1] for words in said)
    assert all(words in json.dumps(office.card(cast.PAY)) for words in said)

    for shown in ("The refund never arrived again", "find refund", "1"):
        await office.report(cast.BEN, shown)
        assert all(words in json.dumps(office.private(cast.BEN)[-1]) for words in said)
    raw = [call.args for call in office.slack.calls if call.method.startswith("chat.")]
    assert HOSTILE not in [one.get("text") for one in raw]
    assert "<!channel>" not in json.dumps([one.get("text") for one in raw])


async def test_nobody_is_told_anything_of_what_was_taken_back(office: Office) -> None:
    await office.report(cast.RITA, "The refund never arrived")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    for said in ({"meanwhile": "It comes on Friday"}, {"meanwhile": None, "may_offer": None}):
        await office.click(cast.ANA, office.card(cast.PAY), "more")
        await office.click(cast.ANA, office.form(cast.ANA), "tell_meanwhile")
        await office.submit(cast.ANA, said)
    assert office.thread(cast.PAY)[-1] == "ana took back what customers may hear meanwhile."
    assert "Friday" not in json.dumps(office.card(cast.PAY))
