"""The story of an annoyance over the API."""

from fastapi import FastAPI

from bot.domain.timeline import Timeline as Told
from bot.services.timelines import Timelines
from handlers.middleware import Run
from handlers.web.api.annoyances import Numbered
from handlers.web.api.asking import ReadsAnnoyances
from handlers.web.api.models import Decided, Timeline, TimelineEvent


class TimelineRoutes:
    """What can be asked about what happened."""

    def __init__(self, timelines: Timelines, read: Run) -> None:
        self._timelines, self._read = timelines, read

    def add_to(self, app: FastAPI) -> None:
        app.add_api_route("/annoyances/{number}/timeline", self.get, methods=["GET"], response_model=Timeline,
                          summary="Read an annoyance's story", tags=["annoyances"], operation_id="getTimeline")

    async def get(self, client: ReadsAnnoyances, number: Numbered) -> Timeline:
        """All that happened, oldest first. Whoever reported without a name stands nowhere in it."""
        told: Told = await self._read(self._timelines.of_client, client, number)
        events = tuple(TimelineEvent(at=event.at, what=event.what, by=event.by, words=event.words,
                                     details={detail.kind: detail.value for detail in event.details})
                       for event in told.events)
        return Timeline(number=told.number, title=told.title, state=told.state, team=told.team, events=events,
                        why=Decided(by=told.why.by, phrase=told.why.phrase, like=told.why.like))
