"""How people want to be asked, by the keyed hash that stands for them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import AskingWish, table

wishes = table(AskingWish)


def of(session: Session, workspace_id: str, people: Collection[str]) -> dict[str, tuple[bool, str | None]]:
    """By hash: whether they want no surveys, and their quiet hours. Who wishes nothing is left out."""
    found = fetch(session, select(wishes.c.person, wishes.c.opted_out, wishes.c.quiet).where(
        wishes.c.workspace_id == workspace_id, wishes.c.person.in_(people)))
    return {person: (bool(opted_out), quiet) for person, opted_out, quiet in found}


def opt_out(session: Session, workspace_id: str, person: str, *, opted_out: bool) -> None:
    _keep(session, workspace_id, person, {"opted_out": opted_out})


def be_quiet(session: Session, workspace_id: str, person: str, quiet: str | None) -> None:
    _keep(session, workspace_id, person, {"quiet": quiet})


def _keep(session: Session, workspace_id: str, person: str, values: dict[str, bool | str | None]) -> None:
    """Remember one wish, whatever the other is."""
    row = {"workspace_id": workspace_id, "person": person, "opted_out": False, "quiet": None, **values}
    insert = dialect_insert(session, wishes).values(**row)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "person"], set_=values))
