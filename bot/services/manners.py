"""One unasked message a person and day, over everything; so many surveys a month; none for those who want none. What is
kept of it stands under a keyed hash. The session first, no transaction."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from bot.domain.manners import WEEK, Cap, Heard, What
from bot.services import calendars
from bot.services.desk import Desk
from storage import manners as stored
from storage import wishes

UNASKED = "unasked"
"""What the hash is for under which it is kept that somebody got a message."""


def cap(desk: Desk) -> Cap:
    """How often the settings let one person be asked."""
    return Cap(desk.settings.asked_at_most, timedelta(days=desk.settings.asked_within))


def heard(desk: Desk, users: Collection[str]) -> dict[str, Heard]:
    """What each of them got unasked, as far back as it matters."""
    names = _names(desk, users, UNASKED)
    since = desk.now.date() - timedelta(days=max(desk.settings.asked_within, WEEK) + 1)
    found = stored.heard(desk.session, desk.workspace_id, list(names.values()), since=since)
    return {user: found[name] for user, name in names.items()}


def spend(desk: Desk, wanted: Mapping[str, tuple[date, What]]) -> set[str]:
    """Take the one message of their day for each of these users; returns for whom it was still to be had. The primary
    key decides between processes."""
    names = _names(desk, wanted, UNASKED)
    had = stored.spend(desk.session, desk.workspace_id, [(names[user], *wanted[user]) for user in wanted])
    return {user for user, name in names.items() if name in had}


def give_back(desk: Desk, user_id: str, day: date, what: What) -> None:
    """They got nothing on that day after all."""
    name = _names(desk, (user_id,), UNASKED)[user_id]
    stored.give_back(desk.session, desk.workspace_id, name, day, what)


def opted_out(desk: Desk, users: Collection[str]) -> set[str]:
    """Those of them who want no surveys."""
    names = _names(desk, users, calendars.ASKING)
    wishes_ = wishes.of(desk.session, desk.workspace_id, list(names.values()))
    return {user for user, name in names.items() if wishes_.get(name, (False, None))[0]}


def _names(desk: Desk, users: Collection[str], purpose: str) -> dict[str, str]:
    return desk.names.make_all(desk.session, desk.workspace_id, users, purpose)
