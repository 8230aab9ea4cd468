"""Action items: work that a team commits to for an annoyance, in its thread and in another team's channel. Each method
is one click or one form, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.action_items import Draft, Item, ItemMove, ItemState, Mine, Shown, allows
from bot.domain.annoyances import FIXED, OPEN, Move, State, TeamName
from bot.domain.events import EventType
from bot.domain.masking import mask
from bot.domain.people import Where
from bot.domain.permissions import Act, Role, may
from bot.domain.wording import cut, tidy
from bot.errors import Invalid, NotAllowed, TooLate
from bot.services import annoyances, item_changes, item_lists, item_steps, people
from bot.services.desk import Desk, number_of
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import action_items as stored
from storage import annoyances as stored_annoyances
from storage import log, posts
from storage.db import Database
from storage.tables import ActionItem, Annoyance


@dataclass(frozen=True, slots=True)
class Form:
    """What the form of a new item needs to be drawn. `number` None: the form asks for it."""

    number: int | None
    title: str
    team_key: str | None
    teams: tuple[TeamName, ...]


@dataclass(frozen=True, slots=True)
class _Click:
    """One person's click on one item, its annoyance locked, and allowed."""

    desk: Desk
    row: Annoyance
    item: ActionItem


class ActionItems:
    """Added, accepted, handed back, changed, done, dropped."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def form(self, workspace_id: str, user_id: str, number: int, *, where: Where | None) -> Form:
        """What the form of a new item shows, after asking whether one could be added now."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.ADD_ITEM, where, lock=False)
            return Form(number, row.title, row.team_key, _teams(desk))

    def empty_form(self, workspace_id: str, user_id: str) -> Form:
        """The same where nobody has said yet for which annoyance. Raises `NotAllowed` for guests."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            if not may(Act.FIND, people.roles(session, desk.settings, user_id, team_key=None)):
                raise NotAllowed("error.not_allowed.guest")
            return Form(None, "", None, _teams(desk))

    def card_at(self, workspace_id: str, where: Where) -> int | None:
        """The annoyance whose card stands there, or stood."""
        with self._db.reading() as session:
            here = posts.at(session, workspace_id, where.channel_id, where.ts)
            return number_of(here.subject) if here else None

    def add(self, workspace_id: str, user_id: str, number: int, draft: Draft, *, where: Where | None, key: str) -> str:
        """Somebody says what is to be done; this acknowledges too. Returns the item's id. Raises `Invalid`."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return str(tx.first_answer["item"])
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.ADD_ITEM, where)
            item = item_changes.added(desk, row, item_changes.checked(desk, row, draft), by=user_id)
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Move.ADD_ITEM, subject=f"#{number}",
                    detail={"item": item.id})
            tx.answer = {"number": number, "item": item.id}
            return item.id

    def done(self, workspace_id: str, user_id: str, item_id: str, *, where: Where | None, key: str) -> None:
        """It is done; after the last one its annoyance can be resolved, and the thread says so."""
        with self._click(workspace_id, user_id, item_id, ItemMove.DONE, where, key) as click:
            if click is not None:
                item_changes.done(click.desk, click.row, click.item, by=user_id)

    def drop(self, workspace_id: str, user_id: str, item_id: str, *, where: Where | None, key: str) -> None:
        """It is no longer needed."""
        with self._click(workspace_id, user_id, item_id, ItemMove.DROP, where, key) as click:
            if click is not None:
                item_changes.drop(click.desk, click.row, click.item, by=user_id)

    def reopen(self, workspace_id: str, user_id: str, item_id: str, *, where: Where | None, key: str) -> None:
        """It was not done after all."""
        with self._click(workspace_id, user_id, item_id, ItemMove.REOPEN, where, key) as click:
            if click is not None:
                item_changes.reopen(click.desk, click.row, click.item, by=user_id)

    def change(self, workspace_id: str, user_id: str, item_id: str, said: Draft, *, where: Where | None, key: str
               ) -> None:
        """Other words, somebody else, another date. Raises `Invalid`."""
        with self._click(workspace_id, user_id, item_id, ItemMove.CHANGE, where, key) as click:
            if click is not None:
                item_changes.change(click.desk, click.row, click.item, said, by=user_id)

    def accept(self, workspace_id: str, user_id: str, item_id: str, *, where: Where | None, key: str) -> None:
        """The team that was asked takes it; unless somebody is named, whoever says so does it."""
        with self._click(workspace_id, user_id, item_id, ItemMove.ACCEPT, where, key) as click:
            if click is not None:
                item = click.item
                item.state, item.accepted_at, item.assignee = ItemState.OPEN, click.desk.now, item.assignee or user_id
                item_changes.changed(click.desk, click.row, item, EventType.ITEM_ACCEPTED, by=user_id)

    def hand_back(self, workspace_id: str, user_id: str, item_id: str, reason: str, *, where: Where | None, key: str
                  ) -> None:
        """The team that was asked does not take it, and says why: it is the annoyance's own team's. Raises
        `Invalid` without a reason."""
        why = mask(tidy(reason))
        if not why:
            raise Invalid("error.item_reason_missing", field="reason")
        with self._click(workspace_id, user_id, item_id, ItemMove.HAND_BACK, where, key) as click:
            if click is None:
                return
            item_changes.hand_back(click.desk, click.row, click.item, "item_handed_back", by=user_id, reason=why)

    def look(self, workspace_id: str, user_id: str, item_id: str, act: ItemMove, *, where: Where | None) -> Item:
        """An item for the form of `act`, after asking whether that could be done now."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            item = item_steps.existing(session, workspace_id, item_id)
            row = annoyances.existing(session, workspace_id, item.number)
            _check(desk, row, item, act, user_id, where)
            return item_steps.seen(desk.settings, item)

    def shown(self, workspace_id: str, item_id: str) -> Shown | None:
        """All that an item's messages show."""
        with self._db.reading() as session:
            item = stored.get(session, workspace_id, item_id)
            row = stored_annoyances.get(session, workspace_id, item.number) if item else None
            if item is None or row is None:
                return None
            settings = directory(session, workspace_id)
            return Shown(item_steps.seen(settings, item), row.title, item.team_key != row.team_key,
                         settings.team_name(row.team_key))

    def mine(self, workspace_id: str, user_id: str, skip: int, limit: int) -> Mine:
        """A page of what this person has to do."""
        with self._db.reading() as session:
            return item_lists.mine(self._desk(session, workspace_id), user_id, limit, skip)

    @contextmanager
    def _click(self, workspace_id: str, user_id: str, item_id: str, act: ItemMove, where: Where | None, key: str
               ) -> Iterator[_Click | None]:
        """Open the transaction of one click, check the item's state and the roles; None when it was heard before."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                yield None
                return
            desk = self._desk(tx.session, workspace_id)
            row, item = item_steps.locked(tx.session, workspace_id, item_id)
            _check(desk, row, item, act, user_id, where)
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=act, subject=f"#{row.number}",
                    detail={"item": item.id})
            yield _Click(desk, row, item)
            item_changes.acted(desk, row)
            tx.session.flush()
            tx.answer = {"number": row.number}

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _teams(desk: Desk) -> tuple[TeamName, ...]:
    return tuple(TeamName(team.key, team.name) for team in desk.settings.teams.values())


def _check(desk: Desk, row: Annoyance, item: ActionItem, act: ItemMove, user_id: str, where: Where | None) -> None:
    state, is_away = ItemState(item.state), item.team_key != row.team_key
    if not allows(state, act, away=is_away) or State(row.state) not in OPEN | FIXED:
        raise TooLate(row.number, key=f"error.item_is_{state}", words=cut(item.text, 100))
    held = _roles(desk, row, item, user_id, where, theirs=act in (ItemMove.ACCEPT, ItemMove.HAND_BACK))
    if Role.GUEST in held:
        raise NotAllowed("error.not_allowed.guest")
    if not may(Act.ITEM, held):
        raise NotAllowed("error.not_allowed.item")


def _roles(desk: Desk, row: Annoyance, item: ActionItem, user_id: str, where: Where | None, *, theirs: bool
           ) -> frozenset[Role]:
    """All roles of one person towards an item: in the team that has it, and, unless only that counts (`theirs`), in
    its annoyance's. A click on one of its messages proves that they see the channel."""
    clicked = where and posts.at(desk.session, desk.workspace_id, where.channel_id, where.ts)
    shown = clicked.subject if clicked and clicked.current else ""
    is_away = item.team_key != row.team_key
    held = people.roles(desk.session, desk.settings, user_id, team_key=item.team_key, assignee=item.assignee,
                        sees_channel=is_away and shown == item_steps.away(item.id))
    return held if theirs else held | annoyances.roles_towards(desk, row, user_id, where)
