"""Values that a view may be asked to draw: ordinary ones, and all that people and admins can type."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.domain.annoyances import Card, Line, Move, Resolution, RootCause, State, TeamName, Why
from bot.domain.digests import Ages, Figures, Section
from bot.domain.reports import (
    Alike,
    ContactChannel,
    Draft,
    Emotion,
    Flag,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Stored,
    Upset,
    Visibility,
)
from bot.domain.settings.values import STAGES
from bot.domain.wording import tidy, title_of

FAMILY, FLAG, SKIN = "👨‍👩‍👧‍👦", "🇰🇷", "👍🏽"
PIECES = ["a", " ", "\n", "<!channel>", "&", "<@U0VICTIM>", "*b*", "`c`", "가", "불편", "困", "です。", FAMILY, FLAG,
          SKIN, "e\u0301", "https://evil.example", "@here", "#1", "%s", "{number}"]
KEYS = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=60)

words = st.builds(lambda some, times: "".join(some) * times,
                  st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.integers(1, 400))
stories = words.map(tidy).filter(bool)
maybe = st.none() | stories
titles = stories.map(title_of)
names = words.map(lambda text: tidy(text)[:80]).filter(bool)
numbers = st.integers(1, 10**9 - 1)
states = st.sampled_from(State)
reasons = st.sampled_from("choice rule touchpoint keyword tie unsure nothing no_teams triage".split())
whys = st.builds(Why, reasons, st.none() | names, st.floats(0, 1))
teams = st.builds(TeamName, KEYS, names)
dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
report_ids = st.text("0123456789abcdef", min_size=32, max_size=32)
lines = st.builds(Line, numbers, titles, states, st.none() | names, st.integers(0, 10**6), st.none() | numbers,
                  st.integers(0, 10**6))
alikes = st.lists(st.builds(Alike, numbers, titles, states), max_size=3, unique_by=lambda one: one.number).map(tuple)
stored = st.builds(Stored, numbers, report_ids, titles, states, st.none() | names, whys, alikes, st.booleans(),
                   st.booleans(), st.sampled_from(Visibility),
                   st.builds(Upset, maybe, st.none() | st.sampled_from(Emotion)))
resolutions = st.builds(Resolution, stories, maybe, st.none() | st.sampled_from([str(one) for one in RootCause]), maybe)
addresses = st.sampled_from(["https://example.com/review/1", "http://shop.example/" + "a" * 1900])
links = st.sampled_from(["https://example.com/review/1", "http://shop.example/a?b=<c>", "not a link"])
drafts = st.builds(
    Draft, stories, maybe, st.none() | KEYS, st.none() | st.sampled_from(Emotion), st.none() | dates,
    st.none() | st.sampled_from(HowKnown), st.none() | KEYS, post_link=st.none() | links,
    contact_channel=st.none() | st.sampled_from(ContactChannel), line=maybe, wanted=maybe,
    got_it=st.none() | st.sampled_from(GotIt), reference=maybe, value=maybe,
    segment=st.none() | st.sampled_from(Segment), flags=st.frozensets(st.sampled_from(Flag)), idea=maybe,
    may_contact=st.none() | st.sampled_from(MayContact), contact=maybe,
    visibility=st.none() | st.sampled_from(Visibility), from_now_on=st.booleans())
choices = st.lists(st.tuples(KEYS, names), max_size=120, unique_by=lambda pair: pair[0])
moves = st.lists(st.sampled_from([Move.ASSIGN, Move.NOT_OURS, Move.REOPEN, Move.WITHDRAW, Move.CHOOSE_TEAM,
                                  Move.ACKNOWLEDGE]), unique=True)
sections = st.builds(Section, st.integers(0, 10**6), st.lists(lines, max_size=5).map(tuple))
pairs = st.tuples(st.integers(0, 999), st.integers(0, 999))
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
figures = st.builds(Figures, st.just(START), st.just(START + timedelta(days=7)), sections, sections, sections, sections,
                    sections, st.builds(Ages, *[st.integers(0, 999)] * 3), pairs, pairs, pairs,
                    *[st.integers(0, 99)] * 3, told=pairs)


def cards(language: str, **fixed: Any) -> st.SearchStrategy[Card]:
    given: dict[str, Any] = {
        "number": numbers, "title": titles, "state": states, "story": stories, "customer_words": maybe,
        "reports": st.integers(0, 10**6), "reporters": st.integers(0, 10**6), "channel_id": st.just("C0PAY"),
        "locale": st.just(language), "team": st.none() | names, "touchpoint": st.none() | names,
        "assignee": st.none() | st.just("U0ANA"), "upset": st.booleans(), "matters_on": st.none() | dates, "why": whys,
        "guesses": st.lists(teams, max_size=2).map(tuple), "what_was_done": maybe,
        "merged_into": st.none() | numbers, "answers": st.none() | pairs,
        "names": st.lists(names, max_size=5).map(tuple), "stages": st.lists(st.sampled_from(STAGES), unique=True)
        .map(tuple), "came_by": st.lists(st.sampled_from(ContactChannel), unique=True).map(tuple),
        "flags": st.frozensets(st.sampled_from(Flag)), "at_stake": st.booleans(),
        "may_contact": st.frozensets(st.sampled_from(MayContact)),
        "post_links": st.lists(addresses, max_size=3).map(tuple),
        "source_links": st.lists(addresses, max_size=3).map(tuple)}
    return st.builds(Card, **(given | {name: st.just(value) for name, value in fixed.items()}))
