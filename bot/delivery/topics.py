"""What each topic of a work row says: facts are read now, words chosen for whoever reads them, nothing is sent here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.outgoing import Answer, Ask, Outgoing, Post, Update
from bot.delivery.slack import Slack
from bot.domain.annoyances import State
from bot.domain.people import language
from bot.errors import DeliveryError, Refused
from bot.services.annoyances import Annoyances
from bot.services.cards import subject
from bot.services.digests import Digests
from bot.services.people import People
from bot.services.surveys import Surveys
from bot.services.workspaces import Workspaces
from bot.views import annoyances as annoyance_views
from bot.views import digests as digest_views
from bot.views import surveys as survey_views
from bot.views.blocks import Part, User
from bot.views.replies import reply
from bot.views.reports import state_word
from storage import posts
from storage.db import Database
from storage.secrets import Secrets
from storage.work import Claimed

URL_LIVES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Services:
    """The services whose facts are told."""

    workspaces: Workspaces
    people: People
    annoyances: Annoyances
    surveys: Surveys
    digests: Digests


class Topics:
    """From a claimed row to something that can be sent, or None when there is nothing to say any more."""

    def __init__(self, db: Database, services: Services, slack: Slack, secrets: Secrets, clock: Clock) -> None:
        self._db, self._services, self._slack, self._secrets, self._clock = db, services, slack, secrets, clock
        self._table: dict[str, Callable[[Claimed], Awaitable[Outgoing | None]]] = {
            "card": self._card, "moved_card": self._moved_card, "line": self._line, "told": self._told,
            "ask": self._ask, "digest": self._digest, "third_move": self._third_move, "reply": self._reply,
            "group": self._group,
        }
        self._steps: dict[str, Callable[[Session, str, dict[str, Any]], None]] = {
            "close_survey": lambda session, ws, payload: services.surveys.close(session, ws, payload["survey"]),
            "publish_digest": lambda session, ws, payload: services.digests.publish(
                session, ws, payload["team"], payload["period"]),
            "place_cards": lambda session, ws, _payload: services.annoyances.place_cards(session, ws),
        }

    async def make(self, row: Claimed) -> Outgoing | None:
        """What this row says now. Raises `Refused` for a topic that no version of Snag knows any more."""
        making = self._table.get(row.topic)
        if making is None:
            raise Refused("unknown_topic", f"nothing here says {row.topic!r}")
        return await making(row)

    def step(self, session: Session, row: Claimed) -> None:
        """Carry out a step within its transaction."""
        doing = self._steps.get(row.topic)
        if doing is None:
            raise Refused("unknown_topic", f"nothing here does {row.topic!r}")
        doing(session, row.workspace_id, row.payload)

    async def language_of(self, workspace_id: str, user_id: str) -> str:
        """The language to speak to somebody; asked of Slack where it is not known."""
        spoken, stale = await self._db.read(self._services.people.language, workspace_id, user_id)
        if not stale:
            return spoken
        try:
            profile = await self._slack.profile(workspace_id, user_id)
        except DeliveryError:
            return spoken
        await self._db.run(self._services.people.keep, workspace_id, profile)
        return language(profile.locale, spoken)

    async def _named(self, workspace_id: str, user_id: str | None) -> Part | None:
        if user_id is None:
            return None
        names = await self._db.read(self._services.people.names, workspace_id, [user_id])
        return names.get(user_id) or User(user_id)

    async def _here(self, workspace_id: str, number: int) -> posts.Address | None:
        def look() -> posts.Address | None:
            with self._db.reading() as session:
                return posts.current(session, workspace_id, subject(number))
        return await self._db.read(look)

    async def _card(self, row: Claimed) -> Outgoing | None:
        number = int(row.payload["number"])
        view = await self._db.read(self._services.annoyances.card, row.workspace_id, number)
        here = await self._here(row.workspace_id, number)
        channel = (view.channel_id if view else None) or (here.channel_id if here else None)
        if view is None or channel is None:
            return None
        message = annoyance_views.card(view)
        if here is not None and here.channel_id == channel:
            return Update(channel, here.ts, message)

        def posted(session: Session, _answer: dict[str, Any]) -> None:
            self._services.annoyances.card_posted(session, row.workspace_id, number, channel)

        return Post(channel, message, subject=subject(number), remember=posted)

    async def _moved_card(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, facts["number"])
        here = await self._here(row.workspace_id, facts["number"])
        if about is None or here is None or (here.channel_id, here.ts) == (facts["channel"], facts["ts"]):
            return None
        link = await self._permalink(row.workspace_id, here)
        message = annoyance_views.moved_card(
            _language_of_channel(settings, facts["channel"]), number=about.number, title=about.title, team=about.team,
            link=link)
        return Update(facts["channel"], facts["ts"], message)

    async def _permalink(self, workspace_id: str, address: posts.Address) -> str | None:
        try:
            answer = await self._slack.query(workspace_id, "chat.getPermalink", channel=address.channel_id,
                                             message_ts=address.ts)
        except Refused:
            return None
        return str(answer["permalink"]) if answer.get("permalink") else None

    async def _line(self, row: Claimed) -> Outgoing | None:
        facts = dict(row.payload)
        here = await self._here(row.workspace_id, facts["number"])
        if here is None:
            return None
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        by = await self._named(row.workspace_id, facts.pop("by"))
        names = {key: team.name for key, team in settings.teams.items()} | settings.archived
        names |= await self._db.read(self._services.people.names, row.workspace_id, [facts.get("assignee") or ""])
        message = annoyance_views.line(_language_of_channel(settings, here.channel_id), facts["what"], by=by,
                                       facts=facts, names=names)
        return Post(here.channel_id, message, thread_ts=here.ts)

    async def _told(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, facts["number"])
        if about is None:
            return None
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        spoken = await self.language_of(row.workspace_id, facts["user"])
        return Post(row.channel, annoyance_views.told(
            spoken, facts["what"], number=about.number, title=about.title, team=settings.team_name(facts["team"]),
            what_was_done=facts.get("what_was_done"), for_customer=facts.get("for_customer")))

    async def _ask(self, row: Claimed) -> Outgoing | None:
        asked, survey_id = row.payload["user"], row.payload["survey"]
        about = await self._db.read(self._services.surveys.question, row.workspace_id, survey_id)
        if about is None or not about.is_open:
            return None
        message = survey_views.question(await self.language_of(row.workspace_id, asked), survey_id,
                                        number=about.number, title=about.title, what_was_done=about.what_was_done)

        def sent(session: Session, _answer: dict[str, Any]) -> None:
            self._services.surveys.asked(session, row.workspace_id, survey_id, asked)

        return Post(row.channel, message, subject=f"ask:{survey_id}:{asked}", blind=False, remember=sent)

    async def _digest(self, row: Claimed) -> Outgoing | None:
        found = await self._db.read(self._services.digests.published, row.workspace_id, row.payload["team"],
                                    row.payload["period"])
        if found is None:
            return None
        message = digest_views.digest(found.locale, found.team, found.zone, found.figures, preview=False)
        return Post(row.channel, message, subject=f"digest:{row.payload['team']}:{row.payload['period']}", blind=False)

    async def _third_move(self, row: Claimed) -> Outgoing | None:
        number = row.payload["number"]
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, number)
        if about is None:
            return None
        spoken = await self.language_of(row.workspace_id, row.payload["user"])
        history = await self._db.read(self._services.annoyances.history, row.workspace_id, number)
        triage = state_word(spoken, State.TRIAGE)
        return Post(row.channel, annoyance_views.third_move(
            spoken, number=number, title=about.title, way=[f"{team or triage} ({reason})" if reason else team or triage
                                                            for team, reason in history]))

    async def _reply(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        if row.unsure:
            return None  # what only one person sees cannot be looked up: at most once
        fresh = self._clock.machine() - row.created_at <= URL_LIVES
        url = self._secrets.open(facts["url"]) if facts["url"] and fresh else None
        spoken = await self.language_of(row.workspace_id, facts["user"])
        return Answer(url, facts["user"], facts["channel"], facts["replace"],
                      reply(spoken, facts["what"], facts["facts"]))

    async def _group(self, row: Claimed) -> Outgoing | None:
        group = row.payload["group"]

        def keep(session: Session, answer: dict[str, Any]) -> None:
            self._services.people.keep_group(session, row.workspace_id, group, list(answer.get("users") or []))

        return Ask("usergroups.users.list", {"usergroup": group}, keep)


def _language_of_channel(settings: Any, channel_id: str) -> str:
    for team in settings.teams.values():
        if team.channel_id == channel_id:
            return str(team.locale)
    return str(settings.locale)
