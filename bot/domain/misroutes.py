"""Reports that went to the wrong team, and the rule that would have brought them to the right one.

A rule is proposed where one word, or a phrase of up to three, stands in at least three of the reports that went the
same wrong way, and hardly ever in those of other teams: of the reports that say it at most a tenth may be others'. With
few reports "never" says little; therefore the same is asked as if one more report had spoken against the words, and
then at most a fifth of those that say them may be others', and at most a tenth of all others' may say them. Three
against none pass once there are eight others.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.duplicates import Glossary
from bot.domain.language_words import ENGLISH
from bot.domain.phrases import Phrases, as_one, stem, words_of
from bot.domain.routing import Router, Rule
from bot.domain.trials import Past, Trial

WITHIN = timedelta(days=90)
"""So far back reports are looked at."""
READ = 600
"""In so many characters of each words are looked for: what somebody tells at length stands in its first sentences."""
ENOUGH = 3
WORDS = 3
OF_THOSE_THAT_SAY_IT = 0.1
"""Of the reports with the words so many may be others'."""
CAUTIOUS, OF_THE_OTHERS = 0.2, 0.1
"""The same, and how many of the others' may say them, one more report counted against the words."""
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
    settled = tuple(settled)
    left = {way: _still_wrong(way[1], ones, now, settled) for way, ones in ways.items()}
    taken = Phrases((rule.keyword, rule) for rule in rules if rule.keyword and rule == Rule(rule.team, rule.keyword))
    often = {way: [said for said in _said_often(ones, glossary) if not taken.every(said)]
             for way, ones in left.items() if len(ones) >= ENOUGH}
    where = _where(past, {said for some in often.values() for said in some})
    found = [Misroute(was, team, tuple(sorted(one.number for one in ones)),
                      _proposals(team, left[was, team], [where[said] for said in often.get((was, team), ())], past))
             for (was, team), ones in ways.items()]
    return tuple(sorted(found, key=lambda way: (-len(way.numbers), way.team, way.was or "")))


def _still_wrong(team: str, wrong: Iterable[Past], now: Router, settled: Iterable[Settled]) -> list[Past]:
    """Those that would go wrong again, and for which no admin has said what they want."""
    done = Phrases((one.keyword, one) for one in settled if one.team == team)
    return [one for one in wrong if not done.every(one.facts.text) and now.route(one.facts).team != team]


@dataclass(frozen=True)
class _Words:
    """A word or phrase, and in which reports it stands: by number, with the place where it begins."""

    said: str
    begins: dict[int, int] = field(default_factory=dict)


def _where(past: Iterable[Past], phrases: Collection[str]) -> dict[str, _Words]:
    """Where each phrase stands, as a rule would find it: in one look at how the reports begin of which people said a
    team."""
    index = Phrases((said, said) for said in phrases)
    found = {said: _Words(said) for said in phrases}
    for one in past:
        if one.belongs is not None:
            for hit in index.every(one.facts.text[:READ]):
                begins = found[hit.value].begins
                begins[one.number] = min(hit.start, begins.get(one.number, hit.start))
    return found


def _proposals(team: str, wrong: Iterable[Past], words: Iterable[_Words], past: Iterable[Past]
               ) -> tuple[Proposal, ...]:
    """Rules to `team`, each for what the ones before leave."""
    others = {one.number for one in past if one.belongs not in (None, team)}
    rare = [one for one in words if _is_rare(len(one.begins.keys() & others), len(one.begins), len(others))]
    left, found = {one.number for one in wrong}, list[Proposal]()
    while len(found) < PROPOSED and (best := _best(rare, left, others)):
        found.append(Proposal(team, best.said, tuple(sorted(best.begins.keys() & left)),
                              len(best.begins.keys() & others), len(others)))
        left -= best.begins.keys()
    return tuple(found)


def _is_rare(of_others: int, of_all: int, others: int) -> bool:
    """Whether words that stand in so many reports, so many of them others', are hardly ever others'."""
    seen = of_others <= OF_THOSE_THAT_SAY_IT * of_all
    return seen and (of_others + 1) / (of_all + 2) <= CAUTIOUS and (of_others + 1) / (others + 2) <= OF_THE_OTHERS


def _best(words: Iterable[_Words], left: Collection[int], others: Collection[int]) -> _Words | None:
    """What stands in most of those that are left; of equals what others say least, then one word before two, then what
    people begin with: they name the thing before they say what is wrong with it."""
    left, others = frozenset(left), frozenset(others)

    def rank(one: _Words) -> tuple[int, int, int, int, int, str]:
        mine = one.begins.keys() & left
        return (-len(mine), len(one.begins.keys() & others), len(one.said.split()),
                sum(one.begins[number] for number in mine), -len(one.said), one.said)

    return min((one for one in words if len(one.begins.keys() & left) >= ENOUGH), key=rank, default=None)


def _said_often(reports: Iterable[Past], glossary: Glossary) -> list[str]:
    """Words and phrases with which enough of the reports begin, each as it is written most often."""
    written = defaultdict[tuple[str, ...], Counter[str]](Counter)
    for one in reports:
        for key, said in _phrases(one.facts.text[:READ], glossary).items():
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
