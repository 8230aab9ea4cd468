"""Socket Mode: envelopes, acknowledgements, redelivery, refresh."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, ClientWSTimeout, WSMsgType, WSServerHandshakeError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import Json

EVENT: Json = {
    "type": "app_mention",
    "text": "hi",
    "user": "U0RITA",
    "channel": "C0PAY",
    "ts": "1.1",
    "event_ts": "1.1",
}


async def connect(slack: LocalSlack, http: ClientSession) -> ClientWebSocketResponse:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    ws = await http.ws_connect(str(url), timeout=ClientWSTimeout(ws_receive=10))
    hello = await ws.receive_json()
    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A0SNAG")
    return ws


@pytest.fixture
async def ws(slack: LocalSlack, http: ClientSession) -> AsyncIterator[ClientWebSocketResponse]:
    ws = await connect(slack, http)
    yield ws
    await ws.close()


async def acknowledge(ws: ClientWebSocketResponse, payload: Json | None = None) -> Json:
    envelope: Json = await ws.receive_json()
    await ws.send_json({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})})
    return envelope


def started(call: Any) -> asyncio.Task[Any]:
    return asyncio.get_running_loop().create_task(call)


async def test_an_address_works_once(slack: LocalSlack, http: ClientSession, client: AsyncWebClient) -> None:
    """Slack docs: apis/events-api/using-socket-mode: the WebSocket URL is temporary."""
    url = str((await client.apps_connections_open(app_token=slack.app_token))["url"])
    ws = await http.ws_connect(url)
    with pytest.raises(WSServerHandshakeError):
        await http.ws_connect(url)
    await ws.close()


async def test_a_command_in_an_envelope_is_answered_in_the_acknowledgement(
    slack: LocalSlack, ws: ClientWebSocketResponse
) -> None:
    """Slack docs: apis/events-api/using-socket-mode: envelope_id, accepts_response_payload, payload."""
    call = started(slack.as_person("U0RITA").slash("C0GENERAL", "/snag hello"))
    envelope = await acknowledge(ws, {"text": "got it"})
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "hello"
    assert (await call).ok
    assert [e["text"] for e in slack.ephemerals("U0RITA")] == ["got it"]


async def test_an_event_in_an_envelope(slack: LocalSlack, ws: ClientWebSocketResponse) -> None:
    """Slack docs: apis/events-api/using-socket-mode, events_api."""
    call = started(slack.deliver_event(EVENT))
    envelope = await acknowledge(ws)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert [a.status for a in await call] == [200]


async def test_an_unacknowledged_event_comes_again_in_a_new_envelope(
    slack: LocalSlack, ws: ClientWebSocketResponse
) -> None:
    """python-slack-sdk: slack_sdk/socket_mode/request.py: retry_attempt, retry_reason; same event_id."""
    slack.parts.wire.ack_seconds = 0.05
    call = started(slack.deliver_event(EVENT, retries=1))
    first = await ws.receive_json()
    second = await acknowledge(ws)
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert [a.problem for a in await call] == ["operation_timeout", None]


async def test_a_late_or_foreign_acknowledgement_hurts_nobody(slack: LocalSlack, ws: ClientWebSocketResponse) -> None:
    await ws.send_str("not json")
    await ws.send_json({"envelope_id": "unknown"})
    call = started(slack.as_person("U0RITA").slash("C0GENERAL", "/snag x"))
    await acknowledge(ws)
    assert (await call).ok


async def test_envelopes_are_spread_over_the_open_sockets(
    slack: LocalSlack, http: ClientSession, ws: ClientWebSocketResponse
) -> None:
    """Slack docs: apis/events-api/using-socket-mode: several connections, each event goes to one of them."""
    other = await connect(slack, http)
    calls = [started(slack.deliver_event(EVENT)) for _ in range(2)]
    await acknowledge(ws)
    await acknowledge(other)
    assert [[a.status for a in await call] for call in calls] == [[200], [200]]
    await other.close()


async def test_an_eleventh_socket_is_turned_away(slack: LocalSlack, http: ClientSession) -> None:
    """Slack docs: apis/events-api/using-socket-mode: up to 10 connections; disconnect reason too_many_websockets."""
    held = [await connect(slack, http) for _ in range(10)]
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http)
    url = str((await client.apps_connections_open(app_token=slack.app_token))["url"])
    late = await http.ws_connect(url)
    assert (await late.receive_json())["reason"] == "too_many_websockets"
    for one in (*held, late):
        await one.close()


async def test_a_refresh_closes_the_socket_and_the_next_takes_over(
    slack: LocalSlack, http: ClientSession, ws: ClientWebSocketResponse
) -> None:
    """Slack docs: apis/events-api/using-socket-mode, disconnect: warning, then refresh_requested."""
    await slack.disconnect_sockets("warning")
    assert (await ws.receive_json())["reason"] == "warning"
    assert slack.parts.sockets.connected == 1
    closing = started(slack.disconnect_sockets("refresh_requested"))
    frame = await ws.receive_json()
    assert (frame["type"], frame["reason"]) == ("disconnect", "refresh_requested")
    assert "envelope_id" not in frame
    assert (await ws.receive()).type is WSMsgType.CLOSE
    await closing
    assert slack.parts.sockets.connected == 0
    fresh = await connect(slack, http)
    call = started(slack.deliver_event(EVENT))
    await acknowledge(fresh)
    assert [a.status for a in await call] == [200]
    await fresh.close()


async def test_a_socket_that_is_going_gets_no_more_but_may_finish(
    slack: LocalSlack, http: ClientSession, ws: ClientWebSocketResponse
) -> None:
    """Slack docs: apis/events-api/using-socket-mode: connect anew before the old connection ends."""
    call = started(slack.as_person("U0RITA").slash("C0GENERAL", "/snag x"))
    pending = await ws.receive_json()
    closing = started(slack.disconnect_sockets("refresh_requested"))
    assert (await ws.receive_json())["type"] == "disconnect"
    fresh = await connect(slack, http)
    events = [started(slack.deliver_event(EVENT)) for _ in range(2)]
    for _ in events:
        await acknowledge(fresh)
    await ws.send_json({"envelope_id": pending["envelope_id"]})
    assert (await call).ok
    assert [[a.status for a in await event] for event in events] == [[200], [200]]
    assert (await ws.receive()).type is WSMsgType.CLOSE
    await closing
    await fresh.close()


async def test_a_socket_that_dies_before_its_acknowledgement_is_a_failure(
    slack: LocalSlack, ws: ClientWebSocketResponse
) -> None:
    call = started(slack.as_person("U0RITA").slash("C0GENERAL", "/snag x"))
    await ws.receive_json()
    await ws.close()
    assert (await call).problem == "dispatch_failed"


async def test_stopping_closes_open_sockets(http: ClientSession) -> None:
    slack = LocalSlack()
    await slack.start()
    ws = await connect(slack, http)
    stopping = started(slack.stop())
    assert (await ws.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    await stopping
