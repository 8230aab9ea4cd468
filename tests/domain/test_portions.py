"""Somebody who sees every figure ever shown, before and after each answer, by each filter, learns of nobody alone."""

from collections.abc import Sequence
from itertools import combinations, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.portions import MIN_ANSWERS, Waiting, portions, visible


def waiting(*groups: str | None, occasion: int = 0, ended: bool = False, start: int = 0) -> list[Waiting]:
    return [Waiting(f"p{start + place}", occasion, ended, group) for place, group in enumerate(groups)]


def sizes(found: Sequence[Sequence[Waiting]]) -> list[int]:
    return [len(portion) for portion in found]


@pytest.mark.parametrize("count, shown", [(0, False), (4, False), (5, True), (6, True)])
def test_five_answers_are_enough(count: int, shown: bool) -> None:
    assert visible(count) is shown
    assert bool(portions(waiting(*[None] * count))) is shown


@pytest.mark.parametrize("new, regular, unknown, made", [
    (5, 5, 0, [5, 5]),      # each apart
    (4, 6, 0, [10]),        # four new users would be too few
    (5, 6, 4, [6, 9]),      # four unknown go with the smaller group, which is shown apart no more
    (5, 5, 5, [5, 5, 5]),
    (3, 3, 0, [6]),         # both too few: together
    (3, 3, 7, [7, 6]),
    (1, 1, 2, []),
])
def test_groups_of_users_stand_apart_where_all_have_five(new: int, regular: int, unknown: int, made: list[int]) -> None:
    found = waiting(*["new"] * new, *["regular"] * regular, *[None] * unknown)
    assert sorted(sizes(portions(found))) == sorted(made)


def test_an_occasion_with_five_stands_apart() -> None:
    first, second = waiting(*[None] * 6), waiting(*[None] * 5, occasion=1, start=10)
    assert portions([*second, *first]) == [tuple(first), tuple(second)]


def test_small_occasions_are_taken_together() -> None:
    found = [*waiting(None, None, None), *waiting(None, None, occasion=1, start=10), *waiting(
        None, occasion=2, start=20)]
    assert sizes(portions(found)) == [5]


def test_the_rest_of_an_asking_that_has_ended_is_not_lost() -> None:
    found = [*waiting(*[None] * 6, ended=True), *waiting(None, None, occasion=1, ended=True, start=10)]
    assert sizes(portions(found)) == [8]


def test_the_rest_of_an_asking_under_way_waits() -> None:
    found = [*waiting(*[None] * 6, ended=True), *waiting(None, None, occasion=1, start=10)]
    assert sizes(portions(found)) == [6]


arrivals = st.lists(st.tuples(st.integers(1, 7), st.integers(0, 2), st.sampled_from([None, "new", "regular"]),
                              st.booleans()), max_size=12)
"""How many come at once, to which occasion, as which users, and whether somebody looks afterwards."""


def everybody(came: list[tuple[int, int, str | None, bool]]) -> list[list[Waiting]]:
    names = (f"p{place:03}" for place in count())
    return [[Waiting(next(names), occasion, occasion < 1, group) for _ in range(many)]
            for many, occasion, group, _ in came]


@settings(max_examples=150)
@given(arrivals)
def test_no_two_figures_of_any_two_looks_differ_by_fewer_than_five(came: list[tuple[int, int, str | None, bool]]
                                                                   ) -> None:
    """Every figure ever shown is kept: of everybody, of each group of users, of each stretch of occasions; then every
    pair is subtracted, both ways, and put together."""
    shown: list[tuple[Waiting, ...]] = []
    held: list[Waiting] = []
    figures: set[frozenset[str]] = {frozenset()}
    for fresh, (*_, looks) in zip(everybody(came), came, strict=True):
        held += fresh
        if looks:
            shown += portions(held)
            taken = {one.key for portion in shown for one in portion}
            held = [one for one in held if one.key not in taken]
            figures |= all_figures(shown)
    for one, other in combinations(figures, 2):
        assert {len(one - other), len(other - one), len(one & other)} & set(range(1, MIN_ANSWERS)) == set()


def all_figures(shown: Sequence[Sequence[Waiting]]) -> set[frozenset[str]]:
    """Who stands behind each figure that these portions allow, by every label that they can have."""
    labelled: dict[object, set[str]] = {}
    for portion in shown:
        groups = {one.group for one in portion}
        occasions = tuple(sorted({one.occasion for one in portion}))
        labels = ["everybody", (occasions[0], occasions[-1]), ("users", next(iter(groups)) if len(groups) == 1 else "")]
        for label in labels:
            labelled.setdefault(label, set()).update(one.key for one in portion)
    return {frozenset(keys) for keys in labelled.values()}


@given(arrivals)
def test_nobody_is_in_two_portions_and_nobody_is_made_up(came: list[tuple[int, int, str | None, bool]]) -> None:
    waiting_ = [one for fresh in everybody(came) for one in fresh]
    made = [one for portion in portions(waiting_) for one in portion]
    assert len(made) == len(set(made))
    assert set(made) <= set(waiting_)
