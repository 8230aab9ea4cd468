"""Slash commands and shortcuts: what is sent, and what a person sees when the app fails."""

import asyncio

import pytest
from aiohttp import web

from bot.sandbox.slack import LocalSlack
from tests.sandbox.conftest import App, Json


async def test_a_commands_fields(slack: LocalSlack, app: App) -> None:
    """Slack docs: interactivity/implementing-slash-commands: every value is text, text is empty rather than absent."""
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    [sent] = app.payloads
    assert all(isinstance(value, str) for value in sent.values())
    assert (sent["command"], sent["text"], sent["is_enterprise_install"]) == ("/snag", "", "false")
    assert (sent["channel_name"], sent["user_name"], sent["team_domain"]) == ("general", "rita", "larkfield")
    assert "thread_ts" not in sent


@pytest.mark.parametrize("place, name", [("D0RITA", "directmessage"), ("C0SECRET", "privategroup")])
async def test_the_names_of_places_that_have_none(slack: LocalSlack, app: App, place: str, name: str) -> None:
    """Slack docs: interactivity/implementing-slash-commands, channel_name."""
    slack.dm("U0RITA")
    slack.workspace.invite("C0SECRET", "U0RITA")
    await slack.as_person("U0RITA").slash(place, "/snag x")
    assert app.payloads[-1]["channel_name"] == name


@pytest.mark.parametrize("body", ["got it", {"text": "got it"}])
async def test_an_acknowledgement_speaks_to_the_person(slack: LocalSlack, app: App, body: str | Json) -> None:
    """Slack docs: interactivity/implementing-slash-commands: plain text or JSON, ephemeral by default."""
    app.answers(body)
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    assert (answer.ok, answer.status, answer.body) == (True, 200, {"text": "got it"})
    [shown] = slack.ephemerals("U0RITA")
    assert (shown["text"], shown["channel"], shown["ephemeral"]) == ("got it", "C0GENERAL", True)


async def test_an_acknowledgement_can_speak_to_all(slack: LocalSlack, app: App) -> None:
    """Slack docs: interactivity/implementing-slash-commands, response_type in_channel."""
    app.answers({"text": "for all", "response_type": "in_channel"})
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    assert [m["text"] for m in slack.messages("C0GENERAL")] == ["for all"]
    assert slack.ephemerals("U0RITA") == []


async def test_an_empty_acknowledgement_shows_nothing(slack: LocalSlack, app: App) -> None:
    assert (await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")).ok
    assert slack.ephemerals("U0RITA") == []


@pytest.mark.parametrize("status", [404, 500])
async def test_a_refused_command_is_shown_as_failed(slack: LocalSlack, app: App, status: int) -> None:
    """Slack docs: interactivity/implementing-slash-commands: anything but 200 is an error for the person."""
    app.answers("unhandled request", status=status)
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    assert (answer.problem, answer.status) == ("dispatch_failed", status)
    [shown] = slack.ephemerals("U0RITA")
    assert shown["user"] == "USLACKBOT"
    assert shown["text"] == '/snag failed with the error "dispatch_failed"'


async def test_a_command_acknowledged_too_late_is_shown_as_failed(slack: LocalSlack, app: App) -> None:
    """Slack docs: interactivity/implementing-slash-commands: within 3000 milliseconds, else operation_timeout."""
    assert slack.parts.wire.ack_seconds == 3.0
    slack.parts.wire.ack_seconds = 0.05
    released = asyncio.Event()

    async def reply(_: Json) -> web.Response:
        await released.wait()
        return web.Response(text="too late")

    app.reply = reply
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    released.set()
    assert answer.problem == "operation_timeout"
    assert [e["text"] for e in slack.ephemerals("U0RITA")] == ['/snag failed with the error "operation_timeout"']


async def test_a_command_without_any_app_is_shown_as_failed(slack: LocalSlack) -> None:
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    assert (answer.problem, answer.sent) == ("dispatch_failed", False)
    assert "dispatch_failed" in slack.ephemerals("U0RITA")[0]["text"]


async def test_an_acknowledgement_with_bad_blocks_is_shown_as_failed(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/block-kit: a message in an acknowledgement obeys the same limits."""
    app.answers({"text": "x", "blocks": [{"type": "nonsense"}]})
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    assert (answer.problem, answer.ok) == ("invalid_blocks", False)
    assert "dispatch_failed" in slack.ephemerals("U0RITA")[0]["text"]


async def test_a_command_nobody_declared_never_leaves_slack(slack: LocalSlack, app: App) -> None:
    answer = await slack.as_person("U0RITA").slash("C0GENERAL", "/other x")
    assert (answer.problem, app.payloads) == ("invalid_command", [])
    assert "not a valid command" in slack.ephemerals("U0RITA")[0]["text"]


async def test_nobody_commands_in_a_channel_they_cannot_see(slack: LocalSlack, app: App) -> None:
    with pytest.raises(LookupError):
        await slack.as_person("U0RITA").slash("C0SECRET", "/snag x")
    assert app.payloads == []


# shortcuts


async def test_a_global_shortcut_has_no_channel_and_no_response_url(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/interaction-payloads/shortcuts-interaction-payload."""
    assert (await slack.as_person("U0RITA").shortcut("report")).ok
    [sent] = app.of_type("shortcut")
    assert sent["callback_id"] == "report"
    assert {"channel", "response_url", "api_app_id"} & sent.keys() == set()
    assert sent["user"] == {"id": "U0RITA", "username": "rita", "team_id": "T0SNAG"}


async def test_a_message_shortcut_carries_the_message(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/interaction-payloads/shortcuts-interaction-payload, message_action."""
    said = await slack.as_person("U0ANA").say("C0GENERAL", "the code <expired>")
    await slack.as_person("U0RITA").message_shortcut("report_message", said)
    [sent] = app.of_type("message_action")
    assert sent["message"]["text"] == "the code &lt;expired&gt;"
    assert (sent["message_ts"], sent["message"]["user"]) == (said["ts"], "U0ANA")
    assert sent["response_url"].startswith(slack.url)


async def test_a_message_in_a_channel_one_cannot_see_has_no_shortcut(slack: LocalSlack, app: App) -> None:
    said = await slack.as_person("U0ANA").say("C0SECRET", "hush")
    with pytest.raises(LookupError):
        await slack.as_person("U0RITA").message_shortcut("report_message", said)
