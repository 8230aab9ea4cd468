"""The catalogues as their tests see them: each key with all its forms, and the placeholders in them."""

from functools import cache
from string import Formatter
from typing import Any

from bot.domain.people import LANGUAGES
from bot.text import catalogue
from tests.source import ROOT

FOLDER = ROOT / "bot" / "text"
OTHERS = tuple(language for language in LANGUAGES if language != "en")


@cache
def forms(language: str) -> dict[str, tuple[str, ...]]:
    """Each key's sentences in one language: one, or as many as the language has plural forms."""
    return {_several(message.id)[0]: _several(message.string) for message in catalogue(language) if message.id}


def _several(words: Any) -> tuple[str, ...]:
    """Babel has a tuple where there are plural forms, though its types say otherwise."""
    return words if isinstance(words, tuple) else (words,)


def sentences() -> list[tuple[str, str, str]]:
    """Every sentence there is, as triples (language, key, words)."""
    return [(language, key, words) for language in LANGUAGES for key, said in forms(language).items() for words in said]


def placeholders(*words: str) -> frozenset[str]:
    """The names in braces, with whatever conversion or format was written beside them."""
    return frozenset(
        f"{name}{'!' + conversion if conversion else ''}{':' + spec if spec else ''}"
        for sentence in words for _, name, spec, conversion in Formatter().parse(sentence) if name is not None
    )
