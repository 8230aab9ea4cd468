"""What is asked of people: invitations to surveys and their one reminder. What came too late for somebody's day goes
back into the plan; what may have been sent already is looked up when they work again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.outgoing import Outgoing, Post
from bot.domain.manners import next_hour
from bot.errors import NotYet
from bot.services.answers import Answers
from bot.services.invitations import Invitations, Ready, surveys_of
from bot.services.verification import Verification
from bot.views import surveys as survey_views
from bot.views import verification as verification_views
from bot.views.blocks import Message
from storage import work
from storage.db import Database
from storage.work import Claimed

TOPICS = frozenset({"survey", "survey_reminder", "ask"})


@dataclass(frozen=True, slots=True)
class Asking:
    """The services that know what is asked."""

    invitations: Invitations
    answers: Answers
    verification: Verification


class SurveyTopics:
    """From a claimed row to a question, or None when there is nothing to ask any more."""

    def __init__(self, db: Database, services: Asking, clock: Clock, recipient: Callable[[Claimed], str | None],
                 language_of: Callable[[str, str], Awaitable[str]]) -> None:
        self._db, self._services, self._clock = db, services, clock
        self._recipient, self._language_of = recipient, language_of

    async def survey(self, row: Claimed) -> Outgoing | None:
        """A plan's question."""
        to = self._recipient(row)
        if to is None or not await self._may_go(row, to):
            return None
        return await self._post(row, to, await self._invitation(row, to, reminder=False), self._asked)

    async def reminder(self, row: Claimed) -> Outgoing | None:
        """The same once more to those who have not answered; 'How is it now?' as it was gathered."""
        to = self._recipient(row)
        if to is None or not await self._may_go(row, to):
            return None
        gathered = "surveys" in row.payload
        message = await (self._gathered(row, to, reminder=True) if gathered
                         else self._invitation(row, to, reminder=True))
        return await self._post(row, to, message, self._reminded)

    async def ask(self, row: Claimed) -> Outgoing | None:
        """'How is it now?', gathered."""
        to = self._recipient(row)
        if to is None or not await self._may_go(row, to):
            return None
        return await self._post(row, to, await self._gathered(row, to, reminder=False), self._asked)

    def unsaid(self, session: Session, row: Claimed) -> None:
        """There was nothing to say any more; an attempt before may have said it all the same."""
        if row.unsure:
            self._services.invitations.failed(session, row)
        else:
            self._services.invitations.not_said(session, row)
        self._forget_hidden(session, row)

    def given_up(self, session: Session, row: Claimed) -> None:
        """It will never be said."""
        self._services.invitations.failed(session, row)
        self._forget_hidden(session, row)

    async def _may_go(self, row: Claimed, to: str) -> bool:
        """Whether it may be said now. Raises `NotYet` where it may have been said already, and they are at home."""
        invitations = self._services.invitations
        await self._language_of(row.workspace_id, to)  # with it Slack tells where they live, of those we never met
        ready = await self._db.read(invitations.ready, row, to)
        if ready is Ready.LATER and row.unsure:
            raise NotYet(next_hour(self._clock.now()))
        if ready is Ready.LATER:
            await self._db.run(invitations.put_back, row.workspace_id, row)
        return ready is Ready.YES

    async def _invitation(self, row: Claimed, to: str, *, reminder: bool) -> Message | None:
        asking = await self._db.read(self._services.answers.asking, row.workspace_id, row.payload["survey"], to)
        if asking is None or not asking.is_open or (asking.said is not None and not row.unsure):
            return None
        return survey_views.invitation(await self._language_of(row.workspace_id, to), asking, reminder=reminder)

    async def _gathered(self, row: Claimed, to: str, *, reminder: bool) -> Message | None:
        asked = await self._db.read(self._services.verification.to_ask, row.workspace_id, row.payload["user"],
                                    surveys_of(row.payload), reminder=reminder)
        return verification_views.asking(await self._language_of(row.workspace_id, to), asked) if asked else None

    async def _post(self, row: Claimed, to: str, message: Message | None, sent: Callable[[Session, Claimed], None]
                    ) -> Outgoing | None:
        if message is None:
            return None
        hidden = await self._db.read(self._is_hidden, row)

        def remember(session: Session, _answer: dict[str, Any]) -> None:
            sent(session, row)
            self._forget_hidden(session, row)

        return Post(to, message, subject=None if hidden else row.dedup_key, blind=False, remember=remember)

    def _asked(self, session: Session, row: Claimed) -> None:
        self._services.invitations.asked(session, row)

    def _reminded(self, session: Session, row: Claimed) -> None:
        self._services.invitations.reminded(session, row)

    def _is_hidden(self, row: Claimed) -> bool:
        with self._db.reading() as session:
            return self._services.invitations.leaves_no_trace(session, row)

    def _forget_hidden(self, session: Session, row: Claimed) -> None:
        if self._services.invitations.leaves_no_trace(session, row):
            work.forget(session, row)
