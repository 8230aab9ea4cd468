"""The workspace as it stands: people, channels, messages. It changes only through these methods and sends nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.clock import Clock
from bot.sandbox.slack.model import (
    ApiError,
    AppInfo,
    Channel,
    Command,
    Ephemeral,
    File,
    Group,
    Json,
    Message,
    Person,
    Ping,
    Shortcut,
    Team,
)

SLACKBOT = "USLACKBOT"


@dataclass
class World:
    clock: Clock
    team: Team = field(default_factory=Team)
    app: AppInfo = field(default_factory=AppInfo)
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)
    threads: dict[tuple[str, str], list[Message]] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    pings: list[Ping] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=list)
    read: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    url: str = ""
    _last_ts: int = 0
    _counter: int = 0

    def __post_init__(self) -> None:
        app = self.app
        self.people[app.bot_user_id] = Person(app.bot_user_id, app.name.lower(), app.name, is_bot=True)
        self.people[SLACKBOT] = Person(SLACKBOT, "slackbot", "Slackbot", is_bot=True)

    def next_ts(self) -> str:
        """A message's name: business time in microseconds, never twice and never backwards."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        self._counter += 1
        return f"{prefix}0L{self._counter:06d}"

    # people and places

    def person(self, user: str) -> Person:
        person = self.people.get(user)
        if person is None:
            raise ApiError("user_not_found")
        return person

    def channel(self, channel: str) -> Channel:
        found = self.channels.get(channel)
        if found is None:
            raise ApiError("channel_not_found")
        return found

    def dm(self, user: str) -> Channel:
        """The conversation between a person and the app; made when first asked for."""
        channel_id = "D" + user[1:]
        if channel_id not in self.channels:
            members = {user, self.app.bot_user_id}
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, im_with=user)
        return self.channels[channel_id]

    def bot_is_in(self, channel: Channel) -> bool:
        return self.app.bot_user_id in channel.members

    def sees(self, user: str, channel_id: str) -> bool:
        """A person sees public channels and those they belong to; a guest only the latter."""
        channel = self.channels.get(channel_id)
        if channel is None:
            return False
        if user in channel.members:
            return True
        guest = user in self.people and self.people[user].role == "guest"
        return not (channel.is_private or channel.is_im or guest)

    def team_of(self, user: str) -> str:
        person = self.people.get(user)
        return (person.team_id if person else None) or self.team.id

    def is_external(self, user: str) -> bool:
        """Somebody of another company, here through a shared channel."""
        return self.team_of(user) != self.team.id

    def is_stranger(self, user: str) -> bool:
        """Of another company, and in no conversation that the app can see (reference/objects/user-object)."""
        met = any(user in channel.members and self.bot_is_in(channel) for channel in self.channels.values())
        return self.is_external(user) and not met

    def resolve_handle(self, handle: str) -> str | None:
        """`@name` as typed → the sequence Slack puts in its place."""
        if handle in ("here", "channel", "everyone"):
            return f"<!{handle}>"
        for person in self.people.values():
            if handle.lower() in (person.name.lower(), person.real_name.lower()):
                return f"<@{person.id}>"
        for group in self.groups.values():
            if handle == group.handle:
                return f"<!subteam^{group.id}>"
        return None

    # messages

    def add(self, message: Message) -> Message:
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.threads.setdefault((message.channel, message.thread_ts), []).append(message)
        self.read[(message.user, message.channel)] = message.ts
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        return self.messages.get(channel, {}).get(ts)

    def find_anywhere(self, ts: str) -> Message | None:
        """A ts is unique in the whole workspace here, though not in Slack."""
        return next((held[ts] for held in self.messages.values() if ts in held), None)

    def remove(self, message: Message) -> None:
        """Gone; the first message of a thread leaves a tombstone, as in Slack."""
        if self.replies_of(message):
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks, message.attachments, message.metadata, message.files = [], [], None, []
            message.user = SLACKBOT
        else:
            del self.messages[message.channel][message.ts]
        if message.is_reply and message.thread_ts:
            self.threads[(message.channel, message.thread_ts)].remove(message)

    def in_channel(self, channel: str) -> list[Message]:
        """Oldest first: they were added so, and a ts never goes backwards."""
        return list(self.messages.get(channel, {}).values())

    def replies_of(self, parent: Message) -> list[Message]:
        return self.threads.get((parent.channel, parent.ts), [])

    def ephemeral(self, ts: str) -> Ephemeral | None:
        return next((e for e in self.ephemerals if e.ts == ts), None)

    def unread(self, user: str, channel: str) -> int:
        seen = order(self.read.get((user, channel), "0.0"))
        return sum(1 for m in self.messages.get(channel, {}).values() if order(m.ts) > seen and m.user != user)

    def mark_read(self, user: str, channel: str) -> bool:
        """True if something had been unread."""
        had = self.unread(user, channel) > 0
        held = self.in_channel(channel)
        if held:
            self.read[(user, channel)] = held[-1].ts
        return had

    def record_pings(self, found: Iterable[tuple[str, str, str]], channel: str) -> None:
        self.pings.extend(Ping(target, where, channel, text) for target, where, text in found)

    def visible_channels(self, user: str) -> Iterator[Channel]:
        for channel in self.channels.values():
            if not channel.is_im and self.sees(user, channel.id):
                yield channel


def order(ts: str) -> tuple[int, int]:
    """Sorts as time; a float would lose the last digits."""
    seconds, _, micros = ts.partition(".")
    try:
        return int(seconds or 0), int((micros or "0").ljust(6, "0"))
    except ValueError:
        return 0, 0


def instant(ts: str) -> datetime:
    seconds, micros = order(ts)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def without_none(value: Json) -> Json:
    return {key: item for key, item in value.items() if item is not None}
