"""The local Slack with the real slack_bolt behind it: the same handlers by signed HTTP and by Socket Mode."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import buttons, modal

Ack = Any


def bolt(slack: LocalSlack, http: ClientSession) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    @app.command("/snag")
    async def command(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        if body["text"]:
            await ack(text=f"Got it: {body['text']}", blocks=buttons("undo"))
            return
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.action("press")
    async def press(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0PAY", text=f"pressed {body['actions'][0]['value']}")
        await ack()

    @app.view("report")
    async def view(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        typed = body["view"]["state"]["values"]["story"]["typed"]["value"]
        if len(typed) < 5:
            await ack(response_action="errors", errors={"story": "a little more, please"})
            return
        await client.chat_postMessage(channel="C0PAY", text=typed)
        await ack()

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    heard: list[str] = []
    return app


@pytest.fixture(params=["http", "socket"])
async def wired(request: pytest.FixtureRequest, slack: LocalSlack, http: ClientSession) -> AsyncIterator[LocalSlack]:
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    app = bolt(slack, http)
    if request.param == "http":
        async for ready in _by_http(app, slack):
            yield ready
    else:
        handler: Any = AsyncSocketModeHandler(app, slack.app_token, web_client=app.client)
        await handler.connect_async()
        await slack.until(lambda: slack.parts.wire.connected)
        yield slack
        await handler.close_async()


async def _by_http(app: AsyncApp, slack: LocalSlack) -> AsyncIterator[LocalSlack]:
    async def handle(request: web.Request) -> web.Response:
        bolt_request = AsyncBoltRequest(body=await request.text(), headers=dict(request.headers))
        answer = await app.async_dispatch(bolt_request)
        kind = answer.first_headers().get("content-type", "text/plain").split(";")[0]
        return web.Response(status=answer.status, text=answer.body or "", content_type=kind)

    server = web.Application()
    server.router.add_post("/slack/events", handle)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield slack
    await runner.cleanup()


async def test_a_command_is_answered_to_the_person_alone(wired: LocalSlack) -> None:
    rita = wired.as_person("U0RITA")
    answer = await rita.slash("C0GENERAL", "/snag the promo blocks the music")
    assert answer.ok
    assert answer.ms < 3000
    assert [e["text"] for e in rita.ephemerals()] == ["Got it: the promo blocks the music"]
    assert wired.messages("C0GENERAL") == []


async def test_a_button_under_an_ephemeral_answer_reaches_the_app(wired: LocalSlack) -> None:
    rita = wired.as_person("U0RITA")
    await rita.slash("C0GENERAL", "/snag x")
    answer = await rita.click(rita.ephemerals()[-1], "press")
    assert answer.ok
    assert [m["text"] for m in wired.messages("C0PAY")] == ["pressed undo"]


async def test_a_form_opens_refuses_and_is_sent(wired: LocalSlack) -> None:
    rita = wired.as_person("U0RITA")
    await rita.slash("C0GENERAL", "/snag")
    refused = await rita.submit({"What happened": "hm"})
    assert refused.errors == {"story": "a little more, please"}
    [view] = rita.stack
    assert view["state"]["values"]["story"]["typed"]["value"] == "hm"
    assert (await rita.submit({"story": {"typed": "the code expired"}})).ok
    assert rita.stack == []
    assert [m["text"] for m in wired.messages("C0PAY")] == ["the code expired"]


async def test_what_the_app_posts_comes_back_as_an_event(wired: LocalSlack) -> None:
    rita = wired.as_person("U0RITA")
    await rita.slash("C0GENERAL", "/snag x")
    await rita.click(rita.ephemerals()[-1], "press")
    await wired.quiet()
    assert wired.parts.events.undelivered == []
