"""Look-alikes: which annoyances say what a report says, and how a report comes into the index by which it is found. The
session first, no transaction."""

from dataclasses import dataclass
from heapq import nlargest

from bot.domain.annoyances import OPEN, State
from bot.domain.duplicates import ALIKE, closeness, indexed, likeness, terms, together
from bot.domain.likely import wanted_for
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import Alike
from bot.domain.sensing import upset
from bot.services.desk import Desk
from storage import reports as stored
from storage import search
from storage.search import Candidate, Document
from storage.tables import Report

CANDIDATES = 150
"""How many reports with common words are looked at closely."""


def nearest(desk: Desk, words: frozenset[str], wanted: int, floor: float = ALIKE) -> list[Candidate]:
    """The annoyances that say what `words` say, closest first, of equally close ones the newest; each by its report
    that is most alike. Those of which no report is alike by `floor` are left out."""
    found = search.nearest(desk.session, desk.workspace_id, wanted_for(words, desk.settings.glossary), CANDIDATES)
    theirs = [terms(_said(one.story, one.customer_words), desk.settings.glossary) for one in found.candidates]
    close: dict[int, list[tuple[float, Candidate]]] = {}
    for one, its, how_close in zip(found.candidates, theirs, closeness(words, theirs, found.rarity), strict=True):
        if likeness(words, its) >= floor:
            close.setdefault(one.number, []).append((how_close, one))
    best = nlargest(wanted, ((together([how for how, _ in of]), number) for number, of in close.items()))
    return [max(close[number], key=lambda scored: scored[0])[1] for _, number in best]


def words_of(desk: Desk, story: str, customer_words: str | None) -> frozenset[str]:
    """The words by which a report is compared; those of feeling tell nothing of what it is about."""
    said = _said(story, customer_words)
    return terms(said, desk.settings.glossary) - terms(upset(said) or "", desk.settings.glossary)


def words_of_annoyance(desk: Desk, number: int) -> frozenset[str]:
    """The words of the report that stands for an annoyance: its first one."""
    told = stored.of_annoyance(desk.session, desk.workspace_id, number)
    return words_of(desk, told[0].story, told[0].customer_words) if told else frozenset()


def found_by(story: str, customer_words: str | None) -> frozenset[str]:
    """The words by which a report is found in the index."""
    return indexed(_said(story, customer_words))


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where a report stands in the index, and by which words."""

    place: int | None
    words: frozenset[str]


def indexed_as(desk: Desk, report: Report) -> Indexed:
    """How a report is found now, as whoever changed it a moment ago left it, and nobody else changes it: to be asked
    before its text changes, as the index can only forget what it is told. Rows that name the report wait for nobody."""
    desk.session.refresh(report, ["story", "customer_words", "place"], with_for_update={"key_share": True})
    return Indexed(report.place, found_by(report.story, report.customer_words))


def say_otherwise(desk: Desk, report: Report, before: Indexed) -> None:
    """A report whose text has changed is found by its new words, and by none of those before. One that a spoiled index
    has lost is not found until the index is made anew, and counts as missing."""
    now = indexed_as(desk, report)
    if now.place is None or now.words == before.words:
        return
    if search.remove(desk.session, [Document(desk.workspace_id, now.place, before.words)]):
        search.add(desk.session, [Document(desk.workspace_id, now.place, now.words)])
    else:
        stored.change(desk.session, desk.workspace_id, report.id, place=None)


def forget(desk: Desk, report: Report) -> None:
    """A report is not found any more; its words leave the index."""
    was = indexed_as(desk, report)
    if was.place is not None:
        search.remove(desk.session, [Document(desk.workspace_id, was.place, was.words)])
        stored.change(desk.session, desk.workspace_id, report.id, place=None)


def index(desk: Desk, place: int, story: str, customer_words: str | None) -> None:
    """A report that is just stored is found from now on, by itself."""
    search.add(desk.session, [Document(desk.workspace_id, place, found_by(story, customer_words))])


def told_of(one: Candidate) -> Alike:
    """A look-alike as people see it, with what customers may be told and offered until it is fixed."""
    state = State(one.state)
    return Alike(one.number, one.title, state,
                 Meanwhile(one.meanwhile, one.may_offer) if state in OPEN else Meanwhile())


def _said(story: str, customer_words: str | None) -> str:
    return f"{story}\n{customer_words or ''}"
