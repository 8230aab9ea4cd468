"""Single values of the settings file: each reader takes a spot and gives the value as it is kept, or notes what is
wrong there and gives `UNSET`."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final
from zoneinfo import available_timezones

from bot.domain import public_holidays
from bot.domain.hours import BadHours, Hours, Quiet
from bot.domain.settings.spots import Spot, nearest, quoted
from bot.domain.week import DAYS, NotADay, NotATime, NotAZone, day_of, time_of, zone_of


class Unset(Enum):
    """For what a file leaves out: it stays as it is."""

    UNSET = "unset"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET
Reader = Callable[[Spot], Any]
Pairs = tuple[tuple[str, str | int | None], ...]

LOCALES = ("en", "ko", "ja")
STAGES = ("awareness", "consideration", "purchase", "onboarding", "use", "support", "renewal", "leaving")
CONTACTS = ("app", "web", "phone", "shop", "social", "mail", "other")
SEGMENTS = ("new", "weekly", "daily")
CLOCKS = ("acknowledge", "acknowledge_urgent", "resolve")
KEPT = ("reports",)
LONGEST_DAYS = 36_500
LARGEST = 2**31 - 1  # what an INTEGER column holds on PostgreSQL

_DAYS_IN = {"d": 1, "w": 7}


@dataclass(frozen=True)
class Merge:
    """Pairs to lay over those that are there; None takes one away."""

    pairs: Pairs = ()


def one_line(at: Spot) -> str | Unset:
    """A name or a keyword: white space is made plain, because it goes into buttons and titles."""
    text = at.text("Payments")
    if text is None:
        return UNSET
    if not (plain := " ".join(text.split())):
        at.wrong(f"{at.name} is empty. Write at least one word.")
        return UNSET
    return plain


def words(at: Spot) -> str | Unset:
    """Several lines are fine."""
    text = at.text('"You get an answer within one hour"')
    if not text and text is not None:
        at.wrong(f"{at.name} is empty. Write at least one word.")
    return text or UNSET


def shaped(pattern: str, example: str, remedy: str) -> Reader:
    """Text of one shape: Slack's ids, keys, countries."""
    shape = re.compile(pattern)

    def read(at: Spot) -> str | Unset:
        text = at.text(example)
        if text is None:
            return UNSET
        if shape.fullmatch(text):
            return text
        at.wrong(f"{at.name} {quoted(text)} cannot be used. {remedy}")
        return UNSET

    return read


key = shaped("[a-z0-9]+(-+[a-z0-9]+)*", "payments",
             "Write small letters a-z, digits and hyphens, for example card-payments.")
channel = shaped("[CG][A-Z0-9]{2,20}", "C0PAY",
                 "Write the channel's id, which begins with C or G; Slack shows it below the channel's details.")
person = shaped("[UW][A-Z0-9]{2,20}", "U0ANA",
                "Write the person's member id, which begins with U or W; Slack has it in their profile, under More.")
person_or_group = shaped("[UWS][A-Z0-9]{2,20}", "U0ANA",
                         "Write the id of a person (U... or W...) or of a user group (S...).")
person_group_or_channel = shaped("[UWSCG][A-Z0-9]{2,20}", "S0SHOPS",
                                 "Write the id of a person (U... or W...), a user group (S...) or a channel (C...).")
_place = shaped("[A-Z]{2}(-[A-Z0-9]{1,3})?", "DE-BY", "Write a country, or a country and its region: DE or DE-BY.")
reaction = shaped(r"[^\s:]+(::skin-tone-[2-6])?", "snag", "Write the emoji's name without colons, for example snag.")


def optional(read: Reader) -> Reader:
    """Null clears it."""
    return lambda at: None if at.is_null else read(at)


def many(read: Reader, example: str) -> Reader:
    """A list, each once, in the order given."""

    def read_all(at: Spot) -> tuple[str, ...] | Unset:
        if not at.is_list:
            at.items(example)
            return UNSET
        found = [read(item) for item in at.items(example)]
        return UNSET if UNSET in found else tuple(dict.fromkeys(found))

    return read_all


def one_of(known: Iterable[str]) -> Reader:
    known = tuple(known)

    def read(at: Spot) -> str | Unset:
        text = at.text(known[0])
        if text is None or text in known:
            return UNSET if text is None else text
        at.wrong(f"{at.name} {quoted(text)} is not known. {nearest(text, known)}")
        return UNSET

    return read


def names(what: str) -> Reader:
    """The key of a team or touchpoint; whether there is one is asked when all are read."""

    def read(at: Spot) -> str | Unset:
        found: str | Unset = key(at)
        if isinstance(found, str):
            at.mention(what, found)
        return found

    return read


def zone(at: Spot) -> str | Unset:
    text = at.text("Europe/Berlin")
    if text is None:
        return UNSET
    try:
        return zone_of(text).key
    except NotAZone:
        at.wrong(f"{at.name} {quoted(text)} is not a known time zone. {_zone_like(text)}")
        return UNSET


def _zone_like(text: str) -> str:
    """The zone meant by a city without its continent, or by a slip of the pen; looked up only when one is wrong."""
    by_word = {word.casefold(): name for name in sorted(available_timezones(), reverse=True)
               for word in (name, name.rpartition("/")[2])}
    close = difflib.get_close_matches(text.casefold().replace(" ", "_")[:80], by_word, n=1, cutoff=0.8)
    return f"Did you mean {by_word[close[0]]}?" if close else "Write for example Europe/Berlin."


def hours(at: Spot) -> str | Unset:
    text = at.text('"Mon-Fri 09:00-18:00"')
    if text is None:
        return UNSET
    try:
        return str(Hours.parse(text))
    except BadHours as error:
        why = str(error).removeprefix(f"'{text}': ").rstrip(".")
        at.wrong(f'{at.name} {quoted(text)} cannot be read: {why}. Write for example "Mon-Fri 09:00-18:00".')
        return UNSET


def quiet(at: Spot) -> str | Unset:
    text = at.text('"12:00-13:00"')
    if text is None:
        return UNSET
    try:
        return str(Quiet.parse(text))
    except BadHours as error:
        why = str(error).removeprefix(f"'{text}': ").rstrip(".")
        at.wrong(f'{at.name} {quoted(text)} cannot be read: {why}. Write for example "12:00-13:00,20:00-08:00".')
        return UNSET


def holidays(at: Spot) -> str | Unset:
    """A country or a region of one, of those whose holidays are known."""
    code: str | Unset = _place(at)
    if isinstance(code, str) and not public_holidays.is_known(code):
        at.wrong(f"{at.name} {quoted(code)} is not known. {public_holidays.remedy(code)}")
        return UNSET
    return code


def days_off(at: Spot) -> tuple[str, ...] | Unset:
    found = many(_date, "[2026-12-24]")(at)
    return tuple(sorted(found)) if isinstance(found, tuple) else UNSET


def _date(at: Spot) -> str | Unset:
    text = at.text("2026-12-24")
    if text is None:
        return UNSET
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        at.wrong(f"{at.name} {quoted(text)} is not a date. Write for example 2026-12-24.")
        return UNSET


def up_to(most: int, example: str) -> Reader:
    """A whole number from 1 to `most`."""

    def read(at: Spot) -> int | Unset:
        text = at.text(example)
        if text is None:
            return UNSET
        if text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= most:
            return int(text)
        at.wrong(f"{at.name} {quoted(text)} is not a whole number from 1 to {most}. Write for example {example}.")
        return UNSET

    return read


def count(at: Spot) -> int | Unset:
    text = at.text("120000")
    if text is None:
        return UNSET
    digits = text.replace("_", "")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 10 and 0 < int(digits) <= LARGEST:
        return int(digits)
    at.wrong(f"{at.name} {quoted(text)} is not a whole number above 0. Write for example 120000.")
    return UNSET


def days_up_to(most: int, example: str) -> Reader:
    """Calendar days: 7d or 2w."""

    def read(at: Spot) -> int | Unset:
        text = _duration(at, "dw", example)
        if isinstance(text, Unset):
            return UNSET
        number = int(text[:-1]) * _DAYS_IN[text[-1]]
        if number <= most:
            return number
        at.wrong(f"{at.name} {quoted(text)} is longer than {most} days. Write for example {example}.")
        return UNSET

    return read


days = days_up_to(LONGEST_DAYS, "7d")


def working_time(at: Spot) -> str | Unset:
    """A limit in the team's working minutes, hours, days or weeks, kept as written."""
    return _duration(at, "mhdw", "8h")


def _duration(at: Spot, units: str, example: str) -> str | Unset:
    text = at.text(example)
    if text is None:
        return UNSET
    if found := re.fullmatch(rf"0*([1-9][0-9]{{0,5}})\s*([{units}])", text, re.ASCII):
        return found[1] + found[2]
    allowed = {"m": "minutes m", "h": "hours h", "d": "days d", "w": "weeks w"}
    names_of = ", ".join(allowed[unit] for unit in units)
    at.wrong(f"{at.name} {quoted(text)} is not a length of time ({names_of}). Write for example {example}.")
    return UNSET


def pairs(readers: Mapping[str, Reader], example: str) -> Reader:
    """A small mapping that is laid over what is there."""

    def read_pairs(at: Spot) -> Merge | Unset:
        if not at.is_mapping:
            at.entries(readers, example)
            return UNSET
        found = {name: optional(readers[name])(spot) for name, spot in at.entries(readers, example).items()}
        return Merge(tuple((name, found[name]) for name in readers if name in found and found[name] is not UNSET))

    return read_pairs


ASKED: dict[str, Reader] = {
    "at_most": up_to(90, "2"),
    "within": days_up_to(90, "30d"),  # so long it is kept who was asked when
}
VERIFIED: dict[str, Reader] = {
    "after": days_up_to(365, "7d"), "still": up_to(1_000, "2"), "share": up_to(100, "25"), "gone": up_to(1_000, "3"),
}


def triage(at: Spot) -> tuple[Any, Any]:
    """Channel and members."""
    found = at.entries(("channel", "members"), "{channel: C0TRIAGE, members: [U0TESS]}")
    return (optional(channel)(found["channel"]) if "channel" in found else UNSET,
            many(person, "[U0TESS]")(found["members"]) if "members" in found else UNSET)


def digest(at: Spot) -> tuple[Any, Any]:
    """Day and time. `off` is YAML's false to some readers and a word to others; both mean no digest."""
    if at.is_text and str(at.node.value).strip().casefold() in ("off", "false", "no"):
        return None, UNSET
    found = at.entries(("day", "time"), '{day: Mon, time: "09:00"}, or digest: off')
    return (_day(found["day"]) if "day" in found else UNSET, _time(found["time"]) if "time" in found else UNSET)


def _day(at: Spot) -> str | Unset:
    text = at.text("Mon")
    if text is None:
        return UNSET
    try:
        return DAYS[day_of(text)]
    except NotADay:
        at.wrong(f"digest {at.name} {quoted(text)} is not a day. {nearest(text, DAYS)}")
        return UNSET


def _time(at: Spot) -> str | Unset:
    text = at.text('"09:00"')
    if text is None:
        return UNSET
    try:
        return f"{time_of(text):%H:%M}"
    except NotATime:
        at.wrong(f'digest {at.name} {quoted(text)} is not a time of day. Write for example "09:00".')
        return UNSET


WHEN: dict[str, Reader] = {
    "touchpoint": names("touchpoint"), "keyword": one_line, "channel": channel, "segment": one_of(SEGMENTS),
    "contact": one_of(CONTACTS), "line": one_line,
}


def when(at: Spot) -> tuple[tuple[str, str], ...] | Unset:
    """What must hold for a rule; at least one thing, or it would take every report."""
    if not at.is_mapping:
        at.entries(WHEN, "{keyword: voucher}")
        return UNSET
    found = {name: WHEN[name](spot) for name, spot in at.entries(WHEN, "{keyword: voucher}").items()}
    if not found and not at.node.value:
        at.wrong("when is empty, so the rule would take every report. Write for example when: {keyword: voucher}.")
    if not found or UNSET in found.values():
        return UNSET
    return tuple((name, found[name]) for name in WHEN if name in found)
