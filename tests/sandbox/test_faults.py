"""Faults on demand, so that a test can see what the product does when Slack fails."""

import asyncio

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import App, Json


async def texts(slack: LocalSlack) -> list[str]:
    return [m["text"] for m in slack.messages("C0PAY")]


async def test_a_limited_call_says_when_to_come_back_and_posts_nothing(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    """Slack docs: apis/web-api/rate-limits: HTTP 429, Retry-After, error ratelimited."""
    fault = slack.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0PAY", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert caught.value.response["error"] == "ratelimited"
    assert (fault.used, await texts(slack)) == (1, [])
    await client.chat_postMessage(channel="C0PAY", text="later")
    assert await texts(slack) == ["later"]


@pytest.mark.parametrize("kind, posted", [("500", []), ("500_after_commit", ["x"])])
async def test_a_server_error_before_or_after_the_message_exists(
    slack: LocalSlack, client: AsyncWebClient, kind: str, posted: list[str]
) -> None:
    slack.faults.add("chat.postMessage", kind)  # type: ignore[arg-type]  # a parameter is only a string
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0PAY", text="x")
    assert caught.value.response.status_code == 500
    assert await texts(slack) == posted


@pytest.mark.parametrize("kind, posted", [("reset_before", []), ("reset_after_commit", ["x"])])
async def test_a_cut_connection_before_or_after_the_message_exists(
    slack: LocalSlack, client: AsyncWebClient, kind: str, posted: list[str]
) -> None:
    slack.faults.add("chat.postMessage", kind)  # type: ignore[arg-type]  # a parameter is only a string
    with pytest.raises((ClientError, ConnectionError)):
        await client.chat_postMessage(channel="C0PAY", text="x")
    assert await texts(slack) == posted
    assert (slack.calls[-1].status, slack.calls[-1].answer) == (0, None)


@pytest.mark.parametrize("kind", ["delay", "late_answer"])
async def test_a_slow_call_is_carried_out_although_the_caller_gave_up(
    slack: LocalSlack, http: ClientSession, kind: str
) -> None:
    slack.faults.add("chat.postMessage", kind, seconds=0.2)  # type: ignore[arg-type]  # a parameter is only a string
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    args = {"channel": "C0PAY", "text": "x"}
    with pytest.raises(TimeoutError):
        await http.post(
            f"{slack.api_url}chat.postMessage", json=args, headers=headers, timeout=ClientTimeout(total=0.05)
        )
    await slack.until(lambda: slack.messages("C0PAY"))


async def test_an_error_by_name_for_the_calls_that_match(slack: LocalSlack, client: AsyncWebClient) -> None:
    slack.faults.add("chat.postMessage", error="restricted_action", times=2, when=lambda a: a["channel"] == "C0PAY")
    assert (await client.chat_postMessage(channel="C0GENERAL", text="x"))["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError, match="restricted_action"):
            await client.chat_postMessage(channel="C0PAY", text="x")
    assert (await client.chat_postMessage(channel="C0PAY", text="x"))["ok"]


async def test_a_fault_for_ever_and_for_everything_until_cleared(slack: LocalSlack, client: AsyncWebClient) -> None:
    slack.faults.add("*", "500", times=None)
    for _ in range(3):
        with pytest.raises(SlackApiError):
            await client.auth_test()
    slack.faults.clear()
    assert (await client.auth_test())["ok"]


def test_an_error_needs_its_name(slack: LocalSlack) -> None:
    with pytest.raises(ValueError, match="needs error"):
        slack.faults.add("chat.postMessage", "error")


async def test_a_response_url_can_fail_too(slack: LocalSlack, app: App, http: ClientSession) -> None:
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    url = app.payloads[-1]["response_url"]
    slack.faults.add("response_url", "429", retry_after=3)
    async with http.post(url, json={"text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "3")
    async with http.post(url, json={"text": "again"}) as response:
        assert response.status == 200
    assert [e["text"] for e in slack.ephemerals("U0RITA")] == ["again"]
    assert [c.method for c in slack.calls] == ["response_url", "response_url"]


async def test_stopping_does_not_wait_for_a_slow_call(http: ClientSession) -> None:
    slack = LocalSlack()
    await slack.start()
    arrived = asyncio.Event()

    def noticed(_: Json) -> bool:
        arrived.set()
        return True

    slack.faults.add("auth.test", "delay", seconds=3600, when=noticed)
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    call = asyncio.get_running_loop().create_task(http.post(f"{slack.api_url}auth.test", headers=headers))
    await arrived.wait()
    await slack.stop()
    response = await call
    assert response.status == 200
    response.release()


async def test_waiting_ends_with_what_the_app_did_last(slack: LocalSlack, client: AsyncWebClient) -> None:
    await client.auth_test()
    with pytest.raises(AssertionError, match=r"auth\.test"):
        await slack.until(lambda: slack.messages("C0PAY"), seconds=0.01)
