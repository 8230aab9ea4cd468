"""What other systems read of reports and annoyances, and the reports they bring, each stored once.

A token of an admin stands behind each request, so no person's roles are asked; what nobody outside may know is not in
the records at all.
"""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import State
from bot.domain.api_tokens import Client
from bot.domain.records import AnnoyanceOrder, AnnoyanceRecord, Order, Page, ReportRecord, Taken, Wish
from bot.domain.reports import Door, Draft, Visibility, text_key
from bot.errors import Invalid, NotFound
from bot.services import intake
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.report_ids import behind, seen_id
from storage import annoyances as stored_annoyances
from storage import log
from storage import people as stored_people
from storage import records as stored
from storage import reports as stored_reports
from storage.db import Database
from storage.tables import Annoyance, Report

SEEN_REPORT = "snag: keys of reports outside"


class Records:
    """Reads, and takes in reports, for whoever holds a token."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def take(self, client: Client, draft: Draft, reporter: str | None, *, key: str, said: str) -> Taken:
        """Store a report, once for each `key` of this token; `said` is a hash of the request's body.

        Raises `Invalid` for an empty story, an unknown choice, a reporter who is no full member.
        """
        masked = intake.masked_draft(draft)
        with self._db.transaction(client.workspace_id, self._clock.now(), f"api:{client.token_id}:{key}") as tx:
            desk = Desk(tx.session, directory(tx.session, client.workspace_id), self._clock, self._names)
            if tx.first_answer is not None:
                return self._taken_before(desk, tx.first_answer, said)
            intake.check_choices(desk, masked)
            intake.check_contact(masked)
            made = intake.take_in(desk, _reporter(desk, reporter, draft.visibility), masked, door=Door.API,
                                  text_hash=text_key(draft.text), with_alikes=False)
            log.add(desk.session, desk.workspace_id, at=desk.now, by=client.by, act="report",
                    subject=f"#{made.number}")
            tx.answer = {"report": made.report_id, "said": said}
            return Taken(_report(desk, made.report_id))

    def _taken_before(self, desk: Desk, answer: dict[str, Any], said: str) -> Taken:
        if "report" not in answer or answer["said"] != said:  # the key was an action item's, or another body's
            return Taken(None, before=True, differs=True)
        return Taken(_report(desk, answer["report"]), before=True)

    def report(self, client: Client, report_seen: str) -> ReportRecord:
        """One report. Raises `NotFound`."""
        with self._db.reading() as session:
            for report_id in behind(self._names, report_seen):
                row = stored_reports.get(session, client.workspace_id, report_id)
                if row is not None:
                    return report_record(self._names, row, _annoyance(session, client.workspace_id, row.number))
        raise NotFound("error.not_your_report")

    def reports(self, client: Client, wish: Wish, order: Order) -> Page[ReportRecord] | None:
        """Reports by when they came; None where the cursor is none of this list's."""
        after = self._opened(f"reports:{order}", wish.cursor)
        if wish.cursor is not None and after is None:
            return None
        with self._db.reading() as session:
            rows = stored.of_reports(
                session, client.workspace_id, states=wish.states, team=wish.team, since=wish.since, until=wish.until,
                after=(datetime.fromisoformat(after[0]), after[1]) if after else None,
                newest_first=order is Order.NEWEST, limit=wish.limit + 1)
        page = rows[:wish.limit]
        last = [page[-1][0].created_at.isoformat(), page[-1][0].id] if len(rows) > wish.limit else None
        return Page(tuple(report_record(self._names, *row) for row in page),
                    self._sealed(f"reports:{order}", last))

    def annoyance(self, client: Client, number: int) -> AnnoyanceRecord:
        """One annoyance. Raises `NotFound`."""
        with self._db.reading() as session:
            row = _annoyance(session, client.workspace_id, number)
            return annoyance_record(row, stored.counts(session, client.workspace_id, [number])[number])

    def annoyances(self, client: Client, wish: Wish, order: AnnoyanceOrder) -> Page[AnnoyanceRecord] | None:
        """Annoyances by number, or by when they changed; None where the cursor is none of this list's."""
        after = self._opened(f"annoyances:{order}", wish.cursor)
        if wish.cursor is not None and after is None:
            return None
        with self._db.reading() as session:
            rows = _pick_annoyances(session, client.workspace_id, wish, order, after)
            page = rows[:wish.limit]
            counts = stored.counts(session, client.workspace_id, [row.number for row in page]) if page else {}
        last = [page[-1].changed_at.isoformat(), page[-1].number] if len(rows) > wish.limit else None
        return Page(tuple(annoyance_record(row, counts[row.number]) for row in page),
                    self._sealed(f"annoyances:{order}", last))

    def _sealed(self, of: str, place: list[Any] | None) -> str | None:
        """A cursor, which nobody can read or make: of an anonymous report it would say when it came."""
        return None if place is None else self._names.seal(json.dumps([of, *place])).rstrip("=")

    def _opened(self, of: str, cursor: str | None) -> list[Any] | None:
        opened = self._names.open(cursor + "=" * (-len(cursor) % 4)) if cursor and cursor.isascii() else None
        found: list[Any] = json.loads(opened) if opened and opened.startswith("[") else [None]
        return found[1:] if found[0] == of else None


def report_record(names: Pseudonyms, row: Report, of: Annoyance) -> ReportRecord:
    """A report as it may be seen outside. The reporter is named only where they gave their name; there is nothing of
    the customer but what they said."""
    return ReportRecord(
        id=seen_id(names, row.id), number=row.number, first_number=row.first_number, state=State(of.state),
        team=of.team_key, story=row.story, language=row.language, customer_words=row.customer_words,
        reporter=row.reporter_id if row.visibility == Visibility.NAMED else None, visibility=row.visibility,
        touchpoint=row.touchpoint_key, contact_channel=row.contact_channel, line=row.line, segment=row.segment,
        emotion=row.emotion, how_known=row.how_known, post_link=row.post_link, matters_on=row.matters_on,
        wanted=row.wanted, got_it=row.got_it, safety=row.safety, accessibility=row.accessibility, cost=row.cost,
        idea=row.idea, may_contact=row.may_contact, customer_state=row.customer_state, door=row.door,
        withdrawn=row.withdrawn, created_at=row.created_at)


def annoyance_record(row: Annoyance, counted: stored.Counted) -> AnnoyanceRecord:
    """An annoyance as it may be seen outside; where an anonymous report made or changed it, the hour alone."""
    begun_at = counted.begun_at or row.created_at
    return AnnoyanceRecord(
        number=row.number, title=row.title, state=State(row.state), team=row.team_key, assignee=row.assignee,
        touchpoint=row.touchpoint_key, reports=counted.reports, reports_by_customers=counted.by_customers,
        customers_waiting=counted.waiting, merged_into=row.merged_into, snoozed_until=row.snoozed_until,
        meanwhile=row.meanwhile, may_offer=row.may_offer, next_step=row.next_step, next_step_on=row.next_step_on,
        what_was_done=row.what_was_done, for_customer=row.for_customer, root_cause=row.root_cause,
        prevention=row.prevention, created_at=begun_at,
        changed_at=begun_at if row.changed_at == row.created_at else _changed_at(row, counted),
        routed_by=row.route_by, routed_phrase=row.route_phrase, routed_like=tuple(row.route_like))


def _changed_at(row: Annoyance, counted: stored.Counted) -> datetime:
    """Where anonymous reports came, the hour alone: one of them may have brought it back."""
    return row.changed_at.replace(minute=0, second=0, microsecond=0) if counted.anonymous else row.changed_at


def _pick_annoyances(session: Session, workspace_id: str, wish: Wish, order: AnnoyanceOrder, after: list[Any] | None
                     ) -> list[Annoyance]:
    if order is AnnoyanceOrder.UPDATED:
        return list(stored.changed(
            session, workspace_id, states=wish.states, team=wish.team, since=wish.since, until=wish.until,
            after=(datetime.fromisoformat(after[0]), after[1]) if after else None, limit=wish.limit + 1))
    return list(stored.of_annoyances(
        session, workspace_id, states=wish.states, team=wish.team, since=wish.since, until=wish.until,
        after=after[1] if after else None, newest_first=order is AnnoyanceOrder.NEWEST, limit=wish.limit + 1))


def _reporter(desk: Desk, user_id: str | None, visibility: Visibility | None) -> intake.Reporter:
    """Somebody of ours as they want to be known, or nobody: then nobody is told what becomes of it."""
    if user_id is None:
        return intake.Reporter(None)
    row = stored_people.person(desk.session, desk.workspace_id, user_id)
    if row is None or row.is_guest or row.is_bot or row.is_gone:
        raise Invalid("error.no_such_member", field="reporter")
    return intake.reporter_of(desk, user_id, visibility)


def _report(desk: Desk, report_id: str) -> ReportRecord:
    row = stored_reports.get(desk.session, desk.workspace_id, report_id)
    if row is None:
        raise NotFound("error.not_your_report")
    return report_record(desk.names, row, _annoyance(desk.session, desk.workspace_id, row.number))


def _annoyance(session: Session, workspace_id: str, number: int) -> Annoyance:
    row = stored_annoyances.get(session, workspace_id, number)
    if row is None:
        raise NotFound("error.no_such_number", number=number)
    return row
