"""Work rows: written with the change that causes them, claimed once, recorded behind a fence.

*message*: sent once, its payload the facts of that time. *surface*: one row for ever, `wanted` counts its changes and
it is drawn from the present state. *step*: a call of our own, claimed, carried out and done in one transaction.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, exists, func, or_, select, tuple_, update
from sqlmodel import Session

from storage.db import WORK_ADDED, dialect_insert, fetch, insert_new
from storage.ids import new_id
from storage.tables import Lane, Work, table

LEASE = timedelta(seconds=30)
PACE = timedelta(seconds=1)
MAX_FAILURES = 8
MAX_FAILURES_OF = {"webhook": 10}
"""Topics that are tried more often before they are given up."""
POSTING = "chat.postMessage"
UPDATING = "chat.update"
ALONE = frozenset({"webhook"})
"""Methods of which each lane carries one row at a time: a slow receiver must not take up all places for sending."""

work = table(Work)
lane = table(Lane)

_NOW = bindparam("as_of", type_=work.c.due_at.type)
_MACHINE = bindparam("at_machine", type_=work.c.visible_at.type)


class Kind(StrEnum):
    MESSAGE = "message"
    SURFACE = "surface"
    STEP = "step"


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    DEAD = "dead"


OPEN = (State.WAITING, State.SENDING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in our hands until its lease ends; `attempts` is the fence to show when recording."""

    workspace_id: str
    id: str
    kind: str
    topic: str
    dedup_key: str
    method: str
    channel: str
    chain: str | None
    payload: dict[str, Any]
    attempts: int
    failures: int
    unsure: bool
    wanted: int
    due_at: datetime
    created_at: datetime
    started_at: datetime


def add(session: Session, workspace_id: str, kind: Kind, topic: str, key: str, *, due_at: datetime, now: datetime,
        channel: str = "", method: str = POSTING, payload: dict[str, Any] | None = None, chain: str | None = None,
        fast: bool = False) -> bool:
    """Ask for something to be said or done; False when `key` was asked for already. `now` is machine time."""
    session.info[WORK_ADDED] = True
    row = {
        "workspace_id": workspace_id, "id": new_id(), "kind": kind, "topic": topic, "dedup_key": key, "chain": chain,
        "method": method if kind is not Kind.STEP else "", "channel": channel, "payload": payload or {}, "fast": fast,
        "due_at": due_at, "visible_at": now, "created_at": now, "state": State.WAITING, "attempts": 0, "failures": 0,
        "unsure": False, "wanted": 1, "shown": 0,
    }
    return insert_new(session, work, row)


def want(session: Session, workspace_id: str, topic: str, key: str, *, channel: str, now: datetime, due_at: datetime,
         method: str = POSTING, payload: dict[str, Any] | None = None, fast: bool = False,
         renew: bool = False) -> None:
    """Say that a surface has changed: its one row is made, or counts one more change. Its chain is its own key.
    `renew`: its payload is replaced too."""
    session.info[WORK_ADDED] = True
    row = {
        "workspace_id": workspace_id, "id": new_id(), "kind": Kind.SURFACE, "topic": topic, "dedup_key": key,
        "chain": key, "method": method, "channel": channel, "payload": payload or {}, "fast": fast, "due_at": due_at,
        "visible_at": now, "created_at": now, "state": State.WAITING, "attempts": 0, "failures": 0, "unsure": False,
        "wanted": 1, "shown": 0,
    }
    sending = work.c.state == State.SENDING
    renewed = {"payload": bindparam("again", payload or {}, work.c.payload.type)} if renew else {}
    insert = dialect_insert(session, work).on_conflict_do_update(
        index_elements=["workspace_id", "dedup_key"],
        set_={
            "wanted": work.c.wanted + 1,
            "state": case((sending, work.c.state), else_=State.WAITING),
            "visible_at": case((sending, work.c.visible_at), else_=bindparam("again_at", now, work.c.visible_at.type)),
            "failures": 0,
            "channel": case((sending, work.c.channel), else_=channel),
            "method": case((sending, work.c.method), else_=method),
            **renewed,
        },
    )
    session.exec(insert, params=row)


def payload_of(session: Session, workspace_id: str, key: str) -> dict[str, Any] | None:
    """What a row was asked for with; None where it was not."""
    found: dict[str, Any] | None = fetch(session, select(work.c.payload).where(
        work.c.workspace_id == workspace_id, work.c.dedup_key == key)).scalar()
    return found


def _open(rows: Any) -> Any:
    """The condition of the partial indexes word for word, values in the text: else SQLite does not use them."""
    return rows.c.state.in_(bindparam("open_states", OPEN, expanding=True, literal_execute=True))


def _ready() -> Any:
    paused = exists().where(_its_lanes(), lane.c.paused_until > _MACHINE)
    return and_(_open(work), work.c.state == State.WAITING, work.c.due_at <= _NOW, work.c.visible_at <= _MACHINE,
                ~paused, ~_behind())


def _its_lanes() -> Any:
    return and_(lane.c.workspace_id == work.c.workspace_id, lane.c.method == work.c.method,
                or_(lane.c.channel == work.c.channel, lane.c.channel == ""))


def _behind() -> Any:
    """An earlier row of its chain is not finished."""
    earlier = work.alias("earlier")
    return exists().where(earlier.c.workspace_id == work.c.workspace_id, earlier.c.chain == work.c.chain,
                          earlier.c.id < work.c.id, _open(earlier))


def claim(session: Session, *, now: datetime, machine: datetime, limit: int, pace: timedelta = PACE,
          steps: bool = False) -> list[Claimed]:
    """Take up to `limit` due rows, at most one for each lane; one statement, safe between any number of processes.

    `now` is business time (what is due), `machine` is machine time (leases, pauses). With `steps`, steps only.
    """
    taking = _taking(steps=steps)
    values = {"as_of": now, "at_machine": machine, "leased_until": machine + LEASE, "at_most": limit}
    rows = [Claimed(*row) for row in session.exec(taking, params=values)]
    _keep_pace(session, [row for row in rows if row.method in ALONE], machine + LEASE)
    if pace:
        paced = [row for row in rows if row.method == POSTING and row.channel and row.topic != "offer"]
        _keep_pace(session, paced, machine + pace)  # nothing ever follows in the lane of an offer
    return sorted(rows, key=lambda row: row.id)


@cache
def _taking(*, steps: bool) -> Any:
    """The claim's statement, put together once: that takes four times as long as carrying it out."""
    of_kind = work.c.kind == Kind.STEP if steps else work.c.kind != Kind.STEP
    in_lane = func.row_number().over(
        partition_by=(work.c.workspace_id, work.c.method, work.c.channel, case((work.c.channel == "", work.c.id))),
        order_by=(work.c.fast.desc(), work.c.id))
    ranked = select(work.c.workspace_id, work.c.id, work.c.fast, in_lane.label("nth")).where(
        of_kind, _ready()).subquery("ranked")
    first = select(ranked.c.workspace_id, ranked.c.id).where(ranked.c.nth == 1).order_by(
        ranked.c.fast.desc(), ranked.c.id).limit(bindparam("at_most", type_=Integer))
    chosen = select(work.c.workspace_id, work.c.id).where(
        work.c.state == State.WAITING, tuple_(work.c.workspace_id, work.c.id).in_(first)
    ).with_for_update(skip_locked=True).cte("chosen").prefix_with("MATERIALIZED")
    return (
        update(work)
        .where(work.c.workspace_id == chosen.c.workspace_id, work.c.id == chosen.c.id, work.c.state == State.WAITING)
        .values(state=State.SENDING, attempts=work.c.attempts + 1, started_at=_MACHINE,
                visible_at=bindparam("leased_until", type_=work.c.visible_at.type))
        .returning(*(work.c[name] for name in Claimed.__dataclass_fields__))
    )


def _keep_pace(session: Session, rows: Sequence[Claimed], until: datetime) -> None:
    for row in rows:
        pause(session, row.workspace_id, row.method, row.channel, until)


def pause(session: Session, workspace_id: str, method: str, channel: str, until: datetime, *,
          asked_by_slack: bool = False) -> None:
    """Hold a lane until a machine time; an empty channel holds the method for the whole workspace."""
    limited = {"limited_until": until} if asked_by_slack else {}
    later = case((lane.c.paused_until > until, lane.c.paused_until), else_=until)
    insert = dialect_insert(session, lane).values(
        workspace_id=workspace_id, method=method, channel=channel, paused_until=until, **limited)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "method", "channel"],
                                              set_={"paused_until": later, **limited}))


def go_on(session: Session, row: Claimed, at: datetime) -> None:
    """What carries one row at a time is through with it: the lane goes on at machine time `at`."""
    session.info[WORK_ADDED] = True
    session.exec(update(lane).where(lane.c.workspace_id == row.workspace_id, lane.c.method == row.method,
                                    lane.c.channel == row.channel).values(paused_until=at))


def limited(session: Session, workspace_id: str, method: str, channel: str, *, machine: datetime,
            until: datetime) -> None:
    """Slack answered 429: chat.postMessage pauses its channel, and the whole method once a second channel gets one
    within the pause; any other method pauses for the workspace."""
    lane_of = channel if method == POSTING else ""
    if lane_of:
        others = select(func.count()).select_from(lane).where(
            lane.c.workspace_id == workspace_id, lane.c.method == method, lane.c.channel != channel,
            lane.c.limited_until > machine)
        if fetch(session, others).scalar_one():
            lane_of = ""
    pause(session, workspace_id, method, lane_of, until, asked_by_slack=True)


def _mine(row: Claimed) -> Any:
    return and_(work.c.workspace_id == row.workspace_id, work.c.id == row.id, work.c.attempts == row.attempts,
                work.c.state == State.SENDING)


def finish(session: Session, row: Claimed, now: datetime) -> bool:
    """Record success; False when the fence says that somebody else has the row by now."""
    values = {"ws": row.workspace_id, "row": row.id, "attempt": row.attempts, "drawn": row.wanted, "at_machine": now}
    changed = bool(session.exec(_finishing(), params=values).rowcount)
    session.info[WORK_ADDED] = True  # whoever waits behind this row in its chain may go now
    return changed


@cache
def _finishing() -> Any:
    """Put together once, as every row that is sent ends with it."""
    drawn = bindparam("drawn", type_=Integer)
    again = and_(work.c.kind == Kind.SURFACE, work.c.wanted > drawn)
    return update(work).where(
        work.c.workspace_id == bindparam("ws"), work.c.id == bindparam("row"), work.c.attempts == bindparam("attempt"),
        work.c.state == State.SENDING,
    ).values(state=case((again, State.WAITING), else_=State.DONE), shown=drawn, unsure=False, last_error=None,
             failures=0, finished_at=_MACHINE, visible_at=_MACHINE)


def is_last_try(row: Claimed) -> bool:
    """Whether the row is given up if this attempt fails too; a surface never is."""
    return row.failures + 1 >= MAX_FAILURES_OF.get(row.topic, MAX_FAILURES) and row.kind != Kind.SURFACE


def postpone(session: Session, row: Claimed, *, until: datetime, error: str, unsure: bool | None = None,
             counts: bool = True) -> bool:
    """Try again at machine time `until`; after `MAX_FAILURES` counted attempts the row is dead. False: fenced off."""
    failures = row.failures + (1 if counts else 0)
    dead = counts and is_last_try(row)
    values: dict[str, Any] = {"state": State.DEAD if dead else State.WAITING, "visible_at": until, "last_error": error,
                              "failures": failures, "finished_at": until if dead else None}
    if unsure is not None:
        values["unsure"] = unsure
    return bool(session.exec(update(work).where(_mine(row)).values(**values)).rowcount)


def put_off(session: Session, row: Claimed, *, due_at: datetime, machine: datetime) -> bool:
    """It falls due later, by business time, and nothing went wrong; False: fenced off."""
    later = update(work).where(_mine(row)).values(state=State.WAITING, due_at=due_at, visible_at=machine)
    return bool(session.exec(later).rowcount)


def bury(session: Session, row: Claimed, *, now: datetime, error: str) -> bool:
    """Give a row up, with the reason; False: fenced off."""
    session.info[WORK_ADDED] = True
    dead = update(work).where(_mine(row)).values(state=State.DEAD, last_error=error, finished_at=now)
    return bool(session.exec(dead).rowcount)


def keep_payload(session: Session, row: Claimed, payload: dict[str, Any]) -> None:
    """What the next attempt has to know."""
    session.exec(update(work).where(_mine(row)).values(payload=payload))


def forget(session: Session, row: Claimed) -> None:
    """Nothing of a finished row is kept, not even when it was."""
    session.exec(work.delete().where(work.c.workspace_id == row.workspace_id, work.c.id == row.id,
                                     work.c.state.in_((State.DONE, State.DEAD))))


def forget_dead(session: Session, workspace_id: str, keys: Sequence[str]) -> None:
    """The same of rows that were taken back."""
    session.exec(work.delete().where(work.c.workspace_id == workspace_id, work.c.dedup_key.in_(keys),
                                     work.c.state == State.DEAD))


def forget_payload(session: Session, row: Claimed) -> None:
    """What was needed to answer once is not kept."""
    session.exec(update(work).where(work.c.workspace_id == row.workspace_id, work.c.id == row.id).values(payload={}))


def forget_addresses(session: Session, *, before: datetime) -> int:
    """Answers that nobody waits for any more end, and their response_url is not kept."""
    old = update(work).where(work.c.topic == "reply", work.c.created_at < before, work.c.state != State.DONE,
                             work.c.state != State.SENDING).values(payload={}, state=State.DONE, finished_at=before)
    return int(session.exec(old).rowcount)


def delay(session: Session, row: Claimed, *, until: datetime, error: str) -> None:
    """A step failed and was rolled back: try again at machine time `until`, or give up after `MAX_FAILURES`."""
    dead = row.failures + 1 >= MAX_FAILURES
    session.exec(update(work).where(work.c.workspace_id == row.workspace_id, work.c.id == row.id,
                                    work.c.state == State.WAITING).values(
        state=State.DEAD if dead else State.WAITING, failures=row.failures + 1, visible_at=until, last_error=error,
        finished_at=until if dead else None))


def expire_leases(session: Session, *, machine: datetime) -> int:
    """Rows whose sender died: nobody knows whether they were sent, so they are looked up before they are sent again."""
    expired = update(work).where(work.c.state == State.SENDING, work.c.visible_at <= machine).values(
        state=State.WAITING, unsure=True, last_error="the lease ended before the result was recorded")
    count = session.exec(expired).rowcount
    if count:
        session.info[WORK_ADDED] = True
    return int(count)


def hurry(session: Session, workspace_id: str, channel: str, *, now: datetime) -> int:
    """What waits for a channel after it was refused there may be tried at once."""
    session.info[WORK_ADDED] = True
    waiting = update(work).where(work.c.workspace_id == workspace_id, work.c.channel == channel,
                                 work.c.state == State.WAITING, work.c.visible_at > now).values(visible_at=now)
    return int(session.exec(waiting).rowcount)


def repeat(session: Session, workspace_id: str, key: str, *, due_at: datetime, now: datetime) -> bool:
    """Let a finished row go once more as if it were new; False where there is none, or it is on its way already."""
    session.info[WORK_ADDED] = True
    again = update(work).where(work.c.workspace_id == workspace_id, work.c.dedup_key == key,
                               work.c.state.in_((State.DONE, State.DEAD))).values(
        state=State.WAITING, failures=0, due_at=due_at, visible_at=now, finished_at=None, last_error=None)
    return bool(session.exec(again).rowcount)


def move_channel(session: Session, workspace_id: str, old: str, new: str) -> None:
    """Slack gave a channel another id: what is to be said there is said where it is now."""
    mine = and_(work.c.workspace_id == workspace_id, work.c.state.in_(OPEN))
    session.exec(update(work).where(mine, work.c.channel == old).values(channel=new))
    for id_, payload in fetch(session, select(work.c.id, work.c.payload).where(mine, work.c.channel == new)).all():
        moved = {name: new if value == old else value for name, value in payload.items()}
        if moved != payload:
            session.exec(update(work).where(mine, work.c.id == id_).values(payload=moved))


def cancel(session: Session, workspace_id: str, keys: Sequence[str], *, now: datetime, why: str) -> int:
    """Take back work that nobody has begun; what is being sent stays."""
    gone = update(work).where(work.c.workspace_id == workspace_id, work.c.dedup_key.in_(keys),
                              work.c.state == State.WAITING).values(state=State.DEAD, last_error=why, finished_at=now)
    return int(session.exec(gone).rowcount)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that nobody has begun, and that nobody can have heard."""

    key: str
    topic: str
    payload: dict[str, Any]
    due_at: datetime


def not_begun(session: Session, workspace_id: str, topics: Sequence[str]) -> list[Waiting]:
    """What waits of these topics and was certainly not sent."""
    found = select(work.c.dedup_key, work.c.topic, work.c.payload, work.c.due_at).where(
        work.c.workspace_id == workspace_id, _open(work), work.c.state == State.WAITING, ~work.c.unsure,
        work.c.topic.in_(topics))
    return [Waiting(*row) for row in fetch(session, found)]


def take_back(session: Session, workspace_id: str, keys: Sequence[str], *, now: datetime, why: str) -> set[str]:
    """`cancel` for what certainly was not sent; returns the keys of the rows that were taken back."""
    gone = update(work).where(work.c.workspace_id == workspace_id, work.c.dedup_key.in_(keys),
                              work.c.state == State.WAITING, ~work.c.unsure).values(
        state=State.DEAD, last_error=why, finished_at=now).returning(work.c.dedup_key)
    return {row[0] for row in session.exec(gone)} if keys else set()


def forget_claimed(session: Session, row: Claimed) -> bool:
    """It goes back to where it came from, as if it had never been asked for; False: fenced off."""
    return bool(session.exec(work.delete().where(_mine(row))).rowcount)


def count_open(session: Session, workspace_id: str, topics: Sequence[str], *, now: datetime) -> int:
    """How many rows of these topics are due and not finished."""
    found = select(func.count()).select_from(work).where(
        work.c.workspace_id == workspace_id, _open(work), work.c.due_at <= now, work.c.topic.in_(topics))
    return int(fetch(session, found).scalar_one())


def any_open(session: Session, workspace_id: str, keys: Sequence[str]) -> bool:
    """Whether any of these is still waiting or being sent."""
    found = select(func.count()).select_from(work).where(
        work.c.workspace_id == workspace_id, work.c.dedup_key.in_(keys), work.c.state.in_(OPEN))
    return bool(keys) and int(fetch(session, found).scalar_one()) > 0


def prune(session: Session, *, before: datetime) -> int:
    """Delete finished messages and steps older than `before`; surfaces stay for ever."""
    old = work.delete().where(work.c.kind != Kind.SURFACE, work.c.state.in_((State.DONE, State.DEAD)),
                              work.c.finished_at < before)
    return int(session.exec(old).rowcount)


def prune_lanes(session: Session, *, before: datetime) -> int:
    """Delete the lanes whose pauses ended before machine time `before`: they hold up nothing any more."""
    over = lane.delete().where(lane.c.paused_until < before,
                               or_(lane.c.limited_until.is_(None), lane.c.limited_until < before))
    return int(session.exec(over).rowcount)


def waiting(session: Session, *, now: datetime) -> int:
    """How many rows are due by business time and not finished."""
    due = select(func.count()).select_from(work).where(_open(work), work.c.due_at <= now)
    return int(fetch(session, due).scalar_one())


def next_visible(session: Session, *, now: datetime) -> datetime | None:
    """The earliest machine time at which a due row may be tried: its own, or the end of its lane's pause."""
    paused = select(func.max(lane.c.paused_until)).where(_its_lanes()).correlate(work).scalar_subquery()
    at = case((paused > work.c.visible_at, paused), else_=work.c.visible_at)
    found: datetime | None = fetch(session, select(func.min(at)).where(
        _open(work), work.c.due_at <= now, ~_behind())).scalar_one()
    return found


def stuck(session: Session) -> list[tuple[str, str, str, int]]:
    """What waits after a failure: (topic, channel, error, how many)."""
    return _failed(session, State.WAITING)


def given_up(session: Session) -> list[tuple[str, str, str, int]]:
    """What will not be tried again, in the same form; what was taken back on purpose is not among it."""
    return _failed(session, State.DEAD)


def _failed(session: Session, state: State) -> list[tuple[str, str, str, int]]:
    found = select(work.c.topic, work.c.channel, work.c.last_error, func.count()).where(
        work.c.last_error.is_not(None), work.c.state == state, work.c.last_error.not_like("the asking ended%")
    ).group_by(work.c.topic, work.c.channel, work.c.last_error).order_by(func.count().desc()).limit(20)
    return [(row[0], row[1], row[2], int(row[3])) for row in fetch(session, found)]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """So many rows of one topic that fall due at one moment, about one annoyance or one asking; nobody is named."""

    at: datetime
    topic: str
    count: int
    number: int | None
    survey_id: str | None


def upcoming(session: Session, workspace_id: str, after: datetime, limit: int) -> list[Upcoming]:
    """What waits for a business time that has not come, soonest first."""
    waiting = select(work.c.due_at, work.c.topic, work.c.payload).where(
        work.c.workspace_id == workspace_id, work.c.state == State.WAITING, work.c.due_at > after)
    counted: Counter[tuple[datetime, str, int | None, str | None]] = Counter()
    for at, topic, payload in fetch(session, waiting.order_by(work.c.due_at, work.c.id)):
        counted[at, topic, payload.get("number"), payload.get("survey")] += 1
    return [Upcoming(at, topic, count, number, survey_id)
            for (at, topic, number, survey_id), count in list(counted.items())[:limit]]


def next_due(session: Session, *, now: datetime) -> datetime | None:
    """The business time at which something will fall due next."""
    found: datetime | None = fetch(session, select(func.min(work.c.due_at)).where(
        work.c.state == State.WAITING, work.c.due_at > now)).scalar_one()
    return found
