"""What stands before every request to the API: whose token it is, whether they come too often, and what a body may be.

It comes first, so that whoever may not ask learns nothing of what there is to ask for.
"""

import math
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import Clock
from bot.domain.api_tokens import Client
from bot.errors import StorageUnavailable
from bot.services.tokens import Tokens
from handlers.middleware import Run, attempt
from handlers.web.api.problems import TRY_AGAIN, Kind, Problem, response
from handlers.web.limits import Buckets, Pace, household

log = structlog.get_logger()

PREFIX = "/api/v1"
FREE = frozenset({f"{PREFIX}/docs", f"{PREFIX}/docs.css", f"{PREFIX}/openapi.json"})
"""What anybody may read: how the API is used says nothing of anybody."""

MOST_BYTES = 256 * 1024
OF_TOKEN = Pace(burst=120, seconds=0.5)
OF_STRANGER = Pace(burst=20, seconds=3)
"""Requests without a valid token from one address: somebody who tries keys."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Lets requests in, one by one."""

    def __init__(self, app: ASGIApp, tokens: Tokens, run: Run, read: Run, clock: Clock, pace: Pace | None = None
                 ) -> None:
        self._app, self._tokens, self._run, self._read, self._clock = app, tokens, run, read, clock
        self._of_token, self._of_stranger = Buckets(pace or OF_TOKEN), Buckets(pace or OF_STRANGER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refused = None
        try:
            if scope["path"] not in FREE:
                scope.setdefault("state", {})["client"] = await self._client(Request(scope))
                receive = await _whole_body(Request(scope, receive))
        except Problem as problem:
            refused = response(problem.kind, problem.detail, problem.errors, problem.headers)
        except ClientDisconnect:  # nobody is there to hear an answer
            return
        except StorageUnavailable:
            refused = response(Kind.NOT_SAVED, headers={"Retry-After": str(TRY_AGAIN)})
        # What breaks inside has been answered and logged there.
        await attempt((refused or self._app)(scope, receive, _with_headers(send)))

    async def _client(self, request: Request) -> Client:
        """Whose request this is. Raises `Problem`."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = await self._read(self._tokens.check, token.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            self._slow_down(self._of_stranger, household(request.client.host if request.client else ""))
            raise Problem(Kind.NO_TOKEN, headers={"WWW-Authenticate": 'Bearer realm="snag"'})
        client, is_first_today = found
        self._slow_down(self._of_token, client.token_id)
        if is_first_today:
            await self._run(self._tokens.used, client)
        return client  # type: ignore[no-any-return]  # `Run` carries out any use case

    def _slow_down(self, buckets: Buckets, key: str) -> None:
        if wait := buckets.wait(key, self._clock.machine().timestamp()):
            raise Problem(Kind.TOO_MANY, headers={"Retry-After": str(math.ceil(wait))})


async def _whole_body(request: Request) -> Receive:
    """The body, read to its end, as it goes on to the application. Raises `Problem` for one that is too large, and for
    one that does not say it is JSON."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Problem(Kind.TOO_LARGE)
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (body or request.method in ("POST", "PATCH")) and named != "application/json":
        raise Problem(Kind.MEDIA_TYPE)
    read = [body]

    async def again() -> Message:
        if read:
            return {"type": "http.request", "body": read.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    return again


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
