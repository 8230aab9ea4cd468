"""What people read in a Slack message, out of the text in which Slack hands it over: escaped, with live sequences.

The outcome is bare words. It pings nobody, hides no link behind other words, and is never unescaped a second time.
"""

import re
from collections.abc import Mapping

_LIVE = re.compile(r"<([^<>]*)>")
_LIVE_AGAIN = re.compile(r"<(?=[!@#])")
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_NOBODY: Mapping[str, str] = {}


def plain_words(text: str, names: Mapping[str, str] = _NOBODY, *, someone: str = "someone") -> str:
    """Slack's `text` as people read it. `names` knows ids of people, groups and channels; `someone` the rest."""
    made, at = [], 0
    for found in _LIVE.finditer(text):
        made += [_unescaped(text[at:found.start()]), _said(found.group(1), names, someone)]
        at = found.end()
    made.append(_unescaped(text[at:]))
    return _LIVE_AGAIN.sub("< ", "".join(made))


def people_in(text: str) -> frozenset[str]:
    """Ids of the people whom a text mentions without saying their name."""
    return frozenset(found[1:] for found in _LIVE.findall(text) if found.startswith("@") and "|" not in found)


def _said(inside: str, names: Mapping[str, str], someone: str) -> str:
    """What one live sequence says."""
    what, _, label = inside.partition("|")
    label = _unescaped(label)
    match what[:1]:
        case "@":
            return "@" + (label or names.get(what[1:]) or someone).removeprefix("@")
        case "#":
            return "#" + (label or names.get(what[1:]) or "channel").removeprefix("#")
        case "!":
            return _special(what[1:], label, names, someone)
        case _:
            return _link(_unescaped(what), label)


def _special(what: str, label: str, names: Mapping[str, str], someone: str) -> str:
    kind, _, rest = what.partition("^")
    if kind == "date":
        return label
    said = label or (names.get(rest) or someone if kind == "subteam" else kind)
    return "@" + said.removeprefix("@")


def _link(address: str, label: str) -> str:
    """A link never hides behind other words; where Slack itself made a link of what was typed, that is said."""
    bare = address[found.end():] if (found := _SCHEME.match(address)) else address
    if not label:
        return bare if address.lower().startswith(("mailto:", "tel:")) else address
    return label if label in (address, bare) else f"{label} ({bare if found and '/' not in found.group() else address})"


def _unescaped(text: str) -> str:
    """In one pass, so that what somebody typed as `&lt;` stays that."""
    return _ENTITY.sub(lambda found: _ENTITIES[found.group(1)], text)
