"""How events travel: what an address may be, how each delivery is signed, when it is tried again.

Signatures, headers and the times between tries are those of Standard Webhooks, so that receivers need no code of ours:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.domain.public_addresses import is_public

PREFIX = "whsec_"
SECRET_BYTES = 32
MOST = 10
"""Addresses of one workspace: each may take up one of the places for sending, and Slack needs the others."""
OVERLAP = timedelta(days=1)
"""How long both secrets sign after a new one was made."""
GIVES_UP_AFTER = timedelta(days=5)
"""Nothing has arrived for so long: the address is switched off."""
LONG = timedelta(minutes=10)
"""Whoever takes something after so long was not there before: what waits for them goes at once."""
LONGEST_PAUSE = timedelta(days=1)
PORTS = (443, 8443)
MINUTE, HOUR = 60, 3600
WAITS = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""Seconds between the tries of one event; after the last it is given up."""
JITTER = 0.1
"""The part by which a wait is longer or shorter, so that what failed together is not tried again together."""
ADDRESS_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs, and what else signs for a while after it was made anew."""

    now: str
    before: str | None = None
    before_until: datetime | None = None

    def at(self, moment: datetime) -> tuple[str, ...]:
        """The secrets that sign at a moment, the present one first."""
        if self.before is None or self.before_until is None or moment >= self.before_until:
            return (self.now,)
        return (self.now, self.before)

    def renewed(self, fresh: str, moment: datetime) -> "Keys":
        return Keys(fresh, self.now, moment + OVERLAP)


def secret_of(random: bytes) -> str:
    """Random bytes as receivers are told them."""
    return PREFIX + base64.b64encode(random).decode()


def is_secret(text: str) -> bool:
    """Whether a text is a secret of the standard's form: base64 of 24 to 64 bytes."""
    try:
        return text.startswith(PREFIX) and 24 <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= 64
    except binascii.Error:
        return False


def headers(keys: Keys, event_id: str, body: bytes, moment: datetime) -> dict[str, str]:
    """What a delivery carries: which event, when it was tried, and a signature by each secret that holds."""
    timestamp = str(int(moment.timestamp()))
    return {"webhook-id": event_id, "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(signature(secret, event_id, timestamp, body) for secret in keys.at(moment))}


def signature(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """The standard's signature of one delivery. Raises `binascii.Error` where the secret is not whole."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def wrong_address(url: str, *, allow_private: bool) -> str | None:
    """What is wrong with an address, as the key of a sentence; None for a good one. What its name leads to is looked
    at with each delivery, since that may change."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "no_address"
    if len(url) > ADDRESS_LIMIT or not url.isascii() or any(one.isspace() for one in url) or not parts.hostname:
        return "no_address"
    if parts.username is not None or parts.password is not None:
        return "password_in_it"
    if allow_private:
        return None if parts.scheme in ("https", "http") else "not_https"
    if parts.scheme != "https":
        return "not_https"
    if port not in PORTS:
        return "other_port"
    return None if is_public(parts.hostname) is not False else "not_public"


def asked_pause(retry_after: str | None, now: datetime) -> float | None:
    """How many seconds a `Retry-After` asks for, given as seconds or as a date; None where it asks for nothing."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdigit() else (_date(retry_after) - now).total_seconds()
    except ValueError:
        return None
    return min(max(seconds, 0.0), LONGEST_PAUSE.total_seconds())


def _date(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def wait_after(failures: int, spice: float, pause: float | None) -> timedelta:
    """How long until an event that has failed so often is tried again. `spice`, from 0 to 1, decides how much longer
    or shorter than usual; a pause that the receiver asked for is kept."""
    usual = WAITS[min(failures, len(WAITS) - 1)] * (1 + JITTER * (2 * spice - 1))
    return timedelta(seconds=max(usual, pause or 0.0))


def rest_after(failing_since: datetime | None, pause: float | None) -> timedelta:
    """How long nothing else is sent to a receiver that is in trouble: each try there may take its full time."""
    return timedelta(seconds=max(WAITS[0] if failing_since is None else MINUTE, pause or 0.0))


def gives_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an address has failed for so long that it is switched off."""
    return failing_since is not None and now - failing_since >= GIVES_UP_AFTER
