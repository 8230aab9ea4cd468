"""Whose working time counts for whom: calendars of the workspace, of teams and of people. The session first, no
transaction; thousands of people cost as many queries as one."""

from collections.abc import Collection, Mapping

from bot.domain.hours import Quiet
from bot.domain.sla import Calendar
from bot.domain.week import zone_or
from bot.services.desk import Desk
from bot.services.directory import Directory, TeamSettings
from bot.services.pseudonyms import is_pseudonym
from storage import people as stored

ASKING = "asking"
"""What the hash is for under which somebody's wish how to be asked is kept."""


def of_workspace(settings: Directory) -> Calendar:
    """When its people may be asked of whom nothing more is known."""
    return Calendar(settings.hours, settings.zone, settings.holidays, frozenset(), settings.quiet)


def of_team(settings: Directory, team_key: str | None) -> Calendar:
    """When a team works, for its clocks: quiet hours are for people and stop none. No team: the workspace's."""
    team = settings.teams.get(team_key) if team_key else None
    return team.calendar if team else settings.calendar


def of_person(desk: Desk, name: str) -> Calendar:
    """When somebody may be asked: on the days and at the hours of the first team that lists them or that they lead, in
    their own zone, outside their own quiet hours; what is not known is the workspace's. A pseudonym has the
    workspace's calendar alone, as any other would say whose it is."""
    return of_people(desk, (name,))[name]


def of_user(desk: Desk, user_id: str) -> Calendar:
    """The same of the real person, at the moment of sending."""
    return of_people(desk, (user_id,))[user_id]


def of_people(desk: Desk, names: Collection[str], *, own_quiet: bool = True) -> dict[str, Calendar]:
    """The same of many; equal calendars are one and the same value. Without `own_quiet`: as their colleagues know them,
    for their quiet hours are nobody's business."""
    usual = of_workspace(desk.settings)
    known = [name for name in names if not is_pseudonym(name)]
    theirs = _Theirs(desk, known, own_quiet=own_quiet) if known else None
    return {name: usual if theirs is None or is_pseudonym(name) else theirs.calendar(name) for name in names}


class _Theirs:
    """What is known of some people, read at once."""

    def __init__(self, desk: Desk, user_ids: Collection[str], *, own_quiet: bool) -> None:
        session, self._settings = desk.session, desk.settings
        self._zones = stored.zones(session, desk.workspace_id, user_ids)
        self._teams = _first_teams(desk, set(user_ids))
        hashes = desk.names.of_all(session, desk.workspace_id, user_ids, ASKING) if own_quiet else {}
        wishes = stored.quiet_wishes(session, desk.workspace_id, list(hashes.values()))
        self._wishes = {user_id: wishes[one] for user_id, one in hashes.items() if one in wishes}
        self._made: dict[tuple[str | None, str | None, str | None], Calendar] = {}

    def calendar(self, user_id: str) -> Calendar:
        parts = self._zones.get(user_id), self._teams.get(user_id), self._wishes.get(user_id)
        if parts not in self._made:
            self._made[parts] = self._make(*parts)
        return self._made[parts]

    def _make(self, zone: str | None, team_key: str | None, wish: str | None) -> Calendar:
        working = of_team(self._settings, team_key)
        quiet = Quiet.parse(wish) if wish else self._settings.quiet
        return Calendar(working.hours, zone_or(zone, self._settings.zone), working.holidays, working.days_off, quiet)


def _first_teams(desk: Desk, wanted: set[str]) -> dict[str, str]:
    """For those of `wanted` whom the settings name, the first team that does, in the teams' order."""
    groups = {group.group_id: group.members or () for group in stored.groups(desk.session, desk.workspace_id)}
    first: dict[str, str] = {}
    for team in desk.settings.teams.values():
        for user_id in _people_of(team, groups, wanted):
            first.setdefault(user_id, team.key)
    return first


def _people_of(team: TeamSettings, groups: Mapping[str, Collection[str]], wanted: set[str]) -> set[str]:
    members = wanted & {team.lead or "", *team.members}
    return members.union(*(wanted.intersection(groups.get(one, ())) for one in team.members if one.startswith("S")))
