"""Larkfield's settings as rows, and all services on one database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlmodel import Session

from bot.clock import Clock
from bot.services.action_items import ActionItems
from bot.services.annoyances import Annoyances
from bot.services.answers import Answers
from bot.services.attachments import Attachments
from bot.services.caring import Care
from bot.services.channels import Channels
from bot.services.customers import CustomersDetails
from bot.services.digests import Digests
from bot.services.following import Following
from bot.services.home import Homes
from bot.services.invitations import Invitations
from bot.services.links import Links
from bot.services.merging import Merging
from bot.services.offers import Offers
from bot.services.people import People
from bot.services.pseudonyms import Pseudonyms
from bot.services.records import Records
from bot.services.replies import Replies
from bot.services.reporters import Reporters
from bot.services.reports import Reports
from bot.services.results import Results
from bot.services.snoozing import Snoozing
from bot.services.surveys import Surveys
from bot.services.threads import Threads
from bot.services.timelines import Timelines
from bot.services.tokens import Tokens
from bot.services.verification import Verification
from bot.services.workspaces import Workspaces
from storage import people
from storage import settings as stored
from storage.db import Database
from storage.secrets import Secrets
from storage.tables import Team, Touchpoint, Workspace, metadata
from tests.support import cast
from tests.support.clocks import StillClock

KEY = "bm90IGEgc2VjcmV0LCBvbmx5IDMyIGJ5dGVzIGxvbmc="


@dataclass(frozen=True, slots=True)
class Services:
    """All services on one database, and what they stand on."""

    db: Database
    clock: StillClock
    secrets: Secrets
    workspaces: Workspaces
    people: People
    replies: Replies
    offers: Offers
    reports: Reports
    annoyances: Annoyances
    reporters: Reporters
    customers: CustomersDetails
    attachments: Attachments
    verification: Verification
    surveys: Surveys
    invitations: Invitations
    answers: Answers
    links: Links
    results: Results
    digests: Digests
    homes: Homes
    threads: Threads
    channels: Channels
    items: ActionItems
    following: Following
    tokens: Tokens
    merging: Merging
    snoozes: Snoozing
    records: Records
    timelines: Timelines
    care: Care


def services_on(db: Database, clock: StillClock) -> Services:
    sealed = Secrets(KEY)
    replies, names = Replies(db, clock, sealed), Pseudonyms(sealed)
    return Services(
        db, clock, sealed, Workspaces(db, clock), People(db, clock, names), replies,
        Offers(db, clock, names),
        Reports(db, clock, replies, names), Annoyances(db, clock, replies, names), Reporters(db, clock, names),
        CustomersDetails(db, clock, names),
        Attachments(db, clock, names),
        Verification(db, clock, replies, names),
        Surveys(db, clock, names), Invitations(db, clock, names), Answers(db, clock, replies, names),
        Links(db, clock, names, "https://snag.example"), Results(db, clock, names),
        Digests(db, clock, names), Homes(db, clock, names), Threads(db, clock, names), Channels(db, clock, names),
        items=ActionItems(db, clock, names), following=Following(db, clock, names),
        tokens=Tokens(db, clock, names), merging=Merging(db, clock, names),
        snoozes=Snoozing(db, clock, names), records=Records(db, clock, names), timelines=Timelines(db, clock, names),
        care=Care(db, clock, names))


Rows = list[tuple[sqlalchemy.Table, list[dict[str, Any]]]]
_WRITTEN: dict[tuple[datetime, datetime], tuple[str, Rows]] = {}
"""Whom and what `settle` has written at which hour: most tests begin with the very same rows."""


def settle(services: Services) -> str:
    """Write Larkfield's settings and people; returns the workspace's key."""
    hour = services.clock.now(), services.clock.machine()
    with services.db.transaction("") as tx:
        is_empty = not stored.all_workspaces(tx.session)
        if is_empty and hour in _WRITTEN:
            workspace_id, written = _WRITTEN[hour]
            for table, rows in written:
                tx.session.connection().execute(table.insert(), rows)
            return workspace_id
    workspace_id = _settle(services)
    if is_empty:
        _WRITTEN[hour] = workspace_id, _all_rows(services.db)
    return workspace_id


def _all_rows(db: Database) -> Rows:
    with db.reading() as session:
        found = [(table, session.connection().execute(table.select()).mappings().all())
                 for table in metadata.sorted_tables]
        return [(table, [dict(row) for row in rows]) for table, rows in found if rows]


def _settle(services: Services) -> str:
    workspace_id = services.workspaces.ensure()
    services.workspaces.introduce(workspace_id, slack_team_id=cast.WORKSPACE, name="Larkfield", domain=cast.DOMAIN,
                                  bot_user_id=cast.BOT_USER, bot_id=cast.BOT, app_id=cast.APP)
    with services.db.transaction(workspace_id) as tx:
        _introduce(tx.session, workspace_id, services.clock)
        _name_people(tx.session, workspace_id)
        for team in _teams(workspace_id, services.clock):
            tx.session.add(team)
        tx.session.flush()
        tx.session.add(Touchpoint(workspace_id=workspace_id, key="checkout", name="Checkout", stages=["purchase"],
                                  team_key="payments", monthly_volume=120_000))
        tx.session.flush()
        stored.changed(tx.session, workspace_id)
    return workspace_id


def _name_people(session: Session, workspace_id: str) -> None:
    row = session.get_one(Workspace, workspace_id)
    row.timezone, row.triage_channel_id, row.triage_members = "Europe/Berlin", cast.TRIAGE, [cast.TESS]
    row.admins, row.cx_leads, row.reaction = [cast.ADAM], [cast.CARA], "snag"


def _teams(workspace_id: str, clock: Clock) -> list[Team]:
    def team(place: int, key: str, name: str, channel_id: str, lead: str, members: list[str], locale: str, zone: str,
             keywords: list[str]) -> Team:
        return Team(workspace_id=workspace_id, place=place, key=key, name=name, channel_id=channel_id, lead=lead,
                    manager=cast.MIA, members=members, locale=locale, timezone=zone, keywords=keywords,
                    created_at=clock.now())

    return [
        team(0, "payments", "Payments", cast.PAY, cast.ANA, [cast.ANA, cast.PAY_TEAM], "en", "Europe/Berlin",
             ["refund", "card declined", "환불", "返金"]),
        team(1, "app", "App", cast.APP_TEAM, cast.HANA, [cast.HANA], "ko", "Asia/Seoul",
             ["app", "bluetooth", "앱", "블루투스", "アプリ"]),
        team(2, "delivery", "Delivery", cast.DELIVERY, cast.KEN, [cast.KEN], "ja", "Asia/Tokyo",
             ["parcel", "courier", "택배", "配達", "荷物"]),
    ]


def _introduce(session: Session, workspace_id: str, clock: Clock) -> None:
    for one in cast.PEOPLE:
        people.keep_person(session, workspace_id, one.id, name=one.name, locale=one.locale, timezone=one.zone,
                           is_guest=one.is_guest, is_bot=False, is_admin=one.is_admin, is_gone=False,
                           now=clock.machine())
    people.keep_group(session, workspace_id, cast.PAY_TEAM, [cast.BEN], clock.machine())
