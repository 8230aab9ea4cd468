"""What the browser page gets and does: each person sees only what is theirs, and acts as in a client."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import FixedClock, MovableClock
from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.page_api import UPLOAD_LIMIT
from tests.sandbox.conftest import App, Json, buttons, cast, modal, text_input

Ask = Callable[..., Awaitable[Json]]


@pytest.fixture
def get(slack: LocalSlack, http: ClientSession) -> Ask:
    async def ask(path: str, status: int = 200, **params: str) -> Json:
        async with http.get(f"{slack.url}/sandbox/api/{path}", params=params) as response:
            assert response.status == status, await response.text()
            body: Json = await response.json()
            return body

    return ask


@pytest.fixture
def post(slack: LocalSlack, http: ClientSession) -> Ask:
    async def ask(path: str, status: int = 200, **body: Any) -> Json:
        async with http.post(f"{slack.url}/sandbox/api/{path}", json=body) as response:
            assert response.status == status, await response.text()
            answer: Json = await response.json()
            return answer

    return ask


def as_(user: str, **more: Any) -> Json:
    return {"as": user, **more}


# looking


async def test_a_person_sees_their_channels_and_themselves(slack: LocalSlack, get: Ask) -> None:
    slack.add_shortcut("report", "Report an annoyance")
    state = await get("state", **as_("U0ANA"))
    assert state["me"] == {**state["me"], "id": "U0ANA", "name": "ana", "locale": "en-US", "role": "member"}
    channels = {c["id"]: c for c in state["channels"]}
    assert channels["C0SECRET"]["is_private"]
    assert channels["C0PAY"]["member"]
    assert state["dms"] == [{"id": "D0ANA", "user": "U0SNAG", "name": "Snag", "unread": 0, "last_read": None}]
    assert state["commands"][0]["command"] == "/snag"
    assert state["shortcuts"] == [{"callback_id": "report", "name": "Report an annoyance", "kind": "global"}]
    assert state["app"]["bot_user_id"] == "U0SNAG"


async def test_before_anybody_is_chosen_there_are_people_to_choose_from(get: Ask) -> None:
    state = await get("state")
    assert [person["id"] for person in state["people"]] == ["U0RITA", "U0MINJUN", "U0ANA", "U0ADMIN"]
    assert state["people"][1]["locale"] == "ko-KR"
    assert state["team"]["name"] == "Larkfield"
    assert "channels" not in state


async def test_others_do_not_see_a_private_channel(slack: LocalSlack, get: Ask) -> None:
    ids = {c["id"] for c in (await get("state", **as_("U0RITA")))["channels"]}
    assert "C0SECRET" not in ids
    assert (await get("messages", 404, **as_("U0RITA", channel="C0SECRET")))["error"] == "channel_not_found"
    assert (await get("messages", 404, **as_("U0RITA", channel=slack.dm("U0ANA"))))["error"] == "channel_not_found"


async def test_a_guest_sees_only_channels_they_are_in(slack: LocalSlack, get: Ask) -> None:
    slack.add_person("U0GUEST", "guest", "Guest", is_restricted=True)
    slack.workspace.invite("C0GENERAL", "U0GUEST")
    state = await get("state", **as_("U0GUEST"))
    assert [c["id"] for c in state["channels"]] == ["C0GENERAL"]
    assert state["me"]["role"] == "guest"


async def test_messages_with_ones_own_ephemerals_in_place(slack: LocalSlack, get: Ask, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0PAY", text="one")
    await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="only ana")
    parent = str((await client.chat_postMessage(channel="C0PAY", text="two"))["ts"])
    await client.chat_postMessage(channel="C0PAY", text="reply", thread_ts=parent)

    async def seen(user: str, **more: str) -> list[tuple[str, bool]]:
        held = (await get("messages", **as_(user, channel="C0PAY", **more)))["messages"]
        return [(m["text"], m["ephemeral"]) for m in held]

    assert await seen("U0ANA") == [("one", False), ("only ana", True), ("two", False)]
    assert await seen("U0RITA") == [("one", False), ("two", False)]
    assert await seen("U0RITA", thread_ts=parent) == [("two", False), ("reply", False)]
    [_, last] = (await get("messages", **as_("U0RITA", channel="C0PAY")))["messages"]
    assert (last["name"], last["reply_count"], last["bot_id"]) == ("Snag", 1, "B0SNAG")


async def test_reading_a_channel_marks_it_as_read(get: Ask, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0PAY", text="one")

    async def unread() -> tuple[int, bool]:
        channels = (await get("state", **as_("U0ANA")))["channels"]
        return next((int(c["unread"]), c["last_read"] is not None) for c in channels if c["id"] == "C0PAY")

    assert await unread() == (1, False)
    await get("messages", **as_("U0ANA", channel="C0PAY"))
    assert await unread() == (0, True)


@pytest.mark.parametrize(
    "path, params, status",
    [
        ("state", {"as": "U0NOBODY"}, 404),
        ("messages", {"as": "U0ANA"}, 400),
        ("home", {"as": "?"}, 404),
    ],
)
async def test_a_question_about_nobody_is_answered_in_words(get: Ask, path: str, params: Json, status: int) -> None:
    assert (await get(path, status, **params))["error"]


# acting


async def test_a_command_from_the_page(get: Ask, post: Ask, app: App) -> None:
    app.answers("got it")
    assert (await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag hello")))["ok"]
    assert app.payloads[0]["text"] == "hello"
    [shown] = (await get("messages", **as_("U0RITA", channel="C0GENERAL")))["messages"]
    assert (shown["text"], shown["ephemeral"], shown["name"]) == ("got it", True, "Snag")


async def test_a_failed_command_says_so(post: Ask, app: App) -> None:
    app.answers("no", status=500)
    answer = await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag hello"))
    assert (answer["ok"], answer["problem"]) == (False, "dispatch_failed")


async def test_buttons_in_messages_ephemerals_and_forms(
    slack: LocalSlack, post: Ask, app: App, client: AsyncWebClient
) -> None:
    ts = str((await client.chat_postMessage(channel="C0PAY", text="x", blocks=buttons("in message")))["ts"])
    sent = await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="x", blocks=buttons("in ephemeral"))
    await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": buttons("in home")})
    home = slack.as_person("U0ANA").home
    assert home is not None
    spots = [
        {"type": "message", "channel": "C0PAY", "ts": ts},
        {"type": "ephemeral", "channel": "C0PAY", "id": str(sent["message_ts"])},
        {"type": "view", "view_id": home["id"]},
    ]
    for spot in spots:
        assert (await post("action", **as_("U0ANA", container=spot, block_id="row", action_id="press")))["ok"]
    pressed = [p["actions"][0]["value"] for p in app.of_type("block_actions")]
    assert pressed == ["in message", "in ephemeral", "in home"]


async def test_somebody_elses_ephemeral_or_form_cannot_be_used(
    slack: LocalSlack, post: Ask, app: App, client: AsyncWebClient
) -> None:
    sent = await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="x", blocks=buttons("x"))
    await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": buttons("x")})
    home = slack.as_person("U0ANA").home
    assert home is not None
    for spot in ({"type": "ephemeral", "id": str(sent["message_ts"])}, {"type": "view", "view_id": home["id"]}):
        refused = await post("action", **as_("U0RITA", container=spot, action_id="press"))
        assert (refused["ok"], refused["code"]) == (False, "gone")
    assert app.of_type("block_actions") == []


async def test_a_form_from_the_page(post: Ask, get: Ask, app: App, client: AsyncWebClient) -> None:
    await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag"))
    button = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    view = modal(
        text_input("story", "What happened", element={"max_length": 20}), {"type": "actions", "elements": [button]}
    )
    await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=view)
    [shown] = (await get("views", **as_("U0RITA")))["stack"]
    typed = {"story": {"typed": {"type": "plain_text_input", "value": "the promo"}}}

    spot = {"type": "view", "view_id": shown["id"]}
    await post("action", **as_("U0RITA", container=spot, action_id="more", state_values=typed))
    clicked = app.of_type("block_actions")[-1]
    assert clicked["view"]["state"]["values"]["story"]["typed"]["value"] == "the promo"

    empty = {"story": {"typed": {"type": "plain_text_input", "value": ""}}}
    refused = await post("submit", **as_("U0RITA", view_id=shown["id"], values=empty))
    assert "required" in refused["errors"]["story"]
    [shown] = (await get("views", **as_("U0RITA")))["stack"]
    assert shown["errors"] == refused["errors"]

    app.answers({"response_action": "errors", "errors": {"story": "more, please"}})
    assert (await post("submit", **as_("U0RITA", view_id=shown["id"], values=typed)))["errors"][
        "story"
    ] == "more, please"
    app.answers()
    assert (await post("submit", **as_("U0RITA", view_id=shown["id"], values=typed)))["ok"]
    assert (await get("views", **as_("U0RITA")))["stack"] == []
    late = await post("submit", **as_("U0RITA", view_id=shown["id"], values=typed))
    assert late == {"ok": False, "code": "gone", "problem": "This form is no longer open."}


async def test_typing_in_the_page_reaches_the_app_with_the_whole_form(
    post: Ask, app: App, client: AsyncWebClient
) -> None:
    """What the page sends where an input dispatches: the element's own state, and the state of the others."""
    await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag"))
    blocks = text_input("story", "What happened", dispatch_action=True), text_input("words", "Their words")
    view = (await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=modal(*blocks)))["view"]
    typed = {"type": "plain_text_input", "value": "the promo"}
    states = {"story": {"typed": typed}, "words": {"typed": {"type": "plain_text_input", "value": "broken"}}}
    spot = {"type": "view", "view_id": view["id"]}
    done = await post(
        "action",
        **as_("U0RITA", container=spot, block_id="story", action_id="typed", selected=typed, state_values=states),
    )
    assert done["ok"]
    [sent] = app.of_type("block_actions")
    assert sent["actions"][0]["value"] == "the promo"
    assert sent["view"]["state"]["values"] == states


async def test_closing_a_form_from_the_page(post: Ask, get: Ask, app: App, client: AsyncWebClient) -> None:
    await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag"))
    view = (await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=modal()))["view"]
    await post("close", **as_("U0RITA", view_id=view["id"]))
    assert (await get("views", **as_("U0RITA")))["stack"] == []


async def test_suggestions_for_an_external_select(post: Ask, app: App, client: AsyncWebClient) -> None:
    element = {"type": "external_select", "action_id": "pick", "min_query_length": 0}
    ts = str(
        (await client.chat_postMessage(channel="C0PAY", text="x", blocks=[{"type": "actions", "elements": [element]}]))[
            "ts"
        ]
    )
    option = {"text": {"type": "plain_text", "text": "Checkout"}, "value": "checkout"}
    app.answers({"option_groups": [{"label": option["text"], "options": [option]}]})
    spot = {"type": "message", "channel": "C0PAY", "ts": ts}
    answer = await post("suggest", **as_("U0ANA", container=spot, action_id="pick", query="che"))
    assert answer["options"] == [option]
    await post("action", **as_("U0ANA", container=spot, action_id="pick", selected={"selected_option": option}))
    assert app.of_type("block_actions")[0]["actions"][0]["selected_option"] == option


async def test_saying_reacting_shortcuts_and_home(slack: LocalSlack, post: Ask, app: App) -> None:
    said = (await post("say", **as_("U0ANA", channel="C0PAY", text="hello @snag")))["message"]
    await post("react", **as_("U0ANA", channel="C0PAY", ts=said["ts"], name="snag"))
    await post("shortcut", **as_("U0ANA", callback_id="report"))
    await post("shortcut", **as_("U0ANA", callback_id="report_message", ts=said["ts"]))
    await post("open_home", **as_("U0ANA"))
    await slack.quiet()
    kinds = {p.get("event", p)["type"] for p in app.payloads}
    assert kinds == {"message", "app_mention", "reaction_added", "shortcut", "message_action", "app_home_opened"}
    assert (await post("react", **as_("U0RITA", channel="C0SECRET", ts="1.1", name="x")))["code"] == "gone"


async def test_a_file_from_the_page_is_shown_in_its_message(
    slack: LocalSlack, post: Ask, get: Ask, http: ClientSession
) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    chosen = {"name": "shot.png", "mimetype": "image/png", "data": b64encode(picture).decode(), "alt_txt": "an error"}
    file = (await post("upload", **as_("U0ANA", **chosen)))["file"]
    assert file == {"id": file["id"], "name": "shot.png", "mimetype": "image/png", "size": len(picture),
                    "url": f"/sandbox/files/{file['id']}", "alt_txt": "an error"}  # fmt: skip
    await post("say", **as_("U0ANA", channel="C0PAY", text="look", files=[file["id"]]))
    [shown] = (await get("messages", **as_("U0ANA", channel="C0PAY")))["messages"]
    assert shown["files"] == [file]
    async with http.get(slack.url + file["url"]) as response:
        assert (response.status, response.content_type, await response.read()) == (200, "image/png", picture)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline")
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    await slack.as_person("U0ANA").delete_file(file)
    [shown] = (await get("messages", **as_("U0ANA", channel="C0PAY")))["messages"]
    assert shown["files"] == [{"id": file["id"], "deleted": True}]
    assert (await http.get(slack.url + file["url"])).status == 404


@pytest.mark.parametrize("mimetype", ["text/html", "image/svg+xml", "application/javascript"])
async def test_what_could_run_is_only_saved(slack: LocalSlack, post: Ask, http: ClientSession, mimetype: str) -> None:
    data = b64encode(b"<script>alert(1)</script>").decode()
    file = (await post("upload", **as_("U0ANA", name='a"b\r\n.html', mimetype=mimetype, data=data)))["file"]
    async with http.get(slack.url + file["url"]) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_file_that_is_too_large_is_refused_kindly(slack: LocalSlack, post: Ask, http: ClientSession) -> None:
    async def upload(size: int) -> Json:
        data = b64encode(bytes(size)).decode()
        body = json.dumps(as_("U0ANA", name="film.mp4", mimetype="video/mp4", data=data)).encode()
        headers = {"Content-Type": "application/json"}
        async with http.post(f"{slack.url}/sandbox/api/upload", data=BytesIO(body), headers=headers) as response:
            assert response.status == 200
            answer: Json = await response.json()
            return answer

    for size in (UPLOAD_LIMIT + 1, 17 * 1024 * 1024):
        refused = await upload(size)
        assert (refused["ok"], refused["code"]) == (False, "too_large")
        assert "5 MB" in refused["problem"]
    assert (await upload(UPLOAD_LIMIT))["ok"]
    assert (await post("upload", 400, **as_("U0ANA", name="x", data="no base64")))["error"]


async def test_files_in_a_form_from_the_page(post: Ask, get: Ask, app: App, client: AsyncWebClient) -> None:
    await post("slash", **as_("U0RITA", channel="C0GENERAL", text="/snag"))
    asked = text_input("shots", "Screenshots", optional=True) | {
        "element": {"type": "file_input", "action_id": "files"}
    }
    button = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    view = modal(asked, {"type": "actions", "elements": [button]})
    await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=view)
    [shown] = (await get("views", **as_("U0RITA")))["stack"]
    data = b64encode(b"x").decode()
    file = (await post("upload", **as_("U0RITA", name="shot.png", mimetype="image/png", data=data)))["file"]
    values = {"shots": {"files": {"type": "file_input", "files": [{"id": file["id"]}]}}}
    spot = {"type": "view", "view_id": shown["id"]}
    await post("action", **as_("U0RITA", container=spot, action_id="more", state_values=values))
    clicked = app.of_type("block_actions")[-1]
    assert clicked["view"]["state"]["values"]["shots"]["files"]["files"][0]["url_private"]
    [shown] = (await get("views", **as_("U0RITA")))["stack"]
    assert shown["state"]["values"]["shots"]["files"]["files"] == [file]
    assert (await post("submit", **as_("U0RITA", view_id=shown["id"], values=values)))["ok"]
    assert (
        app.of_type("view_submission")[0]["view"]["state"]["values"]["shots"]["files"]["files"][0]["id"] == file["id"]
    )


async def test_what_is_gone_is_told_in_words(post: Ask, app: App, client: AsyncWebClient) -> None:
    ts = str((await client.chat_postMessage(channel="C0PAY", text="x", blocks=buttons("x")))["ts"])
    spot = {"type": "message", "channel": "C0PAY", "ts": ts}
    await client.chat_update(channel="C0PAY", ts=ts, text="done")
    button = await post("action", **as_("U0ANA", container=spot, action_id="press"))
    assert button == {"ok": False, "code": "gone", "problem": "This is no longer there to be used."}
    await client.chat_delete(channel="C0PAY", ts=ts)
    told = [
        await post("action", **as_("U0ANA", container=spot, action_id="press")),
        await post("suggest", **as_("U0ANA", container=spot, action_id="press", query="x")),
        await post("say", **as_("U0ANA", channel="C0PAY", text="late", thread_ts=ts)),
        await post("shortcut", **as_("U0ANA", callback_id="report_message", ts=ts)),
        await post("react", **as_("U0ANA", channel="C0PAY", ts=ts, name="eyes")),
    ]
    assert told == [{"ok": False, "code": "gone", "problem": "This message is no longer there."}] * 5
    assert (await post("close", **as_("U0ANA", view_id="V0GONE")))["code"] == "gone"
    assert app.of_type("block_actions") == []


async def test_a_second_press_takes_ones_own_reaction_away(slack: LocalSlack, post: Ask) -> None:
    said = await slack.as_person("U0ANA").say("C0PAY", "it fails")
    for user in ("U0ANA", "U0RITA", "U0ANA"):
        assert (await post("react", **as_(user, channel="C0PAY", ts=said["ts"], name="eyes")))["ok"]
    [shown] = slack.messages("C0PAY")
    assert shown["reactions"] == [{"name": "eyes", "users": ["U0RITA"], "count": 1}]


@pytest.mark.parametrize("path", ["say", "slash"])
async def test_nobody_speaks_where_they_cannot_see(post: Ask, path: str) -> None:
    assert (await post(path, 404, **as_("U0RITA", channel="C0SECRET", text="/snag x")))["error"]


async def test_only_its_own_page_may_act(slack: LocalSlack, http: ClientSession) -> None:
    url = f"{slack.url}/sandbox/api/say"
    body = {"as": "U0RITA", "channel": "C0GENERAL", "text": "x"}
    async with http.post(url, json=body, headers={"Origin": "https://evil.example"}) as response:
        assert response.status == 403
    async with http.post(url, data=json.dumps(body), headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 403
    async with http.post(url, json=body, headers={"Origin": slack.url}) as response:
        assert response.status == 200
    assert len(slack.messages("C0GENERAL")) == 1


# the clock


async def test_the_clock_moves_forward_only_and_tells_its_listeners(slack: LocalSlack, get: Ask, post: Ask) -> None:
    heard: list[str] = []

    async def later(now: Any) -> None:
        await asyncio.sleep(0)
        heard.append(now.isoformat())

    slack.on_clock(later)
    before = (await get("clock"))["now"]
    hour = (await post("clock", by_seconds=3600))["now"]
    assert hour > before
    assert heard == [hour]
    far = (await post("clock", to="2100-01-01T09:00:00+01:00"))["now"]
    assert far.startswith("2100-01-01T08:00:00")
    for backwards in ({"by_seconds": -1}, {"to": "2000-01-01T00:00:00+00:00"}):
        assert await post("clock", **backwards) == {"ok": False, "problem": "the clock only moves forward"}
    for wrong in (
        {"to": "2101-01-01T00:00:00"},
        {"to": "soon"},
        {},
    ):
        assert (await post("clock", 400, **wrong))["error"]


async def test_what_falls_due_on_the_way_happens_in_its_own_time(slack: LocalSlack, post: Ask) -> None:
    stops: list[tuple[str, float]] = []
    clock = slack.clock
    assert isinstance(clock, MovableClock)
    began = clock.now()

    async def walk(at: datetime) -> None:
        clock.move_to(began + timedelta(hours=2))
        stops.append(("on the way", (clock.now() - began) // timedelta(minutes=1)))
        stops.append(("wanted", (at - began) // timedelta(minutes=1)))

    slack.before_clock(walk)
    slack.on_clock(lambda now: stops.append(("arrived", (now - began) // timedelta(minutes=1))))
    answer = await post("clock", by_seconds=6 * 3600)
    assert stops == [("on the way", 120), ("wanted", 360), ("arrived", 360)]
    assert answer["ok"]
    assert timedelta(0) <= datetime.fromisoformat(answer["now"]) - began - timedelta(hours=6) < timedelta(seconds=30)
    assert not (await post("clock", by_seconds=-1))["ok"]
    assert len(stops) == 3


async def test_a_clock_on_its_way_takes_no_second_order(slack: LocalSlack, get: Ask, post: Ask) -> None:
    arrived, asked = asyncio.Event(), asyncio.Event()

    async def walk(_at: datetime) -> None:
        asked.set()
        await arrived.wait()

    slack.before_clock(walk)
    async with asyncio.TaskGroup() as at_once:
        first = at_once.create_task(_moved(post))
        await asked.wait()
        second = await post("clock", by_seconds=3600)
        assert (second["ok"], second["code"]) == (False, "busy")
        assert "still on its way" in second["problem"]
        assert (await get("clock"))["moving"]
        arrived.set()
    assert first.result()["ok"]
    assert not (await get("clock"))["moving"]


async def _moved(post: Ask) -> Json:
    return await post("clock", by_seconds=3600)


async def test_the_clock_tells_what_will_fall_due(slack: LocalSlack, get: Ask) -> None:
    assert (await get("clock"))["coming"] == []
    due = {"at": "2026-03-30T07:00:00+00:00", "kind": "digest", "n": 1, "about": "Payments"}

    async def coming() -> list[Json]:
        return [due]

    slack.what_comes(coming)
    assert (await get("clock"))["coming"] == [due]


async def test_a_message_carries_the_moved_time(slack: LocalSlack, client: AsyncWebClient) -> None:
    before = float(str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"]))
    await slack.move_clock(timedelta(days=7))
    after = float(str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"]))
    assert 7 * 86400 <= after - before < 7 * 86400 + 60


async def test_a_clock_that_stands_still_cannot_be_moved() -> None:
    slack = LocalSlack(FixedClock(MovableClock().now()))
    with pytest.raises(ValueError, match="cannot be moved"):
        await slack.move_clock(timedelta(hours=1))


# live updates


@asynccontextmanager
async def listening(slack: LocalSlack, http: ClientSession, user: str) -> AsyncIterator[ClientResponse]:
    async with http.get(f"{slack.url}/sandbox/api/events", params={"as": user}) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": connected\n"
        yield response


async def hints(response: ClientResponse, count: int) -> list[Json]:
    found: list[Json] = []
    while len(found) < count:
        line = await response.content.readline()
        if line.startswith(b"data: "):
            found.append(json.loads(line.removeprefix(b"data: ")))
    return found


async def test_each_change_is_a_hint(slack: LocalSlack, http: ClientSession, client: AsyncWebClient) -> None:
    async with listening(slack, http, "U0ANA") as response:
        ts = str((await client.chat_postMessage(channel="C0PAY", text="x"))["ts"])
        await client.chat_update(channel="C0PAY", ts=ts, text="y")
        await client.chat_delete(channel="C0PAY", ts=ts)
        await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="x")
        await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": []})
        await slack.move_clock(timedelta(hours=1))
        kinds = [(h["type"], h.get("channel")) for h in await hints(response, 6)]
    assert kinds == [
        ("message", "C0PAY"),
        ("message_changed", "C0PAY"),
        ("message_deleted", "C0PAY"),
        ("ephemeral", "C0PAY"),
        ("home", None),
        ("clock", None),
    ]


async def test_nobody_hears_of_what_they_cannot_see(
    slack: LocalSlack, http: ClientSession, client: AsyncWebClient
) -> None:
    async with listening(slack, http, "U0RITA") as response:
        await slack.as_person("U0ANA").say("C0SECRET", "hush")
        await client.chat_postMessage(channel="U0ANA", text="for ana")
        await client.chat_postEphemeral(channel="C0PAY", user="U0ANA", text="for ana")
        await client.chat_postMessage(channel="C0PAY", text="for all")
        [hint] = await hints(response, 1)
    assert (hint["type"], hint["channel"]) == ("message", "C0PAY")
    assert hint["ts"] == slack.messages("C0PAY")[-1]["ts"]


async def test_an_idle_stream_beats(slack: LocalSlack, http: ClientSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.slack.page_api.HEARTBEAT_SECONDS", 0.01)
    async with listening(slack, http, "U0ANA") as response:
        lines = [await response.content.readline() for _ in range(3)]
    assert b": still here\n" in lines


async def test_stopping_ends_the_streams(http: ClientSession) -> None:
    slack = cast(LocalSlack())
    await slack.start()
    async with listening(slack, http, "U0ANA") as response:
        await slack.stop()
        assert (await response.content.read()).strip() == b""


# the page's own files


async def test_the_page_is_served_under_a_strict_policy(tmp_path: Path, http: ClientSession) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "page.js").write_text("1")
    (tmp_path / "notes.py").write_text("secret")
    slack = LocalSlack(static_dir=tmp_path)
    await slack.start()
    try:
        for path in ("/", "/page.js"):
            async with http.get(slack.url + path) as response:
                assert response.status == 200
                policy = response.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "script-src 'self'" in policy
                assert "unsafe" not in policy
        async with http.get(slack.url + "/notes.py") as response:
            assert response.status == 404
    finally:
        await slack.stop()
