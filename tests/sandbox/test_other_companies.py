"""Channels shared with another company, and its people in them."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Actor, LocalSlack
from tests.sandbox.conftest import BOT, App, buttons, modal

OTHER = "T0OTHER"


@pytest.fixture
async def vera(slack: LocalSlack) -> Actor:
    """Of another company, in the one channel that both share."""
    slack.add_person("U0VERA", "vera", "Vera", team_id=OTHER)
    slack.add_channel("C0SHARED", "with-partner", ["U0ANA", "U0VERA", BOT], shared_with=OTHER)
    return slack.as_person("U0VERA")


async def test_what_is_said_in_a_shared_channel_tells_whose_company_it_is(
    slack: LocalSlack, app: App, vera: Actor
) -> None:
    """slack-go/slack issue 695: source_team and user_team; the wrapper: apis/events-api, is_ext_shared_channel."""
    await vera.say("C0SHARED", "it fails")
    await slack.as_person("U0ANA").say("C0SHARED", "here too")
    await slack.as_person("U0ANA").say("C0PAY", "ours alone")
    await slack.quiet()
    by_text = {p["event"]["text"]: p for p in app.payloads}
    theirs, ours = by_text["it fails"], by_text["here too"]
    assert (theirs["event"]["user_team"], theirs["event"]["source_team"], theirs["event"]["team"]) == (OTHER,) * 3
    assert (ours["event"]["user_team"], ours["is_ext_shared_channel"]) == ("T0SNAG", True)
    assert (theirs["team_id"], theirs["context_team_id"]) == ("T0SNAG", "T0SNAG")
    assert theirs["authorizations"][0]["team_id"] == "T0SNAG"
    own = by_text["ours alone"]
    assert (own["is_ext_shared_channel"], "user_team" in own["event"]) == (False, False)


async def test_reactions_and_joins_there_are_marked_too(slack: LocalSlack, app: App, vera: Actor) -> None:
    """Slack docs: apis/events-api, is_ext_shared_channel is part of every wrapper."""
    said = await slack.as_person("U0ANA").say("C0SHARED", "it fails")
    await vera.react(said, "snag")
    slack.workspace.remove("C0SHARED", "U0VERA")
    slack.workspace.invite("C0SHARED", "U0VERA")
    slack.workspace.rename("C0SHARED", "partners")
    await slack.quiet()
    assert {p["event"]["type"]: p["is_ext_shared_channel"] for p in app.payloads} == dict.fromkeys(
        ["message", "reaction_added", "member_left_channel", "member_joined_channel", "channel_rename"], True
    )
    assert app.of_type("member_joined_channel")[0]["team"] == OTHER


async def test_somebody_whom_the_app_meets_in_a_channel_is_no_stranger(
    slack: LocalSlack, client: AsyncWebClient, vera: Actor
) -> None:
    """Slack docs: reference/objects/user-object, is_stranger: another workspace's, "and isn't in any shared channels
    visible to your app". Only team_id tells for sure."""
    met = (await client.users_info(user="U0VERA"))["user"]
    assert (met["is_stranger"], met["team_id"], met["profile"]["team"]) == (False, OTHER, OTHER)
    slack.workspace.remove("C0SHARED", BOT)
    assert (await client.users_info(user="U0VERA"))["user"]["is_stranger"]
    own = (await client.users_info(user="U0ANA"))["user"]
    assert (own["team_id"], "is_stranger" in own) == ("T0SNAG", False)


async def test_a_shared_channel_says_so(client: AsyncWebClient, vera: Actor) -> None:
    """Slack docs: reference/objects/conversation-object: is_ext_shared, shared_team_ids."""
    shared = (await client.conversations_info(channel="C0SHARED"))["channel"]
    assert (shared["is_ext_shared"], shared["is_shared"], shared["shared_team_ids"]) == (True, True, ["T0SNAG", OTHER])
    own = (await client.conversations_info(channel="C0PAY"))["channel"]
    assert (own["is_ext_shared"], own["shared_team_ids"]) == (False, ["T0SNAG"])


async def test_they_have_no_commands_of_the_app(slack: LocalSlack, app: App, vera: Actor) -> None:
    """bolt-python issue 767: "/… is not a valid command" for people of the other workspace."""
    answer = await vera.slash("C0SHARED", "/snag it fails")
    assert (answer.problem, answer.sent) == ("invalid_command", False)
    assert [e["text"] for e in vera.ephemerals()] == ["/snag is not a valid command."]
    said = await vera.say("C0SHARED", "it fails")
    for refused in (await vera.shortcut("report"), await vera.message_shortcut("report_message", said)):
        assert (refused.ok, refused.sent) == (False, False)
    await slack.quiet()
    assert {p["type"] for p in app.payloads} == {"event_callback"}


async def test_they_press_buttons_as_somebody_of_their_own_team(
    slack: LocalSlack, app: App, client: AsyncWebClient, vera: Actor
) -> None:
    """java-slack-sdk issue 1041: the user's team is theirs, the payload's team the app's."""
    posted = await client.chat_postMessage(channel="C0SHARED", text="card", blocks=buttons("x"))
    await vera.click(dict(posted["message"]), "press")
    [sent] = app.of_type("block_actions")
    assert (sent["user"]["team_id"], sent["team"]["id"]) == (OTHER, "T0SNAG")


async def test_a_form_they_send_comes_from_their_workspace(
    slack: LocalSlack, app: App, client: AsyncWebClient, vera: Actor
) -> None:
    """slack_bolt 1.30, request/internals.py, extract_team_id: `view.app_installed_team_id` is the app's own."""
    posted = await client.chat_postMessage(channel="C0SHARED", text="card", blocks=buttons("x"))
    await vera.click(dict(posted["message"]), "press")
    await client.views_open(trigger_id=app.of_type("block_actions")[0]["trigger_id"], view=modal())
    await vera.submit({"What happened": "it fails"})
    [sent] = app.of_type("view_submission")
    assert (sent["team"]["id"], sent["user"]["team_id"], sent["view"]["team_id"]) == (OTHER,) * 3
    assert sent["view"]["app_installed_team_id"] == "T0SNAG"


async def test_of_their_files_a_message_tells_only_the_id(
    slack: LocalSlack, app: App, client: AsyncWebClient, http: ClientSession, vera: Actor
) -> None:
    """Slack docs: apis/slack-connect, "check_file_info": call files.info for the rest."""
    shot = await vera.upload("shot.png", b"picture")
    said = await vera.say("C0SHARED", "look", files=[shot])
    assert said["files"] == [{"id": shot["id"], "mode": "file_access", "file_access": "check_file_info"}]
    file = (await client.files_info(file=shot["id"]))["file"]
    assert (file["name"], file["user_team"]) == ("shot.png", OTHER)
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.get(file["url_private"], headers=headers) as response:
        assert await response.read() == b"picture"


async def test_they_see_only_what_is_shared_with_them(slack: LocalSlack, http: ClientSession, vera: Actor) -> None:
    """Slack docs: apis/slack-connect: people of other companies are in the shared channel alone."""
    async with http.get(f"{slack.url}/sandbox/api/state", params={"as": "U0VERA"}) as response:
        state = await response.json()
    assert [channel["id"] for channel in state["channels"]] == ["C0SHARED"]
    assert (state["commands"], state["me"]["role"]) == ([], "guest")
    with pytest.raises(LookupError):
        await vera.say("C0GENERAL", "hello")
