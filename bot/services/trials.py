"""A change of the settings tried on the last reports before it is made. Reads only, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, cast

from sqlmodel import Session

from bot.clock import Clock
from bot.domain import settings as domain
from bot.domain.duplicates import Glossary
from bot.domain.routing import Router, Rule, TeamWords, TouchpointWords
from bot.domain.settings import ConceptPart, SettingsFile, TeamPart, TouchpointPart, Unset
from bot.domain.trials import LAST, Moved, Trial, trial
from bot.services.directory import Directory, directory
from bot.services.settings import check_quiet, refuse
from bot.services.settings_rows import known, living_rules, new_row, patch
from storage import misroutes as stored_past
from storage import settings as stored
from storage.db import Database
from storage.tables import Concept, Team, Touchpoint, Workspace

Listed = TypeVar("Listed", Team, Touchpoint)
Row = TypeVar("Row", Team, Touchpoint, Workspace)


class Trials:
    """Use cases of `snag config try`."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def of_file(self, workspace_id: str, text: str, *, replace_all: bool = False) -> Trial:
        """What a settings file would have done to the last reports. Raises `ConfigError` as applying it would."""
        file, notes = domain.read(text)
        with self._db.reading() as session:
            refuse(file, notes, known(session, workspace_id, replace=replace_all))
            settings = directory(session, workspace_id)
            then = _as_it_would_be(session, workspace_id, file, replace_all, self._clock.now())
            found = trial(stored_past.last(session, workspace_id, LAST), settings.router, then.router)
            return replace(_named(found, settings, {team.key: team.name for team in then.teams}),
                           asks_channel=any(rule.channel for rule in then.rules))


def of_rule(session: Session, settings: Directory, rule: Rule) -> Trial:
    """What one more rule, behind all others, would have done to the last reports."""
    ws = settings.workspace_id
    router = _router(stored.teams(session, ws), [*rules(session, ws), rule], stored.touchpoints(session, ws),
                     settings.glossary)
    return _named(trial(stored_past.last(session, ws, LAST), settings.router, router), settings, {})


def rules(session: Session, workspace_id: str) -> list[Rule]:
    """The rules that can match, in their order."""
    return [Rule(team=rule.team_key, **rule.conditions) for rule in living_rules(session, workspace_id)]


def _named(found: Trial, settings: Directory, names: dict[str, str]) -> Trial:
    """The same with teams by their names, as they would be called then."""
    def name(key: str | None) -> str | None:
        return names.get(key or "") or settings.team_name(key)

    def named(one: Moved) -> Moved:
        return replace(one, before=settings.team_name(one.before), after=name(one.after))

    return replace(found, moved=tuple(map(named, found.moved)))


@dataclass(frozen=True, slots=True)
class _Then:
    """Teams, rules and the router once a file were applied."""

    teams: Sequence[Team]
    rules: Sequence[Rule]
    router: Router


def _as_it_would_be(session: Session, workspace_id: str, file: SettingsFile, replace_all: bool, now: datetime
                    ) -> "_Then":
    workspace = _copy(stored.workspace(session, workspace_id))
    patch(workspace, file.workspace)
    over = _Over(workspace, replace_all, now)
    teams = over.laid(stored.teams(session, workspace_id, archived=True), file.teams)
    check_quiet(workspace, teams)
    points = over.laid(stored.touchpoints(session, workspace_id, archived=True), file.touchpoints)
    if file.rules is None and not replace_all:
        wanted = rules(session, workspace_id)
    else:
        wanted = [Rule(team=rule.team_key, **dict(rule.conditions)) for rule in file.rules or ()]
    glossary = _glossary(stored.concepts(session, workspace_id), file.glossary, replace_all)
    return _Then(teams, wanted, _router(teams, wanted, points, glossary))


@dataclass(frozen=True, slots=True)
class _Over:
    """A file laid over copies of rows: what stands in a session would be written."""

    workspace: Workspace
    replace_all: bool
    now: datetime

    def laid(self, rows: Sequence[Listed], parts: Sequence[TeamPart] | Sequence[TouchpointPart]) -> list[Listed]:
        """The living rows as they would be."""
        there = {row.key: _copy(row) for row in rows}
        for part in parts:
            row = there.setdefault(part.key, cast("Listed", new_row(self.workspace, part, self.now)))
            patch(row, part)
            row.archived_at = None
        named = {part.key for part in parts}
        return [row for row in there.values() if row.archived_at is None and (row.key in named or not self.replace_all)]


def _glossary(rows: Sequence[Concept], parts: Sequence[ConceptPart], replace_all: bool) -> Glossary:
    there: dict[str, Sequence[str]] = {row.concept: row.words for row in rows}
    named = {part.concept: there.get(part.concept, ()) if isinstance(part.words, Unset) else part.words
             for part in parts}
    return Glossary(named if replace_all else there | named)


def _copy(row: Row) -> Row:
    return type(row)(**row.model_dump())


def _router(teams: Sequence[Team], rules: Sequence[Rule], touchpoints: Sequence[Touchpoint], glossary: Glossary
            ) -> Router:
    return Router([TeamWords(team.key, tuple(team.keywords)) for team in teams], rules,
                  [TouchpointWords(point.key, point.name, point.team_key) for point in touchpoints], glossary=glossary)
