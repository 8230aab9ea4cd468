"""The line of clocks on a card: words of the team's language, and a moment that each reader sees by their own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.clocks import Kind, Left, Running, Unit
from bot.views.blocks import moment
from bot.views.clocks import on_card

DUE = datetime(2026, 3, 4, 17, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def clock(kind: Kind = Kind.ACKNOWLEDGE, left: Left | None = None, **more: object) -> Running:
    return Running(kind, DUE, left, BERLIN, **more)  # type: ignore[arg-type]  # the rest of its fields, by name


def words(language: str, *running: Running) -> str:
    """What stands there, a moment by its fallback."""
    return "".join(str(one.get("text") or one.get("fallback")) for line in on_card(language, running) for one in line)


@pytest.mark.parametrize(
    "language, left, said",
    [
        ("en", Left(Unit.DAYS, 3), "3 working days left to acknowledge"),
        ("en", Left(Unit.HOURS, 1), "1 working hour left to acknowledge"),
        ("en", Left(Unit.SOON), "Less than an hour left to acknowledge"),
        ("ko", Left(Unit.HOURS, 2), "확인까지 근무 시간 2시간 남았어요"),
        ("ja", Left(Unit.DAYS, 2), "確認まであと 2 営業日です"),
    ],
)
def test_what_is_left_is_said_in_the_teams_language(language: str, left: Left, said: str) -> None:
    assert words(language, clock(left=left)) == said


def test_overdue_is_a_moment_that_slack_shows_each_reader() -> None:
    ((*_, moment),) = on_card("en", [clock()])
    assert (moment["type"], moment["timestamp"]) == ("date", int(DUE.timestamp()))
    assert moment["fallback"].startswith("Mar 4, 2026, 6:00")  # without Slack: where the team works


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("kind", [Kind.ACKNOWLEDGE, Kind.RESOLVE, Kind.ANSWER, Kind.OWN])
@pytest.mark.parametrize("left", [None, Left(Unit.DAYS, 2), Left(Unit.HOURS, 2), Left(Unit.SOON)])
def test_every_clock_has_its_words(language: str, kind: Kind, left: Left | None) -> None:
    assert "{" not in words(language, clock(kind, left))


def test_several_stand_side_by_side_and_what_sleeps_is_left_out() -> None:
    said = words("en", clock(left=Left(Unit.HOURS, 2)), clock(Kind.RESOLVE, is_paused=True), clock(Kind.OWN))
    assert said == "2 working hours left to acknowledge · Stalled: nobody has it"


def test_a_team_that_only_watches_reads_so_once() -> None:
    watching = [clock(kind, Left(Unit.DAYS, 2), watches_until=DUE) for kind in (Kind.ACKNOWLEDGE, Kind.RESOLVE)]
    assert words("en", *watching).count("Only watching until Mar 4, 2026") == 1
    assert on_card("en", [clock(is_paused=True, watches_until=DUE)]) == []


def test_without_clocks_there_is_no_line() -> None:
    assert on_card("en", []) == []


@pytest.mark.parametrize("language, said", [
    ("en", "Mar 4, 2026, 3:05\u202fPM"), ("ko", "2026. 3. 4., 오후 3:05"), ("ja", "2026/03/04, 15:05")])
def test_a_moment_reads_in_its_language_where_slack_cannot_show_the_readers_own(language: str, said: str) -> None:
    at = datetime(2026, 3, 4, 15, 5, tzinfo=UTC)
    assert moment(language, at, ZoneInfo("UTC")).said == said
