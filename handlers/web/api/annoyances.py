"""Annoyances over the API."""

from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response

from bot.domain.records import AnnoyanceOrder, AnnoyanceRecord, Page
from bot.services.records import Records
from handlers.middleware import Run
from handlers.web.api.asking import ReadsAnnoyances, Wanted, paged
from handlers.web.api.models import Annoyance, List

Numbered = Annotated[int, Path(ge=1, le=2_147_483_647, description="Its number, as people say it: 42.")]


class AnnoyanceRoutes:
    """What can be asked about annoyances."""

    def __init__(self, records: Records, read: Run) -> None:
        self._records, self._read = records, read

    def add_to(self, app: FastAPI) -> None:
        app.add_api_route("/annoyances", self.list, methods=["GET"], response_model=List[Annoyance],
                          summary="Read annoyances", tags=["annoyances"], operation_id="listAnnoyances")
        app.add_api_route("/annoyances/{number}", self.get, methods=["GET"], response_model=Annoyance,
                          summary="Read one annoyance", tags=["annoyances"], operation_id="getAnnoyance")

    async def list(self, request: Request, response: Response, client: ReadsAnnoyances, wish: Wanted,
                   order: Annotated[AnnoyanceOrder, Query()] = AnnoyanceOrder.OLDEST) -> Page[AnnoyanceRecord]:
        """By number, or `updated`: the one whose state changed last comes first."""
        return paged(request, response, await self._read(self._records.annoyances, client, wish, order))

    async def get(self, client: ReadsAnnoyances, number: Numbered) -> AnnoyanceRecord:
        """One that was merged says into which; it is not followed."""
        found: AnnoyanceRecord = await self._read(self._records.annoyance, client, number)
        return found
