"""What of a message becomes part of a report: what is ticked, once, and nothing else."""

import pytest

from bot.domain.quotes import Place, Quoted, Take, permalink, taken_along
from bot.domain.reports import Draft, Source

PLACE = Place("C0APP", "1772440000.000100")
OPEN = Quoted(PLACE, "The refund is late.", "U0BEN", ("F1", "F2"), ("Since Monday", "Twice"), is_open=True)
CLOSED = Quoted(PLACE, "The refund is late.", "U0BEN", ("F1", "F2"), ("Since Monday", "Twice"))
ALL, NONE = tuple(Take), ()


@pytest.mark.parametrize("quoted, typed, ticks, story", [
    (OPEN, "The refund is late.", (Take.WORDS,), "The refund is late."),
    (OPEN, "Again: The refund is late. Oh dear.", (Take.WORDS,), "Again: The refund is late. Oh dear."),
    (OPEN, "The refund is late.", NONE, ""),
    (OPEN, "The refund is late. I saw it", NONE, "I saw it"),
    (OPEN, "The refund is late!", NONE, "The refund is late!"),
    (OPEN, "My own words", (Take.WORDS,), "My own words\n\nThe refund is late."),
    (CLOSED, "", (Take.WORDS,), "The refund is late."),
    (CLOSED, "", NONE, ""),
    (CLOSED, "The refund is late.", NONE, "The refund is late."),  # typed by themselves, word for word
    (CLOSED, "Look", (Take.THREAD,), "Look\n\n– Since Monday\n– Twice"),
    (CLOSED, "", ALL, "The refund is late.\n\n– Since Monday\n– Twice"),
    (Quoted(PLACE), "Look", ALL, "Look"),
])
def test_a_story_holds_what_was_typed_and_what_is_ticked(
        quoted: Quoted, typed: str, ticks: tuple[Take, ...], story: str) -> None:
    assert taken_along(Draft(typed), quoted, ticks, None).text == story


def test_source_and_pictures_come_by_their_ticks_alone() -> None:
    link = "https://larkfield.slack.com/x"
    taken = taken_along(Draft("x", files=("F9", "F1")), OPEN, ALL, link)
    assert (taken.source, taken.files) == (Source(link, "U0BEN"), ("F9", "F1", "F2"))
    left = taken_along(Draft("x", files=("F9",)), OPEN, NONE, None)
    assert (left.source, left.files) == (Source(), ("F9",))


def test_a_long_message_is_taken_as_far_as_it_is_shown() -> None:
    quoted = Quoted(PLACE, "word " * 2_000)
    assert len(quoted.shown) <= 3_000
    assert taken_along(Draft(""), quoted, (Take.WORDS,), None).text == quoted.shown


def test_a_link_is_as_slack_makes_it() -> None:
    """docs.slack.dev/reference/methods/chat.getPermalink."""
    assert permalink("larkfield", PLACE) == "https://larkfield.slack.com/archives/C0APP/p1772440000000100"
    assert permalink("larkfield", Place("C0APP", "2.000200", "1.000100")) == (
        "https://larkfield.slack.com/archives/C0APP/p2000200?thread_ts=1.000100&cid=C0APP")
    assert permalink("", PLACE) is None
