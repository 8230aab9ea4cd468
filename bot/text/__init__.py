"""All of Snag's words: `say()` looks a key up in one gettext catalogue per language and fills in its placeholders.

A key names a sentence, never a fragment to be glued. Values are put in as they are; escaping is the views' business.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from gettext import c2py
from importlib.resources import files
from string import Formatter
from typing import Any, cast

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.domain.people import LANGUAGES

_formatter = Formatter()


@cache
def catalogue(language: str) -> Catalog:
    """The words of one language, read once."""
    with (files("bot.text") / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def _forms(language: str) -> Mapping[str, str | tuple[str, ...]]:
    return {_key(message.id): cast("str | tuple[str, ...]", message.string)
            for message in catalogue(language) if message.id}


@cache
def _plural(language: str) -> Callable[[int], int]:
    return c2py(catalogue(language).plural_expr)


def _key(message_id: Any) -> str:
    return cast("str", message_id[0] if isinstance(message_id, tuple) else message_id)


def template(language: str, key: str, n: int | None = None) -> str:
    """The unfilled sentence; `n` chooses the plural. A language we do not speak gets English; a missing key raises."""
    spoken = language if language in LANGUAGES else "en"
    found = _forms(spoken)[key]
    if isinstance(found, str):
        return found
    return found[_plural(spoken)(n)] if n is not None else found[-1]


def say(language: str, key: str, **values: Any) -> str:
    """The sentence `key` in `language`, filled with `values`; `n` also chooses the plural."""
    return template(language, key, values.get("n")).format_map(values)


def has(key: str) -> bool:
    """Whether there is a sentence with this key."""
    return key in _forms("en")


def parts(language: str, key: str, n: int | None = None) -> Iterator[tuple[str, str | None]]:
    """The sentence in pieces, as pairs (literal text, name of the placeholder that follows or None)."""
    for literal, name, _, _ in _formatter.parse(template(language, key, n)):
        yield literal, name
