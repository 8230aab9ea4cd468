"""The index of words by which reports are found: FTS5 on SQLite, a table of postings on PostgreSQL, the same calls.

It is a cache of what the `report` rows say. A document is one report, known by its `place`; the application makes its
tokens: numbers that carry the workspace, so that a word of one workspace leads into no other. The database is only
asked which reports have a token, newest first: FTS5 without positions and columns cannot rank (its bm25 is silently
wrong), and neither database knows where Korean and Japanese words end. What is alike is decided in Python, from text.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

from sqlalchemy import ColumnElement, TextClause, and_, bindparam, func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bot.domain.likely import Wanted, followed, promising, rarities
from storage.db import fetch
from storage.tables import Annoyance, Report, Workspace, table

annoyances = table(Annoyance)
reports = table(Report)
workspaces = table(Workspace)

HEAD = 64
"""So many of the newest reports with a word are looked at to see how rare it is."""
NEWEST = 8_000
"""How many of the newest reports with one word can come into question, so that a report costs the same among many."""

# A row's place is given when it is stored: SQLite has one writer, PostgreSQL a sequence, on which nobody waits.
_LAST = select(func.max(reports.c.place)).scalar_subquery()
NEXT_PLACE = {"sqlite": func.coalesce(_LAST, 0) + 1, "postgresql": func.nextval("report_place")}

_ADD = {
    "sqlite": text("insert into search(rowid, tokens) values (:place, :tokens)"),
    "postgresql": text("insert into search(token, place) select cast(one ->> 0 as integer), cast(one ->> 1 as integer) "
                       "from jsonb_array_elements(cast(:postings as jsonb)) as one on conflict do nothing"),
}
_REMOVE = {
    "sqlite": text("insert into search(search, rowid, tokens) values ('delete', :place, :tokens)"),
    "postgresql": text("delete from search using jsonb_array_elements(cast(:postings as jsonb)) as one "
                       "where token = cast(one ->> 0 as integer) and place = cast(one ->> 1 as integer)"),
}
_HAVING = {
    "sqlite": text("""
        select word.key, (select group_concat(place, ',') from (
            select rowid as place from search where search match word.value order by rowid desc limit :most) as newest)
        from json_each(:tokens) as word
    """),
    "postgresql": text("""
        select word.place - 1, (select string_agg(cast(place as text), ',') from (
            select place from search where token = cast(word.value as integer)
            order by place desc limit :most) as newest)
        from jsonb_array_elements_text(cast(:tokens as jsonb)) with ordinality as word(value, place)
    """),
}
_OF_ITS = {
    "sqlite": text("select count(*) from json_each(:tokens) as word where exists ("
                   "select 1 from search where search match word.value and rowid = :place)"),
    "postgresql": text("select count(*) from jsonb_array_elements_text(cast(:tokens as jsonb)) as word(value) "
                       "join search on token = cast(word.value as integer) and place = :place"),
}
_PUT = update(reports).where(reports.c.workspace_id == bindparam("ws"), reports.c.id == bindparam("report")).values(
    place=bindparam("at"))
_AS_TOLD = select(
    reports.c.workspace_id, reports.c.id, reports.c.story, reports.c.customer_words, reports.c.place)
_OLDEST, _NEWEST = (
    select(reports.c.place).where(reports.c.workspace_id == bindparam("ws"), reports.c.withdrawn.is_(False)
                                  ).order_by(order).limit(1).scalar_subquery()
    for order in (reports.c.id, reports.c.id.desc()))
_SIZE = select(workspaces.c.last_number, _OLDEST, _NEWEST).where(workspaces.c.id == bindparam("ws"))
_TOLD = select(
    reports.c.place, reports.c.story, reports.c.customer_words, annoyances.c.number, annoyances.c.title,
    annoyances.c.state, annoyances.c.meanwhile, annoyances.c.may_offer,
).join(annoyances, (annoyances.c.workspace_id == reports.c.workspace_id) & (annoyances.c.number == reports.c.number)
       ).where(
    reports.c.place.in_(bindparam("places", expanding=True)),
    # As an expression: else SQLite walks through the whole workspace instead of the hundred places.
    func.coalesce(reports.c.workspace_id, "") == bindparam("ws"),
    reports.c.withdrawn.is_(False), annoyances.c.state.not_in(["merged", "withdrawn"]))


@dataclass(frozen=True, slots=True)
class Document:
    """A report as the index knows it."""

    workspace_id: str
    place: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that has words of another, with the annoyance that it is of by now."""

    place: int
    story: str
    customer_words: str | None
    number: int
    title: str
    state: str
    meanwhile: str | None = None
    may_offer: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, those first that share most of what is rare; and how rare each wanted term is here."""

    candidates: tuple[Candidate, ...]
    rarity: Mapping[str, float]


def add(session: Session, documents: Sequence[Document]) -> None:
    """Make reports findable by their terms."""
    _change(session, _ADD, documents)


def remove(session: Session, documents: Sequence[Document]) -> bool:
    """Take reports out again. Their terms are those they were added with: the index keeps none to look up. False where
    SQLite's index was spoiled and lacks some of them: then all stay as they are."""
    if session.info["dialect"] == "postgresql":
        _change(session, _REMOVE, documents)
        return True
    try:
        with session.connection().begin_nested():
            _change(session, _REMOVE, documents)
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_CORRUPT_VTAB:
            raise
        return False
    return True


def nearest(session: Session, workspace_id: str, wanted: Sequence[Wanted], limit: int) -> Found:
    """At most `limit` reports that have what is rarest of `wanted`. Merged annoyances lead to their survivors; what was
    withdrawn is left out. Costs at most a budget of postings, however many reports there are."""
    terms = sorted({term for one in wanted for way in one.ways for term in way})
    if not terms:
        return Found((), {})
    if session.info["dialect"] == "postgresql":  # it would compile each search for a third of a second
        fetch(session, text("set local jit = off"))
    heads = _having(session, workspace_id, terms, HEAD)
    size, *known = fetch(session, _SIZE, ws=workspace_id).one()
    known = [at for at in chain(known, *((its[0], its[-1]) for its in heads.values())) if at is not None]
    first, last = min(known, default=0), max(known, default=0)
    counts = {term: _how_many(places, first, last) for term, places in heads.items()}
    rarity = rarities(wanted, counts, max([size, *counts.values()]))
    chosen = followed(wanted, counts, newest=NEWEST)
    common = sorted({term for one in chosen for term in one.terms if len(heads[term]) == HEAD})
    having = {**heads, **_having(session, workspace_id, common, NEWEST)}
    places = promising(chosen, having, rarity, limit)
    return Found(tuple(_told(session, workspace_id, places)), rarity)


def begin_anew(session: Session) -> int:
    """Before all is indexed again. FTS5 cannot take a report out that a spoiled index has lost, so on SQLite it is
    emptied; returns the last place that was given by then. PostgreSQL's postings are replaced one by one: 0."""
    if session.info["dialect"] == "postgresql":
        return 0
    fetch(session, text("insert into search(search) values ('delete-all')"))
    return last_place(session)


def forget_places(session: Session, after: int, until: int) -> None:
    """Reports at these places are not in the index any more."""
    session.exec(update(reports).where(reports.c.place > after, reports.c.place <= until).values(place=None))


def next_places(session: Session, how_many: int) -> list[int]:
    """New places for reports that are stored already."""
    if session.info["dialect"] == "sqlite":
        last = fetch(session, select(_LAST)).scalar() or 0
        return list(range(last + 1, last + 1 + how_many))
    found = fetch(session, text("select nextval('report_place') from generate_series(1, :n)"), n=how_many)
    return [row[0] for row in found]


def last_place(session: Session) -> int:
    """The highest place that was given so far."""
    return int(fetch(session, select(_LAST)).scalar() or 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a stored report says, and where it stands in the index."""

    workspace_id: str
    id: str
    story: str
    customer_words: str | None
    place: int | None


def to_index(session: Session, workspace_id: str, *, after: str, until: int, limit: int, leave_locked: bool
             ) -> list[Told]:
    """The next reports by id that nobody took back and that are not in the index, or at a place up to `until`. Locked,
    but not for rows that name them; those that somebody else has locked are waited for, or left."""
    return [Told(*row) for row in fetch(session, _AS_TOLD.where(
        _to_index(workspace_id, until), reports.c.id > after).order_by(reports.c.id).limit(limit).with_for_update(
        key_share=True, skip_locked=leave_locked))]


def count_to_index(session: Session, workspace_id: str, until: int) -> int:
    """How many reports `to_index` leads to."""
    return int(fetch(session, select(func.count()).select_from(reports).where(
        _to_index(workspace_id, until))).scalar_one())


def _to_index(workspace_id: str, until: int) -> ColumnElement[bool]:
    return and_(reports.c.workspace_id == workspace_id, reports.c.withdrawn.is_(False),
                func.coalesce(reports.c.place, 0) <= until)


def put(session: Session, workspace_id: str, places: Mapping[str, int]) -> None:
    """Note where reports stand in the index."""
    session.exec(_PUT, params=[{"ws": workspace_id, "report": one, "at": at} for one, at in places.items()])


def missing(session: Session) -> int:
    """How many reports of all workspaces the index misses, though nobody took them back."""
    return int(fetch(session, select(func.count()).select_from(reports).where(
        reports.c.place.is_(None), reports.c.withdrawn.is_(False))).scalar_one())


def ends(session: Session, how_many: int) -> list[Told]:
    """So many reports of all workspaces that came first into the index, and so many that came last."""
    found = {row.place: Told(*row) for order in (reports.c.place, reports.c.place.desc()) for row in fetch(
        session, _AS_TOLD.where(reports.c.place.is_not(None)).order_by(order).limit(how_many))}
    return list(found.values())


def holds(session: Session, document: Document) -> bool:
    """Whether a report is found by each of its terms."""
    dialect = session.info["dialect"]
    tokens = {token(document.workspace_id, term) for term in document.terms}
    asked = json.dumps([_word(one) for one in tokens] if dialect == "sqlite" else list(tokens))
    return int(fetch(session, _OF_ITS[dialect], tokens=asked, place=document.place).scalar_one()) == len(tokens)


def _told(session: Session, workspace_id: str, places: Sequence[int]) -> list[Candidate]:
    if not places:
        return []
    found = {row[0]: Candidate(*row) for row in fetch(session, _TOLD, ws=workspace_id, places=list(places)).all()}
    return [found[place] for place in places if place in found]


def _having(session: Session, workspace_id: str, terms: Sequence[str], most: int) -> dict[str, list[int]]:
    """The newest reports that have each term, newest first; terms that none has are left out."""
    if not terms:
        return {}
    dialect, tokens = session.info["dialect"], [token(workspace_id, term) for term in terms]
    asked = json.dumps([_word(one) for one in tokens] if dialect == "sqlite" else tokens)
    found = fetch(session, _HAVING[dialect], tokens=asked, most=most).all()
    return {terms[int(at)]: list(map(int, places.split(","))) for at, places in found if places}


def _how_many(newest: Sequence[int], first: int, last: int) -> int:
    """How many reports have a term: all that were looked at, or, where there are more, as many as there would be if
    they lay as close everywhere between the workspace's first place and its last. Nobody keeps a count, on which all
    who write would have to wait."""
    return len(newest) if len(newest) < HEAD else max(HEAD * (last - first + 1) // (last - newest[-1] + 1), HEAD)


def _change(session: Session, how: Mapping[str, TextClause], documents: Sequence[Document]) -> None:
    dialect = session.info["dialect"]
    tokens = [(one.place, sorted({token(one.workspace_id, term) for term in one.terms})) for one in documents]
    if dialect == "sqlite":
        rows = [{"place": place, "tokens": " ".join(map(_word, of))} for place, of in tokens if of]
    else:
        postings = [(one, place) for place, of in tokens for one in of]
        rows = [{"postings": json.dumps(postings)}] if postings else []
    if rows:
        session.connection().execute(how[dialect], rows)


def _word(one: int) -> str:
    """A token as FTS5 takes it: a short word that is none of its operators."""
    return f"t{one & 0xFFFFFFFF:x}"


@lru_cache(maxsize=65_536)
def token(workspace_id: str, term: str) -> int:
    """A word in a workspace as a number of 32 bits. Two share one now and then; that costs a look, never an answer."""
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=4, key=_key(workspace_id)).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=1_024)
def _key(workspace_id: str) -> bytes:
    return blake2b(workspace_id.encode(), digest_size=16).digest()
