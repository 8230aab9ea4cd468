"""The page's own files, served under a policy that lets nothing else run or load."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def files(folder: Path) -> list[web.AbstractRouteDef]:
    """The page's own files at `/`, under a policy that lets nothing else run or load."""
    headers = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}

    def serving(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            return web.FileResponse(path, headers=headers)

        return handler

    held = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in _SERVED)
    routes: list[web.AbstractRouteDef] = [web.get(f"/{path.name}", serving(path)) for path in held]
    return [web.get("/", serving(folder / "index.html")), *routes]


_SERVED = {".html", ".css", ".js", ".svg", ".png", ".ico"}
