"""Outgoing webhooks as those who run Snag see them, and what is sent to one: plain values."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.webhooks import Keys


@dataclass(frozen=True, slots=True)
class Address:
    """One webhook. `secret` is there when it was just made, and never again."""

    id: str
    url: str
    events: tuple[str, ...]
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    trouble: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """An event as it goes to one address."""

    url: str
    event_id: str
    body: bytes
    keys: Keys


@dataclass(frozen=True, slots=True)
class Try:
    """How an event stands with one address: waiting, sending, done or dead."""

    webhook_id: str
    event_id: str
    type: str
    at: datetime
    state: str
    failures: int
    error: str | None
