"""Files: uploaded by people and by the app, shared in messages, asked for in forms, fetched with a token."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.files import INPUT_SIZE_LIMIT
from tests.sandbox.conftest import BOT, App, Json, error_of, modal

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def file_input(block_id: str = "shots", **element: Any) -> Json:
    label = {"type": "plain_text", "text": "Screenshots"}
    asked = {"type": "file_input", "action_id": "files", **element}
    return {"type": "input", "block_id": block_id, "label": label, "optional": True, "element": asked}


async def fetched(http: ClientSession, url: str, token: str | None) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.get(url, headers=headers) as response:
        return response.status, response.content_type, await response.read()


async def uploaded(slack: LocalSlack, client: AsyncWebClient, http: ClientSession, name: str = "shot.png") -> str:
    """The first two of the three steps; the file's id."""
    ticket = await client.files_getUploadURLExternal(filename=name, length=len(PNG))
    async with http.post(str(ticket["upload_url"]), data=PNG) as response:
        assert (response.status, await response.text()) == (200, f"OK - {len(PNG)}")
    return str(ticket["file_id"])


async def open_form(slack: LocalSlack, client: AsyncWebClient, app: App, *blocks: Json) -> None:
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=modal(*blocks))


# a person's files in messages


async def test_a_message_with_a_file_is_a_file_share_to_the_app_and_no_subtype_in_history(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/events/message/file_share; history without it: bolt-python issue 980."""
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    said = await ana.say("C0PAY", "the code fails", files=[shot])
    await slack.quiet()
    [event] = app.of_type("message")
    assert (event["subtype"], event["text"], event["user"]) == ("file_share", "the code fails", "U0ANA")
    assert "team" not in event  # slackapi/slack-api-specs issue 62
    [file] = event["files"]
    assert (file["id"], file["name"], file["mimetype"], file["filetype"]) == (
        shot["id"],
        "shot.png",
        "image/png",
        "png",
    )
    assert (file["size"], file["mode"], file["user"]) == (len(PNG), "hosted", "U0ANA")
    [kept] = (await client.conversations_history(channel="C0PAY", latest=said["ts"], inclusive=True, limit=1))[
        "messages"
    ]
    assert "subtype" not in kept
    assert kept["files"] == [file]


async def test_a_shared_file_is_told_once_more_by_its_id(slack: LocalSlack, app: App) -> None:
    """Slack docs: reference/events/file_shared: file_id, channel_id, user_id."""
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    await ana.say("C0PAY", "", files=[shot])
    await slack.quiet()
    [event] = app.of_type("file_shared")
    assert (event["file_id"], event["channel_id"], event["user_id"]) == (shot["id"], "C0PAY", "U0ANA")


async def test_a_file_without_a_word_is_a_message_too(slack: LocalSlack) -> None:
    """Slack docs: reference/events/message/file_share: text may be empty."""
    ana = slack.as_person("U0ANA")
    said = await ana.say("C0PAY", "", files=[await ana.upload("shot.png", PNG)])
    assert (said["text"], "blocks" in said, len(said["files"])) == ("", False, 1)


async def test_nobody_shares_what_is_not_theirs(slack: LocalSlack) -> None:
    shot = await slack.as_person("U0ANA").upload("shot.png", PNG)
    with pytest.raises(LookupError):
        await slack.as_person("U0RITA").say("C0GENERAL", "look", files=[shot])


# forms


@pytest.mark.parametrize(
    "element, pointer",
    [
        ({"max_files": 11}, "max_files"),
        ({"max_files": 0}, "max_files"),
        ({"filetypes": "png"}, "filetypes"),
        ({"placeholder": "x"}, "additional"),
    ],
)
async def test_a_file_input_has_its_limits(
    slack: LocalSlack, client: AsyncWebClient, app: App, element: Json, pointer: str
) -> None:
    """Slack docs: reference/block-kit/block-elements/file-input-element: filetypes, max_files 1 to 10."""
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    trigger = app.payloads[-1]["trigger_id"]
    refused = await error_of(client.views_open(trigger_id=trigger, view=modal(file_input(**element))))
    assert refused["error"] == "invalid_arguments"
    assert pointer in refused["response_metadata"]["messages"][0]
    assert (await client.views_open(trigger_id=trigger, view=modal(file_input(max_files=10))))["ok"]


async def test_a_file_input_does_not_dispatch_and_stands_in_modals_only(
    slack: LocalSlack, client: AsyncWebClient, app: App
) -> None:
    """Slack docs: reference/block-kit/blocks/input-block: with dispatch_action "an unsupported type error"."""
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    trigger = app.payloads[-1]["trigger_id"]
    told = await error_of(client.views_open(trigger_id=trigger, view=modal(file_input() | {"dispatch_action": True})))
    assert told["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: file_input [json-pointer:/view/blocks/0/element/type]"
    ]
    home = client.views_publish(user_id="U0RITA", view={"type": "home", "blocks": [file_input()]})
    assert (await error_of(home))["error"] == "invalid_arguments"
    message = client.chat_postMessage(channel="C0PAY", text="x", blocks=[file_input()])
    assert (await error_of(message))["error"] == "invalid_blocks"


async def test_a_form_with_files_needs_the_scope(slack: LocalSlack, client: AsyncWebClient, app: App) -> None:
    """Slack docs: reference/block-kit/block-elements/file-input-element: "your app must have the files:read scope"."""
    slack.parts.tokens.scopes.discard("files:read")
    await slack.as_person("U0RITA").slash("C0GENERAL", "/snag")
    told = await error_of(client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=modal(file_input())))
    assert (told["error"], told["needed"]) == ("missing_scope", "files:read")


async def test_a_form_hands_its_files_to_the_app(
    slack: LocalSlack, client: AsyncWebClient, app: App, http: ClientSession
) -> None:
    """Slack docs: reference/interaction-payloads/view-interactions-payload, file_input: `files`, a list of objects."""
    await open_form(slack, client, app, file_input(max_files=2))
    rita = slack.as_person("U0RITA")
    assert rita.view
    assert rita.view["state"]["values"]["shots"]["files"] == {"type": "file_input", "files": []}
    shots = [await rita.upload(f"{n}.png", PNG) for n in (1, 2)]
    before = client.files_info(file=shots[0]["id"])
    assert (await error_of(before))["error"] == "file_not_found"
    assert (await rita.submit({"Screenshots": shots})).ok
    [sent] = app.of_type("view_submission")
    state = sent["view"]["state"]["values"]["shots"]["files"]
    assert [file["name"] for file in state["files"]] == ["1.png", "2.png"]
    url = state["files"][0]["url_private_download"]
    assert await fetched(http, url, slack.bot_token) == (200, "image/png", PNG)
    assert (await client.files_info(file=shots[0]["id"]))["file"]["shares"] == {}


@pytest.mark.parametrize(
    "element, name, size, problem",
    [
        ({"filetypes": ["png", "jpg"]}, "notes.txt", 3, "types: png, jpg"),
        ({}, "film.mp4", INPUT_SIZE_LIMIT + 1, "10 MB"),
        ({"max_files": 0 + 1}, "two", 3, "at most 1 file"),
    ],
)
async def test_the_client_refuses_files_before_it_sends_them(
    slack: LocalSlack, client: AsyncWebClient, app: App, element: Json, name: str, size: int, problem: str
) -> None:
    """Slack docs: reference/block-kit/block-elements/file-input-element: filetypes, max_files, 10MB."""
    await open_form(slack, client, app, file_input(**element))
    rita = slack.as_person("U0RITA")
    files = [await rita.upload(name, b"x" * size) for _ in range(2 if name == "two" else 1)]
    answer = await rita.submit({"Screenshots": files})
    assert problem in answer.errors["shots"]
    assert not answer.sent
    assert app.of_type("view_submission") == []


async def test_nobody_sends_a_form_with_anothers_file(slack: LocalSlack, client: AsyncWebClient, app: App) -> None:
    await open_form(slack, client, app, file_input())
    shot = await slack.as_person("U0ANA").upload("shot.png", PNG)
    with pytest.raises(LookupError):
        await slack.as_person("U0RITA").submit({"Screenshots": [shot]})


# the app uploads


async def test_the_app_shares_a_file_in_three_steps(
    slack: LocalSlack, client: AsyncWebClient, app: App, http: ClientSession
) -> None:
    """Slack docs: reference/methods/files.getUploadURLExternal and files.completeUploadExternal.

    The answer does not say yet where the file stands: python-slack-sdk issue 1329, bolt-js issue 2115.
    """
    parent = str((await client.chat_postMessage(channel="C0PAY", text="card"))["ts"])
    ticket = await client.files_getUploadURLExternal(filename="shot.png", length=len(PNG), alt_txt="a red error")
    async with http.post(str(ticket["upload_url"]), data=PNG) as response:
        assert response.status == 200
    answer = await client.files_completeUploadExternal(
        files=[{"id": ticket["file_id"], "title": "The error"}],
        channel_id="C0PAY", thread_ts=parent, initial_comment="what Rita saw",
    )  # fmt: skip
    assert [file["shares"] for file in answer["files"]] == [{}]
    [_, shared] = slack.messages("C0PAY", parent)
    assert (shared["text"], shared["user"], shared["bot_id"]) == ("what Rita saw", BOT, "B0SNAG")
    [file] = shared["files"]
    assert (file["id"], file["title"], file["alt_txt"]) == (ticket["file_id"], "The error", "a red error")
    info = (await client.files_info(file=str(ticket["file_id"])))["file"]
    assert info["channels"] == ["C0PAY"]
    [share] = info["shares"]["public"]["C0PAY"]
    assert (share["ts"], share["thread_ts"]) == (shared["ts"], parent)
    await slack.quiet()
    assert app.of_type("message")[-1]["subtype"] == "file_share"


async def test_the_sdks_own_upload_works(slack: LocalSlack, client: AsyncWebClient) -> None:
    """slack_sdk 3.47: files_upload_v2 does the three steps."""
    await client.files_upload_v2(filename="a.csv", content="a,b", channel="C0PAY", title="Numbers")
    [message] = slack.messages("C0PAY")
    assert [(f["name"], f["title"], f["filetype"]) for f in message["files"]] == [("a.csv", "Numbers", "csv")]


async def test_a_file_that_is_shared_nowhere_is_the_apps_alone(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    """Slack docs: reference/methods/files.completeUploadExternal: without channel_id "the file will be private"."""
    file_id = await uploaded(slack, client, http)
    unknown = client.files_info(file=file_id)
    assert (await error_of(unknown))["error"] == "file_not_found"
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    info = (await client.files_info(file=file_id))["file"]
    assert (info["is_public"], info["shares"], info["channels"]) == (False, {}, [])
    assert slack.messages("C0PAY") == []


async def test_several_places_and_people(slack: LocalSlack, client: AsyncWebClient, http: ClientSession) -> None:
    """Slack docs: reference/methods/files.completeUploadExternal: `channels` takes channel and user ids."""
    file_id = await uploaded(slack, client, http)
    await client.files_completeUploadExternal(files=[{"id": file_id}], channels=["C0PAY", "U0RITA"])
    assert len(slack.messages("C0PAY")) == len(slack.messages(slack.dm("U0RITA"))) == 1
    info = (await client.files_info(file=file_id))["file"]
    assert (info["channels"], info["ims"]) == (["C0PAY"], [slack.dm("U0RITA")])


@pytest.mark.parametrize(
    "channel, error",
    [
        ("C0GENERAL", "not_in_channel"),
        ("C0SECRET", "channel_not_found"),
        ("C0NOWHERE", "channel_not_found"),
        ("U0RITA", "channel_not_found"),
    ],
)
async def test_where_a_file_cannot_be_shared(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession, channel: str, error: str
) -> None:
    """Slack docs: reference/methods/files.completeUploadExternal, errors: membership is required."""
    file_id = await uploaded(slack, client, http)
    call = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=channel)
    assert (await error_of(call))["error"] == error
    await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0PAY")  # the ticket is still good
    assert len(slack.messages("C0PAY")) == 1


async def test_what_was_never_posted_cannot_be_completed(client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/files.completeUploadExternal: "Could not find the file from the upload ticket"."""
    ticket = await client.files_getUploadURLExternal(filename="shot.png", length=3)
    call = client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}], channel_id="C0PAY")
    assert (await error_of(call))["error"] == "file_not_found"
    refused = client.api_call("files.completeUploadExternal", params={"files": "[]"})
    assert (await error_of(refused))["error"] == "invalid_arguments"


async def test_an_upload_address_takes_what_was_announced_and_only_once(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    """Slack docs: reference/methods/files.getUploadURLExternal: 200 if the upload went well, another status if not."""
    ticket = await client.files_getUploadURLExternal(filename="shot.png", length=3)
    url = str(ticket["upload_url"])
    for content, status in ((b"four", 400), (b"abc", 200), (b"abc", 400)):
        async with http.post(url, data=content) as response:
            assert response.status == status
    async with http.post(f"{slack.url}/upload/v1/unknown", data=b"abc") as response:
        assert response.status == 400


@pytest.mark.parametrize(
    "args, error",
    [
        ({"filename": "x.png", "length": 0}, "missing_argument"),
        ({"length": 3}, "invalid_arguments"),
        ({"filename": "x.png", "length": 3, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_what_an_upload_must_say(client: AsyncWebClient, args: Json, error: str) -> None:
    """Slack docs: reference/methods/files.getUploadURLExternal, errors."""
    assert (await error_of(client.api_call("files.getUploadURLExternal", params=args)))["error"] == error


@pytest.mark.parametrize(
    "method, scope",
    [
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
        ("files.delete", "files:write"),
        ("files.info", "files:read"),
    ],
)
async def test_files_have_scopes(slack: LocalSlack, client: AsyncWebClient, method: str, scope: str) -> None:
    """Slack docs: reference/scopes/files.read and files.write."""
    slack.parts.tokens.scopes.discard(scope)
    told = await error_of(client.api_call(method, params={"file": "F1"}))
    assert (told["error"], told["needed"]) == ("missing_scope", scope)


# fetching


async def test_without_its_token_the_app_gets_a_page_to_log_in(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    """HTML with status 200 instead of the file: bolt-js issue 2585; the same without the scope: nanoclaw issue 2457."""
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    await ana.say("C0PAY", "look", files=[shot])
    for url in (shot["url_private"], shot["url_private_download"]):
        assert await fetched(http, url, slack.bot_token) == (200, "image/png", PNG)
        for token in (None, "xoxb-wrong"):
            status, kind, body = await fetched(http, url, token)
            assert (status, kind) == (200, "text/html")
            assert b"Sign in" in body
    assert [c.answer and c.answer["ok"] for c in slack.calls if c.method == "url_private"].count(False) == 4
    slack.parts.tokens.scopes.discard("files:read")
    assert (await fetched(http, shot["url_private"], slack.bot_token))[1] == "text/html"


async def test_files_of_conversations_the_app_is_not_in_do_not_exist_for_it(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    """Slack docs: reference/scopes/files.read: files "in channels and conversations that the app has been added to"."""
    rita = slack.as_person("U0RITA")
    shot = await rita.upload("shot.png", PNG)
    await rita.say("C0GENERAL", "look", files=[shot])
    assert (await error_of(client.files_info(file=shot["id"])))["error"] == "file_not_found"
    assert (await fetched(http, shot["url_private"], slack.bot_token))[1] == "text/html"
    await client.conversations_join(channel="C0GENERAL")
    assert (await client.files_info(file=shot["id"]))["file"]["name"] == "shot.png"


async def test_fetching_and_uploading_can_fail_on_demand(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    await ana.say("C0PAY", "look", files=[shot])
    slack.faults.add("url_private", "500")
    assert (await fetched(http, shot["url_private"], slack.bot_token))[0] == 500
    assert (await fetched(http, shot["url_private"], slack.bot_token))[0] == 200
    slack.faults.add("upload_url", "500")
    ticket = await client.files_getUploadURLExternal(filename="shot.png", length=3)
    for status in (500, 200):
        async with http.post(str(ticket["upload_url"]), data=b"abc") as response:
            assert response.status == status


# deleting


async def test_a_deleted_file_leaves_a_tombstone(
    slack: LocalSlack, client: AsyncWebClient, app: App, http: ClientSession
) -> None:
    """A deleted file has neither url_private nor title, its mode is tombstone: wee-slack pull request 641."""
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    said = await ana.say("C0PAY", "look", files=[shot])
    await ana.delete_file(shot)
    [kept] = slack.messages("C0PAY")
    assert (kept["text"], kept["files"]) == ("look", [{"id": shot["id"], "mode": "tombstone"}])
    await slack.quiet()
    [changed] = [event for event in app.of_type("message") if event.get("subtype") == "message_changed"]
    assert changed["previous_message"]["files"] == said["files"]
    assert (await error_of(client.files_info(file=shot["id"])))["error"] == "file_deleted"
    assert (await fetched(http, shot["url_private"], slack.bot_token))[0] == 404


async def test_a_file_whose_message_is_deleted_is_out_of_sight(slack: LocalSlack, client: AsyncWebClient) -> None:
    """Slack docs: reference/scopes/files.read: what is shared in conversations; it is shared no longer."""
    ana = slack.as_person("U0ANA")
    shot = await ana.upload("shot.png", PNG)
    said = await ana.say("C0PAY", "look", files=[shot])
    assert (await client.files_info(file=shot["id"]))["ok"]
    await ana.delete(said)
    assert (await error_of(client.files_info(file=shot["id"])))["error"] == "file_not_found"


async def test_an_app_deletes_only_what_it_uploaded(
    slack: LocalSlack, client: AsyncWebClient, http: ClientSession
) -> None:
    """Slack docs: reference/methods/files.delete: cant_delete_file, file_deleted, file_not_found."""
    ana = slack.as_person("U0ANA")
    theirs = await ana.upload("shot.png", PNG)
    await ana.say("C0PAY", "look", files=[theirs])
    own = await uploaded(slack, client, http)
    await client.files_completeUploadExternal(files=[{"id": own}], channel_id="C0PAY")
    await client.files_delete(file=own)
    for file_id, error in ((theirs["id"], "cant_delete_file"), (own, "file_deleted"), ("F0NONE", "file_not_found")):
        assert (await error_of(client.files_delete(file=file_id)))["error"] == error
