"""Channels that Snag is not in, that are archived, deleted, renamed or closed to it: no card is lost, and whoever can
mend it hears what to do, once."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support import cast, snag
from tests.support.snag import Office, OfficeClock, texts

REFUND = "The refund never came"
MINUTE = timedelta(seconds=61)
INVITE = ("Snag cannot post in C0PAY: it is private, and Snag is not in it. What it has to say to Payments waits. "
          "Please write this in that channel:\n/invite @snag")

GONE = ("#team-payments is archived or deleted. From now on the cards of Payments stand in #snag-triage. To get them "
        "back, unarchive it, or give Payments another channel in Snag’s settings.")


def joins(office: Office) -> list[str]:
    return [call.args["channel"] for call in office.slack.calls if call.method == "conversations.join"]


async def settle_start(office: Office) -> None:
    """What a starting process asks for."""
    await office.core.db.run(office.core.services.channels.refresh, office.snag.workspace_id)
    await office.settle()


@pytest.fixture
async def outside(settled_url: str) -> AsyncIterator[Office]:
    """Nobody has let Snag into Payments' channel."""
    clock = OfficeClock()
    async with snag.local_slack(clock) as slack:
        slack.parts.world.channel(cast.PAY).members.discard(cast.BOT_USER)
        async with snag.snag_on(slack, settled_url, clock, "socket") as (core, one):
            yield Office(slack, core, one, clock)


@pytest.fixture
def private(outside: Office) -> Office:
    outside.slack.parts.world.channel(cast.PAY).is_private = True
    return outside


async def test_a_public_channel_is_joined_so_that_replies_there_are_heard(outside: Office) -> None:
    await outside.report(cast.RITA, REFUND)
    assert joins(outside) == [cast.PAY]
    await outside.person(cast.BEN).say(cast.PAY, "On it", outside.card(cast.PAY)["ts"])
    await outside.report(cast.ANA, "1")
    assert "On it" in outside.private(cast.ANA)[-1]["text"]
    await outside.report(cast.RITA, REFUND + " again")
    await settle_start(outside)
    assert joins(outside) == [cast.PAY]


async def test_a_private_channel_gets_its_card_at_once_when_snag_is_invited(private: Office) -> None:
    await private.report(cast.RITA, REFUND)
    await private.wait(MINUTE)
    await private.wait(MINUTE)
    assert texts(private.direct(cast.ANA)) == texts(private.direct(cast.ADAM)) == [INVITE]
    assert {"type": "channel", "channel_id": cast.PAY} in private.direct(cast.ANA)[0]["blocks"][0]["elements"][0][
        "elements"]
    private.slack.workspace.invite(cast.PAY, cast.BOT_USER, by=cast.ANA)
    await private.settle()
    assert REFUND in private.card(cast.PAY)["text"]


async def test_they_are_asked_again_after_snag_was_removed_and_not_before(private: Office) -> None:
    await private.report(cast.RITA, REFUND)
    private.slack.workspace.invite(cast.PAY, cast.BOT_USER)
    await private.settle()
    private.slack.workspace.remove(cast.PAY, cast.BOT_USER)
    await private.report(cast.RITA, "Another refund never came")
    await private.wait(MINUTE)
    assert texts(private.direct(cast.ANA)) == [INVITE, INVITE.replace("C0PAY", "#team-payments")]


async def test_an_archived_channels_cards_go_to_triage_and_come_back(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    office.slack.workspace.archive(cast.PAY)
    await office.settle()
    assert office.card(cast.TRIAGE)["text"].startswith(f"#1 {REFUND} · New · Payments")
    assert texts(office.direct(cast.ADAM)) == [GONE]
    await office.report(cast.RITA, "Another refund is missing")
    assert len(office.cards(cast.TRIAGE, 2)) == 1
    await office.click(cast.CARA, office.card(cast.TRIAGE), "acknowledge")
    office.slack.workspace.unarchive(cast.PAY)
    await office.settle()
    await office.wait(MINUTE)
    assert [card["text"].splitlines()[0] for card in office.slack.messages(cast.PAY)] == [
        f"#1 “{REFUND}” is with Payments now.", f"#1 {REFUND} · Acknowledged · Payments",
        "#2 Another refund is missing · New · Payments"]
    assert len(office.direct(cast.ADAM)) == 1


async def test_a_deleted_channels_cards_go_to_triage(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    office.slack.workspace.delete(cast.PAY)
    await office.settle()
    assert REFUND in office.card(cast.TRIAGE)["text"]
    assert len(office.direct(cast.ADAM)) == 1
    before = len(office.slack.calls)
    for _ in range(3):
        await office.wait(MINUTE)
    assert [call for call in office.slack.calls[before:] if call.method.startswith("chat.")] == [], \
        "the old card cannot be changed any more, and nobody tries each minute"


async def test_an_archive_that_nobody_told_of_is_noticed_by_the_next_card(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    office.slack.parts.events.subscriptions.clear()
    office.slack.workspace.archive(cast.PAY)
    await office.report(cast.RITA, "Another refund is missing")
    await office.wait(MINUTE)
    assert [len(office.cards(cast.TRIAGE, number)) for number in (1, 2)] == [1, 1]


async def test_what_was_missed_while_nobody_listened_is_found_out_at_the_start(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    office.slack.workspace.archive(cast.PAY)
    await office.settle()
    office.slack.parts.events.subscriptions.clear()
    office.slack.workspace.unarchive(cast.PAY)
    await settle_start(office)
    assert office.cards(cast.PAY, 1)[-1]["text"].startswith(f"#1 {REFUND} · New · Payments")


async def test_events_in_the_wrong_order_leave_the_channel_as_it_is(reached: Office) -> None:
    await reached.report(cast.RITA, REFUND)
    for kind in ("channel_unarchive", "channel_archive", "channel_archive"):
        await reached.slack.deliver_event({"type": kind, "channel": cast.PAY, "user": cast.ADAM}, event_id=f"Ev{kind}")
        await reached.settle()
    assert reached.slack.messages(cast.TRIAGE) == []
    assert len(reached.slack.messages(cast.PAY)) == 1
    assert reached.direct(cast.ADAM) == []


async def test_an_archived_triage_channel_is_told_and_its_cards_wait(office: Office) -> None:
    office.slack.workspace.archive(cast.TRIAGE)
    await office.settle()
    await office.report(cast.RITA, "The lift smells of fish")
    assert [text.split(".")[0] for text in texts(office.direct(cast.ADAM))] == [
        "The triage channel #snag-triage is archived or deleted"]
    office.slack.workspace.unarchive(cast.TRIAGE)
    await office.settle()
    assert "The lift smells of fish" in office.card(cast.TRIAGE)["text"]


async def test_a_channel_for_some_only_is_told_once_and_tried_again(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", error="restricted_action", times=2,
                            when=lambda call: call["channel"] == cast.PAY)
    await office.report(cast.RITA, REFUND)
    await office.wait(MINUTE)
    assert [texts(office.direct(who))[0].split(".")[0] for who in (cast.ANA, cast.ADAM)] == [
        "Only some people may post in #team-payments, and Snag is not one of them"] * 2
    await office.wait(MINUTE)
    assert REFUND in office.card(cast.PAY)["text"]
    assert len(office.direct(cast.ANA)) == 1


async def test_a_channel_with_a_new_name_is_called_by_it(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    office.slack.workspace.rename(cast.PAY, "money")
    await office.settle()
    office.slack.workspace.archive(cast.PAY)
    await office.settle()
    [said] = texts(office.direct(cast.ADAM))
    assert said.startswith("#money is archived")
    assert "team-payments" not in str(office.slack.messages(cast.TRIAGE)) + str(office.direct(cast.ADAM))


async def test_a_channel_with_a_new_id_keeps_its_card_and_its_thread(office: Office) -> None:
    """Slack docs: reference/events/channel_id_changed."""
    await office.report(cast.RITA, REFUND)
    world = office.slack.parts.world
    world.channels["C0NEW"] = world.channels.pop(cast.PAY)
    world.channels["C0NEW"].id = "C0NEW"
    world.messages["C0NEW"] = world.messages.pop(cast.PAY)
    for message in world.messages["C0NEW"].values():
        message.channel = "C0NEW"
    await office.slack.deliver_event({"type": "channel_id_changed", "old_channel_id": cast.PAY,
                                      "new_channel_id": "C0NEW", "event_ts": "1.0"})
    await office.settle()
    await office.click(cast.ANA, office.card("C0NEW"), "acknowledge")
    assert "Acknowledged" in office.card("C0NEW")["text"]
    assert office.thread("C0NEW") == ["ana has seen this and acknowledged it."]
