"""Plain values as YAML that people like to read, and that every reader of YAML takes for the same values."""

import json
import re
from collections.abc import Mapping, Sequence

Plain = None | int | str | Sequence["Plain"] | Mapping[str, "Plain"]

WIDTH = 120
_BARE = re.compile(r"[^\W\d_](?:[\w./-]| (?! ))*(?<! )|[0-9]+[mhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEAN_OTHERWISE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def dump(sections: Mapping[str, Plain]) -> str:
    """YAML for people: an entry of a list on one line where it fits, else a line for each key."""
    return "\n".join(f"{name}:{_section(value)}\n" for name, value in sections.items())


def _section(value: Plain) -> str:
    if isinstance(value, Mapping):
        return "".join(f"\n  {line}" for line in _lines(value))
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return "".join(map(_entry, value))
    return f" {_flow(value)}"


def _entry(value: Plain) -> str:
    line = f"\n  - {_flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, Mapping):
        return line
    first, *others = _lines(value)
    return "".join([f"\n  - {first}", *(f"\n    {line}" for line in others)])


def _lines(values: Mapping[str, Plain]) -> list[str]:
    return [f"{key}: {_wrapped(value, len(key) + 6)}" for key, value in values.items()]


def _wrapped(value: Plain, indent: int) -> str:
    """A long list goes on in the next line, below its first word."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return _flow(value)
    lines, line = [], ""
    for word in map(_flow, value):
        if line and indent + len(line) + len(word) > WIDTH - 4:
            lines.append(line)
            line = ""
        line = f"{line}, {word}" if line else word
    below = ",\n" + " " * (indent + 1)
    return f"[{below.join([*lines, line])}]"


def _flow(value: Plain) -> str:
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
    return f"[{', '.join(map(_flow, value))}]"


def _scalar(text: str) -> str:
    """Bare where no YAML reader could take it for anything else; JSON's quoting is YAML's too."""
    if _BARE.fullmatch(text) and text.casefold() not in _MEAN_OTHERWISE:
        return text
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
