"""Look-alikes: which annoyances say what a report says. A better search goes in behind these two steps."""

from heapq import nlargest

from bot.domain.annoyances import OPEN, State
from bot.domain.duplicates import ALIKE, likeness, promising, terms
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import Alike
from bot.services.desk import Desk
from storage import annoyances as stored
from storage.annoyances import Near

CANDIDATES, BATCH = 100, 25
"""How many annoyances with common words are scored at most, and how many are read at a time."""


def nearest(desk: Desk, words: frozenset[str], wanted: int, floor: float = ALIKE) -> list[Near]:
    """The annoyances that say what `words` say, most alike first; of equally alike ones the newest.

    Their own words are read batch by batch, until no other can be more alike than those found.
    """
    having = stored.sharing(desk.session, desk.workspace_id, words)
    able = promising(words, having, floor=floor, most=CANDIDATES)
    best: list[tuple[float, int, Near]] = []
    while able and (len(best) < wanted or able[0][0] >= best[-1][0]):
        batch, able = able[:BATCH], able[BATCH:]
        near = stored.near(desk.session, desk.workspace_id, [number for _, number in batch])
        scored = [(likeness(words, one.words), one.number, one) for one in near]
        best = nlargest(wanted, [*best, *(one for one in scored if one[0] >= floor)])
    return [one for _, _, one in best]


def words_of(desk: Desk, story: str, customer_words: str | None) -> frozenset[str]:
    """The words by which a report is found."""
    return terms(f"{story}\n{customer_words or ''}", desk.settings.glossary)


def told_of(one: Near) -> Alike:
    """A look-alike as people see it, with what customers may be told and offered until it is fixed."""
    state = State(one.state)
    return Alike(one.number, one.title, state,
                 Meanwhile(one.meanwhile, one.may_offer) if state in OPEN else Meanwhile())
