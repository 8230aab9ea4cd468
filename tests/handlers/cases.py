"""One case for each entrance to Snag: somebody comes in by it, and something happens that only it can cause."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.support import cast
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
    return {("action", clicked["action_id"]) for clicked in payload.get("actions", [])}


async def asked(office: Office) -> Json:
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
    assert action_ids(office.form(cast.ANA)) == ["acknowledge", "not_ours", "assign"]
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
    await office.click(cast.ANA, office.card(cast.PAY), "reopen")
    assert "New" in office.card(cast.PAY)["text"]


@case("action", "withdraw")
async def triage_withdraws(office: Office) -> None:
    await office.report(cast.RITA, NOBODYS)
    await office.click(cast.TESS, office.card(cast.TRIAGE), "more")
    await office.click(cast.TESS, office.form(cast.TESS), "withdraw")
    assert office.card(cast.TRIAGE)["text"] == "#1 was withdrawn."


@case("action", "answer_still")
async def it_still_happens(office: Office) -> None:
    await office.click(cast.RITA, await asked(office), "answer_still")
    assert "Came back" in office.card(cast.PAY)["text"]


@case("action", "answer_gone")
async def it_is_gone(office: Office) -> None:
    await office.click(cast.RITA, await asked(office), "answer_gone")
    assert "Verified" in office.card(cast.PAY)["text"]


@case("action", "answer_dont_know")
async def nobody_knows(office: Office) -> None:
    question = await asked(office)
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


@case("event", "app_mention")
async def a_mention_is_greeted(office: Office) -> None:
    await office.person(cast.RITA).say(cast.GENERAL, "hello @snag")
    await office.settle()
    assert texts(office.private(cast.RITA)) == [
        "Type /snag and what annoyed your customer, and it goes to the team that can fix it. /snag help shows more."]


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
