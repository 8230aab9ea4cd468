"""Working hours and calendars, held against a slow minute-by-minute reference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.hours import BadHours, Hours, Quiet, Span
from bot.domain.sla import Calendar, NeverOpen

BERLIN = ZoneInfo("Europe/Berlin")
SEOUL = ZoneInfo("Asia/Seoul")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
MINUTE = timedelta(minutes=1)

OFFICE = Hours.parse("Mon-Fri 09:00-12:30,13:30-18:00")
IN_BERLIN = Calendar(OFFICE, BERLIN)
IN_SEOUL = Calendar(OFFICE, SEOUL)


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
    assert IN_BERLIN.next_open(at(wall)) == at(opens)
    assert IN_BERLIN.is_open(at(wall)) == (wall == opens)
    assert IN_BERLIN.next_open(at(wall)).tzinfo is UTC


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
    assert Calendar(Hours.parse(hours), BERLIN).next_open(utc(moment)) == utc(opens)


def test_a_day_that_a_country_left_out_is_waited_for() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    fridays = Calendar(Hours.parse("Fri 09:00-17:00"), APIA)
    assert fridays.next_open(at("2011-12-26T09:00", APIA)) == at("2012-01-06T09:00", APIA)
    assert fridays.after_working_days(at("2011-12-23T10:00", APIA), 1) == at("2012-01-06T10:00", APIA)
    assert fridays.add(at("2011-12-23T16:00", APIA), timedelta(hours=2)) == at("2012-01-06T10:00", APIA)


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
    assert Calendar(OFFICE, zone).ask_at(at(resolved, zone), days) == at(asked, zone)


def test_one_moment_is_asked_about_at_each_reporters_own_time() -> None:
    resolved = at("2026-03-02T17:00")  # Tuesday 01:00 in Seoul
    assert IN_SEOUL.ask_at(resolved, 7) == at("2026-03-10T09:00", SEOUL)


def test_nobody_is_asked_before_it_was_resolved() -> None:
    always = Calendar(Hours.parse("Mon-Sun 00:00-24:00"), BERLIN)
    second = at("2026-10-25T02:30", fold=1)
    assert always.ask_at(second, 0) == second


@pytest.mark.parametrize(
    "text, written",
    [
        ("12:00-13:00", "12:00-13:00"),
        ("12:00-13:00,20:00-08:00", "12:00-13:00,20:00-08:00"),  # over midnight, and back
        ("20:00-8:00, 12:00-13:00", "12:00-13:00,20:00-08:00"),
        ("20:00-24:00,00:00-08:00", "20:00-08:00"),
        ("22:00-00:00", "22:00-24:00"),
        ("12:00-13:00,12:30-14:00,14:00-15:00", "12:00-15:00"),
        ("２０：００～０８：００", "20:00-08:00"),
    ],
)
def test_quiet_hours_are_written_in_one_way(text: str, written: str) -> None:
    assert str(Quiet.parse(text)) == written
    assert Quiet.parse(written) == Quiet.parse(text)


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "12:00-13:00,20:00-08:00"),
        ("noon", "an end is missing"),
        ("12-13", "'12' is not a time of day"),
        ("12:00-12:00", "ends when it starts"),
        ("00:00-24:00", "leave some of the day"),
        ("08:00-20:00,20:00-08:00", "leave some of the day"),
    ],
)
def test_quiet_hours_that_cannot_be_read_say_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(BadHours, match=why):
        Quiet.parse(text)


@pytest.mark.parametrize(
    "holidays, zone, wall, opens",
    [
        ("DE", BERLIN, "2026-06-04T10:00", "2026-06-04T10:00"),  # Corpus Christi: a day like any other in Germany
        ("DE-BY", BERLIN, "2026-06-04T10:00", "2026-06-05T09:00"),  # and a holiday in Bavaria
        ("DE-XX", BERLIN, "2026-05-01T10:00", "2026-05-04T09:00"),  # an unknown region has its country's
        ("ZZ", BERLIN, "2026-05-01T10:00", "2026-05-01T10:00"),  # an unknown country has none
        (None, BERLIN, "2026-05-01T10:00", "2026-05-01T10:00"),
        ("GB-ENG", BERLIN, "2026-12-24T19:00", "2026-12-29T09:00"),  # Boxing Day is a Saturday: Monday in lieu
        ("KR", SEOUL, "2026-02-13T18:00", "2026-02-19T09:00"),  # Seollal, three days after a weekend
        ("KR", SEOUL, "2026-03-02T10:00", "2026-03-03T09:00"),  # in lieu of Sunday 1 March
        ("JP", ZoneInfo("Asia/Tokyo"), "2026-05-01T18:00", "2026-05-07T09:00"),  # golden week, the 6th in lieu
        ("JP", ZoneInfo("Asia/Tokyo"), "2026-12-31T18:00", "2027-01-04T09:00"),  # over the year's end
    ],
)
def test_holidays_are_waited_out(holidays: str | None, zone: ZoneInfo, wall: str, opens: str) -> None:
    calendar = Calendar(OFFICE, zone, holidays)
    assert calendar.next_open(at(wall, zone)) == at(opens, zone)
    assert calendar.is_open(at(wall, zone)) == (wall == opens)


def test_days_off_and_quiet_hours_are_waited_out_too() -> None:
    calendar = replace(IN_BERLIN, days_off=frozenset({date(2026, 3, 3)}), quiet=Quiet.parse("17:00-10:00"))
    assert calendar.next_open(at("2026-03-02T09:30")) == at("2026-03-02T10:00")
    assert calendar.next_open(at("2026-03-02T17:00")) == at("2026-03-04T10:00")
    assert not calendar.is_open(at("2026-03-02T17:00"))


def test_what_never_opens_is_searched_for_a_year_and_says_so() -> None:
    closed = replace(IN_BERLIN, quiet=Quiet.parse("08:00-18:00"))
    assert not closed.is_ever_open
    assert IN_BERLIN.is_ever_open
    with pytest.raises(NeverOpen, match=r"quiet 08:00-18:00: not open once in a year"):
        closed.next_open(at("2026-03-02T10:00"))
    with pytest.raises(NeverOpen):
        closed.add(at("2026-03-02T10:00"), MINUTE)
    assert closed.between(at("2026-03-02T10:00"), at("2028-03-02T10:00")) == timedelta(0)


def test_a_sabbatical_of_eleven_months_is_waited_out() -> None:
    away = frozenset(date(2026, 1, 1) + timedelta(days=day) for day in range(334))  # until 30 November
    assert replace(IN_BERLIN, days_off=away).next_open(at("2026-01-01T00:00")) == at("2026-12-01T09:00")


@pytest.mark.parametrize(
    "wall, days, answered",
    [
        ("2026-03-02T10:15", 0, "2026-03-02T10:15"),
        ("2026-03-02T10:15", 1, "2026-03-03T10:15"),
        ("2026-03-02T10:15", 5, "2026-03-09T10:15"),  # Monday to Monday
        ("2026-03-07T10:00", 0, "2026-03-09T09:00"),
        ("2026-03-07T10:00", 1, "2026-03-10T09:00"),  # a Saturday counts from Monday's first minute
        ("2026-03-06T20:00", 1, "2026-03-10T09:00"),  # so does Friday evening
        ("2026-03-27T17:00", 1, "2026-03-30T17:00"),  # over the change of clocks
        ("2026-04-02T10:00", 1, "2026-04-07T10:00"),  # Good Friday and Easter Monday
    ],
)
def test_working_days_are_counted_at_the_same_time_of_day(wall: str, days: int, answered: str) -> None:
    assert replace(IN_BERLIN, holidays="DE").after_working_days(at(wall), days) == at(answered)


@pytest.mark.parametrize(
    "wall, hours, due",
    [
        ("2026-03-02T17:00", 1, "2026-03-02T18:00"),  # the very end of the day still belongs to it
        ("2026-03-02T17:00", 2, "2026-03-03T10:00"),
        ("2026-03-02T12:00", 1, "2026-03-02T14:00"),  # over lunch
        ("2026-03-07T12:00", 8, "2026-03-09T18:00"),  # eight hours are the whole Monday: 3.5 + 4.5
        ("2026-03-07T12:00", 0, "2026-03-07T12:00"),
    ],
)
def test_a_clock_runs_only_while_they_work(wall: str, hours: int, due: str) -> None:
    assert IN_BERLIN.add(at(wall), timedelta(hours=hours)) == at(due)
    assert IN_BERLIN.between(at(wall), at(due)) == timedelta(hours=hours)
    assert IN_BERLIN.between(at(due), at(wall)) == timedelta(0)


@pytest.mark.parametrize(
    "wall, hours, began",
    [
        ("2026-03-02T18:00", 1, "2026-03-02T17:00"),
        ("2026-03-03T10:00", 2, "2026-03-02T17:00"),
        ("2026-03-02T14:00", 1, "2026-03-02T12:00"),  # over lunch
        ("2026-03-09T09:00", 4, "2026-03-06T14:00"),  # over a weekend
        ("2026-03-07T12:00", 0, "2026-03-07T12:00"),
    ],
)
def test_working_time_is_counted_back(wall: str, hours: int, began: str) -> None:
    assert IN_BERLIN.subtract(at(wall), timedelta(hours=hours)) == at(began)


@pytest.mark.parametrize(
    "day, closes",
    [
        ("2026-03-05", "2026-03-04T18:00"),
        ("2026-03-09", "2026-03-06T18:00"),
        ("2026-03-08", "2026-03-06T18:00"),
        ("2026-04-07", "2026-04-02T18:00"),  # Easter from Good Friday to Monday
    ],
)
def test_the_end_of_the_last_working_day_before_a_date(day: str, closes: str) -> None:
    assert replace(IN_BERLIN, holidays="DE").last_close_before(date.fromisoformat(day)) == at(closes)


@pytest.mark.parametrize(
    "start, end, days",
    [
        ("2026-03-02T10:15", "2026-03-09T10:15", 5),
        ("2026-03-02T17:15", "2026-03-09T09:01", 5),
        ("2026-03-02T10:15", "2026-03-09T09:00", 4),  # nothing of Monday is left
        ("2026-03-02T10:15", "2026-03-02T18:00", 0),
        ("2026-03-07T12:00", "2026-03-10T09:01", 2),
        ("2026-03-09T10:15", "2026-03-02T10:15", 0),
    ],
)
def test_working_dates_that_are_to_come(start: str, end: str, days: int) -> None:
    assert IN_BERLIN.working_dates(at(start), at(end)) == days


def test_what_never_opens_was_never_open_either() -> None:
    closed = replace(IN_BERLIN, quiet=Quiet.parse("08:00-18:00"))
    with pytest.raises(NeverOpen):
        closed.subtract(at("2026-03-02T10:00"), MINUTE)
    with pytest.raises(NeverOpen):
        closed.last_close_before(date(2026, 3, 2))


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


days_off = st.frozensets(
    st.sampled_from([date(2026, 3, 30), date(2026, 10, 26), date(2026, 3, 9), date(2026, 4, 5)]), max_size=2
)
quiets = st.none() | spans.filter(lambda cut: cut != (Span(0, 24 * 60),)).map(
    lambda cut: Quiet.parse(",".join(map(str, cut)))
)
calendars = st.builds(
    Calendar, weeks, zones.map(ZoneInfo), st.sampled_from([None, "DE", "US"]), days_off, quiets
).filter(lambda calendar: calendar.is_ever_open)


def slow_is_open(calendar: Calendar, moment: datetime) -> bool:
    wall = moment.astimezone(calendar.zone)
    if wall.date() in calendar.days_off:
        return False
    country = {"DE": DE_2026, "US": US_2026, None: set[str]()}[calendar.holidays]
    minute = wall.hour * 60 + wall.minute
    quiet = calendar.quiet.spans if calendar.quiet else ()
    return (
        f"{wall:%m-%d}" not in (country if wall.year == 2026 else set())
        and any(span.start <= minute < span.end for span in calendar.hours.days[wall.weekday()])
        and not any(span.start <= minute < span.end for span in quiet)
    )


# Written out, so that the reference does not ask the library either.
DE_2026 = {"01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"}
US_2026 = {"01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "07-04", "09-07", "10-12", "11-11", "11-26", "12-25"}


def slow_next_open(calendar: Calendar, moment: datetime) -> datetime:
    while not slow_is_open(calendar, moment):
        moment = moment.replace(second=0, microsecond=0) + MINUTE
    return moment


def slow_add(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    while minutes:
        minutes -= slow_is_open(calendar, moment)
        moment += MINUTE
    return moment


def slow_subtract(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    while minutes:
        moment -= MINUTE
        minutes -= slow_is_open(calendar, moment)
    return moment


def slow_last_close(calendar: Calendar, day: date) -> datetime:
    moment = datetime.combine(day, datetime.min.time(), calendar.zone).astimezone(UTC)
    while not slow_is_open(calendar, moment - MINUTE):
        moment -= MINUTE
    return moment


def slow_working_day(calendar: Calendar, moment: datetime, count: int) -> date:
    """The date of the `count`-th day after the first open one on which a minute is open."""
    dates: list[date] = []
    while len(dates) <= count:
        if slow_is_open(calendar, moment) and moment.astimezone(calendar.zone).date() not in dates:
            dates.append(moment.astimezone(calendar.zone).date())
        moment += MINUTE
    return dates[-1]


@given(weeks)
def test_hours_read_what_they_wrote(hours: Hours) -> None:
    assert Hours.parse(str(hours)) == hours


@given(quiets.filter(bool))
def test_quiet_hours_read_what_they_wrote(quiet: Quiet) -> None:
    assert Quiet.parse(str(quiet)) == quiet


@settings(max_examples=50, deadline=None)
@given(calendars, changes, st.integers(-3 * 86_400, 86_400))
def test_the_quick_search_agrees_with_looking_at_every_minute(calendar: Calendar, near: str, seconds: int) -> None:
    moment = utc(near) + timedelta(seconds=seconds)
    assert calendar.is_open(moment) == slow_is_open(calendar, moment)
    assert calendar.next_open(moment) == slow_next_open(calendar, moment)


@settings(max_examples=25, deadline=None)
@given(calendars, changes, st.integers(-2 * 1440, 1440), st.integers(0, 400), st.integers(1, 3))
def test_the_quick_clocks_agree_with_counting_every_minute(
    calendar: Calendar, near: str, before: int, minutes: int, days: int
) -> None:
    moment = utc(near) + timedelta(minutes=before)
    due = calendar.add(moment, timedelta(minutes=minutes))
    assert due == slow_add(calendar, moment, minutes)
    assert calendar.between(moment, due) == timedelta(minutes=minutes)
    later = calendar.after_working_days(moment, days)
    first = calendar.next_open(moment)
    day = slow_working_day(calendar, first, days)
    assert later >= first
    assert calendar.is_open(later)
    on_the_day = datetime.combine(day, first.astimezone(calendar.zone).time(), calendar.zone)
    assert later == slow_next_open(calendar, on_the_day.astimezone(UTC))


@settings(max_examples=25, deadline=None)
@given(calendars, changes, st.integers(-1440, 2 * 1440), st.integers(1, 400))
def test_counting_back_agrees_with_every_minute_and_with_counting_on(
    calendar: Calendar, near: str, after: int, minutes: int
) -> None:
    moment = utc(near) + timedelta(minutes=after)
    working = timedelta(minutes=minutes)
    began = calendar.subtract(moment, working)
    assert began == slow_subtract(calendar, moment, minutes)
    assert calendar.between(began, moment) == working
    reached = calendar.add(began, working)
    assert reached <= moment
    assert calendar.between(reached, moment) == timedelta(0)
    day = moment.astimezone(calendar.zone).date()
    assert calendar.last_close_before(day) == slow_last_close(calendar, day)


@settings(max_examples=40, deadline=None)
@given(calendars, changes, st.integers(-2 * 1440, 1440), st.integers(0, 6 * 1440))
def test_working_dates_are_those_with_an_open_minute(calendar: Calendar, near: str, before: int, length: int) -> None:
    start = utc(near) + timedelta(minutes=before)
    minutes = (start + timedelta(minutes=one) for one in range(length))
    dates = {one.astimezone(calendar.zone).date() for one in minutes if calendar.is_open(one)}
    today = start.astimezone(calendar.zone).date()
    later = {one for one in dates if one > today}
    assert calendar.working_dates(start, start + timedelta(minutes=length)) == len(later)
