"""What a survey found, as plain values: every figure with its denominators, asked people and open links apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.portions import MIN_ANSWERS, visible
from bot.domain.scores import Score, Tally
from bot.domain.survey_plans import Audience, Withheld
from bot.domain.themes import Theme

SHOWN_AT_HOME = 3
"""So many surveys a Home names."""
LISTED = 20
"""So many surveys a list of them names."""
THEMES, COMMENTS_READ, COMMENT_READ = 5, 500, 300
"""So many themes of comments are named, from so many comments, the first that are shown, so many characters of each."""
TOLD_TWICE = 2
"""Where answers have names, a theme is what at least two comments are about."""


class Source(StrEnum):
    """How the answers came. They are counted apart: of an open link nobody knows how many saw it, nor who answered
    twice."""

    ASKED = "asked"
    OPEN_LINK = "open_link"


class Users(StrEnum):
    """Customers by how often they come; weekly and daily ones are regular."""

    NEW = "new"
    REGULAR = "regular"


class Wanted(StrEnum):
    """What can be brought of the results."""

    CHART = "chart"
    CSV = "csv"


USERS: dict[str, Users] = {"new": Users.NEW, "weekly": Users.REGULAR, "daily": Users.REGULAR}
"""From what the reporter said of their customer."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The figure of one stretch of time: one asking, or several together where each had too few answers."""

    first: date
    last: date
    score: Score


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one source. `score` and everything else is over `score.n` answers; `answered` are all that came,
    those included that wait because an anonymous answer is not shown alone. `voices` tells for each comment which are
    of one person: they have the same figure, which means nothing else. `themes` are of `comments`, by their places."""

    source: Source
    answered: int
    score: Score
    tally: Tally
    trend: tuple[Occasion, ...] = ()
    users: Mapping[Users, Score] = field(default_factory=dict)
    causes: tuple[tuple[str, int], ...] = ()
    comments: tuple[str, ...] = ()
    voices: tuple[int, ...] = ()
    themes: tuple[Theme, ...] = ()

    @property
    def waiting(self) -> int:
        return self.answered - self.score.n


@dataclass(frozen=True, slots=True)
class Found:
    """All that is known of a plan's answers. `asked` is the response rate's denominator, `parts[0].answered` its
    numerator; `planned` will still be asked. `title` is the annoyance's, `touchpoint` a name for people."""

    plan_id: str
    template: str
    kind: str
    audience: Audience
    anonymous: bool
    decision: str
    decider: str
    decide_on: date
    asked: int
    planned: int
    parts: tuple[Part, ...]
    question: str | None = None
    number: int | None = None
    title: str | None = None
    team: str | None = None
    touchpoint: str | None = None
    withheld: Mapping[Withheld, int] = field(default_factory=dict)
    decided: str | None = None
    decided_at: datetime | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is any figure to show."""
        return any(part.score.n for part in self.parts)


class Group(Protocol):
    """Puts a pile of texts into themes, the largest first."""

    def __call__(self, texts: Sequence[str], *, most: int, at_least: int) -> Sequence[Theme]: ...


def with_themes(found: Found, group: Group) -> Found:
    """The same results with what their comments are about. Of an anonymous survey a theme is of five people or more:
    it stands on the comments that are shown anyway, over whole portions, and no filter leads to it."""
    return replace(found, parts=tuple(
        replace(part, themes=_themes(part, group, anonymous=found.anonymous)) for part in found.parts))


def _themes(part: Part, group: Group, *, anonymous: bool) -> tuple[Theme, ...]:
    read = [comment[:COMMENT_READ] for comment in part.comments[:COMMENTS_READ]]
    made = group(read, most=THEMES, at_least=MIN_ANSWERS if anonymous else TOLD_TWICE) if read else ()
    return tuple(theme for theme in made
                 if not anonymous or visible(len({part.voices[place] for place in theme.members})))


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan as one line of a list of results. Of customers by open links only `answered` counts."""

    plan_id: str
    template: str
    kind: str
    audience: Audience
    decide_on: date
    asked: int
    answered: int
    question: str | None = None
    number: int | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the CSV. Of a named survey it is one person's answer; of an anonymous one a single fact, never two of
    one person: an answer, a cause, or a comment."""

    first: date
    last: date
    kind: str
    source: Source
    answer: str | None = None
    percent: float | None = None
    cause: str | None = None
    users: str | None = None
    language: str | None = None
    comment: str | None = None
    day: date | None = None
    by: str | None = None
