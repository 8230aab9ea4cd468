"""When a learner may answer: a threshold fitted to what came out when it guessed first and was told afterwards, with
stories of no team in the mix. It counts outcomes; where they come from is not its business.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRECISION = 0.95
"""Of the answers so many should be right, stories of no team among them: a wrong team costs a day, triage an hour."""
OUTSIDE = 0.2
"""Every fifth story is taken to be of no team, however few of them anybody has marked as such."""
FLOOR = 0.5
"""Before anything is known: more likely right than not."""
ENOUGH = 200
"""From so many outcomes on the threshold is what they say; before, it moves there in proportion. A few dozen say
little: one wrong guess among them would send to triage what keywords had brought to the right team for weeks."""
WINDOW = 400
_HIGHEST = 0.98
# In standard errors. After 20 labels of each team one in twelve answers was wrong without it; with 1.64, in one of two
# drawings, one report in six was answered.
_DOUBT = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """The threshold, and what it stands on: of `lessons` with a team so many would have been `answered`, so many of
    them `right`; of `outside` stories of no team so many `refused`. All were guessed before they were learned."""

    floor: float
    lessons: int
    answered: int
    right: int
    outside: int
    refused: int

    @property
    def is_settled(self) -> bool:
        """Whether it stands on enough outcomes to overrule a keyword."""
        return self.lessons >= ENOUGH


@dataclass(slots=True)
class Outcomes:
    """The latest guesses and what came out. `inside`: how sure, and whether right; `outside`: how sure of a team, where
    there was none; `probes`: the same of stories that nobody reported."""

    inside: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=WINDOW))
    outside: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))
    probes: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def fit(self) -> Fit:
        floor = FLOOR + (self._floor() - FLOOR) * min(len(self.inside) / ENOUGH, 1.0) if self.inside else FLOOR
        answered = [is_right for sure, is_right in self.inside if sure >= floor]
        strangers = [*self.outside, *self.probes]
        return Fit(floor, len(self.inside), len(answered), sum(answered), len(strangers),
                   sum(sure < floor for sure in strangers))

    def arrays(self) -> "dict[str, NDArray[Any]]":
        """All outcomes, for `restored`."""
        import numpy as np

        return {"sure": np.array([sure for sure, _ in self.inside]), "right": np.array([ok for _, ok in self.inside]),
                "sure_outside": np.array(self.outside), "sure_probes": np.array(self.probes)}

    @classmethod
    def restored(cls, kept: "Mapping[str, NDArray[Any]]") -> "Outcomes":
        found = cls()
        found.inside.extend(zip(kept["sure"].tolist(), map(bool, kept["right"].tolist()), strict=True))
        found.outside.extend(kept["sure_outside"].tolist())
        found.probes.extend(kept["sure_probes"].tolist())
        return found

    def _floor(self) -> float:
        missing = max(len(self.inside) * OUTSIDE / (1 - OUTSIDE) - len(self.outside), 0.0)
        guesses = [(sure, 1.0, is_right) for sure, is_right in self.inside]
        guesses += [(sure, 1.0, False) for sure in self.outside]
        guesses += [(sure, missing / len(self.probes), False) for sure in self.probes]
        return min(max(lowest(guesses, PRECISION, _DOUBT), FLOOR), _HIGHEST)


@dataclass(slots=True)
class Usual:
    """How much of a text has usually been seen before, and how far that varies: a running mean and variance. They start
    where anything may be new, so that the first lessons do not make all else a stranger."""

    mean: float = 0.0
    variance: float = 0.25
    lessons: int = 0

    def add(self, known: float) -> None:
        self.lessons += 1
        rate, off = max(0.01, 1 / (self.lessons + 1)), known - self.mean
        self.mean += rate * off
        self.variance = (1 - rate) * (self.variance + rate * off * off)

    def discount(self, known: float) -> float:
        """What is left of a share where less is known of the text than usual, 0 to 1."""
        least = self.mean - sqrt(self.variance)
        return 1.0 if known >= least else (known / least) ** 3


def lowest(guesses: Iterable[tuple[float, float, bool]], precision: float, doubt: float = 0.0) -> float:
    """The lowest threshold from which on so many of the answers are right, and so many standard errors more; 1 where
    there is none. A guess is how sure it was, how much it counts, and whether it was right."""
    right = counted = 0.0
    found = 1.0
    ordered = sorted(guesses, key=lambda guess: (-guess[0], guess[2]))
    for place, (sure, weight, is_right) in enumerate(ordered):
        counted += weight
        right += weight * is_right
        is_last = place + 1 == len(ordered) or ordered[place + 1][0] < sure
        if is_last and right >= precision * counted + doubt * sqrt(precision * (1 - precision) * counted):
            found = sure
    return found
