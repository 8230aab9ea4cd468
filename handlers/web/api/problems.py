"""What is wrong, as RFC 9457 wants it said: one form for all errors, each kind with its own address in the
description."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from bot.errors import Invalid, NotAllowed, NotFound, PersonError, StorageUnavailable, TooLate
from bot.text import say
from handlers.middleware import new_reference

log = structlog.get_logger()

DOCS = "/api/v1/docs"
TRY_AGAIN = 5
"""Seconds after which a database that did not answer may be asked again."""


@dataclass(frozen=True, slots=True)
class What:
    """One kind of problem: its status, what it is called, and what whoever meets it can do."""

    status: int
    title: str
    remedy: str


class Kind(Enum):
    """All that can go wrong."""

    MALFORMED = What(400, "This is not JSON", "Send one JSON object, in UTF-8.")
    NO_TOKEN = What(401, "No valid token", "Send 'Authorization: Bearer snag_...' with a token that was made by "
                                           "'snag token create' and not revoked.")
    NO_SCOPE = What(403, "The token may not do this", "Make a token with the scope that the detail names.")
    NOT_FOUND = What(404, "There is no such thing", "Look at the address. Things of other workspaces are not there.")
    METHOD = What(405, "Not by this method", "The header 'Allow' says which methods there are.")
    MOVED_ON = What(409, "It has moved on", "Ask for it again: it is not any more as it was when you last looked.")
    TOO_LARGE = What(413, "Too large", "Send at most 256 KiB.")
    MEDIA_TYPE = What(415, "Not JSON by its type", "Send 'Content-Type: application/json'.")
    INVALID = What(422, "Not as described", "'errors' names each field and what is wrong with it.")
    UNUSABLE = What(422, "Cannot be used", "The request has the right form, but names something that is not there, or "
                                           "says something that cannot be. 'errors' names the field.")
    KEY_USED = What(422, "The key was used for another request", "Use a new Idempotency-Key for each new report.")
    TOO_MANY = What(429, "Too many requests", "Wait as many seconds as 'Retry-After' says.")
    UNEXPECTED = What(500, "Something broke", "An admin finds the reference in the log. A report can be sent again "
                                              "with the same Idempotency-Key.")
    NOT_SAVED = What(503, "The database does not answer", "Nothing was stored. Send it again after 'Retry-After'.")

    @property
    def address(self) -> str:
        """Where it is explained."""
        return f"{DOCS}#problem-{self.name.lower().replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the body, or one parameter."""

    field: str
    message: str


class Problem(Exception):
    """A request that cannot be answered as it was meant."""

    def __init__(self, kind: Kind, detail: str = "", errors: Sequence[FieldError] = (),
                 headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or kind.value.title)
        self.kind, self.detail, self.errors, self.headers = kind, detail, tuple(errors), headers


def response(kind: Kind, detail: str = "", errors: Sequence[FieldError] = (),
             headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an answer."""
    what = kind.value
    body: dict[str, Any] = {"type": kind.address, "title": what.title, "status": what.status,
                            "detail": detail or what.remedy}
    if errors:
        body["errors"] = [{"field": one.field, "message": one.message} for one in errors]
    return JSONResponse(body, what.status, headers, media_type="application/problem+json")


def add_to(app: FastAPI) -> None:
    """Every error of the application becomes a problem."""
    answers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        Problem: _problem, PersonError: _person, StorageUnavailable: _not_saved, RequestValidationError: _invalid,
        HTTPException: _http, Exception: _unexpected}
    for error, answer in answers.items():
        app.add_exception_handler(error, answer)


async def _problem(_request: Request, error: Problem) -> Response:
    return response(error.kind, error.detail, error.errors, error.headers)


async def _person(_request: Request, error: PersonError) -> Response:
    """What a use case refuses, in its own sentence."""
    said = say("en", error.key, **error.args_of_key)
    kinds = {Invalid: Kind.UNUSABLE, NotFound: Kind.NOT_FOUND, TooLate: Kind.MOVED_ON, NotAllowed: Kind.UNUSABLE}
    field = [FieldError(FIELDS.get(error.field, error.field), said)] if error.field else []
    return response(kinds.get(type(error), Kind.UNUSABLE), said, field)


FIELDS = {"item_text": "text"}
"""Fields that a form calls otherwise."""


async def _not_saved(_request: Request, error: Exception) -> Response:
    log.warning("a request to the API was not carried out", error=str(error))
    return response(Kind.NOT_SAVED, headers={"Retry-After": str(TRY_AGAIN)})


async def _invalid(_request: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return response(Kind.MALFORMED)
    return response(Kind.INVALID, errors=[FieldError(_field(one["loc"]), str(one["msg"])) for one in found])


def _field(place: Sequence[Any]) -> str:
    """`body.story` is the field story; a whole body has no name."""
    inner = [str(one) for one in place[1:]]
    return ".".join(inner) or "body"


async def _http(request: Request, error: HTTPException) -> Response:
    """What the framework itself refuses."""
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return response(Kind.NOT_FOUND)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return response(Kind.METHOD, headers={"Allow": ", ".join(_methods(request))})
        case HTTPStatus.BAD_REQUEST:
            return response(Kind.MALFORMED)
        case _:
            return await _unexpected(request, error)


def _methods(request: Request) -> list[str]:
    """All methods of this address; the framework names only those of the first route that fits."""
    fitting = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in fitting for method in route.methods or ()})


async def _unexpected(_request: Request, error: Exception) -> Response:
    reference = new_reference()
    log.error("a request to the API failed", reference=reference, exc_info=error)
    return response(Kind.UNEXPECTED, f"Reference {reference}. {Kind.UNEXPECTED.value.remedy}")
