"""How often the language of a text is right: of all texts of the data files by language, and of short and mixed ones.

The texts of a file are in its language; the tokens of routing_ja.csv are joined. `compared` has libraries that are
installed, on the same texts; what they cannot say (`other`, `und`) counts as such where they name another language.
"""

import csv
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.domain.languages import language_of

LANGUAGES = ("en", "ko", "ja")


def measure(data: Path, rows: int) -> dict[str, Any]:
    """Accuracy by language, and how many of the mixed rows are right; `rows` plays no part."""
    return {**figures(data), "compared": _compared(data)}


def figures(data: Path) -> dict[str, Any]:
    """Ours alone."""
    return _figures(data, _all_texts(data), language_of)


def _figures(data: Path, texts: dict[str, list[str]], find: Callable[[str], str]) -> dict[str, Any]:
    right = {language: sum(find(text) == language for text in said) / len(said) for language, said in texts.items()}
    mixed = sum(find(row["text"]) == row["lang"] for row in _rows(data / "langid_mixed.csv"))
    return {**{language: round(share, 4) for language, share in right.items()}, "mixed": mixed}


def _all_texts(data: Path) -> dict[str, list[str]]:
    return {language: list(_texts(data, language)) for language in LANGUAGES}


def _texts(data: Path, language: str) -> Iterator[str]:
    if language == "en":
        for name in ("routing_train", "routing_dev", "oos_dev"):
            yield from (row["text"] for row in _rows(data / f"{name}.csv"))
        return
    yield from (row["text"] for row in _rows(data / "background.csv") if row["lang"] == language)
    if language == "ko":
        yield from (row["text"] for row in _rows(data / "dups_ko.csv"))
    else:
        yield from (row[side] for row in _rows(data / "dups_ja.csv") for side in "ab")
        yield from (row["text"].replace(" ", "") for row in _rows(data / "routing_ja.csv"))


def _compared(data: Path) -> dict[str, Any]:
    """Every tenth text: a library takes its time."""
    some = {language: texts[::10] for language, texts in _all_texts(data).items()}
    return {name: _figures(data, some, _py3langid()) for name in ("py3langid",) if find_spec(name)}


def _py3langid() -> Callable[[str], str]:
    classify = import_module("py3langid").classify

    def find(text: str) -> str:
        found = str(classify(text)[0])
        return found if found in LANGUAGES else "other"

    return find


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
