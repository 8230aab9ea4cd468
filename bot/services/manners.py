"""One unasked message a person and day, over everything; so many surveys a month; none for those who want none. What is
kept of it stands under a keyed hash. The session first, no transaction."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from bot.domain.manners import WEEK, Cap, Heard, What
from bot.services.cards import Desk
from storage import manners as stored

UNASKED = "unasked"
WISH = "asking"
"""What the pseudonyms of `unasked` and of `asking_wish` are for."""


def cap(desk: Desk) -> Cap:
    """How often the settings let one person be asked."""
    return Cap(desk.settings.asked_at_most, timedelta(days=desk.settings.asked_within))


def heard(desk: Desk, users: Collection[str]) -> dict[str, Heard]:
    """What each of them got unasked, as far back as it matters."""
    names = {_name(desk, user): user for user in users}
    since = desk.now.date() - timedelta(days=max(desk.settings.asked_within, WEEK) + 1)
    found = stored.heard(desk.session, desk.workspace_id, list(names), since=since)
    return {names[name]: days for name, days in found.items()}


def spend(desk: Desk, wanted: Mapping[str, tuple[date, What]]) -> set[str]:
    """Take the one message of their day for each of these users; returns for whom it was still to be had. The primary
    key decides between processes."""
    names = {_name(desk, user): user for user in wanted}
    rows = [(name, *wanted[user]) for name, user in names.items()]
    return {names[name] for name in stored.spend(desk.session, desk.workspace_id, rows)}


def give_back(desk: Desk, user_id: str, day: date, what: What) -> None:
    """They got nothing on that day after all."""
    stored.give_back(desk.session, desk.workspace_id, _name(desk, user_id), day, what)


def opted_out(desk: Desk, users: Collection[str]) -> set[str]:
    """Those of them who want no surveys."""
    names = {desk.names.make(desk.session, desk.workspace_id, user, WISH): user for user in users}
    return {names[name] for name in stored.opted_out(desk.session, desk.workspace_id, list(names))}


def _name(desk: Desk, user_id: str) -> str:
    return desk.names.make(desk.session, desk.workspace_id, user_id, UNASKED)
