"""Whether frustration or anger is to be seen in a story: there or nothing seen, never how much. What it finds is a
suggestion to the reporter, whose answer alone counts."""

import re
import unicodedata
from collections.abc import Callable

from bot.domain import sensing_words as words

LONGEST = 2_000
"""So many characters of a text are read; a pasted log does not take longer."""
_NOT_JAMO = re.compile("[^\u3130-\u318f]+")
_ANY_WORD = re.compile(r"[^\W\d_]")
_BEFORE = 90  # characters in which an English negation can stand before its word
_AFTER = 40  # and a Korean or Japanese one behind it


def upset(text: str) -> str | None:
    """The first words or signs that show frustration or anger, as the text says them; None where none are seen in its
    first `LONGEST` characters."""
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
    mark, face = words.MARKS.search(text), words.FACES.search(text)
    if mark and (words.NOT_CROSS.search(text) or not _ANY_WORD.search(text)):
        mark = None
    return min((found.span() for found in (mark, face) if found), default=None)


_FINDERS: tuple[Callable[[str], Span | None], ...] = (_english, _korean, _japanese, _signs)


def _folded(text: str) -> tuple[str, str]:
    """How `text` begins, as it is shown and as it is compared, place by place; the jamo of 'ㅡㅡ' and 'ㅅㅂ' stay what
    they are, since NFKC makes others of them. Of one character it can make eighteen."""
    shown = _NOT_JAMO.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text[:LONGEST])[:LONGEST]
    folded = shown.casefold().replace("’", "'")
    return (shown, folded) if len(shown) == len(folded) else (folded, folded)
