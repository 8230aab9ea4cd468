"""What one workspace's people teach about routing: which team a text belongs to, how sure that is, and why. It starts
from the keywords and touchpoints of the settings, and learns from each confirmation and correction in turn.

Same settings and same lessons in the same order make the same learner in every process; what is kept of one is a cache.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nlargest
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bot.domain import background, everyday
from bot.domain.classifier import Classifier
from bot.domain.confidence import Fit, Outcomes, Usual
from bot.domain.duplicates import Glossary
from bot.domain.features import BUCKETS, LONGEST, Features, Mark, features
from bot.domain.leaning import Leaning
from bot.domain.phrases import Hit, Phrases
from bot.domain.routing import NO_WORDS, TeamWords, TouchpointWords, meant
from bot.domain.wording import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 2
"""Counts up with each change of what is learned from the same lessons: models kept by earlier versions are refused."""

REMEMBERED = 1_024
"""Lessons that are gone over again, and can be named as alike. More of them gain nothing measurable."""
_AGAIN = 4          # of them, and of the settings' phrases, with each new lesson
_PHRASE_TIMES = 3   # a phrase of the settings counts as so many reports: one wrong label does not overturn it, three do
_ROUNDS = 4         # in which the phrases are told apart before the first lesson
_PHRASE = 1.0       # how much it counts in a text that the very phrase is in it, in words,
_TEAM_WORD = 2.0    # and that something is that speaks for its team, for each of the phrase's words
_CONCEPT = 2.0      # for each concept of the glossary, in whatever language it was said,
_TEAM_CONCEPT = 1.5  # and for the team one of whose phrases is a word for it
_ALIKE = 0.25       # as alike as two texts must be for one to be named as a reason
_MUCH_ALIKE = 0.35  # and for two to make a third familiar whose words are new
_MOST_ALIKE = 3
_LOOKED_AT = 128    # of a team's latest lessons
_DIGEST = 32        # bytes


class Outdated(Exception):
    """What was kept is of other settings, of another version, or damaged: learn anew from the lessons."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person confirmed or corrected: a masked story with the customer's words, the right team (None: none of the
    teams), the number of the annoyance."""

    text: str
    team: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A team and its share; `phrase` is one of its keywords or touchpoints, as the text says it."""

    team: str
    share: float
    phrase: str | None


@dataclass(frozen=True, slots=True)
class Learned:
    """All teams, the likeliest first; their shares and that of none of them make one. `like`: numbers of the winner's
    confirmed reports that are most like this one. `floor`: what a share must reach to be an answer; `is_settled`: that
    stands on enough lessons to overrule a keyword."""

    ranked: tuple[Ranked, ...]
    none: float
    like: tuple[int, ...]
    floor: float
    is_settled: bool

    @property
    def best(self) -> Ranked | None:
        return self.ranked[0] if self.ranked else None

    @property
    def team(self) -> str | None:
        """The answer; None is triage, with the two best guesses."""
        best = self.best
        return best.team if best is not None and best.share >= max(self.floor, self.none) else None


@dataclass(frozen=True, slots=True)
class _Example:
    seen: Features
    lean: tuple[float, ...]
    label: int
    number: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What a learner knew at one moment. To copy it takes milliseconds, to pack it up to a second: that can be done
    while others learn and guess."""

    key: bytes
    arrays: "Mapping[str, NDArray[Any]]"

    def packed(self) -> bytes:
        """For `Learner.load`."""
        import numpy as np

        written = BytesIO()
        np.savez_compressed(written, allow_pickle=False, **self.arrays)
        return self.key + sha256(written.getvalue()).digest() + written.getvalue()


class Learner:
    """One workspace's. A team that is gone, new or has other words makes another learner, from the same lessons."""

    def __init__(self, teams: Sequence[TeamWords], touchpoints: Sequence[TouchpointWords],
                 glossary: Glossary = NO_WORDS, *, kept: "Mapping[str, NDArray[Any]] | None" = None) -> None:
        """`kept` is for `load`."""
        self._teams = list(dict.fromkeys(team.key for team in teams))
        self._labels = {key: label for label, key in enumerate(self._teams)}
        self._none = len(self._teams)
        self._key = _key_of(teams, touchpoints, glossary)
        phrases = [(phrase, self._labels[team]) for phrase, team in _phrases(teams, touchpoints)
                   if team in self._labels]
        # In an order that has nothing to do with teams: whoever comes last in a row would be favoured.
        phrases.sort(key=lambda one: (crc32(one[0].encode()), one))
        self._label_of = [label for _, label in phrases]
        self._words = Phrases((phrase, place) for place, (phrase, _) in enumerate(phrases))
        self._glossary, self._leaning = glossary, Leaning(phrases, glossary)
        self._meant = meant(phrases, glossary)
        self._phrases = [self._example(phrase, label, 0) for phrase, label in phrases]
        self._probes = [self._example(sentence, self._none, 0) for sentence in background.withheld()]
        self._memory: deque[_Example] = deque(maxlen=REMEMBERED)
        self._outcomes, self._usual = Outcomes(), Usual()
        self._fit: Fit | None = None
        self.lessons = 0
        """Given to `learn`, those that taught nothing among them."""
        if kept is None:
            self._classifier = self._beginner()
        else:
            self._classifier = Classifier.restored(kept)
            self._remember(kept)

    def _beginner(self) -> Classifier:
        """What is known before the first lesson."""
        found = Classifier(len(self._teams) + 1)
        for sentence in background.taught():
            found.count(features(sentence), self._none)
        for one in self._phrases:
            found.count(one.seen, one.label, _PHRASE_TIMES)
        for one in self._phrases * _ROUNDS:
            found.correct(one.seen, one.label, one.lean)
        return found

    def _remember(self, kept: "Mapping[str, NDArray[Any]]") -> None:
        self._memory.extend(_unpacked(kept))
        self._outcomes = Outcomes.restored(kept)
        lessons, mean, variance, told = kept["state"].tolist()
        self.lessons, self._usual = int(lessons), Usual(mean, variance, int(told))

    def learn(self, lesson: Lesson) -> None:
        """Guess first, to see how good guesses are, then learn. A lesson of a team that is gone teaches nothing."""
        self.lessons += 1
        label = self._none if lesson.team is None else self._labels.get(lesson.team)
        if label is None or not self._teams:
            return
        example = self._example(lesson.text, label, lesson.number)
        self._watch(example)
        self._classifier.count(example.seen, label)
        self._classifier.correct(example.seen, label, example.lean)
        self._memory.append(example)
        for again in self._drawn():
            self._classifier.correct(again.seen, again.label, again.lean)

    def guess(self, text: str) -> Learned:
        if not self._teams:
            return Learned((), 1.0, (), self.fit.floor, self.fit.is_settled)
        hits = self._words.find(text[:LONGEST])
        seen = self._seen(text, hits)
        shares = self._judged(seen, self._lean(text))
        said = {self._label_of[hit.value]: hit.said for hit in sorted(hits, key=lambda hit: hit.length)}
        order = sorted(range(len(self._teams)), key=lambda label: -shares[label])
        ranked = tuple(Ranked(self._teams[label], shares[label], said.get(label)) for label in order)
        like = tuple(number for likeness, number in self._alike(seen, order[0]) if likeness >= _ALIKE)
        return Learned(ranked, max(1 - sum(shares), 0.0), like, self.fit.floor, self.fit.is_settled)

    @property
    def fit(self) -> Fit:
        """Where the threshold lies, and what it stands on."""
        if self._fit is None:
            self._fit = self._outcomes.fit()
        return self._fit

    def copied(self) -> Copied:
        """What was learned until now; it stays so while the learner goes on."""
        import numpy as np

        state = np.array([self.lessons, self._usual.mean, self._usual.variance, self._usual.lessons], np.float64)
        arrays = {**self._classifier.arrays(), **_packed(self._memory), **self._outcomes.arrays(), "state": state}
        return Copied(self._key, {name: array.copy() for name, array in arrays.items()})

    def dump(self) -> bytes:
        """A cache of what was learned, for `load`."""
        return self.copied().packed()

    @classmethod
    def load(cls, kept: bytes, teams: Sequence[TeamWords], touchpoints: Sequence[TouchpointWords],
             glossary: Glossary = NO_WORDS) -> "Learner":
        """What `dump` kept; `Outdated` where it must be learned anew."""
        import numpy as np

        if kept[:_DIGEST] != _key_of(teams, touchpoints, glossary):
            raise Outdated("of other settings or another version")
        if kept[_DIGEST : 2 * _DIGEST] != sha256(kept[2 * _DIGEST :]).digest():
            raise Outdated("damaged")
        with np.load(BytesIO(kept[2 * _DIGEST :]), allow_pickle=False) as arrays:
            return cls(teams, touchpoints, glossary, kept=arrays)

    def _example(self, text: str, label: int, number: int) -> _Example:
        return _Example(self._seen(text, self._words.find(text[:LONGEST])), self._lean(text), label, number)

    def _lean(self, text: str) -> tuple[float, ...]:
        """What the settings say for each class; nothing for 'none of the teams'."""
        found = self._leaning.of(text)
        return tuple(found.get(label, 0.0) for label in range(self._none + 1))

    def _seen(self, text: str, hits: Sequence[Hit[int]]) -> Features:
        """With the settings' phrases and the glossary's concepts in it, and each team that the phrases speak for."""
        marks = [Mark(f"phrase {hit.value}", _PHRASE) for hit in hits]
        marks += [Mark(f"team {self._label_of[hit.value]}", _TEAM_WORD * hit.length) for hit in hits]
        concepts = {hit.value: None for hit in self._glossary.phrases.every(text[:LONGEST])}
        marks += [Mark(f"concept {concept}", _CONCEPT) for concept in concepts]
        marks += [Mark(f"team {label}", _TEAM_CONCEPT)
                  for concept in concepts for label in self._meant.get(concept, ())]
        return features(text, marks)

    def _judged(self, seen: Features, lean: tuple[float, ...]) -> list[float]:
        """The share of each team. Of a text with much that is new less is left than its known part promises, unless
        two lessons were much like it."""
        shares = self._classifier.shares(seen, lean)[: self._none]
        left = self._usual.discount(self._classifier.familiarity(seen)) if seen.at.size else 0.0
        if left < 1 and self.lessons:
            likenesses = [likeness for likeness, _ in self._alike(seen, shares.index(max(shares)))]
            left = 1.0 if len(likenesses) > 1 and likenesses[1] >= _MUCH_ALIKE else left
        return [share * left for share in shares]

    def _watch(self, example: _Example) -> None:
        """What the learner would have said, of the lesson and of one sentence that is no team's business."""
        shares = self._judged(example.seen, example.lean)
        sure = max(shares)
        if example.label == self._none:
            self._outcomes.outside.append(sure)
        else:
            self._outcomes.inside.append((sure, shares[example.label] == sure))
            self._usual.add(self._classifier.familiarity(example.seen))
        probe = self._probes[self.lessons % len(self._probes)]
        self._outcomes.probes.append(max(self._judged(probe.seen, probe.lean)))
        self._fit = None

    def _drawn(self) -> Iterator[_Example]:
        """Earlier lessons and phrases of the settings, the same ones in every process."""
        many = len(self._phrases) + len(self._memory)
        for place in range(_AGAIN):
            drawn = crc32(f"{self.lessons} {place}".encode()) % many
            yield self._phrases[drawn] if drawn < len(self._phrases) else self._memory[drawn - len(self._phrases)]

    def _alike(self, seen: Features, label: int) -> list[tuple[float, int]]:
        """Of the latest lessons of a team those most like this text: how alike, the cosine of both, and the number."""
        import numpy as np

        latest = (one for one in reversed(self._memory) if one.label == label and one.seen.at.size)
        own = list(islice(latest, _LOOKED_AT))
        if not own:
            return []
        weights = np.zeros(BUCKETS, np.float32)
        weights[seen.at] = seen.weight
        shared = weights[np.concatenate([one.seen.at for one in own])]
        shared *= np.concatenate([one.seen.weight for one in own])
        starts = np.cumsum([0, *(one.seen.at.size for one in own[:-1])])
        alike: dict[int, float] = {}
        for one, likeness in zip(own, np.add.reduceat(shared, starts).tolist(), strict=True):
            alike[one.number] = max(likeness, alike.get(one.number, 0.0))
        return nlargest(_MOST_ALIKE, ((likeness, number) for number, likeness in alike.items()))


def _phrases(teams: Sequence[TeamWords], touchpoints: Sequence[TouchpointWords]) -> list[tuple[str, str]]:
    """Each phrase with its team, once."""
    pairs = [(keyword, team.key) for team in teams for keyword in team.keywords]
    pairs += [(touchpoint.name, touchpoint.team) for touchpoint in touchpoints if touchpoint.team]
    return list(dict.fromkeys((fold(phrase), team) for phrase, team in pairs))


def _key_of(teams: Sequence[TeamWords], touchpoints: Sequence[TouchpointWords], glossary: Glossary) -> bytes:
    """Equal where the same lessons teach the same."""
    words = [(concept, list(said)) for concept, said in sorted({**everyday.concepts(), **glossary.concepts}.items())]
    settings = [FORMAT, [team.key for team in teams], _phrases(teams, touchpoints), words, background.taught()]
    return sha256(json.dumps(settings).encode()).digest()


def _packed(memory: Iterable[_Example]) -> "dict[str, NDArray[Any]]":
    import numpy as np

    examples = list(memory)
    return {
        "lengths": np.array([len(one.seen.at) for one in examples], np.int64),
        "features": np.concatenate([np.empty(0, np.uint32), *(one.seen.at for one in examples)]),
        "masses": np.concatenate([np.empty(0, np.float32), *(one.seen.weight for one in examples)]),
        "leans": np.array([one.lean for one in examples], np.float64),
        "labels": np.array([one.label for one in examples], np.int64),
        "numbers": np.array([one.number for one in examples], np.int64),
    }


def _unpacked(kept: "Mapping[str, NDArray[Any]]") -> Iterator[_Example]:
    import numpy as np

    ends = np.cumsum(kept["lengths"])[:-1]
    features_of, masses_of = np.split(kept["features"], ends), np.split(kept["masses"], ends)
    for at, weight, lean, label, number in zip(features_of, masses_of, kept["leans"].tolist(), kept["labels"].tolist(),
                                               kept["numbers"].tolist(), strict=False):
        yield _Example(Features(at, weight), tuple(lean), label, number)
