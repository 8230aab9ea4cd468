"""When somebody may be asked, unasked: in their working time, one message a day, so many surveys a month, one reminder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.sla import Calendar, NeverOpen
from bot.domain.survey_plans import Withheld
from bot.domain.week import instant

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEK = 7
"""Days between two messages with 'How is it now?'."""
REMIND_AFTER = 3
"""Working days after which 'How is it now?' is asked again, once."""


class What(StrEnum):
    """What somebody gets unasked; all of it shares one message a day, surveys alone have a cap."""

    SURVEY = "survey"
    ASK = "ask"
    REMINDER = "reminder"
    NUDGE = "nudge"


Heard = Sequence[tuple[date, str]]
"""What somebody got of late: (their day, what)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be asked, as they are now."""

    calendar: Calendar
    is_here: bool = True
    is_guest: bool = False
    opted_out: bool = False
    heard: Heard = ()

    def day(self, at: datetime) -> date:
        """Their date."""
        return at.astimezone(self.calendar.zone).date()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ask now (nothing is set), at another moment, or not at all."""

    until: datetime | None = None
    why: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """So many surveys at most within so many days."""

    at_most: int
    within: timedelta


ASK = Verdict()


def judge(person: Person, what: What, now: datetime, *, cap: Cap, closes_at: datetime | None = None) -> Verdict:
    """Whether this person may be asked now. What is too late to be answered is stale, whoever it is."""
    try:
        if is_stale(person.calendar, now, closes_at):
            return Verdict(why=Withheld.STALE)
        if not person.is_here or (person.is_guest and what is What.SURVEY):
            return Verdict(why=Withheld.GONE)
        if person.opted_out:
            return Verdict(why=Withheld.OPTED_OUT)
        if not person.calendar.is_open(now):
            return Verdict(until=person.calendar.next_open(now))
        return _by_what_they_heard(person, what, now, cap)
    except NeverOpen:  # their own quiet hours leave nothing of their working time
        return Verdict(why=Withheld.OPTED_OUT)


def _by_what_they_heard(person: Person, what: What, now: datetime, cap: Cap) -> Verdict:
    today = person.day(now)
    surveys = [day for day, heard in person.heard if heard == What.SURVEY and day > today - cap.within]
    if what is What.SURVEY and len(surveys) >= cap.at_most:
        return Verdict(why=Withheld.CAP)
    free = max([day + DAY for day, _ in person.heard if day >= today]
               + [day + WEEK * DAY for day, heard in person.heard if what is What.ASK and heard == What.ASK] + [today])
    return ASK if free == today else Verdict(until=opens_on(person.calendar, free))


def opens_on(calendar: Calendar, day: date) -> datetime:
    """The first open moment on that day or after it."""
    return calendar.next_open(instant(datetime.combine(day, time.min), calendar.zone))


def next_day(person: Person, now: datetime, days: int = 1) -> datetime:
    """When they work again, so many days later at the earliest."""
    return opens_on(person.calendar, person.day(now) + days * DAY)


def next_hour(now: datetime) -> datetime:
    """When to look again after somebody without a name: any other moment would tell where they live."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR


def is_stale(calendar: Calendar, now: datetime, closes_at: datetime | None) -> bool:
    """Whether less than a working day is left to answer."""
    return closes_at is not None and (now >= closes_at or calendar.after_working_days(now, 1) > closes_at)


def remind_at(calendar: Calendar, asked_at: datetime, closes_at: datetime | None) -> datetime | None:
    """When to remind those who have not answered: half-way to the end, a working day at least after asking and before
    the end; None where there is no room. What has no end of its own is asked again after three working days."""
    try:
        if closes_at is None:
            return calendar.after_working_days(asked_at, REMIND_AFTER)
        half = asked_at + (closes_at - asked_at) / 2
        at = calendar.next_open(max(half, calendar.after_working_days(asked_at, 1)))
        return None if is_stale(calendar, at, closes_at) else at
    except NeverOpen:
        return None


def asked_at_of_hidden(planned: datetime, now: datetime) -> datetime:
    """What is kept of when somebody without a name was asked: the planned time, or, long after it, a day alone."""
    return max(planned, day_of(now - DAY))


def day_of(at: datetime) -> datetime:
    """The day alone, in no zone of anybody's."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
