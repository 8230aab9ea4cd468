"""Days, times of day and zones as people write them, and the one rule for wall times that a clock change
repeats or leaves out. Used by working hours and schedules alike."""

import re
import unicodedata
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile("([0-9]{1,2}):([0-9]{2})")


class NotADay(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(f"'{word}' is not a day: write one of {', '.join(DAYS)}")


class NotATime(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(f"'{word}' is not a time of day: write it like 09:00")


class NotAZone(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(f"'{word}' is not a time zone: write it like Europe/Berlin")


def day_of(word: str) -> int:
    """Monday is 0, as in `date.weekday()`. 'mon' and 'Monday' are both fine."""
    wanted = _plain(word)
    if len(wanted) >= 3:
        for day, name in enumerate(_NAMES):
            if name.startswith(wanted):
                return day
    raise NotADay(word)


def minutes_of(word: str) -> int:
    """Minutes since midnight; 24:00 is the end of the day."""
    found = _TIME.fullmatch(_plain(word))
    if found:
        hours, minutes = int(found[1]), int(found[2])
        if minutes < 60 and hours * 60 + minutes <= 24 * 60:
            return hours * 60 + minutes
    raise NotATime(word)


def time_of(word: str) -> time:
    """A time of day at which something can start, so 24:00 is none."""
    minutes = minutes_of(word)
    if minutes == 24 * 60:
        raise NotATime(word)
    return time(minutes // 60, minutes % 60)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError) as problem:  # unknown, a path, the name of a folder such as Europe
        raise NotAZone(name) from problem


def zone_or(name: str | None, fallback: ZoneInfo) -> ZoneInfo:
    """The zone of that name; `fallback` where there is none."""
    try:
        return zone_of(name) if name else fallback
    except NotAZone:
        return fallback


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment when clocks in `zone` show the naive `wall`: the first of two, and past a gap by its length."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()
