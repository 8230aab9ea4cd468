"""What a pile of comments or reports is about: groups of texts that share words, each with a name. Works in English,
Korean, Japanese and piles of all three, where the glossary says which words are one thing. Says nothing of one person:
a theme needs several texts, and so does each word of its name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import log, sqrt

from bot.domain.duplicates import Glossary
from bot.domain.phrases import Hit
from bot.domain.theme_names import CONCEPT, Key, Pile, is_name, named, names, phrases, script
from bot.domain.theme_words import Word, read

__all__ = ["Theme", "names", "themes"]

NO_WORDS = Glossary({})

# Cosines: a text joins a theme to whose middle it is so near, and the texts of a theme are at least so much alike on
# average, the more so the fewer they are, since two texts share a word by chance. Measured on piles of a bank's reports
# with strangers among them (10 intents of 10, 8 of 30, 20 of 6): three in four of a theme's texts are of one intent.
_NEAR = 0.3
_ALIKE = 0.4
_LONELY = 0.5  # what a word of one text alone counts in that text's length, beside a shared one

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Theme:
    """`members` are places in the pile, in order."""

    name: str
    members: tuple[int, ...]


def themes(texts: Sequence[str], glossary: Glossary = NO_WORDS, *, most: int = 8, at_least: int = 2) -> list[Theme]:
    """The `most` largest themes of a pile, largest first. What is in none of them is something else, or said by fewer
    than `at_least`; with people who were promised not to be known by their answers, that is five."""
    at_least = max(at_least, 2)
    read_texts = _read(texts, glossary)
    found = _groups(_vectors([text.terms for text in read_texts], at_least), at_least)
    groups = sorted(found, key=lambda group: (-len(group), group))[:most]
    called = _names(groups, read_texts, at_least)
    return [Theme(name, group) for group, name in zip(groups, called, strict=True) if name]


@dataclass(frozen=True, slots=True)
class _Text:
    terms: frozenset[str]
    phrases: Mapping[Key, str]


def _read(texts: Sequence[str], glossary: Glossary) -> list[_Text]:
    hits = [glossary.phrases.every(text) for text in texts]
    spoken = {(hit.value, script(hit.said)) for found in hits for hit in found}
    scripts = Counter(concept for concept, _ in spoken)
    return [_text(read(text), found, scripts) for text, found in zip(texts, hits, strict=True)]


def _text(words: Sequence[Word], hits: Sequence[Hit[str]], scripts: Mapping[str, int]) -> _Text:
    """A concept that several languages of the pile say stands for their words, so that these do not hold the languages
    apart ('배송', '配送'); one that a single language says stands beside them, so that synonyms meet."""
    replaced = [hit.said.casefold() for hit in hits if scripts[hit.value] > 1]
    own = {word.key for word in words if word.tells and not _is_said(word.shown.casefold(), replaced)}
    concepts = {CONCEPT + hit.value for hit in hits}
    ways = {frozenset([CONCEPT + hit.value]): hit.said.lower() if hit.said.istitle() else hit.said
            for hit in hits if is_name(hit.said)}
    return _Text(frozenset(own | concepts), {**phrases(words), **ways})


def _is_said(word: str, said: Sequence[str]) -> bool:
    """Part of a word of the glossary, or made with one: '상담원' of '상담'."""
    return any(word in way or (way in word and not way.isascii()) for way in said)


def _names(groups: Sequence[tuple[int, ...]], texts: Sequence[_Text], at_least: int) -> list[str]:
    grouped = {at for group in groups for at in group}
    rest = Pile([text.phrases for at, text in enumerate(texts) if at not in grouped])
    return named([Pile([texts[at].phrases for at in group]) for group in groups], [at_least] * len(groups), rest)


def _vectors(texts: Sequence[frozenset[str]], at_least: int) -> list[Vector]:
    """What each text shares with others, by how rare it is in the pile; what it alone says counts in its length, so
    that two long stories are not alike for one word. Empty where a text shares nothing."""
    having = Counter(term for terms in texts for term in terms)
    rarity = {term: log(1 + len(texts) / many) for term, many in having.items()}
    weights = {term: weight if having[term] > 1 else weight * _LONELY for term, weight in rarity.items()}
    shared = {term for term, many in having.items() if many >= at_least}
    return [_shared({term: weights[term] for term in sorted(terms)}, shared) for terms in texts]


def _shared(vector: Vector, shared: set[str]) -> Vector:
    return {term: weight for term, weight in _unit(vector).items() if term in shared}


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _groups(vectors: Sequence[Vector], at_least: int) -> Iterator[tuple[int, ...]]:
    """Greedy: the texts of the term whose texts are many and alike, and those near to them; then so with the rest."""
    free = {at for at, vector in enumerate(vectors) if vector}
    having: dict[str, list[int]] = {}
    for at in sorted(free):
        for term in vectors[at]:
            having.setdefault(term, []).append(at)
    queue = [(-_worth(members, vectors), term) for term, members in having.items()]
    heapify(queue)
    while queue:
        worth, term = heappop(queue)
        members = [at for at in having[term] if at in free]
        if len(members) < at_least:
            continue
        if (now := -_worth(members, vectors)) > worth + 1e-9:  # others have taken some of its texts since
            heappush(queue, (now, term))
            continue
        group = _gathered(members, free, vectors)
        if len(group) >= at_least and not _is_chance(group, vectors):
            free.difference_update(group)
            yield group


def _gathered(seed: Sequence[int], free: set[int], vectors: Sequence[Vector]) -> tuple[int, ...]:
    """The free texts around the middle of `seed`; one of its own can be too far off."""
    middle = _unit(_sum(seed, vectors))
    return tuple(at for at in sorted(free) if _product(vectors[at], middle) >= _NEAR)


def _is_chance(group: Sequence[int], vectors: Sequence[Vector]) -> bool:
    """They have little in common, for so few."""
    return _alike(group, vectors) < _ALIKE / sqrt(len(group) - 1)


def _worth(members: Sequence[int], vectors: Sequence[Vector]) -> float:
    return sqrt(len(members)) * _alike(members, vectors)


def _alike(members: Sequence[int], vectors: Sequence[Vector]) -> float:
    """The mean cosine of two of them, by the length of their sum."""
    many = len(members)
    if many < 2:
        return 0.0
    together = sum(weight * weight for weight in _sum(members, vectors).values())
    alone = sum(weight * weight for at in members for weight in vectors[at].values())
    return (together - alone) / (many * (many - 1))


def _sum(members: Sequence[int], vectors: Sequence[Vector]) -> Vector:
    total: dict[str, float] = {}
    for at in members:
        for term, weight in vectors[at].items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _product(vector: Vector, other: Vector) -> float:
    return sum(weight * other.get(term, 0.0) for term, weight in vector.items())
