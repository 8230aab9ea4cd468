"""What we know of people and user groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, true
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert, fetch
from storage.tables import AskingWish, Person, Preference, UserGroup, table

MOST_NAMED = 5_000
"""Of more people than this all rows are read: a statement cannot name endlessly many."""

persons, preferences, wishes = table(Person), table(Preference), table(AskingWish)
_LOCALE = select(persons.c.locale, persons.c.fetched_at).where(
    persons.c.workspace_id == bindparam("ws"), persons.c.user_id == bindparam("user"))
_VISIBILITY = select(preferences.c.visibility).where(
    preferences.c.workspace_id == bindparam("ws"), preferences.c.person == bindparam("person"))

_PEOPLE = pick(Person).where(
    Person.workspace_id == bindparam("ws"), col(Person.user_id).in_(bindparam("users", expanding=True)))


def person(session: Session, workspace_id: str, user_id: str) -> Person | None:
    return session.exec(pick(Person).where(Person.workspace_id == workspace_id, Person.user_id == user_id)).first()


def locale(session: Session, workspace_id: str, user_id: str) -> tuple[str | None, datetime] | None:
    """Somebody's language as Slack names it, and when Slack said so; None for strangers."""
    found = fetch(session, _LOCALE, ws=workspace_id, user=user_id).first()
    return (found[0], found[1]) if found else None


def visibility(session: Session, workspace_id: str, person: str) -> str | None:
    """How somebody reports unless they say otherwise, by the hash that stands for them; None: by name."""
    found: str | None = fetch(session, _VISIBILITY, ws=workspace_id, person=person).scalar()
    return found


def keep_visibility(session: Session, workspace_id: str, person: str, visibility: str | None) -> None:
    """Remember how somebody wants to report; None forgets it."""
    if visibility is None:
        session.exec(delete(preferences).where(preferences.c.workspace_id == workspace_id,
                                               preferences.c.person == person))
        return
    insert = dialect_insert(session, preferences).values(workspace_id=workspace_id, person=person,
                                                         visibility=visibility)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "person"],
                                              set_={"visibility": visibility}))


def keep_guest(session: Session, workspace_id: str, user_id: str, *, fetched_at: datetime) -> None:
    """Remember that somebody is none of this company, even when Slack has not described them yet."""
    insert = dialect_insert(session, persons).values(
        workspace_id=workspace_id, user_id=user_id, name="", is_guest=True, is_bot=False, is_admin=False,
        is_gone=False, fetched_at=fetched_at)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_={"is_guest": True}))


def people(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, Person]:
    """Those of `user_ids` whom we know."""
    found = session.exec(_PEOPLE, params={"ws": workspace_id, "users": list(user_ids)})
    return {row.user_id: row for row in found}


@dataclass(frozen=True, slots=True)
class Flags:
    """What decides whether somebody can be asked anything."""

    is_guest: bool
    is_bot: bool
    is_gone: bool


def flags(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, Flags]:
    """Of those we know, for many at a time; perhaps of others too."""
    found = select(persons.c.user_id, persons.c.is_guest, persons.c.is_bot, persons.c.is_gone).where(
        persons.c.workspace_id == workspace_id, _one_of(persons.c.user_id, user_ids))
    return {row[0]: Flags(bool(row[1]), bool(row[2]), bool(row[3])) for row in fetch(session, found)}


def zones(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """The zones of those whose zone is known; perhaps of others too."""
    found = select(persons.c.user_id, persons.c.timezone).where(
        persons.c.workspace_id == workspace_id, persons.c.timezone.is_not(None), _one_of(persons.c.user_id, user_ids))
    return {row[0]: row[1] for row in fetch(session, found)}


def quiet_wishes(session: Session, workspace_id: str, people: Collection[str]) -> dict[str, str]:
    """The quiet hours of those who have their own, by the hash that stands for them; perhaps of others too."""
    found = select(wishes.c.person, wishes.c.quiet).where(
        wishes.c.workspace_id == workspace_id, wishes.c.quiet.is_not(None), _one_of(wishes.c.person, people))
    return {row[0]: row[1] for row in fetch(session, found)}


def _one_of(column: Any, wanted: Collection[str]) -> ColumnElement[bool]:
    return column.in_(wanted) if len(wanted) <= MOST_NAMED else true()


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


def slack_admins(session: Session, workspace_id: str) -> list[str]:
    """Whom Slack calls an admin, of those it has told us about."""
    found = pick(Person.user_id).where(Person.workspace_id == workspace_id, col(Person.is_admin),
                                       ~col(Person.is_gone), ~col(Person.is_bot))
    return list(session.exec(found.order_by(Person.user_id)).all())


def groups(session: Session, workspace_id: str) -> Sequence[UserGroup]:
    """All user groups that the settings or a survey name."""
    return session.exec(pick(UserGroup).where(UserGroup.workspace_id == workspace_id,
                                              col(UserGroup.group_id).startswith("S"))).all()


def keep_group(session: Session, workspace_id: str, group_id: str, members: list[str] | None,
               now: datetime | None) -> None:
    """Remember a group's members; None while Slack has not told them."""
    values = {"members": members, "fetched_at": now}
    insert = dialect_insert(session, table(UserGroup)).values(workspace_id=workspace_id, group_id=group_id, **values)
    keys = ["workspace_id", "group_id"]
    session.exec(insert.on_conflict_do_nothing(index_elements=keys) if members is None
                 else insert.on_conflict_do_update(index_elements=keys, set_=values))
