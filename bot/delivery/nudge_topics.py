"""Reminders: a line in the card's thread, and one message to a person. Both are read at the moment of sending, so that
nothing is asked that somebody has seen to; what came too late for somebody's day waits for their next one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.outgoing import Outgoing, Post
from bot.domain.manners import next_hour
from bot.errors import NotYet
from bot.services.desk import subject
from bot.services.directory import Directory
from bot.services.invitations import Ready
from bot.services.nudges import Nudges
from bot.services.people import People
from bot.services.workspaces import Workspaces
from bot.views import nudges as views
from bot.views.blocks import User
from storage import posts
from storage.db import Database
from storage.work import Claimed


class NudgeTopics:
    """From a claimed row to a reminder, or None when there is nothing to remind of any more."""

    def __init__(self, db: Database, nudges: Nudges, people: People, workspaces: Workspaces, clock: Clock,
                 language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._nudges, self._people, self._workspaces = db, nudges, people, workspaces
        self._clock, self._language_of = clock, language_of

    async def line(self, row: Claimed) -> Outgoing | None:
        """In the card's thread, to whoever reads it there."""
        facts, workspace = row.payload, row.workspace_id
        here = await self._db.read(self._here, workspace, facts["number"])
        about = await self._db.read(self._nudges.line, workspace, facts["clock"], facts["turn"], facts["level"])
        if here is None or about is None:
            return None
        settings = await self._db.read(self._workspaces.directory, workspace)
        spoken, zone = _of_channel(settings, here.channel_id)
        who = await self._db.read(self._nudges.assignee_at_work, workspace, facts["number"])
        names = await self._db.read(self._people.names, workspace, [who]) if who else {}
        return Post(here.channel_id, views.thread_line(
            spoken, about, zone=zone, assignee=User(who, names.get(who, "")) if who else None), thread_ts=here.ts)

    async def message(self, row: Claimed) -> Outgoing | None:
        """To one person, in their working time."""
        to = row.payload["user"]
        spoken = await self._language_of(row.workspace_id, to)  # with it Slack tells where they live
        ready = await self._db.read(self._nudges.ready, row)
        if ready is Ready.LATER and row.unsure:
            raise NotYet(next_hour(self._clock.now()))
        if ready is Ready.LATER:
            await self._db.run(self._nudges.put_back, row.workspace_id, row)
        asked = await self._db.read(self._nudges.asked, row) if ready is Ready.YES else []
        if not asked:
            return None
        reminders = await self._db.read(self._nudges.reminders, row.workspace_id, asked)
        zone = await self._db.read(self._people.zone, row.workspace_id, to)
        return Post(to, views.message(spoken, reminders, zone), remember=self._sent(row, asked))

    def _sent(self, row: Claimed, asked: Sequence[Any]) -> Callable[[Session, dict[str, Any]], None]:
        def remember(session: Session, _answer: dict[str, Any]) -> None:
            self._nudges.sent(session, row, asked)
        return remember

    def unsaid(self, session: Session, row: Claimed) -> None:
        """There was nothing to say any more, or nobody to say it to."""
        self._nudges.not_said(session, row)

    def given_up(self, session: Session, row: Claimed) -> None:
        """It will never be said: the next in line is asked."""
        self._nudges.failed(session, row)

    def _here(self, workspace_id: str, number: int) -> posts.Address | None:
        with self._db.reading() as session:
            return posts.current(session, workspace_id, subject(number))


def _of_channel(settings: Directory, channel_id: str) -> tuple[str, ZoneInfo]:
    """In which language, and by which clock, a channel reads."""
    team = next((one for one in settings.teams.values() if one.channel_id == channel_id), None)
    return (team.locale, team.zone) if team else (settings.locale, settings.zone)
