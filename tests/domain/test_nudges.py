"""When a clock reminds whom: a table of moments, and what holds for any calendar and any clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clocks import Kind
from bot.domain.hours import Hours
from bot.domain.nudges import LADDER, Level, Timing, first_at, is_urgent, next_after, step
from bot.domain.sla import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(Hours.parse("Mon-Fri 09:00-17:00"), BERLIN)


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """A moment of June 2026 on a wall in Berlin; the first is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def played(timing: Timing, begin: datetime, calendar: Calendar = OFFICE) -> list[tuple[Level, datetime]]:
    """All steps of a turn if nobody acts."""
    steps, level, when = [], 0, first_at(calendar, timing, begin)
    while when is not None and (taken := step(calendar, timing, level, when)) is not None:
        steps.append((taken, when))
        level, when = taken, next_after(calendar, timing, taken, when)
    return steps


ONE_DAY = Timing(Kind.ACKNOWLEDGE, at(1, 10), at(2, 10))
ONE_HOUR = Timing(Kind.ACKNOWLEDGE, at(1, 10), at(1, 11))
ITEM = Timing(Kind.ITEM, at(1, 10), at(5, 17), due_on=date(2026, 6, 5))


@pytest.mark.parametrize("timing, expected", [
    # eight working hours: three quarters are over after six, at 16:00; then each working day at the same time
    (ONE_DAY, [(Level.REMIND, at(1, 16)), (Level.DUE, at(2, 10)), (Level.LEAD, at(3, 10)), (Level.MANAGER, at(4, 10))]),
    (ONE_HOUR, [(Level.DUE, at(1, 11)), (Level.LEAD, at(1, 12)), (Level.MANAGER, at(1, 13))]),
    (Timing(Kind.ANSWER, at(5, 16, 30), at(8, 9, 30)),  # from Friday half past four an hour lasts until Monday
     [(Level.DUE, at(8, 9, 30)), (Level.LEAD, at(8, 10, 30)), (Level.MANAGER, at(8, 11, 30))]),
    (ITEM, [(Level.DUE, at(5, 9)), (Level.AGAIN, at(8, 9)), (Level.LEAD, at(9, 9)), (Level.MANAGER, at(10, 9))]),
    (Timing(Kind.OWN, at(1, 10), at(3, 10)),
     [(Level.DUE, at(3, 10)), (Level.LEAD, at(4, 10)), (Level.MANAGER, at(5, 10))]),
    (Timing(Kind.HEAR, at(1, 10), at(15, 10)), []),
], ids=["a day", "an hour", "a public post over the weekend", "an action item", "stalled", "nobody is nudged"])
def test_the_steps_of_a_clock_if_nobody_acts(timing: Timing, expected: list[tuple[Level, datetime]]) -> None:
    assert played(timing, timing.started_at) == expected


def test_what_is_up_when_work_ends_is_asked_for_the_next_morning() -> None:
    timing = Timing(Kind.ACKNOWLEDGE, at(4, 17), at(5, 17))
    assert played(timing, at(5, 16))[0] == (Level.DUE, at(8, 9))


def test_who_acts_on_what_is_late_is_left_alone_for_a_working_day() -> None:
    assert first_at(OFFICE, ONE_DAY, at(5, 15)) == at(8, 15)


def test_who_acts_on_what_is_urgent_is_left_alone_for_a_working_hour() -> None:
    assert first_at(OFFICE, ONE_HOUR, at(1, 16, 30)) == at(2, 9, 30)


@pytest.mark.parametrize("promised, begins", [
    (date(2026, 6, 1), at(2, 10)),   # over before the time is up: nothing changes
    (date(2026, 6, 5), at(8, 9)),    # a Friday: the morning after it is Monday's
    (date(2026, 6, 10), at(11, 9)),
])
def test_nobody_is_asked_for_a_step_before_the_morning_after_the_promised_day(promised: date, begins: datetime) -> None:
    timing = Timing(Kind.ACKNOWLEDGE, at(1, 10), at(2, 10), promised)
    assert played(timing, at(1, 17))[0] == (Level.DUE, begins)


def test_a_step_promised_for_the_annoyance_keeps_no_action_item_waiting() -> None:
    timing = Timing(Kind.ITEM, at(1, 10), at(5, 17), date(2026, 6, 30), date(2026, 6, 5))
    assert first_at(OFFICE, timing, at(1, 10)) == at(5, 9)


def test_an_action_item_added_on_its_very_day_is_asked_for_the_next_morning() -> None:
    assert first_at(OFFICE, ITEM, at(5, 10)) == at(8, 9)


def test_after_an_outage_steps_come_one_by_one() -> None:
    assert step(OFFICE, ONE_DAY, 0, at(9, 12)) is Level.DUE  # the reminder before is none any more
    assert next_after(OFFICE, ONE_DAY, Level.DUE, at(9, 12)) == at(10, 12)


def test_a_team_that_never_works_is_never_nudged() -> None:
    everyday = frozenset(date(2026, 1, 1) + timedelta(days=day) for day in range(800))
    closed = Calendar(Hours.parse("Mon 09:00-10:00"), BERLIN, days_off=everyday)
    assert first_at(closed, Timing(Kind.RESOLVE, at(1, 10), at(2, 10)), at(1, 10)) is None


calendars = st.builds(
    Calendar,
    st.sampled_from(["Mon-Fri 09:00-17:00", "Mon-Fri 09:00-12:30,13:30-18:00", "Sun-Thu 08:00-16:00",
                     "Mon-Sun 00:00-02:00,22:00-24:00"]).map(Hours.parse),
    st.sampled_from(["Europe/Berlin", "Asia/Seoul", "America/New_York", "Pacific/Auckland"]).map(ZoneInfo),
    st.sampled_from([None, "DE-BY", "US"]))
moments = st.integers(0, 60 * 24 * 500).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@st.composite
def timings(draw: st.DrawFn, calendar: Calendar) -> Timing:
    started_at = draw(moments)
    due_at = calendar.add(started_at, timedelta(minutes=draw(st.integers(1, 60 * 80))))
    kind = draw(st.sampled_from([kind for kind in Kind if LADDER[kind]]))
    on = due_at.astimezone(calendar.zone).date() if kind is Kind.ITEM else None
    promised = draw(st.none() | st.integers(0, 40).map(lambda days: started_at.date() + timedelta(days=days)))
    return Timing(kind, started_at, due_at, promised, on)


@given(st.data(), calendars)
def test_steps_rise_come_later_and_only_within_working_time(data: st.DataObject, calendar: Calendar) -> None:
    timing = data.draw(timings(calendar))
    begin = calendar.add(timing.started_at, timedelta(minutes=data.draw(st.integers(0, 60 * 200))))
    steps = played(timing, begin, calendar)
    levels, times = [level for level, _ in steps], [when for _, when in steps]
    assert levels == sorted(set(levels))
    assert times == sorted(set(times))
    assert all(calendar.is_open(when) and when > begin for when in times)
    assert levels[-1] is Level.MANAGER


@given(st.data(), calendars)
def test_what_is_urgent_has_no_reminder_before(data: st.DataObject, calendar: Calendar) -> None:
    timing = data.draw(timings(calendar))
    if is_urgent(calendar, timing):
        assert Level.REMIND not in [level for level, _ in played(timing, timing.started_at, calendar)]


@given(st.data(), calendars)
def test_after_a_promise_nobody_is_asked_until_its_day_is_over(data: st.DataObject, calendar: Calendar) -> None:
    timing = data.draw(timings(calendar))
    first = first_at(calendar, timing, timing.started_at)
    if timing.promised is not None and timing.kind is not Kind.ITEM:
        assert first is not None
        assert first.astimezone(calendar.zone).date() > timing.promised
