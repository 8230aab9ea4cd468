"""Figures and their intervals against published examples and against arithmetic by hand."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import atan, cos, pi, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scores import METHODS, Interval, Method, Score, _share, ces, csat, nps, score, student
from bot.domain.survey_kinds import KINDS, Figure, Kind


def about(found: Interval | None, low: float, high: float, *, within: float) -> bool:
    return found is not None and abs(found.low - low) <= within and abs(found.high - high) <= within


@pytest.mark.parametrize("good, n, low, high", [  # Newcombe (1998), table I, Wilson's interval without continuity
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
])
def test_the_share_s_interval_is_newcombe_s(good: int, n: int, low: float, high: float) -> None:
    assert about(_share(good, n)[1], 100 * low, 100 * high, within=0.006)


def test_the_share_counts_four_and_five() -> None:
    # 19 of 31 = 61.290 %. z² = 3.84146; z²/2n = 0.061959; z²/n = 0.123918
    # spread = 1.959964·√(0.61290·0.38710/31 + 3.84146/(4·961)) = 1.959964·√(0.0076534 + 0.0009993) = 0.182316
    # (0.612903 + 0.061959 ∓ 0.182316) / 1.123918 = 0.43825, 0.76268
    found = csat({1: 3, 2: 4, 3: 5, 4: 9, 5: 10})
    assert (found.figure, found.method, found.n, found.good, found.bad) == (Figure.SHARE, Method.WILSON, 31, 19, 7)
    assert found.value == pytest.approx(61.290, abs=0.001)
    assert about(found.interval, 43.825, 76.268, within=0.002)


def test_the_mean_s_interval_is_student_s_own_example() -> None:
    """Student (1908), the additional hours of sleep under hyoscine: 1.2 2.4 1.3 1.3 0 1.0 1.8 0.8 4.6 1.4, mean 1.58,
    standard deviation 1.230; 95 % are 0.700 to 2.460. In tenths of an hour they are points of a scale."""
    hours = Counter((12, 24, 13, 13, 0, 10, 18, 8, 46, 14))
    sleep = Kind("sleep", tuple(range(61)), low=0, top=61, figure=Figure.MEAN, wait_days=1)
    found = score(sleep, hours)
    assert found.value == pytest.approx(15.8)
    assert about(found.interval, 7.001, 24.599, within=0.002)


def test_the_mean_of_ease_is_between_its_ends() -> None:
    # 5, 6, 7: mean 6; squares 1 + 0 + 1 = 2; s = √(2/2) = 1; t(2) = 4.3027; margin = 4.3027/√3 = 2.4842
    found = ces({5: 1, 6: 1, 7: 1})
    assert (found.value, found.n) == (6, 3)
    assert about(found.interval, 3.5158, 7, within=0.0001)


def test_promoters_minus_detractors() -> None:
    # 5 promoters, 3 passives, 2 detractors: 100·(5 − 2)/10 = 30.
    # With three added: p = 5.75/13 = 0.442308, d = 2.75/13 = 0.211538; p − d = 0.230769;
    # variance 0.653846 − 0.053254 = 0.600592; margin 1.959964·√(0.600592/13) = 0.421273
    found = nps({10: 3, 9: 2, 8: 1, 7: 2, 6: 1, 0: 1})
    assert (found.good, found.bad, found.n) == (5, 2, 10)
    assert found.value == pytest.approx(30)
    assert about(found.interval, -19.050, 65.204, within=0.002)


@pytest.mark.parametrize("tally, value", [({10: 4}, 100), ({0: 4}, -100), ({8: 4}, 0), ({9: 1, 6: 1}, 0)])
def test_the_net_score_runs_from_minus_100_to_100(tally: Mapping[int, int], value: float) -> None:
    assert nps(tally).value == value


@pytest.mark.parametrize("key, tally, value", [
    ("smiley_3", {1: 1, 2: 1, 3: 2}, 50),
    ("smiley_5", {1: 1, 4: 1, 5: 2}, 75),
    ("yes_no", {0: 3, 1: 1}, 25),
])
def test_faces_and_yes_are_shares(key: str, tally: Mapping[int, int], value: float) -> None:
    found = score(KINDS[key], tally)
    assert (found.method, found.value) == (Method.WILSON, value)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_nothing_is_known_of_no_answer_and_no_certainty_of_one(kind: Kind) -> None:
    assert (score(kind, {}).value, score(kind, {}).interval, score(kind, {}).n) == (None, None, 0)
    alone = score(kind, {kind.points[-1]: 1})
    assert (alone.value is not None, alone.interval) == (True, None)


def test_equal_answers_claim_no_certainty_of_a_mean() -> None:
    assert ces({7: 5}).interval is None


def test_a_point_of_another_scale_does_not_count() -> None:
    assert csat({5: 2, 9: 7, 0: 1}) == csat({5: 2})


def theta_series(degrees: int, t: float) -> float:
    """P(−t < T < t) in closed form (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(degrees))
    total, term = 0.0, 1.0
    if degrees % 2 == 0:
        for step in range(degrees // 2):
            total += term
            term *= cos(angle)**2 * (2 * step + 1) / (2 * step + 2)
        return sin(angle) * total
    term = cos(angle)
    for step in range((degrees - 1) // 2):
        total += term
        term *= cos(angle)**2 * (2 * step + 2) / (2 * step + 3)
    return 2 / pi * (angle + sin(angle) * total)


@pytest.mark.parametrize("degrees", [*range(1, 41), 60, 120, 499, 1000])
def test_student_s_quantile_leaves_95_percent_between(degrees: int) -> None:
    assert theta_series(degrees, student(degrees)) == pytest.approx(0.95, abs=1e-5)


@pytest.mark.parametrize("degrees, t", [(31, 2.0395), (40, 2.0211), (60, 2.0003), (120, 1.9799)])
def test_student_s_quantile_beyond_the_table_is_the_published_one(degrees: int, t: float) -> None:
    assert student(degrees) == pytest.approx(t, abs=5e-5)


tallies = st.sampled_from(list(KINDS.values())).flatmap(lambda kind: st.tuples(
    st.just(kind), st.dictionaries(st.sampled_from(kind.points), st.integers(0, 40))))


@given(tallies)
def test_an_interval_holds_its_figure_and_stays_on_its_scale(found: tuple[Kind, Mapping[int, int]]) -> None:
    kind, tally = found
    made: Score = score(kind, tally)
    ends = {Figure.SHARE: (0, 100), Figure.MEAN: (kind.points[0], kind.points[-1]), Figure.NET: (-100, 100)}
    low, high = ends[kind.figure]
    if made.interval is not None:
        assert made.value is not None
        assert low <= made.interval.low <= made.value + 1e-9
        assert made.value - 1e-9 <= made.interval.high <= high


@given(tallies, st.integers(2, 5))
def test_more_answers_alike_make_it_surer(found: tuple[Kind, Mapping[int, int]], times: int) -> None:
    kind, tally = found
    few, many = score(kind, tally), score(kind, {point: count * times for point, count in tally.items()})
    if few.interval is not None:
        assert many.interval is not None
        assert many.interval.high - many.interval.low <= few.interval.high - few.interval.low + 1e-9


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_percentage_is_linear_from_the_worst_point_to_the_best(kind: Kind) -> None:
    shown = [kind.percent(point) for point in kind.points]
    assert (shown[0], shown[-1]) == (0, 100)
    assert all(later - earlier == pytest.approx(100 / (len(shown) - 1))
               for earlier, later in pairwise(shown))


def test_every_figure_has_a_method() -> None:
    assert set(METHODS) == set(Figure)
