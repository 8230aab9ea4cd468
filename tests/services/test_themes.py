"""What reports are about: who reads it, which reports count, and what a team's manager does not see."""

from datetime import timedelta

import pytest

from bot.domain.annoyances import Move
from bot.domain.report_themes import ReportThemes
from bot.domain.reports import Draft
from bot.errors import NotFound
from bot.services import themes
from bot.services.settings import Settings
from bot.services.themes import Themes
from storage.db import Database
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, MIA, MINJUN, RITA, TESS, YUKI
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on, settle
from tests.support.play import Play


@pytest.fixture
def play(sqlite_db: Database, clock: StillClock) -> Play:
    services = services_on(sqlite_db, clock)
    return Play(services, settle(services))


@pytest.fixture
def on_both(services: Services, workspace_id: str) -> Play:
    """On each database in turn, for what SQL says in its own way."""
    return Play(services, workspace_id)


def of_reports(play: Play, team: str | None = None, days: int = 30) -> ReportThemes:
    return Themes(play.services.db, play.services.clock).of_reports(play.workspace_id, team, days)


def told(found: ReportThemes | None) -> set[tuple[int, int | None, tuple[int, ...]]]:
    assert found is not None
    return {(theme.now, theme.before, theme.numbers) for theme in found.themes}


def refunds(play: Play) -> None:
    """#1 and #2 of Payments."""
    play.report("The refund never arrived on the card", RITA)
    play.report("Her refund has not arrived after a month", BEN)


def freezing(play: Play) -> None:
    """Two of App."""
    play.report("The app freezes on the lyrics screen", MINJUN)
    play.report("Lyrics screen of the app freezes again", YUKI)


def test_reports_of_one_thing_are_named_with_their_newest_numbers(play: Play) -> None:
    refunds(play)
    freezing(play)
    found = of_reports(play)
    assert told(found) == {(2, 0, (2, 1)), (2, 0, (4, 3))}
    names = sorted(theme.name.casefold() for theme in found.themes)
    assert any("refund" in name for name in names)
    assert len(set(names)) == 2


def test_a_team_has_its_own_reports_alone(on_both: Play) -> None:
    refunds(on_both)
    freezing(on_both)
    assert told(of_reports(on_both, "payments")) == {(2, 0, (2, 1))}
    with pytest.raises(NotFound):
        of_reports(on_both, "nobody")


def test_the_stretch_before_stands_beside_it(play: Play, clock: StillClock) -> None:
    refunds(play)
    clock.move(timedelta(days=31))
    play.report("The refund for the gift never arrived", RITA)
    play.report("Refund never arrived, says her mother", BEN)
    assert told(of_reports(play)) == {(2, 2, (4, 3))}
    clock.move(timedelta(days=62))
    assert told(of_reports(play)) == set()


def test_a_merged_report_counts_and_stands_under_the_number_that_survived(play: Play) -> None:
    refunds(play)
    play.make(Move.MERGE, 2, MIA, other=1)
    assert told(of_reports(play)) == {(2, 0, (1,))}


def test_what_was_taken_back_does_not_count(play: Play) -> None:
    play.report("The refund never arrived on the card", RITA)
    taken = play.report("Her refund has not arrived after a month", BEN)
    play.services.reports.undo(play.workspace_id, BEN, taken.report_id, key=play.key())
    assert told(of_reports(play)) == set()


def test_only_the_newest_are_read(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "MOST_READ", 3)
    refunds(play)
    freezing(play)
    found = of_reports(play)
    assert (found.reports, found.is_cut) == (3, True)
    assert told(found) == {(2, None, (4, 3))}


SEES = [(CARA, {(2, 0, (2, 1)), (2, 0, (4, 3))}), (ADAM, {(2, 0, (2, 1)), (2, 0, (4, 3))}),
        (MIA, {(2, 0, (2, 1)), (2, 0, (4, 3))}), (ANA, None), (BEN, None), (TESS, None), (RITA, None), (GUS, None)]


@pytest.mark.parametrize("who, expected", SEES, ids=[row[0] for row in SEES])
def test_a_home_says_it_to_those_who_look_over_teams(
        play: Play, who: str, expected: set[tuple[int, int | None, tuple[int, ...]]] | None) -> None:
    refunds(play)
    freezing(play)
    found = play.services.homes.read(play.workspace_id, who).themes
    assert (None if found is None else told(found)) == expected


def test_a_manager_sees_no_other_teams_reports(play: Play) -> None:
    refunds(play)
    freezing(play)
    Settings(play.services.db, play.services.clock).apply(
        play.workspace_id, f"teams: [{{key: app, manager: {BEN}}}]", by=ADAM)
    assert told(play.services.homes.read(play.workspace_id, MIA).themes) == {(2, 0, (2, 1))}
    assert told(play.services.homes.read(play.workspace_id, BEN).themes) == {(2, 0, (4, 3))}


def test_few_reports_are_named_anew_each_time_and_many_once_a_day(
        play: Play, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers() -> set[tuple[int, int | None, tuple[int, ...]]]:
        return told(play.services.homes.read(play.workspace_id, CARA).themes)

    refunds(play)
    assert numbers() == {(2, 0, (2, 1))}
    freezing(play)
    monkeypatch.setattr(themes, "AT_ONCE", 3)
    both = {(2, 0, (2, 1)), (2, 0, (4, 3))}
    assert numbers() == both
    clock.move(timedelta(minutes=1))
    play.report("The refund never arrived, says her mother", RITA)
    play.report("His refund has not arrived either", BEN)
    assert numbers() == both
    clock.move(timedelta(days=1))
    assert numbers() == {(4, 0, (6, 5, 2)), (2, 0, (4, 3))}


@pytest.mark.parametrize("way", ["undo", "details", "move"])
def test_words_that_are_gone_are_named_no_more_that_day(
        play: Play, clock: StillClock, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(themes, "AT_ONCE", 0)
    refunds(play)
    freezing(play)
    last = play.report("Nobody finds the fountain behind the museum", YUKI, team="payments")
    Settings(play.services.db, play.services.clock).apply(
        play.workspace_id, f"teams: [{{key: payments, manager: {BEN}}}]", by=ADAM)
    gone = play.report("The fountain behind the museum is dry", RITA, team="payments")

    def is_named(who: str) -> bool:
        found = play.services.homes.read(play.workspace_id, who).themes
        return found is not None and any({last.number, gone.number} & set(one.numbers) for one in found.themes)

    assert is_named(BEN)
    clock.move(timedelta(minutes=1))
    if way == "undo":
        play.services.reports.undo(play.workspace_id, RITA, gone.report_id, key=play.key())
    elif way == "details":
        play.services.reports.add_details(play.workspace_id, RITA, gone.report_id, Draft("Lights went out"),
                                          key=play.key())
    else:
        play.make(Move.NOT_OURS, gone.number, BEN, team="app")
    assert not is_named(BEN)


def test_what_is_kept_of_all_teams_is_not_shown_to_a_manager_of_one(
        play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "AT_ONCE", 0)
    refunds(play)
    freezing(play)
    Settings(play.services.db, play.services.clock).apply(
        play.workspace_id, f"teams: [{{key: app, manager: {BEN}}}]", by=ADAM)
    assert len(told(play.services.homes.read(play.workspace_id, CARA).themes)) == 2
    assert told(play.services.homes.read(play.workspace_id, BEN).themes) == {(2, 0, (4, 3))}
    assert play.services.homes.read(play.workspace_id, ANA).themes is None
