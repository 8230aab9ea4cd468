"""How often frustration or anger is seen where a person saw it, and not where none did.

`hand` is by language [precision, recall] of emotion_hand.csv, `b77` of the bank's rows that were read by one person:
precision, and how many of those found are right. `compared` has the terms of emotion_lexicon.json alone: without
negators, and with them taken out of the text first.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.domain.sensing import upset

LANGUAGES = ("en", "ko", "ja")
Rows = list[dict[str, str]]


def measure(data: Path, rows: int) -> dict[str, Any]:
    """`rows` plays no part."""
    lexicon = json.loads((data / "emotion_lexicon.json").read_text(encoding="utf-8"))
    terms = _pattern([*lexicon["any"], *(term for language in LANGUAGES for term in lexicon[language]["terms"])])
    negators = _pattern([term for language in LANGUAGES for term in lexicon[language]["negators"]])
    return {
        **_figures(data, lambda text: upset(text) is not None),
        "compared": {
            "terms alone": _figures(data, lambda text: bool(terms.search(_folded(text)))),
            "terms and negators": _figures(data, lambda text: bool(terms.search(negators.sub(" ", _folded(text))))),
        },
    }


def _figures(data: Path, sees: Callable[[str], bool]) -> dict[str, Any]:
    by_hand = _rows(data / "emotion_hand.csv")
    of_bank = _rows(data / "emotion_b77.csv")
    found, right, _ = _counts(of_bank, sees)
    hand = {language: [row for row in by_hand if row["lang"] == language] for language in LANGUAGES}
    return {
        "hand": {language: _shares(rows, sees) for language, rows in hand.items()},
        "b77": {"precision": round(right / max(found, 1), 4), "found": right},
    }


def _shares(rows: Rows, sees: Callable[[str], bool]) -> list[float]:
    found, right, there = _counts(rows, sees)
    return [round(right / max(found, 1), 4), round(right / max(there, 1), 4)]


def _counts(rows: Rows, sees: Callable[[str], bool]) -> tuple[int, int, int]:
    """How many are found, how many of those rightly, and how many there are to find."""
    found = [row for row in rows if sees(row["text"])]
    return len(found), sum(row["emotion"] == "1" for row in found), sum(row["emotion"] == "1" for row in rows)


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Latin terms as whole words, as the lexicon means them."""
    return re.compile("|".join(rf"\b(?:{term})\b" if term[:1].isascii() and term[:1].isalpha() else term
                               for term in map(_folded, terms)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'")


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
