"""The rows of the look-alikes' benchmark: annoyances that were reported, distractors around them, and reworded reports
that look for their annoyance.

English: the 40 intents marked as annoyances, each with up to ten reports from the training rows; their development rows
look for them. Korean: each group of paraphrases is an annoyance; its first sentence is its report, the others look for
it. Japanese: of each pair with label 4.0 or more the first is a report and the second looks for it.

Distractors fill the index up to the wanted number of rows, a third of them in each language. First come real sentences
of the same language: the other intents, both sides of pairs below 4.0 (hard negatives), and background rows.
Then sentences made of two of those: the first half of one and the second half of another, drawn with a seed. No
distractor holds any part of an annoyance's own rows. All are shuffled, so that no annoyance is newer than the rest.
"""

import csv
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "ko", "ja")
LOOKING = 300
"""How many reports of each language look for their annoyance, evenly over all that could."""
EN_REPORTS = 10
DUPLICATE = 4.0
_SEED = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A report, and the annoyance it is of; distractors are of none but their own."""

    text: str
    annoyance: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """One language's part: reports to be found, reports that look, and sentences to draw distractors from."""

    indexed: tuple[Told, ...]
    looking: tuple[Told, ...]
    others: tuple[str, ...]


def read(data: Path) -> dict[str, Rows]:
    """All languages."""
    background = _read(data, "background")
    parts = {"en": _english(data), "ko": _korean(data), "ja": _japanese(data)}
    return {lang: Rows(rows.indexed, _spread(rows.looking, LOOKING), (
        *rows.others, *(row["text"] for row in background if row["lang"] == lang))) for lang, rows in parts.items()}


def reworded(data: Path) -> list[tuple[str, str, str]]:
    """Pairs reworded on purpose: language, the report that is known, the one that looks for it."""
    return [(row["lang"], row["existing"], row["report"]) for row in _read(data, "dups_hand")]


def glossary(data: Path) -> Mapping[str, Sequence[str]]:
    """Concepts with their words in all languages."""
    found: dict[str, list[str]] = json.loads((data / "glossary.json").read_text(encoding="utf-8"))
    return found


def collection(known: Sequence[Told], others: Mapping[str, Sequence[str]], size: int) -> list[Told]:
    """`known` among distractors from `others`, `size` rows in all."""
    drawn = random.Random(_SEED)
    missing = max(size - len(known), 0)
    rows = list(known)
    for place, lang in enumerate(others):
        share = missing // len(others) + (place < missing % len(others))
        rows.extend(Told(text) for text in _distractors(others[lang], share, drawn, spaced=lang != "ja"))
    drawn.shuffle(rows)
    return rows


def _distractors(others: Sequence[str], wanted: int, drawn: random.Random, *, spaced: bool) -> Iterator[str]:
    real = list(dict.fromkeys(others))
    drawn.shuffle(real)
    yield from real[:wanted]
    halves = [_halves(text, spaced=spaced) for text in real]
    for _ in range(wanted - len(real)):
        yield drawn.choice(halves)[0] + drawn.choice(halves)[1]


def _halves(text: str, *, spaced: bool) -> tuple[str, str]:
    if not spaced:
        return text[:len(text) // 2], text[len(text) // 2:]
    words = text.split()
    middle = len(words) // 2
    return " ".join(words[:middle]) + " ", " ".join(words[middle:])


def _english(data: Path) -> Rows:
    sought = {row["intent"] for row in _read(data, "dups_en_intents") if row["role"] == "annoyance"}
    indexed: dict[str, list[Told]] = {intent: [] for intent in sorted(sought)}
    others = []
    for row in _read(data, "routing_train"):
        if row["intent"] not in sought:
            others.append(row["text"])
        elif len(indexed[row["intent"]]) < EN_REPORTS:
            indexed[row["intent"]].append(Told(row["text"], row["intent"]))
    looking = [Told(row["text"], row["intent"]) for row in _read(data, "routing_dev") if row["intent"] in sought]
    return Rows(tuple(told for of in indexed.values() for told in of), tuple(looking), tuple(others))


def _korean(data: Path) -> Rows:
    groups: dict[str, list[str]] = {}
    for row in _read(data, "dups_ko"):
        groups.setdefault(row["group"], []).append(row["text"])
    return Rows(tuple(Told(of[0], group) for group, of in groups.items()),
                tuple(Told(text, group) for group, of in groups.items() for text in of[1:]), ())


def _japanese(data: Path) -> Rows:
    pairs = _read(data, "dups_ja")
    same = [row for row in pairs if float(row["label"]) >= DUPLICATE]
    own = {row[side] for row in same for side in ("a", "b")}  # a sentence can stand in several pairs
    return Rows(tuple(Told(row["a"], f"pair {place}") for place, row in enumerate(same)),
                tuple(Told(row["b"], f"pair {place}") for place, row in enumerate(same)),
                tuple(text for row in pairs for text in (row["a"], row["b"]) if text not in own))


def _spread(looking: Sequence[Told], most: int) -> tuple[Told, ...]:
    step = max(len(looking) / most, 1.0)
    return tuple(looking[int(place * step)] for place in range(min(most, len(looking))))


def _read(data: Path, name: str) -> list[dict[str, str]]:
    with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
