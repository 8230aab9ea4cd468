"""One event, `message`, for all that is written where Snag is: here it is shared out, or passed over at no cost."""

from bot.views.blocks import Json
from handlers import doors, threads
from handlers.middleware import Asker, Edge


def concerns(body: Json) -> bool:
    """Whether anything here wants this message. It is asked of every message in every channel, so it asks nobody."""
    event = body.get("event") or {}
    return doors.is_said_to_us(event) if _is_direct(event) else threads.concerns(body)


async def heard(edge: Edge, asker: Asker, event: Json) -> None:
    await (doors.written if _is_direct(event) else threads.heard)(edge, asker, event)


def _is_direct(event: Json) -> bool:
    """In a direct message somebody speaks to Snag itself."""
    return event.get("channel_type") == "im"
