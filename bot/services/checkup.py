"""What `snag doctor` wants to know of the database: whom and what the settings name, what waits, what is sealed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.domain.survey_plans import Audience
from bot.services import alikes
from bot.services.directory import Directory, directory
from bot.services.health import CLOCK, SILENT
from storage import heartbeats, sealed, search, survey_plans, trackers, work
from storage import settings as stored
from storage.db import Database
from storage.search import Document, Told

LOOKED_UP = 20
"""So many of the reports that came first into the index of look-alikes are looked up in it, and of those that came
last."""

Places = Mapping[str, tuple[str, ...]]
"""Slack's ids, each with the places of the settings that name it."""


@dataclass(frozen=True, slots=True)
class Known:
    """One workspace as the settings describe it."""

    slack_team_id: str | None
    name: str
    teams: int
    has_triage: bool
    channels: Places
    people: Places
    groups: Places


@dataclass(frozen=True, slots=True)
class Stuck:
    """Work that waits, or was given up, because of one error at one place."""

    topic: str
    channel: str
    error: str
    count: int


@dataclass(frozen=True, slots=True)
class KnownTracker:
    """An issue tracker of a team, and what is wrong with it."""

    id: str
    team: str
    kind: str
    project: str
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole database at one moment. `heard` is a worker's last sign of life, `waiting` counts what is overdue;
    `asks_customers`: somebody planned a survey that customers answer by link; `not_found`: so many reports the index of
    look-alikes misses; `lost`: so many of those `looked_up` are in it, and not by their words."""

    workspaces: tuple[Known, ...]
    stuck: tuple[Stuck, ...]
    given_up: tuple[Stuck, ...]
    sealed: tuple[str, ...]
    heard: datetime | None
    waiting: int
    asks_customers: bool
    trackers: tuple[KnownTracker, ...] = ()
    not_found: int = 0
    lost: int = 0
    looked_up: int = 0


class Checkup:
    """Looks, and changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def look(self, now: datetime) -> Seen:
        """Over all workspaces, as of business time `now`."""
        with self._db.reading() as session:
            looked_up = search.ends(session, LOOKED_UP)
            return Seen(
                tuple(_known(session, one) for one in stored.all_workspaces(session)),
                tuple(Stuck(*row) for row in work.stuck(session)),
                tuple(Stuck(*row) for row in work.given_up(session)),
                tuple(sealed.some(session)), heartbeats.oldest(session, CLOCK), work.waiting(session, now=now - SILENT),
                survey_plans.any_for(session, str(Audience.CUSTOMERS)),
                tuple(KnownTracker(one.id, one.team_key, one.kind, one.project, one.trouble)
                      for workspace in stored.all_workspaces(session) for one in trackers.living(session, workspace)),
                search.missing(session), sum(_is_lost(session, one) for one in looked_up), len(looked_up))


def _is_lost(session: Session, told: Told) -> bool:
    """Whether the index was spoiled, or made by a version of Snag that made other words of a text."""
    words = alikes.found_by(told.story, told.customer_words)
    return told.place is not None and not search.holds(session, Document(told.workspace_id, told.place, words))


def _known(session: Session, workspace_id: str) -> Known:
    settings = directory(session, workspace_id)
    named = _named(settings)
    channels = [(team.channel_id, f"team {team.name}") for team in settings.teams.values()]
    if settings.triage_channel_id is not None:
        channels.append((settings.triage_channel_id, "triage"))
    return Known(
        settings.slack_team_id, stored.workspace(session, workspace_id).name, len(settings.teams),
        settings.triage_channel_id is not None,
        _by_id(channels),
        _by_id(one for one in named if one[0].startswith(("U", "W"))),
        _by_id(one for one in named if one[0].startswith("S")))


def _named(settings: Directory) -> list[tuple[str, str]]:
    found = [(person, place) for place, people in (
        ("admins", settings.people.admins), ("cx_leads", settings.people.cx_leads),
        ("triage members", settings.people.triage)) for person in sorted(people)]
    for team in settings.teams.values():
        roles = [(team.lead, "lead"), (team.manager, "manager"), *((one, "members") for one in team.members)]
        found += [(person, f"{role} of {team.name}") for person, role in roles if person]
    return found


def _by_id(pairs: Iterable[tuple[str, str]]) -> Places:
    places: dict[str, list[str]] = defaultdict(list)
    for slack_id, place in pairs:
        places[slack_id].append(place)
    return {slack_id: tuple(dict.fromkeys(named)) for slack_id, named in places.items()}
