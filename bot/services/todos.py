"""`@Snag todo ...`: somebody says an action item in a card's thread, where only who sees the channel can write."""

from typing import Any

from bot.clock import Clock
from bot.domain import todo
from bot.domain.action_items import Draft
from bot.domain.annoyances import Move
from bot.domain.people import Back, Where
from bot.domain.quotes import Place, permalink
from bot.domain.slack_text import people_in
from bot.errors import PersonError
from bot.services import annoyances, item_changes
from bot.services.desk import Desk, number_of
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.replies import Replies
from storage import log, posts
from storage import people as stored_people
from storage.db import Database


class Todos:
    """Takes items out of what people write."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names

    def said(self, workspace_id: str, user_id: str, place: Place, text: str, *, key: str) -> bool:
        """Somebody wrote that to Snag; False where it asks for no action item.

        What becomes of it is said back to them alone, unless the item's own line says it.
        """
        with self._db.reading() as session:
            if not todo.is_todo(text, directory(session, workspace_id).bot_user_id):
                return False
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is None:
                desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
                what, facts = self._taken(desk, user_id, place, text)
                if what is not None:
                    back = Back(user_id, None, place.channel_id)
                    self._replies.answer(tx.session, workspace_id, back, what, facts)
                tx.answer = {"said": what}
        return True

    def _taken(self, desk: Desk, user_id: str, place: Place, text: str) -> tuple[str | None, dict[str, Any]]:
        """Add the item; what is to be said about it, if anything. Nothing is written before all is checked."""
        here = posts.at(desk.session, desk.workspace_id, place.channel_id, place.thread_ts or place.ts)
        number = number_of(here.subject) if here else None
        if number is None:
            return "todo.not_here", {}
        try:
            row = annoyances.allowed(desk, user_id, number, Move.ADD_ITEM,
                                     Where(place.channel_id, place.thread_ts or place.ts))
            asked = todo.parse(text, desk.settings.bot_user_id, item_changes.today_of(desk, row.team_key),
                               _names(desk, text))
            if asked is None or not asked.text:
                return "todo.how", {}
            draft = item_changes.checked(desk, row, Draft(
                asked.text, None, asked.assignee, asked.due_on, permalink(desk.settings.domain, place)))
        except PersonError as error:
            return error.key, error.args_of_key
        item = item_changes.added(desk, row, draft, by=user_id)
        log.add(desk.session, desk.workspace_id, at=desk.now, by=user_id, act=Move.ADD_ITEM, subject=f"#{number}",
                detail={"item": item.id})
        return ("todo.unread", {"words": asked.unread}) if asked.unread else (None, {})


def _names(desk: Desk, text: str) -> dict[str, str]:
    found = stored_people.people(desk.session, desk.workspace_id, people_in(text))
    return {user_id: row.name for user_id, row in found.items() if row.name}
