"""What people write in a card's thread, as plain values."""

from dataclasses import dataclass
from datetime import UTC, datetime

SHOWN = 5
"""How many replies an answer or a form shows; of the others it says how many they are."""


@dataclass(frozen=True, slots=True)
class Place:
    """One message in a thread: `thread_ts` is the card's place, `ts` its own."""

    channel_id: str
    thread_ts: str
    ts: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as it is shown; `name` is None where Slack has not told it, `by` None where nobody is known."""

    by: str | None
    name: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replies:
    """The last replies in their order, and how many there are before them."""

    shown: tuple[Reply, ...] = ()
    more: int = 0


NO_REPLIES = Replies()


def moment(ts: str) -> datetime:
    """When Slack's `ts` was, to the microsecond: a ts is unique in its channel, and floating point would lose that."""
    seconds, _, fraction = ts.partition(".")
    if not (seconds.isdigit() and (fraction or "0").isdigit()):
        raise ValueError(f"{ts!r} is no ts of Slack's")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(f"{fraction:0<6.6}" or 0))
