"""Which of several classes a text belongs to, learned one example at a time: naive Bayes counts say at once what an
example says, and softmax regression on top learns what the counts get wrong. It knows features, no words and no teams.

The same examples in the same order make the same model in every process and on every machine: sums run row by row in
float32, and of each exponential only the digits on which all mathematical libraries agree are used.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, Any

from bot.domain.features import BUCKETS, Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Measured on banking customers' messages, ten classes, with splits of the training rows. Little depends on any of
# them: half or double costs at most one answer in a hundred.
_PRIOR = 1.0           # how often a feature is taken to have been seen with each class before it was
_VOCABULARY = 1 << 14  # features that a class could have
_TRUST = 0.5           # in the counts: they take features for independent, and so are too sure
_RATE = 0.8            # of learning, less for a feature the more often it was seen
_EARLY = 0.05
_MOST = 4_095          # counts up to
_DIGITS = 1 << 20


class Classifier:
    """Classes are numbers from 0. Memory grows with the features that were seen, not with those that could be."""

    def __init__(self, classes: int) -> None:
        import numpy as np

        self._row = np.zeros(BUCKETS, np.int32)  # of each bucket; row 0 is that of all buckets never seen
        self._used = 1
        self._table = np.zeros((1_024, classes), np.float32)  # what each feature says for each class
        self._counts = np.zeros((1_024, classes), np.uint16)
        self._seen = np.zeros(1_024, np.float32)
        self._totals = [0] * classes

    def shares(self, example: Features, lean: Sequence[float] = ()) -> list[float]:
        """How likely each class is; but for rounding they sum to one. Of no features: all the same. `lean` is what
        speaks for each class besides, in nats."""
        return self._shares(example, self._row[example.at], lean)

    def familiarity(self, example: Features) -> float:
        """The part of a text that has been seen before: 0 nothing, 1 all."""
        seen = self._row[example.at] > 0
        return float((example.weight * example.weight * seen).cumsum()[-1]) if len(seen) else 0.0

    def count(self, example: Features, label: int, times: int = 1) -> None:
        """An example was seen, so many times."""
        rows = self._rows(example)
        before = self._counts[rows, label]
        after = (before + times).clip(max=_MOST)
        self._counts[rows, label] = after
        self._table[rows, label] += _logarithms()[after] - _logarithms()[before]
        self._totals[label] += times * len(rows)
        self._seen[rows] += example.weight * example.weight

    def correct(self, example: Features, label: int, lean: Sequence[float] = ()) -> None:
        """One step towards what an example that was counted should have been given."""
        import numpy as np

        rows = self._row[example.at]
        wrong = np.array(self._shares(example, rows, lean), np.float32)
        wrong[label] -= 1
        rate = np.float32(_RATE) * example.weight / np.sqrt(np.float32(_EARLY) + self._seen[rows])
        self._table[rows] -= rate[:, None] * wrong

    def arrays(self) -> "dict[str, NDArray[Any]]":
        """All that was learned, for `restored`."""
        import numpy as np

        buckets = np.flatnonzero(self._row)
        order = np.argsort(self._row[buckets])
        return {
            "buckets": buckets[order].astype(np.uint32), "table": self._table[1 : self._used],
            "counts": self._counts[1 : self._used], "seen": self._seen[1 : self._used],
            "totals": np.array(self._totals, np.int64),
        }

    @classmethod
    def restored(cls, kept: "Mapping[str, NDArray[Any]]") -> "Classifier":
        import numpy as np

        found = cls(len(kept["totals"]))
        many = len(kept["buckets"]) + 1
        found._grow(many)
        found._used = many
        found._row[kept["buckets"]] = np.arange(1, many, dtype=np.int32)
        found._table[1:many], found._counts[1:many] = kept["table"], kept["counts"]
        found._seen[1:many] = kept["seen"]
        found._totals = [int(total) for total in kept["totals"]]
        return found

    def _shares(self, example: Features, rows: "NDArray[np.int32]", lean: Sequence[float]) -> list[float]:
        learned = (example.weight[:, None] * self._table[rows]).sum(axis=0).tolist()
        mass = float(example.weight.cumsum()[-1]) if len(rows) else 0.0
        beside = lean or [0.0] * len(self._totals)
        return _softmax([one + by - mass * _TRUST * log(total + _PRIOR * _VOCABULARY)
                         for one, by, total in zip(learned, beside, self._totals, strict=True)])

    def _rows(self, example: Features) -> "NDArray[np.int32]":
        """The rows of an example's features; new ones get theirs."""
        import numpy as np

        rows = self._row[example.at]
        is_new = rows == 0
        if many := int(is_new.sum()):
            self._grow(self._used + many)
            rows[is_new] = np.arange(self._used, self._used + many, dtype=np.int32)
            self._row[example.at] = rows
            self._used += many
        return rows

    def _grow(self, needed: int) -> None:
        import numpy as np

        if needed > len(self._seen):
            more = max(needed, 2 * len(self._seen)) - len(self._seen)
            self._table = np.pad(self._table, ((0, more), (0, 0)))
            self._counts = np.pad(self._counts, ((0, more), (0, 0)))
            self._seen = np.pad(self._seen, (0, more))


def _softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    powers = [exp(value - top) for value in values]
    whole = sum(powers)
    return [round(power / whole * _DIGITS) / _DIGITS for power in powers]


@cache
def _logarithms() -> "NDArray[np.float32]":
    """Of each count, with what was there before any."""
    import numpy as np

    return np.array([_TRUST * log(count + _PRIOR) for count in range(_MOST + 1)], np.float32)
