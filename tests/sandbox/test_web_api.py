"""How calls come in and are refused: encodings, tokens, scopes, pages of results."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import error_of


def bearer(slack: LocalSlack) -> dict[str, str]:
    return {"Authorization": f"Bearer {slack.bot_token}"}


def multipart(fields: dict[str, str]) -> FormData:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


@pytest.mark.parametrize("way", ["query", "form", "json", "blocks in a form field", "multipart"])
async def test_every_encoding_is_understood(slack: LocalSlack, http: ClientSession, way: str) -> None:
    """Slack docs: apis/web-api, "POST bodies"; measured with slack_sdk 3.47: GET and POST with query, JSON, form."""
    url, args = f"{slack.api_url}chat.postMessage", {"channel": "C0PAY", "text": "hello"}
    blocks = [{"type": "divider"}]
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": args},
        "form": {"data": args},
        "json": {"json": {**args, "blocks": blocks}},
        "blocks in a form field": {"data": {**args, "blocks": json.dumps(blocks)}},
        "multipart": {"data": multipart({**args, "blocks": json.dumps(blocks)})},
    }
    async with http.post(url, headers=bearer(slack), **ways[way]) as response:
        assert (await response.json())["ok"]
    [message] = slack.messages("C0PAY")
    assert message["text"] == "hello"
    assert ("blocks" in message) == (way not in ("query", "form"))
    assert slack.calls[-1].args["text"] == "hello"


async def test_the_token_may_be_an_argument_and_is_never_kept(slack: LocalSlack, http: ClientSession) -> None:
    """Slack docs: authentication/tokens: header, or a POST argument."""
    async with http.post(f"{slack.api_url}auth.test", data={"token": slack.bot_token}) as response:
        assert (await response.json())["bot_id"] == "B0SNAG"
    assert slack.bot_token not in str(slack.calls)


@pytest.mark.parametrize(
    "body, kind, error",
    [("{", "application/json", "invalid_json"), ("[]", "application/json", "json_not_object")],
)
async def test_broken_json_is_named(slack: LocalSlack, http: ClientSession, body: str, kind: str, error: str) -> None:
    """Slack docs: reference/methods/chat.postMessage, errors invalid_json, json_not_object."""
    headers = bearer(slack) | {"Content-Type": kind}
    async with http.post(f"{slack.api_url}chat.postMessage", data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


@pytest.mark.parametrize(
    "field, error",
    [("blocks", "invalid_blocks_format"), ("metadata", "invalid_metadata_format"), ("view", "invalid_arguments")],
)
async def test_a_structured_field_that_is_no_json_is_named(
    slack: LocalSlack, http: ClientSession, field: str, error: str
) -> None:
    """Slack docs: reference/methods/chat.postMessage, errors."""
    data = {"channel": "C0PAY", "text": "x", field: "{"}
    async with http.post(f"{slack.api_url}chat.postMessage", data=data, headers=bearer(slack)) as response:
        assert (await response.json())["error"] == error


@pytest.mark.parametrize(
    "token, error",
    [("", "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-local-slack", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused_by_name(slack: LocalSlack, http: ClientSession, token: str, error: str) -> None:
    """Slack docs: reference/methods/auth.test, errors."""
    async with http.post(f"{slack.api_url}auth.test", headers={"Authorization": f"Bearer {token}"}) as response:
        assert (await response.json())["error"] == error


async def test_a_socket_needs_the_apps_token(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/apps.connections.open: an app-level token."""
    assert (await error_of(client.apps_connections_open(app_token=slack.bot_token)))[
        "error"
    ] == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=slack.app_token))["url"].startswith("ws://127.0.0.1:")


async def test_a_missing_scope_says_which(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/scopes; error missing_scope with needed and provided."""
    slack.parts.tokens.scopes.discard("users:read")
    body = await error_of(client.users_info(user="U0RITA"))
    assert (body["error"], body["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in body["provided"]


async def test_an_uninstalled_app_may_do_nothing(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/auth.test, error account_inactive."""
    slack.workspace.uninstall()
    assert (await error_of(client.auth_test()))["error"] == "account_inactive"


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    """Slack docs: apis/web-api, unknown_method."""
    assert (await error_of(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/chat.postMessage, error invalid_arguments."""
    body = await error_of(client.api_call("chat.postMessage", json={"text": "x"}))
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


async def test_calls_are_recorded_in_order_with_their_answers(slack: LocalSlack, client: AsyncWebClient) -> None:
    await client.auth_test()
    await error_of(client.chat_postMessage(channel="C0NOWHERE", text="x"))
    assert [c.method for c in slack.calls] == ["auth.test", "chat.postMessage"]
    assert slack.calls[1].answer == {"ok": False, "error": "channel_not_found"}
    assert slack.calls[1].args["text"] == "x"


# pages


async def test_cursors_lead_through_all_pages(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: apis/web-api/pagination."""
    for number in range(5):
        await client.chat_postMessage(channel="C0PAY", text=str(number))
    seen, cursor = [], None
    while cursor != "":
        answer = await client.conversations_history(channel="C0PAY", limit=2, cursor=cursor)
        seen += [m["text"] for m in answer["messages"]]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        assert answer["has_more"] == bool(cursor)
    assert seen == ["4", "3", "2", "1", "0"]


async def test_a_made_up_cursor_is_refused(client: AsyncWebClient) -> None:
    """Slack docs: apis/web-api/pagination, error invalid_cursor."""
    for cursor in ("nonsense", "%%%"):
        assert (await error_of(client.users_list(cursor=cursor)))["error"] == "invalid_cursor"


async def test_a_limit_outside_its_range_is_refused(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.history, limit at most 999."""
    assert (await error_of(client.conversations_history(channel="C0PAY", limit=1000)))["error"] == "invalid_limit"


# history


async def test_metadata_is_returned_only_to_who_asks(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: messaging/message-metadata: include_all_metadata."""
    metadata = {"event_type": "card", "event_payload": {"id": "7"}}
    posted = await client.chat_postMessage(channel="C0PAY", text="card", metadata=metadata)
    for asked in (False, True):
        history = await client.conversations_history(channel="C0PAY", include_all_metadata=asked)
        replies = await client.conversations_replies(channel="C0PAY", ts=str(posted["ts"]), include_all_metadata=asked)
        for answer in (history, replies):
            assert answer["messages"][0].get("metadata") == (metadata if asked else None)


async def test_history_is_newest_first_without_replies_and_within_its_window(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    """Slack docs: reference/methods/conversations.history, oldest, latest, inclusive."""
    stamps = [str((await client.chat_postMessage(channel="C0PAY", text=str(n)))["ts"]) for n in range(4)]
    await client.chat_postMessage(channel="C0PAY", text="reply", thread_ts=stamps[0])

    async def texts(**window: Any) -> list[str]:
        answer = await client.conversations_history(channel="C0PAY", **window)
        return [m["text"] for m in answer["messages"]]

    assert await texts() == ["3", "2", "1", "0"]
    assert await texts(oldest=stamps[1]) == ["3", "2"]
    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]


async def test_replies_begin_with_the_parent_on_every_page(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.replies: the thread's parent comes first."""
    parent = str((await client.chat_postMessage(channel="C0PAY", text="card"))["ts"])
    for number in range(3):
        await client.chat_postMessage(channel="C0PAY", text=str(number), thread_ts=parent)
    first = await client.conversations_replies(channel="C0PAY", ts=parent, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_replies(channel="C0PAY", ts=parent, limit=2, cursor=cursor)
    assert [m["text"] for m in first["messages"]] == ["card", "0"]
    assert [m["text"] for m in second["messages"]] == ["card", "1", "2"]
    lost = client.conversations_replies(channel="C0PAY", ts="1.000001")
    assert (await error_of(lost))["error"] == "thread_not_found"


async def test_history_is_for_members_with_the_scope(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/conversations.history, not_in_channel, channel_not_found, missing_scope."""
    assert (await error_of(client.conversations_history(channel="C0GENERAL")))["error"] == "not_in_channel"
    assert (await error_of(client.conversations_history(channel="C0SECRET")))["error"] == "channel_not_found"
    slack.parts.tokens.scopes.discard("channels:history")
    body = await error_of(client.conversations_history(channel="C0PAY"))
    assert (body["error"], body["needed"]) == ("missing_scope", "channels:history")


async def test_an_answer_tells_which_scopes_the_token_has(slack: LocalSlack, http: ClientSession) -> None:
    """Slack docs: authentication/tokens, 'X-OAuth-Scopes'."""
    authorized = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.post(f"{slack.api_url}auth.test", headers=authorized) as answer:
        assert set(answer.headers["x-oauth-scopes"].split(",")) == slack.parts.tokens.scopes
