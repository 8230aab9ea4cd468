"""What a learner sees of a text: words, pairs of words and pieces of words, each as a number, in English, Korean and
Japanese alike. It knows no classes and keeps nothing; the same text has the same features in every process.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from bot.domain.phrases import CJK, as_one, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 18
LONGEST = 2_000
"""Characters that are looked at. A story says in its first lines what it is about; a pasted log adds only time."""

# A word that only holds a sentence together says little, and its pieces look like those of words that say much
# ('get' and 'getting a card'): counted in full they cost one answer in fifty before anything is learned.
_WORD, _FUNCTION_WORD, _PAIR = 1.0, 0.3, 0.7
_PIECE, _FUNCTION_PIECE, _GRAMMAR_PIECE = 0.5, 0.15, 0.15
_LATIN_PIECES = (3, 4, 5)
_CJK_PIECES = (2, 3)
_RUN = 12  # a longer run without a space is a Japanese sentence, which will not come again as it is

_TOKEN = re.compile(rf"[^\W_{CJK}]+(?:'[^\W_{CJK}]+)*|[{CJK}]+")
_IS_CJK = re.compile(f"[{CJK}]")
_FUNCTION_WORDS = frozenset(
    """a about after again all already also am an and any anyone are as ask at be because been before being both but by
    can cannot could did do does doing done during each either else ever every few for from get gets getting give go
    goes going gone got had has have having he hello help her here hey hi him his how however i if in into is it its
    just keep kind know let like lot made make makes making many may maybe me might more most much must my need needs
    no nor not now of off ok okay on once one only or other our out over own perhaps please quite rather really said
    same say see seem seems shall she should since so some somebody someone something soon still such sure take tell
    than thank thanks that the their them then there these they thing things think this those though through to too
    tried try trying under unless until up upon us use used using very want wanted wants was way we well were what when
    where whether which while who whom whose why will wish with within without wont would yes yet you your yours im ive
    id ill dont doesnt didnt cant couldnt wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt thats theres
    whats hows youre theyre weve""".split()
)


@dataclass(frozen=True, slots=True)
class Features:
    """Buckets in rising order, each once, and the weight of each; the squares of the weights sum to one."""

    at: "NDArray[np.uint32]"
    weight: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is known of a text besides its characters, under a name, so heavy as so many words."""

    name: str
    weight: float


def features(text: str, marks: Sequence[Mark] = ()) -> Features:
    """Of no words at all: none."""
    import numpy as np

    tokens: list[str] = _TOKEN.findall(as_one(text[:LONGEST])[0])
    keys, weights = _words(tokens)
    keys += [_key("mark", mark.name) for mark in marks]
    weights += [mark.weight for mark in marks]
    parts = [(np.array(keys, np.uint32), np.array(weights)), *_pieces(tokens)]
    at, place = np.unique(_bucket(np.concatenate([keys for keys, _ in parts])), return_inverse=True)
    mass = np.bincount(place, np.concatenate([weights for _, weights in parts]), minlength=len(at))
    # The root, so that a word said five times does not drown the others.
    return Features(at, np.sqrt(mass / max(mass.sum(), 1e-9)).astype(np.float32))


def _words(tokens: Sequence[str]) -> tuple[list[int], list[float]]:
    """Keys and weights of words and of neighbours."""
    words = [token for token in tokens if len(token) <= _RUN or not _IS_CJK.match(token)]
    stems = [stem(word) for word in words]
    keys = [_key("word", word) for word in stems] + [_key(left, right) for left, right in pairwise(stems)]
    weights = [_FUNCTION_WORD if _is_function_word(word) else _WORD for word in words]
    return keys, weights + [_PAIR] * (len(keys) - len(words))


def _pieces(tokens: Sequence[str]) -> "list[tuple[NDArray[np.uint32], NDArray[np.float64]]]":
    """Pieces of words are what a typing error, an ending or a particle leaves as it was."""
    latin = [token for token in tokens if not _IS_CJK.match(token)]
    said = [token for token in latin if not _is_function_word(token)]
    between = [token for token in latin if _is_function_word(token)]
    joined = [token for token in tokens if _IS_CJK.match(token)]
    return [
        *_grams(said, _LATIN_PIECES, _PIECE, _PIECE),
        *_grams(between, _LATIN_PIECES, _FUNCTION_PIECE, _FUNCTION_PIECE),
        *_grams(joined, _CJK_PIECES, _PIECE, _GRAMMAR_PIECE),
    ]


def _grams(tokens: Sequence[str], lengths: Sequence[int], weight: float, hiragana: float
           ) -> "Iterator[tuple[NDArray[np.uint32], NDArray[np.float64]]]":
    """Keys and weights of all overlapping pieces of so many characters, the space around words among them; hiragana
    alone is mostly grammar."""
    import numpy as np

    if not tokens:
        return
    points = np.frombuffer(f" {' '.join(tokens)} ".encode("utf-32-le", "replace"), np.dtype("<u4"))
    is_grammar = (points == 0x20) | ((points >= 0x3040) & (points <= 0x309F))
    keys, is_plain = np.zeros(len(points), np.uint32), np.ones(len(points), np.bool_)
    for place in range(min(max(lengths), len(points))):
        many = len(points) - place
        keys = (keys[:many] ^ points[place:]) * np.uint32(0x9E3779B1)
        keys ^= keys >> np.uint32(15)
        is_plain = is_plain[:many] & is_grammar[place:]
        if place + 1 in lengths:
            yield keys ^ np.uint32(place), np.where(is_plain, hiragana, weight)


def _bucket(keys: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    import numpy as np

    return (keys * np.uint32(0x85EBCA6B)) >> np.uint32(32 - (BUCKETS.bit_length() - 1))


@lru_cache(maxsize=16_384)
def _key(left: str, right: str) -> int:
    return crc32(f"{left} {right}".encode())


def _is_function_word(word: str) -> bool:
    return word.replace("'", "") in _FUNCTION_WORDS
