"""The settings file: YAML read into frozen values with everything that is wrong in it, and values written as YAML."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.domain.settings import values
from bot.domain.settings.keys import (
    CONCEPT,
    NEEDED,
    PROMISE,
    RULE,
    SECTIONS,
    TEAM,
    TOUCHPOINT,
    WORKSPACE,
    Key,
    word_for,
)
from bot.domain.settings.parts import (
    ConceptPart,
    Known,
    PromisePart,
    RulePart,
    SettingsFile,
    TeamPart,
    TouchpointPart,
    WorkspacePart,
)
from bot.domain.settings.spots import Notes, Problem, Spot, load, nearest, quoted, sentence
from bot.domain.settings.values import UNSET, Merge, Unset
from bot.domain.settings.writing import Plain, dump

__all__ = [
    "UNSET", "ConceptPart", "Known", "Merge", "Notes", "Problem", "PromisePart", "RulePart", "SettingsFile", "TeamPart",
    "TouchpointPart", "Unset", "WorkspacePart", "lacking", "read", "word_for", "write",
]

Part = TypeVar("Part")


def read(text: str) -> tuple[SettingsFile, Notes]:
    """What a file says, and what is wrong with it; with a problem noted, the values are not to be used."""
    notes = Notes()
    whole = load(text, notes)
    if whole is None:
        if not notes.problems:
            notes.problems.append(Problem(1, "the file is empty. Write for example workspace: {locale: en}."))
        return SettingsFile(), notes
    if not whole.is_mapping:
        sections_of = ", ".join(SECTIONS)
        whole.wrong(f"settings begin with a section: {sections_of}. Write for example workspace: {{locale: en}}.")
        return SettingsFile(), notes
    found = whole.entries(SECTIONS, "{locale: en}")
    sections = {name: spot for name, spot in found.items() if not spot.is_null}
    workspace, rules = sections.get("workspace"), sections.get("rules")
    return SettingsFile(
        workspace=WorkspacePart(**_columns(workspace, WORKSPACE, "{locale: en}")) if workspace else WorkspacePart(),
        teams=_parts(sections.get("teams"), TeamPart, "team", "key", TEAM),
        rules=_rules(rules) if rules else None,
        touchpoints=_parts(sections.get("touchpoints"), TouchpointPart, "touchpoint", "key", TOUCHPOINT),
        promises=_parts(sections.get("promises"), PromisePart, "promise", "key", PROMISE),
        glossary=_parts(sections.get("glossary"), ConceptPart, "concept", "concept", CONCEPT),
    ), notes


def lacking(file: SettingsFile, notes: Notes, known: Known) -> list[Problem]:
    """What is wrong in the light of what is there already: names of nothing, and new things that are not complete."""
    return [*_unknown(file, notes, known), *_incomplete(file, known)]


def write(file: SettingsFile) -> str:
    """The same as YAML; what is `UNSET` is left out."""
    return dump({
        "workspace": _entries(file.workspace, WORKSPACE),
        "teams": [{"key": part.key, **_entries(part, TEAM)} for part in file.teams],
        "rules": [_entries(rule, RULE) for rule in file.rules or ()],
        "touchpoints": [{"key": part.key, **_entries(part, TOUCHPOINT)} for part in file.touchpoints],
        "promises": [{"key": part.key, **_entries(part, PROMISE)} for part in file.promises],
        "glossary": [{"concept": part.concept, **_entries(part, CONCEPT)} for part in file.glossary],
    })


def _columns(at: Spot, table: Mapping[str, Key], example: str, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, spot in at.entries((*more, *table), example).items():
        if name in table:
            found.update(zip(table[name].columns, table[name].read(spot), strict=True))
    return found


def _parts(section: Spot | None, make: Callable[..., Part], what: str, name: str, table: Mapping[str, Key]
           ) -> tuple[Part, ...]:
    """The entries of a list whose things are told apart by the key `name`."""
    parts: list[Part] = []
    first_on: dict[str, int] = {}
    example = f"{{{name}: checkout}}"
    for item in section.items(f"[{example}]") if section else ():
        key = _name_of(item, what, name)
        at = replace(item, name=what, subject=f"{what} '{key}'" if key else "")
        columns = _columns(at, table, example, name)
        if key in first_on:
            at.wrong(f"stands here twice (first on line {first_on[key]}). Delete one, or give it another {name}.")
        elif key:
            first_on[key] = item.line
            parts.append(make(key, **columns, line=item.line, given=frozenset(columns)))
    return tuple(parts)


def _name_of(item: Spot, what: str, name: str) -> str | None:
    if not item.is_mapping:
        return None  # reading its columns says so
    for key, node in item.node.value:
        if key.value == name:
            spot = replace(item, node=node, line=key.start_mark.line + 1, name=name, subject=what)
            found = values.one_line(spot) if name == "concept" else values.key(spot)
            return found if isinstance(found, str) else None
    replace(item, subject=what).wrong(f"has no {name}. Write for example {name}: checkout.")
    return None


def _rules(section: Spot) -> tuple[RulePart, ...]:
    rules: list[RulePart] = []
    first_on: dict[Any, int] = {}
    example = "{when: {keyword: voucher}, team: payments}"
    for place, item in enumerate(section.items(f"[{example}]"), start=1):
        at = replace(item, name="rule", subject=f"rule {place}")
        columns = _columns(at, RULE, example)
        for missing in [name for name, key in RULE.items() if at.is_mapping and key.columns[0] not in columns]:
            at.wrong(f"has no {missing}. Write for example {example}.")
        when, team = columns.get("conditions", UNSET), columns.get("team_key", UNSET)
        if when in first_on:
            at.wrong(f"asks the same as the rule on line {first_on[when]}, which comes first. Delete one of them.")
        elif when and team:
            first_on[when] = item.line
            rules.append(RulePart(when, team))
    return tuple(rules)


def _unknown(file: SettingsFile, notes: Notes, known: Known) -> Iterator[Problem]:
    there = {"team": known.teams | {part.key for part in file.teams},
             "touchpoint": known.touchpoints | {part.key for part in file.touchpoints}}
    for at in notes.mentions:
        if at.key not in there[at.what]:
            says = f"{at.what} {quoted(at.key)} is not known. {_known_like(at.what, at.key, there[at.what])}"
            yield Problem(at.line, sentence(at.subject, says))


def _known_like(what: str, key: str, there: Iterable[str]) -> str:
    there = sorted(there)
    return nearest(key, there) if there else f"Add it under {what}s: first."


def _incomplete(file: SettingsFile, known: Known) -> Iterator[Problem]:
    for what, section, name, column, example in NEEDED:
        for part in getattr(file, section):
            if column not in part.given and (what, part.key) not in known.rows:
                says = f"{name} is missing. Write for example {name}: {example}."
                yield Problem(part.line, sentence(f"{what} '{part.key}'", says))


def _entries(part: Any, table: Mapping[str, Key]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for name, key in table.items():
        held = [getattr(part, column) for column in key.columns]
        written = UNSET if UNSET in held else key.write(*held)
        if not isinstance(written, Unset):
            found[name] = written
    return found
