"""When somebody may be asked unasked: in working time, once a day, so often a month, with one reminder."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.hours import Hours, Quiet
from bot.domain.manners import (
    ASK,
    Cap,
    Heard,
    Person,
    Verdict,
    What,
    asked_at_of_hidden,
    judge,
    next_hour,
    remind_at,
)
from bot.domain.sla import Calendar
from bot.domain.survey_plans import Withheld

OFFICE = Calendar(Hours.parse("Mon-Fri 09:00-18:00"), ZoneInfo("Europe/Berlin"))
NEVER = Calendar(OFFICE.hours, OFFICE.zone, quiet=Quiet.parse("08:00-19:00"))
CAP = Cap(at_most=2, within=timedelta(days=30))
SURVEY, QUESTION, REMINDER = What.SURVEY, What.ASK, What.REMINDER


def berlin(day: int, hour: int = 10, minute: int = 0, month: int = 3) -> datetime:
    """A moment in March 2026; the 4th is a Wednesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def heard(*days: tuple[int, What]) -> Heard:
    return [(date(2026, 3, day), what) for day, what in days]


NOW = berlin(4)
TOMORROW, MONDAY = Verdict(until=berlin(5, 9)), Verdict(until=berlin(9, 9))

JUDGED = [
    ("in working time, with nothing heard", {}, SURVEY, NOW, None, ASK),
    ("after hours: the next morning", {}, SURVEY, berlin(4, 18), None, TOMORROW),
    ("on a Saturday: on Monday", {}, QUESTION, berlin(7), None, MONDAY),
    ("one message a day, whatever it was", {"heard": heard((4, QUESTION))}, SURVEY, NOW, None, TOMORROW),
    ("a reminder is one too", {"heard": heard((4, SURVEY))}, REMINDER, NOW, None, TOMORROW),
    ("after Friday comes Monday", {"heard": heard((6, SURVEY))}, SURVEY, berlin(6), None, MONDAY),
    ("yesterday's message is no matter", {"heard": heard((3, SURVEY))}, SURVEY, NOW, None, ASK),
    ("the cap is full", {"heard": heard((1, SURVEY), (3, SURVEY))}, SURVEY, NOW, None, Verdict(why=Withheld.CAP)),
    ("the cap counts surveys alone", {"heard": heard((1, QUESTION), (2, REMINDER), (3, SURVEY))}, SURVEY, NOW, None,
     ASK),
    ("the cap holds up no question", {"heard": heard((1, SURVEY), (3, SURVEY))}, QUESTION, NOW, None, ASK),
    ("nor a reminder", {"heard": heard((1, SURVEY), (3, SURVEY))}, REMINDER, NOW, None, ASK),
    ("the cap forgets after its days", {"heard": heard((1, SURVEY), (3, SURVEY))}, SURVEY, berlin(31), None, ASK),
    ("questions come once a week", {"heard": heard((2, QUESTION))}, QUESTION, NOW, None, MONDAY),
    ("a week later it may be asked", {"heard": heard((2, QUESTION))}, QUESTION, berlin(9), None, ASK),
    ("who left is not asked", {"is_here": False}, QUESTION, NOW, None, Verdict(why=Withheld.GONE)),
    ("a guest is asked no survey", {"is_guest": True}, SURVEY, NOW, None, Verdict(why=Withheld.GONE)),
    ("but how it is now, of what they reported", {"is_guest": True}, QUESTION, NOW, None, ASK),
    ("who opted out is asked nothing", {"opted_out": True}, QUESTION, NOW, None, Verdict(why=Withheld.OPTED_OUT)),
    ("who is never open has opted out", {"calendar": NEVER}, SURVEY, NOW, None, Verdict(why=Withheld.OPTED_OUT)),
    ("a working day is left to answer", {}, SURVEY, NOW, berlin(5), ASK),
    ("less than a working day is left", {}, SURVEY, NOW, berlin(5, 9, 59), Verdict(why=Withheld.STALE)),
    ("over the weekend there is no working day", {}, SURVEY, berlin(6), berlin(9, 9), Verdict(why=Withheld.STALE)),
    ("it is over", {}, SURVEY, NOW, berlin(3), Verdict(why=Withheld.STALE)),
    ("too late is too late for everybody", {"is_here": False}, SURVEY, NOW, berlin(3), Verdict(why=Withheld.STALE)),
]


@pytest.mark.parametrize("who, what, now, closes_at, said", [row[1:] for row in JUDGED], ids=[row[0] for row in JUDGED])
def test_whether_somebody_may_be_asked(who: dict[str, object], what: What, now: datetime, closes_at: datetime | None,
                                       said: Verdict) -> None:
    person = Person(**{"calendar": OFFICE, **who})  # type: ignore[arg-type]  # a table of fields
    assert judge(person, what, now, cap=CAP, closes_at=closes_at) == said


REMINDED = [
    ("half-way", OFFICE, berlin(4), berlin(12), berlin(9, 9)),
    ("a working day after asking at least", OFFICE, berlin(4), berlin(6), berlin(5)),
    ("no room for one", OFFICE, berlin(4), berlin(5, 18), None),
    ("a survey without an end: after three working days", OFFICE, berlin(4), None, berlin(9)),
    ("never open", NEVER, berlin(4), berlin(12), None),
    ("half-way falls into the night: the next morning", OFFICE, berlin(4), berlin(10, 18), berlin(9, 9)),
]


@pytest.mark.parametrize("calendar, asked_at, closes_at, at", [row[1:] for row in REMINDED],
                         ids=[row[0] for row in REMINDED])
def test_when_to_remind(calendar: Calendar, asked_at: datetime, closes_at: datetime | None, at: datetime | None
                        ) -> None:
    assert remind_at(calendar, asked_at, closes_at) == at


def test_of_somebody_without_a_name_the_planned_time_is_kept_and_later_a_day() -> None:
    planned = berlin(4)
    assert asked_at_of_hidden(planned, berlin(5, 1)) == planned
    assert asked_at_of_hidden(planned, berlin(9, 17, 23)) == datetime(2026, 3, 8, tzinfo=UTC)


def test_somebody_without_a_name_is_looked_at_again_at_the_full_hour() -> None:
    assert next_hour(berlin(4, 10, 17)) == berlin(4, 11)
    assert next_hour(berlin(4, 10)) == berlin(4, 11)
