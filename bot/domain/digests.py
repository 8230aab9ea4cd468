"""A team's digest as plain values: counted as of the period's end, every rate with its numerator and denominator."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.annoyances import Line, State

ROWS = 5
"""Rows a section shows; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading's rows, and how many there are in all."""

    total: int = 0
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Ages:
    """Open annoyances by age at the period's end."""

    under_week: int = 0
    under_month: int = 0
    older: int = 0

    @property
    def total(self) -> int:
        return self.under_week + self.under_month + self.older


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """What became of one survey by the period's end. `question` None: ours, by its template; `decided` None: nothing
    yet."""

    template: str
    question: str | None
    asked: int
    answered: int
    decided: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one digest says. Rates are pairs (numerator, denominator)."""

    starts_at: datetime
    ends_at: datetime
    came_back: Section = field(default_factory=Section)
    new: Section = field(default_factory=Section)
    resolved: Section = field(default_factory=Section)
    verified: Section = field(default_factory=Section)
    open: Section = field(default_factory=Section)
    ages: Ages = field(default_factory=Ages)
    acknowledged_of_new: tuple[int, int] = (0, 0)
    verified_of_asked: tuple[int, int] = (0, 0)
    answered_of_asked: tuple[int, int] = (0, 0)
    moved_away: int = 0
    withdrawn: int = 0
    merged: int = 0
    surveys: tuple[SurveyLine, ...] = ()
    told: tuple[int, int] = (0, 0)
    """Reports of the period: employees', and apart from them those that customers made themselves."""

    @property
    def is_empty(self) -> bool:
        """Nothing happened and nothing is open: such a digest is not sent unasked."""
        return not any((self.came_back.total, self.new.total, self.resolved.total, self.verified.total,
                        self.ages.total, self.moved_away, self.withdrawn, self.merged, self.verified_of_asked[1],
                        self.answered_of_asked[1], self.surveys, self.told[1]))


def frozen(figures: Figures) -> dict[str, Any]:
    """Figures as JSON, to be kept as published."""
    return {**asdict(figures), "starts_at": figures.starts_at.isoformat(), "ends_at": figures.ends_at.isoformat()}


def thawed(kept: dict[str, Any]) -> Figures:
    """Figures as they were published."""
    sections = {name: _section(kept[name]) for name in ("came_back", "new", "resolved", "verified", "open")}
    pairs = {name: (kept[name][0], kept[name][1])
             for name in ("acknowledged_of_new", "verified_of_asked", "answered_of_asked")}
    parts: dict[str, Any] = {**sections, **pairs}
    return Figures(
        starts_at=datetime.fromisoformat(kept["starts_at"]), ends_at=datetime.fromisoformat(kept["ends_at"]),
        ages=Ages(**kept["ages"]), moved_away=kept["moved_away"], withdrawn=kept["withdrawn"], merged=kept["merged"],
        surveys=tuple(SurveyLine(**one) for one in kept.get("surveys", ())),
        told=(kept["told"][0], kept["told"][1]) if "told" in kept else (0, 0), **parts)


def _section(kept: dict[str, Any]) -> Section:
    rows = (Line(**{**row, "state": State(row["state"])}) for row in kept["rows"])
    return Section(total=kept["total"], rows=tuple(rows))
