"""What a person's Home holds, as plain values: lists of annoyances that concern them, each short and counted."""

from dataclasses import dataclass

from bot.domain.action_items import NONE_OF_MINE, Mine
from bot.domain.annoyances import Line, State
from bot.domain.misroutes import Shown
from bot.domain.report_themes import ReportThemes
from bot.domain.reports import Visibility
from bot.domain.results import Listed

MINE, ASSIGNED, TRIAGE, TEAMS, TEAM = "mine", "assigned", "triage", "teams", "team:"
"""Names of the lists, as they travel in buttons; `TEAM` is followed by a team's key."""

SHOWN = 5
"""Rows of one list in the Home."""
PAGE = 30
"""Rows of one page of a list seen whole."""

URGENT_FIRST = (State.CAME_BACK, State.NEW, State.ACKNOWLEDGED, State.PLANNED)
"""States in which a team still has something to do, in the order in which it should look at them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One annoyance in a list. `link` leads to its card; `was` is the number that one's own report had before it was
    merged; `what_was_done` is told of one's own reports."""

    line: Line
    link: str | None = None
    what_was_done: str | None = None
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list: its first rows, or a page of it from `skipped` on; `total` is the whole."""

    name: str
    rows: tuple[Row, ...]
    total: int
    skipped: int = 0
    team: str | None = None

    @property
    def left(self) -> int:
        """How many come behind these rows."""
        return max(self.total - self.skipped - len(self.rows), 0)


@dataclass(frozen=True, slots=True)
class Home:
    """One person's Home as of now. A guest has only their own reports; `triage` is None for those who have no say.

    `teams` are the person's teams in which something is open, `calm` the names of the others. `opted_out`: they want to
    be asked nothing; `quiet`: nor at these hours, like 12:00-13:00."""

    is_guest: bool
    visibility: Visibility
    mine: Listing
    assigned: Listing | None = None
    teams: tuple[Listing, ...] = ()
    calm: tuple[str, ...] = ()
    triage: Listing | None = None
    opted_out: bool = False
    quiet: str | None = None
    surveys: tuple[Listed, ...] = ()
    items: Mine = NONE_OF_MINE
    sees_nudges: bool = False
    """Whether they may ask what would be sent if nobody acts."""
    misroutes: tuple[Shown, ...] = ()
    """Rules that Snag proposes to an admin."""
    themes: ReportThemes | None = None
    """What reports are about; None for those who look after no team's reports."""
