"""What several addresses are asked with: a token with its scope, a page, filters."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Header, Query, Request, Response, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer, SecurityScopes

from bot.domain.annoyances import State
from bot.domain.api_tokens import Client, Scope
from bot.domain.records import Page, T, Wish
from handlers.web.api.guard import PREFIX
from handlers.web.api.models import MOST_KEY, Moment
from handlers.web.api.problems import FieldError, Kind, Problem

BEARER = HTTPBearer(auto_error=False, scheme_name="token", description=(
    "A token made by `snag token create`. Its scopes say what it may do."))


async def holder(request: Request, scopes: SecurityScopes, _token: Annotated[object, Depends(BEARER)]) -> Client:
    """Whoever asks, if their token may do it. Raises `Problem`."""
    client: Client = request.state.client
    missing = [scope for scope in scopes.scopes if scope not in client.scopes]
    if missing:
        raise Problem(Kind.NO_SCOPE, f"This needs the scope {missing[0]}.")
    if unknown := request.query_params.keys() - _known(request):
        raise Problem(Kind.INVALID,
                      errors=[FieldError(name, "There is no such parameter.") for name in sorted(unknown)])
    return client


def _known(request: Request) -> set[str]:
    """The parameters of this address: one that is mistyped would be a filter that does not hold."""
    route: APIRoute = request.scope["route"]
    return set(_parameters(route.dependant))


def _parameters(of: Dependant) -> Iterator[str]:
    yield from (field.alias for field in of.query_params)
    for inner in of.dependencies:
        yield from _parameters(inner)


ReadsReports = Annotated[Client, Security(holder, scopes=[Scope.READ_REPORTS.value])]
WritesReports = Annotated[Client, Security(holder, scopes=[Scope.WRITE_REPORTS.value])]
ReadsAnnoyances = Annotated[Client, Security(holder, scopes=[Scope.READ_ANNOYANCES.value])]
ReadsItems = Annotated[Client, Security(holder, scopes=[Scope.READ_ITEMS.value])]
WritesItems = Annotated[Client, Security(holder, scopes=[Scope.WRITE_ITEMS.value])]
ReadsSurveys = Annotated[Client, Security(holder, scopes=[Scope.READ_SURVEYS.value])]


async def wish(
        limit: Annotated[int, Query(ge=1, le=100, description="So many on a page at most.")] = 50,
        cursor: Annotated[str | None, Query(max_length=500, description="Where the page before ended.")] = None,
        state: Annotated[list[State] | None, Query(description="The annoyance's state; several: any of them.")] = None,
        team: Annotated[str | None, Query(min_length=1, max_length=MOST_KEY, description="The owning team's key.")
                        ] = None,
        since: Annotated[Moment | None, Query(description="Reported then or later.")] = None,
        until: Annotated[Moment | None, Query(description="Reported before then.")] = None) -> Wish:
    """Which ones are wanted."""
    return Wish(limit, cursor, frozenset(state or ()), storable(team), since, until)


Wanted = Annotated[Wish, Depends(wish)]
Limit = Annotated[int, Query(ge=1, le=100, description="So many on a page at most.")]
TeamKey = Annotated[str | None, Query(min_length=1, max_length=MOST_KEY, description="The owning team's key.")]
IdempotencyKey = Annotated[str | None, Header(pattern=r"^[!-~]{1,255}$", description=(
    "Makes it safe to send the same again: for seven days the same key brings the same answer back. Printable ASCII "
    "without blanks."))]


def storable(key: str | None) -> str | None:
    """PostgreSQL has no NUL in its texts, so nothing can be called so."""
    return key.replace("\x00", "\ufffd") if key else None


def paged(request: Request, answer: Response, page: Page[T] | None) -> Page[T]:
    """The page, with the address of the next one. Raises `Problem` where the cursor was none of this list's."""
    if page is None:
        raise Problem(Kind.UNUSABLE, errors=[FieldError("cursor", "This is no cursor of this list.")])
    if page.next_cursor is not None:
        kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        path = f"{PREFIX}{request.scope['path'].removeprefix(PREFIX)}"
        answer.headers["Link"] = f'<{path}?{urlencode([*kept, ("cursor", page.next_cursor)])}>; rel="next"'
    return page
