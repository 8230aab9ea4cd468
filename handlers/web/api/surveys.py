"""Surveys and their results over the API."""

from typing import Annotated

from fastapi import FastAPI, Path, Request, Response

from bot.domain.records import Page, SurveyRecord
from bot.domain.results import Found
from bot.services.survey_records import SurveyRecords
from handlers.middleware import Run
from handlers.web.api.asking import Limit, ReadsSurveys, paged
from handlers.web.api.models import ItemCursor, List, Results, Survey


class SurveyRoutes:
    """What can be asked about surveys."""

    def __init__(self, surveys: SurveyRecords, run: Run, read: Run) -> None:
        self._surveys, self._run, self._read = surveys, run, read

    def add_to(self, app: FastAPI) -> None:
        app.add_api_route("/surveys", self.list, methods=["GET"], response_model=List[Survey],
                          summary="Read surveys", tags=["surveys"], operation_id="listSurveys")
        app.add_api_route("/surveys/{id}/results", self.results, methods=["GET"], response_model=Results,
                          summary="Read what a survey found", tags=["surveys"], operation_id="getResults")

    async def list(self, request: Request, response: Response, client: ReadsSurveys, limit: Limit = 50,
                   cursor: ItemCursor = None) -> Page[SurveyRecord]:
        """Newest first."""
        return paged(request, response, await self._read(self._surveys.page, client, limit=limit, cursor=cursor))

    async def results(self, client: ReadsSurveys, id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]) -> Results:
        """Each figure with its denominators. Anonymous answers are shown from five on, and in whole portions, so that
        two looks never tell one person's answer."""
        found: Found = await self._run(self._surveys.results, client, id)
        return Results.of(found)
