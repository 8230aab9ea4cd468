"""Slack's Web API as delivery needs it: one call, and each way it can fail as one of our own errors."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.channels import Seen
from bot.domain.people import Profile
from bot.errors import NotNow, Refused, Unknown

Clients = Callable[[str], AsyncWebClient]
"""From our key of a workspace to the client that holds its token."""

REMEDIES = {
    "not_in_channel": "invite the bot: /invite @snag in that channel",
    "channel_not_found": "the channel is gone, or private and the bot was not invited",
    "is_archived": "the channel is archived: choose another one in the settings",
    "restricted_action": "only some people may post there: choose another channel or change its permissions",
    "missing_scope": "reinstall the app with the scopes of `snag manifest`",
    "invalid_auth": "SLACK_BOT_TOKEN is wrong",
    "token_revoked": "the app was removed or its token revoked: install it again",
    "token_expired": "the token has expired: install the app again",
    "account_inactive": "the app's bot user is switched off: install it again",
    "not_authed": "SLACK_BOT_TOKEN is missing",
    "not_enabled": "switch the Home tab on: in the app's settings under App Home, or by `snag manifest`",
    "hash_conflict": "it was drawn anew meanwhile: it is looked at again",
    "user_not_found": "that person is not in this workspace",
    "user_disabled": "that person has left",
    "cannot_dm_bot": "a bot gets no direct messages",
    "msg_too_long": "this is a mistake in Snag: please report it",
    "msg_blocks_too_long": "this is a mistake in Snag: please report it",
    "invalid_blocks": "this is a mistake in Snag: please report it",
}
PAGES, PAGE = 10, 200
SERVER_ERROR = 500
TOO_MANY = 429


class Slack:
    """Calls Slack for one workspace at a time; knows nothing of what is said."""

    def __init__(self, clients: Clients, http: httpx.AsyncClient) -> None:
        self._clients, self._http = clients, http

    async def call(self, workspace_id: str, method: str, **arguments: Any) -> dict[str, Any]:
        """One call. Raises `NotNow` (not sent), `Refused` (a clear no) or `Unknown` (it may have been carried out)."""
        try:
            answer = await self._clients(workspace_id).api_call(method, json=arguments)
        except SlackApiError as error:
            raise _named(error) from error
        except aiohttp.ClientConnectorError as error:
            raise NotNow(f"no connection to Slack: {error}", 5) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Unknown(f"{type(error).__name__} during {method}") from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def query(self, workspace_id: str, method: str, **arguments: Any) -> dict[str, Any]:
        """A call that changes nothing: what is unknown may simply be asked again later."""
        try:
            answer = await self._clients(workspace_id).api_call(method, http_verb="GET", params=arguments)
        except SlackApiError as error:
            raise _named(error) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise NotNow(f"{type(error).__name__} during {method}", 5) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, body: dict[str, Any]) -> None:
        """Answer through a response_url. Raises `Refused` where Slack does not take it any more."""
        try:
            answer = await self._http.post(url, json=body)
        except httpx.ConnectError as error:
            raise NotNow("no connection to Slack", 2) from error
        except httpx.HTTPError as error:
            raise Unknown(f"{type(error).__name__} during response_url") from error
        if answer.status_code == TOO_MANY:
            raise NotNow("ratelimited", float(answer.headers.get("Retry-After", "1")))
        if answer.status_code >= SERVER_ERROR:
            raise Unknown(f"HTTP {answer.status_code} from response_url")
        if answer.status_code >= 400:  # every other client error is a lasting no
            raise Refused(f"response_url_{answer.status_code}")

    async def download(self, workspace_id: str, url: str, limit: int) -> bytes:
        """A file of Slack's. Raises `Refused` where Slack shows its login page instead, or the file is over `limit`."""
        headers = {"Authorization": f"Bearer {self._clients(workspace_id).token}"}
        try:
            answer = await self._http.get(url, headers=headers, follow_redirects=True)
        except httpx.HTTPError as error:
            raise NotNow(f"{type(error).__name__} during a download", 5) from error
        if answer.status_code == TOO_MANY or answer.status_code >= SERVER_ERROR:
            raise NotNow(f"HTTP {answer.status_code} during a download", 5)
        if answer.status_code >= 400 or answer.headers.get("content-type", "").startswith("text/html"):
            raise Refused("missing_scope", "reinstall the app with the scopes of `snag manifest` (files:read)")
        if len(answer.content) > limit:
            raise Refused("file_too_large")
        return answer.content

    async def upload(self, url: str, content: bytes) -> None:
        """The bytes of a file to the address that Slack gave for it; a second upload begins a new file."""
        try:
            answer = await self._http.post(url, content=content)
        except httpx.HTTPError as error:
            raise NotNow(f"{type(error).__name__} during an upload", 5) from error
        if answer.status_code >= 400:
            raise NotNow(f"HTTP {answer.status_code} during an upload", 5)

    async def members(self, workspace_id: str, channel: str) -> frozenset[str]:
        """Who is in a channel; nobody, where we may not know."""
        found: set[str] = set()
        arguments: dict[str, Any] = {"channel": channel, "limit": PAGE}
        for _ in range(PAGES):
            try:
                page = await self.query(workspace_id, "conversations.members", **arguments)
            except Refused:
                return frozenset()
            found.update(page.get("members") or [])
            arguments["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not arguments["cursor"]:
                break
        return frozenset(found)

    async def find(self, workspace_id: str, channel: str, row_id: str, *, oldest: float, thread_ts: str | None
                   ) -> dict[str, Any] | None:
        """Our message with this row's id in its metadata, if it stands there. Raises `Refused` when unreadable."""
        async for message in self._history(workspace_id, channel, oldest, thread_ts):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("row") == row_id:
                return message
        return None

    async def _history(self, workspace_id: str, channel: str, oldest: float, thread_ts: str | None
                       ) -> AsyncIterator[dict[str, Any]]:
        if channel.startswith(("U", "W")):
            opened = await self.call(workspace_id, "conversations.open", users=channel)
            channel = str(opened["channel"]["id"])
        method = "conversations.replies" if thread_ts else "conversations.history"
        arguments: dict[str, Any] = {"channel": channel, "oldest": f"{oldest:.6f}", "limit": PAGE,
                                     "include_all_metadata": "true", **({"ts": thread_ts} if thread_ts else {})}
        for _ in range(PAGES):
            page = await self.query(workspace_id, method, **arguments)
            for message in page.get("messages") or []:
                yield {**message, "channel": channel}
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            arguments["cursor"] = cursor

    async def profile(self, workspace_id: str, user_id: str) -> Profile:
        """What Slack says of a person."""
        answer = await self.query(workspace_id, "users.info", user=user_id, include_locale="true")
        return profile_of(answer["user"])


def profile_of(user: dict[str, Any]) -> Profile:
    """Slack's user object as a profile; every field may be missing."""
    said = user.get("profile") or {}
    name = said.get("display_name") or said.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Profile(
        user_id=str(user["id"]), name=str(name), locale=user.get("locale"), timezone=user.get("tz"),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")),
        is_bot=bool(user.get("is_bot") or user.get("id") == "USLACKBOT"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")), is_gone=bool(user.get("deleted")),
        team_id=None if user.get("enterprise_user") else user.get("team_id"))


def seen_of(channel: dict[str, Any]) -> Seen:
    """Slack's channel object as a value; every field may be missing."""
    return Seen(str(channel["id"]), str(channel.get("name") or ""), is_private=bool(channel.get("is_private")),
                is_member=bool(channel.get("is_member")), is_archived=bool(channel.get("is_archived")))


def _named(error: SlackApiError) -> NotNow | Refused | Unknown:
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    name = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == TOO_MANY or name == "ratelimited":
        return NotNow("ratelimited", _retry_after(response))
    if status >= SERVER_ERROR or not name:
        return Unknown(f"HTTP {status} from Slack")
    needed = f" (needs {data['needed']})" if isinstance(data, dict) and data.get("needed") else ""
    where = (data.get("response_metadata") or {}).get("messages") if isinstance(data, dict) else None
    return Refused(name, REMEDIES.get(name, "") + needed + (f" {where}" if where else ""))


def _retry_after(response: Any) -> float:
    headers = {key.lower(): value for key, value in dict(getattr(response, "headers", {}) or {}).items()}
    try:
        return max(float(headers.get("retry-after", "1")), 0.1)
    except ValueError:
        return 1.0
