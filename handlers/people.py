"""What Slack tells us of people, groups and channels without being asked."""

from bot.delivery.slack import profile_of
from bot.views.blocks import Json
from handlers.middleware import Asker, Edge


async def user_changed(edge: Edge, asker: Asker, event: Json) -> None:
    """Language, zone, name, or departure."""
    if isinstance(event.get("user"), dict):
        await edge.services.run(edge.services.people.keep_known, asker.workspace_id, profile_of(event["user"]))


async def group_changed(edge: Edge, asker: Asker, event: Json) -> None:
    """A user group has other members."""
    group_id = event.get("subteam_id") or (event.get("subteam") or {}).get("id")
    if group_id:
        await edge.services.run(edge.services.people.group_changed, asker.workspace_id, str(group_id))
