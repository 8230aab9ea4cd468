"""Answers summed up: a figure for each kind of survey, how sure it is, and by which method. `docs/scores.md` has the
formulas, their sources and worked examples.

A figure of no answers, and how sure one single answer is, are not known: they are None, never nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from bot.domain.survey_kinds import KINDS, Figure, Kind

Tally = Mapping[int, int]
"""How often each point was answered."""

Z = 1.959964
"""The standard normal distribution's 97.5 % quantile: between -Z and Z lie 95 %."""

_T = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
      2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
      2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423)
"""Student's distribution's 97.5 % quantiles for 1 to 30 degrees of freedom."""

PSEUDO = 3
"""Answers that the adjusted Wald interval adds: three quarters a promoter, as much a detractor, the rest passives."""


class Method(StrEnum):
    """How an interval is made."""

    WILSON = "wilson"
    STUDENT = "student"
    ADJUSTED_WALD = "adjusted_wald"


METHODS: dict[Figure, Method] = {
    Figure.SHARE: Method.WILSON,
    Figure.MEAN: Method.STUDENT,
    Figure.NET: Method.ADJUSTED_WALD,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Between these lies, with 95 % certainty, what all would say of whom these answers are a fair sample."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its denominator `n`. A share is 0 to 100 percent, `good` of `n`; a mean is a point of the scale; a
    net score runs from -100 to 100 and is no percentage: `good` are promoters, `bad` detractors."""

    figure: Figure
    method: Method
    n: int
    good: int
    bad: int
    value: float | None
    interval: Interval | None


def score(kind: Kind, tally: Tally) -> Score:
    """What a kind of survey makes of its answers; points that are none of the kind's do not count."""
    counted = {point: tally.get(point, 0) for point in kind.points}
    n = sum(counted.values())
    good = sum(count for point, count in counted.items() if point >= kind.top)
    bad = sum(count for point, count in counted.items() if kind.is_low(point))
    value, interval = _summed(kind.figure, counted, n, good, bad)
    return Score(kind.figure, METHODS[kind.figure], n, good, bad, value, interval)


def _summed(figure: Figure, counted: Tally, n: int, good: int, bad: int) -> tuple[float | None, Interval | None]:
    match figure:
        case Figure.SHARE:
            return _share(good, n)
        case Figure.MEAN:
            return _mean(counted, n)
        case Figure.NET:
            return _net(good, bad, n)


def csat(tally: Tally) -> Score:
    """Share of 4 and 5 among the answers from 1 to 5, in percent."""
    return score(KINDS["csat"], tally)


def ces(tally: Tally) -> Score:
    """Mean ease from 1 to 7; higher is easier."""
    return score(KINDS["ces"], tally)


def nps(tally: Tally) -> Score:
    """Percent promoters (9, 10) minus percent detractors (0 to 6): -100 to 100."""
    return score(KINDS["nps"], tally)


def student(degrees: int) -> float:
    """Student's 97.5 % quantile: from the table, beyond it by an expansion (Abramowitz and Stegun 26.7.5)."""
    if degrees <= len(_T):
        return _T[degrees - 1]
    first = (Z**3 + Z) / 4
    second = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    third = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + first / degrees + second / degrees**2 + third / degrees**3


def _share(good: int, n: int) -> tuple[float | None, Interval | None]:
    """Wilson's score interval: it stays between 0 and 100, and is wide where there are few answers."""
    if n == 0:
        return None, None
    share = good / n
    if n == 1:
        return 100 * share, None
    spread = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    middle, scale = share + Z**2 / (2 * n), 1 + Z**2 / n
    return 100 * share, _within(100 * (middle - spread) / scale, 100 * (middle + spread) / scale, 0, 100)


def _mean(counted: Tally, n: int) -> tuple[float | None, Interval | None]:
    """Student's interval. Where all said the same it would have no width, which claims a certainty that is not there:
    then it is not known."""
    if n == 0:
        return None, None
    mean = sum(point * count for point, count in counted.items()) / n
    squares = sum(count * (point - mean)**2 for point, count in counted.items())
    if n == 1 or len([count for count in counted.values() if count]) == 1:
        return mean, None
    margin = student(n - 1) * sqrt(squares / (n - 1) / n)
    return mean, _within(mean - margin, mean + margin, min(counted), max(counted))


def _net(promoters: int, detractors: int, n: int) -> tuple[float | None, Interval | None]:
    """The adjusted Wald interval: the variance of a difference of two shares of one whole, `PSEUDO` answers added."""
    if n == 0:
        return None, None
    value = 100 * (promoters - detractors) / n
    if n == 1:
        return value, None
    many = n + PSEUDO
    up, down = (promoters + PSEUDO / 4) / many, (detractors + PSEUDO / 4) / many
    net, margin = up - down, Z * sqrt((up + down - (up - down)**2) / many)
    return value, _within(100 * (net - margin), 100 * (net + margin), -100, 100)


def _within(low: float, high: float, least: float, most: float) -> Interval:
    """No scale is left: beyond its ends nothing can be."""
    return Interval(max(low, least), min(high, most))
