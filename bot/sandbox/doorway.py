"""Customers' pages at the sandbox's own address: passed on to Snag, as a proxy in front of it does in earnest."""

from aiohttp import ClientSession, web

OF_ONE_HOP = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"})
"""Headers that each server writes for itself (RFC 9110, section 7.6.1)."""


class Doorway:
    """`target` is where Snag answers, known once it is up."""

    def __init__(self) -> None:
        self.target: str | None = None

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.route("*", "/s/{path:.+}", self._pass_on)]

    async def _pass_on(self, request: web.Request) -> web.Response:
        if self.target is None:
            raise web.HTTPServiceUnavailable
        sent = {name: value for name, value in request.headers.items() if name.lower() not in OF_ONE_HOP}
        async with ClientSession(auto_decompress=False) as session, session.request(
                request.method, f"{self.target}{request.path_qs}", data=await request.read(), headers=sent) as answer:
            kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in OF_ONE_HOP]
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)
