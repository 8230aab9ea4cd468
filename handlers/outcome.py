"""What the sending of a form can lead to, as the acknowledgement says it."""

from dataclasses import dataclass

from bot.views.blocks import Json


@dataclass(frozen=True, slots=True)
class Close:
    """All open forms close."""


@dataclass(frozen=True, slots=True)
class Update:
    """The form becomes another view, in its place."""

    view: Json


@dataclass(frozen=True, slots=True)
class Errors:
    """The form stays open with what was typed; a sentence in the person's language for each field."""

    fields: dict[str, str]


Outcome = Close | Update | Errors
