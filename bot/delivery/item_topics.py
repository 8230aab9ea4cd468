"""Action items as they stand in channels: each has a line in its card's thread, and one that another team was asked for
a message in that team's channel. Both are drawn from the present state."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.outgoing import Outgoing, Post, Update
from bot.domain.action_items import Shown
from bot.errors import NotNow
from bot.services import item_steps
from bot.services.action_items import ActionItems
from bot.services.desk import subject
from bot.services.home import permalink
from bot.services.people import People
from bot.services.workspaces import Workspaces
from bot.views import action_items as views
from bot.views.blocks import Part
from storage import posts, work
from storage.db import Database
from storage.posts import Address
from storage.work import Claimed

CARD_COMES_SOON = timedelta(minutes=1)
"""A card that does not stand by then waits for a person: its items ask each minute."""
Named = Callable[[str, str | None, str], Awaitable[Part | None]]


class ItemTopics:
    """From a work row about an action item to its message as it stands now."""

    def __init__(self, db: Database, items: ActionItems, people: People, workspaces: Workspaces, clock: Clock,
                 named: Named, language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._items, self._people, self._workspaces = db, items, people, workspaces
        self._clock, self._named, self._language_of = clock, named, language_of

    async def line(self, row: Claimed) -> Outgoing | None:
        """The line in the thread of the card, wherever that stands by now; an ended item's goes nowhere else."""
        shown = await self._db.read(self._items.shown, row.workspace_id, row.payload["item"])
        if shown is None:
            return None
        key = item_steps.in_thread(shown.item.id)
        card, here = await self._at(row, subject(shown.item.number)), await self._at(row, key)
        if card is None and here is None:
            young = self._clock.machine() - row.created_at < CARD_COMES_SOON
            raise NotNow("the card does not stand yet", 2 if young else 60)
        stays = here is not None and (card is None or not shown.item.is_living
                                      or (here.channel_id, here.thread_ts) == (card.channel_id, card.ts))
        channel = here.channel_id if here and stays else card.channel_id if card else ""
        language, by, ended_by, names = await self._words(row, shown, channel)
        message = views.in_thread(language, shown, by=by, ended_by=ended_by, names=names)
        if here and stays:
            return Update(channel, here.ts, message)

        def posted(session: Session, _answer: dict[str, Any]) -> None:
            self._leave(session, row, key)

        return Post(channel, message, thread_ts=card.ts if card else None, subject=key, remember=posted)

    def _leave(self, session: Session, row: Claimed, key: str) -> None:
        """Where the line stood before, its buttons go."""
        for old in posts.left_behind(session, row.workspace_id, key):
            work.add(session, row.workspace_id, work.Kind.MESSAGE, "item_left", f"left:{old.channel_id}:{old.ts}",
                     channel=old.channel_id, method=work.UPDATING, due_at=self._clock.now(),
                     now=self._clock.machine(),
                     payload={"item": row.payload["item"], "channel": old.channel_id, "ts": old.ts})

    async def left(self, row: Claimed) -> Outgoing | None:
        """What stands where an item's line was before its card moved."""
        shown = await self._db.read(self._items.shown, row.workspace_id, row.payload["item"])
        if shown is None:
            return None
        channel = row.payload["channel"]
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        return Update(channel, row.payload["ts"], views.left_behind(settings.locale_in(channel), shown.item.text))

    async def away(self, row: Claimed) -> Outgoing | None:
        """The message in the channel of the team that was asked; it stays where it was posted."""
        shown = await self._db.read(self._items.shown, row.workspace_id, row.payload["item"])
        if shown is None:
            return None
        key = item_steps.away(shown.item.id)
        card, here = await self._at(row, subject(shown.item.number)), await self._at(row, key)
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        channel = here.channel_id if here else settings.channel_of(shown.item.team_key)
        if channel is None or (here is None and not shown.item.is_living):
            return None
        language, by, ended_by, names = await self._words(row, shown, channel)
        message = views.in_other_channel(language, shown, by=by, ended_by=ended_by, names=names,
                                         link=permalink(settings.domain, card))
        return Update(channel, here.ts, message) if here else Post(channel, message, subject=key)

    async def unassigned(self, row: Claimed) -> Outgoing | None:
        """To a lead: somebody has left, and these items of theirs wait for somebody else."""
        facts = row.payload
        to = await self._db.read(self._people.next_in_line, row.workspace_id, facts["user"])
        if to is None:
            return None
        spoken = await self._language_of(row.workspace_id, to)
        names = await self._db.read(self._people.names, row.workspace_id, [facts["left"]])
        return Post(to, views.unassigned(spoken, names.get(facts["left"], facts["left"]),
                                         [(one["number"], one["text"]) for one in facts["items"]]))

    async def _words(self, row: Claimed, shown: Shown, channel: str
                     ) -> tuple[str, Part, Part | None, Mapping[str, str]]:
        """The channel's language, who added and who ended it, and the assignee's name for the fallback."""
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        language, item = settings.locale_in(channel), shown.item
        by = await self._named(row.workspace_id, item.by, language) or "Snag"
        ended_by = await self._named(row.workspace_id, item.ended_by, language)
        names: dict[str, str] = await self._db.read(self._people.names, row.workspace_id,
                                                    [item.assignee] if item.assignee else [])
        return language, by, ended_by, names

    async def _at(self, row: Claimed, key: str) -> Address | None:
        def look() -> Address | None:
            with self._db.reading() as session:
                return posts.current(session, row.workspace_id, key)
        return await self._db.read(look)
