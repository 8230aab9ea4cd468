"""Another system with a token, and the API that it asks; HTTP as the server sees it, without a network."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.domain.api_tokens import Scope
from bot.services.item_records import ItemRecords
from bot.services.pseudonyms import Pseudonyms
from bot.services.survey_records import SurveyRecords
from handlers.web.api import Api
from handlers.web.server import web_app
from handlers.web.survey_page import SurveyPage
from tests.support.larkfield import Services
from tests.support.play import Play

Json = dict[str, Any]
ADDRESS = "203.0.113.7"


@dataclass
class System:
    """A CRM: its token, and what it asks."""

    play: Play
    client: httpx.AsyncClient
    token: str

    @property
    def services(self) -> Services:
        return self.play.services

    def with_scopes(self, *scopes: Scope) -> str:
        """Another token, that may do only this."""
        return self.services.tokens.create(self.play.workspace_id, self.play.key(), list(scopes), by="cli:root")

    async def get(self, path: str, **wanted: Any) -> httpx.Response:
        return await self.client.get(path, params=wanted or None, headers=self.headers())

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.client.post(path, json=body, headers=self.headers() | headers)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.client.patch(path, json=body, headers=self.headers())

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def report(self, story: str = "The refund never arrived", **rest: Any) -> Json:
        """Brought without trouble."""
        answer = await self.post("/api/v1/reports", {"story": story, **rest})
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def all(self, path: str, **wanted: Any) -> list[Json]:
        """A list to its end, page by page as the header Link says."""
        found: list[Json] = []
        answer = await self.get(path, **wanted)
        while True:
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            if "next" not in answer.links:
                return found
            answer = await self.get(answer.links["next"]["url"])


async def _well() -> dict[str, str]:
    return {}


def api_on(services: Services) -> Any:
    """The HTTP application with its API."""
    page = SurveyPage(services.links, services.db.run, services.db.read, services.clock)
    stands_on = (services.db, services.clock, Pseudonyms(services.secrets))
    api = Api(services.tokens, services.records, services.timelines, ItemRecords(*stands_on),
              SurveyRecords(*stands_on), services.db.run, services.db.read, services.clock)
    return web_app(None, signing_secret=None, ready=_well, survey_page=page, api=api)


@pytest.fixture
async def system(services: Services, workspace_id: str) -> AsyncIterator[System]:
    """On each database in turn; its token may do everything."""
    token = services.tokens.create(workspace_id, "crm", [str(scope) for scope in Scope], by="cli:root")
    transport = httpx.ASGITransport(app=api_on(services), client=(ADDRESS, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="https://snag.example") as client:
        yield System(Play(services, workspace_id), client, token)
