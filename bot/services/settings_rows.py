"""Between rows of the settings and parts of a settings file: what a part changes in a row, and rows as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session

from bot.domain.settings import (
    UNSET,
    ConceptPart,
    Known,
    Merge,
    PromisePart,
    RulePart,
    SettingsFile,
    TeamPart,
    TouchpointPart,
    WorkspacePart,
    word_for,
)
from storage import settings as stored
from storage.tables import Rule, Team, Touchpoint, Workspace

Part = TypeVar("Part", WorkspacePart, TeamPart, TouchpointPart, PromisePart, ConceptPart)
_NAMES = ("key", "concept")
WATCHING = timedelta(days=14)
"""So long a new team only sees its clocks: nobody is nudged."""
INHERITED = ("locale", "timezone", "hours", "holidays")


def patch(row: Any, part: Any) -> list[str]:
    """Lay what a part says over its row; the keys, as the file calls them, of what is different now."""
    changed = []
    for column, value in _said(part):
        held = getattr(row, column)
        wanted = _laid_over(held, value)
        if wanted != held:
            setattr(row, column, wanted)
            changed.append(word_for(column))
    if isinstance(part, TeamPart) and part.digest_time is not UNSET and row.digest_day is None:
        row.digest_day = "Mon"  # who sets a time for a digest that was off wants one again
        changed.append("digest")
    return list(dict.fromkeys(changed))


def _said(part: Any) -> Iterator[tuple[str, Any]]:
    for column in _columns_of(type(part)):
        value = getattr(part, column)
        if value is not UNSET and column not in _NAMES:
            yield column, value


def _columns_of(part: type[Any]) -> list[str]:
    return [each.name for each in fields(part) if each.compare]


def _laid_over(held: Any, value: Any) -> Any:
    if isinstance(value, Merge):
        return {name: each for name, each in {**held, **dict(value.pairs)}.items() if each is not None}
    return list(value) if isinstance(value, tuple) else value


def as_file(session: Session, workspace_id: str) -> SettingsFile:
    """All that is in use. A thing whose team is archived is written without it, so that it stays as it is."""
    teams, promises = stored.teams(session, workspace_id), stored.promises(session, workspace_id)
    keys = {team.key for team in teams}
    return SettingsFile(
        workspace=_part(WorkspacePart, stored.workspace(session, workspace_id)),
        teams=tuple(_part(TeamPart, row) for row in teams),
        rules=tuple(RulePart(tuple(rule.conditions.items()), rule.team_key)
                    for rule in living_rules(session, workspace_id)),
        touchpoints=tuple(_part(TouchpointPart, row, **_team_of(row, keys))
                          for row in stored.touchpoints(session, workspace_id)),
        promises=tuple(_part(PromisePart, row, **_team_of(row, keys)) for row in promises),
        glossary=tuple(_part(ConceptPart, row) for row in stored.concepts(session, workspace_id)),
    )


def _part(make: type[Part], row: Any, **instead: Any) -> Part:
    return make(**{column: _frozen(getattr(row, column)) for column in _columns_of(make)} | instead)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return Merge(tuple(value.items()))
    return tuple(value) if isinstance(value, list) else value


def _team_of(row: Any, keys: set[str]) -> dict[str, Any]:
    return {} if row.team_key is None or row.team_key in keys else {"team_key": UNSET}


def known(session: Session, workspace_id: str, *, replace: bool) -> Known:
    """What a file may name, and what is there so that the file need not say all of it."""
    teams = stored.teams(session, workspace_id, archived=True)
    rows = ({("team", team.key) for team in teams}
            | {("promise", one.key) for one in stored.promises(session, workspace_id)}
            | {("concept", one.concept) for one in stored.concepts(session, workspace_id)})
    if replace:
        return Known(rows=frozenset(rows))
    return Known(living(teams), living(stored.touchpoints(session, workspace_id, archived=True)), frozenset(rows))


def new_row(workspace: Workspace, part: TeamPart | TouchpointPart, now: datetime) -> Team | Touchpoint:
    """What a file names for the first time, before its part is laid over it."""
    name = part.key.replace("-", " ").capitalize()
    if isinstance(part, TouchpointPart):
        return Touchpoint(workspace_id=workspace.id, key=part.key, name=name)
    same = {column: getattr(workspace, column) for column in INHERITED}
    return Team(workspace_id=workspace.id, key=part.key, name=name, channel_id="", created_at=now,
                watches_until=now + WATCHING, **same)


def living(rows: Iterable[Team] | Iterable[Touchpoint]) -> frozenset[str]:
    return frozenset(row.key for row in rows if row.archived_at is None)


def living_rules(session: Session, workspace_id: str) -> list[Rule]:
    """The rules that can still match: one that asks for, or leads to, something archived cannot."""
    teams = living(stored.teams(session, workspace_id))
    points = living(stored.touchpoints(session, workspace_id)) | {None}
    return [rule for rule in stored.rules(session, workspace_id)
            if rule.team_key in teams and rule.conditions.get("touchpoint") in points]


def groups(session: Session, workspace_id: str) -> set[str]:
    """The Slack user groups that teams and touchpoints in use name."""
    members = [member for team in stored.teams(session, workspace_id) for member in team.members]
    front_lines = [point.front_line or "" for point in stored.touchpoints(session, workspace_id)]
    return {one for one in (*members, *front_lines) if one.startswith("S")}
