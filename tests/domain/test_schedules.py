"""Weekly occurrences keep their local time over every clock change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedules import NotItsDay, Occurrence, Weekly
from bot.domain.week import NotADay, NotATime, NotAZone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(day: str, at: str, zone: str) -> Weekly:
    return Weekly.parse(day=day, time=at, zone=zone)


MONDAY = weekly("Mon", "09:00", "Europe/Berlin")


def test_words_of_an_admin_become_a_schedule() -> None:
    assert weekly(" monday ", "9:00", "Europe/Berlin") == Weekly(0, time(9), ZoneInfo("Europe/Berlin")) == MONDAY


@pytest.mark.parametrize(
    "day, at, zone, problem",
    [
        ("Mo", "09:00", "Europe/Berlin", NotADay),
        ("Someday", "09:00", "Europe/Berlin", NotADay),
        ("Mon", "9", "Europe/Berlin", NotATime),
        ("Mon", "24:00", "Europe/Berlin", NotATime),
        ("Mon", "09:00", "Berlin", NotAZone),
        ("Mon", "09:00", "Europe", NotAZone),
        ("Mon", "09:00", "../etc/passwd", NotAZone),
        ("Mon", "09:00", "", NotAZone),
    ],
)
def test_a_schedule_that_cannot_be_read_says_which_word_is_wrong(
    day: str, at: str, zone: str, problem: type[ValueError]
) -> None:
    with pytest.raises(problem):
        weekly(day, at, zone)


@pytest.mark.parametrize(
    "day, at, zone, named, moment",
    [
        ("Mon", "09:00", "Europe/Berlin", "2026-03-23", "2026-03-23T08:00"),  # CET
        ("Mon", "09:00", "Europe/Berlin", "2026-03-30", "2026-03-30T07:00"),  # CEST
        ("Sun", "02:30", "Europe/Berlin", "2026-03-29", "2026-03-29T01:30"),  # gap: shown as 03:30
        ("Sun", "02:30", "Europe/Berlin", "2026-10-25", "2026-10-25T00:30"),  # overlap: the first
        ("Sun", "02:30", "America/New_York", "2026-03-08", "2026-03-08T07:30"),
        ("Sun", "01:30", "America/New_York", "2026-11-01", "2026-11-01T05:30"),
        ("Sun", "02:15", "Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:45"),  # a gap of 30 minutes: 02:45 +11:00
        ("Sun", "01:45", "Australia/Lord_Howe", "2026-04-05", "2026-04-04T14:45"),  # an overlap of 30 minutes
        ("Fri", "09:00", "Pacific/Apia", "2011-12-30", "2011-12-30T19:00"),  # the day left out: Saturday 09:00
        ("Sat", "09:00", "Pacific/Apia", "2011-12-31", "2011-12-30T19:00"),
    ],
)
def test_an_occurrence_is_the_first_of_two_and_past_a_gap_by_its_length(
    day: str, at: str, zone: str, named: str, moment: str
) -> None:
    schedule, name = weekly(day, at, zone), date.fromisoformat(named)
    assert schedule.on(name) == utc(moment)
    assert schedule.on(name).tzinfo is UTC
    assert schedule.last(utc(moment)) == Occurrence(name, utc(moment))
    assert schedule.last(utc(moment) - timedelta(microseconds=1)).date == name - timedelta(days=7)
    assert schedule.next(utc(moment) - timedelta(microseconds=1)) == Occurrence(name, utc(moment))
    assert schedule.next(utc(moment)).date == name + timedelta(days=7)


def test_the_repeated_half_hour_has_no_second_occurrence() -> None:
    sunday = weekly("Sun", "02:30", "Europe/Berlin")
    second = utc("2026-10-25T01:30")  # 02:30 again, now CET
    assert sunday.last(second).at == utc("2026-10-25T00:30")
    assert sunday.next(second).date == date(2026, 11, 1)


def test_tomorrows_occurrence_can_have_been_where_clocks_go_back_over_midnight() -> None:
    # St John's until 2011: at 00:01 on Sunday back to 23:01 on Saturday. Sunday 00:00 comes twice.
    sunday = weekly("Sun", "00:00", "America/St_Johns")
    first = utc("2006-10-29T02:30")
    assert sunday.on(date(2006, 10, 29)) == first
    on_saturday_again = first + timedelta(minutes=30)
    assert on_saturday_again.astimezone(sunday.zone).date() == date(2006, 10, 28)
    assert sunday.last(on_saturday_again).date == date(2006, 10, 29)


def test_another_day_of_the_week_is_refused() -> None:
    with pytest.raises(NotItsDay, match="2026-03-24 is a Tue, and this falls on Mon"):
        MONDAY.on(date(2026, 3, 24))


def test_the_previous_one_is_a_week_earlier_on_the_wall() -> None:
    assert MONDAY.previous(Occurrence(date(2026, 3, 30), utc("2026-03-30T07:00"))) == Occurrence(
        date(2026, 3, 23), utc("2026-03-23T08:00")
    )


schedules = st.builds(
    Weekly,
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(
        [
            *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"),
            *("Africa/Cairo", "America/Santiago", "Asia/Seoul", "Asia/Tokyo"),
        ]
    ).map(ZoneInfo),
)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone


@given(schedules, st.dates(date(2005, 1, 3), date(2030, 1, 1)))
def test_every_week_has_exactly_one_occurrence(schedule: Weekly, some_day: date) -> None:
    monday = some_day - timedelta(days=some_day.weekday())
    seen = schedule.last(schedule.on(monday + timedelta(days=schedule.day)) - timedelta(seconds=1))
    names = []
    for _ in range(3):
        seen = schedule.next(seen.at)
        names.append(seen.date)
    assert names == [monday + timedelta(days=schedule.day, weeks=week) for week in range(3)]


@given(schedules, moments)
def test_last_and_next_enclose_every_moment(schedule: Weekly, moment: datetime) -> None:
    last, following = schedule.last(moment), schedule.next(moment)
    assert last.at <= moment < following.at
    assert following.date - last.date == timedelta(days=7)
    assert schedule.previous(following) == last
    assert schedule.last(last.at) == last
