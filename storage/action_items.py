"""Action items: their queries."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.tables import ActionItem, table

items = table(ActionItem)
LIVING = ("asked", "open")
"""States in which somebody still has something to do."""
_ALL = pick(ActionItem).where(
    ActionItem.workspace_id == bindparam("ws"), ActionItem.number == bindparam("of_number")
).order_by(col(ActionItem.id))
_LIVING = _ALL.where(col(ActionItem.state).in_(LIVING))


def add(session: Session, workspace_id: str, **values: Any) -> ActionItem:
    row = ActionItem(workspace_id=workspace_id, **values)
    session.add(row)
    session.flush()
    return row


def get(session: Session, workspace_id: str, item_id: str, *, lock: bool = False) -> ActionItem | None:
    """One action item; whoever changes it holds its annoyance's lock already."""
    found = pick(ActionItem).where(ActionItem.workspace_id == workspace_id, ActionItem.id == item_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def number_of(session: Session, workspace_id: str, item_id: str) -> int | None:
    """For which annoyance an item is by now."""
    return fetch(session, select(items.c.number).where(
        items.c.workspace_id == workspace_id, items.c.id == item_id)).scalar()


def of_annoyance(session: Session, workspace_id: str, number: int, *, living: bool = False) -> Sequence[ActionItem]:
    """An annoyance's action items as they were added; `living`: those that somebody still has to do."""
    return session.exec(_LIVING if living else _ALL, params={"ws": workspace_id, "of_number": number}).all()


def assigned(session: Session, workspace_id: str, user_id: str) -> Sequence[ActionItem]:
    """What somebody still has to do, in no order."""
    return session.exec(pick(ActionItem).where(
        ActionItem.workspace_id == workspace_id, ActionItem.assignee == user_id,
        col(ActionItem.state).in_(LIVING)).order_by(col(ActionItem.number), col(ActionItem.id))).all()


def page_of(session: Session, workspace_id: str, user_id: str, *, limit: int, skip: int = 0
            ) -> tuple[Sequence[ActionItem], int]:
    """A page of what somebody still has to do, what is due first first and what has no date last; and the whole."""
    mine = (items.c.workspace_id == workspace_id, items.c.assignee == user_id, items.c.state.in_(LIVING))
    total = int(fetch(session, select(func.count()).select_from(items).where(*mine)).scalar_one())
    found = session.exec(pick(ActionItem).where(
        ActionItem.workspace_id == workspace_id, ActionItem.assignee == user_id,
        col(ActionItem.state).in_(LIVING)).order_by(
        case((col(ActionItem.due_on).is_(None), 1), else_=0), col(ActionItem.due_on), col(ActionItem.id)
    ).limit(limit).offset(skip)).all() if total else ()
    return found, total


def move(session: Session, workspace_id: str, ids: Collection[str], to_number: int) -> None:
    """These belong to another annoyance from now on."""
    for row in session.exec(pick(ActionItem).where(
            ActionItem.workspace_id == workspace_id, col(ActionItem.id).in_(list(ids)))):
        row.number = to_number
        session.add(row)
    session.flush()
