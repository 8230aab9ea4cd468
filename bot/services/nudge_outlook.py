"""What would be sent if nobody acts: the same steps, played with a pretended clock. It reads and writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.manners import DAY, Person, opens_on
from bot.domain.nudges import Level, Outlook, Planned, first_at, next_after, opening
from bot.domain.permissions import Act, Role, may
from bot.domain.sla import Calendar
from bot.services import calendars, nudging
from bot.services.desk import Desk
from bot.services.people import roles
from storage import nudges as stored
from storage import people as stored_people
from storage.nudges import Asked, Open

MOST_CLOCKS = 2000
"""So many clocks are looked at, those first that are due first."""
MOST = 500


def visible(desk: Desk, user_id: str) -> list[str] | None:
    """The teams whose next nudges this person may see: those they lead or manage; None: all of them."""
    held = roles(desk.session, desk.settings, user_id, team_key=None)
    if may(Act.NUDGES, held - {Role.MANAGER}):  # who manages one team decides in triage, and sees no other team's
        return None
    theirs = [team.key for team in desk.settings.teams.values() if user_id in (team.lead, team.manager)]
    return [] if Role.GUEST in held else theirs


def outlook(desk: Desk, ahead_by: timedelta, team_keys: Collection[str] | None, *, viewer: str | None) -> Outlook:
    """What the next days would bring: lines in threads as they fall due, messages when and as people would get them."""
    now = desk.now
    until = now + ahead_by
    # a team that only watches has steps that were put off until it does not
    clocks = stored.all_open(desk.session, desk.workspace_id, until=until + nudging.WATCHED, team_keys=team_keys,
                             limit=MOST_CLOCKS)
    steps = [one for clock in clocks for one in _steps(desk, clock, now, until)]
    steps += _waiting(desk, team_keys)
    planned = sorted(_landing(desk, steps, until), key=lambda one: (one.at, one.user_id or "", one.about.number))
    people = {one.user_id for one in planned if one.user_id}
    names = stored_people.people(desk.session, desk.workspace_id, people) if people else {}
    zone = calendars.of_user(desk, viewer).zone if viewer else desk.settings.zone
    return Outlook(str(zone), ahead_by.days, tuple(planned[:MOST]), {user: row.name for user, row in names.items()
                                                                     if row.name})


def _steps(desk: Desk, clock: Open, now: datetime, until: datetime) -> Iterator[Planned]:
    """What one clock would bring, whenever people are at work; twice for a team that watches: what it is spared, and
    what comes once it is not any more."""
    calendar, timing = calendars.of_team(desk.settings, clock.team_key), nudging.timing_of(clock)
    watched = desk.settings.watches_until(clock.team_key)
    begins = max(clock.next_at or now, now)
    if watched is not None and watched > now:
        natural = first_at(calendar, timing, clock.started_at)
        spared = _play(desk, calendar, clock, natural, min(until, watched))
        yield from (replace(one, watching=True) for one in spared if one.at >= now)
        begins = max(begins, watched)
    yield from _play(desk, calendar, clock, opening(calendar, begins), until)


def _play(desk: Desk, calendar: Calendar, clock: Open, at: datetime | None, until: datetime) -> Iterator[Planned]:
    """One step after another from `at` on."""
    line, level = nudging.InLine(desk), clock.level
    had = stored.reminded(desk.session, desk.workspace_id, clock.id, clock.turn)
    while at is not None and at < until:
        taken = nudging.take(line, calendar, clock, level, at, had)
        for level_said in nudging.said(desk, calendar, clock, taken.in_thread, at):
            yield Planned(at, None, nudging.reminder(desk, clock, level_said))
        if taken.user_id is not None:
            had.add(taken.user_id)
            yield Planned(at, taken.user_id, nudging.reminder(desk, clock, Level(taken.level)))
        level, at = taken.level, next_after(calendar, nudging.timing_of(clock), taken.level, at)


def _waiting(desk: Desk, team_keys: Collection[str] | None) -> list[Planned]:
    """What is planned already and waits for somebody's next working day."""
    users = stored.waiting(desk.session, desk.workspace_id, now=None, limit=MOST)
    found = stored.of_person(desk.session, desk.workspace_id, users, stored.WAITING)
    asked: list[Asked] = [one for user in users for one in found[user] if not one.is_over]
    return [Planned(max(one.planned_at, desk.now), one.user_id, nudging.reminder(desk, one.clock, Level(one.level)))
            for one in asked if team_keys is None or one.clock.team_key in team_keys]


def _landing(desk: Desk, steps: Iterable[Planned], until: datetime) -> Iterator[Planned]:
    """Each message at the moment at which its person would get it: one a working day of theirs, the rest later."""
    of_person = defaultdict[str, list[Planned]](list)
    for one in steps:
        if one.user_id is None:
            yield one
        else:
            of_person[one.user_id].append(one)
    people = nudging.reachable(desk, list(of_person))
    for user, theirs in of_person.items():
        days: dict[date, datetime | None] = {day: None for day, _ in people[user].heard}
        for one in sorted(theirs, key=lambda planned: (planned.watching, planned.at)):
            at = one.at if one.watching else _lands(people[user], one.at, days)
            if at is not None and at < until:
                yield replace(one, at=at)


def _lands(person: Person, at: datetime, days: dict[date, datetime | None]) -> datetime | None:
    """When somebody would hear it: what falls due while a message is on its way to them goes along."""
    found = opening(person.calendar, at)
    while found is not None:
        day = person.day(found)
        if days.setdefault(day, found) == found:
            return found
        found = opens_on(person.calendar, day + DAY)
    return None
