"""A database with many reports for benchmarks of text: rows by bulk inserts, indexed as the product does it."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import text, update

from bot.services import alikes
from storage import migrate, search
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Concept, Report, Workspace, table
from tests.benchmarks.text.alike_rows import Told
from tests.support import databases

WORKSPACE = "benchmark"
BATCH = 5_000
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@contextmanager
def sqlite() -> Iterator[Database]:
    """A new SQLite file with all tables."""
    with tempfile.TemporaryDirectory() as folder, _database(f"sqlite:///{folder}/benchmark.db") as db:
        yield db


@contextmanager
def postgresql() -> Iterator[Database]:
    """A new database of the PostgreSQL server with all tables."""
    with databases.postgresql() as name, _database(databases.url_of(name)) as db:
        yield db


@contextmanager
def _database(url: str) -> Iterator[Database]:
    migrate.upgrade(url)
    db = Database(url)
    try:
        yield db
    finally:
        db.close()


def fill(db: Database, told: Sequence[Told], glossary: Mapping[str, Sequence[str]] | None = None) -> dict[str, int]:
    """Store and index all of `told` in one workspace; returns the number of each annoyance that has a name. Reports of
    one annoyance are merged: they are its own."""
    with db.transaction(WORKSPACE) as tx:
        tx.session.add(Workspace(id=WORKSPACE, created_at=AT))
        tx.session.flush()
        tx.session.add_all(Concept(workspace_id=WORKSPACE, concept=concept, words=list(words))
                           for concept, words in (glossary or {}).items())
    numbers: dict[str, int] = {}
    last = 0
    for start in range(0, len(told), BATCH):
        batch = told[start:start + BATCH]
        made: list[tuple[int, bool]] = []
        for one in batch:
            is_new = one.annoyance is None or one.annoyance not in numbers
            last += is_new
            number = last if one.annoyance is None else numbers.setdefault(one.annoyance, last)
            made.append((number, is_new))
        _store(db, batch, made)
    with db.transaction(WORKSPACE) as tx:
        tx.session.exec(update(table(Workspace)).values(last_number=last))
        tx.session.connection().execute(text("analyze"))  # as a server does by itself, and SQLite on request
    return numbers


def _store(db: Database, batch: Sequence[Told], made: Sequence[tuple[int, bool]]) -> None:
    with db.transaction(WORKSPACE) as tx:
        tx.session.exec(table(Annoyance).insert(), params=[
            {"workspace_id": WORKSPACE, "number": number, "title": one.text[:80], "state": "new", "route_by": "",
             "route_sure": 0.0, "guesses": [], "moves": 0, "check_round": 0, "created_at": AT, "changed_at": AT}
            for one, (number, is_new) in zip(batch, made, strict=True) if is_new])
        places = search.next_places(tx.session, len(batch))
        tx.session.exec(table(Report).insert(), params=[
            {"workspace_id": WORKSPACE, "id": new_id(), "number": number, "first_number": number, "story": one.text,
             "door": "import", "withdrawn": False, "seen_after_fix": False, "text_key": "", "place": place,
             "created_at": AT}
            for one, (number, _), place in zip(batch, made, places, strict=True)])
        search.add(tx.session, [search.Document(WORKSPACE, place, alikes.found_by(one.text, None))
                                for one, place in zip(batch, places, strict=True)])
