"""The Events API: what happened in the workspace, told to the app at least once, with Slack's retries."""

import asyncio
from collections.abc import Coroutine, Sequence
from secrets import token_hex
from typing import Any

from bot.sandbox.slack.model import Answer, Channel, Json, Message
from bot.sandbox.slack.render import message_json
from bot.sandbox.slack.state import World, without_none
from bot.sandbox.slack.wire import Wire

SLACK_RETRY_DELAYS = (0.0, 60.0, 300.0)
SHORT_RETRY_DELAYS = (0.0, 0.05, 0.1)
SUBSCRIPTIONS = frozenset(
    "app_home_opened app_mention app_uninstalled tokens_revoked reaction_added reaction_removed "
    "message.channels message.groups message.im message.mpim "
    "member_joined_channel member_left_channel "
    "channel_archive channel_unarchive channel_rename channel_deleted channel_left "
    "group_archive group_unarchive group_rename group_deleted group_left "
    "channel_id_changed file_shared "
    "subteam_created subteam_updated subteam_members_changed team_join user_change".split()
)
_MESSAGE_SUBSCRIPTION = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
_REASONS = {"operation_timeout": "http_timeout", "connection_failed": "connection_failed"}


class Events:
    """Deliveries run on their own, in no promised order; `quiet` waits for all of them."""

    def __init__(self, world: World, wire: Wire, retry_delays: Sequence[float]) -> None:
        self._world = world
        self._wire = wire
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = asyncio.Event()
        self.retry_delays = tuple(retry_delays)
        self.subscriptions: set[str] = set(SUBSCRIPTIONS)
        self.undelivered: list[Json] = []

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def quiet(self) -> None:
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def stop(self) -> None:
        self._stopping.set()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Tell the app unless it did not subscribe, or cannot know of the channel."""
        kind = event["type"]
        wanted = _MESSAGE_SUBSCRIPTION[channel.kind] if kind == "message" and channel else kind
        if wanted not in self.subscriptions:
            return
        if channel is not None and not self._world.bot_is_in(channel):
            return
        if not self._wire.connected:
            self.undelivered.append(event)
            return
        self.spawn(self.deliver(event))

    async def deliver(self, event: Json, *, event_id: str | None = None, retries: int | None = None) -> list[Answer]:
        """One event with its redeliveries: until a 2xx, an X-Slack-No-Retry, or the last retry."""
        payload = self.wrap(event, event_id or f"Ev{token_hex(5).upper()}")
        delays = self.retry_delays if retries is None else self.retry_delays[:retries]
        answers = [await self._wire.send("events_api", payload)]
        for num, delay in enumerate(delays, start=1):
            last = answers[-1]
            if last.ok or _declined(last) or await self._stopped_within(delay):
                break
            reason = _REASONS.get(last.problem or "", "http_error")
            answers.append(await self._wire.send("events_api", payload, (num, reason)))
        if not answers[-1].ok:
            self.undelivered.append(event)
        return answers

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def wrap(self, event: Json, event_id: str) -> Json:
        world = self._world
        authorization = {
            "enterprise_id": None,
            "team_id": world.team.id,
            "user_id": world.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "local-verification-token",
            "team_id": world.team.id,
            "context_team_id": world.team.id,
            "context_enterprise_id": None,
            "api_app_id": world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(world.clock.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": self._is_shared(event),
            "event_context": f"4-{event_id}",
        }

    def _is_shared(self, event: Json) -> bool:
        named = event.get("channel") or event.get("channel_id") or event.get("item", {}).get("channel")
        channel = self._world.channels.get(named["id"] if isinstance(named, dict) else str(named))
        return channel is not None and channel.shared_with is not None

    # what messages cause

    def posted(self, message: Message) -> None:
        world = self._world
        channel = world.channel(message.channel)
        body = message_json(world, message, metadata=True)
        if message.files:
            # The event has a subtype, history has not (reference/events/message/file_share; bolt-python issue 980).
            body["subtype"] = "file_share"
        place = {"channel": channel.id, "event_ts": message.ts}
        self.emit(body | place | {"channel_type": channel.kind}, channel)
        if f"<@{world.app.bot_user_id}" in message.text and not message.by_app and not channel.is_im:
            self.emit(body | place | {"type": "app_mention"}, channel)
        for file in message.files:
            about = {"file_id": file.id, "file": {"id": file.id}, "user_id": message.user, "channel_id": channel.id}
            self.emit({"type": "file_shared", **about, "event_ts": message.ts}, channel)

    def changed(self, message: Message, before: Json, at: str) -> None:
        world = self._world
        channel = world.channel(message.channel)
        body = {"message": message_json(world, message, metadata=True), "previous_message": before}
        self.emit(self._hidden("message_changed", channel, at) | body, channel)

    def deleted(self, message: Message, before: Json, at: str) -> None:
        channel = self._world.channel(message.channel)
        body = {"deleted_ts": message.ts, "previous_message": before}
        self.emit(self._hidden("message_deleted", channel, at) | body, channel)

    def _hidden(self, subtype: str, channel: Channel, at: str) -> Json:
        place = {"channel": channel.id, "channel_type": channel.kind, "ts": at, "event_ts": at}
        return {"type": "message", "subtype": subtype, "hidden": True} | place

    def reacted(self, kind: str, user: str, reaction: str, message: Message, at: str) -> None:
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event: Json = {"type": kind, "user": user, "reaction": reaction, "item": item, "event_ts": at}
        # "may be absent": what a webhook posted belongs to nobody (reference/events/reaction_added)
        event["item_user"] = message.user or None
        self.emit(without_none(event), self._world.channel(message.channel))


def _declined(answer: Answer) -> bool:
    return any(name.lower() == "x-slack-no-retry" and value == "1" for name, value in answer.headers.items())
