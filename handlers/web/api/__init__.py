"""The API at /api/v1: JSON over HTTP for other systems, each with a token of its own.

`guard` lets in, the noun's files answer, `problems` says what is wrong; what each can be asked stands in `models`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.services.item_records import ItemRecords
from bot.services.records import Records
from bot.services.survey_records import SurveyRecords
from bot.services.timelines import Timelines
from bot.services.tokens import Tokens
from handlers.middleware import Run
from handlers.web.api import action_items, annoyances, description, problems, reports, surveys, timelines
from handlers.web.api.guard import PREFIX, Guard
from handlers.web.limits import Pace


@dataclass(frozen=True, slots=True)
class Api:
    """What the API needs: the use cases it offers, and how to carry them out."""

    tokens: Tokens
    records: Records
    timelines: Timelines
    items: ItemRecords
    surveys: SurveyRecords
    run: Run
    read: Run
    clock: Clock

    def app(self, pace: Pace | None = None) -> ASGIApp:
        """The application below `/api/v1`, with its guard in front; `pace` in the place of its own."""
        return Guard(WhenAsked(self._routes), self.tokens, self.run, self.read, self.clock, pace)

    def _routes(self) -> FastAPI:
        inner = FastAPI(title="Snag", version="1", docs_url=None, redoc_url=None, openapi_url=None,
                        redirect_slashes=False)
        reports.ReportRoutes(self.records, self.run, self.read).add_to(inner)
        annoyances.AnnoyanceRoutes(self.records, self.read).add_to(inner)
        timelines.TimelineRoutes(self.timelines, self.read).add_to(inner)
        action_items.ItemRoutes(self.items, self.run, self.read).add_to(inner)
        surveys.SurveyRoutes(self.surveys, self.run, self.read).add_to(inner)
        description.add_to(inner, PREFIX)
        problems.add_to(inner)
        return inner


class WhenAsked:
    """An application that is made for the first request which reaches it: where nobody uses it, no start waits for it
    and no memory goes to it."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._made is None:
            self._made = self._make()
        await self._made(scope, receive, send)


async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands elsewhere below `/api`: nothing, and that is said in the API's own form."""
    await problems.response(problems.Kind.NOT_FOUND)(scope, receive, send)
