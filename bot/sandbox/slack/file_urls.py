"""The addresses of files: where the app posts bytes and fetches them with its token, and where the page shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.slack.model import ApiError, File, Json
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.web_api import Call, WebApi, token_of

UPLOAD, DOWNLOAD = "upload_url", "url_private"
"""What these requests are called among the calls, and to plan faults for them."""
SHOWN_INLINE = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
LOGIN_PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to your workspace</h1></body></html>"""


@dataclass(frozen=True)
class FileUrls:
    parts: Parts
    api: WebApi
    changed: Callable[[], None]

    def routes(self) -> list[web.AbstractRouteDef]:
        private = "/files-pri/{team}-{file}"
        return [
            web.post("/upload/v1/{key}", self._upload),
            web.get(f"{private}/download/{{name}}", self._download),
            web.get(f"{private}/{{name}}", self._download),
            web.get("/sandbox/files/{file}", self._show),
        ]

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Raw bytes, or one part of a form; no token, the address is the secret (files.getUploadURLExternal)."""
        key, content = request.match_info["key"], await _bytes_of(request)
        call = Call(request, UPLOAD, {"size": len(content)}, lambda: self._received(key, content), _ok_with_size)
        response = await self.api.through(call)
        self.changed()
        return response

    def _received(self, key: str, content: bytes) -> tuple[int, Json]:
        file = self.parts.files.receive(key, content)
        if file is None:
            return 400, {"ok": False, "error": "upload_failed"}
        return 200, {"ok": True, "file": file.id, "size": len(content)}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file_id, token = request.match_info["file"], token_of(request, {})
        return await self.api.through(
            Call(request, DOWNLOAD, {"file": file_id}, lambda: self._fetched(file_id, token), self._bytes_or_login)
        )

    def _fetched(self, file_id: str, token: str) -> tuple[int, Json]:
        """Whoever may not see a file is asked to log in: an HTML page with status 200 (bolt-js issue 2585)."""
        tokens = self.parts.tokens
        if token != tokens.bot or tokens.refused_as or "files:read" not in tokens.scopes:
            return 200, {"ok": False, "error": "login_page"}
        try:
            return 200, {"ok": True, "file": self.parts.files.seen_by_app(file_id).id}
        except ApiError as error:
            return (404, error.answer()) if error.error == "file_deleted" else (200, error.answer())

    def _bytes_or_login(self, body: Json) -> web.Response:
        if not body["ok"]:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        file = self.parts.world.files[body["file"]]
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """For our own page: pictures as pictures, everything else only to be saved."""
        file = self.parts.world.files.get(request.match_info["file"])
        if file is None or file.deleted:
            return web.json_response({"error": "this file is no longer there"}, status=404)
        return web.Response(body=file.content, headers=_headers(file))


def _headers(file: File) -> dict[str, str]:
    """Nothing that somebody uploaded may run here or be shown by another site."""
    inline = file.mimetype in SHOWN_INLINE
    return {
        "Content-Type": file.mimetype if inline else "application/octet-stream",
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def _ok_with_size(body: Json) -> web.Response:
    return web.Response(text=f"OK - {body['size']}")
