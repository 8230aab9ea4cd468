"""What happens to people's words before they are stored, compared or shown: made harmless, folded, titled, cut.
Nothing here changes what a person said; escaping for Slack belongs to the views."""

import unicodedata
from collections.abc import Iterator
from string import whitespace

import regex

TITLE_LENGTH = 80

_LINE_ENDS = regex.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Lone surrogates cannot be stored as UTF-8, PostgreSQL refuses NUL, and the invisible ones hide numbers from masking.
_UNWANTED = regex.compile("[\\p{Cc}\\p{Cs}\u00ad\u180e\u200b\u2060\ufeff\ufff9-\ufffb--[\t\n]]", regex.V1)
# Unicode UAX 9: marks, embeddings and overrides, isolates. One of them left open turns the rest of a card around.
_DIRECTIONS = regex.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OPENS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSES = frozenset(_OPENS.values())
_CLUSTER = regex.compile(r"\X")
_LOOSE = whitespace + "\u00a0\u3000\u200d"  # white space, and the joiner whose other half was cut off
_NEAR = 20  # characters that are given up to end with a whole word

_CLOSERS = "\"'”’」』）)】〉》"
_SENTENCE_END = regex.compile(
    rf"[.!?]+[{_CLOSERS}]*(?=\s|$|[\p{{Hangul}}\p{{Han}}\p{{Hiragana}}\p{{Katakana}}])|[。！？｡]+[{_CLOSERS}]*"
)
_CJK_QUOTES = (("「", "」"), ("『", "』"))
_ABBREVIATIONS = frozenset(
    {"approx", "dr", "e.g", "etc", "ext", "fig", "i.e", "incl", "jr", "max", "mr", "mrs", "ms", "no", "nr", "st", "vs"}
)


def tidy(text: str) -> str:
    """`text` composed, without control characters and without marks that turn the direction of what follows."""
    lines = _LINE_ENDS.sub("\n", text)
    harmless = _DIRECTIONS.sub("", _UNWANTED.sub("", lines))
    return unicodedata.normalize("NFC", harmless).strip()


def fold(text: str) -> str:
    """The same for texts that a person would call the same: width, case and white space do not count."""
    # Folding case can undo a composition, so compose again; decompose first because of the Greek iota subscript.
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", composed).split())


def cut(text: str, limit: int, end: str = "…") -> str:
    """At most `limit` characters of `text`, never half of what a reader sees as one; `end` says that more follows."""
    if len(text) <= limit:
        return _balanced(text)
    if limit <= len(end):
        end = ""
    room = max(limit - len(end), 0)
    kept = text[: _word_end(text, _cluster_end(text, room))]
    return _balanced(kept).rstrip(_LOOSE) + end


def title_of(story: str) -> str:
    """The first sentence of a story on one line, short enough for a list; the full stop is left to the story."""
    line = next(iter(tidy(story).splitlines()), "")
    folded = " ".join(line.split())
    sentence = folded[: next(_sentence_ends(folded), len(folded))]
    return cut(_without_full_stop(sentence), TITLE_LENGTH)


def _cluster_end(text: str, room: int) -> int:
    """The last end of a grapheme cluster within `room`. Whether one ends is decided by the character after it."""
    ends = (found.end() for found in _CLUSTER.finditer(text[: room + 1]))
    return max((end for end in ends if end <= room), default=0)


def _word_end(text: str, end: int) -> int:
    """Go back to the end of a word if one is near; Japanese and long words have none, and keep their place."""
    if end >= len(text) or text[end].isspace():
        return end
    near = range(end - min(end // 3, _NEAR), end)
    return max((at for at in near if text[at].isspace()), default=end)


def _balanced(text: str) -> str:
    """Without its direction marks if one of them is left open or closes nothing."""
    return text if _is_balanced(text) else _DIRECTIONS.sub("", text)


def _is_balanced(text: str) -> bool:
    awaited: list[str] = []
    for mark in _DIRECTIONS.findall(text):
        if mark in _OPENS:
            awaited.append(_OPENS[mark])
        elif mark in _CLOSES and (not awaited or awaited.pop() != mark):
            return False
    return not awaited


def _sentence_ends(line: str) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(line):
        if not (_is_abbreviation(line, found.start()) or _goes_on(line, found.end()) or _is_quoted(line, found)):
            yield found.end()


def _is_abbreviation(line: str, at: int) -> bool:
    """'e.g.', 'Dr.', an initial, or the number of a list item."""
    if line[at] != ".":
        return False
    word = line[:at].rsplit(" ", 1)[-1].lstrip("(").casefold()
    is_initial = len(word) == 1 and word.isascii() and word.isalpha()
    return is_initial or word in _ABBREVIATIONS or (word.isdigit() and " " not in line[:at])


def _goes_on(line: str, end: int) -> bool:
    """A small letter after the mark: the sentence is not over ('approx. ten', '... and then')."""
    rest = line[end:].lstrip()
    return line[end - 1] == "." and rest[:1].islower()


def _is_quoted(line: str, found: "regex.Match[str]") -> bool:
    """Inside a Japanese quotation, or closing one that is part of a longer sentence (「…。」と)."""
    before = line[: found.end()]
    if any(before.count(left) > before.count(right) for left, right in _CJK_QUOTES):
        return True
    return found.group()[-1] in "」』" and line[found.end() : found.end() + 1] not in ("", " ")


def _without_full_stop(sentence: str) -> str:
    if sentence.endswith("..") or sentence.rsplit(" ", 1)[-1].rstrip(".").casefold() in _ABBREVIATIONS:
        return sentence
    return sentence.rstrip(".。｡") or sentence
