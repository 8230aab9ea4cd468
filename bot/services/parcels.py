"""Events on their way to an address: what goes there, and what follows from how it was taken."""

from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.parcels import Parcel
from bot.domain.webhooks import LONG, gives_up, rest_after, wait_after
from bot.errors import NotTaken
from bot.services import cards, people
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.webhooks import envelope, unseal
from storage import people as stored_people
from storage import settings as stored_settings
from storage import webhooks as stored
from storage import work
from storage.db import Database
from storage.tables import Webhook

log = structlog.get_logger()

SPICE = 0xFFFF


class Parcels:
    """What delivery asks, and what it reports back."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def parcel(self, workspace_id: str, webhook_id: str, event_id: str) -> Parcel | None:
        """An event for an address; None where one of them is no longer there. Raises `NotTaken` for an address that is
        switched off."""
        with self._db.reading() as session:
            row = stored.webhook(session, workspace_id, webhook_id)
            event = stored.event(session, workspace_id, event_id)
            if row is None or event is None:
                return None
            if row.disabled_at is not None:
                raise NotTaken("the webhook is switched off", is_final=True)
            body = envelope(self._desk(session, workspace_id), event.type, event.id, event.at, event.facts)
            return Parcel(row.url, event.id, body, unseal(self._names, row.secret_sealed))

    def arrived(self, session: Session, workspace_id: str, webhook_id: str) -> None:
        """Something was taken: what waits because an address was away for long goes at once."""
        row = stored.webhook(session, workspace_id, webhook_id)
        if row is None or row.failing_since is None:
            return
        if self._clock.machine() - row.failing_since >= LONG:
            work.hurry(session, workspace_id, webhook_id, now=self._clock.machine())
        row.failing_since = row.trouble = None
        session.add(row)

    def not_taken(self, row: work.Claimed, error: NotTaken) -> None:
        """Try again later, or never; who has failed for long is switched off."""
        machine = self._clock.machine()
        with self._db.transaction(row.workspace_id) as tx:
            desk = self._desk(tx.session, row.workspace_id)
            if not self._put_back(desk, row, error):
                return
            to = stored.webhook(tx.session, row.workspace_id, row.payload["webhook"], lock=True)
            rest = rest_after(to.failing_since if to else None, error.retry_after) if error.rests else None
            work.go_on(tx.session, row, machine + rest if rest else machine)
            if to is not None and to.disabled_at is None:
                _failed(desk, to, error)

    def _put_back(self, desk: Desk, row: work.Claimed, error: NotTaken) -> bool:
        machine = self._clock.machine()
        if error.is_final:
            return work.bury(desk.session, row, now=machine, error=error.error)
        wait = wait_after(row.failures, int(row.id[-4:], 16) / SPICE, error.retry_after)
        return work.postpone(desk.session, row, until=machine + wait, error=error.error)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _failed(desk: Desk, row: Webhook, error: NotTaken) -> None:
    machine = desk.clock.machine()
    row.trouble = error.error
    row.failing_since = row.failing_since or machine
    desk.session.add(row)
    if error.is_final or gives_up(row.failing_since, machine):
        _switch_off(desk, row, "gone" if error.is_final else "failing")
    desk.session.flush()


def _switch_off(desk: Desk, row: Webhook, why: str) -> None:
    """Nothing goes there until somebody switches it on again, and those who can are told."""
    row.disabled_at = desk.now
    desk.session.add(row)
    desk.session.flush()
    stored_settings.changed(desk.session, desk.workspace_id)
    told = _admins(desk)
    if not told:
        log.warning("nobody to tell", webhook=row.id, why=why)
    for user_id in told:
        cards.direct(desk, "webhook_off", f"webhook_off:{row.id}:{desk.now.isoformat()}:{user_id}", user_id,
                     {"webhook": row.id, "host": urlsplit(row.url).hostname or row.url, "why": why,
                      "error": row.trouble})


def _admins(desk: Desk) -> list[str]:
    """Those whom the settings name; where they name nobody who is here, Slack's own."""
    named = [one for one in desk.settings.admins if not people.has_left(desk.session, desk.workspace_id, one)]
    return named or stored_people.slack_admins(desk.session, desk.workspace_id)
