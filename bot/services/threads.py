"""What people reply in a card's thread: kept in order, once, as it reads now; what they delete is deleted here too."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.masking import mask
from bot.domain.permissions import Role
from bot.domain.slack_text import people_in, plain_words
from bot.domain.threads import SHOWN, Place, Replies, Reply, moment
from bot.domain.wording import tidy
from bot.errors import StorageUnavailable
from bot.services import clocks
from bot.services.desk import Desk, number_of
from bot.services.directory import directory
from bot.services.people import roles
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances, nudges, people, posts
from storage import threads as stored
from storage.db import Database
from storage.tables import ThreadReply

ACTING = frozenset({Role.ASSIGNEE, Role.LEAD, Role.MANAGER, Role.TEAM_MEMBER})
"""Whose reply shows that it is being seen to."""
BEING_RECORDED = timedelta(minutes=2)
"""So long a card may stand in Slack before our address book has it: a reply may come meanwhile."""


class Threads:
    """Keeps the replies of people; knows nothing of who may read them. A team's own reply stops the reminders."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def said(self, workspace_id: str, place: Place, user_id: str, text: str, *, edited_ts: str | None = None) -> None:
        """Somebody replied, or changed their reply at `edited_ts`. Raises `StorageUnavailable` under a message of ours
        that is so young that it may not be entered yet: Slack then says it again."""
        at, edited_at = moment(place.ts), moment(edited_ts) if edited_ts else None
        with self._db.transaction(workspace_id) as tx:
            number = self._card(tx.session, workspace_id, place)
            if number is not None:
                names = _names(tx.session, workspace_id, people_in(text))
                stored.keep(tx.session, workspace_id, place.channel_id, place.ts, number=number, user_id=user_id,
                            text=mask(tidy(plain_words(text, names))), at=at, edited_at=edited_at)
            if number is not None and edited_at is None:
                desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
                _acted(desk, number, user_id)

    def deleted(self, workspace_id: str, place: Place, deleted_ts: str) -> None:
        """Somebody deleted their reply: neither words nor author are kept."""
        at, deleted_at = moment(place.ts), moment(deleted_ts)
        with self._db.transaction(workspace_id) as tx:
            number = self._card(tx.session, workspace_id, place)
            if number is not None:
                stored.delete(tx.session, workspace_id, place.channel_id, place.ts, number=number, at=at,
                              deleted_at=deleted_at)

    def _card(self, session: Session, workspace_id: str, place: Place) -> int | None:
        """Of which annoyance the thread's first message is or was the card."""
        found = posts.at(session, workspace_id, place.channel_id, place.thread_ts)
        if found is None and self._clock.now() - moment(place.thread_ts) < BEING_RECORDED:
            raise StorageUnavailable("the message that this replies to is not entered yet")
        return number_of(found.subject) if found else None


def _acted(desk: Desk, number: int, user_id: str) -> None:
    """Whoever has it, leads it or is of its team replied while Snag was reminding of it: reminding begins anew."""
    if not nudges.has_begun(desk.session, desk.workspace_id, number):
        return
    row = annoyances.get(desk.session, desk.workspace_id, number, lock=True)
    if row is not None and not ACTING.isdisjoint(roles(
            desk.session, desk.settings, user_id, team_key=row.team_key, assignee=row.assignee, sees_channel=True)):
        clocks.acted(desk, row)


def last(session: Session, workspace_id: str, number: int) -> Replies:
    """What is shown of an annoyance's thread, to somebody who may read its story."""
    shown = stored.newest(session, workspace_id, number, SHOWN)
    more = stored.count(session, workspace_id, number) - len(shown) if len(shown) == SHOWN else 0
    names = _names(session, workspace_id, [row.user_id for row in shown if row.user_id])
    return Replies(tuple(_reply(row, names) for row in shown), more)


def _reply(row: ThreadReply, names: dict[str, str]) -> Reply:
    return Reply(row.user_id, names.get(row.user_id or ""), row.text, row.at)


def _names(session: Session, workspace_id: str, user_ids: Sequence[str] | frozenset[str]) -> dict[str, str]:
    found = people.people(session, workspace_id, user_ids) if user_ids else {}
    return {user_id: row.name for user_id, row in found.items() if row.name}
