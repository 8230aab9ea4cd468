"""What a Home says and what it leaves out, at its emptiest and at its fullest; and that Slack takes it either way."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import Line, State
from bot.domain.home import ASSIGNED, MINE, PAGE, TRIAGE, Home, Listing, Row
from bot.domain.report_themes import ReportTheme, ReportThemes
from bot.domain.reports import Visibility
from bot.sandbox.slack.block_kit import view_complaints
from bot.views.blocks import Json
from bot.views.home import MOST_BLOCKS, MOST_CHARACTERS, home, read_place, whole_list
from tests.views import values

LANGUAGES = ("en", "ko", "ja")
LINK = "https://larkfield.slack.com/archives/C0PAYMENTS1/p1772438400000100"
LONGEST = "W" * 80
HOSTILE = '"<!channel> <@U0VICTIM> <https://evil.example|ok> *b* & \\ ' + "\N{REGIONAL INDICATOR SYMBOL LETTER K}" * 30


def row(number: int = 1, title: str = "The refund never came", state: State = State.NEW, team: str | None = "Payments",
        link: str | None = LINK, done: str | None = None, was: int | None = None) -> Row:
    return Row(Line(number, title, state, team), link, done, was)


def listing(name: str, total: int, *rows: Row, skipped: int = 0, team: str | None = None) -> Listing:
    return Listing(name, rows, total, skipped, team)


def of(is_guest: bool = False, mine: Listing | None = None, **rest: object) -> Home:
    made = {"visibility": Visibility.NAMED, "mine": mine or listing(MINE, 0), **rest}
    return Home(is_guest, **({"assigned": None if is_guest else listing(ASSIGNED, 0)} | made))  # type: ignore[arg-type]


def full(teams: int, title: str = LONGEST, done: str = "x" * 3000) -> Home:
    """All that a Home can hold: 10,000 annoyances over so many teams."""
    rows = [row(10_000 + place, title, State.ACKNOWLEDGED, title, done=done, was=9_999) for place in range(5)]
    return of(mine=listing(MINE, 10_000, *rows), assigned=listing(ASSIGNED, 10_000, *rows), triage=listing(
        TRIAGE, 10_000, *rows), teams=tuple(listing(f"team:{'k' * 60}{place}", 10_000, *rows, team=title)
                                            for place in range(teams)), calm=(title,) * teams,
              themes=ReportThemes(30, 2_000, True, (ReportTheme(title, 1_999, 1_998, (10_000,)),) * 9))


def size(view: Json) -> int:
    return len(json.dumps(view["blocks"], ensure_ascii=False))


def words(view: Json) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def buttons(view: Json) -> list[Json]:
    held = [element for block in view["blocks"] for element in [*block.get("elements", []), block.get("accessory", {})]]
    return [one for one in held if one.get("type") == "button"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [LONGEST, HOSTILE, "가" * 80], ids=["wide", "hostile", "korean"])
@pytest.mark.parametrize("teams", [0, 1, 2, 4, 8, 20, 100])
def test_the_fullest_home_is_one_that_slack_takes(language: str, title: str, teams: int) -> None:
    view = home(language, full(teams, title))
    assert view_complaints(view, "home") == []
    assert len(view["blocks"]) <= MOST_BLOCKS
    assert size(view) <= MOST_CHARACTERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [LONGEST, HOSTILE, "가" * 80], ids=["wide", "hostile", "korean"])
def test_a_page_of_a_list_is_one_that_slack_takes(language: str, title: str) -> None:
    page = whole_list(language, listing("teams", 10_000, *(row(10_000 + place, title, team=title, done=title * 9)
                                                           for place in range(PAGE))))
    assert view_complaints(page) == []
    assert len(page["blocks"]) <= MOST_BLOCKS
    assert size(page) <= MOST_CHARACTERS


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(data=st.data())
def test_whatever_people_typed_slack_takes_it(language: str, data: st.DataObject) -> None:
    rows = st.builds(Row, values.lines, st.none() | st.just(LINK), values.maybe, st.none() | values.numbers)
    some = st.lists(rows, max_size=5).map(tuple)
    view = home(language, Home(
        data.draw(st.booleans()), data.draw(st.sampled_from(Visibility)), Listing(MINE, data.draw(some), 9),
        data.draw(st.none() | st.builds(Listing, st.just(ASSIGNED), some, st.integers(0, 10**6))),
        tuple(Listing(f"team:{place}", data.draw(some), 9, team=data.draw(values.names)) for place in range(3)),
        tuple(data.draw(st.lists(values.names, max_size=30))),
        data.draw(st.none() | st.builds(Listing, st.just(TRIAGE), some, st.integers(0, 10**6)))))
    assert view_complaints(view, "home") == []
    assert size(view) <= MOST_CHARACTERS
    assert "mrkdwn" not in words(view)


def test_no_row_is_lost_between_two_pages() -> None:
    """A page that holds fewer rows than were read says where the next one begins."""
    long = [row(place, HOSTILE, team=HOSTILE, done=HOSTILE * 9) for place in range(1, PAGE + 1)]
    page = whole_list("en", listing("mine", 90, *long, skipped=30))
    drawn = sum(block["type"] == "section" for block in page["blocks"])
    assert 0 < drawn < PAGE
    assert [one["value"] for one in buttons(page) if one["action_id"] == "list_more"] == [f"mine:{30 + drawn}"]


def test_the_last_page_offers_no_more_and_the_first_no_way_back() -> None:
    def paging(skipped: int, rows: int, total: int) -> list[str]:
        page = whole_list("en", listing("mine", total, *(row(n) for n in range(rows)), skipped=skipped))
        return [one["action_id"] for one in buttons(page) if one["action_id"].startswith("list_")]

    assert paging(0, 30, 40) == ["list_more"]
    assert paging(30, 10, 40) == ["list_first"]
    assert paging(0, 3, 3) == []
    assert paging(30, 0, 0) == ["list_first"]


@pytest.mark.parametrize("value, meant", [("mine:0", ("mine", 0)), ("team:pay:30", ("team:pay", 30)), ("", ("", 0)),
                                          ("teams:x", ("teams", 0)), ("mine:-1", ("mine", 0)),
                                          ("mine:" + "9" * 40, ("mine", 0))])
def test_a_buttons_place_is_read_and_nothing_else_believed(value: str, meant: tuple[str, int]) -> None:
    assert read_place(value) == meant


def test_every_open_button_says_of_which_annoyance() -> None:
    view = home("en", of(mine=listing(MINE, 2, row(4), row(7))))
    opened = [one for one in buttons(view) if one["action_id"] == "open_annoyance"]
    assert [(one["value"], one["accessibility_label"]) for one in opened] == [("4", "Open #4"), ("7", "Open #7")]


def test_see_all_says_which_list_and_stands_only_where_there_is_more() -> None:
    def see_all(total: int) -> list[tuple[str, str]]:
        view = home("en", of(teams=(listing("team:pay", total, row(), row(2), team="Payments"),)))
        return [(one["value"], one["accessibility_label"]) for one in buttons(view) if one["action_id"] == "see_all"]

    assert see_all(2) == []
    assert see_all(12) == [("team:pay:0", "See all 12: Payments: 12 open")]


def test_a_line_of_ones_own_says_what_was_done_and_where_it_went() -> None:
    view = home("en", of(mine=listing(MINE, 1, row(17, state=State.RESOLVED, done="Paid it back", was=42))))
    assert ("#17 The refund never came · Resolved · Payments\\nYour #42 was merged into this one."
            "\\nWhat was done: Paid it back") in words(view)


def test_cards_are_linked_below_their_lines_and_what_has_none_is_not() -> None:
    links = [element for block in home("en", of(mine=listing(MINE, 2, row(4), row(7, link=None))))["blocks"]
             if block["type"] == "rich_text" for element in block["elements"][0]["elements"]
             if element["type"] == "link"]
    assert links == [{"type": "link", "url": LINK, "text": "#4"}]


SHOWS: list[tuple[str, Home, list[str], list[str]]] = [
    ("nothing at all", of(), ["Nothing yet.", "not listed for a team"],
     ["Assigned to me", "action items", "Triage", "See all"]),
    ("a team with nothing open", of(calm=("App",)),
     ["Nothing open: App", "Nothing is waiting", "My action items: 0", "Nothing to do"],
     ["not listed for"]),
    ("a lead", of(calm=("App",), sees_nudges=True), ["What would be sent", "Show"], []),
    ("triage that is empty", of(triage=listing(TRIAGE, 0)), ["Nothing to sort"], []),
    ("a guest", of(True), ["Report an annoyance", "Nothing yet."], ["How I report", "not listed for", "Assigned"]),
    ("many teams", full(20), ["more of your teams have something open", "See all 200000"], []),
]


@pytest.mark.parametrize("name, view, there, absent", SHOWS, ids=[one[0] for one in SHOWS])
def test_each_situation_has_its_words(name: str, view: Home, there: list[str], absent: list[str]) -> None:
    said = words(home("en", view))
    assert [one for one in there if one not in said] == [], name
    assert [one for one in absent if one in said] == [], name


@pytest.mark.parametrize("chosen", Visibility)
def test_the_choice_shows_what_holds_and_what_it_means(chosen: Visibility) -> None:
    meaning = {Visibility.NAMED: "the team sees who you are", Visibility.LEAD_ONLY: "nobody but the team's lead",
               Visibility.ANONYMOUS: "people cannot see you"}
    [block] = [one for one in home("en", of(visibility=chosen))["blocks"] if one.get("block_id") == "report_as"]
    assert block["accessory"]["initial_option"]["value"] == chosen
    assert [one for one, said in meaning.items() if said in block["text"]["text"]] == [chosen]


def test_a_lead_of_one_team_sees_five_rows_of_each_list() -> None:
    rows = [row(number) for number in range(1, 6)]
    view = home("en", of(mine=listing(MINE, 9, *rows), assigned=listing(ASSIGNED, 9, *rows), teams=(
        listing("team:pay", 9, *rows, team="Payments"),)))
    opened = [one for one in buttons(view) if one["action_id"] == "open_annoyance"]
    assert len(opened) == 15
