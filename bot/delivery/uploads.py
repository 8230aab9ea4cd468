"""Slack's three steps of an upload: an address for the bytes, the bytes, and sharing. Every step can be repeated; what
was begun is known by its file's id, so that nothing is shared twice."""

from typing import Any

from bot.delivery.outgoing import File
from bot.delivery.slack import Slack
from bot.errors import Refused

SHARING = "files.completeUploadExternal"


async def upload(slack: Slack, workspace_id: str, content: bytes, *, name: str, alt: str) -> str:
    """The first two steps; returns the file's id. Nobody sees it before it is shared."""
    place = await slack.query(workspace_id, "files.getUploadURLExternal", filename=name, length=len(content),
                              alt_txt=alt)
    await slack.upload(str(place["upload_url"]), content)
    return str(place["file_id"])


async def is_there(slack: Slack, workspace_id: str, file_id: str) -> bool:
    """Whether Slack has a file of that id: it has from sharing on."""
    try:
        await slack.query(workspace_id, "files.info", file=file_id)
    except Refused:
        return False
    return True


async def is_shared(slack: Slack, workspace_id: str, file_id: str) -> bool:
    file = (await slack.query(workspace_id, "files.info", file=file_id))["file"]
    return any((file.get("shares") or {}).values())


async def bring(slack: Slack, workspace_id: str, wanted: File) -> dict[str, Any]:
    """A file of our own, to a person or into a thread."""
    copy = wanted.copy
    if copy is None or not await is_there(slack, workspace_id, copy):
        copy = await upload(slack, workspace_id, wanted.content, name=wanted.name, alt=wanted.alt)
        await wanted.begun(copy)
    elif await is_shared(slack, workspace_id, copy):
        return {}
    where = {"channels": wanted.to} if wanted.thread_ts is None else {
        "channel_id": wanted.to, "thread_ts": wanted.thread_ts}
    return await slack.call(workspace_id, SHARING, files=[{"id": copy, "title": wanted.title}],
                            initial_comment=wanted.comment, **where)
