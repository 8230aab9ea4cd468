"""The HTTP application: /slack/events for all that Slack sends, /s/ for customers, /api/v1 for other systems, /healthz
and /readyz for whoever watches."""

import json
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handlers.web.api import Api, nothing_here
from handlers.web.api.guard import PREFIX
from handlers.web.survey_page import SurveyPage

MOST_BYTES = 1_000_000
TOO_LARGE = 413

Ready = Callable[[], Awaitable[dict[str, str]]]
"""What is wrong, by name; empty when all is well."""


def web_app(bolt: AsyncApp | None, *, signing_secret: str | None, ready: Ready, survey_page: SurveyPage,
            api: Api | None = None) -> FastAPI:
    """The routes. Without a signing secret Slack is not answered over HTTP: it comes by socket."""
    app = FastAPI(title="Snag", docs_url=None, redoc_url=None, openapi_url=None)
    if bolt is not None and signing_secret:
        app.add_route("/slack/events", _slack_events(bolt, signing_secret), methods=["POST"])
    survey_page.add_to(app)
    if api is not None:
        app.mount(PREFIX, api.app())
        app.mount("/api", nothing_here)
    app.add_route("/healthz", _healthz, methods=["GET"])
    app.add_route("/readyz", _readyz(ready), methods=["GET"])
    return app


def _slack_events(bolt: AsyncApp, signing_secret: str) -> Callable[[Request], Awaitable[Response]]:
    handler = AsyncSlackRequestHandler(bolt)
    verifier = SignatureVerifier(signing_secret)

    async def slack_events(request: Request) -> Response:
        body = await request.body()
        if len(body) > MOST_BYTES:
            return Response("too large", status_code=TOO_LARGE)
        if b"app_rate_limited" in body and _is_rate_limit(body):  # Bolt answers 404 to this outer type
            headers = dict(request.headers)
            return Response(status_code=200 if verifier.is_valid_request(body, headers) else 401)
        return await handler.handle(request)

    return slack_events


def _is_rate_limit(body: bytes) -> bool:
    try:
        found = json.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("type") == "app_rate_limited"


async def _healthz(_request: Request) -> Response:
    return JSONResponse({"ok": True})


def _readyz(ready: Ready) -> Callable[[Request], Awaitable[Response]]:
    async def readyz(_request: Request) -> Response:
        wrong = await ready()
        return JSONResponse({"ok": not wrong, **wrong}, status_code=503 if wrong else 200)
    return readyz
