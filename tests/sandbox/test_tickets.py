"""Trigger ids and response URLs run out as Slack's do."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import App, Json, buttons, modal


async def trigger_of(slack: LocalSlack, app: App) -> str:
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    return str(app.payloads[-1]["trigger_id"])


async def refusal(client: AsyncWebClient, trigger: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger, view=modal())
    return str(caught.value.response["error"])


async def test_a_trigger_opens_one_form_only(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: interactivity/handling-user-interaction, "trigger IDs ... can only be used once"."""
    trigger = await trigger_of(slack, app)
    await client.views_open(trigger_id=trigger, view=modal())
    assert await refusal(client, trigger) == "exchanged_trigger_id"


async def test_a_trigger_dies_after_three_seconds(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: interactivity/handling-user-interaction, "will expire within 3 seconds"."""
    trigger = await trigger_of(slack, app)
    slack.parts.tickets.triggers[trigger].made_at -= timedelta(seconds=3.1)
    assert await refusal(client, trigger) == "expired_trigger_id"


async def test_moving_the_business_clock_expires_no_trigger(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    trigger = await trigger_of(slack, app)
    await slack.move_clock(timedelta(days=7))
    assert (await client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_an_invented_trigger_is_refused(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.open, error invalid_trigger_id."""
    assert await refusal(client, "1.2.3") == "invalid_trigger_id"


async def test_a_view_that_is_refused_does_not_use_up_the_trigger(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    trigger = await trigger_of(slack, app)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger, view={"type": "modal", "blocks": []})
    assert (await client.views_open(trigger_id=trigger, view=modal()))["ok"]


# response_url


async def post(http: ClientSession, url: str, body: Json) -> tuple[int, str]:
    async with http.post(url, json=body) as response:
        return response.status, await response.text()


async def command(slack: LocalSlack, app: App) -> str:
    app.answers("working on it")
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag hello")
    return str(app.payloads[-1]["response_url"])


def texts(held: list[Json]) -> list[str]:
    return [one["text"] for one in held]


async def test_a_response_url_works_five_times(slack: LocalSlack, app: App, http: ClientSession) -> None:
    """Slack docs: interactivity/handling-user-interaction, "up to 5 times within 30 minutes"."""
    url = await command(slack, app)
    for _ in range(5):
        assert await post(http, url, {"text": "again"}) == (200, "ok")
    status, body = await post(http, url, {"text": "once more"})
    assert status == 404
    assert "used_url" in body


async def test_a_response_url_dies_after_thirty_minutes(slack: LocalSlack, app: App, http: ClientSession) -> None:
    """Slack docs: interactivity/handling-user-interaction, "within 30 minutes"."""
    url = await command(slack, app)
    slack.parts.tickets.expire_everything()
    status, body = await post(http, url, {"text": "late"})
    assert status == 404
    assert "expired_url" in body


async def test_a_response_is_for_the_person_alone_unless_in_channel(
    slack: LocalSlack, app: App, http: ClientSession
) -> None:
    """Slack docs: interactivity/handling-user-interaction, response_type "ephemeral" is the default."""
    url = await command(slack, app)
    await post(http, url, {"text": "for you"})
    await post(http, url, {"text": "for all", "response_type": "in_channel"})
    assert texts(slack.ephemerals("U0RITA")) == ["working on it", "for you"]
    assert slack.ephemerals("U0ANA") == []
    assert texts(slack.messages("C0GENERAL")) == ["for all"]


async def test_an_ephemeral_answer_is_replaced_and_deleted_through_its_response_url(
    slack: LocalSlack, app: App, http: ClientSession
) -> None:
    """Slack docs: interactivity/handling-user-interaction, replace_original and delete_original."""
    app.answers({"text": "undo?", "blocks": buttons("undo")})
    rita = slack.as_person("U0RITA")
    await rita.slash("C0GENERAL", "/snag hello")
    shown = rita.ephemerals()[0]
    await rita.click(shown, "press")
    url = str(app.payloads[-1]["response_url"])
    await post(http, url, {"text": "undone", "replace_original": True})
    assert [(e["ts"], e["text"], e["blocks"]) for e in rita.ephemerals()] == [(shown["ts"], "undone", [])]
    await post(http, url, {"delete_original": True})
    assert rita.ephemerals() == []


async def test_a_message_is_replaced_through_a_clicks_response_url(
    slack: LocalSlack, app: App, http: ClientSession, client: AsyncWebClient
) -> None:
    """Slack docs: interactivity/handling-user-interaction, "replace_original": the source message."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card", blocks=buttons("Acknowledge"))
    ana = slack.as_person("U0ANA")
    await ana.click(slack.messages("C0PAY")[0], "press")
    url = str(app.of_type("block_actions")[-1]["response_url"])
    await post(http, url, {"text": "acknowledged", "replace_original": True})
    assert [(m["ts"], m["text"]) for m in slack.messages("C0PAY")] == [(posted["ts"], "acknowledged")]
    await post(http, url, {"delete_original": True})
    assert slack.messages("C0PAY") == []


async def test_a_response_url_reaches_a_channel_the_app_is_not_in(
    slack: LocalSlack, app: App, http: ClientSession
) -> None:
    """Slack docs: interactivity/handling-user-interaction: it needs no token and no membership."""
    app.answers("")
    await slack.as_person("U0ANA").slash("C0SECRET", "/snag hello")
    url = str(app.payloads[-1]["response_url"])
    assert (await post(http, url, {"text": "hello", "response_type": "in_channel"}))[0] == 200
    assert texts(slack.messages("C0SECRET")) == ["hello"]


@pytest.mark.parametrize("body", ["not json", "[1]"])
async def test_a_response_that_is_no_json_object_is_refused(
    slack: LocalSlack, app: App, http: ClientSession, body: str
) -> None:
    url = await command(slack, app)
    async with http.post(url, data=body) as response:
        assert response.status == 400
        assert "invalid_payload" in await response.text()


async def test_bad_blocks_are_refused_by_the_response_url_too(slack: LocalSlack, app: App, http: ClientSession) -> None:
    url = await command(slack, app)
    status, body = await post(http, url, {"text": "x", "blocks": [{"type": "nonsense"}]})
    assert status == 400
    assert "invalid_blocks" in body


async def test_the_app_hears_nothing_of_a_response_urls_secret_in_another_ticket(slack: LocalSlack, app: App) -> None:
    """Each interaction has its own address: used up in one place does not mean used up in another."""
    first, second = await command(slack, app), await command(slack, app)
    assert first != second


async def test_an_unknown_response_url_is_gone(slack: LocalSlack, http: ClientSession) -> None:
    status, _ = await post(http, f"{slack.url}/response/nobody", {"text": "x"})
    assert status == web.HTTPNotFound.status_code
