"""Channels, people, groups, the app itself: what the Web API says of them."""

from base64 import b64encode
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import Json, error_of


async def test_channels_are_listed_by_type_and_private_ones_only_to_members(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    """Slack docs: reference/methods/conversations.list, types and exclude_archived."""

    async def names(**more: Any) -> set[str]:
        return {c["name"] for c in (await client.conversations_list(**more))["channels"]}

    assert await names() == {"general", "team-payments"}
    assert await names(types="private_channel") == set()
    slack.workspace.invite("C0SECRET", "U0SNAG")
    assert await names(types="private_channel,public_channel") == {"general", "team-payments", "secret"}
    slack.workspace.archive("C0GENERAL")
    assert await names(exclude_archived=True) == {"team-payments"}


async def test_joining(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.join."""
    assert (await client.conversations_join(channel="C0GENERAL"))["channel"]["is_member"]
    again = await client.conversations_join(channel="C0GENERAL")
    assert again["warning"] == "already_in_channel"
    assert (await error_of(client.conversations_join(channel="C0SECRET")))["error"] == "channel_not_found"
    dm = client.conversations_join(channel=slack.dm("U0RITA"))
    assert (await error_of(dm))["error"] == "method_not_supported_for_channel_type"
    slack.workspace.archive("C0PAY")
    assert (await error_of(client.conversations_join(channel="C0PAY")))["error"] == "is_archived"


async def test_opening_a_direct_message(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.open."""
    opened = await client.conversations_open(users="U0RITA", return_im=True)
    assert opened["channel"] == {**opened["channel"], "id": slack.dm("U0RITA"), "is_im": True, "user": "U0RITA"}
    resumed = await client.conversations_open(channel=slack.dm("U0RITA"))
    assert resumed["channel"]["id"] == slack.dm("U0RITA")
    for users, error in (
        ("U0NOBODY", "user_not_found"),
        ("U0GONE", "user_disabled"),
        ("USLACKBOT", "cannot_dm_bot"),
        ("", "users_list_not_supplied"),
    ):
        assert (await error_of(client.conversations_open(users=users)))["error"] == error
    channel = client.conversations_open(channel="C0PAY")
    assert (await error_of(channel))["error"] == "method_not_supported_for_channel_type"


async def test_what_a_channel_says_of_itself(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.info and conversations.members."""
    info = (await client.conversations_info(channel="C0PAY"))["channel"]
    assert (info["name"], info["is_private"], info["is_member"]) == ("team-payments", False, True)
    assert (await client.conversations_members(channel="C0PAY"))["members"] == ["U0ANA", "U0SNAG"]
    assert (await error_of(client.conversations_info(channel="C0SECRET")))["error"] == "channel_not_found"


async def test_a_locale_is_told_only_to_who_asks(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/users.info, include_locale."""
    asked = (await client.users_info(user="U0MINJUN", include_locale=True))["user"]
    assert (asked["locale"], asked["tz"], asked["tz_offset"]) == ("ko-KR", "Asia/Seoul", 9 * 3600)
    assert "locale" not in (await client.users_info(user="U0MINJUN"))["user"]
    assert (await error_of(client.users_info(user="U0NOBODY")))["error"] == "user_not_found"


async def test_everybody_is_listed(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/users.list: bots and deactivated people too."""
    members = {m["id"]: m for m in (await client.users_list(include_locale=True))["members"]}
    assert members["U0GONE"]["deleted"]
    assert members["USLACKBOT"]["is_bot"]
    assert members["U0ADMIN"]["is_admin"]


async def test_groups_and_their_people(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/usergroups.list and usergroups.users.list."""
    [group] = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (group["id"], group["handle"], group["users"]) == ("S0PAYTEAM", "pay-team", ["U0ANA"])
    assert (await client.usergroups_users_list(usergroup="S0PAYTEAM"))["users"] == ["U0ANA"]
    assert (await error_of(client.usergroups_users_list(usergroup="S0NONE")))["error"] == "no_such_subteam"


async def test_the_app_and_its_workspace(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/team.info, bots.info, chat.getPermalink."""
    assert (await client.team_info())["team"]["domain"] == "larkfield"
    assert (await client.bots_info(bot="B0SNAG"))["bot"]["user_id"] == "U0SNAG"
    assert (await error_of(client.bots_info(bot="B0OTHER")))["error"] == "bot_not_found"
    parent = str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"])
    reply = str((await client.chat_postMessage(channel="C0PAY", text="y", thread_ts=parent))["ts"])
    link = (await client.chat_getPermalink(channel="C0PAY", message_ts=reply))["permalink"]
    assert link == f"https://larkfield.slack.com/archives/C0PAY/p{reply.replace('.', '')}?thread_ts={parent}&cid=C0PAY"


async def test_an_app_is_what_its_manifest_says(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/app-manifest: features, oauth_config.scopes.bot, event_subscriptions.bot_events."""
    slack.install(
        {
            "features": {
                "slash_commands": [{"command": "/say", "description": "Say it", "usage_hint": "[words]"}],
                "shortcuts": [{"callback_id": "take", "name": "Take", "type": "message", "description": "x"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
        }
    )
    assert [one.command for one in slack.parts.world.commands] == ["/say"]
    assert [(one.callback_id, one.kind) for one in slack.parts.world.shortcuts] == [("take", "message")]
    assert slack.parts.events.subscriptions == {"app_mention"}
    assert (await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")).problem == "invalid_command"
    assert (await error_of(client.users_info(user="U0RITA")))["needed"] == "users:read"
    await client.chat_postMessage(channel="C0PAY", text="x")


async def test_reactions(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/reactions.add, error already_reacted; reactions.get."""
    ts = str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"])
    await client.reactions_add(channel="C0PAY", timestamp=ts, name="eyes")
    again = client.reactions_add(channel="C0PAY", timestamp=ts, name="eyes")
    assert (await error_of(again))["error"] == "already_reacted"
    message = (await client.reactions_get(channel="C0PAY", timestamp=ts))["message"]
    assert message["reactions"] == [{"name": "eyes", "users": ["U0SNAG"], "count": 1}]


async def test_an_oauth_code_works_once(slack: LocalSlack, http: ClientSession) -> None:
    """Slack docs: reference/methods/oauth.v2.access: client by HTTP Basic; invalid_code, bad_client_secret."""
    slack.parts.tokens.oauth_codes.add("code-1")
    name, secret = slack.parts.tokens.client

    async def access(client: str, secret: str) -> Json:
        basic = b64encode(f"{client}:{secret}".encode()).decode()
        headers, data = {"Authorization": f"Basic {basic}"}, {"code": "code-1"}
        async with http.post(f"{slack.api_url}oauth.v2.access", data=data, headers=headers) as response:
            body: Json = await response.json()
            return body

    assert (await access(name, "wrong"))["error"] == "bad_client_secret"
    assert (await access("other", secret))["error"] == "invalid_client_id"
    answer = await access(name, secret)
    assert (answer["access_token"], answer["team"]["id"]) == (slack.bot_token, "T0SNAG")
    assert (await access(name, secret))["error"] == "invalid_code"
    assert secret not in str(slack.calls)
