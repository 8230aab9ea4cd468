"""Whom markup of the app would notify: recorded, so that a test can claim that user text notifies nobody."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.mrkdwn import pings_in_text
from tests.sandbox.conftest import App, Json

HOSTILE = "<!channel> <!here> <!everyone> <@U0ANA> <!subteam^S0PAYTEAM|@pay-team>"


def targets(slack: LocalSlack) -> list[str]:
    return [ping.target for ping in slack.pings]


@pytest.mark.parametrize(
    "text, found",
    [
        ("<!channel>", ["!channel"]),
        ("<!here|here>", ["!here"]),
        ("<!everyone>", ["!everyone"]),
        ("<@U0ANA>", ["U0ANA"]),
        ("<@U0ANA|ana> and <@U0BEN>", ["U0ANA", "U0BEN"]),
        ("<!subteam^S0PAYTEAM>", ["S0PAYTEAM"]),
        ("&lt;!channel&gt; &lt;@U0ANA&gt;", []),
        ("<!date^1392734382^{date_short}|then> <https://x.example|@ana> <#C0PAY>", []),
        ("@channel @here", []),
    ],
)
def test_which_markup_notifies(text: str, found: list[str]) -> None:
    """Slack docs: messaging/formatting-message-text, "Mentioning users", groups, special mentions, dates, links."""
    assert list(pings_in_text(text)) == found


@pytest.mark.parametrize("more", [{"link_names": True}, {"parse": "full"}])
async def test_link_names_makes_plain_words_notify(slack: LocalSlack, client: AsyncWebClient, more: Json) -> None:
    """Slack docs: reference/methods/chat.postMessage, link_names and parse."""
    await client.chat_postMessage(channel="C0PAY", text="@here and @channel", **more)
    assert targets(slack) == ["!here", "!channel"]


async def test_mrkdwn_notifies_and_the_place_is_known(slack: LocalSlack, client: AsyncWebClient) -> None:
    blocks: list[Json] = [
        {"type": "divider"},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "<@U0ANA>"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "<!here>"}]},
    ]
    await client.chat_postMessage(channel="C0PAY", text="hello", blocks=blocks)
    assert [(p.target, p.where, p.channel) for p in slack.pings] == [
        ("U0ANA", "blocks/1/fields/0", "C0PAY"),
        ("!here", "blocks/2/elements/0", "C0PAY"),
    ]


async def test_plain_text_and_rich_text_never_notify_by_their_text(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/block-kit/composition-objects/text-object; rich text's text elements are literal."""
    text = {"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}
    blocks: list[Json] = [
        {"type": "section", "text": {"type": "plain_text", "text": HOSTILE}},
        {"type": "rich_text", "elements": [text]},
    ]
    await client.chat_postMessage(channel="C0PAY", text="hello", blocks=blocks)
    assert targets(slack) == []


async def test_mention_elements_of_rich_text_do_notify(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/block-kit/blocks/rich-text-block: user, usergroup and broadcast elements."""
    elements = [
        {"type": "user", "user_id": "U0ANA"},
        {"type": "usergroup", "usergroup_id": "S0PAYTEAM"},
        {"type": "broadcast", "range": "here"},
    ]
    section = {"type": "rich_text_section", "elements": elements}
    await client.chat_postMessage(channel="C0PAY", text="x", blocks=[{"type": "rich_text", "elements": [section]}])
    assert targets(slack) == ["U0ANA", "S0PAYTEAM", "!here"]


async def test_every_way_of_speaking_is_watched(
    slack: LocalSlack, app: App, client: AsyncWebClient, http: ClientSession
) -> None:
    posted = await client.chat_postMessage(channel="C0PAY", text="<@U0A>")
    await client.chat_update(channel="C0PAY", ts=str(posted["ts"]), text="<@U0B>")
    await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="<@U0C>")
    app.answers("<@U0D>")
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    url = app.payloads[-1]["response_url"]
    for body in ({"text": "<@U0E>"}, {"text": "<@U0F>", "replace_original": True}):
        await (await http.post(url, json=body)).release()
    attachment = {"fallback": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<@U0G>"}}]}
    await client.chat_postMessage(channel="C0PAY", text="x", attachments=[attachment])
    assert targets(slack) == ["U0A", "U0B", "U0C", "U0D", "U0E", "U0F", "U0G"]


async def test_what_people_say_is_not_the_apps_ping(slack: LocalSlack) -> None:
    await slack.as_person("U0ANA").say("C0PAY", "@here <!channel>")
    assert targets(slack) == []


async def test_everything_said_can_be_searched(slack: LocalSlack, app: App, client: AsyncWebClient) -> None:
    app.answers({"text": "said in an acknowledgement"})
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag x")
    await client.chat_postMessage(channel="C0PAY", text="said in a call")
    said = str(slack.outgoing())
    assert "said in an acknowledgement" in said
    assert "said in a call" in said
