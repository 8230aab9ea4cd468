"""The doors beside the command, as whoever uses them sees them."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.domain.reports import Visibility
from bot.text import say
from storage.tables import Lane, Report, Work
from storage.work import PACE
from tests.journeys.test_hostile_text import MARKUP, check
from tests.journeys.test_without_a_name import HER_OWN_ROWS, calls_that_say, rows_that_say
from tests.support import cast, snag
from tests.support.snag import Json, Office, action_ids, labels, texts

STORY = "The refund never came"
SECRET = "C0SECRET"
NIA = "U0NIA"
PIXEL = b"\x89PNG\r\n\x1a\n"


def block(view: Json, block_id: str) -> Json:
    found: list[Json] = [one for one in view["blocks"] if one.get("block_id") == block_id]
    [only] = found
    return only


def has(view: Json, block_id: str) -> bool:
    return any(one.get("block_id") == block_id for one in view["blocks"])


def ticked(view: Json) -> dict[str, bool]:
    """Every tick of a form, and whether it is set."""
    found: dict[str, bool] = {}
    for block_id in ("take", "take_thread"):
        for one in view["blocks"]:
            if one.get("block_id") == block_id:
                chosen = view["state"]["values"][block_id][block_id]["selected_options"]
                found |= {option["value"]: option in chosen for option in one["element"]["options"]}
    return found


def story(view: Json) -> str | None:
    typed: str | None = view["state"]["values"]["story"]["story"]["value"]
    return typed


def lanes(office: Office) -> int:
    with office.core.db.reading() as session:
        return len(session.exec(select(Lane)).all())


def reports(office: Office) -> list[Report]:
    with Session(office.core.db.engine) as session:
        return list(session.exec(select(Report).order_by(col(Report.number))))


async def mark(office: Office, user_id: str, message: Json, emoji: str = "snag") -> None:
    await office.person(user_id).react(message, emoji)
    await office.settle()


async def point_at(office: Office, user_id: str, message: Json) -> Json:
    """Use the shortcut of a message; returns the form."""
    await office.person(user_id).message_shortcut("report_message", message)
    await office.settle()
    return office.form(user_id)


async def report_it(office: Office, user_id: str) -> Json:
    """Press the button of the last direct message; returns the form."""
    await office.click(user_id, office.direct(user_id)[-1], "report_it")
    return office.form(user_id)


@pytest.fixture
def secret(office: Office) -> str:
    """A private channel with Rita, Ben and Snag."""
    office.slack.add_channel(SECRET, "secret", [cast.RITA, cast.BEN, cast.BOT_USER], is_private=True)
    return SECRET


# shortcuts


async def test_the_global_shortcut_opens_the_form(office: Office) -> None:
    await office.person(cast.RITA).shortcut("report_annoyance")
    await office.settle()
    await office.submit(cast.RITA, {"story": STORY})
    assert STORY in office.card(cast.PAY)["text"]
    assert [one.door for one in reports(office)] == ["global_shortcut"]


async def test_a_message_of_a_public_channel_is_the_story_already(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    form = await point_at(office, cast.RITA, message)
    assert story(form) == STORY
    assert ticked(form) == {"words": True, "link": True, "author": True}
    assert {"type": "channel", "channel_id": cast.PAY} in block(form, "appears")["elements"][0]["elements"]
    await office.submit(cast.RITA)
    [made] = reports(office)
    assert (made.story, made.door, made.source_author) == (STORY, "message_shortcut", cast.BEN)
    assert made.source_link is not None
    assert made.source_link.endswith(f"/archives/{cast.GENERAL}/p{message['ts'].replace('.', '')}")


async def test_what_is_unticked_is_not_kept(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await point_at(office, cast.RITA, message)
    await office.submit(cast.RITA, {"story": f"{STORY} I saw it too", "take": []})
    [made] = reports(office)
    assert (made.story, made.source_link, made.source_author) == ("I saw it too", None, None)


async def test_nothing_of_a_private_message_is_kept_unless_it_is_ticked(office: Office, secret: str) -> None:
    message = await office.person(cast.BEN).say(secret, "Customer Smith's refund never came")
    form = await point_at(office, cast.RITA, message)
    assert "Customer Smith" in str(block(form, "quoted_words"))
    assert story(form) is None
    assert ticked(form) == {"words": False, "link": False, "author": False}
    await office.submit(cast.RITA, {"story": "A refund is late"})
    [made] = reports(office)
    assert (made.story, made.source_link, made.source_author) == ("A refund is late", None, None)
    assert rows_that_say(office, "Smith") | rows_that_say(office, message["ts"]) == set()


async def test_a_tick_alone_is_a_story(office: Office, secret: str) -> None:
    message = await office.person(cast.BEN).say(secret, STORY)
    await point_at(office, cast.RITA, message)
    refused = await office.submit(cast.RITA)
    assert refused.errors == {"story": "Please say what happened; one sentence is enough."}
    await office.submit(cast.RITA, {"take": ["words"]})
    assert [one.story for one in reports(office)] == [STORY]


async def test_the_thread_comes_into_the_open_form_and_leaves_what_is_typed(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await office.person(cast.ANA).say(cast.GENERAL, "Since <!channel> Monday", message["ts"])
    [now] = [one for one in office.slack.messages(cast.GENERAL) if one["ts"] == message["ts"]]
    office.slack.faults.add("conversations.replies", "delay", seconds=0.3)
    await office.person(cast.RITA).message_shortcut("report_message", now)
    await office.slack.until(lambda: office.person(cast.RITA).view)
    assert not has(office.form(cast.RITA), "quoted_thread")
    await office.person(cast.RITA).type({"customer_words": {"customer_words": "Hello?"}})
    await office.settle()
    form = office.form(cast.RITA)
    assert "Since @channel Monday" in str(block(form, "quoted_thread"))
    assert ticked(form)["thread"]
    await office.submit(cast.RITA)
    [made] = reports(office)
    assert made.story == f"{STORY}\n\n– Since @channel Monday"
    assert made.customer_words == "Hello?"


async def test_more_keeps_the_message_and_its_ticks(office: Office, secret: str) -> None:
    message = await office.person(cast.BEN).say(secret, STORY)
    await point_at(office, cast.RITA, message)
    await office.person(cast.RITA).type({"take": {"take": ["words", "author"]}})
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    form = office.form(cast.RITA)
    assert ticked(form) == {"words": True, "link": False, "author": True}
    await office.submit(cast.RITA, {"emotion": "present"})
    [made] = reports(office)
    assert (made.story, made.source_author, made.source_link, made.emotion, made.door) == (
        STORY, cast.BEN, None, "present", "message_shortcut")


async def test_pictures_of_a_message_go_along(office: Office) -> None:
    shot = await office.person(cast.BEN).upload("shop.png", PIXEL)
    note = await office.person(cast.BEN).upload("notes.txt", b"x")
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY, files=[shot, note])
    form = await point_at(office, cast.RITA, message)
    assert ticked(form)["files"]
    assert "1 picture" in str(block(form, "take"))


BOTS: list[tuple[Json, str]] = [
    ({"text": "A refund is late"}, "A refund is late"),
    ({"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Refund* <!here> &lt;late&gt;"}},
                             {"type": "actions", "elements": [{"type": "button", "text": {"text": "Press"}}]}]},
     "*Refund* @here <late>"),
    ({"text": "", "attachments": [{"title": "Refund", "text": "is late"}]}, "Refund\nis late"),
    ({"text": "", "files": [{"id": "F1", "title": "refund.pdf", "mimetype": "application/pdf"}]}, "refund.pdf"),
    ({"text": ""}, ""),
]


@pytest.mark.parametrize("message, words", BOTS)
async def test_a_bots_message_is_read_too(office: Office, message: Json, words: str) -> None:
    body = {
        "type": "message_action", "callback_id": "report_message", "team": {"id": "T0SNAG"},
        "user": {"id": cast.RITA, "team_id": "T0SNAG"}, "channel": {"id": cast.GENERAL, "name": "general"},
        "trigger_id": office.slack.parts.tickets.new_trigger(cast.RITA), "message_ts": "1.2",
        "message": {"type": "message", "subtype": "bot_message", "bot_id": "B0OTHER", "ts": "1.2", **message}}
    assert (await office.slack.parts.wire.send("interactive", body)).ok
    await office.settle()
    form = office.form(cast.RITA)
    assert (story(form) or "") == words
    assert "author" not in ticked(form)


async def test_a_card_is_no_news_but_a_me_too(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.person(cast.YUKI).message_shortcut("report_message", office.card(cast.PAY))
    await office.settle()
    await office.submit(cast.YUKI, {"story": "Mine neither"})
    assert "Me too: one more report." in office.thread(cast.PAY)


async def test_a_form_that_comes_too_late_is_explained(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    office.slack.faults.add("views.open", error="expired_trigger_id", times=2)
    await office.person(cast.RITA).message_shortcut("report_message", message)
    await office.person(cast.RITA).shortcut("report_annoyance")
    await office.settle()
    said = "Slack took too long to open the form. Please click again."
    assert texts([*office.private(cast.RITA), *office.direct(cast.RITA)]) == [said, said]


async def test_an_unknown_shortcut_gets_a_kind_answer(office: Office) -> None:
    await office.person(cast.RITA).shortcut("of_an_older_version")
    await office.settle()
    assert texts(office.direct(cast.RITA)) == [say("en", "error.unknown_button")]


# reaction, mention, direct message


async def test_a_reaction_is_answered_once_however_often_it_comes(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    event = {"type": "reaction_added", "user": cast.RITA, "reaction": "snag::skin-tone-3", "item_user": cast.BEN,
             "item": {"type": "message", "channel": cast.GENERAL, "ts": message["ts"]}, "event_ts": "1.1"}
    for event_id in ("Ev1", "Ev1", "Ev2"):
        await office.slack.deliver_event(event, event_id=event_id)
    await office.settle()
    [offer] = office.direct(cast.RITA)
    assert labels(offer) == ["Report it"]
    form = await report_it(office, cast.RITA)
    assert story(form) == STORY
    assert ticked(form) == {"words": True, "link": True, "author": True}
    await office.submit(cast.RITA)
    assert [(one.story, one.door) for one in reports(office)] == [(STORY, "reaction")]


async def test_two_people_who_mark_one_message_are_both_asked(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)
    await mark(office, cast.MINJUN, message)
    assert [labels(office.direct(who)[-1]) for who in (cast.RITA, cast.MINJUN)] == [["Report it"], ["제보하기"]]


async def test_other_reactions_and_those_of_bots_are_passed_over(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message, "eyes")
    await office.slack.deliver_event({"type": "reaction_added", "user": cast.BOT_USER, "reaction": "snag", "item": {
        "type": "message", "channel": cast.GENERAL, "ts": message["ts"]}})
    await office.settle()
    assert office.direct(cast.RITA) == []
    assert [call.method for call in office.slack.calls if call.method.startswith("chat.")] == []


async def test_a_card_that_is_marked_offers_me_too(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await mark(office, cast.YUKI, office.card(cast.PAY))
    [offer] = office.direct(cast.YUKI)
    assert STORY in offer["text"]
    assert action_ids(offer) == ["me_too"]
    await office.click(cast.YUKI, offer, "me_too")
    await office.submit(cast.YUKI, {"story": "Mine neither"})
    assert "Me too: one more report." in office.thread(cast.PAY)


async def test_other_words_of_snag_are_no_annoyance(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    before = len(office.direct(cast.RITA))
    await mark(office, cast.RITA, office.direct(cast.RITA)[-1])
    assert len(office.direct(cast.RITA)) == before


async def test_a_marked_reply_is_read_in_its_thread(office: Office) -> None:
    first = await office.person(cast.BEN).say(cast.GENERAL, "Lunch?")
    await office.person(cast.ANA).say(cast.GENERAL, "Pizza", first["ts"])
    reply = await office.person(cast.BEN).say(cast.GENERAL, STORY, first["ts"])
    await mark(office, cast.RITA, reply)
    form = await report_it(office, cast.RITA)
    assert story(form) == STORY
    assert "Lunch?" in str(block(form, "quoted_thread"))


async def test_a_marked_message_of_a_private_channel_is_shown_but_not_taken(office: Office, secret: str) -> None:
    message = await office.person(cast.BEN).say(secret, STORY)
    await mark(office, cast.RITA, message)
    form = await report_it(office, cast.RITA)
    assert story(form) is None
    assert STORY in str(block(form, "quoted_words"))
    assert not any(ticked(form).values())


async def test_a_channel_that_slack_does_not_describe_counts_as_private(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)
    office.slack.faults.add("conversations.info", error="missing_scope")
    assert story(await report_it(office, cast.RITA)) is None


GONE = "I cannot read that message"


async def test_a_message_that_is_gone_leaves_an_empty_form(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)
    await office.person(cast.BEN).delete(message)
    form = await report_it(office, cast.RITA)
    assert GONE in str(form["blocks"])
    await office.submit(cast.RITA, {"story": "The refund is late"})
    assert [one.story for one in reports(office)] == ["The refund is late"]


@pytest.mark.parametrize("refusal", ["not_in_channel", "ratelimited"])
async def test_a_message_that_snag_may_not_read_leaves_an_empty_form(office: Office, refusal: str) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)
    office.slack.faults.add("conversations.history", error=refusal)
    assert GONE in str((await report_it(office, cast.RITA))["blocks"])


async def test_a_form_in_waiting_ends_with_a_reference_when_something_breaks(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)

    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(office.core.services.offers, "outlook", broken)
    assert "reference" in str((await report_it(office, cast.RITA))["blocks"])


async def test_a_call_in_a_thread_is_about_its_first_message(office: Office) -> None:
    first = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await office.person(cast.RITA).say(cast.GENERAL, "@snag please", first["ts"])
    await office.settle()
    assert labels(office.direct(cast.RITA)[-1]) == ["Report it"]
    form = await report_it(office, cast.RITA)
    assert story(form) == STORY
    await office.submit(cast.RITA)
    assert [one.door for one in reports(office)] == ["mention"]


async def test_a_call_elsewhere_is_greeted_and_its_words_can_be_reported(office: Office) -> None:
    await office.person(cast.RITA).say(cast.GENERAL, f"@snag {STORY}")
    await office.settle()
    [greeting] = office.private(cast.RITA)
    assert labels(greeting) == ["Report it"]
    await office.click(cast.RITA, greeting, "report_it")
    assert STORY in (story(office.form(cast.RITA)) or "")


async def test_what_is_written_to_snag_becomes_a_story_by_one_press(office: Office) -> None:
    dm = office.person(cast.RITA).dm
    said = await office.person(cast.RITA).say(dm, STORY)
    await office.settle()
    assert labels(office.direct(cast.RITA)[-1]) == ["Report it"]
    assert story(await report_it(office, cast.RITA)) == STORY
    count = len(office.direct(cast.RITA))
    await office.person(cast.RITA).edit(said, "The refund came")
    await office.person(cast.RITA).delete(said)
    await office.settle()
    assert len(office.direct(cast.RITA)) == count - 1, "only what was deleted is missing"


async def test_a_long_message_to_snag_is_read_where_it_stands(office: Office) -> None:
    long = STORY + " because" * 300
    await office.person(cast.RITA).say(office.person(cast.RITA).dm, long)
    await office.settle()
    form = await report_it(office, cast.RITA)
    assert story(form) == long
    assert all(ticked(form).values())


def carrying(office: Office, user_id: str, value: str) -> Json:
    """The newest offer as a client would send it that puts a value of its own into the button."""
    offer = office.direct(user_id)[-1]
    [pressed] = [one for found in offer["blocks"] for one in found.get("elements", ())
                 if one.get("action_id") == "report_it"]
    pressed["value"] = value
    held = office.slack.parts.world.find(office.slack.dm(user_id), offer["ts"])
    assert held is not None
    held.blocks = offer["blocks"]
    return offer


async def report_another(office: Office, user_id: str, value: str) -> Json:
    """Press the button of an offer with a value that was not put into it; returns the form."""
    await office.person(user_id).say(office.slack.dm(user_id), "hello there my friend")
    await office.settle()
    await office.click(user_id, carrying(office, user_id, value), "report_it")
    return office.form(user_id)


UNKNOWN = "I cannot tell which message this button was about"


@pytest.mark.parametrize("where", ["direct message", "private channel"])
async def test_nobody_reads_by_an_offer_what_they_name_themselves(office: Office, secret: str, where: str) -> None:
    channel_id = secret if where == "private channel" else office.person(cast.RITA).dm
    message = await office.person(cast.RITA).say(channel_id, STORY)
    await office.settle()
    made_up = json.dumps({"y": "reaction", "c": channel_id, "t": message["ts"], "h": None})
    form = await report_another(office, cast.BEN, made_up)
    assert UNKNOWN in str(form["blocks"])
    assert STORY not in str(form)
    await office.submit(cast.BEN, {"story": "The parcel is late"})
    assert [one.story for one in reports(office)] == ["The parcel is late"]


async def test_nobody_reads_by_an_offer_of_somebody_else(office: Office, secret: str) -> None:
    message = await office.person(cast.BEN).say(secret, STORY)
    await mark(office, cast.RITA, message)
    [hers] = [one["value"] for found in office.direct(cast.RITA)[-1]["blocks"]
              for one in found.get("elements", ()) if one.get("action_id") == "report_it"]
    form = await report_another(office, cast.YUKI, hers)
    assert say("ja", "offer.not_known") in str(form["blocks"])
    assert STORY not in str(form)
    assert STORY in str(await report_it(office, cast.RITA))


async def test_below_a_question_only_its_button_is_pointed_out(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "ask_reporter")
    await office.submit(cast.ANA, {"question": "Which voucher was it?"})
    question = office.direct(cast.RITA)[-1]
    await office.person(cast.RITA).say(office.person(cast.RITA).dm, "The one of March", question["ts"])
    await office.settle()
    hint = office.slack.messages(office.person(cast.RITA).dm, question["ts"])[-1]
    assert "press Answer" in hint["text"]
    assert labels(hint) == []


# people, languages, trouble


async def test_guests_report_and_are_shown_nothing_of_others(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.GUS, message)
    form = await report_it(office, cast.GUS)
    assert story(form) == STORY
    assert not has(form, "alikes")
    await office.submit(cast.GUS)
    assert len(reports(office)) == 2


async def test_people_of_other_companies_report_and_are_shown_nothing_of_others(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    office.slack.add_person(NIA, "nia", "Nia", team_id="T0NORTHWIND")
    channel = office.slack.parts.world.channel(cast.PAY)
    channel.shared_with = "T0NORTHWIND"
    channel.members.add(NIA)
    await mark(office, NIA, office.card(cast.PAY))
    assert labels(office.direct(NIA)[-1]) == ["Report it"]
    assert "#1" not in office.direct(NIA)[-1]["text"]
    await mark(office, NIA, await office.person(cast.BEN).say(cast.PAY, STORY))
    form = await report_it(office, NIA)
    assert story(form) == STORY
    assert not has(form, "alikes")
    await office.submit(NIA)
    assert [one.reporter_id for one in reports(office)] == [cast.RITA, NIA]


async def test_hostile_words_come_through_every_door_harmless(office: Office, secret: str) -> None:
    for place in (cast.GENERAL, secret):
        words = f"refund {place} {MARKUP}"
        message = await office.person(cast.BEN).say(place, words)
        await office.person(cast.BEN).say(place, words, message["ts"])
        await mark(office, cast.RITA, message)
        await report_it(office, cast.RITA)
        await office.submit(cast.RITA, {"take": ["words"], "take_thread": ["thread"]})
    await office.person(cast.RITA).say(office.person(cast.RITA).dm, f"refund {MARKUP}")
    await office.settle()
    await report_it(office, cast.RITA)
    await office.submit(cast.RITA)
    check(office)
    assert len(reports(office)) == 3
    assert all("@channel" in one.story for one in reports(office))


async def test_slow_slack_holds_up_no_door(reached: Office) -> None:
    """Slack docs: interactivity/handling-user-interaction. Three seconds: none waits for the Web API."""
    message = await reached.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(reached, cast.RITA, message)
    [offer] = reached.direct(cast.RITA)
    reached.slack.faults.add("*", "delay", times=None, seconds=2 * snag.PATIENT)
    rita = reached.person(cast.RITA)
    item = {"type": "message", "channel": cast.GENERAL, "ts": message["ts"]}
    answers = [
        await rita.shortcut("report_annoyance"),
        await rita.message_shortcut("report_message", message),
        await rita.click(offer, "report_it"),
        *await reached.slack.deliver_event({"type": "reaction_added", "user": cast.BEN, "reaction": "snag",
                                            "item": item}),
        *await reached.slack.deliver_event({"type": "app_mention", "user": cast.BEN, "channel": cast.GENERAL,
                                            "text": "hello", "ts": "5.5"}),
    ]
    assert [answer for answer in answers if not answer.ok] == []
    assert max(answer.ms for answer in answers) < 3_000
    reached.slack._api.stopping.set()  # nobody needs to wait for the slow answers


async def test_a_report_without_a_name_by_the_reaction_leaves_no_trace(
        office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    services = office.core.services
    await services.run(services.people.report_as, office.snag.workspace_id, cast.RITA, Visibility.ANONYMOUS, key="own")
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    await mark(office, cast.RITA, message)
    await report_it(office, cast.RITA)
    await office.submit(cast.RITA)
    [made] = reports(office)
    assert (made.story, made.reporter_id, made.source_link, made.source_author) == (STORY, None, None, None)
    assert rows_that_say(office, cast.RITA) <= HER_OWN_ROWS
    assert rows_that_say(office, message["ts"]) == set()
    with office.core.db.reading() as session:
        assert session.exec(select(Work.payload).where(Work.topic == "offer")).all() == [{}], "not even sealed"
    assert calls_that_say(office, cast.RITA) == []
    logged = capsys.readouterr()
    assert cast.RITA not in logged.out + logged.err
    assert message["ts"] not in logged.out + logged.err


async def test_a_day_later_no_lane_is_left_of_what_was_said(office: Office) -> None:
    office.snag.engine._pace = PACE
    for at in range(3):
        await office.person(cast.BEN).say(office.slack.dm(cast.BEN), f"hello there {at}")
    await office.report(cast.RITA, STORY)
    assert 0 < lanes(office) <= 2
    await office.wait(timedelta(hours=23))
    assert lanes(office) > 0
    await office.wait(timedelta(hours=2))
    await office.snag.scheduler.sweep()
    assert lanes(office) == 0


async def test_an_offer_that_cannot_be_sent_is_forgotten_too(office: Office) -> None:
    message = await office.person(cast.BEN).say(cast.GENERAL, STORY)
    office.slack.faults.add("chat.postMessage", error="cannot_dm_bot")
    await mark(office, cast.RITA, message)
    with office.core.db.reading() as session:
        [row] = session.exec(select(Work).where(Work.topic == "offer")).all()
        assert (row.state, row.payload) == ("dead", {})


# while the story is typed


async def test_look_alikes_come_while_the_story_is_typed(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    rita = office.person(cast.RITA)
    for text in ("The", "The refund nev", "The refund never came again"):
        await rita.type({"story": {"story": text}})
        await office.settle()
    form = office.form(cast.RITA)
    assert story(form) == "The refund never came again"
    assert "#1 The refund never came" in str(block(form, "alike_1"))
    place = [one.get("block_id") for one in form["blocks"]]
    assert place.index("alike_1") < place.index("unfold")
    await rita.type({"customer_words": {"customer_words": "Where is it?"}})
    await office.click(cast.RITA, form, "me_too_typed")
    form = office.form(cast.RITA)
    assert form["callback_id"] == "me_too_form"
    assert story(form) == "The refund never came again"
    await office.submit(cast.RITA)
    assert [(one.number, one.customer_words) for one in reports(office)] == [(1, None), (1, "Where is it?")]


async def test_the_form_is_drawn_anew_only_when_the_look_alikes_change(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    before = len(office.slack.calls)
    for text in ("The refund never", "The refund never came", "The refund never came again", "My lunch is cold"):
        await office.person(cast.RITA).type({"story": {"story": text}})
        await office.settle()
    assert [call.method for call in office.slack.calls[before:]] == ["views.update", "views.update"]
    assert not has(office.form(cast.RITA), "alike_1")


async def test_whoever_turns_to_me_too_stays_as_hidden_as_they_chose(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    await office.person(cast.RITA).type({"visibility": {"visibility": "anonymous"}})
    await office.person(cast.RITA).type({"story": {"story": STORY}})
    await office.settle()
    await office.click(cast.RITA, office.form(cast.RITA), "me_too_typed")
    await office.submit(cast.RITA)
    assert [one.visibility for one in reports(office)] == ["named", "anonymous"]


async def test_more_keeps_the_look_alikes(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    await office.person(cast.RITA).type({"story": {"story": STORY}})
    await office.settle()
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    assert has(office.form(cast.RITA), "alike_1")


async def test_a_form_that_moved_on_meanwhile_is_left_alone(office: Office) -> None:
    await office.report(cast.YUKI, STORY)
    await office.report(cast.RITA, "")
    office.slack.faults.add("views.update", error="hash_conflict")
    await office.person(cast.RITA).type({"story": {"story": "The refund never"}})
    await office.settle()
    assert not has(office.form(cast.RITA), "alike_1")
    await office.person(cast.RITA).type({"story": {"story": "The refund never came"}})
    await office.settle()
    assert has(office.form(cast.RITA), "alike_1")
