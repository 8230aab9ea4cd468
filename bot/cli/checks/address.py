"""The public address: does it lead to a Snag, and to this one?"""

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import socket
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.cli.checks import Finding, fine, note, wrong
from bot.clock import Clock
from bot.config import Settings

TIMEOUT = 10
WHAT = "Public address"
PROXY = "FORWARDED_ALLOW_IPS"
"""Of the web server: whose word for where a request came from it believes."""


async def look(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Goes there as Slack would; the answer changes nothing."""
    by_http = not settings.slack_app_token and bool(settings.slack_signing_secret)
    address = (settings.snag_public_url or "").rstrip("/")
    if not address:
        if by_http:
            yield note(WHAT, "SNAG_PUBLIC_URL is not set, so `snag manifest` cannot name it",
                       "set it to the https:// address that leads to this machine's PORT")
        return
    if not address.startswith("https://"):
        yield wrong(WHAT, f"SNAG_PUBLIC_URL is {address}", "Slack sends requests to https:// only")
    elif not os.environ.get(PROXY) and await _is_elsewhere(urlsplit(address).hostname or ""):
        yield note(WHAT, f"{address} leads to another machine first, and {PROXY} is not set",
                   f"if a proxy there passes customers on, set {PROXY} to its address: else all of them count as one, "
                   "and a few can use up what may be answered in a minute")
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        alive = await _alive(http, address, settings.port)
        if alive is not None or not by_http:
            yield alive or fine(WHAT, f"{address} leads to a Snag")
        else:
            yield await _ours(http, address, str(settings.slack_signing_secret), clock)


async def _is_elsewhere(host: str) -> bool:
    """Whether a name is known and stands for no address of this machine."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(found) and not any(_is_ours(family, where) for family, _, _, _, where in found)


def _is_ours(family: int, where: Any) -> bool:
    """Only an address of this machine can be listened at."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trying:
            trying.bind(where)
    except OSError:
        return False
    return True


async def _alive(http: httpx.AsyncClient, address: str, port: int) -> Finding | None:
    """None where a Snag answers."""
    remedy = f"start Snag, and let {address} lead to its port {port}"
    try:
        answer = await http.get(f"{address}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return wrong(WHAT, f"{address}/healthz does not answer ({_why(error)})", remedy)
    if answer.status_code != HTTPStatus.OK or answer.text.replace(" ", "") != '{"ok":true}':
        return wrong(WHAT, f"something else answers at {address}/healthz (HTTP {answer.status_code})", remedy)
    return None


async def _ours(http: httpx.AsyncClient, address: str, secret: str, clock: Clock) -> Finding:
    """Send what Slack sends to a new address, signed with our secret: only who has the same one gives it back."""
    challenge = secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    at = str(int(clock.machine().timestamp()))
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature, "Content-Type": "application/json"}
    try:
        answer = await http.post(f"{address}/slack/events", content=body, headers=headers)
    except httpx.HTTPError as error:
        return wrong(WHAT, f"{address}/slack/events does not answer ({_why(error)})", "look at the proxy before it")
    if answer.status_code == HTTPStatus.OK and challenge in answer.text:
        return fine(WHAT, f"{address} leads to this Snag")
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return wrong(WHAT, f"the Snag at {address} has another signing secret",
                     "SLACK_SIGNING_SECRET must be the one of 'Basic Information', the same here and there")
    return wrong(WHAT, f"{address}/slack/events does not take Slack's requests (HTTP {answer.status_code})",
                 "the Snag there needs SLACK_SIGNING_SECRET, and the proxy must let POST through unchanged")


def _why(error: Exception) -> str:
    return "its certificate is not valid" if "CERTIFICATE" in str(error).upper() else type(error).__name__
