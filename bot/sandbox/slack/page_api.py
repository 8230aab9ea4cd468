"""What the browser page asks and does, as JSON under /sandbox/api; `as` is the person chosen in the page."""

import asyncio
import inspect
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import MovableClock
from bot.sandbox.slack import page_views
from bot.sandbox.slack.actor import Actor
from bot.sandbox.slack.api_chat import react, unreact
from bot.sandbox.slack.elements import Found, Key, chosen, find_element
from bot.sandbox.slack.hints import frames
from bot.sandbox.slack.interactions import Interactions, Target
from bot.sandbox.slack.model import Answer, ApiError, Json
from bot.sandbox.slack.page_files import files
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.views import View

BASE = "/sandbox/api"
HEARTBEAT_SECONDS = 15.0
UPLOAD_LIMIT = 5 * 1024 * 1024
TOO_LARGE = {"ok": False, "code": "too_large", "problem": "This file is larger than 5 MB. Please choose a smaller one."}
Do = Callable[[Json], Awaitable[Json]]
Listener = Callable[[datetime], object]
NO_MESSAGE = "This message is no longer there."
ON_ITS_WAY = {"ok": False, "code": "busy", "problem": "The clock is still on its way. Please wait a moment."}


class Gone(LookupError):
    """What somebody acted on was there a moment ago, or was never theirs to see: told in words, not as an error."""


class PageApi:
    def __init__(self, parts: Parts, interactions: Interactions) -> None:
        self.parts = parts
        self.interactions = interactions
        self.walkers: list[Listener] = []
        self.clock_listeners: list[Listener] = []
        self.coming: Callable[[], Awaitable[list[Json]]] = _nothing
        self._moving = asyncio.Lock()

    def routes(self, static_dir: Path | None = None) -> list[web.AbstractRouteDef]:
        reads: dict[str, Callable[[Mapping[str, str]], Json]] = {
            "state": lambda q: page_views.state(self.parts, q["as"]) if "as" in q else page_views.people(self.parts),
            "messages": lambda q: page_views.messages(self.parts, q["as"], q["channel"], q.get("thread_ts")),
            "views": lambda q: page_views.stack(self.parts, q["as"]),
            "home": lambda q: page_views.home(self.parts, q["as"]),
        }
        acts: dict[str, Do] = {
            "slash": self._slash,
            "say": self._say,
            "upload": self._upload,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "open_home": self._open_home,
            "shortcut": self._shortcut,
            "react": self._react,
            "read": self._read_mark,
            "clock": self._clock,
        }
        routes: list[web.AbstractRouteDef] = [
            web.get(f"{BASE}/events", self._events),
            web.get(f"{BASE}/clock", self._clock_read),
        ]
        routes += [web.get(f"{BASE}/{name}", self._reading(read)) for name, read in reads.items()]
        routes += [web.post(f"{BASE}/{name}", self._doing(do)) for name, do in acts.items()]
        return routes + (files(static_dir) if static_dir is not None else [])

    def _reading(self, read: Callable[[Mapping[str, str]], Json]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            return _answered(lambda: read(request.query))

        return handler

    def _doing(self, do: Do) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            refusal = self._refused(request)
            if refusal is not None:
                return refusal
            try:
                done = await do(await request.json())
            except web.HTTPRequestEntityTooLarge:
                return web.json_response(TOO_LARGE)
            except Gone as gone:
                return web.json_response({"ok": False, "code": "gone", "problem": str(gone)})
            except (ApiError, LookupError, ValueError) as error:
                return _problem(error)
            return web.json_response(done)

        return handler

    def _refused(self, request: web.Request) -> web.Response | None:
        """Only our own page may act: a page of another origin cannot send JSON without being asked who it is."""
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin.split("://")[-1] != request.host
        if foreign or request.content_type != "application/json":
            return web.json_response({"error": "send JSON from the sandbox's own page"}, status=403)
        return None

    # acting

    def _actor(self, body: Json) -> Actor:
        self.parts.world.person(body["as"])
        return Actor(body["as"], self.parts, self.interactions)

    async def _slash(self, body: Json) -> Json:
        return outcome(await self._actor(body).slash(body["channel"], body["text"]))

    async def _say(self, body: Json) -> Json:
        actor, files = self._actor(body), body.get("files") or []
        thread_ts = body.get("thread_ts")
        if thread_ts and self.parts.world.find(body["channel"], thread_ts) is None:
            raise Gone(NO_MESSAGE)
        return {"ok": True, "message": await actor.say(body["channel"], body["text"], thread_ts, files)}

    async def _upload(self, body: Json) -> Json:
        actor = self._actor(body)
        content = b64decode(body["data"], validate=True)
        if len(content) > UPLOAD_LIMIT:
            return TOO_LARGE
        file = await actor.upload(body["name"], content, body.get("mimetype"), body.get("alt_txt") or "")
        return {"ok": True, "file": page_views.file_shown(file)}

    async def _action(self, body: Json) -> Json:
        """`selected` is Slack-shaped state or a plain value; `value` says which of several buttons."""
        actor, (target, blocks) = self._actor(body), self._target(body)
        if isinstance(target, View):
            self.interactions.fill(actor.id, target, typed_states(target, body.get("state_values") or {}))
        found = _element(blocks, body, value=body.get("value"))
        state = _state(found, body.get("selected", body.get("value")))
        return outcome(await self.interactions.act(actor.id, target, found, state, blocks))

    async def _submit(self, body: Json) -> Json:
        actor, view = self._actor(body), self._view(body["as"], body["view_id"])
        answer = await self.interactions.submit(actor.id, view, typed_states(view, body.get("values") or {}))
        return {"errors": dict(answer.errors)} if answer.errors else outcome(answer)

    async def _close(self, body: Json) -> Json:
        actor = self._actor(body)
        await self.interactions.close(actor.id, self._view(actor.id, body["view_id"]))
        return {"ok": True}

    async def _suggest(self, body: Json) -> Json:
        actor, (target, blocks) = self._actor(body), self._target(body)
        found = _element(blocks, body)
        answer = await self.interactions.suggest(actor.id, target, found, body.get("query", ""), blocks)
        groups = answer.body.get("option_groups") or []
        options = [*(answer.body.get("options") or []), *(o for g in groups for o in g.get("options", []))]
        return {"options": options, "option_groups": groups}

    async def _open_home(self, body: Json) -> Json:
        await self._actor(body).open_home(body.get("tab", "home"))
        return {"ok": True}

    async def _shortcut(self, body: Json) -> Json:
        actor = self._actor(body)
        if not body.get("ts"):
            return outcome(await actor.shortcut(body["callback_id"]))
        if self.parts.world.find_anywhere(body["ts"]) is None:
            raise Gone(NO_MESSAGE)
        return outcome(await actor.message_shortcut(body["callback_id"], {"ts": body["ts"]}))

    async def _react(self, body: Json) -> Json:
        """An emoji is put under a message, or taken away again where it is one's own."""
        actor = self._actor(body)
        message = self.parts.world.find(body["channel"], body["ts"])
        if message is None or not self.parts.world.sees(actor.id, message.channel):
            raise Gone(NO_MESSAGE)
        mine = actor.id in message.reactions.get(body["name"], [])
        (unreact if mine else react)(self.parts, actor.id, message, body["name"])
        return {"ok": True}

    async def _read_mark(self, body: Json) -> Json:
        actor = self._actor(body)
        if self.parts.world.mark_read(actor.id, body["channel"]):
            self.parts.hints.tell("read", user=actor.id, channel=body["channel"])
        return {"ok": True}

    # the clock

    async def _clock_read(self, _request: web.Request) -> web.Response:
        told = {"now": self.parts.world.clock.now().isoformat(), "moving": self._moving.locked()}
        return web.json_response(told | {"coming": await self.coming()}, headers={"Cache-Control": "no-store"})

    async def _clock(self, body: Json) -> Json:
        """Answers when the clock has arrived and all that fell due on the way has happened."""
        if self._moving.locked():
            return ON_ITS_WAY
        now = self.parts.world.clock.now()
        if "to" in body:
            at = datetime.fromisoformat(body["to"])
            if at.tzinfo is None:
                raise ValueError("'to' needs a time zone, for example 2026-03-30T09:00:00+02:00")
            by = at - now
        else:
            by = timedelta(seconds=float(body["by_seconds"]))
        try:
            return {"ok": True, "now": (await self.move_clock(by)).isoformat()}
        except ValueError as error:  # an answer like any other: of each 400 the browser complains in its console
            return {"ok": False, "problem": str(error)}

    async def move_clock(self, by: timedelta) -> datetime:
        """First whoever has work on the way walks there, stop by stop; then the clock stands where it was wanted."""
        clock = self.parts.world.clock
        if not isinstance(clock, MovableClock):
            raise ValueError("this clock cannot be moved")
        async with self._moving:
            at = clock.move_by(min(by, timedelta(0))) + by  # backwards is refused before anybody walks
            await _tell(self.walkers, at)
            now = clock.move_to(at)
            self.parts.hints.tell("clock", now=now.isoformat())
            await _tell(self.clock_listeners, now)
        return now

    # live updates

    async def _events(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with self.parts.hints.reading(request.query.get("as", "")) as queue:
            await response.write(b": connected\n\n")
            async for hint in frames(queue, HEARTBEAT_SECONDS):
                line = ": still here\n\n" if hint is None else f"data: {json.dumps(hint)}\n\n"
                try:
                    await response.write(line.encode())
                except ConnectionError:
                    break
        return response

    # whom they mean

    def _view(self, user: str, view_id: str) -> View:
        view = self.parts.views.by_id.get(view_id)
        if view is None or view.owner != user or not self.parts.views.is_open(view):
            raise Gone("This form is no longer open.")
        return view

    def _target(self, body: Json) -> tuple[Target, list[Json]]:
        user, spot = body["as"], body["container"]
        target: Target | None
        if spot["type"] == "view":
            target = self._view(user, spot["view_id"])
        elif spot["type"] == "ephemeral":
            target = self.parts.world.ephemeral(spot.get("id") or spot["ts"])
            target = target if target is not None and target.user == user else None
        else:
            target = self.parts.world.find(spot["channel"], spot["ts"])
            target = target if target is not None and self.parts.world.sees(user, target.channel) else None
        if target is None:
            raise Gone(NO_MESSAGE)
        return target, target.blocks


def typed_states(view: View, values: Json) -> dict[Key, Json]:
    """Slack-shaped state from the page, for elements that the view really has."""
    states: dict[Key, Json] = {}
    for block_id, actions in values.items():
        for action_id, state in actions.items():
            found = _element(view.blocks, {"action_id": action_id, "block_id": block_id})
            states[found.key] = _state(found, state)
    return states


def _element(blocks: list[Json], body: Json, value: object = None) -> Found:
    action_id = body["action_id"]
    try:
        return find_element(blocks, action_id, block_id=body.get("block_id"), value=value)
    except LookupError as error:
        raise Gone("This is no longer there to be used.") from error


async def _nothing() -> list[Json]:
    return []


async def _tell(listeners: list[Listener], at: datetime) -> None:
    for listener in listeners:
        result = listener(at)
        if inspect.isawaitable(result):
            await result


def _state(found: Found, selected: Any) -> Json:
    kind = found.element["type"]
    if kind == "button":
        return {"type": kind}
    if isinstance(selected, dict) and (selected.keys() - {"text", "value", "description"}):
        return {**selected, "type": kind} | ({"value": selected["value"] or None} if "value" in selected else {})
    return chosen(found.element, selected)


def outcome(answer: Answer) -> Json:
    if answer.ok:
        return {"ok": True, "ms": round(answer.ms)}
    return {"ok": False, "problem": answer.problem or "no answer", "ms": round(answer.ms)}


def _answered(read: Callable[[], Json]) -> web.Response:
    try:
        return web.json_response(read(), headers={"Cache-Control": "no-store"})
    except (ApiError, LookupError) as error:
        return _problem(error)


def _problem(error: Exception) -> web.Response:
    missing = isinstance(error, KeyError)
    text = f"missing: {error.args[0]}" if missing else str(error)
    return web.json_response({"error": text}, status=400 if missing or isinstance(error, ValueError) else 404)
