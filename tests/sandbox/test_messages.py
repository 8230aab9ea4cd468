"""Posting, editing and deleting, with Slack's refusals by name."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import FixedClock
from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.pace import Pace
from tests.sandbox.conftest import BOT, Json, cast, error_of

SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def test_a_message_is_kept_as_slack_returns_it(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, example response; block ids are made up where missing."""
    answer = await client.chat_postMessage(channel="C0PAY", text="hello", blocks=[SECTION])
    [message] = slack.messages("C0PAY")
    assert answer["message"] == message
    assert (message["user"], message["bot_id"], message["app_id"]) == (BOT, "B0SNAG", "A0SNAG")
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "hello", "verbatim": False}
    assert "metadata" not in message


async def test_every_ts_is_its_own_and_later_than_the_last(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/objects/message: ts is unique in its channel and orders it."""
    answers = [await client.chat_postMessage(channel="C0PAY", text=str(n)) for n in range(20)]
    stamps = [str(a["ts"]) for a in answers]
    assert stamps == sorted(set(stamps))
    assert all(len(ts.split(".")[1]) == 6 for ts in stamps)


async def test_a_persons_id_posts_to_their_direct_messages(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage#channels: a user id posts to that user's App Home."""
    answer = await client.chat_postMessage(channel="U0RITA", text="for you")
    assert answer["channel"] == slack.dm("U0RITA")
    assert [m["text"] for m in slack.messages(slack.dm("U0RITA"))] == ["for you"]


async def test_a_channels_name_will_do(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, "an encoded ID or channel name"."""
    assert (await client.chat_postMessage(channel="#team-payments", text="x"))["channel"] == "C0PAY"


@pytest.mark.parametrize(
    "channel, error",
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0SECRET", "channel_not_found"),
        ("U0NOBODY", "channel_not_found"),
        ("U0GONE", "user_disabled"),
        ("USLACKBOT", "cannot_dm_bot"),
        (BOT, "cannot_dm_bot"),
    ],
)
async def test_where_nothing_can_be_posted(client: AsyncWebClient, channel: str, error: str) -> None:
    """Slack docs: reference/methods/chat.postMessage and conversations.open, errors."""
    assert (await error_of(client.chat_postMessage(channel=channel, text="x")))["error"] == error


async def test_posting_where_the_app_is_not_needs_its_own_scope(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/scopes/chat.write.public; error not_in_channel."""
    await client.chat_postMessage(channel="C0GENERAL", text="x")
    slack.parts.tokens.scopes.discard("chat:write.public")
    assert (await error_of(client.chat_postMessage(channel="C0GENERAL", text="x")))["error"] == "not_in_channel"


async def test_an_archived_channel_takes_no_message(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, error is_archived."""
    posted = await client.chat_postMessage(channel="C0PAY", text="x")
    slack.workspace.archive("C0PAY")
    assert (await error_of(client.chat_postMessage(channel="C0PAY", text="x")))["error"] == "is_archived"
    update = client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="y")
    assert (await error_of(update))["error"] == "is_archived"


async def test_nothing_to_say_is_no_text(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, error no_text."""
    call = client.api_call("chat.postMessage", json={"channel": "C0PAY", "text": ""})
    assert (await error_of(call))["error"] == "no_text"


async def test_text_is_cut_at_forty_thousand_with_a_warning(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack changelog: 2018-04-truncating-really-long-messages, warning message_truncated."""
    answer = await client.chat_postMessage(channel="C0PAY", text="x" * 40_001)
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(slack.messages("C0PAY")[0]["text"]) == 40_000


async def test_blocks_with_too_much_text_are_refused(client: AsyncWebClient) -> None:
    """bolt-js issue 2509: msg_blocks_too_long at about 13,000 characters over all blocks."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2700}}
    assert (await client.chat_postMessage(channel="C0PAY", text="x", blocks=[section] * 4))["ok"]
    body = await error_of(client.chat_postMessage(channel="C0PAY", text="x", blocks=[section] * 5))
    assert body["error"] == "msg_blocks_too_long"


async def test_bad_blocks_are_named_with_their_pointer(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, error invalid_blocks with response_metadata.messages."""
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    body = await error_of(client.chat_postMessage(channel="C0PAY", text="x", blocks=[SECTION, long]))
    assert body["error"] == "invalid_blocks"
    assert body["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


@pytest.mark.parametrize("metadata", [{"event_type": "x"}, {"event_type": 1, "event_payload": {}}])
async def test_metadata_needs_its_two_fields(client: AsyncWebClient, metadata: Json) -> None:
    """Slack docs: messaging/message-metadata, error invalid_metadata_format."""
    body = await error_of(client.chat_postMessage(channel="C0PAY", text="x", metadata=metadata))
    assert body["error"] == "invalid_metadata_format"


# threads


async def test_a_reply_belongs_to_its_parent(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: messaging/retrieving-messages, threads: thread_ts, parent_user_id, reply_count."""
    parent = await client.chat_postMessage(channel="C0PAY", text="card")
    reply = await client.chat_postMessage(channel="C0PAY", text="line", thread_ts=str(parent["ts"]))
    [card] = slack.messages("C0PAY")
    assert (card["reply_count"], card["latest_reply"], card["thread_ts"]) == (1, reply["ts"], parent["ts"])
    [_, line] = slack.messages("C0PAY", str(parent["ts"]))
    assert (line["thread_ts"], line["parent_user_id"]) == (parent["ts"], BOT)


async def test_a_reply_needs_a_parent_that_is_no_reply(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, thread_ts: "use its parent instead"."""
    parent = await client.chat_postMessage(channel="C0PAY", text="card")
    reply = await client.chat_postMessage(channel="C0PAY", text="line", thread_ts=str(parent["ts"]))
    nested = client.chat_postMessage(channel="C0PAY", text="x", thread_ts=str(reply["ts"]))
    assert (await error_of(nested))["error"] == "cannot_reply_to_message"
    lost = client.chat_postMessage(channel="C0PAY", text="x", thread_ts="1.000001")
    assert (await error_of(lost))["error"] == "thread_not_found"


async def test_a_broadcast_reply_is_in_the_channel_too(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, reply_broadcast."""
    parent = await client.chat_postMessage(channel="C0PAY", text="card")
    await client.chat_postMessage(channel="C0PAY", text="all", thread_ts=str(parent["ts"]), reply_broadcast=True)
    assert [m["text"] for m in slack.messages("C0PAY")] == ["card", "all"]


# chat.update and chat.delete


async def test_text_alone_removes_the_blocks(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update: blocks are retained only if text is not provided."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card", blocks=[SECTION])
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="line")
    [message] = slack.messages("C0PAY")
    assert "blocks" not in message
    assert message["edited"]["user"] == "B0SNAG"


async def test_blocks_alone_keep_the_text_and_show_no_edited_flag(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update: with blocks "the edited flag will not be displayed"."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card")
    await client.api_call("chat.update", json={"channel": "C0PAY", "ts": posted["ts"], "blocks": [SECTION]})
    [message] = slack.messages("C0PAY")
    assert message["text"] == "card"
    assert message["blocks"][0]["text"]["text"] == "hello"
    assert "edited" not in message


async def test_attachments_stay_until_an_empty_list_removes_them(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update, attachments."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card", attachments=[{"fallback": "a"}])
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="two")
    assert slack.messages("C0PAY")[0]["attachments"] == [{"fallback": "a"}]
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="three", attachments=[])
    assert "attachments" not in slack.messages("C0PAY")[0]


async def test_metadata_stays_unless_it_is_given_anew(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update, metadata: retained if left out, removed by an empty object."""
    metadata = {"event_type": "card", "event_payload": {"id": "1"}}
    posted = await client.chat_postMessage(channel="C0PAY", text="card", metadata=metadata)
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="two")
    assert slack.messages("C0PAY")[0]["metadata"] == metadata
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="three", metadata={})
    assert "metadata" not in slack.messages("C0PAY")[0]


async def test_an_update_refuses_long_text_where_a_post_cuts_it(client: AsyncWebClient) -> None:
    """seratch/ChatGPT-in-Slack issue 102: chat.update answers msg_too_long above 4,000 characters."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card")
    body = await error_of(client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="x" * 4001))
    assert body["error"] == "msg_too_long"


async def test_what_is_not_ours_cannot_be_changed(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update and chat.delete, cant_update_message, cant_delete_message."""
    said = await slack.as_person("U0ANA").say("C0PAY", "mine")
    update = client.chat_update(channel="C0PAY", ts=said["ts"], text="x")
    assert (await error_of(update))["error"] == "cant_update_message"
    assert (await error_of(client.chat_delete(channel="C0PAY", ts=said["ts"])))["error"] == "cant_delete_message"


async def test_a_direct_message_is_updated_by_its_channel_not_by_the_person(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.update, channel: "a DM ID (starts with D) instead of a User ID"."""
    posted = await client.chat_postMessage(channel="U0RITA", text="x")
    update = client.chat_update(channel="U0RITA", ts=str(posted["ts"]), text="y")
    assert (await error_of(update))["error"] == "channel_not_found"
    assert (await client.chat_update(channel=str(posted["channel"]), ts=str(posted["ts"]), text="y"))["ok"]


async def test_a_deleted_message_is_not_found_afterwards(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.delete and chat.update, message_not_found."""
    posted = await client.chat_postMessage(channel="C0PAY", text="x")
    await client.chat_delete(channel="C0PAY", ts=str(posted["ts"]))
    assert slack.messages("C0PAY") == []
    update = client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="y")
    assert (await error_of(update))["error"] == "message_not_found"


async def test_a_deleted_parent_leaves_a_tombstone(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/message, subtype tombstone: the thread stays."""
    parent = await client.chat_postMessage(channel="C0PAY", text="card")
    await client.chat_postMessage(channel="C0PAY", text="line", thread_ts=str(parent["ts"]))
    await client.chat_delete(channel="C0PAY", ts=str(parent["ts"]))
    tombstone, line = slack.messages("C0PAY", str(parent["ts"]))
    assert tombstone["subtype"] == "tombstone"
    assert "bot_id" not in tombstone
    assert line["text"] == "line"


# ephemerals


async def test_an_ephemeral_is_in_no_history_and_cannot_be_updated(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postEphemeral and chat.update: "ephemeral messages ... cannot be updated"."""
    sent = await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="for you")
    assert [e["text"] for e in slack.ephemerals("U0ANA")] == ["for you"]
    assert (await client.conversations_history(channel="C0PAY"))["messages"] == []
    update = client.chat_update(channel="C0PAY", ts=str(sent["message_ts"]), text="x")
    assert (await error_of(update))["error"] == "message_not_found"


async def test_an_ephemeral_reaches_only_members(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postEphemeral, error user_not_in_channel."""
    for user in ("U0RITA", "U0NOBODY"):
        sent = client.chat_postEphemeral(channel="C0PAY", user=user, text="x")
        assert (await error_of(sent))["error"] == "user_not_in_channel"


# what Slack takes and people suffer from


async def test_a_message_without_a_top_level_text_is_noted(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, text: what notifications and screen readers get."""
    await client.chat_postMessage(channel="C0PAY", text="card", blocks=[SECTION])
    assert slack.warnings == []
    await client.api_call("chat.postMessage", json={"channel": "C0PAY", "blocks": [SECTION]})
    assert slack.warnings == ["no top-level text in C0PAY: ['section']"]


async def test_a_clock_that_stands_still_gives_no_ts_twice() -> None:
    slack = cast(LocalSlack(FixedClock(datetime(2026, 3, 29, 9, tzinfo=UTC))))
    await slack.start()
    ana = slack.as_person("U0ANA")
    stamps = [(await ana.say("C0PAY", "x"))["ts"] for _ in range(3)]
    await slack.stop()
    assert stamps == [f"1774774800.{n:06d}" for n in range(3)]


async def test_a_deleted_reply_no_longer_counts(slack: LocalSlack, client: AsyncWebClient) -> None:
    parent = str((await client.chat_postMessage(channel="C0PAY", text="card"))["ts"])
    reply = str((await client.chat_postMessage(channel="C0PAY", text="line", thread_ts=parent))["ts"])
    await client.chat_delete(channel="C0PAY", ts=reply)
    assert "reply_count" not in slack.messages("C0PAY")[0]


# pace


def test_silence_saves_up_no_more_than_one_burst() -> None:
    """Slack docs: apis/web-api/rate-limits: short bursts, not an hour's worth at once."""
    pace, at = Pace(enforced=True), datetime(2026, 3, 29, 9, tzinfo=UTC)
    assert pace.wait_for("chat.postMessage", "C0PAY", at) == 0
    later = at + timedelta(hours=1)
    waits = [pace.wait_for("chat.postMessage", "C0PAY", later) for _ in range(pace.burst + 1)]
    assert waits == [0, 0, 0, 1]
    assert pace.wait_for("chat.postMessage", "C0PAY", later + timedelta(seconds=1)) == 0


async def test_a_channel_takes_a_burst_and_then_one_post_a_second(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: apis/web-api/rate-limits: chat.postMessage about one per second and channel, bursts tolerated."""
    slack.pace.enforced = True
    for _ in range(slack.pace.burst):
        await client.chat_postMessage(channel="C0PAY", text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0PAY", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert (await client.chat_postMessage(channel="C0GENERAL", text="another channel"))["ok"]
