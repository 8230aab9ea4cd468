"""Working hours, held against a slow minute-by-minute reference."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.sla import BadHours, Hours, Span, ask_at

BERLIN = ZoneInfo("Europe/Berlin")
SEOUL = ZoneInfo("Asia/Seoul")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
MINUTE = timedelta(minutes=1)

OFFICE = Hours.parse("Mon-Fri 09:00-12:30,13:30-18:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text: str, zone: ZoneInfo = BERLIN, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    "text, written",
    [
        ("Mon-Fri 09:00-12:30,13:30-18:00", "Mon-Fri 09:00-12:30,13:30-18:00"),
        ("mon-friday 9:00-18:00 ; SAT 10:00-14:00;", "Mon-Fri 09:00-18:00; Sat 10:00-14:00"),
        ("Mon 13:30-18:00, 09:00-12:30", "Mon 09:00-12:30,13:30-18:00"),
        ("Mon 09:00-12:00,12:00-18:00", "Mon 09:00-18:00"),
        ("Sat-Mon 00:00-24:00", "Mon 00:00-24:00; Sat-Sun 00:00-24:00"),
        ("Mon,Wed 09:00-10:00", "Mon 09:00-10:00; Wed 09:00-10:00"),
        ("Ｍｏｎ－Ｆｒｉ　０９：００～１８：００", "Mon-Fri 09:00-18:00"),
    ],
)
def test_hours_are_written_in_one_way(text: str, written: str) -> None:
    assert str(Hours.parse(text)) == written


@pytest.mark.parametrize(
    "text, part, why",
    [
        ("", "", "no hours"),
        (" ; ", "", "no hours"),
        ("Mon", "Mon", "missing"),
        ("09:00-18:00", "09:00-18:00", "missing"),
        ("Mon-Fri 09:00", "09:00", "an end is missing"),
        ("Mon-Fri 9-18", "Mon-Fri 9-18", "'9' is not a time of day"),
        ("Mon-Fri 09:00-25:00", "Mon-Fri 09:00-25:00", "'25:00' is not"),
        ("Mon 09:60-10:00", "Mon 09:60-10:00", "'09:60' is not"),
        ("Foo 09:00-10:00", "Foo 09:00-10:00", "'Foo' is not a day"),
        ("Mo 09:00-10:00", "Mo 09:00-10:00", "'Mo' is not a day"),
        ("Mon 22:00-06:00", "22:00-06:00", "ends before it starts"),
        ("Mon 09:00-09:00", "09:00-09:00", "ends before it starts"),
        ("Mon 09:00-12:00,11:00-13:00", "09:00-12:00,11:00-13:00", "overlap"),
        ("Mon-Fri 09:00-10:00; Fri 11:00-12:00", "Fri 11:00-12:00", "Fri has its hours already"),
        ("Mon-Fri,Tue 09:00-10:00", "Mon-Fri,Tue 09:00-10:00", "Tue has its hours already"),
    ],
)
def test_hours_that_cannot_be_read_say_what_is_wrong(text: str, part: str, why: str) -> None:
    with pytest.raises(BadHours, match=why) as problem:
        Hours.parse(text)
    assert problem.value.part == part


def test_hours_that_are_never_open_are_refused() -> None:
    with pytest.raises(BadHours):
        Hours(((),) * 7)
    with pytest.raises(BadHours):
        Hours(((Span(0, 60),),))


@pytest.mark.parametrize(
    "wall, opens",
    [
        ("2026-03-02T09:00", "2026-03-02T09:00"),  # Monday, the first minute
        ("2026-03-02T11:59:59.5", "2026-03-02T11:59:59.5"),
        ("2026-03-02T08:59:59", "2026-03-02T09:00"),
        ("2026-03-02T12:30", "2026-03-02T13:30"),  # the end is no longer open
        ("2026-03-02T18:00", "2026-03-03T09:00"),
        ("2026-03-06T18:00", "2026-03-09T09:00"),  # over the weekend
        ("2026-03-07T10:00", "2026-03-09T09:00"),
    ],
)
def test_what_falls_outside_waits_until_they_work(wall: str, opens: str) -> None:
    assert OFFICE.next_open(at(wall), BERLIN) == at(opens)
    assert OFFICE.contains(at(wall), BERLIN) == (wall == opens)
    assert OFFICE.next_open(at(wall), BERLIN).tzinfo is UTC


# Berlin 2026: clocks go from 02:00 to 03:00 on 29 March, from 03:00 back to 02:00 on 25 October. Both are Sundays.
@pytest.mark.parametrize(
    "hours, moment, opens",
    [
        ("Sun 02:30-12:00", "2026-03-28T23:00", "2026-03-29T01:00"),  # 02:30 does not come: open from 03:00 CEST
        ("Sun 02:00-03:00", "2026-03-28T23:00", "2026-04-05T00:00"),  # the whole hour is left out: a week later
        ("Sun 01:00-02:30", "2026-03-29T01:00", "2026-04-04T23:00"),  # 03:00 CEST is past the end
        ("Sun 02:30-12:00", "2026-10-24T22:00", "2026-10-25T00:30"),  # the first 02:30, still CEST
        ("Sun 02:30-12:00", "2026-10-25T01:10", "2026-10-25T01:30"),  # 02:10 CET, for the second time
        ("Sun 01:00-02:30", "2026-10-25T00:40", "2026-10-25T01:00"),  # 02:40 CEST is closed, 02:00 CET open again
    ],
)
def test_hours_follow_the_wall_when_clocks_change(hours: str, moment: str, opens: str) -> None:
    assert Hours.parse(hours).next_open(utc(moment), BERLIN) == utc(opens)


def test_a_day_that_a_country_left_out_is_waited_for() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    opens = Hours.parse("Fri 09:00-17:00").next_open(at("2011-12-26T09:00", APIA), APIA)
    assert opens == at("2012-01-06T09:00", APIA)


@pytest.mark.parametrize(
    "resolved, days, zone, asked",
    [
        ("2026-03-02T10:15", 7, BERLIN, "2026-03-09T10:15"),
        ("2026-03-02T20:00", 7, BERLIN, "2026-03-10T09:00"),  # 20:00 is closed: Tuesday morning
        ("2026-03-07T10:00", 7, BERLIN, "2026-03-16T09:00"),  # Saturday to Saturday, then Monday
        ("2026-03-27T10:15", 3, BERLIN, "2026-03-30T10:15"),  # clocks changed: still 10:15 on their wall
        ("2026-10-23T10:15", 3, BERLIN, "2026-10-26T10:15"),
        ("2026-03-02T10:15", 7, SEOUL, "2026-03-09T10:15"),
    ],
)
def test_they_are_asked_days_later_on_their_own_calendar(resolved: str, days: int, zone: ZoneInfo, asked: str) -> None:
    assert ask_at(at(resolved, zone), timedelta(days=days), OFFICE, zone) == at(asked, zone)


def test_one_moment_is_asked_about_at_each_reporters_own_time() -> None:
    resolved = at("2026-03-02T17:00")  # Tuesday 01:00 in Seoul
    assert ask_at(resolved, timedelta(days=7), OFFICE, SEOUL) == at("2026-03-10T09:00", SEOUL)


def test_nobody_is_asked_before_it_was_resolved() -> None:
    always = Hours.parse("Mon-Sun 00:00-24:00")
    second = at("2026-10-25T02:30", fold=1)
    assert ask_at(second, timedelta(0), always, BERLIN) == second
    assert ask_at(second, timedelta(minutes=5), always, BERLIN) == second + timedelta(minutes=5)


spans = st.lists(st.integers(0, 24 * 12), min_size=2, max_size=6, unique=True).map(
    lambda marks: tuple(
        Span(start * 5, end * 5) for start, end in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
weeks = st.lists(st.just(()) | spans, min_size=7, max_size=7).filter(any).map(lambda days: Hours(tuple(days)))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Seoul"])
changes = st.sampled_from(
    ["2026-03-29T01:00", "2026-10-25T01:00", "2026-03-08T06:00", "2026-04-04T15:00", "2006-10-29T02:31"]
)


def slow_contains(hours: Hours, moment: datetime, zone: ZoneInfo) -> bool:
    wall = moment.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    return any(span.start <= minute < span.end for span in hours.days[wall.weekday()])


def slow_next_open(hours: Hours, moment: datetime, zone: ZoneInfo) -> datetime:
    while not slow_contains(hours, moment, zone):
        moment = moment.replace(second=0, microsecond=0) + MINUTE
    return moment


@given(weeks)
def test_hours_read_what_they_wrote(hours: Hours) -> None:
    assert Hours.parse(str(hours)) == hours


@settings(max_examples=60, deadline=None)
@given(weeks, zones, changes, st.integers(-3 * 86_400, 86_400))
def test_the_quick_search_agrees_with_looking_at_every_minute(hours: Hours, zone: str, near: str, seconds: int) -> None:
    place, moment = ZoneInfo(zone), utc(near) + timedelta(seconds=seconds)
    assert hours.contains(moment, place) == slow_contains(hours, moment, place)
    assert hours.next_open(moment, place) == slow_next_open(hours, moment, place)
