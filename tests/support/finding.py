"""By which words the index finds what: asked word by word, as whoever looks for it would."""

from sqlmodel import Session, select

from bot.domain.duplicates import indexed
from bot.domain.likely import Wanted
from storage import search
from storage.db import Database
from storage.tables import Report


def found(session: Session, workspace_id: str, word: str) -> list[int]:
    """The annoyances that a word leads to, newest report first."""
    wanted = [Wanted(word, (frozenset({word}),))]
    return [one.number for one in search.nearest(session, workspace_id, wanted, 1_000).candidates]


def words_to(db: Database, workspace_id: str, number: int) -> frozenset[str]:
    """Of all words that anybody ever reported, those that lead to this annoyance."""
    return all_words(db, workspace_id).get(number, frozenset())


def all_words(db: Database, workspace_id: str) -> dict[int, frozenset[str]]:
    """Of all words that anybody ever reported, by annoyance those that lead to it."""
    words: dict[int, set[str]] = {}
    with db.reading() as session:
        told = session.exec(select(Report.story).where(Report.workspace_id == workspace_id)).all()
        for word in {word for story in told for word in indexed(story)}:
            for number in found(session, workspace_id, word):
                words.setdefault(number, set()).add(word)
    return {number: frozenset(its) for number, its in words.items()}
