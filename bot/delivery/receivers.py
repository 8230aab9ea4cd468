"""Events to receivers outside, over HTTP. An address that admins typed must not lead to machines beside ours: names are
resolved here, each address is looked at, and the connection is made to the very address that was looked at."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from bot.clock import Clock
from bot.delivery.outgoing import Deliver
from bot.domain.public_addresses import is_public
from bot.domain.webhooks import asked_pause, wrong_address
from bot.errors import NotTaken

TIMEOUT = 10
AGENT = "Snag-Webhooks/1"
GONE, BUSY = 410, (408, 425, 429)
SERVER_ERROR = 500
Resolve = Callable[[str, int], Awaitable[list[str]]]


class Receivers:
    """Sends what is signed already. Redirects are not followed, no proxies are used, answers are not read."""

    def __init__(self, clock: Clock, *, allow_private: bool = False, resolve: Resolve | None = None) -> None:
        self._clock, self._allow_private, self._resolve = clock, allow_private, resolve or addresses_of
        self._transport: httpx.AsyncBaseTransport | None = None

    async def send(self, wanted: Deliver) -> int:
        """The answer's status. Raises `NotTaken` for any but 2xx, and where nobody answers or nobody may be asked."""
        if wrong := wrong_address(wanted.url, allow_private=self._allow_private):
            raise NotTaken(f"the address cannot be used: {wrong}", is_final=True)
        try:
            async with asyncio.timeout(TIMEOUT):
                answer = await self._post(wanted)
        except TimeoutError as error:
            raise NotTaken(f"no answer within {TIMEOUT} seconds", rests=True) from error
        except httpx.InvalidURL as error:
            raise NotTaken("the address cannot be used: no_address", is_final=True) from error
        except httpx.HTTPError as error:
            raise NotTaken(f"{type(error).__name__}: {error}"[:200], rests=True) from error
        return self._taken(answer)

    def _taken(self, answer: httpx.Response) -> int:
        status = answer.status_code
        if answer.is_success:
            return status
        pause = asked_pause(answer.headers.get("retry-after"), self._now())
        raise NotTaken(f"HTTP {status}", retry_after=pause, is_final=status == GONE,
                       rests=pause is not None or status in BUSY or status >= SERVER_ERROR)

    def _now(self) -> datetime:
        return self._clock.machine()

    async def _post(self, wanted: Deliver) -> httpx.Response:
        request = httpx.Request("POST", wanted.url, content=wanted.body, headers={
            "content-type": "application/json", "user-agent": AGENT, "accept": "*/*", "connection": "close",
            **wanted.headers})
        hosts = await self._hosts(request.url)
        for host in hosts[:-1]:
            try:
                return await self._to(request, host)
            except httpx.ConnectError:
                continue
        return await self._to(request, hosts[-1])

    async def _hosts(self, url: httpx.URL) -> list[str]:
        """The addresses of a name. Raises `NotTaken` where any of them is not everybody's: a name that leads to both
        is made so on purpose."""
        try:
            found = await self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError) as error:
            raise NotTaken(f"there is no {url.host}", rests=True) from error
        if not found:
            raise NotTaken(f"there is no {url.host}", rests=True)
        if not self._allow_private and (inner := [one for one in found if not is_public(one)]):
            raise NotTaken(f"{url.host} leads to {inner[0]}, which is not a public address", rests=True)
        return found

    async def _to(self, request: httpx.Request, host: str) -> httpx.Response:
        """To that address and no other; the name stays where certificates and servers look for it."""
        self._transport = self._transport or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        there = httpx.Request(request.method, request.url.copy_with(host=host), content=request.content,
                              headers=request.headers, extensions={"sni_hostname": request.url.host})
        answer = await self._transport.handle_async_request(there)
        await answer.aclose()
        return answer

    async def close(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()


async def addresses_of(host: str, port: int) -> list[str]:
    """What the system's resolver says of a name, each once, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
