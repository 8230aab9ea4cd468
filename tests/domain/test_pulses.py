"""A pulse comes at its wall time, once a date, and a late one only while it still makes sense."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.pulses import Pulse
from bot.domain.survey_plans import Every
from bot.domain.week import NotADay, NotATime

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
SINCE = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday, 13:00 in Berlin."""


def pulse(every: Every, day: str, at: str = "09:00", zone: ZoneInfo = BERLIN, since: datetime = SINCE) -> Pulse:
    return Pulse.parse(every=every, day=day, time=at, zone=zone, since=since)


@pytest.mark.parametrize("every, day, dates", [
    (Every.WEEK, "Mon", [(3, 9), (3, 16), (3, 23), (3, 30)]),  # that Monday's nine o'clock was over
    (Every.WEEK, "Tuesday", [(3, 3), (3, 10), (3, 17), (3, 24)]),
    (Every.FORTNIGHT, "Mon", [(3, 9), (3, 23), (4, 6), (4, 20)]),
    (Every.MONTH, "Mon", [(4, 6), (5, 4), (6, 1), (7, 6)]),
    (Every.MONTH, "31", [(3, 31), (4, 30), (5, 31), (6, 30)]),
    (Every.MONTH, "2", [(4, 2), (5, 2), (6, 2), (7, 2)]),
])
def test_the_first_four_dates(every: Every, day: str, dates: list[tuple[int, int]]) -> None:
    found, at = [], SINCE
    for _ in dates:
        one = pulse(every, day).next(at)
        found.append(one.date)
        at = one.at
    assert found == [date(2026, month, day) for month, day in dates]


@pytest.mark.parametrize("at, wall, moment", [
    (date(2026, 3, 29), "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # the gap: moved on by an hour
    (date(2026, 10, 25), "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the overlap: the first of two
    (date(2026, 7, 5), "09:00", datetime(2026, 7, 5, 7, tzinfo=UTC)),
    (date(2026, 12, 6), "09:00", datetime(2026, 12, 6, 8, tzinfo=UTC)),
])
def test_wall_time_holds_where_clocks_change(at: date, wall: str, moment: datetime) -> None:
    one = pulse(Every.WEEK, "Sun", wall)
    assert one.on(at).at == moment
    assert [found.date for found in one.between(moment - timedelta(hours=3), moment + timedelta(hours=3))] == [at]


def test_each_date_comes_once_however_the_year_is_cut() -> None:
    one = pulse(Every.WEEK, "Sun", "02:30")
    cuts = [SINCE + timedelta(hours=7 * step) for step in range(1300)]
    found = [each.date for start, end in itertools.pairwise(cuts) for each in one.between(start, end)]
    assert found == [date(2026, 3, 8) + timedelta(days=7 * week) for week in range(len(found))]
    assert len(found) == 54


@pytest.mark.parametrize("every, day, late, worth", [
    (Every.WEEK, "Mon", timedelta(days=3, hours=11), True),
    (Every.WEEK, "Mon", timedelta(days=3, hours=13), False),
    (Every.FORTNIGHT, "Mon", timedelta(days=6), True),
    (Every.FORTNIGHT, "Mon", timedelta(days=8), False),
    (Every.MONTH, "1", timedelta(days=14), True),
    (Every.MONTH, "1", timedelta(days=16), False),
])
def test_a_late_one_is_worth_asking_while_half_of_its_period_is_left(every: Every, day: str, late: timedelta,
                                                                     worth: bool) -> None:
    one = pulse(every, day)
    occurrence = one.next(SINCE + timedelta(days=60))
    assert one.is_worth_asking(occurrence, occurrence.at + late) is worth


def test_the_zone_decides_which_date_it_is() -> None:
    assert pulse(Every.WEEK, "Mon", "09:00", TOKYO).next(SINCE).at == datetime(2026, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("every, day, at, error", [
    (Every.WEEK, "Moonday", "09:00", NotADay), (Every.WEEK, "3", "09:00", NotADay),
    (Every.MONTH, "0", "09:00", NotADay), (Every.MONTH, "32", "09:00", NotADay),
    (Every.WEEK, "Mon", "25:00", NotATime), ("yearly", "Mon", "09:00", ValueError),
])
def test_what_cannot_be_read_is_refused(every: str, day: str, at: str, error: type[ValueError]) -> None:
    with pytest.raises(error):
        Pulse.parse(every=every, day=day, time=at, zone=BERLIN, since=SINCE)


def test_a_day_of_the_month_is_read_as_it_stands() -> None:
    assert pulse(Every.MONTH, " 15 ", "24:00".replace("24", "23")).time == time(23)
