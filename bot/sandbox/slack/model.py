"""What exists in the workspace: plain values without behaviour of their own. Nothing here knows HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Team:
    id: str = "T0SNAG"
    name: str = "Larkfield"
    domain: str = "larkfield"


@dataclass(frozen=True)
class AppInfo:
    """The one app that is installed here."""

    id: str = "A0SNAG"
    name: str = "Snag"
    bot_id: str = "B0SNAG"
    bot_user_id: str = "U0SNAG"


@dataclass(frozen=True)
class Command:
    """A slash command as the app's manifest declares it."""

    command: str
    usage_hint: str = ""
    description: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as the app's manifest declares it; `kind` is `global` or `message`."""

    callback_id: str
    name: str
    kind: str = "global"


@dataclass
class Person:
    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    title: str = ""
    # The workspace of another company, for somebody who is here through a shared channel only.
    team_id: str | None = None

    @property
    def role(self) -> str:
        if self.is_bot:
            return "bot"
        if self.is_admin:
            return "admin"
        return "guest" if self.is_restricted or self.team_id else "member"


@dataclass
class Channel:
    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_archived: bool = False
    im_with: str | None = None
    # The workspace of the other company that this channel is shared with.
    shared_with: str | None = None

    @property
    def is_im(self) -> bool:
        return self.im_with is not None

    @property
    def kind(self) -> str:
        """`channel_type` of message events."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"


@dataclass
class Group:
    id: str
    handle: str
    members: list[str]


@dataclass
class File:
    """Something that was uploaded. `shares` are the messages it stands in, as (channel, ts)."""

    id: str
    name: str
    mimetype: str
    user: str
    created: int
    content: bytes = b""
    title: str = ""
    alt_txt: str = ""
    by_app: bool = False
    given_to_app: bool = False
    deleted: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    by_app: bool = False
    subtype: str | None = None
    edited_at: str | None = None
    broadcast: bool = False
    client_msg_id: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    # Of an integration that posts by a webhook: a name, and no user.
    username: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Ephemeral:
    """A message only `user` sees; it is in nobody's history. `author` is the app's bot user or USLACKBOT."""

    user: str
    channel: str
    ts: str
    text: str
    author: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None


@dataclass(frozen=True)
class Ping:
    """Somebody who would be notified because of markup the app sent. `target`: user id, S… id or `!channel`."""

    target: str
    where: str
    channel: str
    text: str


@dataclass(frozen=True)
class ApiCall:
    """One Web API call of the app. `answer` is None when the connection was cut."""

    method: str
    args: Json
    at: datetime
    status: int
    answer: Json | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back when something was delivered to the app, and what Slack made of it.

    `status` is None when nothing came in time or nothing was sent; a socket's acknowledgement counts as 200.
    `problem` is what Slack would show; `errors` are the form's field errors by block_id.
    """

    status: int | None
    body: Json = field(default_factory=dict)
    raw: str = ""
    ms: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    retry_num: int = 0

    @property
    def ok(self) -> bool:
        return self.problem is None and not self.errors and self.status is not None and 200 <= self.status < 300


class ApiError(Exception):
    """A Web API method refuses, by Slack's name for it; `extra` goes into the answer."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def answer(self) -> Json:
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
