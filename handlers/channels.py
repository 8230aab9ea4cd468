"""What Slack tells of channels: Snag invited or removed, a channel archived, deleted, renamed, given another id."""

from bot.views.blocks import Json
from handlers.middleware import Asker, Edge


def is_about_us(body: Json) -> bool:
    """Whether it is Snag that came or went; of people's comings and goings nothing is kept."""
    who = (body.get("event") or {}).get("user")
    return any(one.get("is_bot") and one.get("user_id") == who for one in body.get("authorizations") or ())


async def joined(edge: Edge, asker: Asker, event: Json) -> None:
    await edge.services.run(edge.services.channels.joined, asker.workspace_id, _id(event),
                            is_private=event.get("channel_type") == "G")


async def left(edge: Edge, asker: Asker, event: Json) -> None:
    await edge.services.run(edge.services.channels.left, asker.workspace_id, _id(event))


async def changed(edge: Edge, asker: Asker, event: Json) -> None:
    """Archived, or taken out of the archive."""
    await edge.services.run(edge.services.channels.changed, asker.workspace_id, _id(event))


async def deleted(edge: Edge, asker: Asker, event: Json) -> None:
    await edge.services.run(edge.services.channels.deleted, asker.workspace_id, _id(event))


async def renamed(edge: Edge, asker: Asker, event: Json) -> None:
    name = (event.get("channel") or {}).get("name") if isinstance(event.get("channel"), dict) else None
    await edge.services.run(edge.services.channels.renamed, asker.workspace_id, _id(event), str(name or ""))


async def has_new_id(edge: Edge, asker: Asker, event: Json) -> None:
    await edge.services.run(edge.services.channels.has_new_id, asker.workspace_id,
                            str(event.get("old_channel_id")), str(event.get("new_channel_id")))


def _id(event: Json) -> str:
    """A channel is an id here, and there an object with its id."""
    channel = event.get("channel")
    return str(channel.get("id") if isinstance(channel, dict) else channel)
