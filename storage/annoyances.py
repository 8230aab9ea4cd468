"""Annoyances and their moves."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.tables import ActionItem, Annoyance, Move, Post, Report, Work, Workspace, table

annoyances = table(Annoyance)
items = table(ActionItem)
moves = table(Move)
workspaces = table(Workspace)
posts = table(Post)
reports = table(Report)
work = table(Work)

# Put together once: putting a statement together costs three times what carrying it out does.
_INSERT, _INSERT_MOVE = annoyances.insert(), moves.insert()
_NEXT_NUMBER = update(workspaces).where(workspaces.c.id == bindparam("ws")).values(
    last_number=workspaces.c.last_number + 1).returning(workspaces.c.last_number)
_ONE = pick(Annoyance).where(Annoyance.workspace_id == bindparam("ws"), Annoyance.number == bindparam("of_number"))
_LOCKED = _ONE.with_for_update().execution_options(populate_existing=True)
_COUNT_IN_TEAMS = select(func.count()).select_from(annoyances).where(
    annoyances.c.workspace_id == bindparam("ws"), annoyances.c.team_key.in_(bindparam("teams", expanding=True)),
    annoyances.c.state.in_(bindparam("states", expanding=True)))
_COUNT_WITHOUT_TEAM = select(func.count()).select_from(annoyances).where(
    annoyances.c.workspace_id == bindparam("ws"), annoyances.c.team_key.is_(None),
    annoyances.c.state == bindparam("state"))


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An annoyance whose card, whose team, or whose items' team is not as the settings want it. `belongs_in`: where its
    card stands from now on, where that is elsewhere."""

    number: int
    team_key: str | None
    moving_to: str | None
    belongs_in: str | None
    has_items: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """An annoyance as a list shows it."""

    number: int
    title: str
    state: str
    team_key: str | None


def next_number(session: Session, workspace_id: str) -> int:
    """The next annoyance's number; its row lock also puts this workspace's reports in order."""
    return int(fetch(session, _NEXT_NUMBER, ws=workspace_id).scalar_one())


def get(session: Session, workspace_id: str, number: int, *, lock: bool = False) -> Annoyance | None:
    """One annoyance; with `lock` nobody else changes it until this transaction ends."""
    return session.exec(_LOCKED if lock else _ONE, params={"ws": workspace_id, "of_number": number}).first()


def lock(session: Session, workspace_id: str, numbers: Collection[int]) -> None:
    """Nobody else changes these until this transaction ends; the lowest number first, as everybody takes them."""
    fetch(session, select(annoyances.c.number).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.number.in_(list(numbers))
    ).order_by(annoyances.c.number).with_for_update())


def settled(session: Session, workspace_id: str, numbers: Callable[[], Collection[int]]) -> dict[int, Annoyance]:
    """The annoyances that `numbers` says, locked, lowest first. Where it says others once they are locked (something
    was merged meanwhile) this lets go and begins anew: who holds a higher one never waits for a lower one."""
    while True:
        wanted = sorted(set(numbers()))
        attempt = session.begin_nested()
        found = {number: get(session, workspace_id, number, lock=True) for number in wanted}
        if sorted(set(numbers())) == wanted:
            attempt.commit()
            return {number: row for number, row in found.items() if row is not None}
        attempt.rollback()


def survivor(session: Session, workspace_id: str, number: int) -> int:
    """The number of what an annoyance is part of by now; its own where it stands by itself."""
    into = fetch(session, select(annoyances.c.merged_into).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.number == number)).scalar()
    return number if into is None else survivor(session, workspace_id, into)


def titles(session: Session, workspace_id: str, numbers: Collection[int]) -> dict[int, str]:
    """What these annoyances are called."""
    found = select(annoyances.c.number, annoyances.c.title).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.number.in_(list(numbers)))
    return {row[0]: row[1] for row in fetch(session, found)} if numbers else {}


def add(session: Session, **values: object) -> None:
    session.exec(_INSERT, params=values)


def add_move(session: Session, workspace_id: str, number: int, *, at: datetime, move: str, from_state: str | None,
             to_state: str, from_team: str | None, team_key: str | None, by: str | None, reason: str | None = None,
             facts: dict[str, Any] | None = None, first: bool = False) -> int:
    """Write one line of the annoyance's story; returns its place. The caller holds the annoyance's lock."""
    seq = 1 if first else 1 + int(fetch(session, select(func.coalesce(func.max(moves.c.seq), 0)).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number)).scalar_one())
    session.exec(_INSERT_MOVE, params={
        "workspace_id": workspace_id, "number": number, "seq": seq, "at": at, "move": move, "from_state": from_state,
        "to_state": to_state, "from_team": from_team, "team_key": team_key, "by": by, "reason": reason,
        **({"facts": facts} if facts else {})})
    return seq


def story(session: Session, workspace_id: str, number: int) -> Sequence[Move]:
    """All moves of an annoyance, oldest first."""
    return session.exec(pick(Move).where(Move.workspace_id == workspace_id, Move.number == number)
                        .order_by(col(Move.seq))).all()


def assigned(session: Session, workspace_id: str, user_id: str, states: Collection[str]) -> Sequence[int]:
    """Numbers of what somebody works on, in one of `states`."""
    return session.exec(pick(Annoyance.number).where(
        Annoyance.workspace_id == workspace_id, Annoyance.assignee == user_id, col(Annoyance.state).in_(states)
    ).order_by(col(Annoyance.number))).all()


def misplaced(session: Session, workspace_id: str, states: Collection[str], *, channels: Mapping[str, str | None],
              otherwise: str | None, after: int, limit: int) -> list[Misplaced]:
    """Annoyances in one of `states` whose card stands in another channel than it should, or nowhere, and is not on its
    way; or whose team, or the one that it is on its way to, is none of `channels`; and those in any state of which such
    a team has an item to do. Locked, by number, those after `after`. An imported one needs no card."""
    team, card = func.coalesce(annoyances.c.moving_to, annoyances.c.team_key), _card_of(annoyances.c.number)
    belongs_in = case({key: literal(channel, String) for key, channel in channels.items()}, value=team,
                      else_=literal(otherwise, String)) if channels else literal(otherwise, String)
    on_its_way = exists().where(work.c.workspace_id == workspace_id, work.c.dedup_key == card,
                                work.c.state == "waiting", work.c.channel == belongs_in)
    came_by = select(reports.c.door).where(
        reports.c.workspace_id == workspace_id, reports.c.number == annoyances.c.number,
        reports.c.first_number == annoyances.c.number).order_by(reports.c.id).limit(1).scalar_subquery()
    elsewhere = or_(posts.c.channel_id != belongs_in,
                    and_(posts.c.channel_id.is_(None), func.coalesce(came_by, "") != "import"))
    stands = and_(posts.c.workspace_id == workspace_id, posts.c.subject == card, posts.c.current)
    counts, living = annoyances.c.state.in_(states), list(channels)
    has_items = exists().where(
        items.c.workspace_id == workspace_id, items.c.number == annoyances.c.number,
        items.c.state.in_(["asked", "open"]), items.c.team_key.not_in(living))
    misplaced_ = and_(counts, belongs_in.is_not(None), elsewhere, ~on_its_way)
    wrong = select(
        annoyances.c.number, annoyances.c.team_key, annoyances.c.moving_to, case((misplaced_, belongs_in), else_=None),
        has_items).outerjoin(posts, stands).where(
        annoyances.c.workspace_id == workspace_id, annoyances.c.number > after,
        or_(has_items, misplaced_, and_(counts, or_(annoyances.c.team_key.not_in(living),
                                                    annoyances.c.moving_to.not_in(living)))),
    ).order_by(annoyances.c.number).limit(limit).with_for_update(of=annoyances)
    return [Misplaced(*row) for row in fetch(session, wrong)]


def _card_of(number: ColumnElement[int]) -> ColumnElement[str]:
    """The name of an annoyance's card in the address book and among work rows."""
    return literal("card:", String).concat(cast(number, String))


def in_teams(session: Session, workspace_id: str, team_keys: Collection[str], states: Sequence[str], *, limit: int,
             skip: int = 0) -> list[Listed]:
    """Annoyances of these teams in one of `states`, those of the first state first, oldest first within it."""
    found = fetch(session, _in_order(tuple(states), with_team=True), ws=workspace_id, teams=list(team_keys),
                  reach=skip + limit, at_most=limit, skip=skip)
    return [Listed(*row) for row in found]


def without_team(session: Session, workspace_id: str, state: str, *, limit: int, skip: int = 0) -> list[Listed]:
    """Annoyances that no team owns, oldest first."""
    found = fetch(session, _in_order((state,), with_team=False), ws=workspace_id, reach=skip + limit, at_most=limit,
                  skip=skip)
    return [Listed(*row) for row in found]


@cache
def _in_order(states: tuple[str, ...], *, with_team: bool) -> Any:
    """For each state a walk along the index that ends after a page; only the page's rows are looked up.

    With several teams a state's numbers are sorted, the index's alone; with one they come in order.
    """
    team = annoyances.c.team_key.in_(bindparam("teams", expanding=True)) if with_team \
        else annoyances.c.team_key.is_(None)
    walks = [select(annoyances.c.number, literal(place).label("place")).where(
        annoyances.c.workspace_id == bindparam("ws"), team, annoyances.c.state == state).order_by(
        annoyances.c.number).limit(bindparam("reach")).subquery() for place, state in enumerate(states)]
    page = union_all(*(select(walk.c.number, walk.c.place) for walk in walks)).subquery()
    first = select(page.c.number, page.c.place).order_by(page.c.place, page.c.number).limit(
        bindparam("at_most")).offset(bindparam("skip")).subquery()
    return select(annoyances.c.number, annoyances.c.title, annoyances.c.state, annoyances.c.team_key).join(
        first, first.c.number == annoyances.c.number).where(
        annoyances.c.workspace_id == bindparam("ws")).order_by(first.c.place, first.c.number)


def first_in_teams(session: Session, workspace_id: str, team_keys: Collection[str], states: Sequence[str], *, each: int
                   ) -> list[tuple[Listed, int]]:
    """The first ones of every team in the same order, each with how many that team has in all."""
    found = fetch(session, _first_in_teams(tuple(states)), ws=workspace_id, teams=list(team_keys), states=list(states),
                  each=each)
    return [(Listed(*row[:4]), int(row[4])) for row in found]


@cache
def _first_in_teams(states: tuple[str, ...]) -> Any:
    """One walk along the index for all teams, which the count needs anyway; only the first rows are looked up."""
    place = case({state: place for place, state in enumerate(states)}, value=annoyances.c.state)
    walk = select(
        annoyances.c.number,
        func.row_number().over(partition_by=annoyances.c.team_key, order_by=(place, annoyances.c.number)).label("nth"),
        func.count().over(partition_by=annoyances.c.team_key).label("total"),
    ).where(annoyances.c.workspace_id == bindparam("ws"), annoyances.c.team_key.in_(bindparam("teams", expanding=True)),
            annoyances.c.state.in_(bindparam("states", expanding=True))).subquery()
    return select(annoyances.c.number, annoyances.c.title, annoyances.c.state, annoyances.c.team_key,
                  walk.c.total).join(walk, walk.c.number == annoyances.c.number).where(
        annoyances.c.workspace_id == bindparam("ws"), walk.c.nth <= bindparam("each")).order_by(
        annoyances.c.team_key, walk.c.nth)


def count_in_teams(session: Session, workspace_id: str, team_keys: Collection[str], states: Collection[str]) -> int:
    """How many annoyances these teams have in one of `states`."""
    return int(fetch(session, _COUNT_IN_TEAMS, ws=workspace_id, teams=list(team_keys), states=list(states))
               .scalar_one())


def count_without_team(session: Session, workspace_id: str, state: str) -> int:
    return int(fetch(session, _COUNT_WITHOUT_TEAM, ws=workspace_id, state=state).scalar_one())


def assigned_to(session: Session, workspace_id: str, user_id: str, states: Sequence[str], *, limit: int, skip: int = 0
                ) -> tuple[list[Listed], int]:
    """What somebody works on, in the order of `states` and oldest first; and how much it is in all."""
    found = fetch(session, _assigned(tuple(states)), ws=workspace_id, user=user_id, states=list(states),
                  at_most=limit, skip=skip).all()
    return [Listed(*row[:4]) for row in found], int(found[0][4]) if found else 0


@cache
def _assigned(states: tuple[str, ...]) -> Any:
    place = case({state: place for place, state in enumerate(states)}, value=annoyances.c.state)
    return select(annoyances.c.number, annoyances.c.title, annoyances.c.state, annoyances.c.team_key,
                  func.count().over()).where(
        annoyances.c.workspace_id == bindparam("ws"), annoyances.c.assignee == bindparam("user"),
        annoyances.c.state.in_(bindparam("states", expanding=True))).order_by(
        place, annoyances.c.number).limit(bindparam("at_most")).offset(bindparam("skip"))
