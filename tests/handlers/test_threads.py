"""Messages in channels: replies under cards are kept whichever way and order they come, all others cost nothing."""

import pytest

from tests.handlers.cases import STORY
from tests.support import cast
from tests.support.snag import Json, Office

SEEN = "1700000000.000100"


async def thread(office: Office) -> list[str]:
    """What `/snag 1` shows of the thread to the lead; Slack has told Snag who Ben is."""
    await office.report(cast.BEN, "help")
    await office.report(cast.ANA, "1")
    said: list[str] = office.private(cast.ANA)[-1]["text"].splitlines()
    return said[said.index("In the thread") + 1:] if "In the thread" in said else []


async def test_a_reply_follows_what_its_author_does_with_it(reached: Office) -> None:
    await reached.report(cast.RITA, STORY)
    ben, card = reached.person(cast.BEN), reached.card(cast.PAY)
    first = await ben.say(cast.PAY, "The bank <!channel> is closed", card["ts"])
    await ben.say(cast.PAY, "It opens at nine", card["ts"])
    assert sorted(await thread(reached)) == ["ben: It opens at nine", "ben: The bank @channel is closed"]
    await ben.edit(first, "The bank is shut")
    assert sorted(await thread(reached)) == ["ben: It opens at nine", "ben: The bank is shut"]
    await ben.delete(first)
    assert await thread(reached) == ["ben: It opens at nine"]


async def test_an_author_of_whom_slack_has_told_nothing_is_drawn_by_slack(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.person(cast.BEN).say(cast.PAY, "On it", office.card(cast.PAY)["ts"])
    await office.report(cast.ANA, "1")
    shown = office.private(cast.ANA)[-1]
    assert "Somebody: On it" in shown["text"]
    assert {"type": "user", "user_id": cast.BEN} in shown["blocks"][0]["elements"][-2]["elements"]


async def test_snags_own_lines_and_what_stands_beside_the_card_are_no_replies(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    lunch = await office.person(cast.BEN).say(cast.PAY, "Lunch?")
    await office.person(cast.ANA).say(cast.PAY, "Yes", lunch["ts"])
    assert await thread(office) == []


def reply(office: Office, **rest: object) -> Json:
    """A message event as Slack words it, under the card of #1."""
    card = office.card(cast.PAY)["ts"]
    return {"type": "message", "channel": cast.PAY, "channel_type": "channel", "user": cast.BEN, "text": "On it",
            "ts": SEEN, "thread_ts": card, "parent_user_id": cast.BOT_USER, "event_ts": SEEN} | rest


def about(kind: str, message: Json, at: str) -> Json:
    place = {"type": "message", "channel": cast.PAY, "channel_type": "channel", "hidden": True, "ts": at}
    if kind == "message_deleted":
        return place | {"subtype": kind, "deleted_ts": message["ts"], "previous_message": message}
    return place | {"subtype": kind, "message": message, "previous_message": message}


async def test_events_again_and_in_the_wrong_order_leave_the_last_words(reached: Office) -> None:
    """Slack docs: apis/events-api. At least once, in no promised order."""
    await reached.report(cast.RITA, STORY)
    said, slack = reply(reached), reached.slack
    later = about("message_changed", said | {"text": "Done"}, "1700000009.000200")
    sooner = about("message_changed", said | {"text": "Nearly"}, "1700000009.000100")
    for event, name in ((later, "Ev3"), (sooner, "Ev2"), (said, "Ev1"), (said, "Ev1"), (sooner, "Ev2")):
        await slack.deliver_event(event, event_id=name)
    assert await thread(reached) == ["ben: Done"]
    await slack.deliver_event(about("message_deleted", said | {"text": "Done"}, "1700000010.0"), event_id="Ev4")
    for event, name in ((said, "Ev1"), (later, "Ev3")):
        await slack.deliver_event(event, event_id=name)
    assert await thread(reached) == []


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_files_and_replies_also_sent_to_the_channel_are_replies(office: Office, subtype: str) -> None:
    await office.report(cast.RITA, STORY)
    await office.slack.deliver_event(reply(office, subtype=subtype, text="" if subtype == "file_share" else "Look"))
    assert await thread(office) == ["ben: (a file)" if subtype == "file_share" else "ben: Look"]


NO_REPLIES: dict[str, Json] = {
    "no thread": {"thread_ts": None, "parent_user_id": None},
    "the first of a thread": {"ts": "1", "thread_ts": "1"},
    "under somebody else's": {"parent_user_id": cast.ANA},
    "a bot's": {"bot_id": "B0OTHER"},
    "an old bot's": {"subtype": "bot_message", "user": None, "bot_id": "B0OTHER"},
    "somebody joins": {"subtype": "channel_join"},
    "an edit of ours": about("message_changed", {"bot_id": cast.BOT, "user": cast.BOT_USER, "ts": "2",
                                                 "thread_ts": "1"}, "3"),
    "a lost first message": about("message_changed", {"subtype": "tombstone", "user": "USLACKBOT", "ts": "1",
                                                      "thread_ts": "1"}, "3"),
    "a deletion that says nothing": {"subtype": "message_deleted", "deleted_ts": "1", "user": None},
}


@pytest.mark.parametrize("what", NO_REPLIES)
async def test_whatever_is_no_reply_costs_no_look_into_the_database(
        office: Office, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    await office.report(cast.RITA, STORY)
    event = reply(office, **NO_REPLIES[what])

    def asked(*_args: object, **_kwargs: object) -> None:
        raise AssertionError(f"{what} asked the database")

    with monkeypatch.context() as patched:
        for name in ("run", "read"):
            patched.setattr(type(office.core.db), name, asked)
        [answer] = await office.slack.deliver_event(event)
    assert answer.ok
    assert await thread(office) == []
