"""Slack's requests by HTTP: who is let in, and what is answered to what Snag does not know."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from bot.sandbox.slack.wire import signature
from tests.support import cast, snag
from tests.support.snag import Json, Office, texts

FORM = "application/x-www-form-urlencoded"


@dataclass
class Door:
    """Raw requests to /slack/events of a running Snag."""

    office: Office
    session: ClientSession

    async def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        url = self.office.slack.events_url
        assert url is not None
        async with self.session.post(url, data=body, headers=headers) as response:
            return response.status, await response.text()

    async def signed(self, body: bytes, content_type: str = FORM) -> tuple[int, str]:
        return await self.post(body, self.office.slack.signed_headers(body, content_type))

    def headers_at(self, body: bytes, seconds: int) -> dict[str, str]:
        """Headers rightly signed `seconds` from now."""
        at = int(self.office.clock.machine().timestamp()) + seconds
        return {"Content-Type": FORM, "X-Slack-Request-Timestamp": str(at),
                "X-Slack-Signature": signature(self.office.slack.signing_secret, at, body)}


@pytest.fixture
async def door(settled_url: str) -> AsyncIterator[Door]:
    async with snag.office(settled_url, "http") as office, ClientSession() as session:
        yield Door(office, session)


def command(**changes: str) -> bytes:
    return urlencode({"command": "/snag", "text": "help", "user_id": cast.RITA, "team_id": cast.WORKSPACE,
                      "channel_id": cast.GENERAL, "trigger_id": "1.2.abc", "response_url": "", **changes}).encode()


def interaction(**body: object) -> bytes:
    return urlencode({"payload": json.dumps({
        "user": {"id": cast.RITA, "team_id": cast.WORKSPACE}, "team": {"id": cast.WORKSPACE},
        "api_app_id": cast.APP, "trigger_id": "1.2.abc", **body})}).encode()


async def test_a_rightly_signed_request_is_answered(door: Door) -> None:
    status, said = await door.signed(command())
    assert status == 200
    assert "What you can do with /snag" in said


async def test_a_changed_body_is_refused(door: Door) -> None:
    """Slack docs: authentication/verifying-requests-from-slack."""
    body = command()
    headers = door.office.slack.signed_headers(body)
    assert (await door.post(body[:-1] + b"x", headers))[0] == 401


@pytest.mark.parametrize("seconds", [-360, 360])
async def test_a_time_too_far_from_now_is_refused(door: Door, seconds: int) -> None:
    body = command()
    assert (await door.post(body, door.headers_at(body, seconds)))[0] == 401
    assert (await door.post(body, door.headers_at(body, seconds // 2)))[0] == 200


async def test_a_request_without_a_signature_is_refused(door: Door) -> None:
    assert (await door.post(command(text="a story"), {"Content-Type": FORM}))[0] == 401
    await door.office.settle()
    assert door.office.slack.messages(cast.TRIAGE) == []


async def test_the_check_of_the_certificate_needs_no_signature(door: Door) -> None:
    """Measured with slack_bolt 1.30: ssl_check=1 comes unsigned and wants 200."""
    assert (await door.post(b"ssl_check=1&token=x", {"Content-Type": FORM}))[0] == 200


async def test_the_address_is_verified_with_a_signature(door: Door) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    status, said = await door.signed(body, "application/json")
    assert (status, "3eZbrw1a" in said) == (200, True)
    assert (await door.post(body, {"Content-Type": "application/json"}))[0] == 401


async def test_a_notice_of_too_many_events_is_taken(door: Door) -> None:
    """Slack docs: reference/events/app_rate_limited. Bolt answers 404 to this outer type."""
    body = json.dumps({"type": "app_rate_limited", "team_id": cast.WORKSPACE, "minute_rate_limited": 1,
                       "api_app_id": cast.APP}).encode()
    assert (await door.signed(body, "application/json"))[0] == 200
    assert (await door.post(body, {"Content-Type": "application/json"}))[0] == 401


async def test_a_story_that_only_speaks_of_the_notice_is_still_a_story(door: Door) -> None:
    status, said = await door.signed(command(text="the app_rate_limited screen scares people"))
    assert status == 200
    assert "#1" in said


async def test_a_body_that_is_too_large_is_refused(door: Door) -> None:
    body = b"x" * 1_000_001
    assert (await door.signed(body))[0] == 413


async def test_an_unknown_command_is_a_report_and_never_a_failure(door: Door) -> None:
    status, said = await door.signed(command(command="/snagg", text="the refund never came"))
    assert status == 200
    assert "Thank you. This is annoyance #1." in said


async def test_a_button_of_an_earlier_version_is_answered_kindly(door: Door) -> None:
    clicked = {"type": "button", "action_id": "long_gone", "block_id": "b", "value": "1", "action_ts": "1.1"}
    body = interaction(type="block_actions", actions=[clicked], channel={"id": cast.GENERAL},
                       container={"type": "message", "message_ts": "1.1", "channel_id": cast.GENERAL})
    assert (await door.signed(body))[0] == 200
    await door.office.settle()
    assert texts(door.office.private(cast.RITA)) == ["This button is from an earlier version. Type /snag to go on."]


async def test_a_link_button_and_a_menu_of_an_earlier_version_are_taken_in_silence(door: Door) -> None:
    for clicked in ({"type": "button", "action_id": "open_link", "url": "https://x", "action_ts": "1.1"},
                    {"type": "static_select", "action_id": "long_gone", "action_ts": "1.2"}):
        body = interaction(type="block_actions", actions=[{"block_id": "b", **clicked}], channel={"id": cast.GENERAL},
                           container={"type": "message", "message_ts": "1.1", "channel_id": cast.GENERAL})
        assert (await door.signed(body))[0] == 200
    await door.office.settle()
    assert door.office.private(cast.RITA) == []


VIEW: Json = {"id": "V1", "type": "modal", "callback_id": "long_gone", "blocks": [], "state": {"values": {}},
              "private_metadata": ""}


@pytest.mark.parametrize("payload", [
    {"type": "view_submission", "view": VIEW},
    {"type": "view_closed", "view": VIEW, "is_cleared": True},
    {"type": "shortcut", "callback_id": "long_gone"},
    {"type": "message_action", "callback_id": "long_gone", "channel": {"id": cast.GENERAL}},
    {"type": "block_suggestion", "action_id": "long_gone", "block_id": "b", "value": "x", "view": VIEW},
], ids=lambda payload: payload["type"])
async def test_what_an_earlier_version_offered_is_acknowledged(door: Door, payload: Json) -> None:
    assert (await door.signed(interaction(**payload)))[0] == 200


async def test_an_event_nobody_waits_for_is_acknowledged(door: Door) -> None:
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": cast.WORKSPACE, "api_app_id": cast.APP,
                       "event": {"type": "pin_added", "user": cast.RITA}}).encode()
    assert (await door.signed(body, "application/json"))[0] == 200


async def test_a_workspace_that_did_not_install_hears_a_kind_sentence(door: Door) -> None:
    status, said = await door.signed(command(team_id="T0OTHER", text="a story"))
    assert status == 200
    assert "Snag is not set up for this workspace yet." in said


async def test_a_click_from_a_workspace_that_did_not_install_is_no_failure(door: Door) -> None:
    clicked = {"type": "button", "action_id": "acknowledge", "block_id": "b", "value": "1", "action_ts": "1.1"}
    body = interaction(type="block_actions", actions=[clicked], team={"id": "T0OTHER"}, channel={"id": "C1"},
                       container={"type": "message", "message_ts": "1.1", "channel_id": "C1"})
    assert (await door.signed(body))[0] == 200
    form = interaction(type="view_submission", view=VIEW, team={"id": "T0OTHER"})
    assert (await door.signed(form))[0] == 200
    event = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T0OTHER", "api_app_id": cast.APP,
                        "event": {"type": "app_mention", "user": cast.RITA, "channel": "C1"}}).encode()
    assert (await door.signed(event, "application/json"))[0] == 200
