"""Who finds what in their Home: a table of people and lists, on each database; and what an opening leaves behind."""

from dataclasses import replace

import pytest
from sqlalchemy import select as rows_of
from sqlmodel import select

from bot.domain.annoyances import Move, State
from bot.domain.home import ASSIGNED, MINE, TEAMS, TRIAGE, Home, Listing
from bot.domain.reports import Draft, Visibility
from bot.errors import NotAllowed
from storage import settings as stored_settings
from storage import work
from storage.tables import Annoyance, Team, Work, metadata
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, HANA, MIA, MINJUN, PAY, RITA, TESS
from tests.support.play import Play

REFUND, NOBODYS = "The refund never arrived", "Nobody knows whose this is"


def home(play: Play, user_id: str) -> Home:
    return play.services.homes.read(play.workspace_id, user_id)


def numbers(listing: Listing | None) -> list[int] | None:
    return None if listing is None else [row.line.number for row in listing.rows]


def listed(play: Play, user_id: str, name: str, skip: int = 0) -> Listing:
    return play.services.homes.listing(play.workspace_id, user_id, name, skip)


@pytest.fixture
def office(play: Play) -> Play:
    """#1 open with Payments and assigned to Ben, #2 with App, #3 in triage, #4 of Payments resolved."""
    play.report(REFUND, RITA)
    play.make(Move.ASSIGN, 1, assignee=BEN)
    play.report("The app freezes", MINJUN)
    play.report(NOBODYS, RITA)
    play.report("The refund came twice", GUS)
    play.make(Move.ACKNOWLEDGE, 4)
    play.make(Move.RESOLVE, 4)
    return play


SEES = [  # (who, mine, assigned, teams, triage); None: the list is not there at all
    (RITA, [3, 1], [], [], None),
    (MINJUN, [2], [], [], None),
    (ANA, [], [], [("Payments", [1])], None),
    (BEN, [], [1], [("Payments", [1])], None),
    (HANA, [], [], [("App", [2])], None),
    (MIA, [], [], [("Payments", [1]), ("App", [2])], [3]),
    (CARA, [], [], [], [3]),
    (TESS, [], [], [], [3]),
    (ADAM, [], [], [], None),
    (GUS, [4], None, [], None),
]


@pytest.mark.parametrize("who, mine, assigned, teams, triage", SEES, ids=[row[0] for row in SEES])
def test_everybody_finds_what_concerns_them_and_nothing_else(
        office: Play, who: str, mine: list[int], assigned: list[int] | None, teams: list[tuple[str, list[int]]],
        triage: list[int] | None) -> None:
    seen = home(office, who)
    assert numbers(seen.mine) == mine
    assert numbers(seen.assigned) == assigned
    assert [(listing.team, numbers(listing)) for listing in seen.teams] == teams
    assert numbers(seen.triage) == triage


LISTS = {RITA: {MINE, ASSIGNED}, BEN: {MINE, ASSIGNED, TEAMS, "team:payments"},
         HANA: {MINE, ASSIGNED, TEAMS, "team:app"},
         MIA: {MINE, ASSIGNED, TEAMS, TRIAGE, "team:payments", "team:app"}, TESS: {MINE, ASSIGNED, TRIAGE}, GUS: {MINE}}


@pytest.mark.parametrize("who", LISTS)
@pytest.mark.parametrize("name", [MINE, ASSIGNED, TEAMS, TRIAGE, "team:payments", "team:app", "team:gone", "", "x"])
def test_a_list_that_is_not_theirs_is_not_shown_whatever_the_button_says(office: Play, who: str, name: str) -> None:
    if name in LISTS[who]:
        assert listed(office, who, name).name == name
    else:
        with pytest.raises(NotAllowed):
            listed(office, who, name)


def test_a_guest_listed_for_a_team_still_finds_only_their_own(office: Play) -> None:
    with office.services.db.transaction(office.workspace_id) as tx:
        tx.session.get_one(Team, (office.workspace_id, "payments")).members = [GUS]
        stored_settings.changed(tx.session, office.workspace_id)
    assert (home(office, GUS).teams, home(office, GUS).is_guest) == ((), True)
    with pytest.raises(NotAllowed):
        listed(office, GUS, "team:payments")


@pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.LEAD_ONLY])
def test_a_report_without_a_name_is_in_its_reporters_home_alone(play: Play, visibility: Visibility) -> None:
    play.report(REFUND, RITA, visibility=visibility)
    play.make(Move.ACKNOWLEDGE)
    for who in (RITA, MINJUN, ANA, MIA, CARA, ADAM):
        assert (who, numbers(home(play, who).mine)) == (who, [1] if who == RITA else [])


def test_nothing_in_a_home_counts_or_names_other_reporters(play: Play) -> None:
    play.report(REFUND, RITA)
    play.me_too(1, MINJUN)
    for who in (RITA, ANA, MIA):
        seen = home(play, who)
        rows = [*seen.mine.rows, *(row for listing in seen.teams for row in listing.rows)]
        assert [row.line.reports for row in rows] == [1]
        assert MINJUN not in repr(seen)


def test_several_reports_of_one_annoyance_are_one_line(play: Play) -> None:
    play.report(REFUND, RITA)
    play.me_too(1, RITA)
    seen = home(play, RITA).mine
    assert (numbers(seen), seen.total) == ([1], 1)


def test_what_was_done_is_told_and_that_it_came_back(play: Play) -> None:
    play.report(REFUND, RITA)
    assert home(play, RITA).mine.rows[0].what_was_done is None
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    [row] = home(play, RITA).mine.rows
    assert (row.line.state, row.what_was_done) == (State.RESOLVED, "We fixed the voucher form")
    play.make(Move.STILL_HAPPENING)
    assert home(play, RITA).mine.rows[0].line.state is State.CAME_BACK


def test_a_merged_report_stands_at_its_survivor(play: Play) -> None:
    play.report(REFUND, MINJUN)
    second = play.report("The refund is late", RITA)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=second.report_id)
    [row] = home(play, RITA).mine.rows
    assert (row.line.number, row.was) == (1, 2)


def test_a_report_taken_back_says_so_though_others_still_report_it(play: Play) -> None:
    play.report(REFUND, MINJUN)
    second = play.report("The refund is late", RITA)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=second.report_id)
    play.services.reports.undo(play.workspace_id, RITA, second.report_id, key=play.key())
    assert home(play, RITA).mine.rows[0].line.state is State.WITHDRAWN
    assert home(play, MINJUN).mine.rows[0].line.state is State.NEW


def test_what_came_back_comes_first_then_the_oldest_that_nobody_has_seen(play: Play) -> None:
    states = [State.PLANNED, State.NEW, State.ACKNOWLEDGED, State.CAME_BACK, State.NEW, State.RESOLVED]
    for state in states:
        number = play.report("The refund never arrived", again=True).number
        with play.services.db.transaction(play.workspace_id) as tx:
            row = tx.session.get_one(Annoyance, (play.workspace_id, number))
            row.state, row.assignee = state, ANA
    [listing] = home(play, ANA).teams
    assert (numbers(listing), listing.total) == ([4, 2, 5, 3, 1], 5)
    assert numbers(home(play, ANA).assigned) == [4, 2, 5, 3, 1]


def test_a_long_list_is_cut_counted_and_turned_over_page_by_page(play: Play) -> None:
    for _ in range(33):
        play.report(REFUND, again=True)
    [listing] = home(play, ANA).teams
    assert (numbers(listing), listing.total) == ([1, 2, 3, 4, 5], 33)
    for name, who in (("team:payments", ANA), (TEAMS, MIA)):
        first, second = listed(play, who, name), listed(play, who, name, 30)
        assert (len(first.rows), first.left, numbers(second), second.left) == (30, 3, [31, 32, 33], 0)
    assert numbers(listed(play, RITA, MINE, 30)) == [3, 2, 1]
    assert numbers(listed(play, RITA, MINE, 99)) == []


def test_a_line_leads_to_the_card_where_it_stands_now(play: Play) -> None:
    play.report(REFUND, RITA)
    assert home(play, RITA).mine.rows[0].link is None
    play.post_card(ts="1772438400.000100")
    link = f"https://larkfield.slack.com/archives/{PAY}/p1772438400000100"
    assert home(play, RITA).mine.rows[0].link == link
    assert home(play, ANA).teams[0].rows[0].link == link


def test_a_guest_gets_no_link_into_a_channel(play: Play) -> None:
    play.report(REFUND, GUS)
    play.post_card()
    assert home(play, GUS).mine.rows[0].link is None


def test_how_one_reports_is_shown(play: Play) -> None:
    assert home(play, RITA).visibility is Visibility.NAMED
    play.services.people.report_as(play.workspace_id, RITA, Visibility.LEAD_ONLY, key=play.key())
    assert home(play, RITA).visibility is Visibility.LEAD_ONLY


def test_what_a_line_opens_holds_their_own_story_and_nobody_elses(play: Play) -> None:
    play.report(REFUND + " to MINJUN", MINJUN)
    play.me_too(1, RITA, "Mine neither, says RITA")
    form = play.services.annoyances.form
    assert form(play.workspace_id, RITA, 1, None, where=None).story == "Mine neither, says RITA"
    assert form(play.workspace_id, HANA, 1, None, where=None).story == ""
    assert form(play.workspace_id, ANA, 1, None, where=None).story == REFUND + " to MINJUN"


def test_a_guest_opens_only_what_they_reported(play: Play) -> None:
    play.report(REFUND, RITA)
    play.report(REFUND, GUS)
    form = play.services.annoyances.form
    opened = form(play.workspace_id, GUS, 2, None, where=None)
    assert (opened.story, opened.more) == (REFUND, ())
    with pytest.raises(NotAllowed):
        form(play.workspace_id, GUS, 1, None, where=None)


def test_another_workspaces_annoyances_are_not_seen(office: Play) -> None:
    with office.services.db.transaction("") as tx:
        other = stored_settings.create_workspace(tx.session, office.services.clock.now()).id
    seen = office.services.homes.read(other, MIA)
    assert replace(seen, visibility=Visibility.NAMED) == Home(
        False, Visibility.NAMED, Listing(MINE, (), 0), Listing(ASSIGNED, (), 0))


def test_an_opening_is_one_row_however_often_slack_says_it(play: Play) -> None:
    for _ in range(3):
        play.services.homes.opened(play.workspace_id, RITA, "1.a", key="event:Ev1")
    [row] = play.work("home")
    assert (row.kind, row.wanted, row.fast, row.payload) == (work.Kind.SURFACE, 1, True, {"user": RITA, "seen": "1.a"})
    play.services.homes.opened(play.workspace_id, RITA, "1.a", key="event:Ev2")
    assert [row.wanted for row in play.work("home")] == [2]


def test_an_opening_says_nothing_of_reports(play: Play) -> None:
    play.report(REFUND, RITA, visibility=Visibility.ANONYMOUS)
    play.services.homes.opened(play.workspace_id, RITA, None, key="event:Ev1")
    with play.services.db.reading() as session:
        naming = {table.name for table in metadata.sorted_tables for row in session.connection().execute(rows_of(table))
                  if RITA in str(tuple(row)) and table.name not in ("person", "user_group", "team", "workspace")}
        [row] = session.exec(select(Work).where(Work.topic == "home")).all()
    assert naming == {"work"}
    assert row.payload == {"user": RITA, "seen": None}


def test_a_draft_with_a_name_is_not_hidden_by_the_default(play: Play) -> None:
    """The default is only a default: what is chosen for one report holds for it, and both stand in one Home."""
    play.services.people.report_as(play.workspace_id, RITA, Visibility.ANONYMOUS, key=play.key())
    play.report(REFUND, RITA, visibility=Visibility.NAMED)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), draft=Draft("Again"))
    play.report("The refund is late", RITA)
    assert numbers(home(play, RITA).mine) == [2, 1]
