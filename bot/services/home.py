"""A person's Home: what became of their reports, what is theirs to do, what their teams and triage have open.

It shows titles, states and teams, never who else reported or how often. That somebody opened it is a row only until it
is shown: a time beside it could say whose an anonymous report is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, Line, Move, State
from bot.domain.home import ASSIGNED, MINE, PAGE, SHOWN, TEAM, TEAMS, TRIAGE, URGENT_FIRST, Home, Listing, Row
from bot.domain.permissions import Act, Role, may
from bot.domain.results import SHOWN_AT_HOME
from bot.errors import NotAllowed
from bot.services import answers, item_lists, misroutes, nudge_outlook, results
from bot.services.desk import Desk, subject
from bot.services.directory import Directory, TeamSettings, directory
from bot.services.people import roles, usual
from bot.services.pseudonyms import Pseudonyms
from bot.services.themes import AtHome
from storage import annoyances as stored
from storage import people as stored_people
from storage import posts, work
from storage import reports as stored_reports
from storage.annoyances import Listed
from storage.db import Database
from storage.posts import Address
from storage.reports import Own


class Homes:
    """Reads Homes, and notes that one is to be drawn."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._themes = AtHome()

    def opened(self, workspace_id: str, user_id: str, seen: str | None, *, key: str) -> None:
        """Somebody opened their Home: it is drawn as it is now. `seen` is the hash of what they saw till then."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is None:
                work.want(tx.session, workspace_id, "home", f"home:{user_id}", channel="", method="views.publish",
                          due_at=self._clock.now(), now=self._clock.machine(), fast=True,
                          payload={"user": user_id, "seen": seen})

    def read(self, workspace_id: str, user_id: str) -> Home:
        """Everything at one moment, a few rows of each list. What reports are about is named once they are read."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            held = roles(session, desk.settings, user_id, team_key=None)
            found = _home(desk, user_id, held)
            named = self._themes.prepare(desk, user_id, held)
        return replace(found, themes=named())

    def listing(self, workspace_id: str, user_id: str, name: str, skip: int) -> Listing:
        """A page of one list. Raises `NotAllowed` for a list that is not this person's."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            held = roles(session, desk.settings, user_id, team_key=None)
            is_guest = Role.GUEST in held
            teams = {team.key: team for team in _teams_of(session, desk.settings, user_id)}
            if name == MINE:
                return _mine(desk, user_id, PAGE, skip, links=not is_guest)
            if name == ASSIGNED and not is_guest:
                return _assigned(desk, user_id, PAGE, skip)
            if name == TRIAGE and may(Move.CHOOSE_TEAM, held):
                return _triage(desk, PAGE, skip)
            if name == TEAMS and teams and not is_guest:
                return _of_teams(desk, TEAMS, None, tuple(teams), PAGE, skip)
            team = teams.get(name.removeprefix(TEAM))
            if team is None or is_guest:
                raise NotAllowed("error.not_your_list")
            return _of_teams(desk, name, team.name, (team.key,), PAGE, skip)


def _home(desk: Desk, user_id: str, held: Collection[Role]) -> Home:
    visibility = usual(desk.names, desk.session, desk.workspace_id, user_id)
    is_guest = Role.GUEST in held
    mine = _mine(desk, user_id, SHOWN, links=not is_guest)
    opted_out, quiet = answers.wish_of(desk, user_id)
    if is_guest:
        return Home(True, visibility, mine, opted_out=opted_out, quiet=quiet)
    teams = _teams_of(desk.session, desk.settings, user_id)
    listings = _listings(desk, teams)
    busy = {listing.name for listing in listings}
    return Home(False, visibility, mine, _assigned(desk, user_id, SHOWN), listings,
                tuple(team.name for team in teams if TEAM + team.key not in busy),
                _triage(desk, SHOWN) if may(Move.CHOOSE_TEAM, held) else None, opted_out, quiet,
                results.listed(desk.session, desk.settings, user_id, desk.now, SHOWN_AT_HOME),
                items=item_lists.mine(desk, user_id, SHOWN),
                sees_nudges=nudge_outlook.visible(desk, user_id) != [],
                misroutes=(misroutes.at_home(desk.session, desk.settings, desk.now)
                           if may(Act.SETTINGS, held) else ()))


def _teams_of(session: Session, settings: Directory, user_id: str) -> list[TeamSettings]:
    """The teams somebody leads, manages, or is listed in, by name or by user group."""
    listed = {member for team in settings.teams.values() for member in team.members if member.startswith("S")}
    groups = {row.group_id for row in stored_people.groups(session, settings.workspace_id)
              if user_id in (row.members or ())} if listed else set()
    theirs = groups | {user_id}
    return [team for team in settings.teams.values()
            if user_id in (team.lead, team.manager) or not theirs.isdisjoint(team.members)]


def _mine(desk: Desk, user_id: str, limit: int, skip: int = 0, *, links: bool) -> Listing:
    names = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    found, total = stored_reports.own(desk.session, desk.workspace_id, names, limit=limit, skip=skip)
    at = _cards_of(desk, [one.number for one in found]) if links else {}
    return Listing(MINE, tuple(_own_row(desk, one, at.get(subject(one.number))) for one in found), total, skip)


def _own_row(desk: Desk, one: Own, card: Address | None) -> Row:
    state = State.WITHDRAWN if one.gone else State(one.state)
    line = Line(one.number, one.title, state, desk.settings.team_name(one.team_key))
    told = one.what_was_done if state in FIXED or state is State.CAME_BACK else None
    return Row(line, permalink(desk.settings.domain, card), told,
               one.first_number if one.first_number != one.number else None)


def _assigned(desk: Desk, user_id: str, limit: int, skip: int = 0) -> Listing:
    found, total = stored.assigned_to(desk.session, desk.workspace_id, user_id, _states(), limit=limit, skip=skip)
    return Listing(ASSIGNED, _rows(desk, found), total, skip)


def _listings(desk: Desk, teams: Sequence[TeamSettings]) -> tuple[Listing, ...]:
    """The first rows of each team with something open, and how many it has."""
    keys = [team.key for team in teams]
    found = stored.first_in_teams(desk.session, desk.workspace_id, keys, _states(), each=SHOWN) if keys else []
    cards = _cards_of(desk, [one.number for one, _ in found])
    rows, totals = defaultdict[str, list[Listed]](list), dict[str, int]()
    for one, total in found:
        if one.team_key is not None:
            rows[one.team_key].append(one)
            totals[one.team_key] = total
    return tuple(Listing(TEAM + team.key, _rows(desk, rows[team.key], cards), totals[team.key], team=team.name)
                 for team in teams if team.key in rows)


def _of_teams(desk: Desk, name: str, team: str | None, keys: tuple[str, ...], limit: int, skip: int) -> Listing:
    found = stored.in_teams(desk.session, desk.workspace_id, keys, _states(), limit=limit, skip=skip)
    total = stored.count_in_teams(desk.session, desk.workspace_id, keys, _states())
    return Listing(name, _rows(desk, found), total, skip, team)


def _triage(desk: Desk, limit: int, skip: int = 0) -> Listing:
    found = stored.without_team(desk.session, desk.workspace_id, State.TRIAGE, limit=limit, skip=skip)
    total = stored.count_without_team(desk.session, desk.workspace_id, State.TRIAGE)
    return Listing(TRIAGE, _rows(desk, found), total, skip)


def _rows(desk: Desk, found: Iterable[Listed], cards: dict[str, Address] | None = None) -> tuple[Row, ...]:
    some = list(found)
    at = _cards_of(desk, [one.number for one in some]) if cards is None else cards
    return tuple(Row(Line(one.number, one.title, State(one.state), desk.settings.team_name(one.team_key)),
                     permalink(desk.settings.domain, at.get(subject(one.number)))) for one in some)


def _cards_of(desk: Desk, numbers: Sequence[int]) -> dict[str, Address]:
    return posts.living(desk.session, desk.workspace_id, [subject(one) for one in numbers]) if numbers else {}


def _states() -> tuple[str, ...]:
    return tuple(str(state) for state in URGENT_FIRST)


def permalink(domain: str, card: Address | None) -> str | None:
    """Slack's link to a message, as it writes them itself; None where we do not know the workspace's address."""
    if card is None or not domain:
        return None
    return f"https://{domain}.slack.com/archives/{card.channel_id}/p{card.ts.replace('.', '')}"
