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
from tests.sandbox.conftest import buttons, modal, text_input

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

    _form_with_files(app, slack.bot_token, http)
    _doors(app)
    return app


def _form_with_files(app: AsyncApp, token: str, http: ClientSession) -> None:
    @app.shortcut("report")
    async def everywhere(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        asked = {"type": "file_input", "action_id": "files", "max_files": 1}
        label = {"type": "plain_text", "text": "Screenshot"}
        shots = {"type": "input", "block_id": "shots", "label": label, "element": asked}
        story = text_input("story", "What happened", dispatch_action=True)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(story, shots, callback_id="with_files"))
        await ack()

    @app.view("with_files")
    async def with_files(ack: Ack, view: dict[str, Any], client: AsyncWebClient) -> None:
        [file] = view["state"]["values"]["shots"]["files"]["files"]
        headers = {"Authorization": f"Bearer {token}"}
        async with http.get(file["url_private_download"], headers=headers) as response:
            content = await response.read()
        await client.files_upload_v2(content=content, filename="shot.png", channel="C0PAY", initial_comment="redrawn")
        await ack()

    @app.action("typed")
    async def typed(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        view, words = body["view"], body["actions"][0]["value"]
        found = {"type": "section", "block_id": "found", "text": {"type": "plain_text", "text": f"like {words}?"}}
        blocks = [*view["blocks"], found]
        await client.views_update(
            view_id=view["id"], hash=view["hash"], view=modal(*blocks, callback_id=view["callback_id"])
        )
        await ack()


def _doors(app: AsyncApp) -> None:
    @app.shortcut("report_message")
    async def shortcut(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        files = [file["name"] for file in body["message"].get("files", [])]
        text = f"{body['message']['text']} in {body['channel']['name']} with {files}"
        await client.chat_postMessage(channel="C0PAY", text=text)
        await ack()

    @app.event("message")
    async def message(event: dict[str, Any], client: AsyncWebClient) -> None:
        if event.get("subtype") == "file_share" and not event.get("bot_id"):
            await client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="camera")

    @app.event("reaction_added")
    async def reacted(event: dict[str, Any], client: AsyncWebClient) -> None:
        if event["reaction"] == "snag":
            await client.chat_postMessage(channel=event["user"], text=f"by {event['item_user']}")


@pytest.fixture(params=["http", "socket"])
async def wired(request: pytest.FixtureRequest, slack: LocalSlack, http: ClientSession) -> AsyncIterator[LocalSlack]:
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    app = bolt(slack, http)
    slack.parts.events.subscriptions = {"message.channels", "message.im", "reaction_added"}
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


async def test_a_message_with_a_file_reaches_bolt_by_shortcut_reaction_and_event(wired: LocalSlack) -> None:
    ana, rita = wired.as_person("U0ANA"), wired.as_person("U0RITA")
    said = await ana.say("C0PAY", "it fails", files=[await ana.upload("shot.png", b"picture")])
    assert (await rita.message_shortcut("report_message", said)).ok
    await rita.react(said, "snag")
    await wired.quiet()
    assert wired.messages("C0PAY")[1]["text"] == "it fails in team-payments with ['shot.png']"
    assert wired.messages("C0PAY")[0]["reactions"][-1]["name"] in ("camera", "snag")
    assert {one["name"] for one in wired.messages("C0PAY")[0]["reactions"]} == {"camera", "snag"}
    assert [message["text"] for message in wired.messages(rita.dm)] == ["by U0ANA"]


async def test_a_form_that_answers_while_one_types_and_takes_a_file(wired: LocalSlack) -> None:
    rita = wired.as_person("U0RITA")
    assert (await rita.shortcut("report")).ok
    assert [answer.ok for answer in await rita.type({"What happened": "the code"}, enter=True)] == [True]
    assert rita.view
    assert [block["block_id"] for block in rita.view["blocks"]] == ["story", "shots", "found"]
    assert rita.view["state"]["values"]["story"]["typed"]["value"] == "the code"
    assert (await rita.submit({"Screenshot": await rita.upload("mine.png", b"picture")})).ok
    [shared] = wired.messages("C0PAY")
    assert (shared["text"], shared["files"][0]["name"]) == ("redrawn", "shot.png")
    assert wired.content_of(shared["files"][0]) == b"picture"
    assert rita.stack == []
