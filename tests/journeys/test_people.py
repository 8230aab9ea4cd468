"""People who leave and people from outside, through Slack: nobody is written to in vain, and nothing leaks."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support import cast, snag
from tests.support.snag import Office, texts

REFUND = "The refund never came"
NIA, NORTHWIND = "U0NIA", "T0NORTHWIND"


@pytest.fixture
async def shared(settled_url: str) -> AsyncIterator[Office]:
    """Payments' channel is shared with another company, and Nia of that company is in it."""
    async with snag.office(settled_url, "http") as office:
        office.slack.add_person(NIA, "nia", "Nia", "en-US", "Europe/Berlin", team_id=NORTHWIND)
        channel = office.slack.parts.world.channel(cast.PAY)
        channel.shared_with = NORTHWIND
        channel.members.add(NIA)
        yield office


async def assigned(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})


async def test_whoever_leaves_hands_their_work_back_to_the_team(reached: Office) -> None:
    await assigned(reached)
    reached.slack.workspace.change_person(cast.BEN, deleted=True)
    await reached.settle()
    assert reached.thread(cast.PAY)[-1] == "ben has left: who takes it?"
    assert "Acknowledged" in reached.card(cast.PAY)["text"]
    reached.slack.workspace.change_person(cast.BEN, deleted=False)
    await reached.click(cast.ANA, reached.card(cast.PAY), "assign")
    await reached.submit(cast.ANA, {"assignee": cast.BEN})
    assert "Planned" in reached.card(cast.PAY)["text"]


async def test_a_reporter_who_has_left_is_neither_told_nor_asked(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.resolve(cast.ANA, cast.PAY)
    before = len(office.direct(cast.RITA))
    office.slack.workspace.change_person(cast.RITA, deleted=True)
    await office.settle()
    await office.pass_time(timedelta(days=12))
    assert len(office.direct(cast.RITA)) == before
    tried = [call for call in office.slack.calls if call.args.get("channel") == cast.RITA and call.answer
             and not call.answer["ok"]]
    assert tried == []


async def test_a_stranger_in_a_shared_channel_can_do_nothing_with_a_card(shared: Office) -> None:
    shared.slack.faults.add("users.info", "500", times=9)
    await shared.report(cast.RITA, REFUND + " because" * 100 + " of the bank")
    for action in ("acknowledge", "more", "read_all"):
        await shared.click(NIA, shared.card(cast.PAY), action)
    assert shared.person(NIA).view is None
    assert "New" in shared.card(cast.PAY)["text"]
    assert shared.thread(cast.PAY) == []
    assert len(texts(shared.private(NIA))) == 3
    assert not [said for said in texts(shared.private(NIA)) if "of the bank" in said]


async def test_a_guest_gets_no_form_behind_a_card(office: Office) -> None:
    office.slack.parts.world.channel(cast.PAY).members.add(cast.GUS)
    await office.report(cast.GUS, "help")
    await office.report(cast.RITA, REFUND)
    await office.click(cast.GUS, office.card(cast.PAY), "more")
    assert office.person(cast.GUS).view is None
    assert texts(office.private(cast.GUS))[-1] == "Guests can report, but not look things up."


async def test_a_message_of_a_stranger_does_not_make_snag_theirs(shared: Office) -> None:
    """Slack's `team_id` of an event in a shared channel may be the other company's."""
    await shared.report(cast.RITA, REFUND)
    event = {"type": "message", "channel": cast.PAY, "channel_type": "channel", "user": NIA, "text": "Same with us",
             "ts": "1800000000.000100", "thread_ts": shared.card(cast.PAY)["ts"], "parent_user_id": cast.BOT_USER,
             "user_team": NORTHWIND, "source_team": NORTHWIND, "event_ts": "1800000000.000100"}
    [answer] = await shared.slack.deliver_event(event)
    assert answer.ok
    await shared.report(cast.ANA, "1")
    assert "Same with us" in shared.private(cast.ANA)[-1]["text"]
    profile = shared.core.services.people.profile(shared.snag.workspace_id, NIA)
    assert profile is not None
    assert profile.is_guest
