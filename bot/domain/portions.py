"""Anonymous answers are shown in portions of at least five people, so that no two figures, however they are chosen and
whenever they were looked at, differ by fewer than five people's answers.

The rule: whoever has answered waits until a portion takes them in; a portion is of five or more and is never split or
joined with another; what was shown of an answer stays as it was shown; every figure is over whole portions. Hence any
two figures differ by whole portions: by nobody's answers, or by those of five or more. Why this is enough, and what it
costs, stands in `docs/scores.md`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

MIN_ANSWERS = 5
"""So many anonymous answers at least stand behind every figure that is shown, and behind every difference of two."""

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that was not shown yet. `occasion` counts the plan's surveys in their order; `ended`: that one takes no
    more answers. `group` is the kind of user they are, None where that is not known."""

    key: str
    occasion: int
    ended: bool
    group: str | None = None


def portions(waiting: Iterable[Waiting]) -> list[tuple[Waiting, ...]]:
    """Those who can be shown now, in portions: one occasion after the other, each apart where it has five, and within
    it each group of users apart where all that remains has five too. Whoever is left over waits."""
    return [portion for stretch in _stretches(waiting) for portion in _apart(stretch)]


def visible(count: int) -> bool:
    """Whether a figure over so many anonymous answers may be shown."""
    return count >= MIN_ANSWERS


def _stretches(waiting: Iterable[Waiting]) -> list[list[Waiting]]:
    """Consecutive occasions taken together until there are five. A rest whose occasion has ended goes with the stretch
    before it, because nobody may come any more; any other waits."""
    by_occasion = _grouped(sorted(waiting, key=lambda one: (one.occasion, one.key)), lambda one: one.occasion)
    made: list[list[Waiting]] = []
    rest: list[Waiting] = []
    for occasion in sorted(by_occasion):
        rest += by_occasion[occasion]
        if visible(len(rest)):
            made.append(rest)
            rest = []
    if made and all(one.ended for one in rest):
        made[-1] = made[-1] + rest
    return made


def _apart(stretch: Sequence[Waiting]) -> list[tuple[Waiting, ...]]:
    """Each group by itself where it has five; those of smaller groups together, with the smallest of the others where
    they alone would be fewer than five."""
    groups = _grouped(stretch, lambda one: one.group)
    large = sorted((group for group in groups.values() if visible(len(group))), key=len, reverse=True)
    small = [one for group in groups.values() if not visible(len(group)) for one in group]
    if not small:
        return [tuple(group) for group in large]
    if not visible(len(small)) and large:
        small += large.pop()
    return [tuple(group) for group in [*large, small]]


def _grouped(found: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    made: defaultdict[Key, list[T]] = defaultdict(list)
    for one in found:
        made[key(one)].append(one)
    return dict(made)
