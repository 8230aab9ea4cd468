"""The story of an annoyance on one page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import Move, State
from bot.domain.api_tokens import Client
from bot.domain.care import CustomerState
from bot.domain.people import Where
from bot.domain.permissions import Act, Role, may
from bot.domain.reports import Door
from bot.domain.snoozing import WokenBy
from bot.domain.timeline import PEOPLE, Detail, Event, Form, Timeline, What
from bot.errors import NotAllowed
from bot.services import annoyances
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import action_items as stored_items
from storage import annoyances as stored_annoyances
from storage import log, work
from storage import people as stored_people
from storage import reports as stored_reports
from storage import threads as stored_threads
from storage import timelines as stored
from storage import trackers as stored_trackers
from storage.db import Database
from storage.tables import ActionItem, Annoyance, Report
from storage.tables import Move as MoveRow

UPLOADING = "files.completeUploadExternal"
TOLD_OTHERWISE = frozenset({Move.REPORT, Move.ASK_REPORTER, Move.ADD_ITEM, Move.TRACKER_ISSUE, Move.ME_TOO})
"""Moves that something else in the story tells: with the words, where the move has none."""
FACTS = ("assignee", "what_was_done", "for_customer", "then", "next_step", "meanwhile", "may_offer", "until_on", "into")
"""What a move keeps, as far as the story tells it."""


class Timelines:
    """Reads the story for whoever may read it."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def read(self, workspace_id: str, user_id: str, number: int, *, where: Where | None = None) -> Timeline:
        """As this person may read it. Raises `NotFound`; `NotAllowed` for guests."""
        with self._db.reading() as session:
            return self._seen(session, workspace_id, user_id, number, where)

    def of_client(self, client: Client, number: int) -> Timeline:
        """The whole story, for a token that may read annoyances. Raises `NotFound`."""
        return self.whole(client.workspace_id, number)

    def whole(self, workspace_id: str, number: int) -> Timeline:
        """The whole story, for whoever may have all of it: the admins. Raises `NotFound`."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            return _told(desk, annoyances.existing(session, workspace_id, number))

    def export(self, workspace_id: str, number: int, *, by: str) -> Timeline:
        """The whole story for an admin at a terminal; the log says who took it. Raises `NotFound`."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            told = _told(desk, annoyances.existing(tx.session, workspace_id, number))
            log.add(tx.session, workspace_id, at=desk.now, by=by, act="export", subject=f"#{number}")
            return told

    def bring(self, workspace_id: str, user_id: str, number: int, form: Form, *, where: Where | None, key: str) -> None:
        """The story comes to this person as a file, as they may read it. Raises as `read` does."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            seen = self._seen(tx.session, workspace_id, user_id, number, where)
            if tx.first_answer is not None:
                return
            now = self._clock.now()
            log.add(tx.session, workspace_id, at=now, by=user_id, act="export", subject=f"#{number}")
            work.add(tx.session, workspace_id, work.Kind.MESSAGE, "timeline_file", f"timeline_file:{key}",
                     channel=user_id, method=UPLOADING, due_at=now, now=self._clock.machine(),
                     payload={"number": number, "user": user_id, "form": str(form), "whole": seen.is_whole})

    def as_brought(self, workspace_id: str, user_id: str, number: int, *, whole: bool) -> Timeline:
        """The story for a file that was asked for; `whole`: whoever asked had the card before them."""
        return self.whole(workspace_id, number) if whole else self.read(workspace_id, user_id, number)

    def _seen(self, session: Session, workspace_id: str, user_id: str, number: int, where: Where | None) -> Timeline:
        desk = self._desk(session, workspace_id)
        row = annoyances.existing(session, workspace_id, number)
        held = annoyances.roles_towards(desk, row, user_id, where)
        if Role.GUEST in held or not may(Act.FIND, held):
            raise NotAllowed("error.not_allowed.find")
        return _told(desk, row) if may(Act.READ_STORY, held) else self._own(desk, row, user_id)

    def _own(self, desk: Desk, row: Annoyance, user_id: str) -> Timeline:
        """Their own reports, and how it stood when: what every full member may see."""
        names = desk.names.names_of(desk.session, desk.workspace_id, user_id)
        theirs = [report for report in stored_reports.of_annoyance(desk.session, desk.workspace_id, row.number)
                  if (report.reporter_id or report.reporter_hash) in names]
        hours = stored.hours_without_a_name(desk.session, desk.workspace_id, row.number)
        stood = [Event(_moved_at(move, hours), move.move, details=(Detail("state", move.to_state),))
                 for move in stored_annoyances.story(desk.session, desk.workspace_id, row.number)
                 if move.from_state is not None and move.to_state != move.from_state]
        return _timeline(desk, row, [*map(_report, theirs), *stood], is_whole=False)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _told(desk: Desk, row: Annoyance) -> Timeline:
    session, workspace_id, number = desk.session, desk.workspace_id, row.number
    reports = stored_reports.of_annoyance(session, workspace_id, number)
    hours = stored.hours_without_a_name(session, workspace_id, number)
    events = [
        *map(_report, reports), *_customers(reports),
        *(_move(desk, one, hours) for one in stored_annoyances.story(session, workspace_id, number)
          if one.move not in TOLD_OTHERWISE),
        *(Event(reply.at, What.REPLY, reply.user_id, reply.text)
          for reply in stored_threads.of_annoyance(session, workspace_id, number)),
        *_questions(desk, number),
        *(event for item in stored_items.of_annoyance(session, workspace_id, number) for event in _item(desk, item)),
        *(Event(_when(at, None, hours), Move.WAKE) for at in stored.woken(session, workspace_id, number, WokenBy.MOVE)),
        *(Event(_when(merge.at, merge.by, hours), What.MERGED_HERE, merge.by, details=(Detail("number", merge.number),))
          for merge in stored.merged_here(session, workspace_id, number)),
        *_surveys(desk, number),
        *(Event(at, What.NUDGE, details=(Detail("level", level),))
          for at, level in stored.nudged(session, workspace_id, number)),
        *_issues(desk, number)]
    return _timeline(desk, row, events, is_whole=True)


def _timeline(desk: Desk, row: Annoyance, events: Iterable[Event], *, is_whole: bool) -> Timeline:
    """In the order of time; what happened at one moment stays as it was told."""
    told = tuple(sorted(events, key=lambda event: event.at))
    ids = {event.by for event in told if event.by} | {
        str(detail.value) for event in told for detail in event.details if detail.kind in PEOPLE}
    known = stored_people.people(desk.session, desk.workspace_id, ids) if ids else {}
    return Timeline(row.number, row.title, State(row.state), desk.settings.team_name(row.team_key), told,
                    annoyances.why_of(row), is_whole, {user_id: one.name for user_id, one in known.items() if one.name})


def _named(by: str | None) -> str | None:
    """Who did it; nobody where a pseudonym stands for them."""
    return None if by is None or is_pseudonym(by) else by


def _when(at: datetime, by: str | None, hours: Collection[datetime]) -> datetime:
    """When it happened; the hour alone where it was somebody without a name, or nobody while such a report came."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if (hour in hours if by is None else is_pseudonym(by)) else at


def _moved_at(row: MoveRow, hours: Collection[datetime]) -> datetime:
    """The same of a move. What a reporter did, or what an answer brought about, is nobody's in its row."""
    theirs = row.by is None and ((row.facts or {}).get("by_reporter") or row.move == Move.STILL_HAPPENING)
    return _when(row.at, row.by, {row.at.replace(minute=0, second=0, microsecond=0)} if theirs else hours)


def _details(**values: object) -> tuple[Detail, ...]:
    return tuple(Detail(kind, value) for kind, value in values.items()
                 if isinstance(value, (str, int, datetime)) and value != "")


def _report(row: Report) -> Event:
    what = What.CUSTOMERS_REPORT if row.door == Door.CUSTOMER_LINK else What.REPORT
    return Event(row.created_at, what, row.reporter_id, row.story, _details(customer_words=row.customer_words))


def _customers(reports: Sequence[Report]) -> Iterator[Event]:
    """What became of each customer; which one it was is nobody's to read here."""
    for row in reports:
        if row.customer_state_at is not None and row.customer_state != CustomerState.WAITING:
            yield Event(row.customer_state_at, What.CUSTOMER, _named(row.customer_state_by),
                        details=_details(customer=row.customer_state))


def _move(desk: Desk, row: MoveRow, hours: Collection[datetime]) -> Event:
    kept = row.facts or {}
    told = {name: kept[name] for name in FACTS if kept.get(name) is not None and not is_pseudonym(str(kept[name]))}
    if row.move == Move.NEXT_STEP and "until_on" in told:  # the day of a promise, not of a waking
        told["next_step_on"] = told.pop("until_on")
    changed = row.team_key != row.from_team
    return Event(_moved_at(row, hours), row.move, _named(row.by), details=_details(
        state=row.to_state if row.to_state != row.from_state else None,
        team=(desk.settings.team_name(row.team_key) if changed else None), reason=row.reason, **told))


def _questions(desk: Desk, number: int) -> Iterator[Event]:
    asked = stored.questions(desk.session, desk.workspace_id, number)
    yield from (Event(one.at, What.QUESTION, one.by, one.text) for one in asked)
    if asked:
        yield from (Event(_when(one.at, one.reporter, ()), What.ANSWER, _named(one.reporter), one.text) for one in
                    stored.answers(desk.session, desk.workspace_id, [one.id for one in asked]))


def _item(desk: Desk, row: ActionItem) -> Iterator[Event]:
    due_on = (Detail("due_on", row.due_on),) if row.due_on else ()
    yield Event(row.created_at, What.ITEM, _named(row.by), row.text, (
        *_details(team=desk.settings.team_name(row.team_key), assignee=row.assignee), *due_on))
    if row.ended_at is not None:
        done = row.state == "done"
        yield Event(row.ended_at, What.ITEM_DONE if done else What.ITEM_DROPPED, _named(row.ended_by), row.text)


def _surveys(desk: Desk, number: int) -> Iterator[Event]:
    for one in stored.askings(desk.session, desk.workspace_id, number):
        yield Event(one.opened_at, What.ASKED, details=_details(asked=one.asked))
        if one.closed_at is not None:
            yield Event(one.closed_at, What.ASKED_END, details=_details(asked=one.asked, answered=one.answered))


def _issues(desk: Desk, number: int) -> Iterator[Event]:
    for issue, _tracker in stored_trackers.of_annoyance(desk.session, desk.workspace_id, number):
        name = _details(issue=issue.name or issue.title)
        yield Event(issue.created_at, What.ISSUE, _named(issue.by), details=name)
        if issue.state == "closed":
            yield Event(issue.changed_at, What.ISSUE_CLOSED, details=name)
