"""Finding known phrases in what people write: whole words where words are separated, anywhere in Korean and Japanese.
Routing and look-alikes both stand on it. Built once, then fast."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

Value = TypeVar("Value")

# Hangul, kana, Han and their marks: scripts in which a word's end cannot be seen or has a particle on it.
CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_CJK = re.compile(f"[{CJK}]")
_LETTER = rf"[^\W_{CJK}]"
_WORD = re.compile(f"{_LETTER}+(?:'{_LETTER}+)*")


@dataclass(frozen=True)
class Hit(Generic[Value]):
    """A phrase that stands in the text at `start` to `end`, `said` as the text says it, `length` in words."""

    value: Value
    said: str
    start: int
    end: int
    length: int


class Phrases(Generic[Value]):
    """Phrases, each with what it stands for; one phrase may stand for several things."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._spaced: dict[str, dict[tuple[str, ...], list[Value]]] = {}
        self._joined: dict[str, list[tuple[re.Pattern[str], int, Value]]] = {}
        for phrase, value in entries:
            self._add(as_one(phrase)[0].strip(), value)

    def find(self, text: str) -> list[Hit[Value]]:
        """Those that stand in `text`, without those that are part of a longer one."""
        hits = self.every(text)
        outer = _outer({(hit.start, hit.end) for hit in hits})
        return [hit for hit in hits if (hit.start, hit.end) in outer]

    def every(self, text: str) -> list[Hit[Value]]:
        """All that stand in `text`."""
        folded, shown = as_one(text)
        return [*self._whole_words(folded, shown), *self._anywhere(folded, shown)]

    def _add(self, phrase: str, value: Value) -> None:
        words = tuple(stem(word) for word in words_of(phrase))
        if words and not _CJK.search(phrase):
            self._spaced.setdefault(words[0], {}).setdefault(words, []).append(value)
        elif phrase:
            self._joined.setdefault(phrase[0], []).append((_anywhere(phrase), len(phrase.split()), value))

    def _whole_words(self, folded: str, shown: str) -> Iterator[Hit[Value]]:
        places = list(_WORD.finditer(folded))
        stems = [stem(place.group()) for place in places]
        for at, first in enumerate(stems):
            for words, values in self._spaced.get(first, {}).items():
                until = at + len(words)
                if tuple(stems[at:until]) == words:
                    start, end = places[at].start(), places[until - 1].end()
                    for value in values:
                        yield Hit(value, shown[start:end], start, end, len(words))

    def _anywhere(self, folded: str, shown: str) -> Iterator[Hit[Value]]:
        if not self._joined:
            return
        for at, character in enumerate(folded):
            for pattern, length, value in self._joined.get(character, ()):
                if found := pattern.match(folded, at):
                    yield Hit(value, shown[at : found.end()], at, found.end(), length)


def _outer(places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The places that lie within no other: in order of where they start, the longest first, each that reaches beyond
    all before it."""
    outer, reached = set[tuple[int, int]](), 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if end > reached:
            outer.add((start, end))
            reached = end
    return outer


def as_one(text: str) -> tuple[str, str]:
    """`text` as it is compared, and as it is shown; a place in the one is the same place in the other."""
    shown = unicodedata.normalize("NFKC", text)
    folded = shown.casefold().replace("’", "'")
    return (folded, shown) if len(folded) == len(shown) else (folded, folded)


def words_of(folded: str) -> list[str]:
    """The words that stand apart: none in Korean or Japanese, the Latin ones among them."""
    return _WORD.findall(folded)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """An English word without the endings that only grammar asks for: s, es, ed, ing."""
    if len(word) < 4 or not word.isascii():
        return word
    word = word.removesuffix("'s").replace("'", "")  # 'dont' is how 'don't' is typed
    return _without_e(_without_tense(_singular(word)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_tense(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search("[aeiouy]", root):
            return root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
    return word


def _without_e(word: str) -> str:
    """'charge' and 'charging' meet in 'charg'."""
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _anywhere(phrase: str) -> re.Pattern[str]:
    """Where the phrase has a space the text may have none; its Latin ends are still ends of words."""
    body = r"\s*".join(map(re.escape, phrase.split()))
    left = f"(?<!{_LETTER})" if re.match(_LETTER, phrase) else ""
    right = f"(?!{_LETTER})" if re.match(_LETTER, phrase[-1]) else ""
    return re.compile(left + body + right)
