"""Which team can fix it: the reporter's choice, an admin's rule, the touchpoint's owner, then words in the text.
Too little evidence is said as such: the report goes to triage with the two best guesses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.phrases import Hit, Phrases
from bot.domain.wording import fold

FLOOR = 0.5
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
    phrase: str
    sure: float


@dataclass(frozen=True)
class Route:
    """`team` None is triage. `phrase` is what decided, in the reporter's words or the touchpoint's name."""

    team: str | None
    by: str
    phrase: str | None
    sure: float
    guesses: tuple[Guess, ...]


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
    ) -> None:
        self._teams = frozenset(team.key for team in teams)
        self._rules = [rule for rule in rules if rule.team in self._teams]
        self._rule_words = Phrases((rule.keyword, rule) for rule in self._rules if rule.keyword)
        self._touchpoints = {touchpoint.key: touchpoint for touchpoint in touchpoints}
        self._phrases = Phrases(_phrases(teams, touchpoints))
        self._floor = floor

    def route(self, facts: Facts) -> Route:
        if not self._teams:
            return Route(None, "no_teams", None, 0.0, ())
        return (self._chosen(facts) or self._ruled(facts) or self._owned(facts) or self._asked(facts)
                or self._said(facts.text))

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

    def _said(self, text: str) -> Route:
        evidence = _by_team(hit for hit in self._phrases.find(text) if hit.value in self._teams)
        if not evidence:
            return Route(None, "nothing", None, 0.0, ())
        guesses = _guesses(evidence)
        best = guesses[0]
        if len(evidence) > 1 and evidence[0].strength == evidence[1].strength:
            return Route(None, "tie", best.phrase, best.sure, guesses)
        if best.sure < self._floor:
            return Route(None, "unsure", best.phrase, best.sure, guesses)
        return Route(best.team, "keyword", best.phrase, best.sure, guesses)

    def _name_of(self, touchpoint: str | None) -> str | None:
        known = self._touchpoints.get(touchpoint or "")
        return known.name if known else None


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
