"""What is read out of `@Snag todo ...`, in three languages, and what is none of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.todo import WEEKDAYS, Todo, is_todo, parse

BOT = "U0SNAG"
MONDAY = date(2026, 3, 16)


def read(words: str, today: date = MONDAY) -> Todo | None:
    return parse(f"<@{BOT}> {words}", BOT, today, {"U0BEN": "Ben"})


DATES = [
    ("by 2026-04-01", date(2026, 4, 1)),
    ("by 2026-01-05", date(2026, 1, 5)),  # said with its year, so it is meant; the form refuses what is past
    ("by 3.4.", date(2026, 4, 3)),
    ("by 3. 4. 2027", date(2027, 4, 3)),
    ("by 24. Dec", date(2026, 12, 24)),
    ("by 24th December 2027", date(2027, 12, 24)),
    ("by March 20", date(2026, 3, 20)),
    ("until Mar 3rd", date(2027, 3, 3)),  # has been this year
    ("due today", MONDAY),
    ("by tomorrow", date(2026, 3, 17)),
    ("by Friday", date(2026, 3, 20)),
    ("by monday", MONDAY),
    ("by next Monday", date(2026, 3, 23)),
    ("by next Friday.", date(2026, 3, 27)),
    ("금요일까지", date(2026, 3, 20)),
    ("다음 주 월요일까지", date(2026, 3, 23)),
    ("내일까지", date(2026, 3, 17)),
    ("4월 3일까지", date(2026, 4, 3)),
    ("2027년 1월 2일까지", date(2027, 1, 2)),
    ("金曜日まで", date(2026, 3, 20)),
    ("来週の月曜まで", date(2026, 3, 23)),
    ("明日までに", date(2026, 3, 17)),
    ("4月3日まで", date(2026, 4, 3)),
]


@pytest.mark.parametrize("said, on", DATES)
def test_a_date_is_read_and_leaves_the_words(said: str, on: date) -> None:
    assert read(f"todo Fix the banner {said}") == Todo("Fix the banner", None, on)


@pytest.mark.parametrize("word", ["todo", "Todo:", "TO-DO", "할일", "할 일", "やること", "やること："])
def test_the_word_stands_in_three_languages(word: str) -> None:
    assert read(f"{word} Fix the banner") == Todo("Fix the banner")


def test_the_first_person_named_does_it_and_others_stay_words() -> None:
    assert read("todo ask <@U0ANA|ana> and <@U0BEN> about it") == Todo("ask and @Ben about it", "U0ANA")


def test_what_slack_escaped_is_read_as_it_was_typed() -> None:
    assert read("todo write &lt;b&gt; &amp;lt; <https://a.example|a.example>") == Todo("write <b> &lt; a.example")


@pytest.mark.parametrize("said, unread", [
    ("by soonish", "soonish"), ("by 31.2.", "31.2."), ("은행까지", "은행"), ("駅まで", "駅"), ("at noon", None),
    ("by bank by Friday", None)])
def test_what_is_no_date_stays_in_the_words_and_is_named(said: str, unread: str | None) -> None:
    found = read(f"todo Pay {said}")
    assert found is not None
    assert found.unread == unread
    if unread:
        assert (found.due_on, found.text) == (None, f"Pay {said}")


@pytest.mark.parametrize("text", [
    f"<@{BOT}> the todo list is broken", f"<@{BOT}> todolists never load", "todo fix it", f"todo <@{BOT}>",
    f"<@U0ANA> todo ask <@{BOT}>", f"<@{BOT}>", ""])
def test_what_does_not_begin_with_it_asks_for_nothing(text: str) -> None:
    assert not is_todo(text, BOT)
    assert parse(text, BOT, MONDAY) is None


def test_a_bare_word_asks_for_something_without_saying_what() -> None:
    assert read("todo") == Todo("")


@given(st.sampled_from(sorted(WEEKDAYS)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_weekday_is_the_next_one_today_among_them(day: str, today: date) -> None:
    full = day if day.isascii() else day + ("요일" if day in "월화수목금토일" else "曜日")
    said = f"by {full}" if day.isascii() else f"{full}{'까지' if day in '월화수목금토일' else 'まで'}"
    found = read(f"todo x {said}", today)
    assert found is not None
    assert found.due_on is not None
    assert timedelta(0) <= found.due_on - today < timedelta(days=7)
    assert found.due_on.weekday() == WEEKDAYS[day]


@given(st.text(max_size=80), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_no_text_breaks_the_reading(words: str, today: date) -> None:
    found = read(f"todo {words}", today)
    assert found is None or "<@" not in found.text or "&" in words or "<" in words
