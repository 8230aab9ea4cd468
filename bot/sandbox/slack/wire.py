"""How anything reaches the app: signed HTTP when an address is set, else a Socket Mode connection."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.clock import Clock
from bot.sandbox.slack.model import Answer, Json
from bot.sandbox.slack.sockets import Sockets

Kind = Literal["slash_commands", "interactive", "events_api"]
ACK_SECONDS = 3.0
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Delivery:
    """Something that was sent to the app, and its acknowledgement."""

    kind: Kind
    payload: Json
    answer: Answer


def signature(secret: str, timestamp: int, body: bytes) -> str:
    base = b"v0:%d:%b" % (timestamp, body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Wire:
    """`send` waits at most `ack_seconds`; nothing it meets raises, everything becomes an Answer."""

    def __init__(self, clock: Clock, sockets: Sockets, signing_secret: str) -> None:
        self._clock = clock
        self._sockets = sockets
        self._secret = signing_secret
        self._session: ClientSession | None = None
        self.events_url: str | None = None
        self.deliveries: list[Delivery] = []
        self.ack_seconds = ACK_SECONDS

    async def start(self) -> None:
        self._session = ClientSession()

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def connected(self) -> bool:
        return self.events_url is not None or self._sockets.connected > 0

    def signed_headers(self, body: bytes, content_type: str = _FORM) -> dict[str, str]:
        """The headers Slack would send with this body now, by machine time."""
        timestamp = int(self._clock.machine().timestamp())
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }

    async def send(self, kind: Kind, payload: Json, retry: tuple[int, str] | None = None) -> Answer:
        answer = await self._send(kind, payload, retry)
        self.deliveries.append(Delivery(kind, payload, answer))
        return answer

    async def _send(self, kind: Kind, payload: Json, retry: tuple[int, str] | None) -> Answer:
        if self.events_url is None:
            return await self._sockets.send(kind, payload, self.ack_seconds, retry)
        body, content_type = encode(kind, payload)
        headers = self.signed_headers(body, content_type)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return await self._post(self.events_url, body, headers, retry[0] if retry else 0)

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str], num: int) -> Answer:
        if self._session is None:
            raise RuntimeError("the local Slack is not started")
        started = perf_counter()
        timeout = ClientTimeout(total=self.ack_seconds)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=timeout) as response:
                raw = await response.text()
        except TimeoutError:
            return Answer(None, problem="operation_timeout", ms=_since(started), retry_num=num)
        except ClientError as error:
            return Answer(None, raw=str(error), problem="connection_failed", ms=_since(started), retry_num=num)
        problem = None if 200 <= response.status < 300 else "http_error"
        decoded = decode(raw, response.content_type)
        back = dict(response.headers.items())
        return Answer(response.status, decoded, raw, _since(started), back, problem, retry_num=num)


def encode(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    if kind == "slash_commands":
        return urlencode(payload).encode(), _FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), _FORM


def decode(raw: str, content_type: str) -> Json:
    """An acknowledgement's body: JSON as it is, plain text as {"text": …}, nothing as {}."""
    if not raw:
        return {}
    if content_type == "application/json":
        try:
            body = json.loads(raw)
        except ValueError:
            return {"text": raw}
        return body if isinstance(body, dict) else {"text": raw}
    return {"text": raw}


def _since(started: float) -> float:
    return (perf_counter() - started) * 1000
