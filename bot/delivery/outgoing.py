"""One work row made ready: which call, with which words, and what is to be remembered once it went out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from bot.views.blocks import Json, Message

Remember = Callable[[Session, dict[str, Any]], None]
"""Called in the recording transaction with Slack's answer."""


def _nothing(_session: Session, _answer: dict[str, Any]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Post:
    """A new message. `subject` enters it into the address book. `blind`: repeat it though history cannot be read."""

    channel: str
    message: Message
    thread_ts: str | None = None
    subject: str | None = None
    blind: bool = True
    remember: Remember = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Update:
    """A message of ours drawn anew; doing it twice does no harm."""

    channel: str
    ts: str
    message: Message
    remember: Remember = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Answer:
    """Something said back through a response_url, else to this person alone; at most once."""

    url: str | None
    user: str
    channel: str | None
    replace: bool
    message: Message


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to Slack whose answer is kept."""

    method: str
    arguments: dict[str, Any]
    remember: Remember


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture of somebody's that becomes one of ours in a thread. `copy` is our upload where one was begun, `begun`
    is told its id before it is shared."""

    channel: str
    thread_ts: str
    source: str
    brought_by: str | None
    copy: str | None
    name: str
    title: str
    alt: str
    comment: str
    begun: Callable[[str], Awaitable[None]]
    remember: Remember = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class File:
    """A file of our own making, to a person, or into the thread of a channel. `copy` is our upload where one was begun,
    `begun` is told its id before it is shared."""

    to: str
    thread_ts: str | None
    copy: str | None
    name: str
    title: str
    alt: str
    comment: str
    content: bytes
    begun: Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be repeated without harm. Errors named in `done` mean that it was carried out before."""

    method: str
    arguments: dict[str, Any]
    done: frozenset[str] = frozenset()
    remember: Remember = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Deliver:
    """An event to a receiver outside, signed; the same one twice does no harm, since it says which it is."""

    url: str
    headers: dict[str, str]
    body: bytes
    remember: Remember = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Publish:
    """Somebody's Home. `seen` is the hash of what it is to replace: Slack refuses when it was replaced meanwhile."""

    user: str
    view: Json
    seen: str | None = None


Outgoing = Post | Update | Answer | Ask | Publish | Upload | File | Call | Deliver
