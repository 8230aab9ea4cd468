"""How well routing does after 0, 20, 100 and all labels of each team (BANKING77's intents, owned by ten teams).

The settings are the keywords and touchpoints of routing_rules.json. The labels of routing_train.csv are learned one
by one, through the learner that the bot uses, and routing_dev.csv is routed; figures are means of three drawings of the
labels. Rows of oos_dev.csv belong to no team; they count so much that every fifth report is one.

`accuracy`: how often the best guess is right, of reports that belong to a team. `coverage`: how many of these are
answered at the lowest threshold from which on 95 % of all answers are right, and `rejected`: how many of the others are
not; this threshold is read off these very reports, so that curves can be compared. `own`: what the product would do, at
the threshold that it fitted to its own lessons, none of the rows above among them; `own_marked` where triage has marked
strangers as such (a fifth of the lessons; half of oos_dev.csv, measured on the other half). `noisy`: 100 labels of each
team, so many of them wrong. `korean` and `japanese`: accuracy over the topics of dups_ko.csv and the intents of
routing_ja.csv, all rows but every fifth learned, without any settings. `compared` says what a glossary changes
(glossary.json), and how scikit-learn does.
"""

import csv
import json
import random
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from bot.domain.confidence import lowest
from bot.domain.duplicates import Glossary
from bot.domain.learning import Learned, Learner, Lesson
from bot.domain.routing import NO_WORDS, TeamWords, TouchpointWords

SIZES: dict[str, int | None] = {"0": 0, "20": 20, "100": 100, "all": None}
SEEDS = 3
PRECISION = 0.95
OUTSIDE = 0.2


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    team: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure a router was of its best guess, and whether that was right; never where there was no team."""

    sure: float
    right: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class Material:
    teams: tuple[TeamWords, ...]
    touchpoints: tuple[TouchpointWords, ...]
    train: tuple[Row, ...]
    dev: tuple[Row, ...]
    outside: tuple[str, ...]
    glossary: Glossary = NO_WORDS


def measure(data: Path, rows: int) -> dict[str, Any]:
    """All figures; `rows` plays no part."""
    material = read(data)
    took: dict[str, list[float]] = {"learn": [], "route": []}
    found: dict[str, Any] = {"accuracy": {}, "coverage": {}, "rejected": {}, "own": {}}
    for name, size in SIZES.items():
        print(f"  {name} labels", file=sys.stderr, flush=True)
        runs = [_ours(material, drawn(material.train, size, seed), took) for seed in _seeds(size)]
        for key, figure in curve([judged for judged, _ in runs]).items():
            found[key][name] = figure
        found["own"][name] = _average([at(judged, floor) for judged, floor in runs])
    return {
        **found, "own_marked": _marked(material, took), "noisy": _noisy(material, took),
        "route_p95_ms": _p95(took["route"]), "learn_p95_ms": _p95(took["learn"]),
        "korean": korean(data), "japanese": japanese(data),
        "compared": {"glossary": _with_glossary(data, material, took), **_compared(material)},
    }


def read(data: Path) -> Material:
    with (data / "routing_rules.json").open(encoding="utf-8") as opened:
        rules = json.load(opened)["teams"]
    return Material(
        tuple(TeamWords(one["team"], tuple(one["keywords"])) for one in rules),
        tuple(TouchpointWords(name, name, one["team"]) for one in rules for name in one["touchpoints"]),
        tuple(Row(row["text"], row["team"]) for row in _rows(data / "routing_train.csv")),
        tuple(Row(row["text"], row["team"]) for row in _rows(data / "routing_dev.csv")),
        tuple(row["text"] for row in _rows(data / "oos_dev.csv")),
    )


def drawn(train: Sequence[Row], size: int | None, seed: int) -> list[Row]:
    """So many labels of each team, or all, in an order of chance."""
    draw = random.Random(seed)
    mixed = draw.sample(train, len(train))
    by_team: dict[str, list[Row]] = {}
    for row in mixed:
        by_team.setdefault(row.team, []).append(row)
    chosen = [row for rows in by_team.values() for row in rows[:size]]
    return draw.sample(chosen, len(chosen))


def taught(material: Material, rows: Iterable[Row], took: list[float]) -> Learner:
    learner = Learner(material.teams, material.touchpoints, material.glossary)
    for number, row in enumerate(rows, 1):
        began = time.perf_counter()
        learner.learn(Lesson(row.text, row.team or None, number))
        took.append((time.perf_counter() - began) * 1_000)
    return learner


def judged(learner: Learner, material: Material, took: list[float]) -> list[Judged]:
    return [*(_judged(learner, row.text, row.team, took) for row in material.dev),
            *(_judged(learner, text, None, took) for text in material.outside)]


def curve(runs: Sequence[Sequence[Judged]]) -> dict[str, float]:
    """Accuracy, coverage and rejected, at the threshold of each run's own curve, averaged."""
    figures = [at(run, lowest(((one.sure, weight, one.right) for one, weight in weighed(run)), PRECISION))
               for run in runs]
    found = _average(figures)
    return {"accuracy": _round(mean(accuracy(run) for run in runs)), "coverage": found["coverage"],
            "rejected": found["rejected"]}


def accuracy(run: Sequence[Judged]) -> float:
    return mean(one.right for one in run if one.inside)


def at(run: Sequence[Judged], floor: float) -> dict[str, float]:
    """What comes out at a threshold."""
    answered = [(one, weight) for one, weight in weighed(run) if one.sure >= floor]
    whole = sum(weight for _, weight in answered)
    return {
        "floor": floor,
        "precision": sum(weight for one, weight in answered if one.right) / whole if whole else 1.0,
        "coverage": mean(one.sure >= floor for one in run if one.inside),
        "rejected": mean(one.sure < floor for one in run if not one.inside),
    }


def weighed(run: Sequence[Judged]) -> list[tuple[Judged, float]]:
    """Each with how much it counts, so that strangers are a fifth of all."""
    inside = sum(one.inside for one in run)
    each = inside * OUTSIDE / (1 - OUTSIDE) / (len(run) - inside)
    return [(one, 1.0 if one.inside else each) for one in run]


def korean(data: Path) -> float:
    """Four topics of questions to an assistant; paraphrases of one question stay together."""
    rows = [(Row(row["text"], row["topic"]), int(row["group"])) for row in _rows(data / "dups_ko.csv")]
    return _without_settings([row for row, group in rows if group % 5], [row for row, group in rows if not group % 5])


def japanese(data: Path) -> float:
    """Intents of requests to an assistant."""
    rows = [Row(row["text"].replace(" ", ""), row["intent"]) for row in _rows(data / "routing_ja.csv")]
    mixed = random.Random(0).sample(rows, len(rows))
    return _without_settings(mixed[len(rows) // 5 :], mixed[: len(rows) // 5])


def _without_settings(train: Sequence[Row], dev: Sequence[Row]) -> float:
    names = sorted({row.team for row in train})
    learner = Learner([TeamWords(name, ()) for name in names], ())
    for number, row in enumerate(random.Random(0).sample(train, len(train))):
        learner.learn(Lesson(row.text, row.team, number))
    return _round(mean(_is_right(learner.guess(row.text), row.team) for row in dev))


def _seeds(size: int | None) -> range:
    """With nothing to draw, once is enough."""
    return range(1 if size == 0 else SEEDS)


def _ours(material: Material, rows: Iterable[Row], took: dict[str, list[float]]) -> tuple[list[Judged], float]:
    learner = taught(material, rows, took["learn"])
    return judged(learner, material, took["route"]), learner.fit.floor


def _judged(learner: Learner, text: str, team: str | None, took: list[float]) -> Judged:
    began = time.perf_counter()
    learned = learner.guess(text)
    took.append((time.perf_counter() - began) * 1_000)
    return Judged(learned.ranked[0].share, _is_right(learned, team), team is not None)


def _is_right(learned: Learned, team: str | None) -> bool:
    return learned.ranked[0].team == team


def _with_glossary(data: Path, material: Material, took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    with (data / "glossary.json").open(encoding="utf-8") as opened:
        known = replace(material, glossary=Glossary(json.load(opened)))
    found: dict[str, dict[str, float]] = {"accuracy": {}, "coverage": {}, "rejected": {}}
    for name in ("0", "20"):
        print(f"  {name} labels, with a glossary", file=sys.stderr, flush=True)
        runs = [_ours(known, drawn(known.train, SIZES[name], seed), took)[0] for seed in _seeds(SIZES[name])]
        for key, figure in curve(runs).items():
            found[key][name] = figure
    return found


def _marked(material: Material, took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    told, others = material.outside[::2], material.outside[1::2]
    unseen = replace(material, outside=others)
    found = {}
    for name in ("20", "100"):
        print(f"  {name} labels, strangers marked", file=sys.stderr, flush=True)
        rows = drawn(material.train, SIZES[name], 0)
        rows += [Row(text, "") for text in told[: len(rows) // 4]]
        run, floor = _ours(unseen, random.Random(0).sample(rows, len(rows)), took)
        found[name] = _average([at(run, floor)])
    return found


def _noisy(material: Material, took: dict[str, list[float]]) -> dict[str, float]:
    teams = [team.key for team in material.teams]
    found = {}
    for share in (0.1, 0.2):
        print(f"  {share:.0%} wrong labels", file=sys.stderr, flush=True)
        draw = random.Random(0)
        rows = [Row(row.text, draw.choice([team for team in teams if team != row.team]))
                if draw.random() < share else row for row in drawn(material.train, 100, 0)]
        found[str(share)] = _round(accuracy(_ours(material, rows, took)[0]))
    return found


def _compared(material: Material) -> dict[str, Any]:
    """TF-IDF and logistic regression, fitted anew to all labels at once, the settings' phrases among them."""
    if not find_spec("sklearn"):
        return {}
    found: dict[str, dict[str, float]] = {"accuracy": {}, "coverage": {}, "rejected": {}}
    for name, size in SIZES.items():
        print(f"  {name} labels, scikit-learn", file=sys.stderr, flush=True)
        runs = [_sklearn(material, drawn(material.train, size, seed)) for seed in _seeds(size)]
        for key, figure in curve(runs).items():
            found[key][name] = figure
    return {"scikit-learn": found}


def _sklearn(material: Material, rows: Sequence[Row]) -> list[Judged]:
    vectorizer = import_module("sklearn.feature_extraction.text").TfidfVectorizer
    union = import_module("sklearn.pipeline").make_union(
        vectorizer(ngram_range=(1, 2), sublinear_tf=True),
        vectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True))
    phrases = [Row(word, team.key) for team in material.teams for word in team.keywords]
    phrases += [Row(one.name, one.team) for one in material.touchpoints if one.team]
    known = [*phrases, *rows]
    model = import_module("sklearn.linear_model").LogisticRegression(C=10, max_iter=300)
    model.fit(union.fit_transform([row.text for row in known]), [row.team for row in known])
    asked: list[tuple[str, str | None]] = [(row.text, row.team) for row in material.dev]
    asked += [(text, None) for text in material.outside]
    shares = model.predict_proba(union.transform([text for text, _ in asked]))
    return [Judged(float(of.max()), str(model.classes_[of.argmax()]) == team, team is not None)
            for of, (_, team) in zip(shares, asked, strict=True)]


def _round(figure: float) -> float:
    return round(float(figure), 4)


def _average(figures: Sequence[dict[str, float]]) -> dict[str, float]:
    return {key: _round(mean(one[key] for one in figures)) for key in figures[0]}


def _p95(took: list[float]) -> float:
    return round(sorted(took)[int(len(took) * 0.95)], 2)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
