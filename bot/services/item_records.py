"""Action items as other systems read and change them: the same steps as somebody's click, with a token instead of a
person's roles."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.action_items import Draft, ItemMove, ItemState
from bot.domain.action_items import allows as item_allows
from bot.domain.annoyances import FIXED, OPEN, Move, State, allows
from bot.domain.api_tokens import Client
from bot.domain.records import ItemRecord, Page
from bot.domain.wording import cut
from bot.errors import Invalid, TooLate
from bot.services import annoyances, item_changes, item_steps
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import action_items as stored
from storage import log
from storage import people as stored_people
from storage import records as stored_records
from storage.db import Database
from storage.tables import ActionItem, Annoyance


@dataclass(frozen=True, slots=True)
class ItemWish:
    """Which action items are wanted; `cursor` is the last one of the page before."""

    limit: int = 50
    cursor: str | None = None
    states: frozenset[ItemState] = frozenset()
    team: str | None = None
    assignee: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What is to be otherwise. `named` are the fields that were sent: one that was not stays as it is."""

    named: frozenset[str]
    text: str | None = None
    assignee: str | None = None
    due_on: date | None = None
    state: ItemState | None = None


CHANGING = frozenset({"text", "assignee", "due_on"})


class ItemRecords:
    """Reads, adds and changes action items for whoever holds a token."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def page(self, client: Client, wish: ItemWish) -> Page[ItemRecord]:
        """Action items as they were added, oldest first."""
        with self._db.reading() as session:
            rows = stored_records.of_items(
                session, client.workspace_id, states=wish.states, team=wish.team, assignee=wish.assignee,
                number=wish.number, after=wish.cursor, limit=wish.limit + 1)
        page = rows[:wish.limit]
        return Page(tuple(map(_record, page)), page[-1].id if len(rows) > wish.limit else None)

    def get(self, client: Client, item_id: str) -> ItemRecord:
        """One of them. Raises `NotFound`."""
        with self._db.reading() as session:
            return _record(item_steps.existing(session, client.workspace_id, item_id))

    def add(self, client: Client, number: int, draft: Draft, *, key: str, said: str) -> tuple[ItemRecord, bool, bool]:
        """A new one, once for each `key`; whether it was here before, and whether that request said something else.

        Raises `Invalid`, `NotFound`, and `TooLate` where the annoyance takes none any more.
        """
        with self._db.transaction(client.workspace_id, self._clock.now(), f"api:{client.token_id}:{key}") as tx:
            desk = self._desk(tx.session, client)
            if tx.first_answer is not None:
                item = stored.get(tx.session, client.workspace_id, str(tx.first_answer.get("item")))
                if item is None or tx.first_answer["said"] != said:
                    return NOTHING, True, True
                return _record(item), True, False
            row = annoyances.existing(tx.session, client.workspace_id, number, lock=True)
            if not allows(State(row.state), Move.ADD_ITEM):
                raise TooLate(number, title=row.title, state=row.state)
            _check_assignee(desk, draft.assignee)
            item = item_changes.added(desk, row, item_changes.checked(desk, row, draft), by=client.by)
            self._log(desk, client, Move.ADD_ITEM, item)
            tx.answer = {"item": item.id, "said": said}
            return _record(item), False, False

    def change(self, client: Client, item_id: str, wanted: ItemChange) -> ItemRecord:
        """Other words, somebody else, another date, or its end. Raises `Invalid`, `NotFound`, `TooLate`."""
        with self._db.transaction(client.workspace_id) as tx:
            desk = self._desk(tx.session, client)
            row, item = item_steps.locked(tx.session, client.workspace_id, item_id)
            if wanted.named & CHANGING:
                _check(row, item, ItemMove.CHANGE)
                said = _said(item, wanted)
                if said.assignee != item.assignee:
                    _check_assignee(desk, said.assignee)
                item_changes.change(desk, row, item, said, by=client.by)
                self._log(desk, client, ItemMove.CHANGE, item)
            ends = wanted.state is not None and wanted.state != item.state
            if wanted.state is not None and ends:
                self._end(desk, client, row, item, wanted.state)
            if ends or wanted.named & CHANGING:
                item_changes.acted(desk, row)
            return _record(item)

    def _end(self, desk: Desk, client: Client, row: Annoyance, item: ActionItem, state: ItemState) -> None:
        move, step = {ItemState.DONE: (ItemMove.DONE, item_changes.done),
                      ItemState.DROPPED: (ItemMove.DROP, item_changes.drop),
                      ItemState.OPEN: (ItemMove.REOPEN, item_changes.reopen)}[state]
        _check(row, item, move)
        step(desk, row, item, by=client.by)
        self._log(desk, client, move, item)

    def _desk(self, session: Session, client: Client) -> Desk:
        return Desk(session, directory(session, client.workspace_id), self._clock, self._names)

    def _log(self, desk: Desk, client: Client, act: str, item: ActionItem) -> None:
        log.add(desk.session, desk.workspace_id, at=desk.now, by=client.by, act=act, subject=f"#{item.number}",
                detail={"item": item.id})


NOTHING = ItemRecord("", 0, "", ItemState.OPEN, None, None, None, None, None)


def _record(row: ActionItem) -> ItemRecord:
    return ItemRecord(row.id, row.number, row.text, ItemState(row.state), row.team_key, row.assignee, row.due_on,
                      row.created_at, row.ended_at)


def _said(item: ActionItem, wanted: ItemChange) -> Draft:
    """The item as it will read: what was sent, and what was there."""
    return Draft(wanted.text if "text" in wanted.named and wanted.text is not None else item.text, item.team_key,
                 wanted.assignee if "assignee" in wanted.named else item.assignee,
                 wanted.due_on if "due_on" in wanted.named else item.due_on)


def _check(row: Annoyance, item: ActionItem, move: ItemMove) -> None:
    state = ItemState(item.state)
    if not item_allows(state, move, away=item.team_key != row.team_key) or State(row.state) not in OPEN | FIXED:
        raise TooLate(row.number, key=f"error.item_is_{state}", words=cut(item.text, 100))


def _check_assignee(desk: Desk, user_id: str | None) -> None:
    """Somebody who is here: another system's word for a person is not taken as it comes."""
    if user_id is None:
        return
    row = stored_people.person(desk.session, desk.workspace_id, user_id)
    if row is None or row.is_guest or row.is_bot or row.is_gone:
        raise Invalid("error.no_such_member", field="assignee")
