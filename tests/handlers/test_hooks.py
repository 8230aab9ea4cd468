"""The addresses of trackers' webhooks, beside what the journeys show."""

from typing import Any

from fastapi import FastAPI

from bot.services.link_tokens import HOOKS, token_of
from bot.services.pseudonyms import Pseudonyms
from bot.services.trackers import Trackers
from handlers.web.hooks import Hooks
from storage.ids import new_id
from tests.support.larkfield import Services


async def test_whoever_hangs_up_before_the_end_is_no_failure(services: Services, workspace_id: str) -> None:
    names = Pseudonyms(services.secrets)
    app = FastAPI()
    trackers = Trackers(services.db, services.clock, names)
    Hooks(trackers, names, services.db.run, services.db.read, services.clock).add_to(app)
    path = f"/hooks/{token_of(names, workspace_id, new_id(), HOOKS)}"
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app({"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
               "headers": [], "scheme": "https", "client": ("203.0.113.7", 4711), "server": ("snag.example", 443),
               "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0"}}, receive, send)
    assert sent[0]["status"] == 400
