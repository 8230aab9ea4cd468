"""Takes what identifies a customer out of a text before it is stored: e-mail addresses, cards, id numbers, phones.
What stays readable: order numbers, dates, prices, versions, times."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.domain.identifiers import Span, blanked, cards, emails, ids, phones

REGIONS = ("US", "GB", "DE", "KR", "JP")

_WORTH_A_LOOK = re.compile(r"[@\d\uff20]")
_LEAST_DIGITS = 7
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c"), "-")
_LONG_VOWEL = re.compile(r"(?<=\d)ー(?=\d)")  # a Japanese keyboard's nearest key to a dash
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def mask(text: str, regions: Sequence[str] = REGIONS) -> str:
    """`text` with a mark in place of each; a second time changes nothing."""
    while (masked := _mask_once(text, regions)) != text:
        text = masked
    return text


def _mask_once(text: str, regions: Sequence[str]) -> str:
    if not _WORTH_A_LOOK.search(text):
        return text
    parts, at = [], 0
    for (start, end), mark in sorted(_found(_as_typed(text), regions)):
        if start >= at:
            parts += [text[at:start], mark]
            at = end
    return "".join([*parts, text[at:]])


def _found(plain: str, regions: Sequence[str]) -> Iterator[tuple[Span, str]]:
    """What is found, each kind in what the kinds before it left over."""
    kinds = ((emails, "[e-mail]"), (cards, "[card]"), (ids, "[id number]"))
    for find, mark in kinds:
        spans = list(find(plain))
        plain = blanked(plain, spans)
        yield from ((span, mark) for span in spans)
    if sum(map(str.isdigit, plain)) >= _LEAST_DIGITS:
        yield from ((span, "[phone]") for span in phones(plain, regions))


def _as_typed(text: str) -> str:
    """As on an English keyboard, each character in its place: wide digits and every script's dashes are read too."""
    if text.isascii():
        return text
    narrow = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text.translate(_WIDE))
    return _LONG_VOWEL.sub("-", narrow.translate(_DASHES))
