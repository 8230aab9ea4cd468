"""Replies in cards' threads: which message events are one, told from the event alone; then one call."""

from collections.abc import Iterable

from bot.domain.threads import Place
from bot.views.blocks import Json
from handlers.middleware import Asker, Edge

SAID = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of what a person writes; joins, topics, bots' messages and the like have others."""


def concerns(body: Json) -> bool:
    """Whether this is something that a person replied to one of our messages. Asks no database."""
    event = body.get("event") or {}
    message = _message(event)
    return message is not None and _is_reply(message) and message.get("parent_user_id") in (None, *_us(body))


async def heard(edge: Edge, asker: Asker, event: Json) -> None:
    """A reply was written, changed or deleted."""
    threads, message = edge.services.threads, _message(event)
    if message is None:
        return
    place = Place(str(event["channel"]), str(message["thread_ts"]), str(message["ts"]))
    if event.get("subtype") == "message_deleted":
        await edge.services.run(threads.deleted, asker.workspace_id, place, str(event["ts"]))
        return
    edited = str(event["ts"]) if event.get("subtype") == "message_changed" else None
    await edge.services.run(threads.said, asker.workspace_id, place, str(message["user"]),
                            str(message.get("text") or ""), edited_ts=edited)


def _message(event: Json) -> Json | None:
    """The message that the event is about; None where no person wrote one."""
    match event.get("subtype"):
        case "message_changed":
            message = event.get("message")
        case "message_deleted":
            message = event.get("previous_message")
        case _:
            message = event
    if not message or message.get("subtype") not in SAID or message.get("bot_id") or not message.get("user"):
        return None
    found: Json = message
    return found


def _is_reply(message: Json) -> bool:
    return bool(message.get("thread_ts")) and message["thread_ts"] != message.get("ts")


def _us(body: Json) -> Iterable[str]:
    """Our user, as the event's envelope names it."""
    return (str(one["user_id"]) for one in body.get("authorizations") or () if one.get("is_bot"))
