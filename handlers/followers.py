"""Following an annoyance: behind More, and the way out in each message. Read the click, one call, one answer."""

from bot.views import followers as views
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge


async def follow(edge: Edge, asker: Asker, value: str) -> None:
    await _wish(edge, asker, number_of(value), follows=True)


async def unfollow(edge: Edge, asker: Asker, value: str) -> None:
    await _wish(edge, asker, number_of(value), follows=False)


async def _wish(edge: Edge, asker: Asker, number: int, *, follows: bool) -> None:
    following = edge.services.following
    await edge.services.run(following.follow if follows else following.unfollow, asker.workspace_id, asker.user_id,
                            number, where=state_of(asker, number).where, key=asker.key)
    if in_form(asker):
        edge.redraw(asker, views.follows_now(await asker.language(), asker.metadata, number, follows=follows))
    else:
        await edge.services.run(edge.services.replies.send, asker.workspace_id, asker.back(replace=False),
                                "follow.on" if follows else "follow.off", {"number": number})
