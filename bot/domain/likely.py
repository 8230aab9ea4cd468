"""Which reports may say what another says, before their words are read: the rarest of its words lead to them.

Looking for every word would read most of a large index. So the rarest words within a budget are followed, and the
reports that have most of what is rare are looked at closely.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from bot.domain.duplicates import CONCEPT, Glossary, indexed, weight

FOLLOWED = 12
"""How many words are followed at most, and how many of their places in all (`BUDGET`)."""
BUDGET = 20_000
LOOKED_UP = 128
"""Of a very long story so many words are looked up; the longest ones are the rarest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that a report should have. `ways`: what it can be found by; of each way any one indexed term will do, the
    rarest is followed."""

    term: str
    ways: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A wanted term, and the indexed terms by which it is followed."""

    wanted: str
    terms: tuple[str, ...]


def wanted_for(words: Iterable[str], glossary: Glossary) -> list[Wanted]:
    """What to look for where a story says `words`: of a concept all its words in all languages."""
    return [Wanted(word, _ways(word, glossary)) for word in nlargest(LOOKED_UP, sorted(words), key=len)]


def _ways(word: str, glossary: Glossary) -> tuple[frozenset[str], ...]:
    if not word.startswith(CONCEPT):
        return (frozenset({word}),)
    said = glossary.concepts.get(word.removeprefix(CONCEPT), ())
    return tuple(way for way in dict.fromkeys(map(indexed, said)) if way)


def followed(wanted: Sequence[Wanted], counts: Mapping[str, int], *, newest: int) -> list[Followed]:
    """The rarest of what is wanted, as far as the budget reaches; `counts` says in how many reports each term is, of
    which at most `newest` are read."""
    known = [(count_of(one, counts), place, one) for place, one in enumerate(wanted)]
    chosen: list[Followed] = []
    left = BUDGET
    for _, _, one in sorted(entry for entry in known if entry[0]):
        terms = tuple(term for way in one.ways if (term := _rarest(way, counts)))
        left -= sum(min(counts[term], newest) for term in terms)
        if chosen and (left < 0 or len(chosen) == FOLLOWED):
            break
        chosen.append(Followed(one.term, terms))
    return chosen


def count_of(one: Wanted, counts: Mapping[str, int]) -> int:
    """In how many reports a wanted term is at most; 0 where it is in none."""
    return sum(counts[term] for way in one.ways if (term := _rarest(way, counts)))


def _rarest(way: frozenset[str], counts: Mapping[str, int]) -> str | None:
    """The term of a way that the fewest have; None where one of them is nowhere, and so the whole."""
    return min(way, key=lambda term: (counts[term], term)) if all(term in counts for term in way) else None


def rarities(wanted: Sequence[Wanted], counts: Mapping[str, int], reports: int) -> dict[str, float]:
    """How much each wanted term says, being in so many of all `reports`: the fewer, the more."""
    return {one.term: log(1 + reports / max(count_of(one, counts), 1)) for one in wanted}


def promising(chosen: Sequence[Followed], having: Mapping[str, Sequence[int]], rarity: Mapping[str, float], most: int
              ) -> list[int]:
    """Of the reports that have what is followed, the `most` that share most of what is rare, the newest of equal ones.
    `having`: the places of those that have each term."""
    shared: dict[int, float] = {}
    get = shared.get
    for one in chosen:
        worth = weight(one.wanted) * rarity[one.wanted]
        ways = [having.get(term, ()) for term in one.terms]
        for place in ways[0] if len(ways) == 1 else set().union(*ways):
            shared[place] = get(place, 0.0) + worth
    return nlargest(most, sorted(shared, reverse=True), key=shared.__getitem__)
