"""Addresses that hear of events, and the events they hear of."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, func, literal, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.domain.parcels import Try
from storage.db import fetch
from storage.tables import Event, Webhook, table
from storage.work import State, work

events = table(Event)
webhooks = table(Webhook)


def listening(session: Session, workspace_id: str) -> list[tuple[str, frozenset[str]]]:
    """Who hears of what: id and types of events, none for all."""
    found = select(webhooks.c.id, webhooks.c.events).where(
        webhooks.c.workspace_id == workspace_id, webhooks.c.removed_at.is_(None), webhooks.c.disabled_at.is_(None)
    ).order_by(webhooks.c.id)
    return [(row[0], frozenset(row[1] or ())) for row in fetch(session, found)]


def add_event(session: Session, workspace_id: str, event_id: str, event_type: str, *, at: datetime,
              facts: dict[str, Any]) -> None:
    session.exec(events.insert(), params={"workspace_id": workspace_id, "id": event_id, "type": event_type, "at": at,
                                          "facts": facts})


def event(session: Session, workspace_id: str, event_id: str) -> Event | None:
    return session.exec(pick(Event).where(Event.workspace_id == workspace_id, Event.id == event_id)).first()


def webhook(session: Session, workspace_id: str, webhook_id: str, *, lock: bool = False) -> Webhook | None:
    """An address by its id; a removed one is none."""
    found = pick(Webhook).where(Webhook.workspace_id == workspace_id, Webhook.id == webhook_id,
                                col(Webhook.removed_at).is_(None))
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh if lock else found).first()


def all_of(session: Session, workspace_id: str) -> Sequence[Webhook]:
    """The addresses in the order in which they were added."""
    return session.exec(pick(Webhook).where(Webhook.workspace_id == workspace_id, col(Webhook.removed_at).is_(None))
                        .order_by(col(Webhook.id))).all()


def count(session: Session, workspace_id: str) -> int:
    found = select(func.count()).select_from(webhooks).where(webhooks.c.workspace_id == workspace_id,
                                                             webhooks.c.removed_at.is_(None))
    return int(fetch(session, found).scalar_one())


def tries(session: Session, workspace_id: str, webhook_id: str | None, *, limit: int | None = None,
          event_id: str | None = None, since: datetime | None = None, failed: bool = False) -> list[Try]:
    """What was to go to an address (None: to any), newest first. `failed`: only what was given up."""
    found = select(work.c.channel, events.c.id, events.c.type, events.c.at, work.c.state, work.c.failures,
                   work.c.last_error).join(
        events, and_(events.c.workspace_id == work.c.workspace_id,
                     work.c.dedup_key == literal("webhook:") + work.c.channel + ":" + events.c.id)).where(
        work.c.workspace_id == workspace_id, work.c.topic == "webhook")
    if webhook_id is not None:
        found = found.where(work.c.channel == webhook_id)
    if event_id is not None:
        found = found.where(events.c.id == event_id)
    if since is not None:
        found = found.where(events.c.at >= since)
    if failed:
        found = found.where(work.c.state == State.DEAD)
    return [Try(*row) for row in fetch(session, found.order_by(events.c.id.desc()).limit(limit))]


def events_since(session: Session, workspace_id: str, since: datetime) -> list[tuple[str, str]]:
    """Id and type of what happened since then, oldest first."""
    found = select(events.c.id, events.c.type).where(events.c.workspace_id == workspace_id, events.c.at >= since)
    return [(row[0], row[1]) for row in fetch(session, found.order_by(events.c.id))]


def hide(session: Session, workspace_id: str, numbers: Collection[int], user_id: str) -> None:
    """Somebody no longer wants to be known as a reporter of these annoyances: no event there names them."""
    naming = select(events.c.id, events.c.facts).where(
        events.c.workspace_id == workspace_id, cast(events.c.facts, Text).like(f'%"{user_id}"%'))
    for id_, facts in fetch(session, naming).all():
        if (facts.get("annoyance") or {}).get("number") in numbers:
            told = {name: None if name in ("reporter", "by") and value == user_id else value
                    for name, value in facts.items()}
            session.exec(update(events).where(events.c.workspace_id == workspace_id, events.c.id == id_)
                         .values(facts=told))


def prune(session: Session, *, before: datetime) -> int:
    """Delete events that nobody can ask for again."""
    return int(session.exec(events.delete().where(events.c.at < before)).rowcount)
