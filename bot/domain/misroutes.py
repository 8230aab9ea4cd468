"""Reports that went to the wrong team, and the rule that would have brought them to the right one.

A rule is proposed where one word, or a phrase of up to three, stands in at least three of the reports that went the
same wrong way, and hardly ever in those of other teams. With few reports "never seen" says little, so each count is
taken as if one more report had spoken against it: of the reports that say the words at most a fifth may belong to
others, and of the others' reports at most a tenth may say them. Three against none pass once there are eight others.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.duplicates import Glossary
from bot.domain.language_words import ENGLISH
from bot.domain.phrases import Phrases, as_one, stem, words_of
from bot.domain.routing import Router, Rule
from bot.domain.trials import Past, Trial

WITHIN = timedelta(days=90)
"""So far back reports are looked at."""
ENOUGH = 3
WORDS = 3
OF_THOSE_THAT_SAY_IT, OF_THE_OTHERS = 0.2, 0.1
"""What may be others' at most, one more report counted against the words."""
PROPOSED = 3
"""So many rules for one way at most."""
LONGEST = 60
"""Characters of a keyword."""
_CANDIDATES = 300

_MASKED = re.compile(r"\[[a-z -]{2,12}\]")
_PIECE = re.compile(r"[a-zà-öø-ÿ0-9]+(?:'[a-z]+)*|[가-힣]+|[ァ-ヴー]{2,}|[一-鿿々]{2,}")
_HANGUL, _HAN = re.compile("[가-힣]"), re.compile("[一-鿿]")
# What Korean hangs on a noun; a rule finds the noun inside the word, so that without them it finds all its forms.
_PARTICLES = re.compile("(?<=[가-힣]{2})(?:에서는|에서도|으로는|에서|에게|으로|까지|부터|처럼|보다|이나|라고|"
                        "[은는이가을를의에도만로과와나요])$")
_EVERYWHERE = frozenset("""customer client user guest people somebody someone please again today
    고객 고객님 손님 客様 顧客""".split())


@dataclass(frozen=True, slots=True)
class Settled:
    """A rule that an admin has taken or dismissed."""

    team: str
    keyword: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule by a keyword, as people wrote it. `numbers` say it and went the wrong way; of the `of` reports of other
    teams `others` say it too."""

    team: str
    keyword: str
    numbers: tuple[int, ...]
    others: int
    of: int


@dataclass(frozen=True, slots=True)
class Misroute:
    """Reports that went to `was` (None: triage) and belonged to `team`, by number."""

    was: str | None
    team: str
    numbers: tuple[int, ...]
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """The same with the names of its teams; `was` None: triage."""

    was: str | None
    team: str
    found: Misroute


@dataclass(frozen=True, slots=True)
class Told:
    """All that went wrong, and the rules that admins do not want."""

    ways: tuple[Way, ...]
    dismissed: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a Home shows it, with names of teams; `was` None: triage. `n` reports say it."""

    was: str | None
    team_key: str
    team: str
    keyword: str
    n: int


@dataclass(frozen=True, slots=True)
class RuleTried:
    """What a proposed rule would have done to the last reports."""

    team_key: str
    team: str
    keyword: str
    trial: Trial


def misroutes(past: Sequence[Past], now: Router, rules: Sequence[Rule], glossary: Glossary,
              settled: Iterable[Settled] = ()) -> tuple[Misroute, ...]:
    """Which ways were wrong, most travelled first, and rules for what would go wrong still: `now` routes by rules,
    touchpoints and keywords as they are, so that what an admin has seen to since needs no rule. Nothing is proposed
    that is settled, nor what an earlier rule would take."""
    ways = defaultdict[tuple[str | None, str], list[Past]](list)
    for one in past:
        if one.belongs is not None and not one.is_chosen and one.belongs != one.went:
            ways[one.went, one.belongs].append(one)
    looking = _Looking(past, now, rules, glossary, tuple(settled))
    found = [Misroute(was, team, tuple(sorted(one.number for one in ones)), looking.proposals(team, ones))
             for (was, team), ones in ways.items()]
    return tuple(sorted(found, key=lambda way: (-len(way.numbers), way.team, way.was or "")))


@dataclass
class _Looking:
    past: Sequence[Past]
    now: Router
    rules: Sequence[Rule]
    glossary: Glossary
    settled: Sequence[Settled]
    _taken: Phrases[None] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = Phrases((rule.keyword, None) for rule in self.rules if rule == Rule(rule.team, rule.keyword)
                              and rule.keyword)

    def proposals(self, team: str, wrong: Sequence[Past]) -> tuple[Proposal, ...]:
        """Rules to `team`, each for what the ones before leave."""
        done = Phrases((one.keyword, None) for one in self.settled if one.team == team)
        left = [one for one in wrong if not done.every(one.facts.text) and self.now.route(one.facts).team != team]
        words = self._words(team, left)
        found: list[Proposal] = []
        while len(found) < PROPOSED and (best := _best(team, words, {one.number for one in left})):
            found.append(best)
            left = [one for one in left if one.number not in best.numbers]
        return tuple(found)

    def _words(self, team: str, wrong: Sequence[Past]) -> "list[_Words]":
        """What is said often enough in `wrong`, and in which of all reports it stands."""
        if len(wrong) < ENOUGH:
            return []
        phrases = {said: None for said in _said_often([one.facts.text for one in wrong], self.glossary)
                   if not self._taken.every(said)}
        index = Phrases((said, said) for said in phrases)
        went_wrong = {one.number for one in wrong}
        where, starts = defaultdict[str, set[int]](set), defaultdict[str, int](int)
        for one in self.past:
            if one.belongs is not None:
                for hit in sorted(index.every(one.facts.text), key=lambda hit: hit.start):
                    starts[hit.value] += hit.start if one.number in went_wrong - where[hit.value] else 0
                    where[hit.value].add(one.number)
        others = frozenset(one.number for one in self.past if one.belongs not in (None, team))
        return [_Words(said, frozenset(where[said]), others, starts[said]) for said in phrases]


@dataclass(frozen=True)
class _Words:
    """A word or phrase, the reports in which it stands, those of other teams, and how late it stands in the reports
    that went wrong."""

    said: str
    stands_in: frozenset[int]
    others: frozenset[int]
    late: int

    @property
    def wrong(self) -> int:
        """In how many of the others it stands."""
        return len(self.stands_in & self.others)

    @property
    def is_rare_elsewhere(self) -> bool:
        return ((self.wrong + 1) / (len(self.stands_in) + 2) <= OF_THOSE_THAT_SAY_IT
                and (self.wrong + 1) / (len(self.others) + 2) <= OF_THE_OTHERS)


def _best(team: str, words: Iterable[_Words], left: set[int]) -> Proposal | None:
    """What stands in most of those that are left; of equals what others say least, then one word before two, then what
    people begin with: they name the thing before they say what is wrong with it."""
    fit = [one for one in words if len(one.stands_in & left) >= ENOUGH and one.is_rare_elsewhere]
    if not fit:
        return None
    best = min(fit, key=lambda one: (-len(one.stands_in & left), one.wrong, len(one.said.split()), one.late,
                                     -len(one.said), one.said))
    return Proposal(team, best.said, tuple(sorted(best.stands_in & left)), best.wrong, len(best.others))


def _said_often(texts: Iterable[str], glossary: Glossary) -> list[str]:
    """Words and phrases that stand in enough of the texts, each as it is written most often."""
    written = defaultdict[tuple[str, ...], Counter[str]](Counter)
    for text in texts:
        for key, said in _phrases(text, glossary).items():
            written[key][said] += 1
    often = sorted(((sum(ways.values()), key) for key, ways in written.items()), key=lambda one: (-one[0], one[1]))
    return [_usual(written[key]) for times, key in often[:_CANDIDATES] if times >= ENOUGH]


def _usual(ways: Mapping[str, int]) -> str:
    """The way in which most write it."""
    return min(ways, key=lambda said: (-ways[said], said))


def _phrases(text: str, glossary: Glossary) -> dict[tuple[str, ...], str]:
    """Each word and phrase of a text once: by its stems, and as it is written."""
    folded, shown = as_one(text)
    pieces = list(_PIECE.finditer(_MASKED.sub(lambda mark: " " * len(mark.group()), folded)))
    found: dict[tuple[str, ...], str] = {}
    for at, first in enumerate(pieces):
        for last in _run(folded, pieces[at:at + WORDS]):
            start, end = first.start(), last.start() + len(_PARTICLES.sub("", last.group()))
            _add(found, folded[start:end], shown[start:end])
        if _HAN.match(first.group()):
            for start, end in _inside(first):
                _add(found, folded[start:end], shown[start:end])
    for hit in glossary.phrases.every(text):
        if hit.length <= WORDS:
            _keep(found, folded[hit.start:hit.end], hit.said)
    return found


def _run(folded: str, pieces: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The ends of phrases that begin with the first piece: words of one script, with a space between them."""
    for place, piece in enumerate(pieces):
        if place and not _go_together(folded, pieces[place - 1], piece):
            return
        yield piece


def _go_together(folded: str, one: re.Match[str], other: re.Match[str]) -> bool:
    is_one_script = (one.group().isascii() and other.group().isascii()) or (
        _HANGUL.match(one.group()) and _HANGUL.match(other.group()))
    return bool(is_one_script) and folded[one.end():other.start()] == " "


def _inside(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of a compound, of two characters at least."""
    for length in range(2, min(run.end() - run.start(), 6)):
        yield run.start(), run.start() + length
        yield run.end() - length, run.end()


def _add(found: dict[tuple[str, ...], str], folded: str, shown: str) -> None:
    if _says_something(folded, words_of(folded)):
        _keep(found, folded, shown)


def _keep(found: dict[tuple[str, ...], str], folded: str, shown: str) -> None:
    words = words_of(folded)
    if len(folded) <= LONGEST:
        found.setdefault(tuple(map(stem, words)) if words else (folded,), " ".join(_as_inside(shown).split()))


def _as_inside(shown: str) -> str:
    """As it would stand inside a sentence."""
    return shown[:1].lower() + shown[1:] if shown[1:].islower() else shown


def _says_something(folded: str, words: Sequence[str]) -> bool:
    """Neither a number, nor a word that stands everywhere, nor a phrase that begins or ends with one."""
    parts = words or [folded]
    ends = (parts[0], parts[-1])
    return not any(end in ENGLISH or end in _EVERYWHERE or end.isdigit() or len(end) < (3 if words else 2)
                   for end in ends)
