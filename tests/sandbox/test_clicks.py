"""What reaches the app when somebody uses an element of a message."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import App, Json, buttons

SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def test_a_click_on_an_ephemeral_carries_no_message(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/interaction-payloads/block_actions-payload: container.is_ephemeral, no message."""
    await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="x", blocks=buttons("Undo"))
    ana = slack.as_person("U0ANA")
    await ana.click(ana.ephemerals()[0], "press")
    [sent] = app.of_type("block_actions")
    assert sent["container"]["is_ephemeral"] is True
    assert "message" not in sent
    assert sent["response_url"].startswith(slack.url)


async def test_a_click_carries_the_message_and_what_was_pressed(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/interaction-payloads/block_actions-payload."""
    parent = await client.chat_postMessage(channel="C0PAY", text="card")
    await client.chat_postMessage(
        channel="C0PAY", text="line", blocks=buttons("Done", "Later"), thread_ts=str(parent["ts"])
    )
    await slack.as_person("U0ANA").click(slack.messages("C0PAY", str(parent["ts"]))[1], "press1")
    [sent] = app.of_type("block_actions")
    [action] = sent["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("press1", "row", "Later")
    assert sent["container"]["thread_ts"] == parent["ts"]
    assert (sent["message"]["text"], sent["message"]["bot_id"]) == ("line", "B0SNAG")
    assert sent["channel"] == {"id": "C0PAY", "name": "team-payments"}
    assert sent["user"]["id"] == "U0ANA"


async def test_a_late_click_carries_the_old_buttons_of_a_changed_message(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """A client that has not heard of chat.update yet still shows, and can press, what was there before."""
    posted = await client.chat_postMessage(channel="C0PAY", text="card", blocks=buttons("Acknowledge"))
    [old] = slack.messages("C0PAY")
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="acknowledged")
    await slack.as_person("U0ANA").click(old, "press")
    [sent] = app.of_type("block_actions")
    assert sent["actions"][0]["value"] == "Acknowledge"
    assert sent["message"]["text"] == "acknowledged"


async def test_one_of_several_buttons_is_named_by_its_value(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    rows = [buttons("a")[0], {**buttons("b")[0], "block_id": "row2"}]
    await client.chat_postMessage(channel="C0PAY", text="x", blocks=rows)
    [message] = slack.messages("C0PAY")
    ana = slack.as_person("U0ANA")
    with pytest.raises(LookupError, match="say which"):
        await ana.click(message, "press")
    await ana.click(message, "press", value="b")
    assert app.of_type("block_actions")[0]["actions"][0]["value"] == "b"


async def test_a_select_in_a_message_sends_its_choice_in_actions_and_state(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/interaction-payloads/block_actions-payload, state.values."""
    element = {"type": "users_select", "action_id": "assign"}
    block = {"type": "actions", "block_id": "row", "elements": [element]}
    await client.chat_postMessage(channel="C0PAY", text="x", blocks=[block])
    await slack.as_person("U0ANA").click(slack.messages("C0PAY")[0], "assign", selected_user="U0RITA")
    [sent] = app.of_type("block_actions")
    assert sent["actions"][0]["selected_user"] == "U0RITA"
    assert sent["state"]["values"]["row"]["assign"]["selected_user"] == "U0RITA"


async def test_an_overflow_menu_sends_the_option(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/block-kit/block-elements/overflow-menu-element."""
    option = {"text": {"type": "plain_text", "text": "Merge"}, "value": "merge"}
    element = {"type": "overflow", "action_id": "more", "options": [option]}
    await client.chat_postMessage(channel="C0PAY", text="x", blocks=[{**SECTION, "accessory": element}])
    await slack.as_person("U0ANA").click(slack.messages("C0PAY")[0], "more", value="merge")
    assert app.of_type("block_actions")[0]["actions"][0]["selected_option"]["value"] == "merge"


async def test_nobody_clicks_what_only_another_sees(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="x", blocks=buttons("Undo"))
    with pytest.raises(LookupError, match="cannot see"):
        await slack.as_person("U0RITA").click(slack.ephemerals("U0ANA")[0], "press")
    assert app.of_type("block_actions") == []
