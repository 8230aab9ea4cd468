"""Saying things: every post, edit and deletion goes through here, with its events, hints and recorded pings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from bot.sandbox.slack.block_kit import message_complaints
from bot.sandbox.slack.elements import as_kept
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.hints import Hints
from bot.sandbox.slack.model import ApiError, Channel, Ephemeral, File, Json, Message
from bot.sandbox.slack.mrkdwn import as_typed, pings_in_blocks, pings_in_text
from bot.sandbox.slack.render import message_json
from bot.sandbox.slack.state import SLACKBOT, World
from bot.sandbox.slack.validate import characters

TEXT_LIMIT = 40_000
BLOCKS_TEXT_LIMIT = 13_000


@dataclass(frozen=True)
class Content:
    """What a message says, checked. `text` is already cut to Slack's limit."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    link_names: bool = False
    truncated: bool = False

    def pings(self) -> Iterator[tuple[str, str, str]]:
        for target in pings_in_text(self.text, self.link_names):
            yield target, "text", self.text
        yield from pings_in_blocks(self.blocks)
        yield from pings_in_blocks(self.attachments, "attachments")


def checked(
    text: str | None,
    blocks: object = None,
    attachments: object = None,
    metadata: Json | None = None,
    *,
    link_names: bool = False,
) -> Content:
    """Refuse what Slack refuses: nothing to say, bad blocks, too much in them."""
    blocks = blocks or []
    attachments = attachments or []
    if not isinstance(blocks, list) or not isinstance(attachments, list):
        raise ApiError("invalid_blocks_format")
    if not text and not blocks and not attachments:
        raise ApiError("no_text")
    complaints = message_complaints(blocks)
    if complaints:
        raise ApiError("invalid_blocks", complaints, errors=[c.removeprefix("[ERROR] ") for c in complaints])
    if characters(blocks) > BLOCKS_TEXT_LIMIT:
        raise ApiError("msg_blocks_too_long")
    _check_metadata(metadata)
    cut = (text or "")[:TEXT_LIMIT]
    return Content(cut, as_kept(blocks), attachments, metadata, link_names, cut != (text or ""))


def _check_metadata(metadata: Json | None) -> None:
    if not metadata:
        return
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")


@dataclass
class Talk:
    world: World
    events: Events
    hints: Hints

    # the app speaks

    def post(
        self,
        channel: Channel,
        content: Content,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        files: Sequence[File] = (),
    ) -> Message:
        message = Message(
            channel=channel.id,
            ts=self.world.next_ts(),
            user=self.world.app.bot_user_id,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=self.thread_of(channel, thread_ts),
            metadata=content.metadata or None,
            by_app=True,
            broadcast=broadcast,
            files=list(files),
        )
        return self._add(message, content)

    def update(self, message: Message, content: Content, *, keep_metadata: bool) -> None:
        before = message_json(self.world, message)
        at = self.world.next_ts()
        if not content.blocks:
            # "If blocks are used and a message is being updated, the edited flag will not be displayed" (chat.update).
            message.edited_at = at
        message.text, message.blocks = content.text, content.blocks
        message.attachments = content.attachments
        if not keep_metadata:
            message.metadata = content.metadata or None
        self._watch(content, message.channel)
        self.hints.tell("message_changed", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
        self.events.changed(message, before, at)

    def refresh(self, message: Message, before: Json) -> None:
        """Something in a message changed by itself, as when one of its files was deleted."""
        self.hints.tell("message_changed", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
        self.events.changed(message, before, self.world.next_ts())

    def delete(self, message: Message) -> None:
        before = message_json(self.world, message)
        self.world.remove(message)
        self.hints.tell("message_deleted", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
        if message.subtype == "tombstone":
            # Somebody has replied, so the message stays and has only changed (slack-edge pull request 10).
            self.events.changed(message, before, self.world.next_ts())
        else:
            self.events.deleted(message, before, self.world.next_ts())

    # what one person sees

    def whisper(
        self, user: str, channel: str, content: Content, *, thread_ts: str | None = None, author: str | None = None
    ) -> Ephemeral:
        who = author or self.world.app.bot_user_id
        held = Ephemeral(user, channel, self.world.next_ts(), content.text, who, content.blocks, thread_ts)
        self.world.ephemerals.append(held)
        if author is None:
            self._watch(content, channel)
        self._tell_one(held)
        return held

    def slackbot(self, user: str, channel: str, text: str) -> Ephemeral:
        """Slack itself tells somebody that something failed."""
        return self.whisper(user, channel, Content(text), author=SLACKBOT)

    def rewrite(self, held: Ephemeral, content: Content) -> None:
        held.text, held.blocks = content.text, content.blocks
        self._watch(content, held.channel)
        self._tell_one(held)

    def unsay(self, held: Ephemeral) -> None:
        self.world.ephemerals.remove(held)
        self._tell_one(held)

    def _tell_one(self, held: Ephemeral) -> None:
        self.hints.tell("ephemeral", user=held.user, channel=held.channel, ts=held.ts, thread_ts=held.thread_ts)

    # a person speaks

    def say(
        self, user: str, channel: Channel, typed: str, thread_ts: str | None = None, files: Sequence[File] = ()
    ) -> Message:
        text, elements = as_typed(typed, self.world.resolve_handle)
        message = Message(
            channel=channel.id,
            ts=self.world.next_ts(),
            user=user,
            text=text,
            blocks=_rich_text(elements) if text else [],
            thread_ts=self.thread_of(channel, thread_ts),
            client_msg_id=None if files else str(uuid4()),
            files=list(files),
        )
        return self._add(message, None)

    def edit(self, message: Message, typed: str) -> None:
        """The author changes what they said."""
        before = message_json(self.world, message)
        message.text, elements = as_typed(typed, self.world.resolve_handle)
        message.blocks = _rich_text(elements)
        message.edited_at = self.world.next_ts()
        self.hints.tell("message_changed", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
        self.events.changed(message, before, message.edited_at)

    def _add(self, message: Message, content: Content | None) -> Message:
        self.world.add(message)
        for file in message.files:
            file.shares.append((message.channel, message.ts))
        if content is not None:
            self._watch(content, message.channel, with_files=bool(message.files))
        self.hints.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
        self.events.posted(message)
        return message

    def _watch(self, content: Content, channel: str, *, with_files: bool = False) -> None:
        """Note whom it notifies, and whether screen readers and notifications get any text (chat.postMessage, text)."""
        self.world.record_pings(content.pings(), channel)
        if not content.text and not with_files:
            self.world.warnings.append(f"no top-level text in {channel}: {[b.get('type') for b in content.blocks]}")

    def is_active(self, channel: Channel, thread_ts: str) -> bool:
        """Whether a message has replies already."""
        parent = self.world.find(channel.id, thread_ts)
        return parent is not None and bool(self.world.replies_of(parent))

    def post_as_webhook(self, channel: Channel, text: str, username: str) -> Message:
        """Another integration posts: a message that belongs to no user."""
        return self._add(Message(channel.id, self.world.next_ts(), "", text, username=username), None)

    def thread_of(self, channel: Channel, thread_ts: str | None) -> str | None:
        """A reply needs its parent; a reply's own ts is no parent (chat.postMessage: "use its parent instead")."""
        if not thread_ts:
            return None
        parent = self.world.find(channel.id, thread_ts)
        if parent is None:
            raise ApiError("thread_not_found")
        if parent.is_reply:
            raise ApiError("cannot_reply_to_message")
        return parent.ts


def _rich_text(elements: list[Json]) -> list[Json]:
    return as_kept([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}])


def label(channel: Channel) -> str:
    """`channel_name` of slash commands and `channel.name` of interactive payloads."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
