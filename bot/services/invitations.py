"""Who is asked when: invitations of surveys, planned in each person's own working time, sent when they fall due, put
off or withheld where manners say so.

An invitation is the plan; only what falls due becomes a work row, so that ten thousand planned ones cost the engine
nothing, a changed zone moves them, and stopping a survey leaves nothing behind.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.manners import What, asked_at_of_hidden, day_of, remind_at
from bot.domain.sla import Calendar, NeverOpen
from bot.domain.survey_plans import Invited, Withheld
from bot.services import calendars, cards, manners
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.people import has_left
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from bot.services.waves import DAY_TAKEN, TOPICS, next_wave
from storage import invitations as stored
from storage import surveys, work
from storage.db import Database
from storage.ids import new_id
from storage.tables import Survey

AT_ONCE = 5_000
CHUNK = 1_000
REMINDER = "survey_reminder"
WHAT = {"survey": What.SURVEY, "ask": What.ASK, REMINDER: What.REMINDER}
"""What a row of each topic takes of somebody's day."""
BEFORE_ASKED = (Invited.PLANNED, Invited.SENDING)
ENDED = "the asking ended"


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the invitations of one survey stand."""

    planned: int = 0
    sending: int = 0
    asked: int = 0
    cancelled: int = 0
    failed: int = 0
    reminded: int = 0
    withheld: dict[Withheld, int] = field(default_factory=dict)

    @property
    def all_withheld(self) -> int:
        return sum(self.withheld.values())

    @property
    def invited(self) -> int:
        """Everybody, whatever became of it."""
        return self.planned + self.sending + self.asked + self.cancelled + self.failed + self.all_withheld


def invite(desk: Desk, survey: Survey, names: Sequence[str]) -> int:
    """Plan to ask each of these once, `survey.wait_days` after `survey.base_at` on their own calendar; returns how
    many were not invited yet."""
    new = 0
    for chunk in _chunks(names):
        theirs = calendars.of_people(desk, chunk)
        new += stored.plan(desk.session, desk.workspace_id, survey.id, _moments(survey, theirs, chunk))
    return new


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), AT_ONCE):
        yield names[start:start + AT_ONCE]


def _moments(survey: Survey, theirs: dict[str, Calendar], names: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    known: dict[int, datetime] = {}
    base = survey.base_at or survey.opened_at
    for name in names:
        calendar = theirs[name]  # many share one, and hashing it would cost more than all the rest
        if id(calendar) not in known:
            known[id(calendar)] = soonest(calendar, base, survey.wait_days)
        yield name, known[id(calendar)]


def soonest(calendar: Calendar, base: datetime, days: int) -> datetime:
    """When somebody is to be asked; of one who is never open it is found out when it falls due."""
    try:
        return calendar.ask_at(base, days)
    except NeverOpen:
        return base


def replan(desk: Desk, names: Collection[str] | None) -> None:
    """The zone, hours or wishes of these people changed (None: perhaps everybody's): their invitations move along.
    Where there are many, a step goes on with the rest."""
    _replan(desk, None if names is None else sorted(names), ("", ""))


def _replan(desk: Desk, names: Sequence[str] | None, after: tuple[str, str]) -> None:
    found = stored.planned(desk.session, desk.workspace_id, names=names, after=after, limit=CHUNK)
    theirs = calendars.of_people(desk, list({one.name for one in found}))
    moved = [(one.survey_id, one.name, at) for one in found if (at := _moment(theirs[one.name], one)) != one.ask_at]
    stored.move(desk.session, desk.workspace_id, moved)
    if len(found) == CHUNK:
        work.add(desk.session, desk.workspace_id, work.Kind.STEP, "replan", f"replan:{new_id()}", due_at=desk.now,
                 now=desk.clock.machine(), payload={"names": names and list(names),
                                                    "after": [found[-1].name, found[-1].survey_id]})


def _moment(calendar: Calendar, one: stored.Planned) -> datetime:
    planned = one.ask_at if one.base_at is None else soonest(calendar, one.base_at, one.wait_days)
    if one.not_before is None or is_pseudonym(one.name) or one.not_before <= planned:
        return planned
    return soonest(calendar, one.not_before, 0)


def counts(session: Session, workspace_id: str, survey_id: str) -> Counts:
    """Where the invitations of a survey stand."""
    states: Counter[str] = Counter()
    withheld: dict[Withheld, int] = {}
    reminded = 0
    for state, why, many, of_these in stored.count(session, workspace_id, survey_id):
        reminded += of_these
        if state == Invited.WITHHELD:
            withheld[Withheld(why or Withheld.STALE)] = many
        else:
            states[state] += many
    return Counts(**{state: states[state] for state in Invited if state is not Invited.WITHHELD}, reminded=reminded,
                  withheld=withheld)


def surveys_of(payload: dict[str, Any]) -> list[str]:
    """Which surveys a work row asks; a row of an earlier version names one."""
    return list(payload.get("surveys") or [payload["survey"]])


def cancel(desk: Desk, survey_id: str, *, why: Withheld | None = None) -> int:
    """Nobody else is asked: who is planned will not be, and what waits to be sent is taken back; returns how many. With
    `why` they count as withheld, not as cancelled."""
    state = Invited.WITHHELD if why else Invited.CANCELLED
    gone = stored.end_planned(desk.session, desk.workspace_id, survey_id, state=state, why=why)
    stored.forget_reminders(desk.session, desk.workspace_id, survey_id)
    waiting = [row for row in work.not_begun(desk.session, desk.workspace_id, TOPICS)
               if survey_id in surveys_of(row.payload)]
    alone = [row.key for row in waiting if not _asks_else(desk, row, survey_id)]
    back = work.take_back(desk.session, desk.workspace_id, alone, now=desk.clock.machine(), why=ENDED)
    hidden = [row.key for row in waiting if row.key in back and is_pseudonym(row.payload["user"])]
    work.forget_dead(desk.session, desk.workspace_id, hidden)  # when it was planned would tell when they work
    for row in waiting:
        if row.key in back:
            _give_back(desk, row.payload, row.topic)
        if row.topic != REMINDER and (row.key in back or row.key not in alone):
            gone += stored.turn(desk.session, desk.workspace_id, survey_id, row.payload["user"],
                                before=[Invited.SENDING], state=state, why=why)
    return gone


def _asks_else(desk: Desk, row: work.Waiting, survey_id: str) -> bool:
    """Whether a gathered row has something else to ask."""
    others = [one for one in surveys_of(row.payload) if one != survey_id]
    state = Invited.ASKED if row.topic == REMINDER else Invited.SENDING
    return stored.any_in(desk.session, desk.workspace_id, others, row.payload["user"], state)


def asked(desk: Desk, survey_id: str, name: str) -> datetime | None:
    """Delivery has asked somebody: when is kept, and when to remind them; returns when, None where nobody was to be
    asked. Of one without a name the planned time is kept: the true one would tell where they live."""
    survey = surveys.get(desk.session, desk.workspace_id, survey_id)
    if survey is None:
        return None
    calendar = calendars.of_person(desk, name)
    at = desk.now
    if is_pseudonym(name):
        at = asked_at_of_hidden(soonest(calendar, survey.base_at or survey.opened_at, survey.wait_days), desk.now)
    turned = stored.turn(desk.session, desk.workspace_id, survey_id, name, before=BEFORE_ASKED, state=Invited.ASKED,
                         asked_at=at, remind_at=remind_at(calendar, at, survey.closes_at))
    return at if turned else None


def reminded(desk: Desk, survey_id: str, name: str) -> None:
    """Delivery has reminded somebody. Of one without a name the planned time is kept, of an anonymous survey the day
    alone, of all alike: those who had answered heard nothing, and the moment must not tell them from the others."""
    survey = surveys.get(desk.session, desk.workspace_id, survey_id)
    if survey is not None:
        stored.turn(desk.session, desk.workspace_id, survey_id, name, before=[Invited.ASKED],
                    reminded_at=_reminded_at(desk, survey, name))


def _reminded_at(desk: Desk, survey: Survey, name: str) -> datetime:
    if is_pseudonym(name):
        invitation = surveys.invitation(desk.session, desk.workspace_id, survey.id, name)
        asked_at = (invitation and invitation.asked_at) or desk.now
        planned = remind_at(calendars.of_person(desk, name), asked_at, survey.closes_at)
        return asked_at_of_hidden(min(planned or asked_at, desk.now), desk.now)
    return day_of(desk.now) if _is_anonymous(desk.session, survey) else desk.now


def _is_anonymous(session: Session, survey: Survey) -> bool:
    plan = surveys.plan(session, survey.workspace_id, survey.plan_id) if survey.plan_id else None
    return plan is not None and plan.anonymous


def _reminds_all_alike(session: Session, row: work.Claimed) -> bool:
    """Whether it is the reminder of an anonymous survey: there is one for everybody, whether they have answered or not,
    and what became of it is kept of nobody."""
    if row.topic != REMINDER or "surveys" in row.payload:
        return False
    survey = surveys.get(session, row.workspace_id, row.payload["survey"])
    return survey is not None and _is_anonymous(session, survey)


def _give_back(desk: Desk, payload: dict[str, Any], topic: str) -> None:
    """Nothing was said: the message of the day that it took is theirs again. A row of an earlier version took none."""
    user = cards.user_behind(desk, payload["user"])
    if user is not None and payload.get(DAY_TAKEN):
        manners.give_back(desk, user, date.fromisoformat(payload[DAY_TAKEN]), WHAT[topic])


class Ready(StrEnum):
    """Whether a message that waits to be sent may be said now."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class Invitations:
    """Sends what falls due, with manners."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def expand(self, workspace_id: str, now: datetime) -> int:
        """A wave of invitations that have come due becomes work, is put off or withheld; how many were seen to. Called
        until it says none: a wave is a transaction, and others come in between."""
        with self._db.transaction(workspace_id) as tx:
            return next_wave(self._desk(tx.session, workspace_id))

    def replan(self, session: Session, workspace_id: str, payload: dict[str, Any]) -> None:
        """A step: invitations move along with calendars that changed."""
        after = payload.get("after") or ("", "")
        _replan(self._desk(session, workspace_id), payload.get("names"), (after[0], after[1]))

    def ready(self, row: work.Claimed, user_id: str) -> Ready:
        """Whether this person may still be asked: they may have gone home since, the survey may have ended, and the
        day whose one message this was may be over."""
        with self._db.reading() as session:
            desk = self._desk(session, row.workspace_id)
            state = Invited.ASKED if row.topic == REMINDER else Invited.SENDING
            if not stored.any_in(session, row.workspace_id, surveys_of(row.payload), row.payload["user"], state):
                return Ready.NO
            calendar = calendars.of_user(desk, user_id)
            today = desk.now.astimezone(calendar.zone).date().isoformat()
            # what may have been said already is looked up first, on whatever day they work again
            is_today = row.unsure or row.payload.get(DAY_TAKEN, today) == today
            return Ready.YES if is_today and calendar.is_open(desk.now) else Ready.LATER

    def leaves_no_trace(self, session: Session, row: work.Claimed) -> bool:
        """Whether nothing may be kept of a message: when somebody without a name was asked would tell when they work,
        and who was reminded of an anonymous survey who has not answered it."""
        return is_pseudonym(row.payload["user"]) or _reminds_all_alike(session, row)

    def put_back(self, workspace_id: str, row: work.Claimed) -> None:
        """A row that came too late for this day goes back into the plan, as if it had never been work."""
        with self._db.transaction(workspace_id) as tx:
            desk, name = self._desk(tx.session, workspace_id), row.payload["user"]
            if work.forget_claimed(tx.session, row):
                _give_back(desk, row.payload, row.topic)
                again: dict[str, Any] = ({"remind_at": desk.now} if row.topic == REMINDER
                                         else {"state": Invited.PLANNED})
                for survey_id in surveys_of(row.payload):
                    stored.turn(tx.session, workspace_id, survey_id, name, before=[Invited.SENDING, Invited.ASKED],
                                **again)

    def not_said(self, session: Session, row: work.Claimed) -> None:
        """There was nothing to say any more: who was to be asked is not, and their day is free again."""
        if _reminds_all_alike(session, row):
            self.reminded(session, row)
            return
        desk, name = self._desk(session, row.workspace_id), row.payload["user"]
        _give_back(desk, row.payload, row.topic)
        user = cards.user_behind(desk, name)
        gone = user is None or has_left(session, row.workspace_id, user)
        values = ({"state": Invited.WITHHELD, "why": Withheld.GONE} if gone else {"state": Invited.CANCELLED})
        for survey_id in surveys_of(row.payload):
            stored.turn(session, row.workspace_id, survey_id, name, before=[Invited.SENDING], **values)

    def failed(self, session: Session, row: work.Claimed) -> None:
        """Delivery has given up. Where the message may have gone out all the same, the day stays spent."""
        if _reminds_all_alike(session, row):
            self.reminded(session, row)
            return
        desk, name = self._desk(session, row.workspace_id), row.payload["user"]
        if not row.unsure:
            _give_back(desk, row.payload, row.topic)
        for survey_id in surveys_of(row.payload):
            stored.turn(session, row.workspace_id, survey_id, name, before=[Invited.SENDING], state=Invited.FAILED)

    def asked(self, session: Session, row: work.Claimed) -> None:
        """Delivery has asked; when is kept, and when to remind."""
        for survey_id in surveys_of(row.payload):
            asked(self._desk(session, row.workspace_id), survey_id, row.payload["user"])

    def reminded(self, session: Session, row: work.Claimed) -> None:
        """Delivery has reminded."""
        for survey_id in surveys_of(row.payload):
            reminded(self._desk(session, row.workspace_id), survey_id, row.payload["user"])

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)
