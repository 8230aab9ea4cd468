"""The API's routes are made once, and only where somebody uses them."""

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from handlers.web.api import WhenAsked


async def test_an_application_is_made_once_for_the_first_request() -> None:
    made: list[Starlette] = []

    async def hello(_request: object) -> PlainTextResponse:
        return PlainTextResponse("hello")

    def make() -> Starlette:
        made.append(Starlette(routes=[Route("/", hello)]))
        return made[-1]

    app = WhenAsked(make)
    assert made == []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://snag.example") as client:
        assert [(await client.get("/")).text for _ in range(2)] == ["hello", "hello"]
    assert len(made) == 1
