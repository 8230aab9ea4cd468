"""Names a pile of texts by a short phrase that its writers used and that the other piles did not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.domain.theme_words import TAILS, Word, read

Key = frozenset[str]
"""The words of a phrase, in whatever order: 'transfer was declined' and 'declined transfer' are one."""

CONCEPT = "concept:"
"""Before the key of a concept of the glossary, which is shown in the word of it that most use."""

_LONGEST = 3  # words
_GAP = 2  # words of grammar in between: 'payment has not arrived'
# Per word after the first, so that 'auto top up' goes before 'auto top'; it hardly changes how often a name is right.
_LONGER = 0.3
_BORROWED = 0.95  # the writers' own word goes before a concept that says the same
# The share of a pile that must use a second word for it to be put beside the best one. Measured on 77 piles of twenty
# reports of a bank: with .1, .2, .3 and none at all .92, .88, .86 and .84 of the names have a word of the true one.
_COMPANION = 0.1


@dataclass(frozen=True, slots=True)
class Pile:
    """What the texts of one pile say: for each text its phrases, and how it puts them."""

    texts: Sequence[Mapping[Key, str]]

    def counts(self) -> Counter[Key]:
        return Counter(key for text in self.texts for key in text)

    def shown(self, key: Key) -> str:
        """As most writers put it, in the language of most texts; of equal ways the plainest."""
        ways = Counter(text[key] for text in self.texts if key in text)
        scripts = Counter(map(_written_in, self.texts)) if len(ways) > 1 else Counter[str]()
        return min(ways, key=lambda way: (-scripts[script(way)], -ways[way], way != way.lower(), len(way), way))


def script(said: str) -> str:
    """Latin, Hangul, or what Japanese is written in."""
    first = next(filter(str.isalpha, said), "a")
    return "latin" if first < "\u0250" else "hangul" if "\uac00" <= first <= "\ud7a3" else "japanese"


def _written_in(text: Mapping[Key, str]) -> str:
    """The script of most phrases of a text."""
    scripts = Counter(map(script, text.values()))
    return min(scripts, key=lambda one: (-scripts[one], one), default="")


def is_name(said: str) -> bool:
    """Whether a word of the glossary can be one: 'starts' and '切れ' of '切れて' say nothing by themselves."""
    return any(word.named for word in read(said))


def names(clusters: Sequence[Sequence[str]]) -> list[str]:
    """One to three words for each cluster, in its own language, all different. Of several texts, what one alone says
    is no name. Empty where nothing is left: emoji alone, or texts that have no word in common."""
    piles = [Pile([phrases(read(text)) for text in cluster]) for cluster in clusters]
    return named(piles, least=[2 if len(pile.texts) > 1 else 1 for pile in piles])


def named(piles: Sequence[Pile], least: Sequence[int], beside: Pile | None = None) -> list[str]:
    """A name for each of `piles`, of phrases that at least so many of its texts have; `beside` is what they are told
    from, but gets no name. The pile that is easiest to tell chooses first."""
    counts = [pile.counts() for pile in piles]
    rest = beside or Pile([])
    total = Counter(key for pile in (*piles, rest) for text in pile.texts for key in text)
    many = sum(len(pile.texts) for pile in piles) + len(rest.texts)
    ranked = [_ranked(count, total, len(pile.texts), many, floor)
              for count, pile, floor in zip(counts, piles, least, strict=True)]
    made = [""] * len(piles)
    used: set[str] = set()
    for at in sorted(range(len(piles)), key=lambda at: (-_best(ranked[at]), at)):
        keys = _with_companion([key for _, key in ranked[at]], counts[at], len(piles[at].texts), least[at])
        shown = (piles[at].shown(key) for key in keys)
        made[at] = next((phrase for phrase in shown if phrase.casefold() not in used), "")
        used.add(made[at].casefold())
    return made


def phrases(words: Sequence[Word]) -> dict[Key, str]:
    """The phrases of one text, of one to three words that tell something, each as it first stands there."""
    found: dict[Key, str] = {}
    for at, word in enumerate(words):
        if word.named:
            _from_here(words, at, found)
    return found


def _from_here(words: Sequence[Word], at: int, found: dict[Key, str]) -> None:
    """Phrases that begin with the word at `at`. Longer than three words, they are shown without the grammar in them."""
    keys = [words[at].key]
    whole = short = words[at].shown
    found.setdefault(frozenset(keys), whole)
    gap = 0
    for part in words[at + 1 :]:
        if part.first or len(keys) == _LONGEST or gap > _GAP:
            return
        space = "" if part.joined else " "
        whole += space + part.shown
        if not part.named and (gap or part.shown not in TAILS):
            gap += 1
            continue
        keys.append(part.key)
        short += space + part.shown
        gap = 0
        if len(set(keys)) == len(keys):
            found.setdefault(frozenset(keys), whole if len(whole.split()) <= _LONGEST else short)


def _ranked(count: Counter[Key], total: Counter[Key], own: int, many: int, least: int) -> list[tuple[float, Key]]:
    """By how much more of this pile than of the others has the phrase."""

    def value(key: Key) -> float:
        here = count[key] / own
        elsewhere = (total[key] - count[key] + 0.5) / (many - own + 1)
        return here * log(here / elsewhere) * (1 + _LONGER * (len(key) - 1)) * (_BORROWED if _is_concept(key) else 1)

    worth = [(value(key), key) for key, texts in count.items() if texts >= least]
    return sorted(worth, key=lambda pair: (-pair[0], sorted(pair[1])))


def _is_concept(key: Key) -> bool:
    return any(word.startswith(CONCEPT) for word in key)


def _best(ranked: Sequence[tuple[float, Key]]) -> float:
    return ranked[0][0] if ranked else float("-inf")


def _with_companion(keys: list[Key], count: Counter[Key], own: int, least: int) -> list[Key]:
    """A single word seldom tells one pile from the next ('card', 'change'): its best phrase goes first, if any."""
    if not keys or len(keys[0]) > 1:
        return keys
    enough = max(least, own * _COMPANION)
    longer = (key for key in keys if keys[0] < key and count[key] >= enough)
    return [*([phrase] if (phrase := next(longer, None)) else []), *keys]
