"""`@Snag todo fix the banner @Ana by Friday`: an action item said in a card's thread, in one of three languages.

Slack hands the text over escaped, with people as live sequences. What is no date stays part of the words, and is named,
so that whoever wrote it learns how dates are written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from bot.domain.slack_text import plain_words
from bot.domain.wording import tidy

_BEGINS = re.compile(r"\s*(?:todo|to-do|할 ?일|やること)(?=[\s:：,、]|<|$)\s*[:：,、]?\s*", re.IGNORECASE)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")

NOBODY: Mapping[str, str] = MappingProxyType({})
MONTHS = {name: place for place, name in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
WEEKDAYS: dict[str, int] = {
    **{name: place for place, name in enumerate("mon tue wed thu fri sat sun".split())},
    **{name: place for place, name in enumerate("월화수목금토일")},
    **{name: place for place, name in enumerate("月火水木金土日")},
}
_DAYS = {"today": 0, "tomorrow": 1, "오늘": 0, "내일": 1, "모레": 2, "今日": 0, "本日": 0, "明日": 1, "あす": 1,
         "あした": 1, "明後日": 2, "あさって": 2}

_MONTH = "|".join(MONTHS)
_WEEKDAY_EN = (r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
               r"|sun(?:day)?)")
_DATE = rf"""(?:
    (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})
  | (?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}})?)
  | (?P<cjk>(?:\d{{4}}[년年]\s?)?\d{{1,2}}[월月]\s?\d{{1,2}}[일日])
  | (?P<month_first>(?:{_MONTH})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)
  | (?P<day_first>\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:{_MONTH})[a-z]*\.?(?:\s+\d{{4}})?)
  | (?P<following>next\s+|다음\s?주\s?|来週の?)?(?P<day>{_WEEKDAY_EN}|[월화수목금토일]요일|[月火水木金土日]曜日?)
  | (?P<near>{"|".join(_DAYS)})
)"""
_BY = re.compile(rf"(?:^|(?<=\s))(?:by|until|due)\s+{_DATE}[.,;!]?(?=\s|$)", re.IGNORECASE | re.VERBOSE)
_UNTIL = re.compile(rf"{_DATE}\s*(?:까지|まで(?:に)?)", re.IGNORECASE | re.VERBOSE)
_NO_DATE = re.compile(r"(?:(?:^|(?<=\s))by\s+(?P<en>\S+(?:\s+\S+)?)\s*$|(?P<cjk>\S+?)\s*(?:까지|まで(?:に)?)(?=\s|$))",
                      re.IGNORECASE)


class _Found(NamedTuple):
    start: int
    end: int
    on: date | None


@dataclass(frozen=True, slots=True)
class Todo:
    """What was asked for. `unread` is what looks like a date and is none; it stays in `text` too."""

    text: str
    assignee: str | None = None
    due_on: date | None = None
    unread: str | None = None


def is_todo(text: str, bot_user_id: str | None) -> bool:
    """Whether a message that names Snag asks for an action item."""
    return _asked(text, bot_user_id) is not None


def parse(text: str, bot_user_id: str | None, today: date, names: Mapping[str, str] = NOBODY) -> Todo | None:
    """The item that a message asks for; None where it asks for none. `today` is the team's, `names` are of people."""
    asked = _asked(text, bot_user_id)
    if asked is None:
        return None
    person = _PERSON.search(asked)
    if person:
        asked = _without(asked, person.start(), person.end())
    found = _date_in(asked, today)
    if found:
        asked = _without(asked, found.start, found.end)
    words = tidy(plain_words(asked, names)).strip(" ,:、，")
    unread = None if found else _looks_like_date(words)
    return Todo(words, person.group(1) if person else None, found.on if found else None, unread)


def _asked(text: str, bot_user_id: str | None) -> str | None:
    """What stands behind the word that asks; the word follows our name at once."""
    us = rf"<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>" if bot_user_id else r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>"
    called = re.match(rf"\s*{us}", text)
    begins = _BEGINS.match(text, called.end()) if called else None
    return text[begins.end():] if begins else None


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start].rstrip()} {text[end:].lstrip()}"


def _date_in(text: str, today: date) -> _Found | None:
    """The last date that is said to be one: in front of it stand words of the task, like 'by bank transfer'."""
    for pattern in (_BY, _UNTIL):
        for match in reversed(list(pattern.finditer(text))):
            if on := _read(match, today):
                return _Found(match.start(), match.end(), on)
    return None


def _read(match: re.Match[str], today: date) -> date | None:
    """The day that was meant, today or later unless a year was said; None where the calendar has no such day."""
    said = {name: value for name, value in match.groupdict().items() if value}
    if near := said.get("near"):
        return today + timedelta(days=_DAYS[near.lower()])
    if day := said.get("day"):
        return _weekday(day, today, following="following" in said)
    numbers = [int(one) for one in re.findall(r"\d+", match.group())]
    if "iso" in said:
        return _day(numbers[1], numbers[2], numbers[0], today)
    if "dotted" in said:
        return _day(numbers[1], numbers[0], _at(numbers, 2), today)
    if "cjk" in said:
        year = numbers.pop(0) if len(numbers) > 2 else None
        return _day(numbers[0], numbers[1], year, today)
    name = re.search(_MONTH, said.get("month_first") or said["day_first"], re.IGNORECASE)
    return _day(MONTHS[name.group().lower()], numbers[0], _at(numbers, 1), today) if name else None


def _at(numbers: list[int], place: int) -> int | None:
    return numbers[place] if len(numbers) > place else None


def _day(month: int, day: int, year: int | None, today: date) -> date | None:
    """Without a year the next such day."""
    try:
        on = date(year or today.year, month, day)
    except ValueError:
        return None
    return on if year or on >= today else _next_year(on)


def _next_year(on: date) -> date | None:
    try:
        return on.replace(year=on.year + 1)
    except ValueError:  # the twenty-ninth of February
        return None


def _weekday(said: str, today: date, *, following: bool) -> date:
    """The next such day, today among them; `following`: the one of next week."""
    wanted = WEEKDAYS.get(said[:3].lower(), WEEKDAYS.get(said[:1], 0))
    if following:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _looks_like_date(words: str) -> str | None:
    found = _NO_DATE.search(words)
    return (found.group("en") or found.group("cjk")) if found else None
