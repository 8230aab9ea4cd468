"""Annoyances, their moves and their words."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch, insert_new
from storage.tables import Annoyance, Label, Move, Term, Workspace, table

annoyances = table(Annoyance)
moves = table(Move)
terms = table(Term)
workspaces = table(Workspace)
labels = table(Label)

CANDIDATES = 100
"""How many annoyances with common words are scored."""


def next_number(session: Session, workspace_id: str) -> int:
    """The next annoyance's number; its row lock also puts this workspace's reports in order."""
    taken = update(workspaces).where(workspaces.c.id == workspace_id).values(
        last_number=workspaces.c.last_number + 1).returning(workspaces.c.last_number)
    return int(session.exec(taken).scalar_one())


def get(session: Session, workspace_id: str, number: int, *, lock: bool = False) -> Annoyance | None:
    """One annoyance; with `lock` nobody else changes it until this transaction ends."""
    found = pick(Annoyance).where(Annoyance.workspace_id == workspace_id, Annoyance.number == number)
    return session.exec(found.with_for_update() if lock else found).first()


def add(session: Session, **values: object) -> None:
    session.exec(annoyances.insert(), params=values)


def add_move(session: Session, workspace_id: str, number: int, *, at: datetime, move: str, from_state: str | None,
             to_state: str, from_team: str | None, team_key: str | None, by: str | None, reason: str | None = None,
             first: bool = False) -> int:
    """Write one line of the annoyance's story; returns its place. The caller holds the annoyance's lock."""
    seq = 1 if first else 1 + int(fetch(session, select(func.coalesce(func.max(moves.c.seq), 0)).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number)).scalar_one())
    session.exec(moves.insert(), params={
        "workspace_id": workspace_id, "number": number, "seq": seq, "at": at, "move": move, "from_state": from_state,
        "to_state": to_state, "from_team": from_team, "team_key": team_key, "by": by, "reason": reason})
    return seq


def story(session: Session, workspace_id: str, number: int) -> Sequence[Move]:
    """All moves of an annoyance, oldest first."""
    return session.exec(pick(Move).where(Move.workspace_id == workspace_id, Move.number == number)
                        .order_by(col(Move.seq))).all()


def add_terms(session: Session, workspace_id: str, number: int, words: Collection[str]) -> None:
    """Make an annoyance findable by `words`."""
    rows = [{"workspace_id": workspace_id, "term": word[:100], "number": number} for word in sorted(words)]
    if rows:
        insert_new(session, terms, rows)


def alike(session: Session, workspace_id: str, words: Collection[str], *, leave_out: int | None = None
          ) -> list[tuple[Annoyance, frozenset[str]]]:
    """The annoyances that share most of `words`, each with all its words; merged and withdrawn ones left out.

    The one call behind look-alikes and `/snag find`: a better index goes in here.
    """
    if not words:
        return []
    shared = (
        select(terms.c.number).join(annoyances, (annoyances.c.workspace_id == terms.c.workspace_id)
                                    & (annoyances.c.number == terms.c.number))
        .where(terms.c.workspace_id == workspace_id, terms.c.term.in_([word[:100] for word in words]),
               annoyances.c.state.not_in(["merged", "withdrawn"]), terms.c.number != (leave_out or 0))
        .group_by(terms.c.number).order_by(func.count().desc(), terms.c.number.desc()).limit(CANDIDATES)
    )
    numbers = [row[0] for row in fetch(session, shared)]
    if not numbers:
        return []
    words_of: dict[int, set[str]] = {number: set() for number in numbers}
    for number, term in fetch(session, select(terms.c.number, terms.c.term).where(
            terms.c.workspace_id == workspace_id, terms.c.number.in_(numbers))):
        words_of[number].add(term)
    found = session.exec(pick(Annoyance).where(Annoyance.workspace_id == workspace_id,
                                               col(Annoyance.number).in_(numbers)))
    return [(row, frozenset(words_of[row.number])) for row in found]


def add_label(session: Session, workspace_id: str, *, report_id: str, team_key: str | None, was_team: str | None,
              kind: str, by: str | None, at: datetime) -> None:
    """Record what a person said about a routing; places have no gaps, so that every learner sees the same order."""
    seq = session.exec(update(workspaces).where(workspaces.c.id == workspace_id).values(
        last_label=workspaces.c.last_label + 1).returning(workspaces.c.last_label)).scalar_one()
    session.exec(labels.insert(), params={
        "workspace_id": workspace_id, "seq": seq, "report_id": report_id, "team_key": team_key, "was_team": was_team,
        "kind": kind, "by": by, "at": at})


def open_ones(session: Session, workspace_id: str, states: Collection[str]) -> Sequence[Annoyance]:
    """All annoyances in one of `states`, oldest first."""
    return session.exec(pick(Annoyance).where(Annoyance.workspace_id == workspace_id, col(Annoyance.state).in_(states))
                        .order_by(col(Annoyance.number))).all()
