"""One case for each entrance to Snag: somebody comes in by it, and something happens that only it can cause."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlmodel import select

from bot.domain.survey_links import More
from bot.sandbox.slack.model import Channel
from storage.tables import Report
from tests.support import asked, cast
from tests.support.answered import answered
from tests.support.caring import care_line, me_too_of_customer, report_of_customer
from tests.support.snag import Json, Office, action_ids, texts

Case = Callable[[Office], Awaitable[None]]
Entrance = tuple[str, str]
CASES: dict[Entrance, Case] = {}
STORY = "The refund never came"
TIE = "The refund for the parcel never came"
NOBODYS = "The lift smells of fish"


def case(kind: str, *ids: str) -> Callable[[Case], Case]:
    def keep(made: Case) -> Case:
        CASES.update({(kind, one): made for one in ids})
        return made
    return keep


def heard(office: Office) -> set[Entrance]:
    """The entrances by which something came in and was acknowledged."""
    found = set()
    for one in office.slack.deliveries:
        if one.answer.ok:
            found |= _of(one.kind, one.payload)
    return found


def _of(kind: str, payload: Json) -> set[Entrance]:
    if kind == "slash_commands":
        return {("command", payload["command"])}
    if kind == "events_api":
        return {("event", payload["event"]["type"])}
    if payload["type"] == "view_submission":
        return {("view", payload["view"]["callback_id"])}
    if payload["type"] in ("shortcut", "message_action"):
        return {("shortcut", payload["callback_id"])}
    return {("action", clicked["action_id"]) for clicked in payload.get("actions", [])}


async def asked_how_it_is(office: Office) -> Json:
    """Rita's report is resolved and she is asked how it is now."""
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await office.pass_time(timedelta(days=12))
    return office.direct(cast.RITA)[-1]


@case("command", "/snag")
async def a_story_becomes_a_card(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    assert texts(office.private(cast.RITA))[0].startswith("Thank you. This is annoyance #1.")
    assert STORY in office.card(cast.PAY)["text"]


@case("action", "me_too")
async def me_too_joins(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.report(cast.YUKI, STORY + " again")
    await office.click(cast.YUKI, office.private(cast.YUKI)[-1], "me_too")
    assert "Me too: one more report." in office.thread(cast.PAY)
    assert office.card(cast.PAY, 2)["text"] == "#2 was merged into #1."


@case("action", "add_details")
@case("view", "details")
async def details_are_added(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "add_details")
    answer = await office.submit(cast.RITA, {"customer_words": "Where is my money?"})
    assert answer.body["response_action"] == "update"
    assert office.thread(cast.PAY) == ["The reporter added details."]
    assert "Where is my money?" in str(office.card(cast.PAY)["blocks"])


@case("action", "not_this_team")
@case("view", "not_this_team_form")
async def the_reporter_corrects_the_team(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "not_this_team")
    await office.submit(cast.RITA, {"team": "delivery"})
    assert STORY in office.card(cast.DELIVERY)["text"]


@case("action", "undo")
async def a_report_is_taken_back(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "undo")
    assert texts(office.private(cast.RITA)) == [
        "Taken back. Your report of #1 no longer counts, and nobody will be bothered with it."]
    assert office.card(cast.PAY)["text"] == "#1 was withdrawn."


@case("action", "report_again")
async def the_same_text_is_reported_again(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.report(cast.RITA, STORY)
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "report_again")
    assert STORY in office.card(cast.PAY, 2)["text"]


@case("action", "report_instead")
async def a_search_becomes_a_report(office: Office) -> None:
    await office.report(cast.RITA, "find refund that never came")
    assert office.slack.messages(cast.PAY) == []
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "report_instead")
    assert "refund that never came" in office.card(cast.PAY)["text"]


@case("action", "unfold")
async def the_form_unfolds_and_keeps_what_was_typed(office: Office) -> None:
    await office.report(cast.RITA, "")
    await office.person(cast.RITA).type({"story": {"story": STORY}})
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    values = office.form(cast.RITA)["state"]["values"]
    assert "emotion" in values
    assert values["story"]["story"]["value"] == STORY


@case("action", "more")
@case("view", "more_form")
async def more_shows_the_rest_of_the_moves(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    assert action_ids(office.form(cast.ANA)) == [
        "acknowledge", "not_ours", "assign", "next_step", "merge", "wont_fix", "snooze", "who_reported", "timeline",
        "follow"]
    await office.submit(cast.ANA)
    assert office.person(cast.ANA).view is None


@case("action", "read_all")
async def a_long_story_is_read_whole(office: Office) -> None:
    await office.report(cast.RITA, STORY + " because" * 100 + " of the bank")
    assert "of the bank" not in str(office.card(cast.PAY)["blocks"])
    await office.click(cast.ANA, office.card(cast.PAY), "read_all")
    assert "of the bank" in str(office.form(cast.ANA)["blocks"])


@case("action", "other_team")
@case("view", "choose_team_form")
async def triage_chooses_any_team(office: Office) -> None:
    await office.report(cast.RITA, NOBODYS)
    await office.click(cast.TESS, office.card(cast.TRIAGE), "other_team")
    await office.submit(cast.TESS, {"team": "delivery"})
    assert NOBODYS in office.card(cast.DELIVERY)["text"]


@case("action", "choose_team_1")
async def triage_takes_the_first_guess(office: Office) -> None:
    await _guess(office, 1)


@case("action", "choose_team_2")
async def triage_takes_the_second_guess(office: Office) -> None:
    await _guess(office, 2)


async def _guess(office: Office, place: int) -> None:
    await office.report(cast.RITA, TIE)
    card = office.card(cast.TRIAGE)
    value = card["blocks"][-1]["elements"][place - 1]["value"]
    await office.click(cast.TESS, card, f"choose_team_{place}")
    channel = {"1:payments": cast.PAY, "1:delivery": cast.DELIVERY}[value]
    assert TIE in office.card(channel)["text"]


@case("action", "acknowledge")
async def the_team_acknowledges(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    assert office.thread(cast.PAY) == ["ana has seen this and acknowledged it."]
    assert texts(office.direct(cast.RITA))[0].startswith("Payments has seen the annoyance you reported")


@case("action", "assign")
@case("view", "assign_form")
async def the_team_assigns(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    assert "Planned" in office.card(cast.PAY)["text"]


@case("action", "resolve")
@case("view", "resolve_form")
async def the_team_resolves(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY, done="Paid it back")
    assert office.thread(cast.PAY)[-1] == "ana resolved it. What was done:\nPaid it back"
    assert "What was done: Paid it back" in office.direct(cast.RITA)[-1]["text"]


@case("action", "not_ours")
@case("view", "not_ours_form")
async def the_team_hands_it_on(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "not_ours")
    await office.submit(cast.ANA, {"team": "app", "reason": "It is the button"})
    assert STORY in office.card(cast.APP_TEAM)["text"]


@case("action", "still_happening")
async def somebody_says_on_the_card_that_it_still_happens(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await office.click(cast.MIA, office.card(cast.PAY), "still_happening")
    assert "Came back" in office.card(cast.PAY)["text"]


@case("action", "reopen")
async def the_lead_reopens(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "reopen")
    assert "New" in office.card(cast.PAY)["text"]


@case("action", "withdraw")
async def triage_withdraws(office: Office) -> None:
    await office.report(cast.RITA, NOBODYS)
    await office.click(cast.TESS, office.card(cast.TRIAGE), "more")
    await office.click(cast.TESS, office.form(cast.TESS), "withdraw")
    assert office.card(cast.TRIAGE)["text"] == "#1 was withdrawn."


@case("action", "answer_still")
async def it_still_happens(office: Office) -> None:
    await office.click(cast.RITA, await asked_how_it_is(office), "answer_still")
    assert "Came back" in office.card(cast.PAY)["text"]


@case("action", "answer_gone")
async def it_is_gone(office: Office) -> None:
    await office.click(cast.RITA, await asked_how_it_is(office), "answer_gone")
    assert "Verified" in office.card(cast.PAY)["text"]


@case("action", "answer_dont_know")
async def nobody_knows(office: Office) -> None:
    question = await asked_how_it_is(office)
    await office.click(cast.RITA, question, "answer_dont_know")
    assert "You said: don't know." in office.direct(cast.RITA)[-1]["text"]
    assert "Resolved" in office.card(cast.PAY)["text"]


@case("view", "report")
@case("view", "sent")
async def the_form_is_sent_and_says_what_became_of_it(office: Office) -> None:
    await office.report(cast.RITA, "")
    await office.submit(cast.RITA, {"story": STORY, "customer_words": "Hello?"})
    assert "Thank you. This is annoyance #1." in str(office.form(cast.RITA)["blocks"])
    assert STORY in office.card(cast.PAY)["text"]
    await office.submit(cast.RITA)
    assert office.person(cast.RITA).view is None


@case("view", "me_too_form")
async def me_too_with_own_words(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.report(cast.YUKI, "1")
    await office.click(cast.YUKI, office.private(cast.YUKI)[-1], "me_too")
    await office.submit(cast.YUKI, {"story": "Mine neither"})
    assert "Me too: one more report." in office.thread(cast.PAY)


@case("action", "ask_reporter", "answer_question")
@case("view", "ask_reporter_form", "answer_question_form")
async def a_team_asks_and_the_reporter_answers(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "ask_reporter")
    await office.submit(cast.ANA, {"question": "Since when?"})
    await office.click(cast.RITA, office.direct(cast.RITA)[-1], "answer_question")
    await office.submit(cast.RITA, {"answer": "Since March"})
    assert office.thread(cast.PAY)[-1] == "ana, rita answers:\nSince March"


@case("action", "who_reported")
async def the_lead_sees_who_reported(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "who_reported")
    assert cast.RITA in str(office.form(cast.ANA)["blocks"])


@case("action", "customers_details")
async def the_owner_reads_how_to_reach_a_customer(office: Office) -> None:
    await office.person(cast.RITA).slash(cast.GENERAL, "/snag")
    await office.settle()
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    await office.submit(cast.RITA, {"story": STORY, "reference": "K-4711"})
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "customers_details")
    assert "K-4711" in str(office.form(cast.ANA)["blocks"])


@case("action", "survey_link", "link_qr", "customer_told")
@case("view", "survey_link_form")
async def a_customer_is_asked_by_link_and_told_when_it_is_fixed(office: Office) -> None:
    links = office.core.services.links
    links.serve_at("https://snag.example")
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await office.click(cast.ANA, office.card(cast.PAY), "survey_link")
    await office.submit(cast.ANA, {"locale": "ko"})
    made = office.form(cast.ANA)
    letter = made["state"]["values"]["link_text"]["link_text"]["value"]
    assert "원하시던 일을 마치셨습니까?" in letter
    url = next(word for word in letter.split() if word.startswith("https://snag.example/s/"))
    [picture] = [block for block in made["blocks"] if block["type"] == "image"]
    assert (picture["image_url"], picture["alt_text"]) == (f"{url}/qr.png", f"QR picture that leads to {url}")
    await office.click(cast.ANA, made, "link_qr")
    await office.person(cast.ANA).close_view()

    token = url.rpartition("/")[2]
    await office.core.db.run(links.answer, token, "1", word="", locale="ko")
    await office.core.db.run(links.add, token, More(contact="kim@example.com"), word="", locale="ko")
    await office.settle()
    assert office.thread(cast.PAY)[-1].startswith("1 customer asked to be told.")
    assert token not in str(office.slack.messages(cast.PAY))
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "customers_details")
    assert "kim@example.com" in str(office.form(cast.ANA)["blocks"])
    await office.click(cast.ANA, office.form(cast.ANA), "customer_told")
    assert "kim@example.com" not in str(office.form(cast.ANA)["blocks"])


@case("event", "app_mention")
async def a_mention_is_greeted(office: Office) -> None:
    await office.person(cast.RITA).say(cast.GENERAL, "hello @snag")
    await office.settle()
    assert texts(office.private(cast.RITA)) == [
        "Type /snag and what annoyed your customer, and it goes to the team that can fix it. /snag help shows more."]


@case("shortcut", "report_annoyance")
async def the_shortcut_opens_the_form(office: Office) -> None:
    await office.person(cast.RITA).shortcut("report_annoyance")
    await office.settle()
    await office.submit(cast.RITA, {"story": STORY})
    assert STORY in office.card(cast.PAY)["text"]


@case("shortcut", "report_message")
async def a_message_is_reported(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await office.person(cast.RITA).message_shortcut("report_message", message)
    await office.settle()
    await office.submit(cast.RITA)
    assert STORY in office.card(cast.PAY)["text"]


@case("event", "reaction_added")
@case("action", "report_it")
async def a_reaction_becomes_a_report(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await office.person(cast.RITA).react(message, "snag")
    await office.settle()
    await office.click(cast.RITA, office.direct(cast.RITA)[-1], "report_it")
    await office.submit(cast.RITA)
    assert STORY in office.card(cast.PAY)["text"]


@case("action", "story")
@case("action", "me_too_typed")
async def what_is_being_typed_is_known_already(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    await office.person(cast.RITA).type({"story": {"story": STORY}})
    await office.settle()
    await office.click(cast.RITA, office.form(cast.RITA), "me_too_typed")
    await office.submit(cast.RITA)
    assert "Me too: one more report." in office.thread(cast.PAY)


@case("action", "customer_words")
@case("action", "emotion_suggested")
async def what_shows_frustration_is_suggested(office: Office) -> None:
    await office.report(cast.RITA, "")
    await office.person(cast.RITA).type({"story": {"story": STORY}})
    await office.person(cast.RITA).type({"customer_words": {"customer_words": "I am furious!"}})
    await office.settle()
    assert "upset" in office.form(cast.RITA)["state"]["values"]
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    await office.person(cast.RITA).type({"emotion_suggested": {"emotion_suggested": "unknown"}})
    await office.settle()
    assert "emotion" in office.form(cast.RITA)["state"]["values"]
    await office.submit(cast.RITA)
    assert "Customer upset" not in office.card(cast.PAY)["text"]


@case("action", "was_upset")
@case("action", "was_not_upset")
async def the_reporter_says_whether_the_customer_was_upset(office: Office) -> None:
    await office.report(cast.RITA, f"{STORY} and she is furious")
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "was_upset")
    assert "Customer upset" in office.card(cast.PAY)["text"]
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "was_not_upset")
    assert "Customer upset" not in office.card(cast.PAY)["text"]


@case("action", "take")
@case("action", "take_thread")
async def a_tick_says_where_it_will_appear(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, "A parcel got lost")
    await office.person(cast.BEN).say(cast.GENERAL, "And the refund, the refund", message["ts"])
    await office.person(cast.RITA).react(message, "snag")
    await office.settle()
    await office.click(cast.RITA, office.direct(cast.RITA)[-1], "report_it")
    assert f"'channel_id': '{cast.DELIVERY}'" in str(office.form(cast.RITA)["blocks"])
    for field, ticks in (("take_thread", ["thread"]), ("take", [])):
        await office.person(cast.RITA).type({field: {field: ticks}})
        await office.settle()
    assert f"'channel_id': '{cast.PAY}'" in str(office.form(cast.RITA)["blocks"])


@case("event", "message")
async def a_reply_in_the_thread_is_kept(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.person(cast.BEN).say(cast.PAY, "The bank was closed", office.card(cast.PAY)["ts"])
    await office.settle()
    await office.report(cast.ANA, "1")
    assert "The bank was closed" in office.private(cast.ANA)[-1]["text"]


@case("event", "app_home_opened")
async def home_is_opened(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.person(cast.RITA).open_home()
    await office.settle()
    assert "#1 The refund never came · New · Payments" in str(office.home(cast.RITA)["blocks"])


@case("action", "home_report")
async def home_takes_a_report(office: Office) -> None:
    await office.click(cast.RITA, await office.opened(cast.RITA), "home_report")
    await office.submit(cast.RITA, {"story": STORY})
    assert STORY in office.card(cast.PAY)["text"]
    assert "#1 The refund never came" in str(office.home(cast.RITA)["blocks"])


@case("action", "report_as")
async def home_keeps_how_one_reports(office: Office) -> None:
    await office.click(cast.RITA, await office.opened(cast.RITA), "report_as", value="anonymous")
    assert "people cannot see you" in str(office.home(cast.RITA)["blocks"])
    await office.report(cast.RITA, STORY)
    with office.core.db.reading() as session:
        assert session.exec(select(Report.visibility, Report.reporter_id)).all() == [("anonymous", None)]


@case("action", "open_annoyance")
async def home_opens_what_stands_behind_more(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, await office.opened(cast.ANA), "open_annoyance")
    assert action_ids(office.form(cast.ANA))[:3] == ["acknowledge", "not_ours", "assign"]


@case("action", "see_all")
async def home_shows_a_whole_list(office: Office) -> None:
    await _many(office, 7)
    await office.click(cast.ANA, await office.opened(cast.ANA), "see_all", value="team:payments:0")
    assert "1 to 7 of 7" in str(office.form(cast.ANA)["blocks"])


@case("action", "list_more")
@case("action", "list_first")
async def a_whole_list_is_turned_over(office: Office) -> None:
    await _many(office, 31)
    await office.click(cast.ANA, await office.opened(cast.ANA), "see_all", value="team:payments:0")
    await office.click(cast.ANA, office.form(cast.ANA), "list_more")
    assert "31 to 31 of 31" in str(office.form(cast.ANA)["blocks"])
    await office.click(cast.ANA, office.form(cast.ANA), "list_first")
    assert "1 to 30 of 31" in str(office.form(cast.ANA)["blocks"])


async def _many(office: Office, many: int) -> None:
    for one in range(many):
        await office.person(cast.RITA).slash(cast.GENERAL, f"/snag {STORY}, the {one}th time")
    await office.settle()


async def told_of(office: Office, kind: str, **event: object) -> None:
    await office.slack.deliver_event({"type": kind, "event_ts": "1.0"} | event)
    await office.settle()


def payments(office: Office) -> Channel:
    return office.slack.parts.world.channel(cast.PAY)


@case("event", "member_joined_channel")
async def an_invitation_lets_the_card_in(office: Office) -> None:
    payments(office).members.discard(cast.BOT_USER)
    payments(office).is_private = True
    await office.report(cast.RITA, STORY)
    office.slack.workspace.invite(cast.PAY, cast.BOT_USER)
    await office.settle()
    assert STORY in office.card(cast.PAY)["text"]


@case("event", "member_left_channel")
async def leaving_is_noted(office: Office) -> None:
    await _removed(office, "member_left_channel", user=cast.BOT_USER, channel_type="C")


@case("event", "channel_left")
async def being_removed_is_noted(office: Office) -> None:
    await _removed(office, "channel_left")


@case("event", "group_left")
async def being_removed_from_a_private_channel_is_noted(office: Office) -> None:
    await _removed(office, "group_left")


async def _removed(office: Office, kind: str, **event: object) -> None:
    """Snag comes back by itself when there is something to say."""
    await office.report(cast.RITA, STORY)
    payments(office).members.discard(cast.BOT_USER)
    await told_of(office, kind, channel=cast.PAY, **event)
    await office.report(cast.RITA, "Another refund is missing")
    assert cast.BOT_USER in payments(office).members


@case("event", "channel_archive")
@case("event", "channel_unarchive")
async def an_archived_channels_cards_stand_in_triage_meanwhile(office: Office) -> None:
    await _archived(office, "channel")


@case("event", "group_archive")
@case("event", "group_unarchive")
async def an_archived_private_channels_cards_stand_in_triage_meanwhile(office: Office) -> None:
    payments(office).is_private = True
    await _archived(office, "group")


async def _archived(office: Office, kind: str) -> None:
    await office.report(cast.RITA, STORY)
    payments(office).is_archived = True
    await told_of(office, f"{kind}_archive", channel=cast.PAY, user=cast.ADAM)
    assert STORY in office.card(cast.TRIAGE)["text"]
    payments(office).is_archived = False
    await told_of(office, f"{kind}_unarchive", channel=cast.PAY, user=cast.ADAM)
    assert office.cards(cast.PAY, 1)[-1]["text"].startswith(f"#1 {STORY} · New")


@case("event", "channel_deleted")
@case("event", "group_deleted")
async def a_deleted_channels_cards_stand_in_triage(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.report(cast.RITA, "The parcel is late")
    for kind, channel_id in (("channel_deleted", cast.PAY), ("group_deleted", cast.DELIVERY)):
        await told_of(office, kind, channel=channel_id)
    assert len(office.cards(cast.TRIAGE, 1) + office.cards(cast.TRIAGE, 2)) == 2


@case("event", "channel_rename")
@case("event", "group_rename")
async def a_renamed_channel_is_called_by_its_new_name(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    for kind, name in (("channel_rename", "cash"), ("group_rename", "money")):
        await told_of(office, kind, channel={"id": cast.PAY, "name": name, "created": 1})
    await told_of(office, "channel_deleted", channel=cast.PAY)
    assert office.direct(cast.ADAM)[0]["text"].startswith("#money is archived or deleted.")


@case("event", "channel_id_changed")
async def a_channel_has_a_new_id(office: Office) -> None:
    await told_of(office, "channel_id_changed", old_channel_id=cast.PAY, new_channel_id=cast.GENERAL)
    await office.report(cast.RITA, STORY)
    assert STORY in office.card(cast.GENERAL)["text"]


@case("event", "user_change")
async def a_person_changes_their_language(office: Office) -> None:
    await office.report(cast.RITA, "help")
    await office.slack.deliver_event({"type": "user_change", "user": {
        "id": cast.RITA, "locale": "ko-KR", "profile": {"display_name": "Rita"}}})
    await office.report(cast.RITA, "help")
    first, second = texts(office.private(cast.RITA))
    assert first.startswith("What you can do with /snag")
    assert second.startswith("/snag")
    assert first != second


@case("action", "survey_results")
async def what_a_survey_found_is_shown(office: Office) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4", "4", "2", "5")
    await office.report(cast.CARA, "survey results")
    await office.click(cast.CARA, office.private(cast.CARA)[-1], "survey_results")
    assert "80 % of 5 answers" in str(office.form(cast.CARA)["blocks"])


@case("action", "survey_stop", "survey_decide")
@case("view", "survey_decide_form")
async def a_survey_is_stopped_and_decided(office: Office) -> None:
    await asked.planned(office, cast.CARA, cast.RITA)
    for button in ("survey_stop", "survey_decide"):
        await office.click(cast.CARA, asked.question(office, cast.CARA), button)
    await office.submit(cast.CARA, {"decided": "The hotline stays"})
    assert "The hotline stays" in asked.question(office, cast.CARA)["text"]


@case("action", "results_chart", "results_csv", "results_post")
async def results_are_brought_and_posted(office: Office) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4", "4", "2", "5", team_key="payments")
    await office.report(cast.CARA, "survey results")
    await office.click(cast.CARA, office.private(cast.CARA)[-1], "survey_results")
    for button in ("results_chart", "results_csv", "results_post"):
        await office.click(cast.CARA, office.form(cast.CARA), button)
    files = [file["name"] for message in office.direct(cast.CARA) for file in message.get("files", [])]
    assert files == ["survey-results.png", "survey-results.csv"]
    assert "80 % of 5 answers" in office.slack.messages(cast.PAY)[-1]["text"]


@case("action", "snooze", "wake")
@case("view", "snooze_form")
async def a_card_is_laid_to_sleep_and_woken(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await _behind_more(office, cast.ANA, "snooze")
    await office.submit(cast.ANA, {"until": "two_weeks", "reason": "The bank answers then", "then": "Ana calls"})
    assert "Snoozed until Mar 18, 2026" in str(office.card(cast.PAY)["blocks"])
    assert "The bank answers then" in office.direct(cast.RITA)[-1]["text"]
    await _behind_more(office, cast.ANA, "wake")
    assert "Snoozed until" not in str(office.card(cast.PAY)["blocks"])


@case("action", "wont_fix")
@case("view", "wont_fix_form")
async def what_will_stay_as_it_is_is_said(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await _behind_more(office, cast.ANA, "wont_fix")
    await office.submit(cast.ANA, {"reason": "It would cost more than it helps"})
    assert "It would cost more than it helps" in str(office.card(cast.PAY)["blocks"])
    assert "It would cost more than it helps" in office.direct(cast.RITA)[-1]["text"]


@case("action", "merge", "unmerge")
@case("view", "merge_form", "merge_look")
async def two_cards_become_one_and_two_again(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.report(cast.MINJUN, STORY)
    await office.click(cast.ANA, office.card(cast.PAY, 2), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "merge")
    await office.submit(cast.ANA, {"merge_with": "1"})
    assert "This one stays (New)" in str(office.form(cast.ANA)["blocks"])
    await office.submit(cast.ANA, {})
    assert "Open the card" in str(office.card(cast.PAY, 2)["blocks"])
    await _behind_more(office, cast.ANA, "unmerge")
    assert STORY in office.card(cast.PAY, 2)["text"]


async def _behind_more(office: Office, user_id: str, move: str) -> None:
    await office.click(user_id, office.card(cast.PAY), "more")
    await office.click(user_id, office.form(user_id), move)


@case("action", "care_done", "care_already")
@case("view", "care_form")
async def customers_are_put_right(office: Office) -> None:
    await report_of_customer(office, cast.RITA)
    await me_too_of_customer(office, cast.YUKI)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, care_line(office), "care_done")
    [first, _] = [block["block_id"] for block in office.form(cast.ANA)["blocks"] if block["type"] == "input"]
    await office.submit(cast.ANA, {first: "waiting"})
    await office.click(cast.ANA, care_line(office), "care_already")
    assert "Every customer was seen to: 1 put right" in "".join(office.thread(cast.PAY))


@case("action", "care_hand_over")
@case("view", "care_hand_over_form")
async def customers_are_handed_over(office: Office) -> None:
    await report_of_customer(office, cast.RITA)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, care_line(office), "care_hand_over")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    assert "asks you to see to the customers of #1" in office.direct(cast.BEN)[-1]["text"]


@case("action", "care_answered")
@case("view", "care_answered_form")
async def a_public_post_is_answered(office: Office) -> None:
    await report_of_customer(office, cast.RITA, post_link="https://example.com/1")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, care_line(office), "care_answered")
    await office.submit(cast.ANA, {"answer_link": "https://example.com/1/answer"})
    assert "https://example.com/1/answer" in str(office.card(cast.PAY)["blocks"])


@case("action", "tell_meanwhile")
@case("view", "tell_meanwhile_form")
async def customers_may_hear_something_meanwhile(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await _behind_more(office, cast.ANA, "tell_meanwhile")
    await office.submit(cast.ANA, {"meanwhile": "It comes on Friday"})
    assert "It comes on Friday" in str(office.card(cast.PAY)["blocks"])


@case("event", "subteam_updated")
async def a_group_is_changed(office: Office) -> None:
    group = office.slack.add_group(cast.PAY_TEAM, "pay-team", [cast.CARA])
    await office.slack.deliver_event({"type": "subteam_updated", "subteam": {"id": group.id, "users": group.members}})
    await _only_the_group_may_resolve(office)


@case("event", "subteam_members_changed")
async def a_group_has_other_members(office: Office) -> None:
    group = office.slack.add_group(cast.PAY_TEAM, "pay-team", [cast.CARA])
    await office.slack.deliver_event({"type": "subteam_members_changed", "subteam_id": group.id, "team_id": "T0SNAG",
                                      "added_users": [cast.CARA], "removed_users": [cast.BEN]})
    await _only_the_group_may_resolve(office)


async def _only_the_group_may_resolve(office: Office) -> None:
    await office.settle()
    await office.report(cast.RITA, STORY)
    await office.click(cast.BEN, office.card(cast.PAY), "not_ours")
    assert office.person(cast.BEN).view is None, "Ben is in the group no more"
    assert texts(office.private(cast.BEN)) == ["Only the owning team can hand this over."]


@case("action", *(f"survey_tap_{point}" for point in range(11)), "survey_change")
async def every_point_of_a_survey_can_be_pressed(office: Office) -> None:
    await asked.survey(office, cast.RITA, kind="nps")
    for point in range(11):
        await office.click(cast.RITA, asked.question(office, cast.RITA), f"survey_tap_{point}")
        assert f"Your answer: {point} of 10" in asked.question(office, cast.RITA)["text"]
        await office.click(cast.RITA, asked.question(office, cast.RITA), "survey_change")


@case("action", "survey_comment", "survey_report")
@case("view", "survey_comment_form")
async def a_comment_to_a_survey_becomes_a_report(office: Office) -> None:
    await asked.survey(office, cast.RITA, kind="csat")
    await office.click(cast.RITA, asked.question(office, cast.RITA), "survey_tap_5")
    await office.click(cast.RITA, asked.question(office, cast.RITA), "survey_comment")
    await office.submit(cast.RITA, {"comment": STORY})
    await office.click(cast.RITA, asked.question(office, cast.RITA), "survey_report")
    assert STORY in office.card(cast.PAY)["text"]


@case("action", "surveys_off", "surveys_on")
async def nobody_is_asked_who_does_not_want_it(office: Office) -> None:
    await asked.survey(office, cast.RITA)
    await office.click(cast.RITA, asked.question(office, cast.RITA), "surveys_off")
    assert "You will not be asked any more" in asked.question(office, cast.RITA)["text"]
    await office.click(cast.RITA, asked.question(office, cast.RITA), "surveys_on")
    assert "You will not be asked any more" not in asked.question(office, cast.RITA)["text"]


@case("action", "quiet_hours", "quiet_none")
@case("view", "quiet_form")
async def quiet_hours_are_set_and_taken_back(office: Office) -> None:
    await office.click(cast.RITA, await office.opened(cast.RITA), "quiet_hours")
    await office.submit(cast.RITA, {"quiet_start": "12:00", "quiet_end": "13:30"})
    assert "Quiet hours: 12:00 to 13:30" in str(office.home(cast.RITA))
    await office.click(cast.RITA, office.home(cast.RITA), "quiet_none")
    assert "12:00" not in str(office.home(cast.RITA))


async def _composing(office: Office, **chosen: object) -> str:
    """Mia puts a survey together; what the form says after the last choice."""
    await office.person(cast.MIA).slash(cast.GENERAL, "/snag survey")
    await office.settle()
    for field, value in chosen.items():
        await office.person(cast.MIA).type({field: {field: value}})
        await office.settle()
    return str(office.form(cast.MIA)["blocks"])


@case("action", "audience", "team", "template_staff", "kind", "question")
async def the_composer_follows_each_choice(office: Office) -> None:
    said = await _composing(office, audience="team", team="payments", template_staff="helped", kind="csat",
                            question="Do you always agree with us?")
    assert "Whom it reaches, and when" in said
    assert "A thought on your question" in said
    assert "2 people are meant, 2 will be asked." in said


@case("action", "touchpoint", "number")
async def the_composer_looks_up_what_it_is_about(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    assert "front line" in await _composing(office, audience="front_line", touchpoint="checkout")
    assert "will be asked" in await _composing(office, audience="reporters", number="1")


@case("action", "channels", "people")
async def the_composer_takes_people_and_channels(office: Office) -> None:
    assert "will be asked" in await _composing(office, audience="people", people=[cast.RITA])
    assert "has not told us yet" in await _composing(office, audience="people", channels=[cast.PAY])


@case("action", "trigger", "every", "day")
async def the_composer_plans_a_pulse(office: Office) -> None:
    said = await _composing(office, audience="team", team="payments", trigger="calendar", every="month", day="Thu")
    assert "It asks by itself whenever its occasion comes" in said


@case("action", "template_customers")
async def the_composer_asks_customers_by_link(office: Office) -> None:
    assert "Make links from a card" in await _composing(
        office, audience="customers", team="payments", template_customers="recommend")


@case("action", "composer_look", "composer_refresh")
@case("view", "composer")
async def a_survey_is_looked_at_and_sent(office: Office) -> None:
    await _composing(office, audience="people", people=[cast.RITA], template_staff="helped")
    await office.person(cast.MIA).click(office.form(cast.MIA), "composer_refresh")
    await office.settle()
    await office.person(cast.MIA).click(office.form(cast.MIA), "composer_look")
    await office.settle()
    assert "Did our answer help you?" in str(office.form(cast.MIA)["blocks"])
    await office.person(cast.MIA).close_view()
    await office.submit(cast.MIA, {"decision": "Whether the voucher form changes"})
    await office.pass_time(timedelta(0))
    assert "Whether the voucher form changes" in office.direct(cast.RITA)[-1]["text"]
