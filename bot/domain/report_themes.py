"""What the reports of a stretch of time are about, beside the stretch before it: plain counts, never a rate. Each
report counts, those that were merged into an older annoyance too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.themes import Theme

MOST_READ = 1_000
"""So many reports of each stretch are read, the newest ones."""
READ = 300
"""So many characters of each: what somebody tells at length stands in its first sentences."""
SHOWN_AT_HOME = 5
NUMBERS_SHOWN = 3

Group = Callable[[Sequence[str]], Sequence[Theme]]
"""Puts a pile of texts into themes."""


@dataclass(frozen=True, slots=True)
class Told:
    """One report: the annoyance that it belongs to by now, and how its story begins."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Reports of one stretch, newest first; `is_cut`: there were more than are read."""

    reports: tuple[Told, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class ReportTheme:
    """A theme with how many reports are of it, how many were in the stretch before (None: not all of them were read),
    and the annoyances of its newest reports."""

    name: str
    now: int
    before: int | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportThemes:
    """What `reports` reports of the last `days` days are about, largest theme first; `is_cut`: the newest of more."""

    days: int
    reports: int
    is_cut: bool
    themes: tuple[ReportTheme, ...]


def compared(days: int, now: Span, before: Span, group: Group) -> ReportThemes:
    """Both stretches are put into the same themes, so that their counts can stand side by side."""
    pile = [*now.reports, *before.reports]
    made = [_counted(theme, now, before, pile) for theme in group([one.text for one in pile])]
    return ReportThemes(days, len(now.reports), now.is_cut, tuple(
        sorted((theme for theme in made if theme.now), key=lambda theme: (-theme.now, theme.name))))


def _counted(theme: Theme, now: Span, before: Span, pile: Sequence[Told]) -> ReportTheme:
    of_now = [place for place in theme.members if place < len(now.reports)]
    is_comparable = not (now.is_cut or before.is_cut)
    return ReportTheme(theme.name, len(of_now), len(theme.members) - len(of_now) if is_comparable else None,
                       _first(pile[place].number for place in of_now))


def _first(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))[:NUMBERS_SHOWN]
