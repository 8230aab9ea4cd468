"""What a settings file says, one part for each thing: named for its columns, `UNSET` where the file is silent."""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.settings.values import UNSET, Merge, Unset


def _here(default: Any) -> Any:
    """Where it stands in the file is no part of what it says."""
    return field(default=default, compare=False, kw_only=True)


@dataclass(frozen=True)
class WorkspacePart:
    locale: str | Unset = UNSET
    timezone: str | Unset = UNSET
    hours: str | Unset = UNSET
    holidays: str | Unset | None = UNSET
    triage_channel_id: str | Unset | None = UNSET
    triage_members: tuple[str, ...] | Unset = UNSET
    admins: tuple[str, ...] | Unset = UNSET
    cx_leads: tuple[str, ...] | Unset = UNSET
    reaction: str | Unset | None = UNSET
    verify_after_days: int | Unset = UNSET
    surveys: Merge | Unset = UNSET
    quiet: str | Unset | None = UNSET
    retention: Merge | Unset = UNSET


@dataclass(frozen=True)
class TeamPart:
    key: str
    name: str | Unset = UNSET
    channel_id: str | Unset = UNSET
    lead: str | Unset | None = UNSET
    manager: str | Unset | None = UNSET
    members: tuple[str, ...] | Unset = UNSET
    locale: str | Unset = UNSET
    timezone: str | Unset = UNSET
    hours: str | Unset = UNSET
    holidays: str | Unset | None = UNSET
    days_off: tuple[str, ...] | Unset = UNSET
    sla: Merge | Unset = UNSET
    verify: Merge | Unset = UNSET
    digest_day: str | Unset | None = UNSET
    digest_time: str | Unset = UNSET
    keywords: tuple[str, ...] | Unset = UNSET
    line: int = _here(0)
    given: frozenset[str] = _here(frozenset())


@dataclass(frozen=True)
class TouchpointPart:
    key: str
    name: str | Unset = UNSET
    stages: tuple[str, ...] | Unset = UNSET
    team_key: str | Unset | None = UNSET
    monthly_volume: int | Unset | None = UNSET
    front_line: str | Unset | None = UNSET
    line: int = _here(0)
    given: frozenset[str] = _here(frozenset())


@dataclass(frozen=True)
class RulePart:
    conditions: tuple[tuple[str, str], ...]
    team_key: str


@dataclass(frozen=True)
class PromisePart:
    key: str
    text: str | Unset = UNSET
    team_key: str | Unset | None = UNSET
    line: int = _here(0)
    given: frozenset[str] = _here(frozenset())


@dataclass(frozen=True)
class ConceptPart:
    concept: str
    words: tuple[str, ...] | Unset = UNSET
    line: int = _here(0)
    given: frozenset[str] = _here(frozenset())

    @property
    def key(self) -> str:
        return self.concept


@dataclass(frozen=True)
class SettingsFile:
    """All that a file says. `rules` is None where it does not speak of rules."""

    workspace: WorkspacePart = WorkspacePart()
    teams: tuple[TeamPart, ...] = ()
    rules: tuple[RulePart, ...] | None = None
    touchpoints: tuple[TouchpointPart, ...] = ()
    promises: tuple[PromisePart, ...] = ()
    glossary: tuple[ConceptPart, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is there already. `teams` and `touchpoints` may be named; `rows` need not be complete, archived ones too."""

    teams: frozenset[str] = frozenset()
    touchpoints: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()
