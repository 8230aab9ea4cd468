"""Messages that a report is made from: what a payload or Slack's history says of one, and what of it a form takes."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.quotes import Place, Quoted, Take, permalink, taken_along
from bot.domain.reports import Draft
from bot.domain.slack_text import people_in, plain_words
from bot.domain.wording import cut
from bot.text import say
from bot.views import quotes
from bot.views.blocks import Json
from handlers.middleware import NO_ANSWER, Asker, Edge

log = structlog.get_logger()

THREAD_LINES, THREAD_LINE = 10, 280
"""How many replies are shown with a message, and how much of each: a page of Slack's smallest limit is enough."""
PICTURES = 10
PATIENCE = 4.0
"""Seconds that a form waits for a message; then it opens empty."""


def place_of(channel_id: str, message: Mapping[str, Any]) -> Place:
    """Where a message stands."""
    ts, thread = str(message.get("ts") or ""), message.get("thread_ts")
    return Place(channel_id, ts, str(thread) if thread and thread != ts else None)


def is_public(channel: Mapping[str, Any]) -> bool:
    """Whether everybody may read a channel, as the payload of a shortcut names it. In doubt nobody may."""
    name = str(channel.get("name") or "")
    hidden = name in ("", "privategroup", "directmessage") or name.startswith("mpdm-")
    return str(channel.get("id") or "").startswith("C") and not hidden


def has_thread(message: Mapping[str, Any]) -> bool:
    return bool(message.get("thread_ts") or message.get("reply_count"))


async def words_of(edge: Edge, asker: Asker, message: Mapping[str, Any]) -> str:
    """What a message says, as people read it; those whom it mentions have their names, where we know them."""
    return _Reader(await _names(edge, asker, [message]), say(await asker.language(), "take.someone")).words(message)


async def quoted(edge: Edge, asker: Asker, message: Mapping[str, Any], place: Place, *, is_open: bool) -> Quoted:
    """A message as its reader can take it along."""
    files = [one for one in message.get("files") or [] if _is_picture(one)]
    author = message.get("user") if not message.get("bot_id") else None
    return Quoted(place, await words_of(edge, asker, message), str(author) if author else None,
                  tuple(str(one["id"]) for one in files[:PICTURES]), is_open=is_open)


async def thread(edge: Edge, asker: Asker, place: Place) -> tuple[str, ...]:
    """What others wrote in a message's thread, oldest first; nothing where it cannot be read."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await edge.client.conversations_replies(
                channel=place.channel_id, ts=place.thread_ts or place.ts, limit=THREAD_LINES + 1)
    except (SlackApiError, *NO_ANSWER) as error:
        log.info("thread not read", error=_name_of(error))
        return ()
    others = [one for one in answer.get("messages") or [] if one.get("ts") != place.ts and not one.get("bot_id")]
    read = _Reader(await _names(edge, asker, others), say(await asker.language(), "take.someone"))
    lines = (cut(" ".join(read.words(one).split()), THREAD_LINE) for one in others[:THREAD_LINES])
    return tuple(line for line in lines if line)


async def taken(edge: Edge, asker: Asker, draft: Draft) -> tuple[Draft, str | None]:
    """What a form sends, with what is ticked of the message in it; and the channel that rules may go by."""
    view: Json = asker.payload.get("view") or {}
    quoted = quotes.read_quoted(view)
    if quoted is None:
        return draft, None
    ticks = quotes.read_ticks(asker.state)
    settings = await edge.services.read(edge.services.workspaces.directory, asker.workspace_id)
    link = permalink(settings.domain, quoted.place) if Take.LINK in ticks else None
    return taken_along(draft, quoted, ticks, link), quoted.place.channel_id if quoted.is_open else None


async def message_at(client: AsyncWebClient, place: Place) -> tuple[Json, bool] | None:
    """The message that stands there, and whether everybody may read it; None where it is gone or closed to us."""
    try:
        async with asyncio.timeout(PATIENCE):
            found, told = await asyncio.gather(_find(client, place), _is_public_by_slack(client, place.channel_id))
    except (SlackApiError, *NO_ANSWER) as error:
        log.info("message not read", error=_name_of(error))
        return None
    return None if found is None else (found, told)


async def _find(client: AsyncWebClient, place: Place) -> Json | None:
    """Top-level messages stand in the history, replies in their thread alone."""
    answer = await client.conversations_history(channel=place.channel_id, latest=place.ts, oldest=place.ts,
                                                inclusive=True, limit=1)
    found = _at(answer.get("messages"), place.ts)
    if found is None:
        answer = await client.conversations_replies(channel=place.channel_id, ts=place.ts, limit=1)
        found = _at(answer.get("messages"), place.ts)
    return found if found is None or found.get("subtype") != "tombstone" else None


def _at(messages: Any, ts: str) -> Json | None:
    return next((one for one in messages or [] if one.get("ts") == ts), None)


async def _is_public_by_slack(client: AsyncWebClient, channel_id: str) -> bool:
    try:
        channel: Json = (await client.conversations_info(channel=channel_id)).get("channel") or {}
    except (SlackApiError, *NO_ANSWER):
        return False
    return bool(channel.get("is_channel")) and not any(
        channel.get(one) for one in ("is_private", "is_im", "is_mpim"))


async def _names(edge: Edge, asker: Asker, messages: list[Any]) -> dict[str, str]:
    """Names of the people mentioned; whoever asks stays 'somebody': they may report without their name."""
    ids = set().union(*(people_in(str(one.get("text") or "")) for one in messages)) - {asker.user_id}
    found: dict[str, str] = await edge.services.read(edge.services.people.names, asker.workspace_id, ids) if ids else {}
    return found


class _Reader:
    """Reads words out of a message: its text, else what its blocks and attachments say, else its files' titles."""

    def __init__(self, names: Mapping[str, str], someone: str) -> None:
        self._names, self._someone = names, someone

    def words(self, message: Mapping[str, Any]) -> str:
        """Everything that a message says, as people read it."""
        if text := str(message.get("text") or "").strip():
            return self._plain(text)
        said = [*self._of_blocks(message.get("blocks")), *self._of_attachments(message.get("attachments"))]
        titles = [str(one.get("title") or one.get("name") or "") for one in message.get("files") or []]
        return "\n".join(filter(None, said)) or "\n".join(filter(None, titles))

    def _plain(self, text: str) -> str:
        return plain_words(text, self._names, someone=self._someone)

    def _of_blocks(self, blocks: Any) -> list[str]:
        return [said.strip() for block in blocks or [] if (said := self._of(block)).strip()]

    def _of_attachments(self, attachments: Any) -> list[str]:
        return [self._plain(str(said)) for one in attachments or []
                for said in (one.get("pretext"), one.get("title"), one.get("text") or one.get("fallback")) if said]

    def _of(self, value: Any) -> str:
        """The words of one part of a block, whatever its kind."""
        if isinstance(value, list):
            return "".join(self._of(one) for one in value)
        if not isinstance(value, Mapping):
            return ""
        kind, said = value.get("type"), value.get("text")
        if kind in ("actions", "input", "button"):
            return ""
        if isinstance(said, str):
            return self._plain(said) if kind == "mrkdwn" else said
        if kind == "link":
            return str(value.get("url") or "")
        if kind == "user":
            return f"@{self._names.get(str(value.get('user_id')), self._someone)}"
        inner = "".join(self._of(value.get(one)) for one in ("text", "fields", "elements"))
        return inner + ("\n" if str(kind).startswith("rich_text_") or kind in ("context", "section") else "")


def _is_picture(file: Mapping[str, Any]) -> bool:
    return bool(file.get("id")) and str(file.get("mimetype") or "").startswith("image/")


def _name_of(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
