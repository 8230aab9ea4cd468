"""Whom to remind when a clock runs out: planned and bundled as time passes, read anew at the moment of sending so that
nobody is asked for what somebody has seen to; the next step that answers it; and what would be sent next week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import Move
from bot.domain.manners import What
from bot.domain.masking import mask
from bot.domain.nudges import Level, Outlook, Reminder
from bot.domain.people import Where
from bot.domain.wording import tidy
from bot.errors import Invalid, NotAllowed
from bot.services import annoyances, calendars, cards, clocks, home, manners, nudge_outlook, nudging
from bot.services.desk import Desk, subject
from bot.services.directory import directory
from bot.services.invitations import Ready
from bot.services.people import has_left
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import log, posts, work
from storage import nudges as stored
from storage.db import Database
from storage.nudges import Asked

FARTHEST = 90
"""Days until a next step at most."""


class Nudges:
    """Plans, bundles and withdraws nudges; says what would be sent next week."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def expand(self, workspace_id: str, now: datetime) -> int:
        """What has come due; returns how much was new."""
        with self._db.transaction(workspace_id) as tx:
            taken = nudging.take_steps(self._desk(tx.session, workspace_id))
        with self._db.transaction(workspace_id) as tx:
            return taken + nudging.send(self._desk(tx.session, workspace_id))

    def next_step(self, workspace_id: str, user_id: str, number: int, text: str | None, on: date | None, *,
                  where: Where | None, key: str) -> None:
        """Somebody says what is done next, and by when: until that day is over nobody is asked again. Raises `Invalid`
        at the field that is missing or out of range."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.NEXT_STEP, where)
            today = desk.now.astimezone(calendars.of_team(desk.settings, row.team_key).zone).date()
            row.next_step, row.next_step_on = _step(text), _day(on, today)
            cards.make_move(desk, row, Move.NEXT_STEP, by=user_id,
                            facts={"next_step": row.next_step, "until_on": row.next_step_on.isoformat()})
            clocks.acted(desk, row)
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Move.NEXT_STEP, subject=f"#{number}")
            tx.answer = {"number": number}

    def ready(self, row: work.Claimed) -> Ready:
        """Whether this person may still be written to: they may have gone home since, and all of it may be over."""
        with self._db.reading() as session:
            desk, user = self._desk(session, row.workspace_id), row.payload["user"]
            if not stored.of_person(session, row.workspace_id, [user], stored.SENDING)[user]:
                return Ready.NO
            person = nudging.reachable(desk, [user])[user]
            # what may have been said already is looked up first, on whatever day they work again
            is_today = row.unsure or row.payload[nudging.DAY] == person.day(desk.now).isoformat()
            return Ready.YES if is_today and person.calendar.is_open(desk.now) else Ready.LATER

    def put_back(self, workspace_id: str, row: work.Claimed) -> None:
        """A message that came too late for this day waits for the next one, as if it had never been work."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            if work.forget_claimed(tx.session, row):
                self._give_back(desk, row)
                stored.turn_to(tx.session, workspace_id, _sending(desk, row), stored.WAITING, before=stored.SENDING)

    def asked(self, row: work.Claimed) -> Sequence[Asked]:
        """What this message is about by now; what somebody has seen to is left out."""
        with self._db.reading() as session:
            return [one for one in _sending(self._desk(session, row.workspace_id), row) if not one.is_over]

    def reminders(self, workspace_id: str, asked: Sequence[Asked]) -> list[Reminder]:
        """The same as the person reads it."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            found = posts.living(session, workspace_id, [subject(one.clock.number) for one in asked])
            links = {one.clock.number: home.permalink(desk.settings.domain, found.get(subject(one.clock.number)))
                     for one in asked}
            return [nudging.reminder(desk, one.clock, Level(one.level), links[one.clock.number]) for one in asked]

    def line(self, workspace_id: str, clock_id: str, turn: int, level: int) -> Reminder | None:
        """What a line in the thread says; None where somebody acted before it was said."""
        with self._db.reading() as session:
            clock = stored.open_one(session, workspace_id, clock_id)
            if clock is None or clock.turn != turn or not nudging.goes_on(clock):
                return None
            return nudging.reminder(self._desk(session, workspace_id), clock, Level(level), None)

    def assignee_at_work(self, workspace_id: str, number: int) -> str | None:
        """Who works on it, if they are at work just now: a line in the thread names nobody who is at home."""
        with self._db.reading() as session:
            row = stored_annoyances.get(session, workspace_id, number)
            if row is None or row.assignee is None:
                return None
            desk = self._desk(session, workspace_id)
            is_open = nudging.reachable(desk, [row.assignee])[row.assignee].calendar.is_open(desk.now)
            return row.assignee if is_open else None

    def sent(self, session: Session, row: work.Claimed, asked: Sequence[Asked]) -> None:
        """Delivery has said it; whatever else was in the message is over."""
        desk = self._desk(session, row.workspace_id)
        stored.turn_to(session, row.workspace_id, asked, stored.SENT, before=stored.SENDING, sent_at=desk.now)
        stored.turn_to(session, row.workspace_id, _sending(desk, row), stored.DROPPED, before=stored.SENDING)

    def not_said(self, session: Session, row: work.Claimed) -> None:
        """There was nothing to say any more, or nobody to say it to: their day is free again."""
        desk = self._desk(session, row.workspace_id)
        if has_left(session, row.workspace_id, row.payload["user"]):
            self.failed(session, row)
            return
        if not row.unsure:
            self._give_back(desk, row)
        stored.turn_to(session, row.workspace_id, _sending(desk, row), stored.DROPPED, before=stored.SENDING)

    def failed(self, session: Session, row: work.Claimed) -> None:
        """Delivery has given up: the next in line is asked. Where it may have gone out, the day stays spent."""
        desk = self._desk(session, row.workspace_id)
        if not row.unsure:
            self._give_back(desk, row)
        nudging.unreached(desk, _sending(desk, row), stored.SENDING)

    def outlook(self, workspace_id: str, user_id: str | None, *, days: int = 7, team_key: str | None = None) -> Outlook:
        """What would be sent if nobody acts, of the teams that this person may see (None: whoever runs Snag, all).
        Writes nothing. Raises `NotAllowed`, and `Invalid` for a team that is not there."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            if team_key is not None and team_key not in desk.settings.teams:
                raise Invalid("error.no_such_team", field="team")
            keys = [team_key] if team_key else None
            if user_id is not None:
                keys = nudge_outlook.visible(desk, user_id)
                if keys == []:
                    raise NotAllowed("error.not_allowed.nudges")
            return nudge_outlook.outlook(desk, timedelta(days=days), keys, viewer=user_id)

    def _give_back(self, desk: Desk, row: work.Claimed) -> None:
        day = date.fromisoformat(row.payload[nudging.DAY])
        manners.give_back(desk, row.payload["user"], day, What.NUDGE)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _sending(desk: Desk, row: work.Claimed) -> list[Asked]:
    user = row.payload["user"]
    return stored.of_person(desk.session, desk.workspace_id, [user], stored.SENDING)[user]


def _step(typed: str | None) -> str:
    said = mask(tidy(typed)) if typed else ""
    if not said:
        raise Invalid("error.next_step_missing", field="next_step")
    return said


def _day(on: date | None, today: date) -> date:
    if on is None:
        raise Invalid("error.next_step_date_missing", field="next_step_on")
    if on < today:
        raise Invalid("error.next_step_past", field="next_step_on")
    if on > today + timedelta(days=FARTHEST):
        raise Invalid("error.next_step_far", field="next_step_on", n=FARTHEST)
    return on
