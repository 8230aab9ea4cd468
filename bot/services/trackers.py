"""Issues in a team's tracker: asked for on the card, made and linked by delivery, their state heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, OPEN, Move
from bot.domain.masking import mask
from bot.domain.people import Where
from bot.domain.trackers import (
    NAMES,
    TEXT,
    TITLE,
    Connection,
    Heard,
    Issue,
    IssueForm,
    IssueState,
    IssueWish,
    Kind,
    NewIssue,
    NotMade,
    Trouble,
    reference_of,
)
from bot.domain.wording import cut, tidy
from bot.errors import Invalid
from bot.services import annoyances, cards, tracker_issues
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import log, work
from storage import reports as stored_reports
from storage import trackers as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Report, Tracker, TrackerIssue

SWEEP_EVERY = timedelta(minutes=15)
OVERLAP = timedelta(minutes=10)
"""Asked for again, so that two clocks that differ leave no gap."""
ASKED_AT_ONCE = 200
STORIES = 5
"""So many reports are told in the text that is proposed."""
LANE = "tracker"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An issue to be made, or to be linked where `reference` names it."""

    number: int
    tracker_id: str
    to: Connection
    locale: str
    reference: str | None
    new: NewIssue


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a tracker is asked: how these issues stand; `since`: those that changed from then on suffice."""

    to: Connection
    ids: tuple[str, ...]
    since: datetime | None


class Trackers:
    """Create an issue, link one, hear how they stand."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def form(self, workspace_id: str, user_id: str, number: int, *, where: Where | None) -> IssueForm:
        """The form's facts: what reporters said, never who they are nor how to reach a customer."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.TRACKER_ISSUE, where, lock=False)
            there = tracker_issues.choices(session, workspace_id, row.team_key)
            if not there:
                raise Invalid("error.no_tracker")
            told = stored_reports.of_annoyance(session, workspace_id, number)
            return IssueForm(number, cut(row.title, TITLE), _proposed(told), there)

    def add(self, workspace_id: str, user_id: str, number: int, wish: IssueWish, *, where: Where | None, key: str
            ) -> None:
        """Ask for an issue, new or existing; delivery carries it out. Raises `Invalid` naming the field."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.TRACKER_ISSUE, where)
            tracker = _chosen(desk, row.team_key, wish.tracker_id)
            asked, title = _asked(tracker, wish)
            issue = stored.add_issue(tx.session, workspace_id, id=new_id(), number=number, tracker_id=tracker.id,
                                     title=title, state=IssueState.WANTED, by=user_id, created_at=desk.now,
                                     changed_at=desk.now)
            work.add(tx.session, workspace_id, work.Kind.MESSAGE, "tracker_issue", f"tracker_issue:{issue.id}",
                     channel=tracker.id, method=lane(tracker.id), due_at=desk.now, now=self._clock.machine(),
                     payload={"number": number, "issue": issue.id, **asked})
            cards.make_move(desk, row, Move.TRACKER_ISSUE, by=user_id,
                            facts={"tracker": NAMES[tracker.kind], "linked": bool(asked.get("reference"))})
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=str(Move.TRACKER_ISSUE),
                    subject=f"#{number}")
            tx.answer = {"issue": issue.id}

    # what delivery does

    def wanted(self, workspace_id: str, payload: dict[str, Any]) -> Wanted | None:
        """What is to be made or linked; None where it was done before, or its tracker is no longer used."""
        with self._db.reading() as session:
            issue = stored.issue(session, workspace_id, payload["issue"])
            tracker = stored.get(session, workspace_id, issue.tracker_id) if issue else None
            if issue is None or issue.state != IssueState.WANTED or tracker is None or tracker.archived_at:
                return None
            settings = directory(session, workspace_id)
            return Wanted(issue.number, tracker.id, self._connection(tracker), settings.locale_of(tracker.team_key),
                          payload.get("reference"),
                          NewIssue(issue.id, issue.title, payload.get("text") or issue.title, f"#{issue.number}"))

    def made(self, session: Session, workspace_id: str, issue_id: str, found: Issue) -> None:
        """It is there, made or looked up: the card shows it."""
        desk, issue, tracker = self._locked(session, workspace_id, issue_id)
        if issue is None or tracker is None or issue.state != IssueState.WANTED:
            return
        tracker_issues.mended(desk, tracker)
        if tracker_issues.is_twice(session, workspace_id, issue, found.external_id):
            tracker_issues.fail(desk, tracker, issue, NotMade.TWICE, found.name)
            return
        issue.external_id, issue.name, issue.url, issue.title = found.external_id, found.name, found.url, found.title
        issue.state, issue.changed_at = found.state, found.at
        session.add(issue)
        session.flush()
        row = annoyances.existing(session, workspace_id, issue.number)
        cards.want_card(desk, row)

    def not_made(self, session: Session, workspace_id: str, issue_id: str, why: str, said: str = "") -> None:
        """It will not be made or linked: whoever asked hears why."""
        desk, issue, tracker = self._locked(session, workspace_id, issue_id)
        if issue is not None and tracker is not None and issue.state == IssueState.WANTED:
            tracker_issues.fail(desk, tracker, issue, why, said)

    def troubled(self, workspace_id: str, tracker_id: str, trouble: Trouble, issue_id: str | None = None) -> None:
        """It does not work until somebody mends it; whoever waits for an issue hears that it waits."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            tracker = stored.get(tx.session, workspace_id, tracker_id)
            if tracker is None or tracker.archived_at is not None:
                return
            tracker_issues.troubled(desk, tracker, trouble, desk.now)
            issue = stored.issue(tx.session, workspace_id, issue_id) if issue_id else None
            if issue is not None and issue.state == IssueState.WANTED:
                tracker_issues.say_of(desk, tracker, issue, trouble)

    def to_sweep(self, workspace_id: str, tracker_id: str) -> Sweep | None:
        """What to ask a tracker; once a day about each issue, since what is deleted changes no more."""
        with self._db.reading() as session:
            tracker = stored.get(session, workspace_id, tracker_id)
            if tracker is None or tracker.archived_at is not None:
                return None
            ids = stored.to_ask(session, workspace_id, tracker_id, [str(one) for one in OPEN | FIXED],
                                limit=ASKED_AT_ONCE)
            last, today = tracker.swept_at, self._clock.now().date()
            since = last - OVERLAP if last and last.date() == today else None
            return Sweep(self._connection(tracker), tuple(ids), since)

    def swept(self, session: Session, workspace_id: str, tracker_id: str, asked_at: datetime, found: list[Heard]
              ) -> None:
        """What it said: as if its webhooks had said it."""
        desk, tracker = self._desk(session, workspace_id), stored.get(session, workspace_id, tracker_id)
        if tracker is None:
            return
        tracker_issues.heard(desk, tracker, found)
        tracker.swept_at = asked_at
        session.add(tracker)
        tracker_issues.mended(desk, tracker)

    # what the clock and webhooks do

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Trackers that were not asked for a while are; returns how many."""
        with self._db.transaction(workspace_id) as tx:
            due = stored.due(tx.session, workspace_id, now - SWEEP_EVERY)
            turn = int(now.timestamp() // SWEEP_EVERY.total_seconds())
            return sum(work.add(tx.session, workspace_id, work.Kind.MESSAGE, "tracker_sweep",
                                f"tracker_sweep:{one.id}:{turn}", channel=one.id, method=lane(one.id), due_at=now,
                                now=self._clock.machine(), payload={"tracker": one.id}) for one in due)

    def hook(self, workspace_id: str, tracker_id: str) -> tuple[Kind, str, str] | None:
        """By what a webhook is judged: kind, project, secret; None where there is no such tracker any more."""
        with self._db.reading() as session:
            tracker = stored.get(session, workspace_id, tracker_id)
            if tracker is None or tracker.archived_at is not None:
                return None
            secret = self._names.open(tracker.hook_sealed)
            return (Kind(tracker.kind), tracker.project, secret) if secret else None

    def heard(self, workspace_id: str, tracker_id: str, said: Heard) -> None:
        """A webhook that is what it says: each delivery counts once."""
        key = f"hook:{tracker_id}:{said.delivery}" if said.delivery else None
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is None and (tracker := stored.get(tx.session, workspace_id, tracker_id)):
                tracker_issues.heard(self._desk(tx.session, workspace_id), tracker, [said])

    def _locked(self, session: Session, workspace_id: str, issue_id: str
                ) -> tuple[Desk, TrackerIssue | None, Tracker | None]:
        """The annoyance first, then its issue; a tracker is never locked, or who adds an issue would wait for it."""
        desk, known = self._desk(session, workspace_id), stored.issue(session, workspace_id, issue_id)
        if known is None:
            return desk, None, None
        stored_annoyances.get(session, workspace_id, known.number, lock=True)
        return (desk, stored.issue(session, workspace_id, issue_id, lock=True),
                stored.get(session, workspace_id, known.tracker_id))

    def _connection(self, tracker: Tracker) -> Connection:
        """With a token that cannot be opened any more it is a bad one."""
        return Connection(Kind(tracker.kind), tracker.project, tracker.url,
                          self._names.open(tracker.token_sealed) or "", tracker.account, tracker.options)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def lane(tracker_id: str) -> str:
    """The method under which a tracker's rows stand: what one tracker asks for holds up no other."""
    return f"{LANE}:{tracker_id}"


def _chosen(desk: Desk, team_key: str | None, tracker_id: str | None) -> Tracker:
    there = stored.living(desk.session, desk.workspace_id, team_key) if team_key else ()
    found = next((one for one in there if tracker_id in (None, one.id)), None)
    if found is None:
        raise Invalid("error.no_tracker", field="tracker")
    return found


def _asked(tracker: Tracker, wish: IssueWish) -> tuple[dict[str, str], str]:
    """What the row of work says, and the title until the tracker says its own."""
    if wish.existing:
        reference = reference_of(tracker.kind, tracker.project, wish.existing)
        if reference is None:
            raise Invalid("error.no_such_issue", field="existing_issue", project=tracker.project)
        return {"reference": reference}, reference
    title = cut(" ".join(mask(tidy(wish.title)).split()), TITLE)
    if not title:
        raise Invalid("error.issue_title_missing", field="issue_title")
    return {"text": mask(tidy(wish.text))}, title


def _proposed(told: Sequence[Report]) -> str:
    """What reporters said and the customers' words, as it stands on the card: no names, no references, no contacts."""
    pieces = [piece for report in told[:STORIES] for piece in (report.story, report.customer_words) if piece]
    return cut("\n\n".join(dict.fromkeys(pieces)), TEXT)
