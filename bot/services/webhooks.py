"""Outgoing webhooks: which addresses hear of which events, and sending again by hand. Secrets are told once."""

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.events import VERSION, EventType, TrialFacts, as_json
from bot.domain.parcels import Address, Parcel, Try
from bot.domain.webhooks import MOST, SECRET_BYTES, Keys, secret_of, wrong_address
from bot.errors import ConfigError, Invalid, NotFound
from bot.services import events
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import log, work
from storage import settings as stored_settings
from storage import webhooks as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Webhook


class Webhooks:
    """Adds, removes and switches addresses; says how it goes; delivers again."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms, *, allow_private: bool = False) -> None:
        self._db, self._clock, self._names, self._allow_private = db, clock, names, allow_private

    def add(self, workspace_id: str, by: str, url: str, types: Sequence[str] = ()) -> Address:
        """A further address, for these types of events or for all. Raises `Invalid`."""
        if wrong := wrong_address(url, allow_private=self._allow_private):
            raise Invalid(f"error.webhook.{wrong}", field="url")
        _check_types(types)
        with self._changing(workspace_id) as desk:
            if stored.count(desk.session, workspace_id) >= MOST:
                raise Invalid("error.webhook.too_many", most=MOST)
            keys = _fresh()
            row = Webhook(workspace_id=workspace_id, id=new_id(), url=url, secret_sealed=seal(self._names, keys),
                          events=sorted(set(types)), created_by=by, created_at=desk.now)
            desk.session.add(row)
            desk.session.flush()
            _log(desk, by, "add_webhook", row)
            return _address(row, secret=keys.now)

    def all(self, workspace_id: str) -> tuple[Address, ...]:
        """In the order in which they were added."""
        with self._db.reading() as session:
            return tuple(_address(row) for row in stored.all_of(session, workspace_id))

    def remove(self, workspace_id: str, by: str, named: str) -> Address:
        """Nothing goes there any more, not even what waits."""
        with self._changing(workspace_id) as desk:
            row = _named(desk, named)
            row.removed_at = desk.now
            _keep(desk, row)
            _log(desk, by, "remove_webhook", row)
            return _address(row)

    def enable(self, workspace_id: str, by: str, named: str) -> Address:
        """It hears of what happens from now on; what was missed goes by `redeliver`."""
        with self._changing(workspace_id) as desk:
            row = _named(desk, named)
            row.disabled_at = row.failing_since = row.trouble = None
            _keep(desk, row)
            _log(desk, by, "enable_webhook", row)
            return _address(row)

    def rotate(self, workspace_id: str, by: str, named: str) -> Address:
        """A new secret; for a day the old one signs as well. Raises `ConfigError` where our key is not the one."""
        with self._changing(workspace_id) as desk:
            row = _named(desk, named)
            keys = unseal(self._names, row.secret_sealed).renewed(_fresh().now, self._clock.machine())
            row.secret_sealed = seal(self._names, keys)
            _keep(desk, row)
            _log(desk, by, "rotate_webhook", row)
            return _address(row, secret=keys.now)

    def trial(self, workspace_id: str, named: str) -> Parcel:
        """An event that only says that somebody tries it, for that address."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row, event_id = _named(desk, named), new_id()
            body = envelope(desk, EventType.TEST, event_id, desk.now, as_json(TrialFacts(webhook=row.id)))
            return Parcel(row.url, event_id, body, unseal(self._names, row.secret_sealed))

    def tries(self, workspace_id: str, named: str | None, limit: int) -> tuple[Try, ...]:
        """The last events to an address, or to any, newest first."""
        with self._db.reading() as session:
            row = _named(self._desk(session, workspace_id), named) if named else None
            return tuple(stored.tries(session, workspace_id, row.id if row else None, limit=limit))

    def redeliver(self, workspace_id: str, by: str, *, event_id: str | None = None, failed: bool = False,
                  since: datetime | None = None, named: str | None = None) -> int:
        """Send again under the same ids: one event, all that was given up, or all since then. Returns how many go."""
        with self._changing(workspace_id, settings=False) as desk:
            only = _named(desk, named).id if named else None
            if failed:
                again = stored.tries(desk.session, workspace_id, only, failed=True, since=since, event_id=event_id)
                found = [(one.event_id, one.type, one.webhook_id) for one in again]
            else:
                found = _happened(desk, only, event_id, since)
            sent = sum(_again(desk, id_, webhook) for id_, _, webhook in found)
            log.add(desk.session, workspace_id, at=desk.now, by=by, act="redeliver", detail={"events": sent})
            return sent

    @contextmanager
    def _changing(self, workspace_id: str, *, settings: bool = True) -> Iterator[Desk]:
        with self._db.transaction(workspace_id) as tx:
            yield self._desk(tx.session, workspace_id)
            if settings:
                tx.session.flush()
                stored_settings.changed(tx.session, workspace_id)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def envelope(desk: Desk, event_type: str, event_id: str, at: datetime, facts: object) -> bytes:
    """The body of a delivery, the same at each try."""
    told = {"type": str(event_type), "id": event_id, "timestamp": at.isoformat().replace("+00:00", "Z"),
            "version": VERSION, "workspace": desk.settings.slack_team_id, "data": facts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def seal(names: Pseudonyms, keys: Keys) -> str:
    """Both secrets as they lie in the table."""
    until = keys.before_until.isoformat() if keys.before_until else None
    return names.seal(json.dumps([keys.now, keys.before, until]))


def unseal(names: Pseudonyms, sealed: str) -> Keys:
    """Raises `ConfigError` where no key of ours opens it."""
    opened = names.open(sealed)
    if opened is None:
        raise ConfigError("SNAG_ENCRYPTION_KEY does not open what was encrypted before: put the old key back, "
                          "behind the new one and a comma.")
    now, before, until = json.loads(opened)
    return Keys(now, before, datetime.fromisoformat(until) if until else None)


def _fresh() -> Keys:
    return Keys(secret_of(secrets.token_bytes(SECRET_BYTES)))


def _check_types(types: Sequence[str]) -> None:
    known = {str(one) for one in EventType}
    if unknown := [one for one in types if one not in known]:
        raise Invalid("error.webhook.no_such_event", field="events", name=unknown[0])


def _named(desk: Desk, named: str) -> Webhook:
    """By its id, the beginning of it that is nobody else's, or its address."""
    rows = stored.all_of(desk.session, desk.workspace_id)
    found = [row for row in rows if named in (row.id, row.url)] or [row for row in rows if row.id.startswith(named)]
    if len(found) != 1:
        raise NotFound("error.webhook.not_found", name=named)
    return found[0]


def _keep(desk: Desk, row: Webhook) -> None:
    desk.session.add(row)
    desk.session.flush()


def _happened(desk: Desk, only: str | None, event_id: str | None, since: datetime | None
              ) -> list[tuple[str, str, str]]:
    """What happened, with each address that wants to hear of it: (event, its type, address)."""
    if event_id is not None:
        event = stored.event(desk.session, desk.workspace_id, event_id)
        if event is None:
            raise NotFound("error.webhook.no_event", name=event_id)
        happened = [(event.id, event.type)]
    else:
        happened = stored.events_since(desk.session, desk.workspace_id, since) if since is not None else []
    return [(id_, type_, one.id) for id_, type_ in happened for one in desk.settings.webhooks
            if one.wants(type_) and only in (None, one.id)]


def _again(desk: Desk, event_id: str, webhook_id: str) -> bool:
    key = events.key_of(webhook_id, event_id)
    if all(one.id != webhook_id for one in desk.settings.webhooks):
        return False  # removed or switched off
    return events.send(desk, webhook_id, event_id) or work.repeat(
        desk.session, desk.workspace_id, key, due_at=desk.now, now=desk.clock.machine())


def _address(row: Webhook, *, secret: str | None = None) -> Address:
    return Address(row.id, row.url, tuple(row.events or ()), row.failing_since, row.disabled_at, row.trouble, secret)


def _log(desk: Desk, by: str, act: str, row: Webhook) -> None:
    log.add(desk.session, desk.workspace_id, at=desk.now, by=by, act=act, subject=row.id)
