"""Steps with action items that other services share: they take the session first and open no transaction, and whoever
calls them holds the annoyance's lock. Each leaves the item's messages to be drawn anew."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from bot.domain.action_items import SHOWN, AtResolve, Draft, Item, ItemState, OnCard
from bot.domain.annoyances import State
from bot.domain.events import EventType, ItemFacts
from bot.domain.links import web_address
from bot.errors import NotFound
from bot.services import clocks, events
from bot.services.desk import Desk, subject
from bot.services.directory import Directory, directory
from storage import action_items as stored
from storage import annoyances as stored_annoyances
from storage import posts, work
from storage.ids import new_id
from storage.tables import ActionItem, Annoyance

GIVEN_UP = frozenset({State.WITHDRAWN, State.WONT_FIX})
"""Where an annoyance comes to this, nobody needs its items any more."""
_ENDED = {ItemState.DONE: EventType.ITEM_DONE, ItemState.DROPPED: EventType.ITEM_DROPPED}


def in_thread(item_id: str) -> str:
    """The name of an item's line in the address book and among work rows."""
    return f"item:{item_id}"


def away(item_id: str) -> str:
    """The same of its message in another team's channel."""
    return f"item_away:{item_id}"


def existing(session: Session, workspace_id: str, item_id: str, *, lock: bool = False) -> ActionItem:
    """An action item. Raises `NotFound`."""
    item = stored.get(session, workspace_id, item_id, lock=lock)
    if item is None:
        raise NotFound("error.no_such_item")
    return item


def locked(session: Session, workspace_id: str, item_id: str) -> tuple[Annoyance, ActionItem]:
    """An item, and its annoyance locked before it: in the order in which every click takes its locks."""
    def number() -> list[int]:
        found = stored.number_of(session, workspace_id, item_id)
        return [] if found is None else [found]
    rows = stored_annoyances.settled(session, workspace_id, number)
    item = existing(session, workspace_id, item_id, lock=True)
    return rows[item.number], item


def open_items(session: Session, workspace_id: str, number: int) -> tuple[Item, ...]:
    """What is still to be done for an annoyance, as it was added."""
    settings = directory(session, workspace_id)
    return tuple(seen(settings, row) for row in stored.of_annoyance(session, workspace_id, number, living=True))


def seen(settings: Directory, row: ActionItem) -> Item:
    """A row as others read it."""
    return Item(row.id, row.number, row.text, ItemState(row.state), row.team_key, settings.team_name(row.team_key),
                row.assignee, row.due_on, row.by, row.ended_by, web_address(row.source_link))


def on_card(session: Session, settings: Directory, number: int) -> OnCard:
    """What a card says of its items."""
    found = [seen(settings, row) for row in stored.of_annoyance(session, settings.workspace_id, number)]
    living = [one for one in found if one.is_living]
    return OnCard(tuple(living[:SHOWN]), len(living), sum(one.state is ItemState.DONE for one in found))


def add(desk: Desk, row: Annoyance, draft: Draft, *, by: str) -> ActionItem:
    """Somebody commits to something, or asks another team to: that team sees it in its own channel. The move that
    goes with it is the caller's."""
    team_key = draft.team_key or row.team_key
    asked = _elsewhere(desk, row, team_key)
    item = stored.add(desk.session, desk.workspace_id, id=new_id(), number=row.number, text=draft.text,
                      state=ItemState.ASKED if asked else ItemState.OPEN, team_key=team_key, assignee=draft.assignee,
                      due_on=draft.due_on, source_link=draft.source_link, by=by, created_at=desk.now)
    clocks.item_begun(desk, item)
    tell(desk, row, item, EventType.ITEM_CREATED, by=by)
    draw(desk, item)
    if asked:
        _want(desk, "item_away", away(item.id), item, asked)
    return item


def _elsewhere(desk: Desk, row: Annoyance, team_key: str | None) -> str | None:
    """The channel of another team than the annoyance's, where that is another channel than its card's."""
    if team_key is None or team_key == row.team_key:
        return None
    channel = desk.settings.channel_of(team_key)
    return channel if channel != desk.settings.channel_of(row.team_key) else None


def end(desk: Desk, row: Annoyance, items: Iterable[ActionItem], state: ItemState, *, by: str | None) -> None:
    """These are done, or no longer needed."""
    for item in items:
        item.state, item.ended_at, item.ended_by = state, desk.now, by
        clocks.item_ended(desk, _kept(desk, item))
        tell(desk, row, item, _ENDED[state], by=by)
        draw(desk, item)


def at_resolve(desk: Desk, row: Annoyance, becomes: AtResolve, *, by: str) -> None:
    """Its annoyance is resolved: what is open is done too, is no longer needed, or stays to be done."""
    if becomes is not AtResolve.OPEN:
        end(desk, row, living(desk, row.number), ItemState(becomes), by=by)


def after_move(desk: Desk, row: Annoyance, to: State, team_before: str | None, *, by: str | None) -> None:
    """A move was made: what is given up is dropped, and what its team had to do is the new team's."""
    if to in GIVEN_UP:
        end(desk, row, living(desk, row.number), ItemState.DROPPED, by=by)
    elif row.team_key != team_before:
        for item in living(desk, row.number):
            if item.team_key == team_before:
                item.team_key, item.assignee = row.team_key, None
            elif item.team_key != row.team_key:
                continue
            item.state = ItemState.OPEN
            clocks.item_changed(desk, _kept(desk, item))
            draw(desk, item)


def living(desk: Desk, number: int) -> list[ActionItem]:
    """What is still to be done for an annoyance."""
    return list(stored.of_annoyance(desk.session, desk.workspace_id, number, living=True))


def left_by(desk: Desk, row: Annoyance, user_id: str) -> list[ActionItem]:
    """Whoever had something to do for an annoyance has left: it waits for somebody else. Returns what it is."""
    left = [item for item in living(desk, row.number) if item.assignee == user_id]
    for item in left:
        item.assignee = None
        clocks.item_changed(desk, _kept(desk, item))
        draw(desk, item)
    return left


def moved(desk: Desk, from_number: int, into: Annoyance) -> list[str]:
    """A merge takes along what is still to be done; returns the ids, for whoever takes the merge back."""
    ids = [item.id for item in living(desk, from_number)]
    give(desk, ids, into)
    return ids


def give(desk: Desk, ids: Collection[str], to: Annoyance) -> None:
    """These items belong to another annoyance from now on: their lines go to its thread, and what is another team's
    there appears in that team's channel."""
    stored.move(desk.session, desk.workspace_id, ids, to.number)
    for item_id in ids:
        item = stored.get(desk.session, desk.workspace_id, item_id)
        if item is not None:
            clocks.item_changed(desk, item)
            draw(desk, item)
            channel = _elsewhere(desk, to, item.team_key)
            if channel is not None and posts.current(desk.session, desk.workspace_id, away(item.id)) is None:
                _want(desk, "item_away", away(item.id), item, channel)


def follow_card(desk: Desk, number: int) -> None:
    """A card stands somewhere anew: the lines of its open items go to its thread."""
    for item in living(desk, number):
        draw(desk, item)


def draw(desk: Desk, item: ActionItem) -> None:
    """Let an item's messages show how it stands: its line in the card's thread, and the one in another team's
    channel. Before the card stands there is no line: it comes with the card."""
    card = posts.current(desk.session, desk.workspace_id, subject(item.number))
    if card is not None:
        _want(desk, "item", in_thread(item.id), item, card.channel_id)
    there = posts.current(desk.session, desk.workspace_id, away(item.id))
    if there is not None:
        _want(desk, "item_away", away(item.id), item, there.channel_id)


def tell(desk: Desk, row: Annoyance, item: ActionItem, what: EventType, *, by: str | None,
         reason: str | None = None) -> None:
    """Whoever listens hears what became of an item."""
    events.emit(desk, what, ItemFacts(
        annoyance=events.about(row), item=item.id, text=item.text, state=str(item.state), team=item.team_key,
        assignee=item.assignee, due_on=item.due_on, by=by, reason=reason))


def _kept(desk: Desk, item: ActionItem) -> ActionItem:
    desk.session.add(item)
    desk.session.flush()
    return item


def _want(desk: Desk, topic: str, key: str, item: ActionItem, channel: str) -> None:
    here = posts.current(desk.session, desk.workspace_id, key)
    work.want(desk.session, desk.workspace_id, topic, key, channel=channel,
              method=work.UPDATING if here and here.channel_id == channel else work.POSTING,
              now=desk.clock.machine(), due_at=desk.now, payload={"item": item.id, "number": item.number}, renew=True)
