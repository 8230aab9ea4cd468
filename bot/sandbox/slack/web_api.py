"""The Web API's front door: decode, break on request, check token, scope and pace, then run one method."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import hdrs, web

from bot.sandbox.slack import api_chat, api_files, api_people, api_rooms, api_views
from bot.sandbox.slack.args import Args, read_args
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.model import ApiCall, ApiError, Json
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.response_urls import ResponseUrls

Handler = Callable[[Parts, Args], Json]


@dataclass(frozen=True)
class Method:
    """One method: what runs, and the scopes of which one is enough. `token` says whose token it wants."""

    run: Handler
    scopes: tuple[str, ...] = ()
    token: str = "bot"


_ROOMS = ("channels:read", "groups:read", "im:read")
METHODS: dict[str, Method] = {
    "auth.test": Method(api_people.auth_test),
    "apps.connections.open": Method(api_people.open_socket, token="app"),
    "bots.info": Method(api_people.bot_info, ("users:read",)),
    "chat.delete": Method(api_chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(api_chat.get_permalink),
    "chat.postEphemeral": Method(api_chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(api_chat.post_message, ("chat:write",)),
    "chat.update": Method(api_chat.update, ("chat:write",)),
    "conversations.history": Method(api_rooms.history, ("channels:history", "groups:history", "im:history")),
    "conversations.info": Method(api_rooms.info, _ROOMS),
    "conversations.join": Method(api_rooms.join, ("channels:join",)),
    "conversations.list": Method(api_rooms.list_channels, _ROOMS),
    "conversations.members": Method(api_rooms.members, _ROOMS),
    "conversations.open": Method(api_rooms.open_conversation, ("im:write",)),
    "conversations.replies": Method(api_rooms.replies, ("channels:history", "groups:history", "im:history")),
    "files.completeUploadExternal": Method(api_files.complete_upload, ("files:write",)),
    "files.delete": Method(api_files.delete, ("files:write",)),
    "files.getUploadURLExternal": Method(api_files.get_upload_url, ("files:write",)),
    "files.info": Method(api_files.info, ("files:read",)),
    "oauth.v2.access": Method(api_people.oauth_access, token="none"),
    "reactions.add": Method(api_chat.add_reaction, ("reactions:write",)),
    "reactions.remove": Method(api_chat.remove_reaction, ("reactions:write",)),
    "reactions.get": Method(api_chat.get_reactions, ("reactions:read",)),
    "team.info": Method(api_people.team_info, ("team:read",)),
    "usergroups.list": Method(api_people.list_groups, ("usergroups:read",)),
    "usergroups.users.list": Method(api_people.group_users, ("usergroups:read",)),
    "users.info": Method(api_people.user_info, ("users:read",)),
    "users.list": Method(api_people.list_users, ("users:read",)),
    "views.open": Method(api_views.open_view),
    "views.publish": Method(api_views.publish_view),
    "views.push": Method(api_views.push_view),
    "views.update": Method(api_views.update_view),
}


@dataclass(frozen=True)
class Call:
    """One call on its way: what it says, and what would carry it out: a status and a body.

    `shown` makes the answer where that is not the body as JSON; the body is what is recorded.
    """

    request: web.Request
    name: str
    args: Json
    run: Callable[[], tuple[int, Json]]
    shown: Callable[[Json], web.Response] | None = None


@dataclass
class WebApi:
    parts: Parts
    faults: Faults
    pace: Pace
    response_urls: ResponseUrls
    calls: list[ApiCall] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """/api/{method}: every call is recorded, those that a fault cut short too."""
        name = request.match_info["method"]
        try:
            args = await read_args(request)
        except ApiError as error:
            return self._record(Call(request, name, {}, _nothing), 200, error.answer())
        token = token_of(request, args)
        return await self.through(Call(request, name, args, lambda: (200, self._run(name, args, token))))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """/response/{key}: recorded as calls of `response_url`, and open to the same faults."""
        key, raw = request.match_info["key"], await request.text()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        args = body if isinstance(body, dict) else {}
        take = Call(request, "response_url", args, lambda: self.response_urls.take(key, body), _plain_ok)
        return await self.through(take)

    async def through(self, call: Call) -> web.StreamResponse:
        fault = self.faults.take(call.name, call.args)
        return await self._broken(call, fault) if fault is not None else self._answered(call)

    def _answered(self, call: Call) -> web.Response:
        wait = self.pace.wait_for(call.name, str(call.args.get("channel")), self.parts.world.clock.machine())
        return self._limited(call, wait) if wait else self._record(call, *call.run())

    def _run(self, name: str, args: Json, token: str) -> Json:
        try:
            method = METHODS.get(name)
            if method is None:
                raise ApiError("unknown_method", req_method=name)
            self._admit(method, token)
            return {"ok": True, **method.run(self.parts, Args(args))}
        except ApiError as error:
            return error.answer()

    def _admit(self, method: Method, token: str) -> None:
        tokens = self.parts.tokens
        if method.token == "none":
            return
        if not token:
            raise ApiError("not_authed")
        if token not in (tokens.bot, tokens.app):
            raise ApiError("invalid_auth")
        if tokens.refused_as:
            raise ApiError(tokens.refused_as)
        if token != (tokens.app if method.token == "app" else tokens.bot):
            raise ApiError("not_allowed_token_type")
        if method.scopes:
            tokens.need(*method.scopes)

    async def _broken(self, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.kind == "429":
            return self._limited(call, fault.retry_after)
        if fault.kind == "500":
            return self._record(call, 500, {"ok": False, "error": "internal_error"})
        if fault.kind == "error":
            return self._record(call, 200, {"ok": False, "error": fault.error})
        if fault.kind == "reset_before":
            return self._cut(call)
        if fault.kind == "delay":
            await self._sleep(fault.seconds)
            return self._answered(call)
        return await self._broken_after_commit(call, fault)

    async def _broken_after_commit(self, call: Call, fault: Fault) -> web.StreamResponse:
        status, body = call.run()
        if fault.kind == "reset_after_commit":
            return self._cut(call)
        if fault.kind == "500_after_commit":
            return self._record(call, 500, {"ok": False, "error": "internal_error"})
        response = self._record(call, status, body)
        await self._sleep(fault.seconds)
        return response

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def _limited(self, call: Call, seconds: int) -> web.Response:
        body = {"ok": False, "error": "ratelimited"}
        return self._record(call, HTTPStatus.TOO_MANY_REQUESTS, body, {"Retry-After": str(seconds)})

    def _cut(self, call: Call) -> web.Response:
        self._record(call, 0, None)
        if call.request.transport is not None:
            call.request.transport.abort()
        return web.Response()

    def _record(
        self, call: Call, status: int, body: Json | None, headers: dict[str, str] | None = None
    ) -> web.Response:
        shown = {key: value for key, value in call.args.items() if key not in ("token", "client_secret")}
        at = self.parts.world.clock.machine()
        self.calls.append(ApiCall(call.name, shown, at, status, body, headers or {}))
        if call.shown is not None and body is not None and status == HTTPStatus.OK:
            return call.shown(body)
        return web.json_response(body, status=status or 200, headers=headers or self._granted(call, body))

    def _granted(self, call: Call, body: Json | None) -> dict[str, str]:
        """Slack tells with each answer to a bot token which scopes it has."""
        method = METHODS.get(call.name)
        told = body is not None and body.get("ok") and method is not None and method.token == "bot"
        return {"x-oauth-scopes": ",".join(sorted(self.parts.tokens.scopes))} if told else {}


def _nothing() -> tuple[int, Json]:
    return 200, {}


def _plain_ok(_body: Json) -> web.Response:
    return web.Response(text="ok")


def token_of(request: web.Request, args: Json) -> str:
    """`Authorization: Bearer`, or the `token` argument; oauth.v2.access may use Basic for its client."""
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    if header.startswith("Basic "):
        client, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
        args |= {"client_id": client, "client_secret": secret}
        return ""
    return header.removeprefix("Bearer").strip() or str(args.get("token") or "")
