"""What senders of surveys see, and what only Slack knows of those they mean."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlmodel import Session

from bot.delivery.outgoing import Ask, Outgoing, Post, Update
from bot.delivery.slack import PAGE, Slack
from bot.errors import NotNow, Refused, Unknown
from bot.services.people import People
from bot.services.survey_progress import subject
from bot.services.surveys import Surveys
from bot.services.workspaces import Workspaces
from bot.views import survey_progress as views
from bot.views.blocks import Part
from storage import posts, work
from storage.db import Database
from storage.work import Claimed

UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
CLOSED = frozenset({"channel_not_found", "not_in_channel", "is_archived", "fetch_members_failed"})
PORTION = 50
TIME_FOR_PORTION = 15
"""Seconds for the questions of one attempt: well within what delivery gives a row, so that what was heard counts."""


class ProgressTopics:
    """From a claimed row to something that can be sent, or None when there is nothing to say any more."""

    def __init__(self, db: Database, surveys: Surveys, people: People, workspaces: Workspaces, slack: Slack,
                 language_of: Callable[[str, str], Awaitable[str]],
                 named: Callable[[str, str, str], Awaitable[Part | None]]) -> None:
        self._db, self._surveys, self._people, self._workspaces = db, surveys, people, workspaces
        self._slack, self._language_of, self._named = slack, language_of, named

    async def progress(self, row: Claimed) -> Outgoing | None:
        """How a survey stands, in the one message that its sender has of it."""
        now = await self._db.read(self._surveys.progress, row.workspace_id, row.payload["survey"])
        if now is None or not await self._db.read(self._people.is_here, row.workspace_id, now.sender):
            return None
        spoken = await self._language_of(row.workspace_id, now.sender)
        settings = await self._db.read(self._workspaces.directory, row.workspace_id)
        message = views.progress(spoken, now, str(settings.zone), decider=await self._named(
            row.workspace_id, now.decider, spoken) or now.decider)
        here = await self._db.read(self._here, row.workspace_id, now.survey_id)
        if here is not None:
            return Update(here.channel_id, here.ts, message)
        return Post(now.sender, message, subject=subject(now.survey_id))

    def _here(self, workspace_id: str, survey_id: str) -> posts.Address | None:
        with self._db.reading() as session:
            return posts.current(session, workspace_id, subject(survey_id))

    async def members(self, row: Claimed) -> Outgoing | None:
        """One page of who is in a channel. Where Slack does not tell, the sender hears it."""
        facts = row.payload
        arguments = {"channel": facts["channel"], "limit": PAGE, **(
            {"cursor": facts["cursor"]} if facts["cursor"] else {})}
        try:
            answer = await self._slack.query(row.workspace_id, "conversations.members", **arguments)
        except Refused as error:
            if error.error not in CLOSED:
                raise
            await self._db.run(self._surveys.not_readable, row.workspace_id, facts["survey"])
            return None
        page = list(answer.get("members") or ()), str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        await self._db.run(self._surveys.heard_page, row.workspace_id, facts["survey"], facts["channel"],
                           facts["cursor"], page)
        return None

    async def profiles(self, row: Claimed) -> Outgoing | None:
        """Who the strangers are, a portion at a time; what was told stays told. An attempt that comes further is none
        that failed, however many it takes."""
        survey_id, after = row.payload["survey"], row.payload["after"]
        strangers = await self._db.read(self._surveys.strangers, row.workspace_id, survey_id, after)
        left = [one for one in strangers if one > row.payload.get("asked", after)]
        heard: list[str] = []
        try:
            async with asyncio.timeout(TIME_FOR_PORTION):
                await self._describe(row.workspace_id, left[:PORTION], heard)
        except (TimeoutError, Unknown):
            if not heard:
                raise
        if len(heard) < len(left):
            await self._db.run(self._go_on_behind, row, heard[-1])
            raise NotNow(f"{len(left) - len(heard)} people are still to be asked for", 0)
        await self._db.run(self._surveys.described, row.workspace_id, survey_id, after)
        return None

    async def _describe(self, workspace_id: str, users: Sequence[str], heard: list[str]) -> None:
        """Ask Slack who these are; `heard` grows by each whom it has answered for."""
        for user in users:
            try:
                profile = await self._slack.profile(workspace_id, user)
            except Refused as error:
                if error.error not in UNKNOWN:
                    raise
            else:
                await self._db.run(self._people.keep, workspace_id, profile)
            heard.append(user)

    def _go_on_behind(self, row: Claimed, user: str) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            work.keep_payload(tx.session, row, {**row.payload, "asked": user})

    async def group(self, row: Claimed) -> Outgoing | None:
        """Who is in a user group."""
        group = row.payload["group"]

        def keep(session: Session, answer: dict[str, Any]) -> None:
            self._people.keep_group(session, row.workspace_id, group, list(answer.get("users") or []))
            self._surveys.heard_group(session, row.workspace_id, group)

        return Ask("usergroups.users.list", {"usergroup": group}, keep)
