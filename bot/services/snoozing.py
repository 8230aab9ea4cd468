"""An annoyance is laid to sleep and wakes again. Steps open no transaction; the class is what people's clicks reach."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain import snoozing as rules
from bot.domain.annoyances import OPEN, Move, State
from bot.domain.masking import mask
from bot.domain.people import Where
from bot.domain.snoozing import Preset, WokenBy
from bot.domain.wording import tidy
from bot.errors import Invalid
from bot.services import annoyances, calendars, cards, clocks, sleep
from bot.services.clicks import Clicks
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import snoozes as stored
from storage.db import Database
from storage.tables import Annoyance

AT_ONCE = 50
"""So many wake in one transaction: while it writes, SQLite takes nobody's click."""


class Snoozing:
    """Snooze, wake, and what wakes by itself."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._clicks = Clicks(db, clock, names)

    def snooze(self, workspace_id: str, user_id: str, number: int, until: Preset | date | None, reason: str, then: str,
               *, where: Where | None, key: str) -> None:
        """Lay it to sleep until the team opens on a day; reporters hear why, and what happens then. Raises `Invalid`
        for a day that is none, and where it has slept too often."""
        said = _said(reason, "reason"), _said(then, "then")
        with self._clicks.on(workspace_id, user_id, number, Move.SNOOZE, where, key) as click:
            if click is not None:
                desk, row = click
                _check_often(desk, row)
                _lay_to_sleep(desk, row, _until(desk, row, until), *said, by=user_id)

    def wake(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """Somebody wakes it before its time."""
        with self._clicks.on(workspace_id, user_id, number, Move.WAKE, where, key) as click:
            if click is not None:
                _wake(*click, WokenBy.HAND, by=user_id)

    def check_often(self, workspace_id: str, number: int) -> None:
        """Raises `Invalid` where it has slept too often to be laid to sleep now, before anybody writes why."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            _check_often(desk, annoyances.existing(session, workspace_id, number))

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Wake what has come due; returns how much it was."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            numbers = stored.due(tx.session, workspace_id, now, AT_ONCE)
            return sum(_wake_in_time(desk, number, now) for number in numbers)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def wake(desk: Desk, row: Annoyance, woken_by: str) -> None:
    """A locked annoyance that sleeps is awake again, and its thread says why; of one that is awake nothing is said.
    `woken_by`: a member of `bot.domain.snoozing.WokenBy`."""
    if row.snoozed_until is not None:
        _wake(desk, row, WokenBy(woken_by), by=None)


def _wake_in_time(desk: Desk, number: int, now: datetime) -> bool:
    """Whether it was to wake: whoever came first has woken it already."""
    row = annoyances.existing(desk.session, desk.workspace_id, number, lock=True)
    asleep = stored.current(desk.session, desk.workspace_id, number)
    if asleep is None or asleep.until > now:
        return False
    if row.snoozed_until is None or State(row.state) not in OPEN:
        sleep.end(desk, row, WokenBy.TIME)
    else:
        _wake(desk, row, WokenBy.TIME, by=None)
    return True


def _wake(desk: Desk, row: Annoyance, woken_by: WokenBy, *, by: str | None) -> None:
    asleep = stored.current(desk.session, desk.workspace_id, row.number)
    sleep.end(desk, row, woken_by)
    cards.make_move(desk, row, Move.WAKE, by=by,
                    facts={"woken_by": str(woken_by), **({"then": asleep.then} if asleep else {})})


def _lay_to_sleep(desk: Desk, row: Annoyance, day: date, reason: str, then: str, *, by: str) -> None:
    until = rules.wakes_at(day, calendars.of_team(desk.settings, row.team_key))
    row.snoozed_until = until
    wakes_on = until.astimezone(calendars.of_team(desk.settings, row.team_key).zone).date()
    facts: dict[str, Any] = {"until": until.isoformat(), "until_on": wakes_on.isoformat(), "then": then}
    seq = cards.make_move(desk, row, Move.SNOOZE, by=by, reason=reason, facts=facts)
    stored.add(desk.session, desk.workspace_id, row.number, seq, at=desk.now, by=by, until=until, reason=reason,
               then=then)
    clocks.pause(desk, row)
    cards.close_loop(desk, row, Move.SNOOZE, seq, by=by, facts={"reason": reason, **facts})


def _until(desk: Desk, row: Annoyance, wish: Preset | date | None) -> date:
    """The day that somebody chose, in the team's zone. Raises `Invalid`."""
    if wish is None:
        raise Invalid("error.snooze_until_missing", field="until")
    today = desk.now.astimezone(calendars.of_team(desk.settings, row.team_key).zone).date()
    day = rules.day_of(wish, today) if isinstance(wish, Preset) else wish
    if rules.is_too_soon(day, today):
        raise Invalid("error.snooze_past", field="until_on")
    if rules.is_too_far(day, today):
        raise Invalid("error.snooze_too_far", field="until_on", days=rules.MOST_DAYS)
    return day


def _check_often(desk: Desk, row: Annoyance) -> None:
    slept = stored.begun_since(desk.session, desk.workspace_id, row.number, desk.now - rules.WITHIN)
    again = rules.again_at(slept, desk.now)
    if again is not None:
        zone = calendars.of_team(desk.settings, row.team_key).zone
        raise Invalid("error.snoozed_often", field="until", on=again.astimezone(zone).date().isoformat())


def _said(typed: str, field: str) -> str:
    said = mask(tidy(typed))
    if not said:
        raise Invalid("error.then_missing" if field == "then" else "error.reason_missing", field=field)
    return said
