"""App Home: the report button, how one reports, and short lists of what concerns this person; a list seen whole."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.home import TEAMS, Home, Listing, Row
from bot.domain.reports import Visibility
from bot.domain.wording import cut
from bot.text import say
from bot.views import item_lists, misroutes, themes
from bot.views.blocks import (
    Json,
    Link,
    actions,
    button,
    choice,
    context,
    element,
    header,
    modal,
    option,
    plain,
    rich,
    text,
)
from bot.views.ids import Action, Callback
from bot.views.reports import line_in_words
from bot.views.results import row as results_row
from bot.views.surveys import wish_button

MOST_BLOCKS, MOST_CHARACTERS = 100, 13_000
"""Slack takes a hundred blocks in a view; about 13,000 characters is where it begins to refuse what is too long. We
count the JSON, which is more than a reader sees."""
ROW_CHARACTERS = 250
"""What a row takes at the least, so that a Home that cannot fit is not even drawn."""
DONE_SHOWN = 150
NAMES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of everything is drawn: rows of one's own lists, rows of each team, and how many teams."""

    own: int
    team: int
    teams: int


ROOMS = (_Room(5, 5, 99), _Room(5, 3, 99), _Room(5, 2, 99), _Room(5, 1, 99), _Room(5, 1, 8), _Room(4, 1, 6),
         _Room(3, 1, 4), _Room(2, 1, 2), _Room(1, 0, 0))
"""From generous to scant: the first that Slack takes is drawn."""


def home(language: str, view: Home) -> Json:
    """The whole tab."""
    drawn: list[Json] = []
    for room in ROOMS:
        if room is not ROOMS[-1] and _rows_in(view, room) * ROW_CHARACTERS > MOST_CHARACTERS:
            continue
        drawn = [*_top(language, view), *_lists(language, view, room), *_asking(language, view)]
        if _fits(drawn):
            break
    return {"type": "home", "callback_id": Callback.HOME, "blocks": drawn}


def _rows_in(view: Home, room: _Room) -> int:
    own = [listing for listing in (view.mine, view.assigned, view.triage) if listing is not None]
    return (sum(len(listing.rows[:room.own]) for listing in own) + len(view.items.rows[:room.own])
            + sum(len(listing.rows[:room.team]) for listing in view.teams[:room.teams])
            + (len(view.themes.themes[:room.own]) if view.themes is not None else 0))


def _fits(blocks: list[Json]) -> bool:
    return len(blocks) <= MOST_BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= MOST_CHARACTERS


def _top(language: str, view: Home) -> list[Json]:
    report = button(say(language, "home.report"), Action.HOME_REPORT, primary=True)
    made = [header(say(language, "home.title")), context(say(language, "home.intro")),
            actions(report, block_id="home_report")]
    return made if view.is_guest else [*made, _report_as(language, view.visibility)]


def _report_as(language: str, chosen: Visibility) -> Json:
    options = [option(say(language, f"form.visibility_{one}"), one) for one in Visibility]
    said = f"{say(language, 'home.report_as')}\n{say(language, f'home.means_{chosen}')}"
    return {"type": "section", "block_id": "report_as", "text": plain(said, 3000),
            "accessory": {"action_id": Action.REPORT_AS, **choice(options, initial=chosen)}}


def _asking(language: str, view: Home) -> Iterator[Json]:
    """Whether and when Snag may ask this person something."""
    yield header(say(language, "home.asking"))
    start, _, end = (view.quiet or "").partition("-")
    quiet = say(language, "home.quiet_hours", start=start, end=end) if end else ""
    yield context(say(language, "survey.opted_out" if view.opted_out else "home.asking_on"), quiet)
    buttons = [wish_button(language, "", opted_out=view.opted_out),
               button(say(language, "home.quiet_set"), Action.QUIET, view.quiet or "")]
    if view.quiet:
        buttons.append(button(say(language, "home.quiet_none"), Action.QUIET_NONE))
    yield actions(*buttons, block_id="home_asking")


def _lists(language: str, view: Home, room: _Room) -> Iterator[Json]:
    yield from _list(language, view.mine, room.own)
    if view.assigned is not None and (view.assigned.total or view.teams or view.calm):
        yield from _list(language, view.assigned, room.own)
    yield from item_lists.at_home(language, view.items, room.own, always=bool(view.teams or view.calm))
    for listing in view.teams[:room.teams]:
        yield from _list(language, listing, room.team)
    yield from _other_teams(language, view, room)
    if view.sees_nudges:
        yield header(say(language, "outlook.title"))
        yield actions(button(say(language, "outlook.show"), Action.OUTLOOK), block_id="home_nudges")
    if view.triage is not None:
        yield from _list(language, view.triage, room.own)
    yield from misroutes.at_home(language, view.misroutes[:room.own])
    if view.themes is not None:
        yield from themes.at_home(language, view.themes, room.own)
    if view.surveys:
        yield header(say(language, "home.surveys"))
        yield from (results_row(language, one) for one in view.surveys)
    if not (view.is_guest or view.teams or view.calm):
        yield context(say(language, "home.no_team"))


def _other_teams(language: str, view: Home, room: _Room) -> Iterator[Json]:
    """Teams for which there was no room, and those in which nothing is open."""
    others = view.teams[room.teams:]
    if others:
        total = sum(listing.total for listing in view.teams)
        yield context(say(language, "home.more_teams", n=len(others)))
        yield actions(_see_all(language, Listing(TEAMS, (), total)), block_id="all_teams")
    if view.calm:
        yield context(say(language, "home.calm", teams=cut(", ".join(view.calm), NAMES_SHOWN)))


def _list(language: str, listing: Listing, most: int) -> Iterator[Json]:
    yield header(heading(language, listing))
    rows = listing.rows[:most]
    for row in rows:
        yield _row(language, row)
    links = [(row.line.number, row.link) for row in rows if row.link]
    if links:
        yield _links(language, links)
    if not listing.total:
        yield context(say(language, f"home.none_{listing.name}"))
    elif listing.total > len(rows):
        yield actions(_see_all(language, listing), block_id=f"see_{listing.name}")


def _links(language: str, links: Sequence[tuple[int, str]]) -> Json:
    """Where the cards of these rows stand."""
    paragraph = [text(say(language, "home.cards"))]
    for number, url in links:
        paragraph += [text(" "), element(Link(url, f"#{number}"))]
    return rich(paragraph)


def heading(language: str, listing: Listing) -> str:
    """What a list is called, with how many stand in it."""
    if listing.team is not None:
        return say(language, "home.list_team", team=listing.team, total=listing.total)
    return say(language, f"home.list_{listing.name}", total=listing.total)


def _see_all(language: str, listing: Listing) -> Json:
    label = say(language, "home.see_all", total=listing.total)
    return button(label, Action.SEE_ALL, f"{listing.name}:0", spoken_label=f"{label}: {heading(language, listing)}")


def _row(language: str, row: Row) -> Json:
    """One annoyance: its line in plain text, and what it opens."""
    number = row.line.number
    said = [line_in_words(language, row.line)]
    if row.was is not None:
        said.append(say(language, "home.was", was=row.was))
    if row.what_was_done:
        said.append(say(language, "home.done", words=cut(row.what_was_done, DONE_SHOWN)))
    return {"type": "section", "text": plain("\n".join(said), 3000), "accessory": button(
        say(language, "home.open"), Action.OPEN, str(number),
        spoken_label=f"{say(language, 'home.open')} #{number}")}


def whole_list(language: str, listing: Listing) -> Json:
    """A page of one list as a form: as many rows as Slack takes, More for the next ones."""
    rows = [_row(language, row) for row in listing.rows]
    while True:
        drawn = [header(heading(language, listing)), *rows, *_paging(language, listing, len(rows))]
        if _fits(drawn):
            break
        rows.pop()
    return modal(Callback.HOME_LIST, say(language, "home.list_title"), drawn, close=say(language, "form.done"))


def _paging(language: str, listing: Listing, shown: int) -> Iterator[Json]:
    if not shown:
        yield context(say(language, "home.list_empty"))
    else:
        yield context(say(language, "home.range", first=listing.skipped + 1, last=listing.skipped + shown,
                          total=listing.total))
    following = listing.skipped + shown
    buttons = []
    if shown and following < listing.total:
        buttons.append(button(say(language, "move.more"), Action.LIST_MORE, f"{listing.name}:{following}"))
    if listing.skipped:
        buttons.append(button(say(language, "home.from_start"), Action.LIST_FIRST, f"{listing.name}:0"))
    if buttons:
        yield actions(*buttons, block_id="paging")


def read_place(value: str) -> tuple[str, int]:
    """Which list a button means, and from which row on."""
    name, _, skip = value.rpartition(":")
    return name, int(skip) if skip.isdigit() and len(skip) < 10 else 0
