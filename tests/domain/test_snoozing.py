"""Until when something sleeps, and how often."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.annoyances import Move
from bot.domain.hours import Hours
from bot.domain.sla import Calendar
from bot.domain.snoozing import AT_MOST, WAKING, WITHIN, Preset, again_at, day_of, is_too_far, is_too_soon, wakes_at

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Calendar(Hours.parse("Mon-Fri 09:00-18:00"), BERLIN)
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("preset, today, day", [
    (Preset.TOMORROW, date(2026, 3, 4), date(2026, 3, 5)),
    (Preset.NEXT_WEEK, date(2026, 3, 4), date(2026, 3, 9)),  # a Wednesday
    (Preset.NEXT_WEEK, date(2026, 3, 9), date(2026, 3, 16)),  # a Monday: not today
    (Preset.NEXT_WEEK, date(2026, 3, 8), date(2026, 3, 9)),  # a Sunday
    (Preset.TWO_WEEKS, date(2026, 12, 24), date(2027, 1, 7)),
    (Preset.MONTH, date(2026, 1, 31), date(2026, 2, 28)),
    (Preset.MONTH, date(2027, 12, 15), date(2028, 1, 15)),
    (Preset.MONTH, date(2028, 1, 30), date(2028, 2, 29)),
])
def test_each_choice_means_a_day(preset: Preset, today: date, day: date) -> None:
    assert day_of(preset, today) == day


@given(st.sampled_from(Preset), st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_every_choice_can_be_used_on_every_day(preset: Preset, today: date) -> None:
    day = day_of(preset, today)
    assert not is_too_soon(day, today)
    assert not is_too_far(day, today)


@pytest.mark.parametrize("day, at", [
    (date(2026, 3, 6), datetime(2026, 3, 6, 8, 0, tzinfo=UTC)),  # Friday, 9:00 in Berlin
    (date(2026, 3, 7), datetime(2026, 3, 9, 8, 0, tzinfo=UTC)),  # Saturday: Monday
    (date(2026, 3, 29), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # the Sunday on which clocks change
])
def test_it_wakes_as_the_team_opens(day: date, at: datetime) -> None:
    assert wakes_at(day, WEEK) == at


def test_where_nobody_ever_works_it_wakes_as_the_day_begins() -> None:
    never = Calendar(WEEK.hours, BERLIN, days_off=frozenset(date(2026, 3, 1) + timedelta(days=n) for n in range(800)))
    assert wakes_at(date(2026, 3, 6), never) == datetime(2026, 3, 5, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("days_ago, again_in", [
    ((), None), ((1,), None), ((40, 35, 1), None), ((20, 10), 10), ((29, 28, 3), 2), ((30, 1), None)])
def test_twice_in_thirty_days(days_ago: tuple[int, ...], again_in: int | None) -> None:
    """The third is possible as soon as the last but one is thirty days old: of 20 and 10 days ago in 10 days."""
    slept = [NOW - timedelta(days=days) for days in days_ago]
    assert again_at(slept, NOW) == (NOW + timedelta(days=again_in) if again_in is not None else None)


@given(st.lists(st.integers(0, 60 * 24 * 60), max_size=8))
def test_no_thirty_days_ever_hold_more_than_two(minutes: list[int]) -> None:
    slept: list[datetime] = []
    for now in sorted(NOW + timedelta(minutes=one) for one in minutes):
        if again_at(slept, now) is None:
            slept.append(now)
    assert all(sum(start <= one < start + WITHIN for one in slept) <= AT_MOST for start in slept)


def test_what_stands_still_and_who_leaves_wake_nothing() -> None:
    assert {Move.RESOLVE, Move.WONT_FIX, Move.MERGE, Move.NOT_OURS, Move.ACKNOWLEDGE, Move.ASSIGN,
            Move.ADD_ITEM} <= WAKING
    assert WAKING.isdisjoint({Move.SNOOZE, Move.NEXT_STEP, Move.SURVEY_LINK, Move.ASK_REPORTER, Move.UNASSIGN})
