"""How alike two stories are, so that a reporter can say 'me too'. Words in English, pairs of characters in Korean and
Japanese, and concepts of the glossary, in which words for one thing meet across the three."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from math import log, sqrt

from bot.domain.phrases import Phrases, as_one, stem, words_of

# From here on an annoyance is offered with 'Me too'. A wrong offer costs a glance, a missed one a merge: 39 of 48 pairs
# reworded on purpose pass, and out of scope stories find something in 400 reports of a bank in 3 of 8 cases.
ALIKE = 0.28

LONGEST = 3_000
"""So many characters of a story are compared: what it is about stands there."""

CONCEPT = "concept:"
# In words. Two pairs of characters are about a word; pairs of hiragana are mostly grammar. Measured on paraphrases:
# halving the latter finds 163 instead of 154 of 200 Japanese ones among the first three.
_CONCEPT_WEIGHT = 2.0
_PAIR_WEIGHT = 0.5
_GRAMMAR_WEIGHT = 0.25
_CHARACTER_WEIGHT = 1.0
_FURTHER = 0.1
_ONE = "one:"
# Hangul, kana and Han, without single jamo: NFKC turns the two marks of a tear into some, and they say nothing.
_RUN = re.compile("[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_HIRAGANA = re.compile("[\u3040-\u309f]+")
_STOP = frozenset(
    """a about after again all am an and any are as at be because been before being but by can could did do does doing
    down during each even every few for from further get gets getting go going got had has have having he her here hers
    him his how i if in into is it its just like made make makes me more most much my no nor not now of off on once one
    only or other our out over own please same she should so some still such than that the their them then there these
    they this those through to too under until up us very was we were what when where which while who whom why will with
    would you your im ive id dont doesnt didnt cant couldnt wont isnt arent wasnt werent hasnt havent hadnt thats theres
    really want wants wanted need needs try tries tried trying use uses used using hi hello please thank thanks tell
    know let see help""".split()
)


@dataclass(frozen=True)
class Glossary:
    """Concepts, each with the words for it in every language."""

    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> Phrases[str]:
        """Prepared on first use; a glossary lives as long as one version of the settings."""
        return Phrases((word, key) for key, words in self.concepts.items() for word in words)


def terms(text: str, glossary: Glossary) -> frozenset[str]:
    """What is compared of a story: what it is found by, and the glossary's concepts in it."""
    concepts = {CONCEPT + hit.value for hit in glossary.phrases.every(text[:LONGEST])} if glossary.concepts else set()
    return indexed(text) | concepts


def indexed(text: str) -> frozenset[str]:
    """What a story is found by: its words, and the pairs of Korean and Japanese characters. The glossary has no say, so
    that a change of it changes no index; whoever looks for a concept looks for its words."""
    folded, _ = as_one(text[:LONGEST])
    return frozenset({stem(word) for word in words_of(folded) if word.replace("'", "") not in _STOP} | _pairs(folded))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """What two stories share, of what each has: 0 nothing, 1 all. A short story can be like a long one."""
    common = _weight(a & b)
    return min(common / sqrt(_weight(a) * _weight(b)), 1.0) if common else 0.0


def closeness(mine: frozenset[str], theirs: Sequence[frozenset[str]], rarity: Mapping[str, float]) -> list[float]:
    """For each of `theirs` how close it is to `mine`, to put them in order: like `likeness`, but what is rare says more
    (`rarity`), and single characters count, as rare as they are among `theirs`."""
    here = _characters(mine)
    single = [_characters(terms) for terms in theirs]
    having = Counter(chain.from_iterable(here & them for them in single))
    worth = {one: log(1 + len(theirs) / (having[one] + 0.5)) * _weight_of_character(one) for one in here}
    worth |= {term: rarity.get(term, 0.0) * weight(term) for term in mine}
    return [_share(sum(map(worth.__getitem__, (mine & terms) | (here & them))),
                   _weight(terms) + sum(map(_weight_of_character, them)))
            for terms, them in zip(theirs, single, strict=True)]


def together(closest: Sequence[float]) -> float:
    """How close an annoyance is whose reports are so close: the closest one, and a little for each further one."""
    first, *others = sorted(closest, reverse=True)
    return first + sum(other * _FURTHER**place for place, other in enumerate(others, 1))


def _share(common: float, whole: float) -> float:
    return common / sqrt(whole) if whole else 0.0


def _characters(terms: frozenset[str]) -> frozenset[str]:
    """The Korean and Japanese characters in pairs, each by itself; marked, as a pair can be a single one."""
    pairs = [term for term in terms if not term.isascii() and _RUN.match(term)]
    return frozenset(map(_ONE.__add__, set("".join(pairs))))


@lru_cache(maxsize=16_384)
def _weight_of_character(one: str) -> float:
    return _GRAMMAR_WEIGHT * 2 if _HIRAGANA.match(one, len(_ONE)) else _CHARACTER_WEIGHT


def _pairs(folded: str) -> set[str]:
    """Overlapping pairs, so that particles and missing spaces cost little; a single character stands for itself."""
    runs = _RUN.findall(folded)
    return {run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))}


def _weight(terms: frozenset[str]) -> float:
    return sum(map(weight, terms))


@lru_cache(maxsize=65_536)
def weight(term: str) -> float:
    """How much a term says, in words."""
    if term.startswith(CONCEPT):
        return _CONCEPT_WEIGHT
    if _HIRAGANA.fullmatch(term):
        return _GRAMMAR_WEIGHT
    return _PAIR_WEIGHT if _RUN.match(term) else 1.0
