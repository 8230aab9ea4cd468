"""The question check: what in a question's wording may spoil its answers. Advice only; nothing is ever refused.

It looks for frequent turns of phrase in three languages at once (`question_words`) and knows no grammar. False alarms
that are accepted: 'and' between two words that are one thing and not in the list of pairs ('ring and wait'); a detail
counts as narrow by its name alone, as the words do not say whether the broad question came before; a polite Korean
negative ('필요하지 않으신가요?') looks like a leading one. What is asked without any of these words is not found, and
'how satisfied' or 'how easy' alone are left in peace although 'or not' would be better.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import question_words as words
from bot.domain.phrases import as_one
from bot.domain.survey_plans import STAFF, Audience
from bot.domain.wording import cut


class Flaw(StrEnum):
    """What may be wrong (text `question.<kind>`), the worst first."""

    LEADING = "leading"
    DOUBLE = "double"
    NARROW = "narrow"
    ABSOLUTE = "absolute"
    JARGON = "jargon"
    ANSWERED = "answered"
    TOO_LONG = "too_long"


BETTER = (Flaw.LEADING, Flaw.DOUBLE, Flaw.NARROW, Flaw.ABSOLUTE)
"""For these a neutral question stands ready (text `question.better.<kind>`); the others say themselves what to do."""
MOST_WORDS, MOST_SIGNS = 25, 80
"""Longer than one breath: in words where they stand apart, in characters where they do not."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """`phrase`: the words that show it. `better`: the key of a text with a better wording."""

    kind: Flaw
    phrase: str
    better: str | None = None


def check(text: str, *, asked_of: Audience | None = None) -> tuple[Finding, ...]:
    """What a sender may want to think about before this is asked, one finding of a kind at most."""
    folded, shown = as_one(" ".join(text.split()))
    return tuple(Finding(kind, phrase, f"question.better.{kind}" if kind in BETTER else None)
                 for kind, phrase in _found(folded, shown, asked_of))


def _found(folded: str, shown: str, asked_of: Audience | None) -> Iterator[tuple[Flaw, str]]:
    for kind, place in (
        (Flaw.LEADING, _leading(folded)),
        (Flaw.DOUBLE, _double(folded, shown)),
        # Employees are asked about the annoyance itself, which may well be one button.
        (Flaw.NARROW, None if asked_of in STAFF else _place(words.DETAIL, folded)),
        (Flaw.ABSOLUTE, _place(words.ABSOLUTE, folded)),
        (Flaw.JARGON, _place(words.JARGON, folded)),
        (Flaw.ANSWERED, _place(words.ANSWERED, folded)),
    ):
        if place is not None:
            yield kind, shown[place].strip(" ,.?")
    if _is_long(folded):
        yield Flaw.TOO_LONG, cut(shown, _SHOWN)


def _place(pattern: re.Pattern[str], folded: str) -> slice | None:
    found = pattern.search(folded)
    return slice(*found.span()) if found else None


def _leading(folded: str) -> slice | None:
    for sentence in _sentences(folded):
        for found in words.LEADING.finditer(folded, *sentence):
            if not (words.NEGATIVE.search(found[0]) and words.ASKS_WHICH.search(folded, *sentence)):
                return slice(*found.span())
    return None


def _sentences(folded: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"[^.!?。]+(?:[.!?。]+|$)", folded):
        yield found.span()


def _double(folded: str, shown: str) -> slice | None:
    """Two qualities, two things or two questions at once."""
    asked = [sentence for sentence in _sentences(folded) if folded[: sentence[1]].endswith("?")]
    if len(asked) > 1:
        return slice(asked[1][0], asked[1][1])
    start, end = asked[0] if asked else (0, len(folded))
    for one in (words.QUALITIES.search(folded, start, end), _two_nouns(folded, start, end)):
        if one:
            return slice(*one.span())
    return _joined(folded, shown, start, end)


def _two_nouns(folded: str, start: int, end: int) -> re.Match[str] | None:
    if words.NO_JOIN.search(folded, start, end):
        return None
    for found in words.TWO_NOUNS.finditer(folded, start, end):
        first, second = (found["ko1"], found["ko2"]) if found["ko1"] else (found["ja1"], found["ja2"])
        if first not in words.ENDS_SO and second not in words.WITH_WHOM and not _is_pair(first, second):
            return found
    return None


_AND = re.compile(r"\b([a-z][\w'-]*) (?:and|&|as well as|and/or) (?:(?:the|our|your|a|an|how) )?([a-z][\w'-]*)")
_OR = re.compile(r"\b([a-z]+) or (?:how )?([a-z]+)")
_OPENING = re.compile(r"\s*(?:when|after|before|since|if|while|once|as|thinking)\b[^,]*,")
_ONE_DOING = frozenset("go come try wait".split())
_GOES_ON = frozenset("why so then more others what can could cannot couldn't did didn't".split())


def _joined(folded: str, shown: str, start: int, end: int) -> slice | None:
    """English: what 'and' joins is two things, what 'or' joins only where both are good, or both are poor."""
    opening = _OPENING.match(folded, start, end)
    for found in _AND.finditer(folded, opening.end() if opening else start, end):
        names = shown[found.start(1)].isupper() and shown[found.start(2)].isupper()
        between = re.search(r"\bbetween (?:\S+ ){0,3}$", folded[start : found.end(1) + 1])
        fixed = _is_pair(found[1], found[2]) or found[1] in _ONE_DOING or found[2] in _GOES_ON or found[1] == "you"
        if not (names or between or fixed):
            return slice(*found.span())
    for found in _OR.finditer(folded, start, end):
        if {found[1], found[2]} <= words.GOOD or {found[1], found[2]} <= words.POOR:
            return slice(*found.span())
    return None


def _is_pair(first: str, second: str) -> bool:
    return frozenset((first, second)) in words.PAIRS


def _is_long(folded: str) -> bool:
    return len(folded.split()) > MOST_WORDS or (not folded.isascii() and len(folded) > MOST_SIGNS)
