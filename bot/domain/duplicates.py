"""How alike two stories are, across English, Korean and Japanese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.phrases import Phrases, as_one, stem, words_of

ALIKE = 0.3


@dataclass(frozen=True)
class Glossary:
    """Concepts, each with the words for it in every language."""

    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> Phrases[str]:
        return Phrases((word, key) for key, words in self.concepts.items() for word in words)


def terms(text: str, glossary: Glossary) -> frozenset[str]:
    folded, _ = as_one(text)
    concepts = {f"concept:{hit.value}" for hit in glossary.phrases.find(text)}
    return frozenset(concepts | {stem(word) for word in words_of(folded)})


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
