"""The story as it is shown and taken along: within Slack's limits, nothing lost between pages, and nothing that people
wrote does anything in Markdown."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.annoyances import State, Why
from bot.domain.timeline import WORDS, Detail, Event, Form, Timeline, What
from bot.sandbox.slack.block_kit import view_complaints
from bot.sandbox.slack.validate import characters
from bot.views import timelines as views
from bot.views.annoyances import MoveState
from tests.views import values

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ALL_BLOCKS = 13_000

DETAILS = st.one_of(
    st.builds(Detail, st.sampled_from(sorted(WORDS)), values.stories),
    st.builds(Detail, st.just("team"), values.names), st.just(Detail("assignee", "U0ANA")),
    st.just(Detail("state", "resolved")), st.just(Detail("due_on", START.date())),
    st.just(Detail("until_on", "2026-03-09")), st.just(Detail("asked", 7)), st.just(Detail("level", 4)),
    st.just(Detail("customer", "put_right")))
EVENTS = st.builds(
    Event, st.integers(0, 10**6).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.sampled_from(views.KINDS), st.none() | st.sampled_from(["U0ANA", "U0RITA"]), st.none() | values.stories,
    st.lists(DETAILS, max_size=4, unique_by=lambda one: one.kind).map(tuple))


def told(*events: Event, is_whole: bool = True) -> Timeline:
    return Timeline(42, "The refund", State.NEW, "Payments", events, Why("keyword", "refund"), is_whole,
                    {"U0ANA": "Ana"})


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@settings(max_examples=25)
@given(data=st.data())
def test_every_page_is_one_that_slack_takes(language: str, data: st.DataObject) -> None:
    story = told(*data.draw(st.lists(EVENTS, max_size=60)), is_whole=data.draw(st.booleans()))
    for page in range(len(views.pages(story))):
        drawn = views.form(language, story, BERLIN, MoveState(42), page)
        assert view_complaints(drawn) == []
        assert characters(drawn["blocks"]) < ALL_BLOCKS


@settings(max_examples=50)
@given(st.lists(EVENTS, max_size=80))
def test_the_pages_together_are_the_story(events: list[Event]) -> None:
    assert [event for page in views.pages(told(*events)) for event in page] == events


def test_people_are_pills_in_the_form_and_names_in_the_file_and_what_the_move_says_is_said_once() -> None:
    story = told(Event(START, "acknowledge", "U0ANA", details=(Detail("state", "acknowledged"),)),
                 Event(START, "assign", "U0ANA", details=(Detail("state", "planned"), Detail("assignee", "U0ANA"))))
    shown = str(views.form("en", story, BERLIN, MoveState(42))["blocks"])
    assert (shown.count("'user_id': 'U0ANA'"), "→ Acknowledged" in shown, "→ Planned" in shown) == (3, False, True)
    made = views.markdown("en", story, BERLIN)
    assert "Assigned · Ana · → Planned · assignee: Ana" in made.replace("\\", "")


@given(st.text(max_size=200))
def test_words_escaped_for_markdown_do_nothing(words: str) -> None:
    made = views.escape(words)
    assert re.sub(r"\\(.)", r"\1", made) == words
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#!|=]", made)


def test_a_hostile_story_stays_a_story() -> None:
    words = ("Fired\n===\n# Fired\n[click](https://evil.example) ![x](https://evil.example/x.png) <script> "
             "https://evil.example @all")
    made = views.markdown("en", told(Event(START, What.REPORT, "U0RITA", words)), BERLIN)
    for live in ("> ===", "\n# ", "](http", " ![", " <script", "https://evil", " @all"):
        assert live not in made
    assert "**2026-03-04 10:00**" in made  # Berlin


def test_the_json_says_all_and_can_be_read_again() -> None:
    event = Event(START, "resolve", "U0ANA", None, (Detail("what_was_done", "Paid"), Detail("due_on", START.date())))
    made = json.loads(views.as_json(told(event)))
    assert made["events"] == [{"at": "2026-03-04T09:00:00Z", "what": "resolve", "by": "U0ANA", "words": None,
                               "details": {"what_was_done": "Paid", "due_on": "2026-03-04"}}]
    assert (made["number"], made["state"], made["is_whole"], made["version"]) == (42, "new", True, 1)
    assert views.file_name(told(), Form.JSON) == "snag-42.json"


def test_who_gave_no_name_is_called_so() -> None:
    assert "no name given" in str(views.form("en", told(Event(START, What.REPORT)), BERLIN, MoveState(42)))
    acknowledged = told(Event(START, "acknowledge", "U0ANA"))
    assert "U0ANA" in str(views.form("en", acknowledged, BERLIN, MoveState(42)))
    assert "Ana" in views.markdown("en", acknowledged, BERLIN)
