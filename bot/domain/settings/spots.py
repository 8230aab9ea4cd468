"""A YAML file as spots that know their line and gather what is wrong with them.

Scalars are taken as they are written: `NO` is Norway, `09:30` a time, `404` may be a keyword.
"""

import difflib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in the file, as a plain sentence that begins with its line."""

    line: int
    says: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.says}"


@dataclass(frozen=True)
class Mention:
    """Somewhere the file names a team or a touchpoint, which may stand further down or be in the tables only."""

    line: int
    subject: str
    what: str
    key: str


@dataclass
class Notes:
    """What reading a file brings up."""

    problems: list[Problem] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """One value in the file: `name` is its key, `subject` whose it is ("team 'payments'")."""

    node: Any
    line: int
    name: str
    subject: str
    notes: Notes

    @property
    def is_null(self) -> bool:
        return self._is("scalar") and str(self.node.tag).endswith(":null")

    @property
    def is_text(self) -> bool:
        return self._is("scalar") and not self.is_null

    @property
    def is_list(self) -> bool:
        return self._is("sequence")

    @property
    def is_mapping(self) -> bool:
        return self._is("mapping")

    def _is(self, kind: str) -> bool:
        return bool(self.node.id == kind)

    def wrong(self, says: str) -> None:
        self.notes.problems.append(Problem(self.line, sentence(self.subject, says)))

    def mention(self, what: str, key: str) -> None:
        self.notes.mentions.append(Mention(self.line, self.subject, what, key))

    def text(self, example: str) -> str | None:
        """What is written here; None, and a problem, where it is no text or cannot be kept as one."""
        if not self.is_text:
            self.wrong(f"{self.name} must be one value. Write for example {self.name}: {example}.")
            return None
        value = str(self.node.value)
        if hidden := next((c for c in value if unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()), None):
            self.wrong(f"{self.name} has an invisible character (U+{ord(hidden):04X}). Delete it.")
            return None
        return value.strip()

    def items(self, example: str) -> list["Spot"]:
        """The entries of a list."""
        if not self.is_list:
            self.wrong(f"{self.name} must be a list. Write for example {self.name}: {example}.")
            return []
        return [replace(self, node=node, line=node.start_mark.line + 1) for node in self.node.value]

    def entries(self, known: Iterable[str], example: str) -> dict[str, "Spot"]:
        """The entries of a mapping; keys that are not `known`, or come twice, are problems."""
        if not self.is_mapping:
            self.wrong(f"{self.name} must have keys with values. Write for example {self.name}: {example}.")
            return {}
        known, found = tuple(known), dict[str, Spot]()
        for key_node, node in self.node.value:
            key = str(key_node.value) if key_node.id == "scalar" else "?"
            spot = replace(self, node=node, line=key_node.start_mark.line + 1, name=key)
            if key not in known:
                spot.wrong(f"{quoted(key)} is not a known key. {nearest(key, known)}")
            elif key in found:
                spot.wrong(f"{key} stands here twice (first on line {found[key].line}). Delete one of them.")
            else:
                found[key] = spot
        return found


def sentence(subject: str, says: str) -> str:
    return f"{subject}: {says}" if subject else says


def quoted(text: str) -> str:
    """For a message: in quotes, on one line, not endless."""
    return json.dumps(text if len(text) <= 80 else f"{text[:79]}…", ensure_ascii=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """The remedy for a word nobody knows: the one that looks like it, else all of them."""
    known = tuple(known)
    close = difflib.get_close_matches(word.casefold()[:80], known, n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else f"Write one of {', '.join(known)}."


def load(text: str, notes: Notes) -> Spot | None:
    """The whole file as one spot; None where there is nothing in it, or a problem keeps it from being read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = text.removeprefix("\ufeff")
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        notes.problems.append(Problem(1, "this file is nested too deeply. Settings need four levels at most."))
        return None
    except (YAMLError, ValueError, OverflowError) as error:  # the latter two: an escape beyond Unicode
        notes.problems.append(_not_yaml(error, text))
        return None
    return Spot(node, 1, "the file", "", notes) if node is not None else None


def _not_yaml(error: Exception, text: str) -> Problem:
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    line = mark.line if mark else text.count("\n", 0, position) if isinstance(position, int) else 0
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Problem(line + 1, f"this is not YAML: {why}. Look at quotes, brackets and indentation, here and just above.")
