"""Events reach the app signed, at least once, in Slack's shapes, and only those it can know of."""

import asyncio
import hashlib
import hmac
import time

from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.events import SLACK_RETRY_DELAYS
from tests.sandbox.conftest import BOT, App, Json

EVENT: Json = {
    "type": "app_mention",
    "text": "hi",
    "user": "U0RITA",
    "channel": "C0PAY",
    "ts": "1.1",
    "event_ts": "1.1",
}


# signatures


async def test_every_request_is_signed(slack: LocalSlack, app: App) -> None:
    """Slack docs: authentication/verifying-requests-from-slack: HMAC-SHA256 over v0:timestamp:body."""
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag hello")
    await slack.deliver_event(EVENT)
    for _, headers, raw in app.requests:
        timestamp = headers["X-Slack-Request-Timestamp"]
        base = f"v0:{timestamp}:".encode() + raw
        expected = "v0=" + hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        assert headers["X-Slack-Signature"] == expected
        assert abs(time.time() - int(timestamp)) < 60
        assert SignatureVerifier(slack.signing_secret).is_valid_request(raw, headers)


async def test_one_other_byte_breaks_the_signature(slack: LocalSlack) -> None:
    headers = slack.signed_headers(b"text=a")
    assert not SignatureVerifier(slack.signing_secret).is_valid_request(b"text=b", headers)


# retries


async def test_a_failed_event_is_sent_again_three_times(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api, "Error handling": three retries with their headers, one event_id."""
    app.answers("boom", status=500)
    answers = await slack.deliver_event(EVENT)
    assert [a.retry_num for a in answers] == [0, 1, 2, 3]
    first, *again = [headers for _, headers, _ in app.requests]
    assert "X-Slack-Retry-Num" not in first
    assert [(h["X-Slack-Retry-Num"], h["X-Slack-Retry-Reason"]) for h in again] == [
        (str(n), "http_error") for n in (1, 2, 3)
    ]
    assert len({p["event_id"] for p in app.payloads}) == 1


async def test_retries_stop_at_the_first_success(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api, "Error handling"."""
    statuses = iter([500, 200])

    async def reply(_: Json) -> web.Response:
        return web.Response(status=next(statuses))

    app.reply = reply
    assert [a.status for a in await slack.deliver_event(EVENT)] == [500, 200]
    assert slack.parts.events.undelivered == []


async def test_an_app_may_decline_retries(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api, header X-Slack-No-Retry."""

    async def reply(_: Json) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    app.reply = reply
    assert len(await slack.deliver_event(EVENT)) == 1


async def test_a_slow_answer_counts_as_a_timeout(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api: no 2xx within three seconds is retried with reason http_timeout."""
    slack.parts.wire.ack_seconds = 0.05
    released = asyncio.Event()

    async def reply(_: Json) -> web.Response:
        await released.wait()
        return web.Response()

    app.reply = reply
    answers = await slack.deliver_event(EVENT, retries=1)
    released.set()
    assert [a.problem for a in answers] == ["operation_timeout"] * 2
    assert app.requests[1][1]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_nobody_listening_is_a_failed_connection(slack: LocalSlack) -> None:
    """Slack docs: apis/events-api, reason connection_failed."""
    slack.events_url = "http://127.0.0.1:1/slack/events"
    [answer] = await slack.deliver_event(EVENT, retries=0)
    assert answer.problem == "connection_failed"
    assert slack.parts.events.undelivered == [EVENT]


def test_slacks_own_schedule_is_known() -> None:
    """Slack docs: apis/events-api: nearly immediately, after 1 minute, after 5 minutes."""
    assert SLACK_RETRY_DELAYS == (0.0, 60.0, 300.0)


async def test_one_event_id_can_be_delivered_many_times(slack: LocalSlack, app: App) -> None:
    for _ in range(3):
        await slack.deliver_event(EVENT, event_id="Ev1")
    assert [p["event_id"] for p in app.payloads] == ["Ev1"] * 3


# shapes


async def test_the_wrapper_of_an_event(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api, "Callback field"; authorizations instead of authed_users."""
    await slack.deliver_event(EVENT)
    [payload] = app.payloads
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == ("event_callback", "T0SNAG", "A0SNAG")
    assert payload["authorizations"][0] == {
        "enterprise_id": None,
        "team_id": "T0SNAG",
        "user_id": BOT,
        "is_bot": True,
        "is_enterprise_install": False,
    }


async def test_a_mention_comes_twice_under_two_event_ids(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/app_mention: also as message, with the same ts and client_msg_id."""
    await slack.as_person("U0ANA").say("C0PAY", "hey @snag, look")
    await slack.quiet()
    [mention], [message] = app.of_type("app_mention"), app.of_type("message")
    assert mention["text"] == message["text"] == "hey <@U0SNAG>, look"
    assert (mention["ts"], mention["client_msg_id"]) == (message["ts"], message["client_msg_id"])
    assert "channel_type" not in mention
    assert len({p["event_id"] for p in app.payloads}) == 2


async def test_the_apps_own_message_comes_back_marked(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/message: an app's own posts, with bot_id and app_id and no subtype."""
    await client.chat_postMessage(channel="C0PAY", text="card")
    await slack.quiet()
    [event] = app.of_type("message")
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0SNAG", "A0SNAG", BOT)
    assert "subtype" not in event


async def test_edits_and_deletions_come_as_hidden_messages(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/message/message_changed and message_deleted."""
    ts = str((await client.chat_postMessage(channel="C0PAY", text="one"))["ts"])
    await slack.quiet()
    await client.chat_update(channel="C0PAY", ts=ts, text="two")
    await slack.quiet()
    await client.chat_delete(channel="C0PAY", ts=ts)
    await slack.quiet()
    _, changed, deleted = app.of_type("message")
    assert (changed["subtype"], changed["hidden"]) == ("message_changed", True)
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert "text" not in changed
    assert "user" not in changed
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_a_person_edits_and_deletes_a_reply(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/message/message_changed: edited by its author."""
    ts = str((await client.chat_postMessage(channel="C0PAY", text="card"))["ts"])
    ana = slack.as_person("U0ANA")
    reply = await ana.say("C0PAY", "we look", ts)
    await ana.edit(reply, "we fixed it")
    await ana.delete(reply)
    await slack.quiet()
    subtypes = {e.get("subtype") for e in app.of_type("message")}
    assert subtypes == {None, "message_changed", "message_deleted"}
    assert [m["text"] for m in slack.messages("C0PAY", ts)] == ["card"]


async def test_a_deleted_message_that_has_replies_has_only_changed(slack: LocalSlack, app: App) -> None:
    """slack-edge pull request 10: a tombstone in its place, told as message_changed, until the replies are gone."""
    ana = slack.as_person("U0ANA")
    parent = await ana.say("C0PAY", "it fails")
    reply = await ana.say("C0PAY", "still", parent["ts"])
    await slack.quiet()
    await ana.delete(parent)
    await slack.quiet()
    event = app.of_type("message")[-1]
    assert (event["subtype"], event["message"]["subtype"], event["message"]["hidden"]) == (
        "message_changed", "tombstone", True,
    )  # fmt: skip
    assert (event["message"]["user"], event["previous_message"]["text"]) == ("USLACKBOT", "it fails")
    assert [m["text"] for m in slack.messages("C0PAY", parent["ts"])] == ["This message was deleted.", "still"]
    await ana.delete(reply)
    await slack.quiet()
    assert app.of_type("message")[-1]["subtype"] == "message_deleted"


async def test_a_direct_message_has_its_own_channel_type(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/message.im."""
    rita = slack.as_person("U0RITA")
    await rita.say(rita.dm, "hello")
    await slack.quiet()
    [event] = app.of_type("message")
    assert (event["channel_type"], event["channel"]) == ("im", "D0RITA")


async def test_typed_text_arrives_escaped(slack: LocalSlack, app: App) -> None:
    """Slack docs: messaging/formatting-message-text: &, <, > are escaped, mentions and links are sequences."""
    await slack.as_person("U0ANA").say("C0PAY", "a < b & c @pay-team @nobody https://x.example/y")
    await slack.quiet()
    [event] = app.of_type("message")
    assert event["text"] == "a &lt; b &amp; c <!subteam^S0PAYTEAM> @nobody <https://x.example/y>"


async def test_a_reaction_names_the_message(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/reaction_added: item, item_user, no text."""
    said = await slack.as_person("U0ANA").say("C0PAY", "the promo blocks the music")
    await slack.as_person("U0RITA").react(said, "snag")
    await slack.quiet()
    [event] = app.of_type("reaction_added")
    assert event["item"] == {"type": "message", "channel": "C0PAY", "ts": said["ts"]}
    assert (event["user"], event["item_user"], event["reaction"]) == ("U0RITA", "U0ANA", "snag")


async def test_an_app_hears_nothing_of_channels_it_is_not_in(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/message.channels: only channels the app is a member of."""
    await slack.as_person("U0RITA").say("C0GENERAL", "hey @snag")
    await slack.quiet()
    assert app.payloads == []


async def test_an_app_hears_only_what_it_subscribed_to(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/events-api, subscriptions in the manifest."""
    slack.parts.events.subscriptions.discard("message.channels")
    await slack.as_person("U0ANA").say("C0PAY", "hello")
    await slack.quiet()
    assert app.payloads == []


# the workspace changes


async def test_changes_of_channels_are_told(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events: channel_archive, channel_unarchive, channel_rename (object), channel_deleted."""
    slack.workspace.archive("C0PAY")
    slack.workspace.unarchive("C0PAY")
    slack.workspace.rename("C0PAY", "payments")
    slack.workspace.delete("C0PAY")
    await slack.quiet()
    held = {p["event"]["type"]: p["event"]["channel"] for p in app.payloads}
    assert held["channel_archive"] == held["channel_unarchive"] == held["channel_deleted"] == "C0PAY"
    assert held["channel_rename"]["name"] == "payments"


async def test_coming_and_going_is_told(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events: member_joined_channel, member_left_channel, channel_left."""
    slack.workspace.invite("C0GENERAL", BOT, by="U0RITA")
    slack.workspace.remove("C0GENERAL", "U0RITA")
    slack.workspace.remove("C0GENERAL", BOT)
    await slack.quiet()
    [joined] = app.of_type("member_joined_channel")
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == (BOT, "U0RITA", "C")
    assert app.of_type("member_left_channel")[0]["user"] == "U0RITA"
    assert app.of_type("channel_left")[0]["channel"] == "C0GENERAL"


async def test_changes_of_people_and_groups_are_told(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events: user_change (with locale), team_join, subteam_updated."""
    slack.workspace.change_person("U0RITA", locale="ja-JP")
    slack.workspace.join_team("U0RITA")
    slack.workspace.change_group("S0PAYTEAM", ["U0ANA", "U0RITA"])
    await slack.quiet()
    assert app.of_type("user_change")[0]["user"]["locale"] == "ja-JP"
    assert app.of_type("team_join")[0]["user"]["id"] == "U0RITA"
    assert app.of_type("subteam_updated")[0]["subteam"]["users"] == ["U0ANA", "U0RITA"]


async def test_uninstalling_sends_both_events(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events: app_uninstalled and tokens_revoked, in any order."""
    slack.workspace.uninstall()
    await slack.quiet()
    assert {p["event"]["type"] for p in app.payloads} == {"app_uninstalled", "tokens_revoked"}
    assert app.of_type("tokens_revoked")[0]["tokens"]["bot"] == [BOT]
