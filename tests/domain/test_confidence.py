"""From when on a learner may answer."""

import pytest

from bot.domain.confidence import ENOUGH, FLOOR, WINDOW, Outcomes, Usual, lowest


def outcomes(right: int, wrong: int, *, outside: float | None = None, probe: float | None = None) -> Outcomes:
    """Right guesses at 0.9, wrong ones at 0.6, strangers at what is said."""
    found = Outcomes()
    found.inside.extend([(0.9, True)] * right + [(0.6, False)] * wrong)
    found.outside.extend([outside] * 20 if outside is not None else [])
    found.probes.extend([probe] * 100 if probe is not None else [])
    return found


def test_the_lowest_threshold_lets_as_many_through_as_precision_allows() -> None:
    guesses = [(0.9, 1.0, True), (0.8, 1.0, True), (0.7, 1.0, False), (0.6, 1.0, True), (0.5, 1.0, False)]
    assert lowest(guesses, 0.75) == 0.6  # 3 of 4
    assert lowest(guesses, 0.8) == 0.8
    assert lowest([(0.9, 1.0, False)], 0.75) == 1.0
    assert lowest([], 0.75) == 1.0


def test_guesses_that_are_equally_sure_are_let_through_together() -> None:
    assert lowest([(0.9, 1.0, True), (0.8, 1.0, True), (0.8, 1.0, False)], 0.8) == 0.9  # 2 of 3


def test_few_guesses_must_be_better_than_many() -> None:
    few, many = ([(0.9, 1.0, True)] * 97 * times + [(0.9, 1.0, False)] * 3 * times for times in (1, 10))
    assert lowest(few, 0.95, doubt=1.64) == 1.0  # 95 + 1.64 x 2.2 = 98.6 of 100
    assert lowest(many, 0.95, doubt=1.64) == 0.9  # 950 + 1.64 x 6.9 = 961.3 of 1,000


def test_before_anything_is_known_an_answer_must_be_more_likely_than_not() -> None:
    assert Outcomes().fit().floor == FLOOR


def test_a_few_outcomes_move_the_threshold_a_little_and_many_all_the_way() -> None:
    floors = [outcomes(right, 0, probe=0.95).fit().floor for right in (1, ENOUGH // 2, ENOUGH - 1, ENOUGH)]
    assert floors == sorted(floors)
    assert floors[0] < FLOOR + 0.01
    assert floors[1] == pytest.approx(FLOOR + (floors[3] - FLOOR) / 2)
    assert [outcomes(right, 0).fit().is_settled for right in (ENOUGH - 1, ENOUGH)] == [False, True]


def test_where_all_goes_well_nobody_is_asked_to_be_surer_than_that() -> None:
    assert outcomes(200, 0, probe=0.1).fit().floor == 0.9
    found = Outcomes()
    found.inside.extend([(0.2, True)] * 200)
    assert found.fit().floor == FLOOR


@pytest.mark.parametrize("kind", ["outside", "probe"])
def test_strangers_who_look_like_ours_raise_the_threshold(kind: str) -> None:
    near = outcomes(200, 0, **{kind: 0.95}).fit()
    assert near.floor > 0.95
    assert near.answered == 0


def test_it_says_what_would_have_come_out() -> None:
    fit = outcomes(300, 50, outside=0.1, probe=0.2).fit()
    assert (fit.floor, fit.lessons, fit.answered, fit.right) == (0.9, 350, 300, 300)
    assert (fit.outside, fit.refused) == (120, 120)


def test_only_the_latest_outcomes_count() -> None:
    found = outcomes(0, WINDOW)
    found.inside.extend([(0.9, True)] * WINDOW)
    assert found.fit().floor == 0.9


def test_outcomes_come_back_as_they_were_kept() -> None:
    found = outcomes(60, 5, outside=0.3, probe=0.2)
    again = Outcomes.restored(found.arrays())
    assert (again, again.fit()) == (found, found.fit())
    assert Outcomes.restored(Outcomes().arrays()) == Outcomes()


def test_less_known_than_usual_counts_less() -> None:
    usual = Usual()
    assert usual.discount(0.1) == 1.0  # nothing is usual yet
    for known in (0.8, 0.9, 1.0) * 40:
        usual.add(known)
    assert usual.mean == pytest.approx(0.9, abs=0.02)
    assert usual.variance == pytest.approx(0.02 / 3, abs=0.01)
    assert usual.discount(0.85) == 1.0
    assert 0 < usual.discount(0.6) < usual.discount(0.7) < 1
    assert usual.discount(0.0) == 0.0
