"""What reports are about, for those who look over several teams. Reading is bounded, and naming comes after it: a few
thousand texts take a moment, in which nothing is held."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.duplicates import Glossary
from bot.domain.permissions import Act, Role, may
from bot.domain.report_themes import MOST_READ, ReportThemes, Span, compared
from bot.domain.themes import themes
from bot.errors import NotFound
from bot.services.desk import Desk
from bot.services.directory import Directory, directory
from storage import themes as stored
from storage.db import Database

DAYS_AT_HOME = 30
"""Home looks back so many days."""
AT_ONCE = 300
"""So many reports are named anew each time somebody looks: in a tenth of a second."""
KEPT = 1_000
NAMED = 30
"""So many themes are made of both stretches, so that enough of them are of the present one."""


_Whose = tuple[str, tuple[str, ...] | None]
"""A workspace, and the teams whose reports are named; None: all of them."""


@dataclass(frozen=True, slots=True)
class Pile:
    """What was told in the last days and in as many before them."""

    days: int
    now: Span
    before: Span
    glossary: Glossary

    @property
    def hash(self) -> int:
        """Of what was told: another where a word of it is."""
        return hash((self.now, self.before))


class Themes:
    """Names what reports are about."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def of_reports(self, workspace_id: str, team_key: str | None, days: int) -> ReportThemes:
        """For whoever may see all teams. Raises `NotFound` for a team that is not there."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            if team_key is not None and team_key not in settings.teams:
                raise NotFound("error.no_such_team")
            told = _told(session, settings, self._clock.now(), days, None if team_key is None else [team_key])
        return about(told)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was named at a moment, and a hash of all that was told until then."""

    at: datetime
    told: int
    named: ReportThemes


class AtHome:
    """Themes for Homes. Where there are many reports they are named once a day: that takes a second or two, in which
    this process answers everybody else half as fast, and one more day changes little of thirty. What was told until
    then is read each time: where words were changed, taken back or handed to another team, it is named anew at once."""

    def __init__(self) -> None:
        self._kept: dict[_Whose, _Kept] = {}

    def prepare(self, desk: Desk, user_id: str, held: Collection[Role]) -> Callable[[], ReportThemes | None]:
        """Reads what somebody's Home names, who has the roles `held`: of all teams, for a manager of their own. What
        comes back names it, and is to be called when nothing is held any more; it gives None to whoever looks after no
        team."""
        if Role.GUEST in held or not may(Act.THEMES, held):
            return lambda: None
        theirs = None if may(Act.THEMES, set(held) - {Role.MANAGER}) else tuple(sorted(
            team.key for team in desk.settings.teams.values() if team.manager == user_id))
        whose = desk.workspace_id, theirs
        kept = self._kept.get(whose)
        if kept is not None and _is_as_it_was(desk, kept, theirs):
            return lambda: kept.named
        return partial(self._name, whose, desk.now,
                       _told(desk.session, desk.settings, desk.now, DAYS_AT_HOME, theirs))

    def _name(self, whose: _Whose, at: datetime, told: Pile) -> ReportThemes:
        named = about(told)
        if len(told.now.reports) + len(told.before.reports) > AT_ONCE:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[whose] = _Kept(at, told.hash, named)
        return named


def _is_as_it_was(desk: Desk, kept: _Kept, team_keys: Collection[str] | None) -> bool:
    """Whether a day has not passed, nor anything changed of what was told until then."""
    zone = desk.settings.zone
    return (kept.at.astimezone(zone).date() == desk.now.astimezone(zone).date()
            and kept.told == _told(desk.session, desk.settings, kept.at, DAYS_AT_HOME, team_keys).hash)


def about(told: Pile) -> ReportThemes:
    """Names what was read; to be called when nothing is held any more."""
    return compared(told.days, told.now, told.before, lambda texts: themes(texts, told.glossary, most=NAMED))


def _told(session: Session, settings: Directory, now: datetime, days: int, team_keys: Collection[str] | None) -> Pile:
    def span(since: int, until: int) -> Span:
        return stored.told(session, settings.workspace_id, now - timedelta(days=since), now - timedelta(days=until),
                           team_keys=team_keys, limit=MOST_READ)

    return Pile(days, span(days, 0), span(2 * days, days), settings.glossary)
