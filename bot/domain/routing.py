"""Which team can fix it: the reporter's choice, an admin's rule, the touchpoint's owner, then the words of the text:
the teams' keywords alone (or the glossary's words for them) until somebody has confirmed or corrected a routing, from
then on what was learned with them.
Too little evidence is said as such: the report goes to triage with the two best guesses."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from bot.domain.duplicates import Glossary
from bot.domain.phrases import Hit, Phrases
from bot.domain.wording import fold

if TYPE_CHECKING:  # what is learned stands on these words
    from bot.domain.learning import Learned

Value = TypeVar("Value")

NO_WORDS = Glossary()
FLOOR = 0.5
SAID_LIKE = 2
"""So many earlier annoyances say why."""
DOUBT = 0.2  # of a word: what a single word that nobody else claims leaves open; on banking customers' messages 1 in 6


@dataclass(frozen=True)
class TeamWords:
    key: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class TouchpointWords:
    key: str
    name: str
    team: str | None


@dataclass(frozen=True)
class Rule:
    """An admin's rule: everything that it names must hold."""

    team: str
    keyword: str | None = None
    channel: str | None = None
    touchpoint: str | None = None
    contact: str | None = None
    segment: str | None = None
    line: str | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a report; `team` is the reporter's own choice, `asked` the team that a survey was about."""

    text: str
    channel: str | None = None
    touchpoint: str | None = None
    team: str | None = None
    contact: str | None = None
    segment: str | None = None
    line: str | None = None
    asked: str | None = None


@dataclass(frozen=True)
class Guess:
    team: str
    phrase: str | None
    sure: float


@dataclass(frozen=True)
class Route:
    """`team` None is triage. `phrase` is what decided, in the reporter's words or the touchpoint's name; `like` has the
    numbers of earlier annoyances that say the same and whose team somebody confirmed."""

    team: str | None
    by: str
    phrase: str | None
    sure: float
    guesses: tuple[Guess, ...]
    like: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Evidence:
    """What speaks for one team: its hits, each said once, the longest first."""

    team: str
    hits: tuple[Hit[str], ...]

    @property
    def words(self) -> int:
        return sum(hit.length for hit in self.hits)

    @property
    def strength(self) -> tuple[int, int]:
        """The longest phrase wins; of equally long ones, the team for which more is said."""
        return self.hits[0].length, self.words


class Router:
    """Built once for each version of the settings."""

    def __init__(
        self,
        teams: Sequence[TeamWords],
        rules: Sequence[Rule],
        touchpoints: Sequence[TouchpointWords],
        floor: float = FLOOR,
        glossary: Glossary = NO_WORDS,
    ) -> None:
        self.teams, self.touchpoints, self.glossary = tuple(teams), tuple(touchpoints), glossary
        self._teams = frozenset(team.key for team in teams)
        self._rules = [rule for rule in rules if rule.team in self._teams]
        self._rule_words = Phrases((rule.keyword, rule) for rule in self._rules if rule.keyword)
        self._touchpoints = {touchpoint.key: touchpoint for touchpoint in touchpoints}
        phrases = [(phrase, team) for phrase, team in _phrases(teams, touchpoints) if team in self._teams]
        self._phrases, self._meant = Phrases(phrases), meant(phrases, glossary)
        self._floor = floor

    def route(self, facts: Facts, learned: "Callable[[str], Learned | None] | None" = None) -> Route:
        """Where a report goes. `learned` says what a text is about after all that people confirmed and corrected, None
        while nobody has; it is asked last, and only where nothing else decides."""
        if not self._teams:
            return Route(None, "no_teams", None, 0.0, ())
        return (self._chosen(facts) or self._ruled(facts) or self._owned(facts) or self._asked(facts)
                or self._learned(learned(facts.text) if learned else None, facts.text) or self._said(facts.text))

    @cached_property
    def words_key(self) -> str:
        """Equal where the same words speak for the same teams, so that what was learned with them holds."""
        words = [[astuple(one) for one in part] for part in (self.teams, self.touchpoints)]
        meant = [(concept, list(said)) for concept, said in sorted(self.glossary.concepts.items())]
        return hashlib.sha256(json.dumps([words, meant]).encode()).hexdigest()[:16]

    def _chosen(self, facts: Facts) -> Route | None:
        return Route(facts.team, "choice", None, 1.0, ()) if facts.team in self._teams else None

    def _ruled(self, facts: Facts) -> Route | None:
        said = {hit.value: hit.said for hit in reversed(self._rule_words.every(facts.text))} if self._rules else {}
        for rule in self._rules:
            if (rule.keyword is None or rule in said) and _holds(rule, facts):
                return Route(rule.team, "rule", said.get(rule) or self._name_of(rule.touchpoint), 1.0, ())
        return None

    def _owned(self, facts: Facts) -> Route | None:
        touchpoint = self._touchpoints.get(facts.touchpoint or "")
        if touchpoint is None or touchpoint.team not in self._teams:
            return None
        return Route(touchpoint.team, "touchpoint", touchpoint.name, 1.0, ())

    def _asked(self, facts: Facts) -> Route | None:
        return Route(facts.asked, "survey", None, 1.0, ()) if facts.asked in self._teams else None

    def _learned(self, found: "Learned | None", text: str) -> Route | None:
        """What was learned decides, keywords with it. Where its best team is not sure enough, triage has both guesses;
        but while few lessons have been given, a keyword of that team is enough, as it was before the first."""
        if found is None or found.best is None:
            return None
        if found.team is not None:
            return _sent(found, found.team, found.best.phrase)
        said = None if found.is_settled else self._said(text)
        if said is not None and said.team == found.best.team:
            return _sent(found, found.best.team, said.phrase)
        best = found.best
        return Route(None, "nothing" if found.none >= best.share else "unsure", None, best.share, _best_two(found))

    def _said(self, text: str) -> Route:
        evidence = _by_team(self._phrases.find(text)) or _by_team(self._in_other_words(text))
        if not evidence:
            return Route(None, "nothing", None, 0.0, ())
        guesses = _guesses(evidence)
        best = guesses[0]
        if len(evidence) > 1 and evidence[0].strength == evidence[1].strength:
            return Route(None, "tie", best.phrase, best.sure, guesses)
        if best.sure < self._floor:
            return Route(None, "unsure", best.phrase, best.sure, guesses)
        return Route(best.team, "keyword", best.phrase, best.sure, guesses)

    def _in_other_words(self, text: str) -> Iterator[Hit[str]]:
        """What the glossary has for keywords and touchpoints, as the text says it."""
        for hit in self.glossary.phrases.find(text) if self._meant else ():
            for team in self._meant.get(hit.value, ()):
                yield replace(hit, value=team)

    def _name_of(self, touchpoint: str | None) -> str | None:
        known = self._touchpoints.get(touchpoint or "")
        return known.name if known else None


def meant(phrases: Iterable[tuple[str, Value]], glossary: Glossary) -> dict[str, list[Value]]:
    """For each concept what it speaks for: that of which one of the phrases is a word for it."""
    found: dict[str, list[Value]] = {}
    for phrase, value in phrases if glossary.concepts else ():
        for hit in glossary.phrases.every(phrase):
            if hit.said == phrase and value not in found.setdefault(hit.value, []):
                found[hit.value].append(value)
    return found


def _sent(found: "Learned", team: str, phrase: str | None) -> Route:
    """To the best team of what was learned; by a phrase of the settings, where one speaks for it."""
    guesses = _best_two(found)
    return Route(team, "keyword" if phrase else "learned", phrase, guesses[0].sure, guesses, found.like[:SAID_LIKE])


def _best_two(found: "Learned") -> tuple[Guess, ...]:
    return tuple(Guess(one.team, one.phrase, one.share) for one in found.ranked[:2])


def _holds(rule: Rule, facts: Facts) -> bool:
    """All that the rule names, its keyword apart."""
    return (
        rule.channel in (None, facts.channel)
        and rule.touchpoint in (None, facts.touchpoint)
        and rule.contact in (None, facts.contact)
        and _is_same(rule.segment, facts.segment)
        and _is_same(rule.line, facts.line)
    )


def _is_same(wanted: str | None, given: str | None) -> bool:
    """Segments and product lines are typed by hand."""
    return wanted is None or (given is not None and fold(wanted) == fold(given))


def _phrases(teams: Iterable[TeamWords], touchpoints: Iterable[TouchpointWords]) -> Iterator[tuple[str, str]]:
    """Each phrase once per team, so that a keyword that is also a touchpoint's name does not count twice."""
    pairs = [(keyword, team.key) for team in teams for keyword in team.keywords]
    pairs += [(touchpoint.name, touchpoint.team) for touchpoint in touchpoints if touchpoint.team]
    return iter(dict.fromkeys((fold(phrase), team) for phrase, team in pairs))


def _by_team(hits: Iterable[Hit[str]]) -> list[_Evidence]:
    """The evidence for each team, strongest first."""
    found: dict[str, dict[str, Hit[str]]] = {}
    for hit in hits:
        found.setdefault(hit.value, {}).setdefault(fold(hit.said), hit)
    evidence = [_Evidence(team, _longest_first(own.values())) for team, own in found.items()]
    return sorted(evidence, key=lambda one: one.strength, reverse=True)


def _longest_first(hits: Iterable[Hit[str]]) -> tuple[Hit[str], ...]:
    return tuple(sorted(hits, key=lambda hit: -hit.length))


def _guesses(evidence: Sequence[_Evidence]) -> tuple[Guess, ...]:
    return tuple(Guess(one.team, one.hits[0].said, _sure(one, evidence)) for one in evidence[:2])


def _sure(one: _Evidence, evidence: Iterable[_Evidence]) -> float:
    """The words that speak for this team, among all that speak for any, and some doubt. A word against a word stays
    under a half; two against one, or one alone, pass it."""
    return one.words / (sum(other.words for other in evidence) + DOUBT)
