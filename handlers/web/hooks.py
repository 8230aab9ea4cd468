"""What trackers send us, at /hooks/{token}: only what is signed with that tracker's secret is heard.

The address names a tracker and is signed itself, so that a made-up one costs no look into the database. Whoever
connects a webhook sees plain answers: 204 heard or of no concern, 401 not signed, 404 no such address, 413 too large.
"""

from http import HTTPStatus

import structlog
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.services.link_tokens import HOOKS, read_token
from bot.services.pseudonyms import Pseudonyms
from bot.services.trackers import Trackers
from bot.trackers import KINDS
from bot.trackers.base import Hook, NotSigned
from handlers.middleware import Run, attempt, new_reference
from handlers.web.limits import Buckets, Pace

log = structlog.get_logger()

MOST_BYTES = 2_000_000
OF_TRACKER = Pace(burst=120, seconds=0.2)
"""A bulk change there sends hundreds at once; what is turned away is sent again, or found by asking."""


class Hooks:
    """The route, and what limits it."""

    def __init__(self, trackers: Trackers, names: Pseudonyms, run: Run, read: Run, clock: Clock) -> None:
        self._trackers, self._names, self._run, self._read, self._clock = trackers, names, run, read, clock
        self._pace = Buckets(OF_TRACKER)

    def add_to(self, app: FastAPI) -> None:
        app.add_route("/hooks/{token}", self._heard, methods=["POST"])

    async def _heard(self, request: Request) -> Response:
        named = read_token(self._names, request.path_params["token"], HOOKS)
        if named is None:
            return _plain(HTTPStatus.NOT_FOUND)
        if self._pace.wait(named[1], self._clock.machine().timestamp()):
            return _plain(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "60"})
        try:
            body = await _body(request)
        except ClientDisconnect:  # nobody is there to hear an answer
            return _plain(HTTPStatus.BAD_REQUEST)
        if body is None:
            return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        status, error = await attempt(self._take(named, request, body))
        if error is not None or status is None:
            reference = new_reference()
            log.error("webhook failed", reference=reference, exc_info=error)
            unavailable = isinstance(error, StorageUnavailable)
            return _plain(HTTPStatus.SERVICE_UNAVAILABLE if unavailable else HTTPStatus.INTERNAL_SERVER_ERROR)
        return _plain(status)

    async def _take(self, named: tuple[str, str], request: Request, body: bytes) -> HTTPStatus:
        workspace_id, tracker_id = named
        known = await self._read(self._trackers.hook, workspace_id, tracker_id)
        if known is None:
            return HTTPStatus.NOT_FOUND
        kind, project, secret = known
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            said = KINDS[kind].hear(Hook(project, headers, body, secret, self._clock.machine()))
        except NotSigned as error:
            log.info("webhook not signed", tracker=tracker_id, why=error.said)
            return HTTPStatus.UNAUTHORIZED
        except (KeyError, TypeError, ValueError) as error:
            log.warning("webhook not understood", tracker=tracker_id, why=repr(error))
            return HTTPStatus.BAD_REQUEST
        if said is not None:
            await self._run(self._trackers.heard, workspace_id, tracker_id, said)
        return HTTPStatus.NO_CONTENT


async def _body(request: Request) -> bytes | None:
    """What was sent; None where it is more than any of them sends."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > MOST_BYTES:
            return None
    return bytes(held)


def _plain(status: HTTPStatus, headers: dict[str, str] | None = None) -> Response:
    if status is HTTPStatus.NO_CONTENT:
        return Response(status_code=status)
    return Response(status.phrase, status_code=status, headers=headers, media_type="text/plain")
