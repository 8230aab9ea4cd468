"""Clocks: which run, which words on a card change next, and whose hours have changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, exists, func, literal, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.clocks import Kind, Outcome
from storage.db import fetch
from storage.tables import Annoyance, Clock, Merge, Move, Post, Report, table

clocks = table(Clock)
annoyances = table(Annoyance)
reports = table(Report)
moves = table(Move)
posts = table(Post)

_MEASURABLE = (clocks.c.ended_at.is_(None), clocks.c.paused_at.is_(None))
_INSERT = clocks.insert()  # put together once: that costs three times what carrying it out does
_RUNNING = pick(Clock).where(
    Clock.workspace_id == bindparam("ws"), Clock.number == bindparam("of_number"), col(Clock.ended_at).is_(None),
    col(Clock.item_id).is_(None)).order_by(col(Clock.id))
_TO_LOOK_AT = pick(Clock).where(
    Clock.workspace_id == bindparam("ws"), Clock.number == bindparam("of_number"),
    col(Clock.redraw_at) <= bindparam("as_of")).order_by(col(Clock.id))


@dataclass(frozen=True, slots=True)
class Weight:
    """What an annoyance's reports say of its urgency. `unanswered`: those whose public post still waits for our
    answer."""

    safety: bool
    public_post: bool
    unanswered: frozenset[str]
    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A clock that runs, as far as its times are worked out of it."""

    id: str
    number: int
    kind: str
    started_at: datetime
    allowed: str
    before_on: date | None
    due_at: datetime
    level: int
    next_at: datetime | None
    promised: date | None
    """The day of its annoyance's next step."""


def add(session: Session, rows: list[dict[str, Any]]) -> None:
    """Clocks begin."""
    session.exec(_INSERT, params=rows)


def running(session: Session, workspace_id: str, number: int) -> dict[Kind, Clock]:
    """The clocks of an annoyance that run or stand still, by kind; those of its action items left out."""
    found = session.exec(_RUNNING, params={"ws": workspace_id, "of_number": number}).all()
    return {Kind(row.kind): row for row in found}


def of_item(session: Session, workspace_id: str, item_id: str) -> Clock | None:
    """The clock of an action item that runs."""
    return session.exec(pick(Clock).where(Clock.workspace_id == workspace_id, Clock.item_id == item_id,
                                          col(Clock.ended_at).is_(None))).first()


def merged_at(session: Session, workspace_id: str, number: int) -> datetime | None:
    """When an annoyance's clocks last ended because it became part of another."""
    found: datetime | None = fetch(session, select(func.max(clocks.c.ended_at)).where(
        clocks.c.workspace_id == workspace_id, clocks.c.number == number,
        clocks.c.outcome == Outcome.MERGED)).scalar()
    return found


def ended_by_merge(session: Session, workspace_id: str, number: int, *, since: datetime) -> Sequence[Clock]:
    """The clocks of an annoyance that a merge ended, from that moment on."""
    return session.exec(pick(Clock).where(
        Clock.workspace_id == workspace_id, Clock.number == number, Clock.outcome == Outcome.MERGED,
        col(Clock.ended_at) >= since).order_by(col(Clock.id))).all()


def last_merged_into(session: Session, workspace_id: str, number: int) -> int | None:
    """The annoyance that this one became part of last, whether or not that was taken back."""
    return session.exec(pick(Merge.into_number).where(Merge.workspace_id == workspace_id, Merge.number == number)
                        .order_by(col(Merge.id).desc()).limit(1)).first()


def opened_at(session: Session, workspace_id: str, number: int, *, closed: Collection[str]) -> datetime:
    """When an annoyance was reported, or opened again last."""
    opened: datetime = fetch(session, select(func.max(moves.c.at)).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number,
        or_(moves.c.from_state.is_(None), moves.c.from_state.in_(closed)))).scalar_one()
    return opened


def was_told_of_silence(session: Session, workspace_id: str, number: int, *, since: datetime) -> bool:
    """Whether its reporters have heard since then that nobody took it."""
    return bool(fetch(session, select(exists().where(
        clocks.c.workspace_id == workspace_id, clocks.c.number == number, clocks.c.kind == Kind.HEAR,
        clocks.c.outcome == Outcome.MISSED, clocks.c.ended_at >= since))).scalar())


def weight(session: Session, workspace_id: str, number: int) -> Weight:
    """What the reports of an annoyance say, those taken back left out."""
    found = fetch(session, select(reports.c.id, reports.c.safety, reports.c.post_link, reports.c.answer_link,
                                  reports.c.customer_state, reports.c.matters_on).where(
        reports.c.workspace_id == workspace_id, reports.c.number == number, reports.c.withdrawn.is_(False))).all()
    return Weight(any(row.safety for row in found), any(row.post_link for row in found),
                  frozenset(row.id for row in found if row.post_link and not row.answer_link
                            and row.customer_state in (None, "waiting")),
                  tuple(sorted({row.matters_on for row in found if row.matters_on})))


def to_redraw(session: Session, workspace_id: str, now: datetime, *, limit: int, words: bool = True) -> list[int]:
    """Annoyances whose card says something else from now on, or whose reporters are to hear of the silence. Without
    `words`, those where some clock's time is up."""
    found = [clocks.c.workspace_id == workspace_id, clocks.c.redraw_at.is_not(None), clocks.c.redraw_at <= now]
    if not words:
        found.append(clocks.c.due_at <= now)
    due = select(clocks.c.number).where(*found).order_by(clocks.c.redraw_at).limit(limit)
    return sorted({int(number) for (number,) in fetch(session, due)})


def to_look_at(session: Session, workspace_id: str, number: int, now: datetime) -> Sequence[Clock]:
    """The clocks of an annoyance and of its action items that say something else by now."""
    return session.exec(_TO_LOOK_AT, params={"ws": workspace_id, "of_number": number, "as_of": now}).all()


def without(session: Session, workspace_id: str, states: Collection[str], *, limit: int) -> list[int]:
    """Annoyances in one of `states` whose card stands and which have never had a clock."""
    card = literal("card:", String).concat(cast(annoyances.c.number, String))
    stands = exists().where(posts.c.workspace_id == workspace_id, posts.c.subject == card, posts.c.current)
    has = exists().where(clocks.c.workspace_id == workspace_id, clocks.c.number == annoyances.c.number,
                         clocks.c.item_id.is_(None))
    found = select(annoyances.c.number).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.state.in_(states), stands, ~has).order_by(
        annoyances.c.number).limit(limit)
    return [int(number) for (number,) in fetch(session, found)]


def of_team(session: Session, workspace_id: str, team_key: str | None, now: datetime, *, after: str, limit: int
            ) -> list[tuple[str, int]]:
    """A team's clocks that run and are not up yet (no team: the workspace's), those after that id, as (clock,
    annoyance)."""
    theirs = clocks.c.team_key.is_(None) if team_key is None else clocks.c.team_key == team_key
    found = select(clocks.c.id, clocks.c.number).where(
        clocks.c.workspace_id == workspace_id, theirs, *_MEASURABLE, clocks.c.due_at > now, clocks.c.id > after
    ).order_by(clocks.c.id).limit(limit)
    return [(clock_id, number) for clock_id, number in fetch(session, found)]


def measurable(session: Session, workspace_id: str, team_key: str | None, ids: Collection[str]) -> list[Measured]:
    """Those of these clocks that still run for the team. The caller holds the locks of their annoyances."""
    theirs = clocks.c.team_key.is_(None) if team_key is None else clocks.c.team_key == team_key
    found = select(clocks.c.id, clocks.c.number, clocks.c.kind, clocks.c.started_at, clocks.c.allowed,
                   clocks.c.before_on, clocks.c.due_at, clocks.c.level, clocks.c.next_at, annoyances.c.next_step_on
                   ).join(annoyances, and_(annoyances.c.workspace_id == clocks.c.workspace_id,
                                           annoyances.c.number == clocks.c.number)).where(
        clocks.c.workspace_id == workspace_id, theirs, *_MEASURABLE, clocks.c.id.in_(ids)).order_by(clocks.c.id)
    return [Measured(*row) for row in fetch(session, found)]


def measure(session: Session, workspace_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """New times for clocks that run, each by its `b_id`."""
    if rows:
        session.connection().execute(update(clocks).where(
            clocks.c.workspace_id == workspace_id, clocks.c.id == bindparam("b_id")), list(rows))
