"""The weekly team digest: computed as of its period's end, kept as published, sent once for each team and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import OPEN, Line, Move, State
from bot.domain.digests import ROWS, Ages, Figures, Section, SurveyLine, frozen, thawed
from bot.domain.events import DigestFacts, EventType
from bot.domain.permissions import Act, may
from bot.domain.schedules import Occurrence, Weekly
from bot.errors import NotFound
from bot.services import events, people
from bot.services.desk import Desk
from bot.services.directory import Directory, TeamSettings, directory
from bot.services.pseudonyms import Pseudonyms
from storage import digests as stored
from storage import settings as stored_settings
from storage import survey_plans as stored_plans
from storage import work
from storage.db import Database
from storage.tables import Digest

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
LONGEST = 4 * WEEK


@dataclass(frozen=True, slots=True)
class TeamDigest:
    """One team's figures, ready to be drawn in `locale`; `preview` ones are not final."""

    team: str
    locale: str
    zone: str
    figures: Figures
    preview: bool


class Digests:
    """Previews for those who ask, publication when a period ends."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def preview(self, workspace_id: str, user_id: str) -> list[TeamDigest]:
        """The running period of each team whose digest this person may see. Raises `NotFound` where there is none."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            now = self._clock.now()
            return [TeamDigest(team.name, team.locale, str(team.zone), _compute(
                session, settings, team, team.weekly.last(now).at if team.weekly else now - WEEK, now), preview=True)
                for team in _teams_of(session, settings, user_id)]

    def newest(self, workspace_id: str, user_id: str) -> list[TeamDigest]:
        """The digests last published, as they were, of the teams whose digest this person may see."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            kept = [(team, stored.newest(session, workspace_id, team.key))
                    for team in _teams_of(session, settings, user_id)]
            return [TeamDigest(team.name, team.locale, str(team.zone), thawed(row.figures), preview=False)
                    for team, row in kept if row is not None]

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Ask for each team's newest occurrence that is not published yet; how many were new. Safe to repeat."""
        with self._db.transaction(workspace_id) as tx:
            settings = directory(tx.session, workspace_id)
            return sum(self._ask(tx.session, settings, team, now) for team in settings.teams.values())

    def _ask(self, session: Session, settings: Directory, team: TeamSettings, now: datetime) -> bool:
        if team.weekly is None:
            return False
        occurrence = team.weekly.last(now)
        period = occurrence.date.isoformat()
        if occurrence.at <= team.created_at or stored.published(session, settings.workspace_id, team.key, period):
            return False
        return work.add(session, settings.workspace_id, work.Kind.STEP, "publish_digest",
                        f"digest:{team.key}:{period}", due_at=occurrence.at, now=self._clock.machine(),
                        payload={"team": team.key, "period": period})

    def publish(self, session: Session, workspace_id: str, team_key: str, period: str) -> None:
        """A step that falls due: count, freeze, and ask for the message unless nothing happened."""
        settings = directory(session, workspace_id)
        team = settings.teams.get(team_key)
        if team is None or team.weekly is None or stored.published(session, workspace_id, team_key, period):
            return
        occurrence = team.weekly.last(self._clock.now())
        while occurrence.date.isoformat() > period:
            occurrence = team.weekly.previous(occurrence)
        figures = _compute(session, settings, team, _begin(session, settings, team.key, team.weekly, occurrence),
                           occurrence.at)
        session.add(Digest(workspace_id=workspace_id, team_key=team_key, period=period, starts_at=figures.starts_at,
                           ends_at=figures.ends_at, figures=frozen(figures), is_empty=figures.is_empty))
        session.flush()
        events.emit(Desk(session, settings, self._clock, self._names), EventType.DIGEST_PUBLISHED,
                    DigestFacts(team=team_key, period=period))
        if not figures.is_empty:
            work.add(session, workspace_id, work.Kind.MESSAGE, "digest", f"digest_post:{team_key}:{period}",
                     channel=team.channel_id, due_at=self._clock.now(), now=self._clock.machine(),
                     payload={"team": team_key, "period": period})

    def published(self, workspace_id: str, team_key: str, period: str) -> TeamDigest | None:
        """A published digest, as its message shows it."""
        with self._db.reading() as session:
            team = directory(session, workspace_id).teams.get(team_key)
            row = stored.published(session, workspace_id, team_key, period)
            if team is None or row is None:
                return None
            return TeamDigest(team.name, team.locale, str(team.zone), thawed(row.figures), preview=False)

    def workspaces(self) -> Sequence[str]:
        with self._db.reading() as session:
            return stored_settings.all_workspaces(session)


def _teams_of(session: Session, settings: Directory, user_id: str) -> list[TeamSettings]:
    theirs = [team for team in settings.teams.values()
              if may(Act.DIGEST, people.roles(session, settings, user_id, team_key=team.key))]
    if not theirs:
        raise NotFound("error.no_team_of_yours")
    return theirs


def _compute(session: Session, settings: Directory, team: TeamSettings, starts_at: datetime, ends_at: datetime
             ) -> Figures:
    ws, key = settings.workspace_id, team.key

    def moved(*moves: Move) -> list[int]:
        return stored.moved(session, ws, key, [str(move) for move in moves], starts_at, ends_at)

    def section(numbers: list[int]) -> Section:
        rows = stored.as_of(session, ws, numbers[:ROWS], ends_at)
        return Section(len(numbers), tuple(_line(settings, row) for row in rows))

    came, new = moved(Move.STILL_HAPPENING), stored.arrived(session, ws, key, starts_at, ends_at)
    resolved, checked = moved(Move.RESOLVE), moved(Move.VERIFY)
    verified = [row.number for row in stored.as_of(session, ws, checked, ends_at) if row.state == State.VERIFIED]
    acknowledged = set(moved(Move.ACKNOWLEDGE, Move.ASSIGN, Move.RESOLVE))
    still_open = stored.standing(session, ws, key, [str(state) for state in OPEN], ends_at)
    silent = stored.not_verified(session, ws, key, starts_at, ends_at)
    told = stored.told(session, ws, key, starts_at, ends_at)
    answered, asked = stored.asked(session, ws, stored.surveyed(session, ws, key, ends_at), starts_at, ends_at)
    return Figures(
        starts_at=starts_at, ends_at=ends_at, came_back=section(came), new=section(new), resolved=section(resolved),
        verified=section(verified),
        open=Section(len(still_open), tuple(_line(settings, one) for one in still_open[:ROWS])),
        ages=_ages(still_open, ends_at), acknowledged_of_new=(len(acknowledged & set(new)), len(new)),
        verified_of_asked=(len(verified), len({*checked, *came, *silent})),
        answered_of_asked=(answered, asked),
        moved_away=stored.moved_away(session, ws, key, starts_at, ends_at),
        withdrawn=len(moved(Move.UNDO, Move.WITHDRAW)), merged=len(moved(Move.MERGE)),
        surveys=_surveys(session, settings, team, starts_at, ends_at), told=(told.reports, told.by_customers))


def _surveys(session: Session, settings: Directory, team: TeamSettings, starts_at: datetime, ends_at: datetime
             ) -> tuple[SurveyLine, ...]:
    """What became of the team's surveys that closed in the period, or were decided or to be decided in it."""
    days = starts_at.astimezone(team.zone).date(), ends_at.astimezone(team.zone).date()
    plans = stored_plans.told_of(session, settings.workspace_id, team.key, starts_at, ends_at, days)
    came = stored_plans.tallies(session, settings.workspace_id, [plan.id for plan in plans], until=ends_at)
    return tuple(SurveyLine(plan.template, plan.question, came[plan.id].asked, came[plan.id].answered,
                            plan.decided if plan.decided_at and plan.decided_at < ends_at else None)
                 for plan in plans if plan.id in came)


def _begin(session: Session, settings: Directory, team_key: str, weekly: Weekly, occurrence: Occurrence) -> datetime:
    """Where the last digest ended, so that nothing is told twice and no week falls out, four weeks back at most."""
    last = stored.latest(session, settings.workspace_id, team_key, occurrence.at)
    return weekly.previous(occurrence).at if last is None else max(last, occurrence.at - LONGEST)


def _line(settings: Directory, one: stored.Standing) -> Line:
    """One row of a section, as it stood at the period's end."""
    return Line(one.number, one.title, State(one.state), settings.team_name(one.team_key), one.reports,
                one.merged_into, one.by_customers)


def _ages(rows: Sequence[stored.Standing], ends_at: datetime) -> Ages:
    ages = [ends_at - row.created_at for row in rows]
    return Ages(sum(age < WEEK for age in ages), sum(WEEK <= age < MONTH for age in ages),
                sum(age >= MONTH for age in ages))
