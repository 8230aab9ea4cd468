"""The Web API's front door: decode, break on request, check token, scope and pace, then run one method."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import BasicAuth, hdrs, web

from bot.sandbox.slack import api_chat, api_people, api_rooms, api_views
from bot.sandbox.slack.args import Args, read_args
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.model import ApiCall, ApiError, Json
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.parts import Parts

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
    "oauth.v2.access": Method(api_people.oauth_access, token="none"),
    "reactions.add": Method(api_chat.add_reaction, ("reactions:write",)),
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


@dataclass
class WebApi:
    parts: Parts
    faults: Faults
    pace: Pace
    calls: list[ApiCall] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """/api/{method}: every call is recorded, those that a fault cut short too."""
        name = request.match_info["method"]
        try:
            args = await read_args(request)
        except ApiError as error:
            return self._record(name, {}, 200, error.answer())
        token = _token(request, args)
        fault = self.faults.take(name, args)
        if fault is not None:
            return await self._broken(request, fault, name, args, token)
        return self._answered(name, args, token)

    def _answered(self, name: str, args: Json, token: str) -> web.Response:
        wait = self.pace.wait_for(name, str(args.get("channel")), self.parts.world.clock.machine())
        if wait:
            return self._limited(name, args, wait)
        return self._record(name, args, 200, self._run(name, args, token))

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
        if method.scopes and not tokens.scopes & set(method.scopes):
            raise ApiError("missing_scope", needed=method.scopes[0], provided=",".join(sorted(tokens.scopes)))

    async def _broken(
        self, request: web.Request, fault: Fault, name: str, args: Json, token: str
    ) -> web.StreamResponse:
        if fault.kind == "429":
            return self._limited(name, args, fault.retry_after)
        if fault.kind == "500":
            return self._record(name, args, 500, {"ok": False, "error": "internal_error"})
        if fault.kind == "error":
            return self._record(name, args, 200, {"ok": False, "error": fault.error})
        if fault.kind == "reset_before":
            return self._cut(request, name, args)
        if fault.kind == "delay":
            await self._sleep(fault.seconds)
            return self._answered(name, args, token)
        body = self._run(name, args, token)
        if fault.kind == "reset_after_commit":
            return self._cut(request, name, args)
        if fault.kind == "500_after_commit":
            return self._record(name, args, 500, {"ok": False, "error": "internal_error"})
        response = self._record(name, args, 200, body)
        await self._sleep(fault.seconds)
        return response

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def _limited(self, name: str, args: Json, seconds: int) -> web.Response:
        headers = {"Retry-After": str(seconds)}
        return self._record(name, args, HTTPStatus.TOO_MANY_REQUESTS, {"ok": False, "error": "ratelimited"}, headers)

    def _cut(self, request: web.Request, name: str, args: Json) -> web.Response:
        self._record(name, args, 0, None)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _record(
        self, name: str, args: Json, status: int, body: Json | None, headers: dict[str, str] | None = None
    ) -> web.Response:
        shown = {key: value for key, value in args.items() if key not in ("token", "client_secret")}
        self.calls.append(ApiCall(name, shown, self.parts.world.clock.machine(), status, body, headers or {}))
        return web.json_response(body, status=status or 200, headers=headers)


def _token(request: web.Request, args: Json) -> str:
    """`Authorization: Bearer`, or the `token` argument; oauth.v2.access may use Basic for its client."""
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    if header.startswith("Basic "):
        basic = BasicAuth.decode(header)
        args |= {"client_id": basic.login, "client_secret": basic.password}
        return ""
    return header.removeprefix("Bearer ").strip() or str(args.get("token") or "")
