"""What the passing of time changes about clocks: words on cards, reporters who hear that nobody has taken it, and
clocks that new hours move."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import OPEN
from bot.domain.clocks import Kind, Limit, Limits, Outcome, due, item_due, opening
from bot.domain.nudges import Timing, first_at
from bot.domain.sla import Calendar
from bot.services import calendars, cards, clock_events, clocks
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import clocks as stored
from storage import reports as stored_reports
from storage import work
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance

AT_ONCE = 50
"""So many annoyances are looked at in one transaction: while it writes, SQLite takes nobody's click."""
CHUNK = 500
"""So many clocks are measured anew in one step."""
TOPIC = "measure_clocks"


class Clocks:
    """Clocks whose words on a card change, that a new version lacks, or that new hours move."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._complete: set[str] = set()

    def expand(self, workspace_id: str, now: datetime, *, words: bool = True) -> int:
        """Draw what reads differently from now on; returns how much was new. Without `words` a card whose time left
        is merely less than before stays as it is, until the next call with them."""
        with self._db.transaction(workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            numbers = stored.to_redraw(tx.session, workspace_id, now, limit=AT_ONCE, words=words)
            for number in numbers:
                row = stored_annoyances.get(tx.session, workspace_id, number, lock=True)
                if row is not None:
                    _tick(desk, row, now)
        return len(numbers) + self._make_up(workspace_id)

    def measure(self, session: Session, workspace_id: str, payload: dict[str, Any]) -> None:
        """A step after a team's hours or limits have changed: its clocks move along, some at a time."""
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        _measure(desk, payload)

    def _make_up(self, workspace_id: str) -> int:
        """Annoyances of a version that knew no clocks get theirs, as of now. Once there is none left, those that get
        a card later get theirs with it."""
        if workspace_id in self._complete:
            return 0
        with self._db.transaction(workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            numbers = stored.without(tx.session, workspace_id, [str(state) for state in OPEN], limit=AT_ONCE)
            for number in numbers:
                row = stored_annoyances.get(tx.session, workspace_id, number, lock=True)
                if row is not None and clocks.make_up(desk, row):
                    cards.want_card(desk, row)
        if not numbers:
            self._complete.add(workspace_id)
        return len(numbers)


def measures_changed(session: Session, workspace_id: str, clock: Clock, team_key: str | None, sla: dict[str, str]
                     ) -> None:
    """A team's hours, days off or limits are others now (None: the workspace's, which hold in triage); `sla`: its
    limits before. A step measures its clocks anew."""
    work.add(session, workspace_id, work.Kind.STEP, TOPIC, f"{TOPIC}:{new_id()}", due_at=clock.now(),
             now=clock.machine(), payload={"team": team_key, "sla": sla})


def _tick(desk: Desk, row: Annoyance, now: datetime) -> None:
    """The words of an annoyance's card change; where nobody has taken it for long, its reporters hear it once."""
    for clock in stored.to_look_at(desk.session, desk.workspace_id, row.number, now):
        kind = Kind(clock.kind)
        if kind is Kind.HEAR:
            _tell_of_silence(desk, row, clock.id)
            clock.ended_at, clock.outcome, clock.redraw_at = now, Outcome.MISSED, None
        else:
            calendar = calendars.of_team(desk.settings, clock.team_key)
            clock.redraw_at = clocks.redraws(calendar, kind, now, clock.due_at)
            if clock.due_at <= now:
                clock_events.ran_out(desk, row, clock)
        desk.session.add(clock)
    desk.session.flush()
    cards.want_card(desk, row)


def _tell_of_silence(desk: Desk, row: Annoyance, clock_id: str) -> None:
    for reporter in stored_reports.reporters(desk.session, desk.workspace_id, row.number):
        cards.direct(desk, "told", f"told:{row.number}:{clock_id}:{reporter}", reporter,
                     {"number": row.number, "what": "silent", "by": None, "team": row.team_key})


def _measure(desk: Desk, payload: dict[str, Any]) -> None:
    """A batch of a team's clocks. What is overdue already stays so: it is past."""
    team_key, old = payload["team"], Limits.parse(payload["sla"])
    found = stored.of_team(desk.session, desk.workspace_id, team_key, desk.now, after=payload.get("after") or "",
                           limit=CHUNK)
    stored_annoyances.lock(desk.session, desk.workspace_id, {number for _, number in found})
    calendar, limits = calendars.of_team(desk.settings, team_key), clocks.limits_of(desk.settings, team_key)
    stored.measure(desk.session, desk.workspace_id, [
        _measured(desk.now, one, calendar, limits.instead_of(one.allowed, Kind(one.kind), old), limits)
        for one in stored.measurable(desk.session, desk.workspace_id, team_key, [clock_id for clock_id, _ in found])])
    if len(found) == CHUNK:
        work.add(desk.session, desk.workspace_id, work.Kind.STEP, TOPIC, f"{TOPIC}:{new_id()}", due_at=desk.now,
                 now=desk.clock.machine(), payload={**payload, "after": found[-1][0]})


def _measured(now: datetime, one: stored.Measured, calendar: Calendar, allowed: str, limits: Limits
              ) -> dict[str, Any]:
    """A clock's new times. Where they are others, its card is drawn anew."""
    kind = Kind(one.kind)
    if kind is Kind.ITEM:
        due_at = max(item_due(calendar, one.before_on or calendar.wall(one.due_at).date()), one.started_at)
    else:
        due_at = due(calendar, kind, Limit.parse(allowed), one.started_at, before_on=one.before_on,
                     urgent=limits.urgent, floor=min(one.due_at, now))
    timing = Timing(kind, one.started_at, due_at, one.promised, one.before_on if kind is Kind.ITEM else None)
    nudged = first_at(calendar, timing, now) if one.level == 0 else one.next_at and opening(calendar, one.next_at)
    moved = kind in clocks.ON_THE_CARD and due_at != one.due_at
    return {"b_id": one.id, "allowed": allowed, "due_at": due_at, "next_at": nudged,
            "redraw_at": now if moved else clocks.redraws(calendar, kind, now, due_at)}
