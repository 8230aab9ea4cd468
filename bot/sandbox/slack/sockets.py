"""Socket Mode: connections the app opened, envelopes down, acknowledgements up."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from time import perf_counter
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.sandbox.slack.model import Answer, ApiError, Json

MOST_SOCKETS = 10


@dataclass(eq=False)
class Socket:
    ws: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    refreshing: bool = False


class Sockets:
    """Every envelope goes to one of the open sockets, in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._open: list[Socket] = []
        self._turn = count()
        self.changed: Callable[[], None] = lambda: None

    @property
    def connected(self) -> int:
        return len(self._usable())

    def _usable(self) -> list[Socket]:
        return [socket for socket in self._open if not socket.refreshing and not socket.ws.closed]

    def new_url(self, http_url: str) -> str:
        """apps.connections.open: an address that works once."""
        ticket = token_hex(12)
        self._tickets.add(ticket)
        return f"ws{http_url.removeprefix('http')}/link/?ticket={ticket}&app_id={self._app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="used or unknown ticket")
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if len(self._open) >= MOST_SOCKETS:
            await ws.send_json(self._disconnect("too_many_websockets"))
            await ws.close()
            return ws
        await self._serve(Socket(ws))
        return ws

    async def _serve(self, socket: Socket) -> None:
        await socket.ws.send_json(self._hello(len(self._open) + 1))
        self._open.append(socket)
        self.changed()
        try:
            async for frame in socket.ws:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledged(socket, frame.data)
        finally:
            self._open.remove(socket)
            for future in socket.waiting.values():
                future.cancel()

    def _acknowledged(self, socket: Socket, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        future = socket.waiting.pop(str(frame.get("envelope_id")), None)
        if future is not None and not future.done():
            future.set_result(frame)

    async def send(self, kind: str, payload: Json, seconds: float, retry: tuple[int, str] | None = None) -> Answer:
        """One envelope to one socket; the answer is its acknowledgement, or a problem after `seconds`."""
        usable = self._usable()
        if not usable:
            return Answer(None, problem="dispatch_failed", sent=False)
        socket = usable[next(self._turn) % len(usable)]
        envelope = self._envelope(kind, payload, retry)
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = future
        started = perf_counter()
        num = retry[0] if retry else 0
        try:
            await socket.ws.send_json(envelope)
            frame = await asyncio.wait_for(future, seconds)
        except (TimeoutError, ConnectionError):
            return Answer(None, problem="operation_timeout", ms=_since(started), retry_num=num)
        except asyncio.CancelledError:
            if future.cancelled() and not _being_cancelled():
                return Answer(None, problem="dispatch_failed", ms=_since(started), retry_num=num)
            raise
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)
        body = frame.get("payload") or {}
        return Answer(200, body, json.dumps(body) if body else "", _since(started), retry_num=num)

    def _envelope(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Json:
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            num, reason = retry or (0, "")
            envelope |= {"retry_attempt": num, "retry_reason": reason.removeprefix("http_")}
        return envelope

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to go; all reasons but `warning` also close it, after its last acknowledgements."""
        for socket in list(self._open):
            socket.refreshing = socket.refreshing or reason != "warning"
            await socket.ws.send_json(self._disconnect(reason))
        if reason == "warning":
            return
        for socket in list(self._open):
            if socket.refreshing:
                await asyncio.gather(*socket.waiting.values(), return_exceptions=True)
                await socket.ws.close()

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.ws.close()

    def _hello(self, connections: int) -> Json:
        debug = {"host": "applink-0", "build_number": 1, "approximate_connection_time": 18060}
        app = {"app_id": self._app_id}
        return {"type": "hello", "num_connections": connections, "debug_info": debug, "connection_info": app}

    def _disconnect(self, reason: str) -> Json:
        app = {"app_id": self._app_id}
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-0"}, "connection_info": app}

    def require(self, token: str, app_token: str) -> None:
        if token != app_token:
            raise ApiError("not_allowed_token_type" if token else "not_authed")


def _since(started: float) -> float:
    return (perf_counter() - started) * 1000


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
