"""The API's description: as OpenAPI for programs, and as one page for people, without anything from elsewhere."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.views import api_docs
from handlers.web.api.models import Problem
from handlers.web.api.problems import Kind

Json = dict[str, Any]

INTRODUCTION = """Snag catches small customer annoyances and brings each to the team that can fix it. Other systems
bring reports and read what became of them.

Each request carries a token: `Authorization: Bearer snag_...`. An admin makes one with `snag token create NAME
--scope reports:write` and gives it no more scopes than it needs. Moments are RFC 3339 in UTC. A list comes in pages of
at most 100: go on with `next_cursor`, or with the address in the header `Link`. A token may ask 120 times at once and
twice a second after that.

Nothing here says who reported without a name, or how to reach a customer."""

ALWAYS = (Kind.NO_TOKEN, Kind.NO_SCOPE, Kind.INVALID, Kind.TOO_MANY, Kind.UNEXPECTED, Kind.NOT_SAVED)
WITH_BODY = (Kind.MALFORMED, Kind.TOO_LARGE, Kind.MEDIA_TYPE)


def add_to(app: FastAPI, prefix: str) -> None:
    """The three addresses that need no token."""
    described = cache(lambda: description(app, prefix))
    page = cache(lambda: api_docs.page(described(), problems()))
    app.add_route("/openapi.json", _answering(lambda: JSONResponse(described())), methods=["GET"])
    app.add_route("/docs", _answering(lambda: Response(page(), media_type="text/html")), methods=["GET"])
    app.add_route("/docs.css", _answering(lambda: Response(api_docs.css(), media_type="text/css")), methods=["GET"])


def _answering(made: Callable[[], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return made()
    return answer


def problems() -> list[api_docs.Problem]:
    """All kinds of problems as the page explains them."""
    return [api_docs.Problem(kind.address.partition("#")[2], kind.value.status, kind.value.title, kind.value.remedy)
            for kind in Kind]


def description(app: FastAPI, prefix: str) -> Json:
    """What stands at `/openapi.json`: the routes as FastAPI reads them, and our own form of errors for each."""
    made: Json = get_openapi(title="Snag", version="1", openapi_version="3.1.0", description=INTRODUCTION,
                             routes=app.routes, servers=[{"url": prefix}])
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schemas["Problem"].pop("$defs")
    for path, methods in made["paths"].items():
        for operation in methods.values():
            operation["responses"] |= _errors(path, with_body="requestBody" in operation,
                                              changes="MOVED_ON" in operation.pop("x-kinds", ()))
            _tell_headers(operation)
    return made


def _errors(path: str, *, with_body: bool, changes: bool) -> Json:
    kinds = [*ALWAYS, *(WITH_BODY if with_body else ()), *([Kind.NOT_FOUND] if "{" in path else []),
             *([Kind.MOVED_ON] if changes else [])]
    return {str(kind.value.status): _error(kind) for kind in kinds}


def _error(kind: Kind) -> Json:
    headers = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds."}} \
        if kind in (Kind.TOO_MANY, Kind.NOT_SAVED) else {}
    return {"description": kind.value.title, **({"headers": headers} if headers else {}),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _tell_headers(operation: Json) -> None:
    """`Location` of what was made, `Link` to the next page."""
    for status, answer in operation["responses"].items():
        if status == "201":
            answer["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Where it can be read."}}
        if status == "200" and operation["operationId"].startswith("list"):
            answer["headers"] = {"Link": {"schema": {"type": "string"}, "description": "The next page: rel=next."}}
