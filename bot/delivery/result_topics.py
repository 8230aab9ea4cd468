"""Results of surveys on their way: posted where the survey belongs, and as files that are made when they are sent."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.delivery.charts import drawn
from bot.delivery.outgoing import File, Outgoing, Post
from bot.domain.results import Found, Part, Wanted
from bot.domain.survey_kinds import KINDS
from bot.errors import NotNow, PersonError
from bot.services.desk import subject
from bot.services.directory import Directory
from bot.services.results import Results
from bot.services.workspaces import Workspaces
from bot.views import results as views
from bot.views.blocks import User
from bot.views.charts import chart_of
from storage import posts, work
from storage.db import Database
from storage.work import Claimed

POSTED_SOON = timedelta(minutes=1)
"""A file that belongs below a message waits so long for it, then looks each minute."""


class ResultTopics:
    """From a claimed row to a message or a file, or None where it may not be shown any more."""

    def __init__(self, db: Database, results: Results, workspaces: Workspaces, clock: Clock,
                 language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._results, self._workspaces, self._clock = db, results, workspaces, clock
        self._language_of = language_of

    async def posted(self, row: Claimed) -> Outgoing | None:
        """The results in the thread of the annoyance's card, else in the team's channel."""
        found = await self._found(row, row.payload["by"])
        place = await self._db.read(self._results.place, row.workspace_id, row.payload["plan"])
        if found is None or place.channel is None:
            return None
        card = await self._current(row.workspace_id, subject(place.number)) if place.number else None
        spoken = await self._language_there(row.workspace_id, place.channel)
        named = await self._db.read(self._results.with_themes, row.workspace_id, found)
        return Post(place.channel, views.results_post(spoken, named, User(row.payload["by"])),
                    thread_ts=card.ts if card else None, subject=row.payload["subject"], blind=False)

    async def file(self, row: Claimed) -> Outgoing | None:
        """A chart or the CSV, to whoever asked, or below what was posted."""
        user, wanted = row.payload["user"], Wanted(row.payload["wanted"])
        found = await self._found(row, user)
        if found is None or not found.is_shown:
            return None
        to, thread_ts, spoken = await self._where(row)
        title = views.file_title(spoken, found)

        async def begun(file_id: str) -> None:
            await self._db.run(self._keep, row, file_id)

        if wanted is Wanted.CSV:
            lines = await self._db.run(self._results.csv, row.workspace_id, user, row.payload["plan"])
            return File(to, thread_ts, row.payload.get("copy"), "survey-results.csv", title, views.csv_alt(spoken),
                        title, views.csv_file(lines), begun)
        part = _largest(found)
        said = views.chart_alt(spoken, found, part)
        return File(to, thread_ts, row.payload.get("copy"), "survey-results.png", title, said, f"{title}\n{said}",
                    await drawn(chart_of(KINDS[found.kind], part)), begun)

    async def _found(self, row: Claimed, user_id: str) -> Found | None:
        """The results as of now; None where this person may not see them any more."""
        try:
            found: Found = await self._db.run(self._results.of_plan, row.workspace_id, user_id, row.payload["plan"])
        except PersonError:
            return None
        return found

    def _keep(self, row: Claimed, file_id: str) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            work.keep_payload(tx.session, row, {**row.payload, "copy": file_id})

    async def _where(self, row: Claimed) -> tuple[str, str | None, str]:
        """To whom or in which channel, in which thread, in which language."""
        user, below = row.payload["user"], row.payload.get("below")
        if below is None:
            return user, None, await self._language_of(row.workspace_id, user)
        message = await self._current(row.workspace_id, below)
        if message is None:
            raise NotNow("the results do not stand there yet",
                         2 if self._clock.machine() - row.created_at < POSTED_SOON else 60)
        place = await self._db.read(self._results.place, row.workspace_id, row.payload["plan"])
        card = await self._current(row.workspace_id, subject(place.number)) if place.number else None
        spoken = await self._language_there(row.workspace_id, message.channel_id)
        return message.channel_id, card.ts if card and card.channel_id == message.channel_id else message.ts, spoken

    async def _current(self, workspace_id: str, what: str) -> posts.Address | None:
        def look() -> posts.Address | None:
            with self._db.reading() as session:
                return posts.current(session, workspace_id, what)
        return await self._db.read(look)

    async def _language_there(self, workspace_id: str, channel_id: str) -> str:
        settings: Directory = await self._db.read(self._workspaces.directory, workspace_id)
        return next((team.locale for team in settings.teams.values() if team.channel_id == channel_id),
                    settings.locale)


def _largest(found: Found) -> Part:
    """The source with the most answers: one chart shows one source, never two mixed."""
    return max(found.parts, key=lambda part: part.score.n)
