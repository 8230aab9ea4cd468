"""Settings from a YAML file and back: apply patches by key, all of a file or nothing; export writes the same form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.domain import settings as domain
from bot.domain.hours import Hours, Quiet
from bot.domain.settings import ConceptPart, PromisePart, RulePart, SettingsFile, TeamPart, TouchpointPart
from bot.domain.settings.spots import quoted
from bot.errors import ConfigError
from bot.services.cards import look_after_all
from bot.services.people import ask_for_group, calendars_changed
from bot.services.settings_rows import as_file, groups, known, living_rules, new_row, patch
from bot.services.ticking import measures_changed
from storage import log, people
from storage import settings as stored
from storage.db import Database
from storage.tables import Concept, Promise, Team, Touchpoint, Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now. `how`: added, changed, archived, removed; `fields` as the file calls them."""

    what: str
    key: str
    how: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a file changed; empty when all of it was so already."""

    changed: tuple[Change, ...] = ()


class Settings:
    """Use cases of the settings file."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def apply(self, workspace_id: str, text: str, *, by: str | None, replace: bool = False) -> Applied:
        """Lay a file over the settings; with `replace`, what it does not name goes. Raises `ConfigError` with all that
        is wrong in it, and then nothing has changed."""
        file, notes = domain.read(text)
        with self._db.transaction(workspace_id) as tx:
            stored.lock(tx.session, workspace_id)
            refuse(file, notes, known(tx.session, workspace_id, replace=replace))
            return lay_over(tx.session, workspace_id, file, self._clock, by=by, replace=replace)

    def export(self, workspace_id: str) -> str:
        """The settings as a file; applying it changes nothing."""
        with self._db.reading() as session:
            return domain.write(as_file(session, workspace_id))


def refuse(file: SettingsFile, notes: domain.Notes, there: domain.Known) -> None:
    """Raise `ConfigError` with all that is wrong in a file in the light of what is there, line by line."""
    problems = {*notes.problems, *domain.lacking(file, notes, there)}
    if problems:
        raise ConfigError("\n".join(map(str, sorted(problems))))


def lay_over(session: Session, workspace_id: str, file: SettingsFile, clock: Clock, *, by: str | None,
             replace: bool = False) -> Applied:
    """Change the settings to what a sound file says, with all that follows from it. A shared step."""
    applying = _Applying(session, stored.lock(session, workspace_id), clock.now(), replace)
    measures = _measures(session, applying.workspace)
    applying.apply(file)
    if applying.changes:
        check_quiet(applying.workspace, stored.teams(session, workspace_id))
        _record(session, workspace_id, applying.changes, clock, by)
        _ask_for_groups(session, workspace_id, clock)
        look_after_all(session, workspace_id, clock)
        calendars_changed(session, workspace_id, clock)
        _clocks_move(session, applying.workspace, clock, measures)
    return Applied(tuple(applying.changes))


def _record(session: Session, workspace_id: str, changes: Sequence[Change], clock: Clock, by: str | None) -> None:
    session.flush()
    stored.changed(session, workspace_id)
    names = [f"{change.what}:{change.key}" if change.key else change.what for change in changes]
    log.add(session, workspace_id, at=clock.now(), by=by, act="settings.apply", subject="settings",
            detail={"changed": names})


def _clocks_move(session: Session, workspace: Workspace, clock: Clock, before: "dict[str | None, _Measures]") -> None:
    """Whose hours or limits are others now, their clocks are measured anew."""
    after = _measures(session, workspace)
    for key, was in before.items():
        if after.get(key, was) != was:
            measures_changed(session, workspace.id, clock, key, was.sla)


def _ask_for_groups(session: Session, workspace_id: str, clock: Clock) -> None:
    """Slack knows who is in a user group; those whose members it has not told us yet are asked for."""
    told = {group.group_id for group in people.groups(session, workspace_id) if group.members is not None}
    for group in sorted(groups(session, workspace_id) - told):
        people.keep_group(session, workspace_id, group, None, None)
        ask_for_group(session, workspace_id, group, clock)


@dataclass(frozen=True, slots=True)
class _Measures:
    """What the clocks of a team are measured by."""

    hours: str
    zone: str
    holidays: str | None
    days_off: tuple[str, ...] = ()
    sla: dict[str, str] = field(default_factory=dict)


def _measures(session: Session, workspace: Workspace) -> dict[str | None, _Measures]:
    """Those of each team, and of the workspace, which hold in triage."""
    found: dict[str | None, _Measures] = {
        team.key: _Measures(team.hours, team.timezone, team.holidays, tuple(team.days_off), dict(team.sla))
        for team in stored.teams(session, workspace.id)}
    return found | {None: _Measures(workspace.hours, workspace.timezone, workspace.holidays)}


def check_quiet(workspace: Workspace, teams: Iterable[Team]) -> None:
    """Raise `ConfigError` where quiet hours leave nothing of working hours: nobody could be asked, and nobody told."""
    quiet = Quiet.parse(workspace.quiet) if workspace.quiet else None
    for whose, hours in [("workspace", workspace.hours), *((f"team '{team.key}'", team.hours) for team in teams)]:
        if quiet and not any(map(quiet.cut, Hours.parse(hours).days)):
            raise ConfigError(f"workspace: quiet {quoted(str(quiet))} leaves nothing of the hours of {whose} "
                              f"({hours}). Make it shorter, for example 12:00-13:00.")


@dataclass
class _Applying:
    """One file being laid over the rows of one workspace."""

    session: Session
    workspace: Workspace
    now: datetime
    replace: bool
    changes: list[Change] = field(default_factory=list)

    def apply(self, file: SettingsFile) -> None:
        session, ws = self.session, self.workspace.id
        self._note("workspace", "", patch(self.workspace, file.workspace))
        self._listed("team", stored.teams(session, ws, archived=True), file.teams)
        self._listed("touchpoint", stored.touchpoints(session, ws, archived=True), file.touchpoints)
        if file.rules is not None or self.replace:
            self._rules(file.rules or ())
        self._loose("promise", stored.promises(session, ws), file.promises)
        self._loose("concept", stored.concepts(session, ws), file.glossary)
        session.flush()

    def _note(self, what: str, key: str, changed: Sequence[str], how: str = "changed") -> None:
        if changed or how != "changed":
            self.changes.append(Change(what, key, how, tuple(changed)))

    def _listed(self, what: str, rows: Sequence[Team] | Sequence[Touchpoint],
                parts: Sequence[TeamPart] | Sequence[TouchpointPart]) -> None:
        """Teams and touchpoints: others point to them, so they are archived, never deleted."""
        there: dict[str, Team | Touchpoint] = {row.key: row for row in rows}
        places = self._places(rows, parts)
        for part in parts:
            row = there.get(part.key)
            how = "changed" if row is not None and row.archived_at is None else "added"
            row = row or new_row(self.workspace, part, self.now)
            changed = patch(row, part)
            if how == "changed" and row.place != places[part.key]:
                changed.append("order")
            row.archived_at, row.place = None, places[part.key]
            self._keep(row)
            self._note(what, part.key, changed, how)
        if self.replace:
            self._archive(what, [row for row in rows if row.key not in places and row.archived_at is None])

    def _archive(self, what: str, rows: Iterable[Team | Touchpoint]) -> None:
        for row in rows:
            row.archived_at = self.now
            self._note(what, row.key, (), "archived")

    def _places(self, rows: Sequence[Team] | Sequence[Touchpoint], parts: Sequence[TeamPart] | Sequence[TouchpointPart]
                ) -> dict[str, int]:
        """Where each part's row stands. New ones follow the others; a file that replaces gives the order itself."""
        named = [part.key for part in parts]
        old = {row.key: row.place for row in rows if row.archived_at is None}
        new = [key for key in named if key not in old]
        first = max((row.place for row in rows), default=-1) + 1
        kept = {key: old[key] for key in sorted(set(named) & set(old), key=lambda key: (old[key], key))}
        places = kept | {key: first + step for step, key in enumerate(new)}
        return {key: place for place, key in enumerate(named)} if self.replace and list(places) != named else places

    def _keep(self, row: Team | Touchpoint) -> None:
        if row not in self.session:
            stored.keep(self.session, row)

    def _rules(self, parts: Sequence[RulePart]) -> None:
        wanted = [(dict(part.conditions), part.team_key) for part in parts]
        living = [(dict(rule.conditions), rule.team_key) for rule in living_rules(self.session, self.workspace.id)]
        if wanted != living:
            stored.replace_rules(self.session, self.workspace.id, wanted)
            self._note("rules", "", ("rules",))

    def _loose(self, what: str, rows: Sequence[Promise] | Sequence[Concept],
               parts: Sequence[PromisePart] | Sequence[ConceptPart]) -> None:
        """Promises and the glossary: nothing points to them, so those that a file replaces are deleted."""
        there: dict[str, Promise | Concept] = {_name(row): row for row in rows}
        for part in parts:
            row = there.pop(part.key, None)
            how = "added" if row is None else "changed"
            row = row or self._new_loose(part)
            self._note(what, part.key, patch(row, part), how)
            if how == "added":
                stored.keep(self.session, row)
        for key, row in there.items() if self.replace else ():
            stored.drop(self.session, row)
            self._note(what, key, (), "removed")

    def _new_loose(self, part: PromisePart | ConceptPart) -> Promise | Concept:
        if isinstance(part, PromisePart):
            return Promise(workspace_id=self.workspace.id, key=part.key, text="")
        return Concept(workspace_id=self.workspace.id, concept=part.concept, words=[])


def _name(row: Promise | Concept) -> str:
    return row.key if isinstance(row, Promise) else row.concept
