"""How often the name of a pile of reports has a word of what they are truly about.

For each intent of routing_train.csv twenty reports are drawn, with three seeds; the piles of all intents are named
together. `hit` is the share of names with a word (its stem) of the intent's own name, `distinct` the share of different
names, both the mean of the seeds. `other_languages` names the four topics of dups_ko.csv and the intents of
routing_ja.csv, whose true names are English, so that only `distinct` and the names themselves can be given.
`piles` is what `themes` does with a mixed pile: of the texts in a theme the share that is of the theme's main intent,
the share of texts that are in a theme, and the share of intents that a theme stands for.

`compared` has the single best word by class-based TF-IDF on scikit-learn's counts, where that is installed.
"""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from bot.domain.phrases import stem, words_of
from bot.domain.theme_words import STOP
from bot.domain.themes import names, themes

SEEDS = (0, 1, 2)
DRAWN = 20
Clusters = Sequence[Sequence[str]]
Namer = Callable[[Clusters], list[str]]


def measure(data: Path, rows: int) -> dict[str, Any]:
    """`rows` plays no part."""
    reports = _grouped(data / "routing_train.csv", "intent", "text")
    found = figures(data)
    found["other_languages"] = {
        "ko": _named(_grouped(data / "dups_ko.csv", "topic", "text")),
        "ja": _named({key: [text.replace(" ", "") for text in texts]
                      for key, texts in _grouped(data / "routing_ja.csv", "intent", "text").items()}),
    }
    found["piles"] = piles(data)
    if find_spec("sklearn"):
        found["compared"] = {"scikit-learn c-TF-IDF, one word": _figures(reports, _by_tfidf)}
    return found


def figures(data: Path) -> dict[str, Any]:
    """Names alone."""
    return _figures(_grouped(data / "routing_train.csv", "intent", "text"), names)


def _figures(reports: dict[str, list[str]], namer: Namer) -> dict[str, Any]:
    runs = [_run(reports, namer, seed) for seed in SEEDS]
    hit, distinct = (round(fmean(shares), 4) for shares in zip(*runs, strict=True))
    return {"hit": hit, "distinct": distinct}


def _run(reports: dict[str, list[str]], namer: Namer, seed: int) -> tuple[float, float]:
    intents = sorted(reports)
    made = namer(_drawn(reports, intents, DRAWN, Random(seed)))
    pairs = zip(intents, made, strict=True)
    hits = sum(bool(_stems(intent.replace("_", " ")) & _stems(name)) for intent, name in pairs)
    return hits / len(intents), len(set(made)) / len(made)


def _named(texts: dict[str, list[str]]) -> dict[str, Any]:
    keys = [key for key in sorted(texts) if len(texts[key]) > 1]
    made = names(_drawn(texts, keys, DRAWN, Random(0)))
    return {"distinct": round(len(set(made)) / len(made), 4), "names": dict(zip(keys, made, strict=True))}


def piles(data: Path, intents: int = 10, of_each: int = 10) -> dict[str, float]:
    """Themes of piles of several intents, mixed."""
    reports = _grouped(data / "routing_train.csv", "intent", "text")
    runs = []
    for seed in SEEDS:
        random = Random(seed)
        pile = [(intent, text) for intent in random.sample(sorted(reports), intents)
                for text in random.sample(reports[intent], of_each)]
        random.shuffle(pile)
        made = themes([text for _, text in pile], most=2 * intents)
        main = [Counter(pile[at][0] for at in theme.members).most_common(1)[0] for theme in made]
        members = sum(len(theme.members) for theme in made)
        right = sum(count for _, count in main)
        runs.append((right / max(members, 1), members / len(pile), len({intent for intent, _ in main}) / intents))
    pure, covered, met = (round(fmean(figures), 4) for figures in zip(*runs, strict=True))
    return {"pure": pure, "covered": covered, "intents": met}


def _by_tfidf(clusters: Clusters) -> list[str]:
    """The word that a cluster uses most, weighed by how rare it is in the clusters together."""
    count = import_module("sklearn.feature_extraction.text").CountVectorizer
    vectorizer = count(stop_words=sorted(STOP), token_pattern=r"[a-z']+")
    counts = vectorizer.fit_transform([" ".join(cluster) for cluster in clusters]).toarray().astype(float)
    numpy = import_module("numpy")
    mean = counts.sum() / len(clusters)
    weights = counts / counts.sum(axis=1, keepdims=True) * numpy.log(1 + mean / counts.sum(axis=0))
    words = vectorizer.get_feature_names_out()
    return [str(words[at]) for at in weights.argmax(axis=1)]


def _drawn(texts: dict[str, list[str]], keys: Sequence[str], many: int, random: Random) -> list[list[str]]:
    return [random.sample(texts[key], min(many, len(texts[key]))) for key in keys]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words_of(text.casefold())}


def _grouped(path: Path, key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row[key], []).append(row[value])
    return found
