"""What the messages about an annoyance's customers say: the line in its card's thread, and the message to whoever was
asked to see to them."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.outgoing import Outgoing, Post, Update
from bot.domain.care import Cared
from bot.services import care
from bot.services.caring import Care
from bot.services.desk import subject as card_subject
from bot.views import care as views
from bot.views.blocks import Message, Part
from storage import posts
from storage.db import Database
from storage.work import Claimed

LineOf = Callable[[str, dict[str, Any], str], Awaitable[tuple[str, Message]]]
"""A thread line of a workspace out of its facts, for a channel: in which language, and what it says."""
Named = Callable[[str, str | None, str], Awaitable[Part | None]]


class CareTopics:
    """From a claimed row to something that can be sent, or None when there is nothing to say any more."""

    def __init__(self, db: Database, caring: Care, line_of: LineOf, language_of: Callable[[str, str], Awaitable[str]],
                 named: Named, permalink: Callable[[str, posts.Address], Awaitable[str | None]]) -> None:
        self._db, self._caring, self._line_of, self._language_of = db, caring, line_of, language_of
        self._named, self._permalink = named, permalink

    async def line(self, row: Claimed) -> Outgoing | None:
        """The line of whoever acknowledged it, with the buttons for the customers who still wait."""
        number = int(row.payload["number"])
        card = await self._at(row.workspace_id, card_subject(number))
        here = await self._at(row.workspace_id, care.subject(number))
        now = await self._db.read(self._caring.now, row.workspace_id, number)
        if now is None or card is None:
            return None
        if here is not None and here.channel_id != card.channel_id:  # the card moved on, and the buttons with it
            return Update(here.channel_id, here.ts, (await self._words(row, here.channel_id))[1])
        message = await self._with_customers(row, now, card.channel_id)
        if here is not None:
            return Update(here.channel_id, here.ts, message)
        return Post(card.channel_id, message, thread_ts=card.ts, subject=care.subject(number))

    async def over(self, row: Claimed) -> Outgoing | None:
        """An earlier line: a later one carries the buttons."""
        return Update(row.channel, row.payload["ts"], (await self._words(row, row.channel))[1])

    async def _with_customers(self, row: Claimed, now: Cared, channel_id: str) -> Message:
        spoken, said = await self._words(row, channel_id)
        return views.with_customers(spoken, said, now, who=await self._named(row.workspace_id, now.with_, spoken))

    async def _words(self, row: Claimed, channel_id: str) -> tuple[str, Message]:
        return await self._line_of(row.workspace_id, dict(row.payload), channel_id)

    async def handed_over(self, row: Claimed) -> Outgoing | None:
        """To whom the customers were handed over: how it stands with them, and the same buttons."""
        number, to = int(row.payload["number"]), row.payload["user"]
        now = await self._db.read(self._caring.now, row.workspace_id, number)
        here = await self._at(row.workspace_id, care.asked_subject(number, to))
        if now is None or (here is None and now.with_ != to):
            return None
        spoken = await self._language_of(row.workspace_id, to)
        card = await self._at(row.workspace_id, card_subject(number))
        message = views.handed_over(
            spoken, now, by=await self._named(row.workspace_id, row.payload["by"], spoken),
            who=await self._named(row.workspace_id, now.with_, spoken), is_theirs=now.with_ == to,
            link=await self._permalink(row.workspace_id, card) if card else None)
        if here is not None:
            return Update(here.channel_id, here.ts, message)
        return Post(to, message, subject=care.asked_subject(number, to))

    async def _at(self, workspace_id: str, name: str) -> posts.Address | None:
        def look() -> posts.Address | None:
            with self._db.reading() as session:
                return posts.current(session, workspace_id, name)
        return await self._db.read(look)
