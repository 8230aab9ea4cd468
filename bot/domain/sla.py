"""Whose working time it is, and what may fall due only within it. Hours are wall times: where clocks change,
what the wall shows counts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.hours import BadHours, Hours, Span
from bot.domain.week import instant

__all__ = ["BadHours", "Hours", "Span", "ask_at"]


def ask_at(resolved_at: datetime, after: timedelta, hours: Hours, zone: ZoneInfo) -> datetime:
    """When to ask whether it is really gone: `after` on the reporter's own calendar, then as soon as they work."""
    wall = resolved_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=after.days)
    # Days are counted on the calendar, hours and minutes pass. In a repeated hour the calendar may point back.
    counted = max(instant(wall, zone), resolved_at)
    return hours.next_open(counted + (after - timedelta(days=after.days)), zone)
