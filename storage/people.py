"""What we know of people and user groups."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch
from storage.tables import Person, UserGroup, table

persons = table(Person)
_LOCALE = select(persons.c.locale, persons.c.fetched_at).where(
    persons.c.workspace_id == bindparam("ws"), persons.c.user_id == bindparam("user"))


def person(session: Session, workspace_id: str, user_id: str) -> Person | None:
    return session.exec(pick(Person).where(Person.workspace_id == workspace_id, Person.user_id == user_id)).first()


def locale(session: Session, workspace_id: str, user_id: str) -> tuple[str | None, datetime] | None:
    """Somebody's language as Slack names it, and when Slack said so; None for strangers."""
    found = fetch(session, _LOCALE, ws=workspace_id, user=user_id).first()
    return (found[0], found[1]) if found else None


def people(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, Person]:
    """Those of `user_ids` whom we know."""
    found = session.exec(pick(Person).where(Person.workspace_id == workspace_id, col(Person.user_id).in_(user_ids)))
    return {row.user_id: row for row in found}


def keep_person(session: Session, workspace_id: str, user_id: str, *, name: str, locale: str | None,
                timezone: str | None, is_guest: bool, is_bot: bool, is_admin: bool, is_gone: bool,
                now: datetime) -> None:
    """Remember what Slack says of somebody, over what it said before."""
    said = {"name": name, "locale": locale, "timezone": timezone, "is_guest": is_guest, "is_bot": is_bot,
            "is_admin": is_admin, "is_gone": is_gone, "fetched_at": now}
    insert = dialect_insert(session, table(Person)).values(workspace_id=workspace_id, user_id=user_id, **said)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=said))


def group_members(session: Session, workspace_id: str, group_ids: Collection[str]) -> frozenset[str]:
    """All members of the groups, as far as Slack has told us."""
    if not group_ids:
        return frozenset()
    found = session.exec(pick(UserGroup).where(UserGroup.workspace_id == workspace_id,
                                               col(UserGroup.group_id).in_(group_ids)))
    return frozenset(member for row in found for member in row.members or ())


def groups(session: Session, workspace_id: str) -> Sequence[UserGroup]:
    return session.exec(pick(UserGroup).where(UserGroup.workspace_id == workspace_id)).all()


def keep_group(session: Session, workspace_id: str, group_id: str, members: list[str] | None,
               now: datetime | None) -> None:
    """Remember a group's members; None while Slack has not told them."""
    values = {"members": members, "fetched_at": now}
    insert = dialect_insert(session, table(UserGroup)).values(workspace_id=workspace_id, group_id=group_id, **values)
    keys = ["workspace_id", "group_id"]
    session.exec(insert.on_conflict_do_nothing(index_elements=keys) if members is None
                 else insert.on_conflict_do_update(index_elements=keys, set_=values))
