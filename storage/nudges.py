"""Clocks whose nudging goes on, and who is, or was, reminded of which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch, insert_new
from storage.tables import ActionItem, Annoyance, Clock, Move, Nudge, table

annoyances = table(Annoyance)
clocks = table(Clock)
items = table(ActionItem)
moves = table(Move)
nudges = table(Nudge)

WAITING, SENDING, SENT, DROPPED = "waiting", "sending", "sent", "dropped"
_TO_SAY = nudges.c.state.in_(bindparam("to_say", (WAITING, SENDING), expanding=True, literal_execute=True))
"""Few are waiting or on their way: an index has these alone, and only a literal finds it."""
_TAKES_IT = ("acknowledge", "assign", "add_item")


@dataclass(frozen=True, slots=True)
class Open:
    """A clock that runs, with what of its annoyance and its action item says whom it reminds."""

    id: str
    number: int
    kind: str
    team_key: str | None
    started_at: datetime
    due_at: datetime
    due_on: date | None
    turn: int
    level: int
    next_at: datetime | None
    title: str
    state: str
    assignee: str | None
    next_step_on: date | None
    item_id: str | None
    item: str | None
    item_assignee: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody is to be reminded of a clock, or is being so, as it stands by now. `is_over`: the clock ended, stands
    still, or somebody acted."""

    user_id: str
    turn: int
    level: int
    planned_at: datetime
    is_over: bool
    clock: Open


def due(session: Session, workspace_id: str, *, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Clocks whose nudging goes on by now, as (clock, annoyance); longest due first."""
    found = select(clocks.c.id, clocks.c.number).where(
        clocks.c.workspace_id == workspace_id, clocks.c.next_at.is_not(None), clocks.c.next_at <= now,
    ).order_by(clocks.c.next_at, clocks.c.id).limit(limit)
    return [(clock_id, number) for clock_id, number in fetch(session, found)]


def upcoming(session: Session, workspace_id: str, after: datetime, limit: int) -> list[tuple[datetime, int]]:
    """When nudging goes on after that moment, soonest first, each with its annoyance."""
    found = select(clocks.c.next_at, clocks.c.number).where(
        clocks.c.workspace_id == workspace_id, clocks.c.next_at.is_not(None), clocks.c.next_at > after,
    ).order_by(clocks.c.next_at, clocks.c.id).limit(limit)
    return [(at, number) for at, number in fetch(session, found)]


def open_one(session: Session, workspace_id: str, clock_id: str) -> Open | None:
    """A clock that runs, as it is now; None once it ended or stands still."""
    found = fetch(session, _running(workspace_id).where(clocks.c.id == clock_id)).first()
    return Open(*found) if found else None


def all_open(session: Session, workspace_id: str, *, until: datetime, team_keys: Collection[str] | None, limit: int
             ) -> list[Open]:
    """Clocks whose nudging goes on before then; those of these teams alone, where some are given."""
    found = _running(workspace_id).where(clocks.c.next_at.is_not(None), clocks.c.next_at < until)
    if team_keys is not None:
        found = found.where(clocks.c.team_key.in_(team_keys))
    return [Open(*row) for row in fetch(session, found.order_by(clocks.c.next_at, clocks.c.id).limit(limit))]


def _running(workspace_id: str) -> Select[Any]:
    return _with_facts().where(clocks.c.workspace_id == workspace_id, clocks.c.ended_at.is_(None),
                               clocks.c.paused_at.is_(None))


def _with_facts(*more: Any) -> Select[Any]:
    return select(
        clocks.c.id, clocks.c.number, clocks.c.kind, clocks.c.team_key, clocks.c.started_at, clocks.c.due_at,
        clocks.c.before_on, clocks.c.turn, clocks.c.level, clocks.c.next_at, annoyances.c.title, annoyances.c.state,
        annoyances.c.assignee, annoyances.c.next_step_on, clocks.c.item_id, items.c.text, items.c.assignee, *more,
    ).select_from(clocks.join(annoyances, and_(
        annoyances.c.workspace_id == clocks.c.workspace_id, annoyances.c.number == clocks.c.number)).outerjoin(
        items, and_(items.c.workspace_id == clocks.c.workspace_id, items.c.id == clocks.c.item_id)))


def set_level(session: Session, workspace_id: str, clock_id: str, *, level: int, next_at: datetime | None) -> None:
    """How far nudging has gone, and when it goes on. The caller holds the annoyance's lock."""
    session.exec(update(clocks).where(clocks.c.workspace_id == workspace_id, clocks.c.id == clock_id)
                 .values(level=level, next_at=next_at))


def hurry(session: Session, workspace_id: str, clock_id: str, *, turn: int, level: int, now: datetime) -> None:
    """The step after `level` is due now, unless the clock has gone on, ended, or stands still."""
    session.exec(update(clocks).where(
        clocks.c.workspace_id == workspace_id, clocks.c.id == clock_id, clocks.c.turn == turn,
        clocks.c.level == level, clocks.c.ended_at.is_(None), clocks.c.paused_at.is_(None)).values(next_at=now))


def took_it(session: Session, workspace_id: str, number: int) -> str | None:
    """Who said last that somebody is on it; None where nobody did since it was opened."""
    found = fetch(session, select(moves.c.move, moves.c.by).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number,
        moves.c.move.in_((*_TAKES_IT, "report", "reopen", "still_happening", "hand_over", "not_ours", "choose_team"))
    ).order_by(moves.c.seq.desc()).limit(1)).first()
    return found[1] if found and found[0] in _TAKES_IT else None


def has_begun(session: Session, workspace_id: str, number: int) -> bool:
    """Whether any clock of this annoyance has reminded somebody in its present turn."""
    found = select(clocks.c.id).where(clocks.c.workspace_id == workspace_id, clocks.c.number == number,
                                      clocks.c.ended_at.is_(None), clocks.c.level > 0).limit(1)
    return fetch(session, found).first() is not None


def add(session: Session, workspace_id: str, clock_id: str, *, turn: int, level: int, user_id: str | None,
        planned_at: datetime, sent_at: datetime | None = None) -> bool:
    """Somebody is to be reminded; False where another process planned that already."""
    return insert_new(session, nudges, {
        "workspace_id": workspace_id, "clock_id": clock_id, "turn": turn, "level": level, "user_id": user_id,
        "state": SENT if sent_at else WAITING, "planned_at": planned_at, "sent_at": sent_at})


def reminded(session: Session, workspace_id: str, clock_id: str, turn: int) -> set[str]:
    """Who was reached, or is to be, by this clock in this turn."""
    found = select(nudges.c.user_id).where(
        nudges.c.workspace_id == workspace_id, nudges.c.clock_id == clock_id, nudges.c.turn == turn,
        nudges.c.user_id.is_not(None))
    return {row[0] for row in fetch(session, found)}


def was_asked(session: Session, workspace_id: str, number: int, user_id: str) -> bool:
    """Whether a nudge about this annoyance went to this person: whoever is asked may answer, until another team has
    it."""
    went_on = select(moves.c.seq).where(
        moves.c.workspace_id == workspace_id, moves.c.number == number, moves.c.at > nudges.c.sent_at,
        moves.c.from_team.is_distinct_from(moves.c.team_key)).correlate(nudges).exists()
    found = select(nudges.c.clock_id).join(clocks, _same_clock()).where(
        nudges.c.workspace_id == workspace_id, nudges.c.user_id == user_id, nudges.c.state == SENT,
        clocks.c.number == number, ~went_on).limit(1)
    return fetch(session, found).first() is not None


def waiting(session: Session, workspace_id: str, *, now: datetime | None, limit: int) -> list[str]:
    """People for whom something waits whose moment has come (None: for whom anything waits); whoever waits longest
    comes first."""
    found = pick(Nudge.user_id).where(Nudge.workspace_id == workspace_id, Nudge.state == WAITING, _TO_SAY)
    if now is not None:
        found = found.where(Nudge.planned_at <= now)
    found = found.order_by(col(Nudge.planned_at)).limit(limit)
    return list(dict.fromkeys(user for user in session.exec(found) if user is not None))


def of_person(session: Session, workspace_id: str, user_ids: Sequence[str], state: str) -> dict[str, list[Asked]]:
    """What these people are to be reminded of, or are being so: what has been due longest first."""
    is_over = or_(clocks.c.ended_at.is_not(None), clocks.c.paused_at.is_not(None), clocks.c.turn != nudges.c.turn)
    found = _with_facts(nudges.c.user_id, nudges.c.turn, nudges.c.level, nudges.c.planned_at, is_over).join(
        nudges, _same_clock()).where(nudges.c.workspace_id == workspace_id, nudges.c.user_id.in_(list(user_ids)),
                                     nudges.c.state == state, _TO_SAY).order_by(clocks.c.due_at, clocks.c.id)
    asked: dict[str, list[Asked]] = {user_id: [] for user_id in user_ids}
    for row in fetch(session, found):
        user_id, turn, level, planned_at, over = row[-5:]
        asked[user_id].append(Asked(user_id, turn, level, planned_at, bool(over), Open(*row[:-5])))
    return asked


def turn_to(session: Session, workspace_id: str, asked: Collection[Asked], state: str, *, before: str,
            **values: Any) -> int:
    """These nudges stand at `state` from now on, those that stood at `before`; returns how many."""
    return sum(int(session.exec(update(nudges).where(
        nudges.c.workspace_id == workspace_id, nudges.c.clock_id == one.clock.id, nudges.c.turn == one.turn,
        nudges.c.level == one.level, nudges.c.state == before).values(state=state, **values)).rowcount)
        for one in asked)


def _same_clock() -> Any:
    return and_(nudges.c.workspace_id == clocks.c.workspace_id, nudges.c.clock_id == clocks.c.id)
