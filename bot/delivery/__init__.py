"""Carry out one claimed work row: look it up if it may have gone out already, send it, record it behind the fence."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.delivery import uploads
from bot.delivery.outgoing import Answer, Ask, Call, Deliver, File, Outgoing, Post, Publish, Update, Upload
from bot.delivery.pictures import Pictures
from bot.delivery.receivers import Receivers
from bot.delivery.slack import Slack
from bot.delivery.topics import Topics
from bot.errors import NotNow, NotTaken, NotYet, Refused, StorageUnavailable, Unknown
from bot.faults import FaultPoint, reached
from bot.services.annoyances import Annoyances
from bot.services.channels import Channels
from bot.services.pseudonyms import MARK
from bot.views.blocks import Message
from storage import posts, work
from storage.db import Database
from storage.work import Claimed

log = structlog.get_logger()

EVENT_TYPE = "snag_work"
PRIVATE = frozenset({"reply", "offer"})
"""Topics whose payload says who did what: it goes with the sending, or with giving up."""
DEADLINE = 25
"""Seconds for one row, look-ups included: less than its lease, or a second sender would begin beside it."""
LOOK_BACK = timedelta(minutes=2)
WAIT_FOR_CHANNEL = timedelta(minutes=1)
WAIT_WHILE_GONE = timedelta(days=1)
LOOKS = frozenset({"channel", "join"})
FOLLOWS_THE_CARD = frozenset({"card", "item", "line", "nudge_line", "care", "screenshot"})
"""Topics that go where the card stands by then."""
BACKOFF = (2, 5, 15, 60, 300, 900, 1800, 3600)
NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
OUR_ACCESS = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
                        "missing_scope", "not_allowed_token_type", "no_permission"})
OUR_MESSAGE_IS_GONE = frozenset({"message_not_found", "cant_update_message", "thread_not_found"})


class Delivery:
    """Sends rows and records what came of it. All that can go wrong ends in the row, never in the caller."""

    def __init__(self, db: Database, topics: Topics, slack: Slack, annoyances: Annoyances, channels: Channels,
                 clock: Clock, receivers: Receivers | None = None) -> None:
        self._db, self._topics, self._slack = db, topics, slack
        self._annoyances, self._clock, self._pictures = annoyances, clock, Pictures(slack)
        self._channels, self._receivers = channels, receivers or Receivers(clock)

    async def carry_out(self, row: Claimed) -> None:
        """Say or do what this row asks for, once. Never raises: what is not recorded is found when the lease ends."""
        try:
            await self._carry_out(row)
        except StorageUnavailable as error:
            log.warning("not recorded, the lease will end", topic=row.topic, row=row.id, error=str(error))

    async def _carry_out(self, row: Claimed) -> None:
        outgoing: Outgoing | None = None
        try:
            async with asyncio.timeout(DEADLINE):
                outgoing = await self._topics.make(row)
                reached(FaultPoint.CLAIMED_BEFORE_CALL)
                answer = await self._send(row, outgoing)
            reached(FaultPoint.CALLED_BEFORE_RECORD)
            await self._db.run(self._record, row, outgoing, answer)
            reached(FaultPoint.RECORDED)
        except NotNow as error:
            await self._db.run(self._pause, row, error)
        except NotYet as error:
            await self._db.run(self._put_off, row, error)
        except NotTaken as error:
            log.warning("not taken", topic=row.topic, row=row.id, error=error.error)
            await self._db.run(self._topics.not_taken, row, error)
        except Unknown as error:
            log.warning("unknown whether sent", topic=row.topic, row=row.id, error=str(error))
            await self._db.run(self._again, row, str(error), unsure=True)
        except Refused as error:
            log.warning("refused", topic=row.topic, row=row.id, error=error.error, remedy=error.remedy)
            await self._db.run(self._refused, row, error, getattr(outgoing, "channel", None) or row.channel)
        except TimeoutError:
            log.warning("unknown whether sent", topic=row.topic, row=row.id, error="the deadline passed")
            await self._db.run(self._again, row, "the deadline passed", unsure=True)
        except StorageUnavailable:
            raise
        except Exception:  # a mistake of ours: the row must not be tried for ever, and the engine must live
            log.exception("row failed", topic=row.topic, row=row.id)
            await self._db.run(self._again, row, "a mistake in Snag, see the log", unsure=True)

    async def _send(self, row: Claimed, outgoing: Outgoing | None) -> dict[str, Any]:
        match outgoing:
            case Post():
                return await self._found(row, outgoing) or await self._slack.call(
                    row.workspace_id, work.POSTING, channel=outgoing.channel, **_body(outgoing.message),
                    **({"thread_ts": outgoing.thread_ts} if outgoing.thread_ts else {}), unfurl_links=False,
                    unfurl_media=False, metadata={"event_type": EVENT_TYPE, "event_payload": {"row": row.id}})
            case Update():
                return await self._slack.call(row.workspace_id, work.UPDATING, channel=outgoing.channel,
                                              ts=outgoing.ts, **_body(outgoing.message))
            case Answer():
                return await self._answer(row.workspace_id, outgoing)
            case Ask():
                return await self._slack.query(row.workspace_id, outgoing.method, **outgoing.arguments)
            case Publish():
                return await self._slack.call(row.workspace_id, "views.publish", user_id=outgoing.user,
                                              view=outgoing.view, **({"hash": outgoing.seen} if outgoing.seen else {}))
            case Upload():
                return await self._pictures.bring(row.workspace_id, outgoing)
            case File():
                return await uploads.bring(self._slack, row.workspace_id, outgoing)
            case Call():
                return await self._call(row.workspace_id, outgoing)
            case Deliver():
                return {"status": await self._receivers.send(outgoing)}
        return {}

    async def _call(self, workspace_id: str, wanted: Call) -> dict[str, Any]:
        try:
            return await self._slack.call(workspace_id, wanted.method, **wanted.arguments)
        except Refused as error:
            if error.error in wanted.done:
                return {}
            raise

    async def _found(self, row: Claimed, outgoing: Post) -> dict[str, Any] | None:
        """After a doubtful attempt: the message, if it stands there. Where nobody can read, the topic decides."""
        if not row.unsure:
            return None
        oldest = (min(row.created_at, row.due_at) - LOOK_BACK).timestamp()
        try:
            found = await self._slack.find(row.workspace_id, outgoing.channel, row.id, oldest=oldest,
                                           thread_ts=outgoing.thread_ts)
            return found if found and not await self._db.read(self._known, row, found) else None
        except Refused as error:
            if outgoing.blind:
                return None
            raise Refused("not_repeated", f"it may have been sent, and history cannot be read ({error.error})"
                          ) from error

    def _known(self, row: Claimed, found: dict[str, Any]) -> bool:
        """Whether that message was recorded: a card that comes back to a channel left an old one of itself there."""
        with self._db.reading() as session:
            return posts.at(session, row.workspace_id, str(found["channel"]), str(found["ts"])) is not None

    async def _answer(self, workspace_id: str, answer: Answer) -> dict[str, Any]:
        if answer.url:
            try:
                await self._slack.respond(answer.url, {**_body(answer.message), "response_type": "ephemeral",
                                                       "replace_original": answer.replace})
            except Refused:
                log.info("response_url refused", workspace=workspace_id)
            else:
                return {}
        if answer.channel and not answer.channel.startswith("D"):
            try:
                return await self._slack.call(workspace_id, "chat.postEphemeral", channel=answer.channel,
                                              user=answer.user, **_body(answer.message))
            except Refused:
                log.info("ephemeral refused", workspace=workspace_id)
        return await self._slack.call(workspace_id, work.POSTING, channel=answer.user, **_body(answer.message))

    def _record(self, row: Claimed, outgoing: Outgoing | None, answer: dict[str, Any]) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            if row.topic == "card":
                self._annoyances.hold(tx.session, row.workspace_id, row.payload["number"])
            if not work.finish(tx.session, row, self._clock.machine()):
                log.info("somebody else finished it", topic=row.topic, row=row.id)
                return
            if row.method in work.ALONE:
                work.go_on(tx.session, row, self._clock.machine())
            if isinstance(outgoing, Post) and outgoing.subject and answer.get("ts"):
                stands_in = str(answer.get("channel") or outgoing.channel)
                posts.keep(tx.session, row.workspace_id, outgoing.subject, stands_in, str(answer["ts"]),
                           at=self._clock.now(), thread_ts=outgoing.thread_ts)
            if row.topic in PRIVATE:
                work.forget_payload(tx.session, row)
            if row.topic == "home":
                work.forget(tx.session, row)
            if isinstance(outgoing, Post | Update | Ask | Upload | Call | Deliver):
                outgoing.remember(tx.session, answer)
            elif outgoing is None:
                self._topics.unsaid(tx.session, row)

    def _pause(self, row: Claimed, error: NotNow) -> None:
        machine = self._clock.machine()
        until = machine + timedelta(seconds=error.retry_after)
        with self._db.transaction(row.workspace_id) as tx:
            if error.error == "ratelimited" and row.method:
                work.limited(tx.session, row.workspace_id, row.method, row.channel, machine=machine, until=until)
            work.postpone(tx.session, row, until=until, error=error.error, counts=False)

    def _put_off(self, row: Claimed, error: NotYet) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            work.put_off(tx.session, row, due_at=error.due_at, machine=self._clock.machine())

    def _again(self, row: Claimed, error: str, *, unsure: bool) -> None:
        wait = BACKOFF[min(row.failures, len(BACKOFF) - 1)]
        with self._db.transaction(row.workspace_id) as tx:
            ours = work.postpone(tx.session, row, until=self._clock.machine() + timedelta(seconds=wait), error=error,
                                 unsure=unsure)
            if ours and work.is_last_try(row):
                self._topics.given_up(tx.session, replace(row, unsure=unsure))

    def _refused(self, row: Claimed, error: Refused, channel: str) -> None:
        with self._db.transaction(row.workspace_id) as tx:
            self._after_refusal(tx.session, row, error, channel)

    def _after_refusal(self, session: Session, row: Claimed, error: Refused, channel: str) -> None:
        """A channel not open to us yet is tried each minute; our own lost card is posted anew; the rest ends."""
        machine = self._clock.machine()
        said = f"{error.error}: {error.remedy}" if error.remedy else error.error
        if row.topic == "home" and error.error == "hash_conflict":
            work.keep_payload(session, row, {"user": row.payload["user"]})  # a newer one stands there: look again
            work.postpone(session, row, until=machine, error=said, counts=False)
        elif row.kind == work.Kind.SURFACE and error.error in OUR_MESSAGE_IS_GONE:
            posts.forget(session, row.workspace_id, row.dedup_key)
            work.postpone(session, row, until=machine, error=said, unsure=False, counts=False)
        elif row.topic in LOOKS and error.error not in OUR_ACCESS:
            self._channels.not_seen(session, row.workspace_id, channel, error.error)
            work.bury(session, row, now=machine, error=said)
        elif error.error in OUR_ACCESS or (error.error in NOT_THERE and not row.channel.startswith(("U", "W", MARK))):
            if row.topic == "card" and error.error in NOT_THERE:
                self._annoyances.hand_over_failed(session, row.workspace_id, row.payload["number"], error.error)
            wait = self._wait_for(session, row, error.error, channel)
            work.postpone(session, row, until=machine + wait, error=said, counts=False)
        else:
            work.bury(session, row, now=machine, error=said)
            if row.topic in PRIVATE:
                work.forget_payload(session, row)
            self._topics.given_up(session, row)
            if row.topic == "home":
                work.forget(session, row)


    def _wait_for(self, session: Session, row: Claimed, error: str, channel: str) -> timedelta:
        """A minute; what can be said nowhere else than in a channel that is gone waits until it is back."""
        if error not in NOT_THERE or not channel.startswith(("C", "G")):
            return WAIT_FOR_CHANNEL
        is_gone = self._channels.refused(session, row.workspace_id, channel, error)
        return WAIT_WHILE_GONE if is_gone and row.topic not in FOLLOWS_THE_CARD else WAIT_FOR_CHANNEL


def _body(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}
