"""Action items over the API."""

import hashlib
import secrets
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response

from bot.domain.action_items import Draft, ItemState
from bot.domain.records import ItemRecord, Page
from bot.services.item_records import ItemChange, ItemRecords, ItemWish
from handlers.middleware import Run
from handlers.web.api.annoyances import Numbered
from handlers.web.api.asking import IdempotencyKey, Limit, ReadsItems, TeamKey, WritesItems, paged, storable
from handlers.web.api.guard import PREFIX
from handlers.web.api.models import ChangedItem, Item, ItemCursor, List, NewItem, Number, UserId
from handlers.web.api.problems import Kind, Problem

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class ItemRoutes:
    """What can be asked and done about action items."""

    def __init__(self, items: ItemRecords, run: Run, read: Run) -> None:
        self._items, self._run, self._read = items, run, read

    def add_to(self, app: FastAPI) -> None:
        app.add_api_route("/action-items", self.list, methods=["GET"], response_model=List[Item],
                          summary="Read action items", operation_id="listActionItems", tags=["action items"])
        app.add_api_route("/action-items/{id}", self.get, methods=["GET"], response_model=Item,
                          summary="Read one action item", operation_id="getActionItem", tags=["action items"])
        app.add_api_route("/action-items/{id}", self.change, methods=["PATCH"], response_model=Item,
                          summary="Change an action item", operation_id="changeActionItem",
                          openapi_extra={"x-kinds": [Kind.MOVED_ON.name]}, tags=["action items"])
        app.add_api_route("/annoyances/{number}/action-items", self.create, methods=["POST"], status_code=201,
                          response_model=Item, summary="Add an action item", operation_id="createActionItem",
                          openapi_extra={"x-kinds": [Kind.MOVED_ON.name]}, tags=["action items"])

    async def list(self, request: Request, response: Response, client: ReadsItems, limit: Limit = 50,
                   cursor: ItemCursor = None, state: Annotated[list[ItemState] | None, Query()] = None,
                   team: TeamKey = None, assignee: Annotated[UserId | None, Query()] = None,
                   number: Annotated[Number | None, Query(description="Of this annoyance.")] = None
                   ) -> Page[ItemRecord]:
        """As they were added, oldest first."""
        wish = ItemWish(limit, cursor, frozenset(state or ()), storable(team), assignee, number)
        return paged(request, response, await self._read(self._items.page, client, wish))

    async def get(self, client: ReadsItems, id: Id) -> ItemRecord:
        found: ItemRecord = await self._read(self._items.get, client, id)
        return found

    async def create(self, request: Request, response: Response, client: WritesItems, number: Numbered, item: NewItem,
                     idempotency_key: IdempotencyKey = None) -> ItemRecord:
        """As if somebody had added it to the card: it acknowledges too, and the team that is asked sees it in its
        channel."""
        said = hashlib.sha256(f"{number}:".encode() + await request.body()).hexdigest()
        made, before, differs = await self._run(
            self._items.add, client, number, Draft(item.text, item.team, item.assignee, item.due_on),
            key=idempotency_key or secrets.token_hex(16), said=said)
        if differs:
            raise Problem(Kind.KEY_USED)
        response.headers["Location"] = f"{PREFIX}/action-items/{made.id}"
        if before:
            response.headers["Idempotent-Replayed"] = "true"
        return made  # type: ignore[no-any-return]  # `Run` carries out any use case

    async def change(self, client: WritesItems, id: Id, change: ChangedItem) -> ItemRecord:
        """Fields that are not sent stay. `state` done or dropped ends it, open takes a done one back."""
        wanted = ItemChange(frozenset(change.model_fields_set), change.text, change.assignee, change.due_on,
                            ItemState(change.state) if change.state else None)
        changed: ItemRecord = await self._run(self._items.change, client, id, wanted)
        return changed
