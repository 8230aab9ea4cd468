"""Slack refuses, pauses or drops a call: everything is said once, in order, and one channel's pause is its own."""

from datetime import timedelta

import pytest

import bot.app
from bot.sandbox.slack.faults import Kind
from tests.support import cast, snag
from tests.support.snag import Json, Office, OfficeClock, texts

PAYMENTS, APP = "The refund never came", "The bluetooth breaks off"
AN_HOUR = timedelta(hours=1)


def posted(office: Office, channel_id: str) -> int:
    """How often Snag tried to post there."""
    return sum(call.method == "chat.postMessage" and call.args["channel"] == channel_id for call in office.slack.calls)


@pytest.mark.parametrize("kind", ["500", "500_after_commit", "reset_before", "reset_after_commit", "late_answer"])
async def test_what_nobody_knows_is_looked_up_and_said_once(
        settled_url: str, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    monkeypatch.setattr(bot.app, "SLACK_TIMEOUT", 0.5)
    async with snag.office(settled_url) as office:
        def broken(call: Json) -> bool:
            return call["channel"] in (cast.PAY, cast.RITA)

        fault = office.slack.faults.add("chat.postMessage", kind, times=1, seconds=1, when=broken)
        await office.report(cast.RITA, PAYMENTS)
        office.slack.faults.add("chat.postMessage", kind, times=2, seconds=1, when=broken)  # the line and the word
        await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
        await office.wait(AN_HOUR)
        assert fault.used == 1
        assert len(office.slack.messages(cast.PAY)) == 1
        assert office.thread(cast.PAY) == ["ana has seen this and acknowledged it."]
        assert len(office.direct(cast.RITA)) == 1


async def test_a_pause_holds_its_channel_and_no_other_and_survives_a_restart(settled_url: str) -> None:
    """Slack docs: apis/web-api/rate-limits. HTTP 429 with Retry-After."""
    clock = OfficeClock()
    async with snag.local_slack(clock) as slack:
        slack.faults.add("chat.postMessage", "429", retry_after=30, when=lambda call: call["channel"] == cast.PAY)
        async with snag.snag_on(slack, settled_url, clock, "socket") as (core, one):
            office = Office(slack, core, one, clock)
            await office.report(cast.RITA, PAYMENTS)
            await office.report(cast.RITA, APP)
            assert slack.messages(cast.PAY) == []
            assert len(slack.messages(cast.APP_TEAM)) == 1
        async with snag.snag_on(slack, settled_url, clock, "socket") as (core, one):
            office = Office(slack, core, one, clock)
            await office.wait(timedelta(seconds=20))
            assert posted(office, cast.PAY) == 1, "it waits as long as Slack has asked"
            await office.wait(timedelta(seconds=11))
            assert texts(slack.messages(cast.PAY)) == ["#1 The refund never came · New · Payments\n" + PAYMENTS]


async def test_a_second_paused_channel_pauses_the_workspace(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "429", times=2, retry_after=60)
    await office.report(cast.RITA, PAYMENTS)
    await office.report(cast.RITA, APP)
    await office.report(cast.RITA, "The parcel is late")
    assert office.slack.messages(cast.DELIVERY) == []
    assert posted(office, cast.DELIVERY) == 0
    await office.wait(timedelta(seconds=61))
    assert [len(office.slack.messages(place)) for place in (cast.PAY, cast.APP_TEAM, cast.DELIVERY)] == [1, 1, 1]


async def test_lines_stay_in_order_behind_a_pause(office: Office) -> None:
    await office.report(cast.RITA, PAYMENTS)
    office.slack.faults.add("chat.postMessage", "429", retry_after=60, when=lambda call: bool(call.get("thread_ts")))
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.behind_more(cast.ANA, cast.PAY, "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid it"})
    assert office.thread(cast.PAY) == []
    await office.wait(timedelta(seconds=61))
    assert office.thread(cast.PAY) == [
        "ana has seen this and acknowledged it.", "ana resolved it. What was done:\nPaid it"]


async def test_a_channel_that_does_not_let_snag_in_gets_the_card_once_it_does(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", error="not_in_channel", times=2,
                            when=lambda call: call["channel"] == cast.PAY)
    await office.report(cast.RITA, PAYMENTS)
    await office.wait(timedelta(seconds=61))
    assert office.slack.messages(cast.PAY) == []
    await office.wait(timedelta(seconds=61))
    assert len(office.slack.messages(cast.PAY)) == 1


async def test_a_person_who_has_left_holds_up_nobody(office: Office) -> None:
    await office.report(cast.RITA, PAYMENTS)
    office.slack.parts.world.person(cast.RITA).deleted = True
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    assert office.thread(cast.PAY) == ["ana has seen this and acknowledged it."]
    await office.wait(AN_HOUR)
    assert office.direct(cast.RITA) == []


async def test_a_card_that_somebody_deleted_is_posted_anew(office: Office) -> None:
    await office.report(cast.RITA, PAYMENTS)
    held = office.slack.parts.world.find(cast.PAY, office.card(cast.PAY)["ts"])
    assert held is not None
    office.slack.parts.talk.delete(held)
    await office.report(cast.RITA, PAYMENTS + " at all")
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "me_too")
    await office.wait(timedelta(seconds=61))
    assert office.thread(cast.PAY) == ["Me too: one more report."]
