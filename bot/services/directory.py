"""The settings as the other services read them: one frozen picture per version, made once and kept in memory."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from bot.domain.clocks import Limits
from bot.domain.duplicates import Glossary
from bot.domain.hours import Hours, Quiet
from bot.domain.permissions import TeamPeople, WorkspacePeople
from bot.domain.routing import Router, Rule, TeamWords, TouchpointWords
from bot.domain.schedules import Weekly
from bot.domain.sla import Calendar
from bot.domain.verification import Rule as VerificationRule
from storage import channels as stored_channels
from storage import people as stored_people
from storage import settings as stored
from storage import tables
from storage import webhooks as stored_webhooks

AT_MOST, WITHIN = 2, 30
"""How often surveys ask one person, in how many days, where the settings do not say."""


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """One team, ready to use. `weekly` is None where its digest is off. Until `watches_until` it only sees its clocks,
    and nobody is nudged."""

    key: str
    name: str
    channel_id: str
    lead: str | None
    manager: str | None
    members: tuple[str, ...]
    locale: str
    zone: ZoneInfo
    hours: Hours
    weekly: Weekly | None
    created_at: datetime
    holidays: str | None
    days_off: frozenset[date]
    verify: VerificationRule
    calendar: Calendar
    limits: Limits
    watches_until: datetime | None


@dataclass(frozen=True, slots=True)
class Listener:
    """An address that hears of events; without any named, of all."""

    id: str
    events: frozenset[str]

    def wants(self, event_type: str) -> bool:
        return not self.events or event_type in self.events


@dataclass(frozen=True, slots=True)
class Directory:
    """The settings of one workspace at one version. Surveys ask one person `asked_at_most` times in as many days as
    `asked_within` says."""

    workspace_id: str
    slack_team_id: str | None
    app_id: str | None
    bot_user_id: str | None
    domain: str
    locale: str
    zone: ZoneInfo
    hours: Hours
    holidays: str | None
    quiet: Quiet | None
    asked_at_most: int
    asked_within: int
    triage_channel_id: str | None
    verify_after_days: int
    reaction: str | None
    people: WorkspacePeople
    admins: tuple[str, ...]
    gone: frozenset[str]
    teams: dict[str, TeamSettings]
    archived: dict[str, str]
    touchpoints: dict[str, str]
    stages: dict[str, tuple[str, ...]]
    router: Router
    glossary: Glossary
    calendar: Calendar
    webhooks: tuple[Listener, ...] = ()

    def team_name(self, key: str | None) -> str | None:
        """A team's name, an archived one's too; None for no team."""
        if key is None:
            return None
        team = self.teams.get(key)
        return team.name if team else self.archived.get(key, key)

    def watches_until(self, team_key: str | None) -> datetime | None:
        """Until when a team only sees its clocks. Triage (no team) watches with the teams, and no longer than the first
        of them: one that is added later keeps nobody from it."""
        if team_key is not None:
            return self.teams[team_key].watches_until if team_key in self.teams else None
        ends = [team.watches_until for team in self.teams.values()]
        return min((end for end in ends if end is not None), default=None) if None not in ends else None

    def channel_of(self, team_key: str | None) -> str | None:
        """Where cards of that team stand: its channel, or triage where there is no team or its channel is gone. What
        nothing can take waits for the channel where it belongs."""
        team = self.teams.get(team_key) if team_key else None
        if team and team.channel_id not in self.gone:
            return team.channel_id
        return self.usable_triage or (team.channel_id if team else self.triage_channel_id)

    @property
    def usable_triage(self) -> str | None:
        return None if self.triage_channel_id in self.gone else self.triage_channel_id

    def locale_in(self, channel_id: str) -> str:
        """The language of a channel: its team's, elsewhere the workspace's."""
        return next((team.locale for team in self.teams.values() if team.channel_id == channel_id), self.locale)

    def locale_of(self, team_key: str | None) -> str:
        team = self.teams.get(team_key) if team_key else None
        return team.locale if team else self.locale


_kept: WeakKeyDictionary[Engine, dict[str, tuple[int, Directory]]] = WeakKeyDictionary()


def directory(session: Session, workspace_id: str) -> Directory:
    """The settings as of this transaction; read again only when their version has changed."""
    version = stored.versions(session, workspace_id).settings
    here = _kept.setdefault(cast("Connection", session.get_bind()).engine, {})
    kept = here.get(workspace_id)
    if kept and kept[0] == version:
        return kept[1]
    made = _read(session, workspace_id)
    if not session.info.get(stored.CHANGED):  # not committed: what is rolled back was never so
        here[workspace_id] = (version, made)
    return made


def team_people(session: Session, found: Directory, team_key: str | None) -> TeamPeople | None:
    """Those a team's settings name, user groups resolved as far as Slack has told us."""
    team = found.teams.get(team_key) if team_key else None
    if team is None:
        return None
    groups = [member for member in team.members if member.startswith("S")]
    members = frozenset(team.members) - frozenset(groups)
    return TeamPeople(team.lead, team.manager,
                      members | stored_people.group_members(session, found.workspace_id, groups)
                      | ({"-"} if groups else frozenset()))  # a listed group, even an empty one, is a list


def _read(session: Session, workspace_id: str) -> Directory:
    row = stored.workspace(session, workspace_id)
    teams = stored.teams(session, workspace_id, archived=True)
    living = [team for team in teams if team.archived_at is None]
    touchpoints = stored.touchpoints(session, workspace_id)
    glossary = Glossary({concept.concept: tuple(concept.words) for concept in stored.concepts(session, workspace_id)})
    return Directory(
        workspace_id=workspace_id, slack_team_id=row.slack_team_id, app_id=row.app_id, bot_user_id=row.bot_user_id,
        domain=row.domain, locale=row.locale, zone=ZoneInfo(row.timezone), hours=Hours.parse(row.hours),
        holidays=row.holidays, quiet=Quiet.parse(row.quiet) if row.quiet else None,
        asked_at_most=row.surveys.get("at_most", AT_MOST), asked_within=row.surveys.get("within", WITHIN),
        triage_channel_id=row.triage_channel_id, verify_after_days=row.verify_after_days,
        reaction=row.reaction,
        people=WorkspacePeople(frozenset(row.admins), frozenset(row.cx_leads), frozenset(row.triage_members)),
        admins=tuple(row.admins), gone=stored_channels.gone(session, workspace_id),
        teams={team.key: _team(team, row.verify_after_days) for team in living},
        archived={team.key: team.name for team in teams if team.archived_at is not None},
        touchpoints={touchpoint.key: touchpoint.name for touchpoint in touchpoints},
        stages={touchpoint.key: tuple(touchpoint.stages or ()) for touchpoint in touchpoints},
        router=Router(
            [TeamWords(team.key, tuple(team.keywords)) for team in living],
            [Rule(team=rule.team_key, **rule.conditions) for rule in stored.rules(session, workspace_id)],
            [TouchpointWords(point.key, point.name, point.team_key) for point in touchpoints], glossary=glossary),
        glossary=glossary,
        calendar=Calendar(Hours.parse(row.hours), ZoneInfo(row.timezone), row.holidays),
        webhooks=tuple(Listener(*one) for one in stored_webhooks.listening(session, workspace_id)),
    )


def _team(row: tables.Team, verify_after: int) -> TeamSettings:
    weekly = Weekly.parse(day=row.digest_day, time=row.digest_time, zone=row.timezone) if row.digest_day else None
    hours, zone = Hours.parse(row.hours), ZoneInfo(row.timezone)
    days_off = frozenset(map(date.fromisoformat, row.days_off))
    return TeamSettings(row.key, row.name, row.channel_id, row.lead, row.manager, tuple(row.members), row.locale,
                        zone, hours, weekly, row.created_at, row.holidays, days_off,
                        VerificationRule(**{"after": verify_after, **row.verify}),
                        Calendar(hours, zone, row.holidays, days_off), Limits.parse(row.sla), row.watches_until)
