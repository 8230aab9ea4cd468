"""What each topic of a work row says: facts are read now, words chosen for whoever reads them, nothing is sent here."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.care_topics import CareTopics
from bot.delivery.item_topics import ItemTopics
from bot.delivery.nudge_topics import NudgeTopics
from bot.delivery.outgoing import Answer, Ask, Call, Outgoing, Post, Publish, Update, Upload
from bot.delivery.progress_topics import ProgressTopics
from bot.delivery.result_topics import ResultTopics
from bot.delivery.slack import Slack, seen_of
from bot.delivery.survey_topics import TOPICS as ASKING
from bot.delivery.survey_topics import Asking, SurveyTopics
from bot.delivery.timeline_topics import TimelineTopics
from bot.delivery.tracker_topics import GIVEN_UP, TrackerTopics
from bot.delivery.webhook_topics import WebhookTopics
from bot.domain.annoyances import State
from bot.domain.api_tokens import BY
from bot.domain.channels import Trouble
from bot.domain.people import language
from bot.domain.quotes import Offered, Place
from bot.domain.quotes import Why as WhyOffered
from bot.errors import DeliveryError, NotNow, NotTaken, Refused
from bot.services.action_items import ActionItems
from bot.services.annoyances import Annoyances
from bot.services.answers import Answers
from bot.services.attachments import Attachments
from bot.services.caring import Care
from bot.services.channels import Channels
from bot.services.desk import line, subject
from bot.services.digests import Digests
from bot.services.home import Homes, permalink
from bot.services.invitations import Invitations
from bot.services.nudges import Nudges
from bot.services.offers import Offers
from bot.services.parcels import Parcels
from bot.services.people import People
from bot.services.pseudonyms import is_pseudonym
from bot.services.reporters import Reporters
from bot.services.results import Results
from bot.services.surveys import Surveys
from bot.services.ticking import Clocks
from bot.services.timelines import Timelines
from bot.services.trackers import Trackers
from bot.services.verification import Verification
from bot.services.workspaces import Workspaces
from bot.text import say
from bot.trackers import Reach
from bot.views import annoyances as annoyance_views
from bot.views import channels as channel_views
from bot.views import digests as digest_views
from bot.views import followers as follower_views
from bot.views import offers as offer_views
from bot.views import reporters as reporter_views
from bot.views import surveys as survey_views
from bot.views.blocks import VALUE, Channel, Message, Part, User
from bot.views.home import home
from bot.views.ids import Action
from bot.views.replies import reply, sentence
from bot.views.reports import state_word
from storage import posts
from storage.db import Database
from storage.secrets import Secrets
from storage.work import Claimed

URL_LIVES = timedelta(minutes=30)
PERSONAL = frozenset({"followed", "items_left", "tracker_trouble", "told", "question", "channel_trouble",
                      "results_file", "timeline_file", "survey_late", "nudge", "care_with", "webhook_off"}) | ASKING
"""Topics that mean one person and nobody else: when they have left, there is nothing to say any more."""
HOME_WAITS = timedelta(minutes=10)
CARD_COMES_SOON = timedelta(minutes=1)
"""A card that does not stand by then waits for a person: what follows it asks each minute."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services whose facts are told."""

    workspaces: Workspaces
    people: People
    annoyances: Annoyances
    verification: Verification
    surveys: Surveys
    invitations: Invitations
    answers: Answers
    results: Results
    digests: Digests
    homes: Homes
    reporters: Reporters
    offers: Offers
    attachments: Attachments
    channels: Channels
    items: ActionItems
    nudges: Nudges
    trackers: Trackers
    parcels: Parcels
    timelines: Timelines
    clocks: Clocks
    care: Care


class Topics:
    """From a claimed row to something that can be sent, or None when there is nothing to say any more."""

    def __init__(self, db: Database, services: Services, slack: Slack, secrets: Secrets, clock: Clock,
                 reach: Reach) -> None:
        self._db, self._services, self._slack, self._secrets, self._clock = db, services, slack, secrets, clock
        self._surveys = SurveyTopics(
            db, Asking(services.invitations, services.answers, services.verification), clock, self._recipient,
            self.language_of)
        self._trackers = TrackerTopics(db, services.trackers, services.annoyances, services.workspaces, clock, reach,
                                       self._here, self._permalink, self.language_of)
        self._results = ResultTopics(db, services.results, services.workspaces, clock, self.language_of)
        self._timelines = TimelineTopics(db, services.timelines, services.people, self.language_of)
        self._progress = ProgressTopics(db, services.surveys, services.people, services.workspaces, slack,
                                        self.language_of, self._named)
        self._care = CareTopics(db, services.care, self.line_of, self.language_of, self._named, self._permalink)
        self._webhooks = WebhookTopics(db, services.parcels, clock, self.language_of)
        self._items = ItemTopics(db, services.items, services.people, services.workspaces, clock, self._named,
                                 self.language_of)
        self._nudges = NudgeTopics(db, services.nudges, services.people, services.workspaces, clock, self.language_of)
        self._table: dict[str, Callable[[Claimed], Awaitable[Outgoing | None]]] = {
            "card": self._card, "moved_card": self._moved_card, "line": self._line, "told": self._told,
            "ask": self._surveys.ask, "digest": self._digest, "third_move": self._third_move, "reply": self._reply,
            "group": self._progress.group, "home": self._home, "question": self._question, "offer": self._offer,
            "screenshot": self._screenshot, "delete_screenshot": self._delete_screenshot,
            "screenshot_refused": self._screenshot_refused,
            "survey": self._surveys.survey, "survey_reminder": self._surveys.reminder,
            "survey_progress": self._progress.progress, "survey_late": self._survey_late,
            "members": self._progress.members, "profiles": self._progress.profiles,
            "care": self._care.line, "care_over": self._care.over, "care_with": self._care.handed_over,
            "nudge": self._nudges.message, "nudge_line": self._nudges.line,
            "results": self._results.posted, "results_file": self._results.file,
            "timeline_file": self._timelines.file,
            "followed": self._followed, "item": self._items.line, "item_away": self._items.away,
            "item_left": self._items.left, "items_left": self._items.unassigned,
            "tracker_issue": self._trackers.issue, "tracker_sweep": self._trackers.sweep,
            "tracker_state": self._trackers.state, "tracker_trouble": self._trackers.trouble,
            "channel": self._channel, "join": self._join, "channel_trouble": self._channel_trouble,
            "webhook": self._webhooks.event, "webhook_off": self._webhooks.switched_off,
        }
        self._steps: dict[str, Callable[[Session, str, dict[str, Any]], None]] = {
            "close_survey": lambda session, ws, payload: services.verification.close(session, ws, payload["survey"]),
            "publish_digest": lambda session, ws, payload: services.digests.publish(
                session, ws, payload["team"], payload["period"]),
            "place_cards": self._place_cards,
            "replan": services.invitations.replan,
            "measure_clocks": services.clocks.measure,
            "invite": services.surveys.go_on,
            "complaints": services.answers.report_waiting,
            "forget_contacts": services.care.forget_contacts,
            "departed": lambda session, ws, payload: services.annoyances.departed(session, ws, payload["user"]),
        }

    def _place_cards(self, session: Session, workspace_id: str, payload: dict[str, Any]) -> None:
        after = payload.get("after", 0)
        self._services.annoyances.place_cards(session, workspace_id, after)
        if not after:
            self._services.channels.look_at_new(session, workspace_id)

    async def make(self, row: Claimed) -> Outgoing | None:
        """What this row says now. Raises `Refused` for a topic that no version of Snag knows any more."""
        making = self._table.get(row.topic)
        if making is None:
            raise Refused("unknown_topic", f"nothing here says {row.topic!r}")
        if row.topic in PERSONAL and not await self._is_here(row):
            return None
        return await making(row)

    async def _is_here(self, row: Claimed) -> bool:
        """Whether whom it is meant for has not left since it was planned."""
        to = self._recipient(row)
        return to is not None and await self._db.read(self._services.people.is_here, row.workspace_id, to)

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

    async def _named(self, workspace_id: str, user_id: str | None, spoken: str) -> Part | None:
        if user_id is None:
            return None
        if is_pseudonym(user_id):
            return say(spoken, "line.reporter")
        if user_id.startswith(BY):
            return user_id.removeprefix(BY)
        names = await self._db.read(self._services.people.names, workspace_id, [user_id])
        return names.get(user_id) or User(user_id)

    def _recipient(self, row: Claimed) -> str | None:
        """Whom a direct message goes to; somebody without a name lies sealed in the row."""
        user: str = row.payload["user"]
        return self._secrets.open(row.payload["to"]) if is_pseudonym(user) else user

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
        message = annoyance_views.card(view, await self._link_to(row.workspace_id, view.merged_into))
        if here is not None and here.channel_id == channel:
            return Update(channel, here.ts, message)

        def posted(session: Session, _answer: dict[str, Any]) -> None:
            self._services.annoyances.card_posted(session, row.workspace_id, number, channel)
            self._services.channels.posted(session, row.workspace_id, channel)

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

    async def _link_to(self, workspace_id: str, number: int | None) -> str | None:
        """Where an annoyance's card stands."""
        there = await self._here(workspace_id, number) if number is not None else None
        return await self._permalink(workspace_id, there) if there is not None else None

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
        _, message = await self.line_of(row.workspace_id, facts, here.channel_id)
        has_buttons = any(block["type"] == "actions" for block in message.blocks)
        return Post(here.channel_id, message, thread_ts=here.ts,
                    subject=line(row.payload["number"], row.id) if has_buttons else None)

    async def line_of(self, workspace_id: str, facts: dict[str, Any], channel_id: str) -> tuple[str, Message]:
        """A thread line out of its facts, in the language of the channel, which comes first."""
        settings = await self._db.read(self._services.workspaces.directory, workspace_id)
        spoken = _language_of_channel(settings, channel_id)
        linked = {**facts, "link": await self._link_to(workspace_id, facts.get("linked") or facts.get("into"))}
        return spoken, await self.line_in(workspace_id, linked, spoken)

    async def line_in(self, workspace_id: str, facts: dict[str, Any], spoken: str) -> Message:
        """The same in a language."""
        settings = await self._db.read(self._services.workspaces.directory, workspace_id)
        by = await self._named(workspace_id, facts.pop("by"), spoken)
        names = {key: team.name for key, team in settings.teams.items()} | settings.archived
        named = [facts[one] for one in ("assignee", "asker") if facts.get(one)]
        names |= await self._db.read(self._services.people.names, workspace_id, named)
        return annoyance_views.line(spoken, facts["what"], by=by, facts=facts, names=names)

    async def _told(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, facts["number"])
        if about is None:
            return None
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        to = self._recipient(row)
        if to in (None, facts.get("by")):  # whoever did it knows
            return None
        spoken = await self.language_of(row.workspace_id, to)
        return Post(to, annoyance_views.told(
            spoken, facts["what"], number=about.number, title=about.title, team=settings.team_name(facts["team"]),
            what_was_done=facts.get("what_was_done"), for_customer=facts.get("for_customer"),
            more=await self._into(row.workspace_id, facts)))

    async def _into(self, workspace_id: str, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts with what is known by now of the annoyance that one was merged into."""
        into = facts.get("into")
        about = await self._db.read(self._services.annoyances.line, workspace_id, into) if into else None
        return {**facts, "into_title": about.title, "into_state": str(about.state)} if about else facts

    async def _followed(self, row: Claimed) -> Outgoing | None:
        """To somebody who follows an annoyance: what its thread says, in their language, and a way out."""
        facts = dict(row.payload)
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, facts["number"])
        who = await self._db.read(self._services.people.profile, row.workspace_id, facts["user"])
        if about is None or (who is not None and who.is_guest):  # guests look nothing up, also who became one since
            return None
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        spoken = await self.language_of(row.workspace_id, facts["user"])
        said = await self.line_in(row.workspace_id, facts, spoken)
        here = await self._here(row.workspace_id, facts["number"])
        return Post(facts["user"], follower_views.followed(spoken, about, said, permalink(settings.domain, here)))

    async def _question(self, row: Claimed) -> Outgoing | None:
        to, name = self._recipient(row), row.payload["user"]
        asked = await self._db.read(self._services.reporters.question, row.workspace_id, row.payload["question"], name)
        if to is None or asked is None or to == asked.by:
            return None
        return Post(to, reporter_views.question(
            await self.language_of(row.workspace_id, to), asked.question_id, number=asked.number, title=asked.title,
            team=asked.team, words=asked.text, visibility=asked.visibility))

    async def _screenshot(self, row: Claimed) -> Outgoing | None:
        attachments, workspace, key = self._services.attachments, row.workspace_id, row.payload["attachment"]
        picture = await self._db.read(attachments.waiting, workspace, key)
        if picture is None:
            return None
        here = await self._here(workspace, picture.number)
        if here is None:
            young = self._clock.machine() - row.created_at < CARD_COMES_SOON
            raise NotNow("the card does not stand yet", 2 if young else 60)
        settings = await self._db.read(self._services.workspaces.directory, workspace)
        spoken = _language_of_channel(settings, here.channel_id)

        async def begun(file_id: str) -> None:
            await self._db.run(attachments.begun, workspace, key, file_id)

        def posted(session: Session, _answer: dict[str, Any]) -> None:
            attachments.posted(session, workspace, key)

        title = say(spoken, "screenshot.title", number=picture.number)
        return Upload(here.channel_id, here.ts, picture.source_file_id, picture.brought_by, picture.copy,
                      f"screenshot-{picture.number}.png", title, alt=title, comment=title, begun=begun,
                      remember=posted)

    async def _delete_screenshot(self, row: Claimed) -> Outgoing | None:
        attachments, key = self._services.attachments, row.payload["attachment"]
        copy = await self._db.read(attachments.copy_of, row.workspace_id, key)
        if copy is None:
            return None
        return Call("files.delete", {"file": copy}, done=frozenset({"file_not_found", "file_deleted"}),
                    remember=lambda session, _answer: attachments.deleted(session, row.workspace_id, key))

    async def _screenshot_refused(self, row: Claimed) -> Outgoing | None:
        to = self._recipient(row)
        if to is None:
            return None
        return Post(to, sentence(await self.language_of(row.workspace_id, to), "screenshot.refused",
                                 {"number": row.payload["number"]}))

    def not_taken(self, row: Claimed, error: NotTaken) -> None:
        """A receiver did not take it: when it is tried again, its topic knows."""
        self._webhooks.not_taken(row, error)

    def given_up(self, session: Session, row: Claimed) -> None:
        """A row that will never be carried out: whoever waits for it must hear that."""
        if row.topic == "screenshot":
            self._services.attachments.refused(session, row.workspace_id, row.payload["attachment"])
        elif row.topic in ASKING:
            self._surveys.given_up(session, row)
        elif row.topic == "nudge":
            self._nudges.given_up(session, row)
        elif row.topic == "tracker_issue":
            self._services.trackers.not_made(session, row.workspace_id, row.payload["issue"], GIVEN_UP)
        elif row.topic == "group":
            self._services.surveys.group_not_told(session, row.workspace_id, row.payload["group"])

    def unsaid(self, session: Session, row: Claimed) -> None:
        """There was nothing to say any more: whoever counts on it must know."""
        if row.topic in ASKING:
            self._surveys.unsaid(session, row)
        elif row.topic == "nudge":
            self._nudges.unsaid(session, row)

    async def _digest(self, row: Claimed) -> Outgoing | None:
        found = await self._db.read(self._services.digests.published, row.workspace_id, row.payload["team"],
                                    row.payload["period"])
        if found is None:
            return None
        message = digest_views.digest(found.locale, found.team, found.zone, found.figures, preview=False)
        return Post(row.channel, message, subject=f"digest:{row.payload['team']}:{row.payload['period']}", blind=False)

    async def _survey_late(self, row: Claimed) -> Outgoing | None:
        """To a sender: what their survey asks of nobody any more."""
        to = row.payload["user"]
        said = {"n": row.payload["n"], "decision": row.payload["decision"]}
        return Post(to, sentence(await self.language_of(row.workspace_id, to), "progress.late", said), blind=False)

    async def _third_move(self, row: Claimed) -> Outgoing | None:
        number = row.payload["number"]
        about = await self._db.read(self._services.annoyances.line, row.workspace_id, number)
        to = await self._db.read(self._services.people.next_in_line, row.workspace_id, row.payload["user"])
        if about is None or to is None:
            return None
        spoken = await self.language_of(row.workspace_id, to)
        history = await self._db.read(self._services.annoyances.history, row.workspace_id, number)
        triage = state_word(spoken, State.TRIAGE)
        return Post(to, annoyance_views.third_move(
            spoken, number=number, title=about.title, way=[f"{team or triage} ({reason})" if reason else team or triage
                                                            for team, reason in history]))

    async def _reply(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        if row.unsure:
            return None  # what only one person sees cannot be looked up: at most once
        fresh = self._clock.machine() - row.created_at <= URL_LIVES
        opened = self._secrets.open(facts["to"])
        if opened is None:
            return None
        to = json.loads(opened)
        spoken = await self.language_of(row.workspace_id, to["user"])
        message = await self._said_back(row.workspace_id, spoken, to["user"], facts["what"], facts["facts"])
        if message is None:
            return None
        return Answer(to["url"] if fresh else None, to["user"], to["channel"], facts["replace"], message)

    async def _said_back(self, workspace_id: str, spoken: str, user: str, what: str, facts: dict[str, Any]
                         ) -> Message | None:
        """What is said back to a click; of a survey how it stands now, which no row says."""
        if what != "survey":
            return reply(spoken, what, facts)
        asking = await self._db.read(self._services.answers.asking, workspace_id, facts["survey"], user)
        return survey_views.present(spoken, asking, again=facts["again"], late=facts["late"]) if asking else None

    async def _home(self, row: Claimed) -> Outgoing | None:
        """Somebody's Home as it is now; None once nobody waits for it any more."""
        if self._clock.machine() - row.created_at > HOME_WAITS:
            return None
        user = row.payload["user"]
        spoken, _ = await self._db.read(self._services.people.language, row.workspace_id, user)  # asked at the door
        now = await self._db.read(self._services.homes.read, row.workspace_id, user)
        return Publish(user, home(spoken, now), row.payload.get("seen"))

    async def _offer(self, row: Claimed) -> Outgoing | None:
        """What answers a mark, a call or a word: to that person alone, and never a bot."""
        opened = self._secrets.open(row.payload["to"])
        if opened is None:
            return None
        facts = json.loads(opened)
        user, place, why = facts["user"], Place(**facts["place"]), WhyOffered(facts["why"])
        spoken = await self.language_of(row.workspace_id, user)
        person = await self._db.read(self._services.people.profile, row.workspace_id, user)
        if person is not None and (person.is_bot or person.is_gone):
            return None
        only_reports = person is not None and person.is_guest  # perhaps Slack has told us only now
        message = await self._offered(row.workspace_id, user, spoken, Offered(why, place, facts.get("words")),
                                      None if only_reports else facts["number"])
        if why is WhyOffered.MENTION:  # beside what they wrote, where only they see it
            return None if row.unsure else Answer(None, user, place.channel_id, replace=False, message=message)
        return Post(place.channel_id if why is WhyOffered.DIRECT else user, message, thread_ts=place.thread_ts)

    async def _offered(self, workspace_id: str, user: str, spoken: str, what: Offered, number: int | None) -> Message:
        about = await self._db.read(self._services.offers.about, workspace_id, number) if number is not None else None
        if about is not None:
            return offer_views.offer_me_too(spoken, about)
        below_question = what.why is WhyOffered.DIRECT and await self._is_question(workspace_id, what.place)
        if below_question:
            return offer_views.press_answer(spoken)
        value = self._services.offers.sealed(workspace_id, user, what, room=VALUE)
        return offer_views.offer(spoken, what.why, value)

    async def _is_question(self, workspace_id: str, place: Place) -> bool:
        """Whether somebody wrote below a question of a team. Only Slack knows: of those who report without their name
        the address book does not say where their questions stand."""
        if place.thread_ts is None:
            return False
        try:
            found = await self._slack.query(workspace_id, "conversations.history", channel=place.channel_id,
                                            latest=place.thread_ts, oldest=place.thread_ts, inclusive="true", limit=1)
        except Refused:
            return False
        pressed = [one.get("action_id") for message in found.get("messages") or []
                   for block in message.get("blocks") or [] for one in block.get("elements") or []]
        return Action.ANSWER_QUESTION in pressed

    async def _channel(self, row: Claimed) -> Outgoing | None:
        def seen(session: Session, answer: dict[str, Any]) -> None:
            self._services.channels.seen(session, row.workspace_id, seen_of(answer["channel"]))

        return Ask("conversations.info", {"channel": row.payload["channel"]}, seen)

    async def _join(self, row: Claimed) -> Outgoing | None:
        def joined(session: Session, answer: dict[str, Any]) -> None:
            self._services.channels.seen(session, row.workspace_id, replace(seen_of(answer["channel"]), is_member=True))

        return Call("conversations.join", {"channel": row.payload["channel"]}, remember=joined)

    async def _channel_trouble(self, row: Claimed) -> Outgoing | None:
        facts = row.payload
        settings = await self._db.read(self._services.workspaces.directory, row.workspace_id)
        names = await self._db.read(self._services.channels.names, row.workspace_id)
        triage = settings.usable_triage
        spoken = await self.language_of(row.workspace_id, facts["user"])
        return Post(facts["user"], channel_views.trouble(
            spoken, Trouble(facts["what"]), Channel(facts["channel"], names.get(facts["channel"], "")),
            teams=facts["teams"], triage=Channel(triage, names.get(triage, "")) if triage else None))


def _language_of_channel(settings: Any, channel_id: str) -> str:
    for team in settings.teams.values():
        if team.channel_id == channel_id:
            return str(team.locale)
    return str(settings.locale)
