"""Where a text leans before anything is learned: how much of a phrase of the settings it says, in whatever order and in
whatever words the glossary has for it. Of a team's phrases the best one speaks, so that many do not outvote few.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

from bot.domain import everyday
from bot.domain.duplicates import CONCEPT, Glossary, terms, weight
from bot.domain.features import LONGEST

# Nats for each word of a phrase that is said as a whole. Twice as much finds the right team of one in two hundred
# reports more, but is too sure of itself: of what it answers before the first lesson 85 instead of 88 in a
# hundred are right.
_WORD = 1.0


class Leaning:
    """Of one workspace's settings."""

    def __init__(self, phrases: Sequence[tuple[str, int]], glossary: Glossary) -> None:
        """Each phrase with the label of its team."""
        self._glossary = Glossary({**everyday.concepts(), **glossary.concepts})
        said = [sorted(terms(phrase, self._glossary)) for phrase, _ in phrases]
        often = Counter(term for of in said for term in of)
        # What stands in many phrases says little ('card'); what stands in one says whose it is.
        self._worth = {term: weight(term) * log(1 + len(said) / many) for term, many in often.items()}
        self._whole = [sum(map(self._worth.__getitem__, of)) for of in said]
        self._words = [sum(weight(term) for term in of if not term.startswith(CONCEPT)) for of in said]
        self._label_of = [label for _, label in phrases]
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, of in enumerate(said):
            for term in of:
                self._having[term].append(place)

    def of(self, text: str) -> dict[int, float]:
        """For each label that a phrase speaks for, how strongly, in nats."""
        found: dict[int, float] = defaultdict(float)
        for term in sorted(terms(text[:LONGEST], self._glossary) & self._worth.keys()):
            for place in self._having[term]:
                found[place] += self._worth[term]
        best: dict[int, float] = {}
        for place, worth in found.items():
            label = self._label_of[place]
            strength = _WORD * self._words[place] * (worth / self._whole[place]) ** 2
            best[label] = max(best.get(label, 0.0), strength)
        return best
