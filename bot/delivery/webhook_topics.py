"""What goes to receivers outside, and what admins hear of them."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.outgoing import Deliver, Outgoing, Post
from bot.domain.parcels import Parcel
from bot.domain.webhooks import headers
from bot.errors import NotTaken
from bot.services.parcels import Parcels
from bot.views import webhooks as views
from storage.db import Database
from storage.work import Claimed


class WebhookTopics:
    """From a claimed row to something that can be sent, or None when there is nobody to send it to any more."""

    def __init__(self, db: Database, parcels: Parcels, clock: Clock,
                 language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._parcels, self._clock, self._language_of = db, parcels, clock, language_of

    async def event(self, row: Claimed) -> Outgoing | None:
        """An event, signed as of now."""
        facts = row.payload
        parcel = await self._db.read(self._parcels.parcel, row.workspace_id, facts["webhook"], facts["event"])
        if parcel is None:
            return None

        def arrived(session: Session, _answer: dict[str, Any]) -> None:
            self._parcels.arrived(session, row.workspace_id, facts["webhook"])

        return signed(parcel, self._clock, remember=arrived)

    def not_taken(self, row: Claimed, error: NotTaken) -> None:
        self._parcels.not_taken(row, error)

    async def switched_off(self, row: Claimed) -> Outgoing | None:
        """To an admin: nothing goes there any more."""
        facts, to = row.payload, row.payload["user"]
        return Post(to, views.switched_off(await self._language_of(row.workspace_id, to), facts["why"],
                                           webhook_id=facts["webhook"], host=facts["host"], error=facts["error"]))


def signed(parcel: Parcel, clock: Clock, **more: Any) -> Deliver:
    """A parcel as it goes out at this moment."""
    return Deliver(parcel.url, headers(parcel.keys, parcel.event_id, parcel.body, clock.machine()), parcel.body, **more)
