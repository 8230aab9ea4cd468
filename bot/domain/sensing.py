"""Whether frustration or anger is to be seen in a story: there or nothing seen, never how much. What it finds is a
suggestion to the reporter, whose answer alone counts."""

import re
import unicodedata
from collections.abc import Callable

from bot.domain import sensing_words as words

_NOT_JAMO = re.compile("[^\u3130-\u318f]+")
_ANY_WORD = re.compile(r"[^\W\d_]")
_BEFORE = 90  # characters in which an English negation can stand before its word
_AFTER = 40  # and a Korean or Japanese one behind it


def upset(text: str) -> str | None:
    """The first words or signs that show frustration or anger, as the text says them; None where none are seen."""
    shown, folded = _folded(text)
    for find in _FINDERS:
        if span := find(folded):
            return shown[slice(*span)].strip()
    return None


Span = tuple[int, int]


def _english(text: str) -> Span | None:
    for found in words.ENGLISH.finditer(text):
        before = text[max(found.start() - _BEFORE, 0) : found.start()]
        if not words.NEGATED_ENGLISH.search(before):
            return found.span()
    return None


def _korean(text: str) -> Span | None:
    return _eastern(text, words.KOREAN, words.NEGATED_KOREAN, words.BOTH_WAYS_KOREAN, words.REST_KOREAN)


def _japanese(text: str) -> Span | None:
    return _eastern(text, words.JAPANESE, words.NEGATED_JAPANESE, words.BOTH_WAYS_JAPANESE, words.REST_JAPANESE)


def _eastern(text: str, terms: re.Pattern[str], negated: re.Pattern[str], both_ways: re.Pattern[str],
             rest: re.Pattern[str]) -> Span | None:
    if text.isascii():
        return None
    for found in terms.finditer(text):
        behind = text[found.end() : found.end() + _AFTER]
        taken_back = negated.match(behind)
        if not taken_back or both_ways.match(behind, taken_back.end()):
            ending = rest.match(text, found.end())
            return found.start(), ending.end() if ending else found.end()
    return None


def _signs(text: str) -> Span | None:
    """A face speaks for itself; marks speak of words, and not of cheerful ones."""
    for found in words.SIGNS.finditer(text):
        is_mark = found.group()[0] in "!?"
        if not is_mark or (_ANY_WORD.search(text) and not words.NOT_CROSS.search(text)):
            return found.span()
    return None


_FINDERS: tuple[Callable[[str], Span | None], ...] = (_english, _korean, _japanese, _signs)


def _folded(text: str) -> tuple[str, str]:
    """`text` as it is shown and as it is compared, place by place; the jamo of 'ㅡㅡ' and 'ㅅㅂ' stay what they are,
    since NFKC makes others of them."""
    shown = _NOT_JAMO.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    folded = shown.casefold().replace("’", "'")
    return (shown, folded) if len(shown) == len(folded) else (folded, folded)
