"""What Slack says: the tokens, their scopes, the machine's clock, and everybody and everything the settings name."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.cli.checks import Finding, fine, note, wrong
from bot.clock import Clock
from bot.config import Settings
from bot.delivery.slack import REMEDIES
from bot.errors import NotNow, Refused
from bot.services.checkup import Known
from handlers.manifest import SCOPES

TIMEOUT = 10
AT_ONCE = 5
PATIENCE = 30
"""Seconds that one pause may last that Slack asks for."""
MOST_OFF = 60
"""Seconds between two clocks: at 300 signatures are refused."""
TOO_MANY = 429
ANEW = {
    "invalid_auth": "copy it anew from 'OAuth & Permissions' into SLACK_BOT_TOKEN",
    "not_authed": "copy it anew from 'OAuth & Permissions' into SLACK_BOT_TOKEN",
    "no_answer": "look at the network, a proxy, and SLACK_API_URL",
}
INVITE = "in that channel type: /invite @snag"
CHOOSE = "choose another in the settings"


@dataclass(frozen=True, slots=True)
class Answer:
    said: Mapping[str, Any]
    headers: httpx.Headers


class Asking:
    """Calls that only look. A pause that Slack asks for is kept, once."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http, self._token = http, token

    async def ask(self, method: str, **arguments: str) -> Answer:
        """Raises `Refused` for a no, `NotNow` where Slack has no time."""
        try:
            return await self._once(method, arguments)
        except NotNow as pause:
            if pause.retry_after > PATIENCE:
                raise
            await asyncio.sleep(pause.retry_after)
            return await self._once(method, arguments)

    async def _once(self, method: str, arguments: Mapping[str, str]) -> Answer:
        try:
            answer = await self._http.get(method, params=arguments, headers={"Authorization": f"Bearer {self._token}"})
            if answer.status_code == TOO_MANY:
                raise NotNow("ratelimited", float(answer.headers.get("Retry-After", "1")))
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refused("no_answer", f"Slack does not answer ({type(error).__name__})") from error
        if not said.get("ok"):
            raise Refused(str(said.get("error")))
        return Answer(said, answer.headers)


async def look(settings: Settings, workspaces: Sequence[Known], clock: Clock) -> list[Finding]:
    """All that Slack can tell with these tokens."""
    findings: list[Finding] = []
    async with httpx.AsyncClient(base_url=settings.slack_api_url, timeout=TIMEOUT) as http:
        bot = Asking(http, settings.slack_bot_token) if settings.slack_bot_token else None
        app_id = None
        if bot is not None:
            known, more = await _bot_token(bot, workspaces, clock)
            findings += more
            app_id = await _app_of(bot, known) if known else None
            if known:
                findings += [one async for one in _named(bot, known.here)]
        if settings.slack_app_token:
            findings.append(await _app_token(Asking(http, settings.slack_app_token), settings.slack_app_token, app_id))
    return findings


@dataclass(frozen=True, slots=True)
class _Us:
    """Who we are, and which of the database's workspaces that is."""

    bot_id: str
    here: Known | None


async def _bot_token(bot: Asking, workspaces: Sequence[Known], clock: Clock) -> tuple[_Us | None, list[Finding]]:
    try:
        answer = await bot.ask("auth.test")
    except (Refused, NotNow) as error:
        remedy = ANEW.get(_name(error)) or REMEDIES.get(_name(error)) or "see docs.slack.dev for this error"
        return None, [wrong("Bot token", str(error), remedy)]
    said = answer.said
    found = [fine("Bot token", f"{said.get('user')} in {said.get('team')}"), *_scopes(answer.headers)]
    if off := _clock_off(answer.headers, clock.machine()):
        found.append(off)
    here = _here(str(said.get("team_id")), workspaces)
    if workspaces and here is None:
        others = ", ".join(f"{one.slack_team_id} ({one.name})" for one in workspaces)
        found.append(wrong("Workspace", f"the token is of {said.get('team_id')} ({said.get('team')}), the database "
                           f"knows {others}", "set SLACK_BOT_TOKEN or DATABASE_URL right: they belong together"))
    return _Us(str(said.get("bot_id") or ""), here), found


def _here(team_id: str, workspaces: Sequence[Known]) -> Known | None:
    """The workspace of this token; the only one may not have met Slack yet."""
    return next((one for one in workspaces if one.slack_team_id == team_id), None) or (
        workspaces[0] if len(workspaces) == 1 and workspaces[0].slack_team_id is None else None)


def _scopes(headers: httpx.Headers) -> list[Finding]:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    if not granted:
        return []
    missing, more = [scope for scope in SCOPES if scope not in granted], sorted(granted - set(SCOPES))
    found = [fine("Scopes", "all that are needed are granted")]
    if missing:
        found = [wrong("Scopes", f"not granted: {', '.join(f'{scope} ({SCOPES[scope]})' for scope in missing)}",
                       "paste `snag manifest` into 'App Manifest' and install the app again")]
    if more:
        found.append(note("Scopes", f"granted and not used: {', '.join(more)}",
                          "take them away under 'OAuth & Permissions', or paste `snag manifest` anew"))
    return found


def _clock_off(headers: httpx.Headers, machine: datetime) -> Finding | None:
    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    seconds = round((machine - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds())
    if abs(seconds) > MOST_OFF:
        way = "ahead of" if seconds > 0 else "behind"
        return wrong("Clock", f"this machine is {abs(seconds)} seconds {way} Slack: signatures will be refused",
                     "set the machine's clock, and keep it by NTP (timedatectl set-ntp true)")
    return fine("Clock", "this machine and Slack agree")


async def _app_of(bot: Asking, us: _Us) -> str | None:
    try:
        said = (await bot.ask("bots.info", bot=us.bot_id)).said
    except (Refused, NotNow):
        return None
    return (said.get("bot") or {}).get("app_id")


async def _app_token(app: Asking, token: str, app_id: str | None) -> Finding:
    try:
        await app.ask("apps.connections.open")
    except (Refused, NotNow) as error:
        remedy = "make one with connections:write at 'Basic Information', for SLACK_APP_TOKEN"
        return wrong("App token", str(error), ANEW["no_answer"] if _name(error) == "no_answer" else remedy)
    belongs = re.match(r"xapp-\d+-(A[A-Z0-9]+)-", token)
    if belongs and app_id and belongs[1] != app_id:
        return wrong("App token", f"it is of app {belongs[1]}, the bot token of app {app_id}",
                     "take both from the pages of the same app")
    return fine("App token", "Socket Mode opens")


async def _named(bot: Asking, here: Known | None) -> AsyncIterator[Finding]:
    """Channels, people and groups of the settings; one line each where something is wrong, one for all that is well."""
    if here is None:
        return
    for what, ids, check in (("Channel", here.channels, _channel), ("Person", here.people, _person),
                             ("User group", here.groups, _group)):
        found = [one for one in await _each(bot, ids, check) if one is not None]
        for finding in found:
            yield finding
        if ids and not found:
            yield fine(what, f"all {len(ids)} of the settings are as they should be" if len(ids) > 1
                       else "the one of the settings is as it should be")


Check = Callable[[Asking, str, str], Awaitable[Finding | None]]


async def _each(bot: Asking, ids: Mapping[str, Sequence[str]], check: Check) -> list[Finding | None]:
    some = asyncio.Semaphore(AT_ONCE)

    async def one(slack_id: str, places: Sequence[str]) -> Finding | None:
        async with some:
            try:
                return await check(bot, slack_id, ", ".join(places))
            except NotNow:
                return note(slack_id, "Slack has no time to say", "ask again in a minute")

    return list(await asyncio.gather(*(one(slack_id, places) for slack_id, places in ids.items())))


async def _channel(bot: Asking, channel_id: str, places: str) -> Finding | None:
    what = f"Channel {channel_id} ({places})"
    try:
        said = (await bot.ask("conversations.info", channel=channel_id)).said["channel"]
    except Refused as error:
        if _name(error) == "channel_not_found":
            return wrong(what, "it is not there, or it is private and Snag is not in it", f"{INVITE}; or {CHOOSE}")
        return wrong(what, str(error), REMEDIES.get(_name(error), CHOOSE))
    if said.get("is_archived"):
        return wrong(what, f"#{said.get('name')} is archived", f"unarchive it, or {CHOOSE}")
    if not said.get("is_member"):  # a public one: of a private one Slack would say nothing
        return note(what, f"Snag is not in #{said.get('name')}: cards arrive, their threads are not heard", INVITE)
    if said.get("is_ext_shared"):
        return note(what, f"#{said.get('name')} is shared with another company, whose people see the cards")
    return None


async def _person(bot: Asking, user_id: str, places: str) -> Finding | None:
    what = f"Person {user_id} ({places})"
    try:
        said = (await bot.ask("users.info", user=user_id)).said["user"]
    except Refused as error:
        return wrong(what, "nobody in this workspace" if _name(error) == "user_not_found" else str(error),
                     "name somebody else in the settings")
    name = (said.get("profile") or {}).get("display_name") or said.get("real_name") or user_id
    if said.get("deleted"):
        return wrong(what, f"{name} has left", "name somebody else in the settings")
    if said.get("is_bot"):
        return wrong(what, f"{name} is a bot, and bots get no messages", "name a person in the settings")
    return None


async def _group(bot: Asking, group_id: str, places: str) -> Finding | None:
    try:
        members = (await bot.ask("usergroups.users.list", usergroup=group_id)).said.get("users")
    except Refused as error:
        return wrong(f"User group {group_id} ({places})", str(error), "name another group, or people, in the settings")
    return None if members else wrong(f"User group {group_id} ({places})", "it has no members, so nobody may act by it",
                                      "add people to the group in Slack, or name others in the settings")


def _name(error: Refused | NotNow) -> str:
    return error.error
