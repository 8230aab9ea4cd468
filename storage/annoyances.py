"""Annoyances, their moves and their words."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch, insert_new
from storage.tables import Annoyance, Label, Move, Term, Workspace, table

annoyances = table(Annoyance)
moves = table(Move)
terms = table(Term)
workspaces = table(Workspace)
labels = table(Label)

NEWEST = 500
"""How many annoyances are looked at for one word, so that a report costs the same among a hundred and a million."""

# Put together once: putting a statement together costs three times what carrying it out does.
_INSERT, _INSERT_MOVE = annoyances.insert(), moves.insert()
_NEXT_NUMBER = update(workspaces).where(workspaces.c.id == bindparam("ws")).values(
    last_number=workspaces.c.last_number + 1).returning(workspaces.c.last_number)
_WITH_WORDS = """
    select word.value, (select {joined} from (select number from term where workspace_id = :ws and term = word.value
                                              order by number desc limit :most) as newest)
    from {words} as word
"""
_NEWEST_WITH = {
    "sqlite": text(_WITH_WORDS.format(joined="group_concat(number, ',')", words="json_each(:words)")),
    "postgresql": text(_WITH_WORDS.format(joined="string_agg(cast(number as text), ',')",
                                          words="jsonb_array_elements_text(cast(:words as jsonb))")),
}
_NEAR = select(
    annoyances.c.number, annoyances.c.title, annoyances.c.state,
    select(func.aggregate_strings(terms.c.term, "\n")).where(
        terms.c.workspace_id == annoyances.c.workspace_id, terms.c.number == annoyances.c.number).scalar_subquery(),
).where(annoyances.c.workspace_id == bindparam("ws"), annoyances.c.number.in_(bindparam("numbers", expanding=True)),
        annoyances.c.state.not_in(["merged", "withdrawn"]))


@dataclass(frozen=True, slots=True)
class Near:
    """An annoyance that may be like another story, with all its words."""

    number: int
    title: str
    state: str
    words: frozenset[str]


def next_number(session: Session, workspace_id: str) -> int:
    """The next annoyance's number; its row lock also puts this workspace's reports in order."""
    return int(fetch(session, _NEXT_NUMBER, ws=workspace_id).scalar_one())


def get(session: Session, workspace_id: str, number: int, *, lock: bool = False) -> Annoyance | None:
    """One annoyance; with `lock` nobody else changes it until this transaction ends."""
    found = pick(Annoyance).where(Annoyance.workspace_id == workspace_id, Annoyance.number == number)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def add(session: Session, **values: object) -> None:
    session.exec(_INSERT, params=values)


def add_move(session: Session, workspace_id: str, number: int, *, at: datetime, move: str, from_state: str | None,
             to_state: str, from_team: str | None, team_key: str | None, by: str | None, reason: str | None = None,
             first: bool = False) -> int:
    """Write one line of the annoyance's story; returns its place. The caller holds the annoyance's lock."""
    seq = 1 if first else 1 + int(fetch(session, select(func.coalesce(func.max(moves.c.seq), 0)).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number)).scalar_one())
    session.exec(_INSERT_MOVE, params={
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


def sharing(session: Session, workspace_id: str, words: Collection[str]) -> dict[str, list[int]]:
    """The annoyances that have each of `words`; of a word that very many have, the newest ones."""
    found = fetch(session, _NEWEST_WITH[session.info["dialect"]], ws=workspace_id, most=NEWEST,
                  words=json.dumps([word[:100] for word in words]))
    return {word: [int(number) for number in numbers.split(",")] for word, numbers in found if numbers}


def near(session: Session, workspace_id: str, numbers: Collection[int]) -> list[Near]:
    """These annoyances with all their words; merged and withdrawn ones left out."""
    if not numbers:
        return []
    found = fetch(session, _NEAR, ws=workspace_id, numbers=list(numbers))
    return [Near(number, title, state, frozenset(words.split("\n"))) for number, title, state, words in found]


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
