"""How people reach the app besides commands: shortcuts on messages, reactions, mentions; in channels of every kind."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import BOT, App, buttons, error_of

# shortcuts


async def test_a_global_shortcut_has_no_channel(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/interaction-payloads/shortcuts-interaction-payload."""
    await slack.as_person("U0RITA").shortcut("report")
    [sent] = app.payloads
    assert sent["user"] == {"id": "U0RITA", "username": "rita", "team_id": "T0SNAG"}
    assert (sent["type"], sent["callback_id"]) == ("shortcut", "report")
    assert not sent.keys() & {"channel", "message", "response_url", "api_app_id"}
    assert sent["trigger_id"]


async def test_a_message_shortcut_carries_the_message_and_its_place(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/interaction-payloads/shortcuts-interaction-payload; java-slack-sdk json-logs,
    MessageShortcutPayload."""
    ana = slack.as_person("U0ANA")
    said = await ana.say("C0PAY", "the code <fails>")
    await slack.as_person("U0RITA").message_shortcut("report_message", said)
    [sent] = app.of_type("message_action")
    assert sent["channel"] == {"id": "C0PAY", "name": "team-payments"}
    assert (sent["message_ts"], sent["message"]) == (said["ts"], said)
    assert (sent["user"]["id"], sent["message"]["user"]) == ("U0RITA", "U0ANA")
    assert sent["message"]["text"] == "the code &lt;fails&gt;"


@pytest.mark.parametrize("channel, name", [("C0SECRET", "privategroup"), ("D0ANA", "directmessage")])
async def test_a_channel_that_is_not_public_is_not_named(slack: LocalSlack, app: App, channel: str, name: str) -> None:
    """Slack docs: interactivity/implementing-slash-commands, channel_name; the same in channel.name of payloads."""
    ana = slack.as_person("U0ANA")
    assert ana.dm == "D0ANA"
    said = await ana.say(channel, "hush")
    await ana.message_shortcut("report_message", said)
    await ana.slash(channel, "/snag hush")
    [sent], command = app.of_type("message_action"), app.payloads[-1]
    assert sent["channel"] == {"id": channel, "name": name}
    assert (command["channel_id"], command["channel_name"]) == (channel, name)


async def test_a_shortcut_on_a_reply_and_on_its_parent(slack: LocalSlack, app: App) -> None:
    """Slack docs: apis/messaging/retrieving, "threads": a reply has thread_ts, a parent counts its replies."""
    ana = slack.as_person("U0ANA")
    parent = await ana.say("C0PAY", "it fails")
    reply = await slack.as_person("U0RITA").say("C0PAY", "here too", parent["ts"])
    for message in (reply, parent):
        await ana.message_shortcut("report_message", message)
    on_reply, on_parent = [sent["message"] for sent in app.of_type("message_action")]
    assert (on_reply["thread_ts"], on_reply["parent_user_id"]) == (parent["ts"], "U0ANA")
    assert "reply_count" not in on_reply
    assert (on_parent["thread_ts"], on_parent["reply_count"]) == (parent["ts"], 1)
    assert (on_parent["reply_users"], on_parent["latest_reply"]) == (["U0RITA"], reply["ts"])


async def test_a_shortcut_on_a_message_with_files(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/objects/file-object; the message is as in history, without a subtype."""
    ana = slack.as_person("U0ANA")
    said = await ana.say("C0PAY", "look", files=[await ana.upload("shot.png", b"x")])
    await ana.message_shortcut("report_message", said)
    [sent] = app.of_type("message_action")
    assert [file["name"] for file in sent["message"]["files"]] == ["shot.png"]
    assert "subtype" not in sent["message"]


async def test_a_shortcut_on_what_a_bot_said(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/message/bot_message: bot_id and a username, no user; an app's own has both ids."""
    own = (await client.chat_postMessage(channel="C0PAY", text="card"))["message"]
    hook = slack.workspace.post_as_webhook("C0PAY", "Checkout is down", "Status page")
    for message in (own, hook):
        await slack.as_person("U0ANA").message_shortcut("report_message", dict(message))
    on_own, on_hook = [sent["message"] for sent in app.of_type("message_action")]
    assert (on_own["user"], on_own["bot_id"]) == (BOT, "B0SNAG")
    assert (on_hook["subtype"], on_hook["username"], on_hook["text"]) == (
        "bot_message", "Status page", "Checkout is down",
    )  # fmt: skip
    assert "user" not in on_hook
    assert on_hook["bot_id"] != on_own["bot_id"]
    await slack.quiet()
    heard = [event for event in app.of_type("message") if event.get("subtype") == "bot_message"]
    assert [(event["text"], "user" in event) for event in heard] == [("Checkout is down", False)]


async def test_a_shortcut_works_where_the_app_is_not_and_answers_there(
    slack: LocalSlack, app: App, http: ClientSession
) -> None:
    """Slack docs: interactivity/handling-user-interaction: a response_url needs no membership."""
    rita = slack.as_person("U0RITA")
    said = await rita.say("C0GENERAL", "it fails")
    await rita.message_shortcut("report_message", said)
    [sent] = app.payloads
    async with http.post(sent["response_url"], json={"text": "Thank you"}) as response:
        assert response.status == 200
    assert [e["text"] for e in rita.ephemerals()] == ["Thank you"]


# mentions and reactions


async def test_a_mention_in_a_thread_says_in_which(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/app_mention: thread_ts when written in a thread, no channel_type."""
    ana = slack.as_person("U0ANA")
    parent = await ana.say("C0PAY", "it fails")
    await ana.say("C0PAY", "@snag please", parent["ts"])
    await slack.quiet()
    [event] = app.of_type("app_mention")
    assert (event["thread_ts"], event["text"], event["channel"]) == (parent["ts"], "<@U0SNAG> please", "C0PAY")


async def test_a_reaction_to_what_belongs_to_nobody(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/reaction_added: item_user may be absent."""
    hook = slack.workspace.post_as_webhook("C0PAY", "Checkout is down")
    await slack.as_person("U0ANA").react(hook, "snag")
    await slack.quiet()
    [event] = app.of_type("reaction_added")
    assert "item_user" not in event
    assert event["item"] == {"type": "message", "channel": "C0PAY", "ts": hook["ts"]}


async def test_a_reaction_is_taken_back(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/reaction_removed; reference/methods/reactions.remove, no_reaction."""
    ana = slack.as_person("U0ANA")
    said = await ana.say("C0PAY", "it fails")
    await ana.react(said, "snag")
    await ana.unreact(said, "snag")
    await slack.quiet()
    [event] = app.of_type("reaction_removed")
    assert (event["user"], event["item_user"], event["reaction"]) == ("U0ANA", "U0ANA", "snag")
    call = client.reactions_remove(channel="C0PAY", timestamp=said["ts"], name="snag")
    assert (await error_of(call))["error"] == "no_reaction"
    await client.reactions_add(channel="C0PAY", timestamp=said["ts"], name="eyes")
    await client.reactions_remove(channel="C0PAY", timestamp=said["ts"], name="eyes")
    assert "reactions" not in slack.messages("C0PAY")[0]


async def test_what_cannot_be_reacted_to(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/reactions.add, errors."""
    ts = str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"])
    colons = client.reactions_add(channel="C0PAY", timestamp=ts, name=":eyes:")
    assert (await error_of(colons))["error"] == "invalid_name"
    gone = client.reactions_add(channel="C0PAY", timestamp="1.1", name="eyes")
    assert (await error_of(gone))["error"] == "message_not_found"
    slack.workspace.archive("C0PAY")
    archived = client.reactions_add(channel="C0PAY", timestamp=ts, name="eyes")
    assert (await error_of(archived))["error"] == "is_archived"


# private channels


async def test_a_private_channel_has_events_of_its_own(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events: message.groups with channel_type group; group_archive, group_unarchive,
    group_rename, group_left, group_deleted."""
    workspace = slack.workspace
    workspace.invite("C0SECRET", BOT, by="U0ANA")
    await slack.as_person("U0ANA").say("C0SECRET", "hush")
    workspace.archive("C0SECRET")
    workspace.unarchive("C0SECRET")
    workspace.rename("C0SECRET", "hush")
    workspace.invite("C0SECRET", "U0RITA")
    workspace.remove("C0SECRET", "U0RITA")
    workspace.remove("C0SECRET", BOT, by="U0ANA")
    await slack.quiet()
    events = {(e["type"], e.get("user")): e for e in (p["event"] for p in app.payloads)}
    joined = events["member_joined_channel", BOT]
    assert (joined["channel_type"], joined["inviter"], joined["channel"]) == ("G", "U0ANA", "C0SECRET")
    assert events["message", "U0ANA"]["channel_type"] == "group"
    assert (
        events["group_archive", "U0ADMIN"]["channel"] == events["group_unarchive", "U0ADMIN"]["channel"] == "C0SECRET"
    )
    renamed = events["group_rename", None]["channel"]
    assert (renamed["id"], renamed["name"], renamed["is_channel"]) == ("C0SECRET", "hush", False)
    assert events["member_left_channel", "U0RITA"]["channel_type"] == "G"
    assert events["group_left", None] == events["group_left", None] | {"channel": "C0SECRET", "actor_id": "U0ANA"}
    workspace.invite("C0SECRET", BOT)
    workspace.delete("C0SECRET")
    await slack.quiet()
    assert app.payloads[-1]["event"]["type"] == "group_deleted"
    assert not {"channel_archive", "channel_rename", "channel_left"} & {kind for kind, _ in events}


async def test_a_private_channel_is_found_only_by_members(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.info, .join, .history and .members: channel_not_found."""
    for call in (client.conversations_info, client.conversations_join, client.conversations_history,
                 client.conversations_members):  # fmt: skip
        assert (await error_of(call(channel="C0SECRET")))["error"] == "channel_not_found"
    slack.workspace.invite("C0SECRET", BOT)
    assert (await client.conversations_info(channel="C0SECRET"))["channel"]["is_private"]
    joining = client.conversations_join(channel="C0SECRET")
    assert (await error_of(joining))["error"] == "method_not_supported_for_channel_type"


@pytest.mark.parametrize("channel, scope", [("C0PAY", "channels:read"), ("C0SECRET", "groups:read"),
                                            ("D0RITA", "im:read")])  # fmt: skip
async def test_each_kind_of_conversation_has_its_scope(
    slack: LocalSlack, client: AsyncWebClient, channel: str, scope: str
) -> None:
    """Slack docs: reference/methods/conversations.info: channels:read, groups:read, im:read."""
    slack.workspace.invite("C0SECRET", BOT)
    assert slack.dm("U0RITA") == "D0RITA"
    slack.parts.tokens.scopes.discard(scope)
    told = await error_of(client.conversations_info(channel=channel))
    assert (told["error"], told["needed"]) == ("missing_scope", scope)


async def test_each_kind_in_a_list_of_channels_has_its_scope(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.list, invalid_types; missing_scope: felixrieseberg/slack-archive
    pull request 5."""
    slack.parts.tokens.scopes.discard("groups:read")
    assert (await client.conversations_list())["channels"]
    told = await error_of(client.conversations_list(types="public_channel,private_channel"))
    assert (told["error"], told["needed"]) == ("missing_scope", "groups:read")
    assert (await error_of(client.conversations_list(types="secret_channel")))["error"] == "invalid_types"


async def test_a_channel_is_counted_only_where_asked(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.info, include_num_members."""
    assert "num_members" not in (await client.conversations_info(channel="C0PAY"))["channel"]
    counted = await client.conversations_info(channel="C0PAY", include_num_members=True)
    assert counted["channel"]["num_members"] == 2


# single messages


async def test_one_message_is_fetched_by_its_ts(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: apis/messaging/retrieving, "Retrieving individual messages": latest, inclusive, limit 1.

    A reply is not in the channel's history: what comes back then is another message, and its ts tells.
    """
    ana = slack.as_person("U0ANA")
    first = await ana.say("C0PAY", "first")
    parent = await ana.say("C0PAY", "parent")
    reply = await ana.say("C0PAY", "reply", parent["ts"])
    await ana.say("C0PAY", "last")

    async def at(ts: str) -> list[str]:
        found = await client.conversations_history(channel="C0PAY", latest=ts, inclusive=True, limit=1)
        return [message["ts"] for message in found["messages"]]

    assert await at(first["ts"]) == [first["ts"]]
    assert await at(parent["ts"]) == [parent["ts"]]
    assert await at(reply["ts"]) == [parent["ts"]]
    alone = await client.conversations_replies(
        channel="C0PAY", ts=reply["ts"], latest=reply["ts"], inclusive=True, limit=1
    )
    assert [message["text"] for message in alone["messages"]] == ["reply"]


async def test_a_window_is_given_in_timestamps(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.history: invalid_ts_latest, invalid_ts_oldest."""
    for name in ("latest", "oldest"):
        call = client.api_call("conversations.history", params={"channel": "C0PAY", name: "yesterday"})
        assert (await error_of(call))["error"] == f"invalid_ts_{name}"


async def test_a_permalink_leads_into_the_thread(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.getPermalink: thread_ts and cid for a reply; message_not_found."""
    ana = slack.as_person("U0ANA")
    parent = await ana.say("C0PAY", "it fails")
    reply = await ana.say("C0PAY", "still", parent["ts"])
    link = (await client.chat_getPermalink(channel="C0PAY", message_ts=reply["ts"]))["permalink"]
    assert link.endswith(f"/p{reply['ts'].replace('.', '')}?thread_ts={parent['ts']}&cid=C0PAY")
    missing = client.chat_getPermalink(channel="C0PAY", message_ts="1.1")
    assert (await error_of(missing))["error"] == "message_not_found"


async def test_an_ephemeral_message_in_a_thread_needs_an_active_one(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postEphemeral, thread_ts: "only shown if there is already an active
    thread"."""
    ana = slack.as_person("U0ANA")
    parent = await ana.say("C0PAY", "it fails")
    lost = await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="lost", thread_ts=parent["ts"])
    assert lost["message_ts"]
    assert ana.ephemerals() == []
    assert "not shown: lost" in slack.warnings[-1]
    await ana.say("C0PAY", "still", parent["ts"])
    await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="seen", thread_ts=parent["ts"])
    assert [(e["text"], e["thread_ts"]) for e in ana.ephemerals()] == [("seen", parent["ts"])]


# the Home


async def test_opening_the_home_tells_what_stands_there(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/events/app_home_opened: tab, channel, and the view once one was published."""
    rita = slack.as_person("U0RITA")
    await rita.open_home()
    await slack.quiet()
    published = (await client.views_publish(user_id="U0RITA", view={"type": "home", "blocks": buttons("x")}))["view"]
    await rita.open_home()
    await rita.open_home("messages")
    await slack.quiet()
    first, second, third = app.of_type("app_home_opened")
    assert (first["user"], first["channel"], first["tab"], "view" in first) == ("U0RITA", "D0RITA", "home", False)
    assert (second["view"]["id"], second["view"]["hash"]) == (published["id"], published["hash"])
    assert third["tab"] == "messages"


async def test_a_home_published_with_an_old_hash_is_refused(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.publish: hash_conflict."""
    view = {"type": "home", "blocks": buttons("x")}
    first = (await client.views_publish(user_id="U0RITA", view=view))["view"]["hash"]
    second = (await client.views_publish(user_id="U0RITA", view=view, hash=first))["view"]["hash"]
    assert first != second
    stale = client.views_publish(user_id="U0RITA", view=view, hash=first)
    assert (await error_of(stale))["error"] == "hash_conflict"


# channels change


async def test_a_channel_may_get_another_id(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/channel_id_changed: old_channel_id, new_channel_id."""
    event = {"type": "channel_id_changed", "old_channel_id": "C0PAY", "new_channel_id": "C1PAY", "event_ts": "1.1"}
    [answer] = await slack.deliver_event(event)
    assert answer.ok
    assert app.of_type("channel_id_changed") == [event]


async def test_a_renamed_channel_is_an_object_and_an_archived_one_an_id(slack: LocalSlack, app: App) -> None:
    """java-slack-sdk json-logs: ChannelRenamePayload, ChannelArchivePayload, ChannelLeftPayload."""
    slack.workspace.rename("C0PAY", "payments")
    slack.workspace.archive("C0PAY")
    slack.workspace.remove("C0PAY", BOT, by="U0ANA")
    await slack.quiet()
    [renamed], [archived] = app.of_type("channel_rename"), app.of_type("channel_archive")
    assert (renamed["channel"]["name"], renamed["channel"]["name_normalized"]) == ("payments", "payments")
    assert (archived["channel"], archived["is_moved"]) == ("C0PAY", 0)
    assert app.of_type("channel_left")[0]["actor_id"] == "U0ANA"
