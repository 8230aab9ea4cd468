"""A reporter's screenshot becomes a picture of ours: fetched, drawn anew so that nothing of its maker is left in it,
uploaded, and shared in the card's thread. Every step can be repeated; sharing is looked up after doubt."""

import asyncio
import io
from dataclasses import dataclass
from typing import Any

from bot.delivery import uploads
from bot.delivery.outgoing import Upload
from bot.delivery.slack import Slack
from bot.errors import Refused

LIMIT = 10_000_000
"""Bytes of a picture that is taken over."""
PIXELS = 40_000_000
SIDE = 2560


@dataclass(frozen=True, slots=True)
class Pictures:
    """Brings one picture; raises the delivery errors of `Slack`, and `Refused` where a file is no picture for us."""

    slack: Slack

    async def bring(self, workspace_id: str, wanted: Upload) -> dict[str, Any]:
        copy = wanted.copy
        if copy is None or not await uploads.is_there(self.slack, workspace_id, copy):
            copy = await self._upload(workspace_id, wanted)
            await wanted.begun(copy)
        elif await uploads.is_shared(self.slack, workspace_id, copy):
            return {}
        return await self.slack.call(
            workspace_id, uploads.SHARING, files=[{"id": copy, "title": wanted.title}], channel_id=wanted.channel,
            thread_ts=wanted.thread_ts, initial_comment=wanted.comment)

    async def _upload(self, workspace_id: str, wanted: Upload) -> str:
        drawn = await asyncio.to_thread(draw_anew, await self._fetch(workspace_id, wanted))
        return await uploads.upload(self.slack, workspace_id, drawn, name=wanted.name, alt=wanted.alt)

    async def _fetch(self, workspace_id: str, wanted: Upload) -> bytes:
        file = (await self.slack.query(workspace_id, "files.info", file=wanted.source))["file"]
        if not str(file.get("mimetype", "")).startswith("image/") or int(file.get("size") or 0) > LIMIT:
            raise Refused("no_picture", "it is no picture, or one of over 10 MB")
        if not await self._may_show(workspace_id, file, wanted.brought_by):
            raise Refused("not_theirs", "whoever reported cannot see that file themselves")
        return await self.slack.download(workspace_id, str(file["url_private_download"]), LIMIT)

    async def _may_show(self, workspace_id: str, file: dict[str, Any], person: str | None) -> bool:
        """The file is theirs, or stands where they can see it: an id in a form can be anybody's."""
        if file.get("user") == person or file.get("is_public"):
            return True
        places = [*(file.get("channels") or []), *(file.get("groups") or []), *(file.get("ims") or [])]
        return any([person in await self.slack.members(workspace_id, place) for place in places])


def draw_anew(content: bytes) -> bytes:
    """The picture as PNG with nothing but its pixels: no place, no camera, no author. Raises `Refused` for what is no
    picture, or one so large that looking at it would take all memory."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as found:
            if found.width * found.height > PIXELS:
                raise Refused("too_large", "the picture has over 40 million pixels")
            upright = ImageOps.exif_transpose(found).convert("RGBA" if "A" in found.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("no_picture", "it is no picture that can be read") from error
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    drawn = io.BytesIO()
    clean.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
