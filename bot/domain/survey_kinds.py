"""The kinds of survey, one row each: which points can be answered, from where on an answer is a low one, and which
figure sums them up. A new kind is a row here, its line in `docs/scores.md` and its words.

Texts of a kind: `kind.<key>` (its name), `kind.<key>.<point>` (the word of each point; where a point has none the
figure itself is shown), and for scales whose points have no words of their own `kind.<key>.lowest` and
`kind.<key>.highest`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Figure(StrEnum):
    """What is made of the answers: the share of those from `top` on, their mean, or promoters minus detractors."""

    SHARE = "share"
    MEAN = "mean"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Kind:
    """`points` rise from worst to best; up to `low` an answer is a low one, from `top` on a good one. `wait_days` is
    how long a sequence waits before it asks by this kind."""

    key: str
    points: tuple[int, ...]
    low: int
    top: int
    figure: Figure
    wait_days: int

    def point(self, answer: str) -> int | None:
        """The point that a raw answer names; None for one that is none of this kind's."""
        return next((point for point in self.points if str(point) == answer), None)

    def is_low(self, point: int) -> bool:
        return point <= self.low

    def percent(self, point: int) -> float:
        """0 for the worst point to 100 for the best, linear between: for showing kinds side by side, never averaged."""
        return 100 * (point - self.points[0]) / (self.points[-1] - self.points[0])


KINDS: dict[str, Kind] = {kind.key: kind for kind in (
    Kind("csat", tuple(range(1, 6)), low=2, top=4, figure=Figure.SHARE, wait_days=1),
    Kind("ces", tuple(range(1, 8)), low=3, top=5, figure=Figure.MEAN, wait_days=1),
    Kind("nps", tuple(range(11)), low=6, top=9, figure=Figure.NET, wait_days=90),
    Kind("smiley_3", tuple(range(1, 4)), low=1, top=3, figure=Figure.SHARE, wait_days=1),
    Kind("smiley_5", tuple(range(1, 6)), low=2, top=4, figure=Figure.SHARE, wait_days=1),
    Kind("yes_no", (0, 1), low=0, top=1, figure=Figure.SHARE, wait_days=1),
)}
