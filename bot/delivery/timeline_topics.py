"""The story of an annoyance on its way to whoever asked for it as a file; it is made when it is sent."""

from collections.abc import Awaitable, Callable

from bot.delivery.outgoing import File, Outgoing
from bot.domain.timeline import Form, Timeline
from bot.errors import PersonError
from bot.services.people import People
from bot.services.timelines import Timelines
from bot.views import timelines as views
from storage import work
from storage.db import Database
from storage.work import Claimed


class TimelineTopics:
    """From a claimed row to a file, or None where it may not be read any more."""

    def __init__(self, db: Database, timelines: Timelines, people: People,
                 language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._timelines, self._people, self._language_of = db, timelines, people, language_of

    async def file(self, row: Claimed) -> Outgoing | None:
        """The story, to one person."""
        user, wanted = row.payload["user"], Form(row.payload["form"])
        try:
            told: Timeline = await self._db.read(self._timelines.as_brought, row.workspace_id, user,
                                                 row.payload["number"], whole=row.payload["whole"])
        except PersonError:
            return None
        spoken = await self._language_of(row.workspace_id, user)
        zone = await self._db.read(self._people.zone, row.workspace_id, user)
        title = views.file_title(spoken, told)

        async def begun(file_id: str) -> None:
            await self._db.run(self._keep, row, file_id)

        return File(user, None, row.payload.get("copy"), views.file_name(told, wanted), title, title, title,
                    views.file(spoken, told, zone, wanted), begun)

    def _keep(self, row: Claimed, file_id: str) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            work.keep_payload(tx.session, row, {**row.payload, "copy": file_id})
