"""Time limits: when the time is up, how what is left is said, and when that is said differently."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.clocks import Kind, Left, Limit, Limits, Unit, due, item_due, left, opening, redraw_at
from bot.domain.hours import Hours
from bot.domain.sla import Calendar
from tests.domain.test_sla import BERLIN, IN_BERLIN, MINUTE, at, calendars, changes, utc

ALWAYS_OFF = Calendar(Hours.parse("Mon 09:00-10:00"), BERLIN,
                      days_off=frozenset(date(2024, 1, 1) + timedelta(weeks=week) for week in range(300)))


@pytest.mark.parametrize("written", ["30m", "8h", "10d", "2w"])
def test_a_limit_reads_what_it_wrote(written: str) -> None:
    assert str(Limit.parse(written)) == written


@pytest.mark.parametrize("written", ["", "8", "h", "8 h", "8s", "-1h"])
def test_what_is_no_length_of_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a length of time"):
        Limit.parse(written)


@pytest.mark.parametrize(
    "whole, half",
    [("10d", "5d"), ("5d", "3d"), ("1d", "1d"), ("8h", "4h"), ("1h", "30m"), ("3h", "90m"), ("1m", "1m"), ("2w", "1w"),
     ("1w", "3d")],
)
def test_reopened_there_is_half_the_time(whole: str, half: str) -> None:
    assert str(Limit.parse(whole).half) == half


@pytest.mark.parametrize(
    "start, allowed, up",
    [
        ("2026-03-04T10:00", "8h", "2026-03-05T10:00"),  # 2.5 + 4.5 on Wednesday, one more on Thursday
        ("2026-03-06T17:30", "1h", "2026-03-09T09:30"),  # half an hour of Friday, half of Monday
        ("2026-03-04T10:00", "30m", "2026-03-04T10:30"),
        ("2026-03-04T10:00", "10d", "2026-03-18T10:00"),
        ("2026-03-04T10:00", "1w", "2026-03-11T10:00"),  # as many days as their week has
    ],
)
def test_time_is_up_in_working_time(start: str, allowed: str, up: str) -> None:
    assert Limit.parse(allowed).end(IN_BERLIN, at(start)) == at(up)


@pytest.mark.parametrize(
    "start, matters_on, up",
    [
        ("2026-03-04T10:00", None, "2026-03-18T10:00"),
        ("2026-03-04T10:00", "2026-04-01", "2026-03-18T10:00"),  # the limit comes first
        ("2026-03-04T10:00", "2026-03-12", "2026-03-11T18:00"),  # the end of the working day before
        ("2026-03-04T10:00", "2026-03-09", "2026-03-06T18:00"),  # before a Monday it is Friday
        ("2026-03-04T10:00", "2026-03-05", "2026-03-04T18:00"),
        ("2026-03-04T10:00", "2026-03-04", "2026-03-04T11:00"),  # never sooner than one urgent hour
        ("2026-03-04T17:30", "2026-03-05", "2026-03-05T09:30"),
    ],
)
def test_the_date_that_matters_pulls_resolving_forward(start: str, matters_on: str | None, up: str) -> None:
    day = date.fromisoformat(matters_on) if matters_on else None
    assert due(IN_BERLIN, Kind.RESOLVE, Limit.parse("10d"), at(start), before_on=day) == at(up)


def test_a_date_that_becomes_known_later_leaves_an_hour_from_then() -> None:
    assert due(IN_BERLIN, Kind.RESOLVE, Limit.parse("10d"), at("2026-03-04T10:00"), before_on=date(2026, 3, 6),
               floor=at("2026-03-05T17:30")) == at("2026-03-06T09:30")


@pytest.mark.parametrize(
    "due_on, up",
    [("2026-03-06", "2026-03-06T18:00"), ("2026-03-08", "2026-03-06T18:00"), ("2026-03-09", "2026-03-09T18:00")],
)
def test_an_action_item_is_due_when_its_day_ends(due_on: str, up: str) -> None:
    assert item_due(IN_BERLIN, date.fromisoformat(due_on)) == at(up)


@pytest.mark.parametrize("allowed", ["999999m", "999999h", "999999d", "999999w"])
def test_a_limit_beyond_all_measure_is_years_away_and_costs_no_more(allowed: str) -> None:
    start = at("2026-03-04T10:00")
    assert timedelta(days=300) < Limit.parse(allowed).end(IN_BERLIN, start) - start < timedelta(days=4_000)


def test_where_nobody_ever_works_no_time_runs_out_soon() -> None:
    start = at("2026-03-04T10:00")
    for allowed in ("30m", "8h", "10d", "999999w"):
        assert Limit.parse(allowed).end(ALWAYS_OFF, start) - start == timedelta(days=366)
    assert due(ALWAYS_OFF, Kind.RESOLVE, Limit.parse("1d"), start, before_on=date(2026, 3, 9)) > start
    assert item_due(ALWAYS_OFF, date(2026, 3, 9)) > at("2026-03-09T23:59")
    assert left(ALWAYS_OFF, start, start + timedelta(days=30)) == Left(Unit.DAYS, 30)
    assert redraw_at(ALWAYS_OFF, start, start + timedelta(days=30)) == start + timedelta(days=30)
    assert opening(ALWAYS_OFF, start) == start


@pytest.mark.parametrize(
    "now, said",
    [
        ("2026-03-03T10:00", Left(Unit.DAYS, 3)),
        ("2026-03-03T17:00", Left(Unit.DAYS, 3)),  # Wednesday, Thursday and Friday are to come
        ("2026-03-04T10:01", Left(Unit.DAYS, 2)),
        ("2026-03-05T10:00", Left(Unit.HOURS, 8)),  # a day of eight hours
        ("2026-03-05T10:20", Left(Unit.HOURS, 8)),
        ("2026-03-05T10:31", Left(Unit.HOURS, 7)),  # the nearest hour
        ("2026-03-05T17:59", Left(Unit.HOURS, 1)),
        ("2026-03-06T09:00", Left(Unit.HOURS, 1)),
        ("2026-03-06T09:01", Left(Unit.SOON, 0)),
        ("2026-03-06T10:00", None),
        ("2026-03-09T10:00", None),
    ],
)
def test_what_is_left_is_said_in_days_then_in_hours(now: str, said: Left | None) -> None:
    assert left(IN_BERLIN, at(now), at("2026-03-06T10:00")) == said


@pytest.mark.parametrize(
    "now, again",
    [
        ("2026-03-03T10:01", "2026-03-04T09:00"),
        ("2026-03-04T10:01", "2026-03-05T09:00"),
        ("2026-03-05T10:00", "2026-03-05T10:31"),
        ("2026-03-05T18:30", "2026-03-06T09:01"),  # nothing changes at night
        ("2026-03-06T09:30", "2026-03-06T10:00"),
        ("2026-03-06T10:00", None),
    ],
)
def test_a_card_is_drawn_anew_when_its_words_change(now: str, again: str | None) -> None:
    assert redraw_at(IN_BERLIN, at(now), at("2026-03-06T10:00")) == (at(again) if again else None)


@settings(max_examples=40, deadline=None)
@given(calendars, changes, st.integers(-2 * 1440, 1440), st.sampled_from(["30m", "3h", "8h", "2d", "4d"]))
def test_words_change_only_when_a_card_is_drawn_anew(calendar: Calendar, near: str, before: int, allowed: str) -> None:
    """Between two drawings what is left reads the same at every open minute."""
    now = calendar.next_open(utc(near) + timedelta(minutes=before))
    due_at = Limit.parse(allowed).end(calendar, now)
    drawn = [now]
    while (again := redraw_at(calendar, drawn[-1], due_at)) is not None and len(drawn) < 60:
        assert again > drawn[-1]
        assert again == due_at or calendar.is_open(again)
        drawn.append(again)
    for start, end in pairwise(drawn):
        said = left(calendar, start, due_at)
        for look in (start + (end - start) / 3, start + (end - start) / 2):
            if calendar.is_open(look) and look < end - 2 * MINUTE:
                assert left(calendar, look, due_at) == said


@settings(max_examples=200, deadline=None)
@given(calendars, changes, st.integers(-2 * 86_400, 2 * 86_400), st.integers(1, 20 * 1440))
@example(Calendar(Hours.parse("Mon-Sun 00:00-24:00"), BERLIN), "2026-10-25T01:05", 0, 4 * 1440 + 15)
def test_a_card_is_drawn_anew_later_than_now(calendar: Calendar, near: str, seconds: int, ahead: int) -> None:
    """Also in the hour that clocks repeat, whose time of day has been already."""
    now = utc(near) + timedelta(seconds=seconds)
    again = redraw_at(calendar, now, now + timedelta(minutes=ahead))
    assert again is not None
    assert again > now


def test_a_teams_own_limits_take_the_place_of_the_usual_ones() -> None:
    assert Limits.parse({}) == Limits(Limit(8, "h"), Limit(1, "h"), Limit(10, "d"))
    assert Limits.parse({"acknowledge": "4h", "resolve": "2w"}) == Limits(Limit(4, "h"), Limit(1, "h"), Limit(2, "w"))


@pytest.mark.parametrize(
    "kind, allowed, new",
    [
        (Kind.ACKNOWLEDGE, "8h", "4h"),
        (Kind.ACKNOWLEDGE, "1h", "30m"),  # it is urgent, and stays so
        (Kind.RESOLVE, "10d", "6d"),
        (Kind.RESOLVE, "5d", "3d"),  # reopened: half of it, then as now
        (Kind.RESOLVE, "417m", "417m"),  # what was left after a sleep
        (Kind.OWN, "2d", "2d"),
    ],
)
def test_new_limits_hold_for_clocks_that_run(kind: Kind, allowed: str, new: str) -> None:
    now = Limits.parse({"acknowledge": "4h", "acknowledge_urgent": "30m", "resolve": "6d"})
    assert now.instead_of(allowed, kind, Limits()) == new

