"""Who is asking, where, in which language; and errors turned into one kind sentence, once, here."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.slack import profile_of
from bot.domain.people import Back, Where, language
from bot.errors import PersonError, StorageUnavailable
from bot.services.action_items import ActionItems
from bot.services.annoyances import Annoyances
from bot.services.answers import Answers
from bot.services.caring import Care
from bot.services.channels import Channels
from bot.services.customers import CustomersDetails
from bot.services.digests import Digests
from bot.services.following import Following
from bot.services.home import Homes
from bot.services.invitations import Invitations
from bot.services.links import Links
from bot.services.merging import Merging
from bot.services.misroutes import Misroutes
from bot.services.nudges import Nudges
from bot.services.offers import Offers
from bot.services.people import People
from bot.services.records import Records
from bot.services.replies import Replies
from bot.services.reporters import Reporters
from bot.services.reports import Reports
from bot.services.results import Results
from bot.services.snoozing import Snoozing
from bot.services.surveys import Surveys
from bot.services.threads import Threads
from bot.services.ticking import Clocks
from bot.services.timelines import Timelines
from bot.services.todos import Todos
from bot.services.tokens import Tokens
from bot.services.trackers import Trackers
from bot.services.verification import Verification
from bot.services.webhooks import Webhooks
from bot.services.workspaces import Workspaces
from bot.views.blocks import Json, Message
from bot.views.home import home
from bot.views.replies import in_words, sentence

log = structlog.get_logger()

LANGUAGE_WAIT = 0.8
"""Seconds that an answer may wait for Slack to tell somebody's language."""

NO_ANSWER = (aiohttp.ClientError, OSError, TimeoutError)
"""How a call to Slack ends that Slack did not answer."""

T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]
Then = Callable[[Json], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Services:
    """All use cases; `run` carries one out that writes, `read` one that only reads."""

    workspaces: Workspaces
    people: People
    reports: Reports
    annoyances: Annoyances
    reporters: Reporters
    customers: CustomersDetails
    verification: Verification
    surveys: Surveys
    invitations: Invitations
    answers: Answers
    links: Links
    results: Results
    digests: Digests
    homes: Homes
    replies: Replies
    offers: Offers
    threads: Threads
    channels: Channels
    items: ActionItems
    following: Following
    todos: Todos
    merging: Merging
    snoozes: Snoozing
    care: Care
    nudges: Nudges
    trackers: Trackers
    webhooks: Webhooks
    tokens: Tokens
    records: Records
    timelines: Timelines
    clocks: Clocks
    misroutes: Misroutes
    run: Run
    read: Run


@dataclass(frozen=True, slots=True)
class Asker:
    """One request of one person. `key` is the same in every repeat of it; `spoken` ends in their language."""

    workspace_id: str
    user_id: str
    key: str
    spoken: asyncio.Task[str] | None
    payload: Json
    channel_id: str | None = None
    trigger_id: str = ""

    async def language(self) -> str:
        return await self.spoken if self.spoken is not None else "en"

    @property
    def where(self) -> Where | None:
        """The message clicked on, if it is one that everybody sees."""
        container = self.payload.get("container") or {}
        if container.get("type") != "message" or container.get("is_ephemeral"):
            return None
        channel, ts = container.get("channel_id"), container.get("message_ts")
        return Where(str(channel), str(ts)) if channel and ts else None

    def back(self, *, replace: bool = False) -> Back:
        """How to answer this click; `replace` puts the answer in place of the person's own message."""
        return Back(self.user_id, self.payload.get("response_url"), self.channel_id, replace=replace)

    @property
    def state(self) -> Json:
        """What the form's fields hold."""
        found: Json = ((self.payload.get("view") or {}).get("state") or {}).get("values") or {}
        return found

    @property
    def metadata(self) -> str:
        return str((self.payload.get("view") or {}).get("private_metadata") or "")


class Edge:
    """What every handler needs beside its one call: people's language, forms to open, errors to tell."""

    def __init__(self, services: Services, client: AsyncWebClient) -> None:
        self.services, self.client = services, client
        self._tasks: set[asyncio.Task[Any]] = set()
        self._drawing: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def asker(self, body: Json, *, user_id: str, team_id: str, key: str, channel_id: str | None = None,
                    answers: bool = True) -> Asker:
        """Whoever sent this request. Raises `NotFound` where the workspace did not install Snag.

        Unless nothing is answered, their language is looked up beside whatever is saved meanwhile.
        """
        team_id = _installed(body) or team_id
        workspace_id = self.services.workspaces.known(team_id) or await self.services.run(
            self.services.workspaces.of_slack_team, team_id)
        if user_id and _home(body) not in (None, team_id):
            await self.services.run(self.services.people.meet_stranger, workspace_id, user_id)
        spoken = self.spawn(self._language(workspace_id, user_id)) if answers else None
        return Asker(workspace_id, user_id, key, spoken, body, channel_id, str(body.get("trigger_id") or ""))

    async def described(self, asker: Asker) -> None:
        """Until Slack has described this person, for as long as an answer may wait for that."""
        await self._language(asker.workspace_id, asker.user_id)

    async def _language(self, workspace_id: str, user_id: str) -> str:
        if at_hand := self.services.people.language_at_hand(workspace_id, user_id):
            return at_hand
        try:
            spoken, stale = await self.services.read(self.services.people.language, workspace_id, user_id)
        except StorageUnavailable:
            return "en"
        if not stale:
            return str(spoken)
        asking = self.spawn(self._ask_language(workspace_id, user_id, spoken))
        done, _ = await asyncio.wait({asking}, timeout=LANGUAGE_WAIT)
        return str(asking.result()) if done else str(spoken)

    async def _ask_language(self, workspace_id: str, user_id: str, fallback: str) -> str:
        try:
            answer = await self.client.users_info(user=user_id, include_locale=True)
            profile = profile_of(answer["user"])
            await self.services.run(self.services.people.keep, workspace_id, profile)
        except (SlackApiError, *NO_ANSWER, StorageUnavailable) as error:
            log.info("language unknown", error=type(error).__name__)
            return fallback
        return language(profile.locale, fallback)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Something that must not hold up the acknowledgement; it is waited for when the process stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)

    def show(self, asker: Asker, view: Json, *, push: bool = False, then: Then | None = None) -> None:
        """Open a finished form (or put it on top of the open one), beside the acknowledgement.

        `then` gets the open form as Slack echoes it, and goes on beside it.
        """
        self.spawn(self._show(asker, view, push=push, then=then))

    async def _show(self, asker: Asker, view: Json, *, push: bool, then: Then | None) -> None:
        opening = self.client.views_push if push else self.client.views_open
        try:
            answer = await opening(trigger_id=asker.trigger_id, view=view)
        except SlackApiError as error:
            name = str(error.response.get("error"))
            log.warning("form not opened", error=name, detail=error.response.get("response_metadata"))
            key = "error.too_slow" if name in ("expired_trigger_id", "exchanged_trigger_id") else "error.form_failed"
            await self._tell(asker, key, {"error": name})
        except NO_ANSWER:
            await self._tell(asker, "error.too_slow", {})
        else:
            _, failed = await self.attempt(then(answer["view"])) if then else (None, None)
            if failed is not None:
                log.error("open form not gone on with", exc_info=failed)

    def redraw(self, asker: Asker, view: Json, *, over_all: bool = False) -> None:
        """Draw the open form anew, if it is still the one that was clicked in; `over_all`: in any case, because the
        person asked for it, and what was drawn meanwhile was not what they asked for."""
        open_view = asker.payload.get("view") or {}
        self.spawn(self.draw(open_view | {"hash": None} if over_all else open_view, view))

    def in_turn(self, asker: Asker, work: Coroutine[Any, Any, None]) -> None:
        """Something for somebody's open form, beside the acknowledgement: one after another, in the order of their
        clicks, so that an older picture never covers a newer one."""
        self.spawn(self._in_turn(asker, work))

    async def _in_turn(self, asker: Asker, work: Coroutine[Any, Any, None]) -> None:
        async with self._drawing.setdefault((asker.workspace_id, asker.user_id), asyncio.Lock()):
            _, failed = await self.attempt(work)
            if failed is not None:
                log.warning("form not followed", exc_info=failed)

    async def draw(self, open_view: Json, view: Json) -> None:
        """Draw an open form anew, if it still is as `open_view` shows it; what was typed meanwhile stays."""
        try:
            await self.client.views_update(view_id=open_view.get("id"), hash=open_view.get("hash"), view=view)
        except (SlackApiError, *NO_ANSWER) as error:
            log.info("form not redrawn", error=str(error))

    def draw_home(self, asker: Asker) -> None:
        """After what somebody did in their Home: draw it as it is by now, beside the acknowledgement.

        Not by a row: its time beside an anonymous report's would say whose that is. What is lost is drawn at the next
        opening. One at a time for each person, so that an older picture never covers a newer one.
        """
        self.spawn(self._draw_home(asker))

    async def _draw_home(self, asker: Asker) -> None:
        async with self._drawing.setdefault((asker.workspace_id, asker.user_id), asyncio.Lock()):
            try:
                now = await self.services.read(self.services.homes.read, asker.workspace_id, asker.user_id)
                await self.client.views_publish(user_id=asker.user_id, view=home(await asker.language(), now))
            except (SlackApiError, *NO_ANSWER, StorageUnavailable) as error:
                log.info("Home not drawn anew", error=str(error))

    async def _tell(self, asker: Asker, key: str, facts: dict[str, Any]) -> None:
        await self.services.run(self.services.replies.send, asker.workspace_id, asker.back(), key, facts)

    async def attempt(self, work: Awaitable[T]) -> tuple[T | None, Exception | None]:
        """Its result, or the error it ended in."""
        return await attempt(work)

    def sentence(self, spoken: str, error: Exception | None, words: str | None = None) -> Message:
        """An error as one kind sentence; unless the fault was the person's own, their words are handed back."""
        key, values = _named(error)
        return sentence(spoken, key, values, words if not isinstance(error, PersonError) else None)

    def words(self, spoken: str, error: Exception) -> str:
        """The same sentence as bare words, for a field of a form."""
        key, values = _named(error)
        return in_words(spoken, key, values)

    async def tell_failed_click(self, asker: Asker, error: Exception) -> None:
        """A click in a message failed: say so to that person alone."""
        if isinstance(error, PersonError):
            await self._tell(asker, error.key, error.args_of_key)
            return
        self.say_without_rows(asker.channel_id, asker.user_id, self.sentence(await asker.language(), error))

    def say_without_rows(self, channel_id: str | None, user_id: str, message: Message) -> None:
        """The database cannot take a row just now, so this one sentence goes straight out, and may be lost."""
        if channel_id:
            self.spawn(self._whisper(channel_id, user_id, message))

    async def _whisper(self, channel_id: str, user_id: str, message: Message) -> None:
        try:
            await self.client.chat_postEphemeral(channel=channel_id, user=user_id, text=message.text,
                                                 blocks=message.blocks)
        except (SlackApiError, *NO_ANSWER) as error:
            log.info("error not told", error=str(error))


async def attempt(work: Awaitable[T]) -> tuple[T | None, Exception | None]:
    """Its result, or the error it ended in. The one place where a request's errors, known or not, are caught."""
    try:
        return await work, None
    except Exception as error:  # noqa: BLE001  whatever broke, the person must hear a sentence and lose nothing
        return None, error


def _installed(body: Json) -> str | None:
    """The workspace in which Snag is installed: where somebody of another company acts, the payload's own `team` or
    `team_id` may be theirs (slack_bolt 1.30, request/internals.py: extract_team_id)."""
    granted = (body.get("authorizations") or [{}])[0].get("team_id")
    found = (body.get("view") or {}).get("app_installed_team_id") or granted or body.get("context_team_id")
    return str(found) if found else None


def _home(body: Json) -> str | None:
    """The workspace of whoever acts, where the payload says it. Within one company's several it says nothing."""
    if body.get("enterprise") or body.get("enterprise_id"):
        return None
    user, event = body.get("user"), body.get("event") or {}
    found = user.get("team_id") if isinstance(user, dict) else event.get("user_team") or event.get("source_team")
    return str(found) if found else None


def _named(error: Exception | None) -> tuple[str, dict[str, Any]]:
    """The key of an error's sentence and its values; an unknown error is logged under a reference."""
    if isinstance(error, PersonError):
        return error.key, error.args_of_key
    reference = new_reference()
    log.error("request failed", reference=reference, exc_info=error)
    key = "error.not_saved" if isinstance(error, StorageUnavailable) else "error.unexpected"
    return key, {"reference": reference}


def new_reference() -> str:
    """A short word that a person can read to an admin, who finds it in the log."""
    return secrets.token_hex(3).upper()
