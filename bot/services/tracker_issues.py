"""Steps about issues in trackers that other services share: what a card shows, what is heard of an issue, what is
wrong with a tracker and who hears of it. They open no transaction."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from bot.domain.annoyances import State
from bot.domain.trackers import NAMES, Choice, Heard, IssueState, Shown, Trouble, changes
from bot.services import cards, people
from bot.services.desk import Desk, subject
from storage import annoyances as stored_annoyances
from storage import posts, work
from storage import trackers as stored
from storage.tables import Annoyance, Tracker, TrackerIssue

log = structlog.get_logger()


def shown(session: Session, workspace_id: str, number: int) -> tuple[Shown, ...]:
    """The issues of an annoyance as its card shows them; what was never made is not among them."""
    return tuple(Shown(tracker.kind, one.name, one.url, one.title, IssueState(one.state))
                 for one, tracker in stored.of_annoyance(session, workspace_id, number)
                 if one.state != IssueState.FAILED)


def choices(session: Session, workspace_id: str, team_key: str | None) -> tuple[Choice, ...]:
    """The trackers of a team; without a team there are none."""
    if team_key is None:
        return ()
    return tuple(Choice(one.id, one.kind, one.project) for one in stored.living(session, workspace_id, team_key))


def heard(desk: Desk, tracker: Tracker, found: Sequence[Heard]) -> int:
    """How issues stand by now: where that is news, their cards and the threads say so. Returns how many."""
    known = [(one.number, one.id, said) for said in found
             for one in stored.known_as(desk.session, desk.workspace_id, tracker.id, said.external_id)]
    known.sort(key=lambda one: one[:2])  # everybody who locks several does so in this order
    return sum(_heard(desk, tracker, number, issue_id, said) for number, issue_id, said in known)


def _heard(desk: Desk, tracker: Tracker, number: int, issue_id: str, said: Heard) -> bool:
    """The annoyance is locked first, as every click does."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=True)
    issue = stored.issue(desk.session, desk.workspace_id, issue_id, lock=True)
    if row is None or issue is None or not changes(issue.state, issue.changed_at, said):
        return False
    issue.state, issue.changed_at = said.state, said.at or desk.now
    desk.session.add(issue)
    desk.session.flush()
    cards.want_card(desk, row)
    if State(row.state) not in (State.MERGED, State.WITHDRAWN):
        _say(desk, row, tracker, issue)
    return True


def _say(desk: Desk, row: Annoyance, tracker: Tracker, issue: TrackerIssue) -> None:
    """One line in the thread for each change; it knows by itself whether the annoyance can be resolved now."""
    here = posts.current(desk.session, desk.workspace_id, subject(row.number))
    channel = here.channel_id if here else desk.settings.channel_of(row.team_key)
    if channel is not None:
        work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "tracker_state",
                 f"tracker_state:{issue.id}:{issue.state}:{issue.changed_at.isoformat()}", channel=channel,
                 due_at=desk.now, now=desk.clock.machine(), chain=subject(row.number),
                 payload={"number": row.number, "state": issue.state, "tracker": NAMES[tracker.kind],
                          "issue": issue.name or "", "url": issue.url})


def say_of(desk: Desk, tracker: Tracker, issue: TrackerIssue, what: str, said: str = "") -> None:
    """To whoever asked for an issue, in the thread: why there is none; each reason once."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, issue.number)
    if row is not None:
        cards.say_line(desk, row, f"tracker:{issue.id}:{what}", f"tracker_{what}", by=issue.by,
                       facts={"tracker": NAMES[tracker.kind], "title": issue.title, "said": said})


def fail(desk: Desk, tracker: Tracker, issue: TrackerIssue, why: str, said: str = "") -> None:
    """An issue that will not be made or linked; the annoyance is locked by then."""
    issue.state, issue.changed_at = IssueState.FAILED, desk.now
    desk.session.add(issue)
    desk.session.flush()
    say_of(desk, tracker, issue, why, said)
    row = stored_annoyances.get(desk.session, desk.workspace_id, issue.number)
    if row is not None:
        cards.want_card(desk, row)


def is_twice(session: Session, workspace_id: str, issue: TrackerIssue, external_id: str) -> bool:
    """Whether this annoyance has that issue already."""
    return any(one.number == issue.number and one.id != issue.id
               for one in stored.known_as(session, workspace_id, issue.tracker_id, external_id))


def troubled(desk: Desk, tracker: Tracker, trouble: Trouble, at: datetime) -> None:
    """It does not work: whoever connected it, or an admin, hears it once a day until it is mended."""
    if tracker.trouble != trouble:
        tracker.trouble, tracker.trouble_at = trouble, at
        desk.session.add(tracker)
        desk.session.flush()
    by_person = tracker.created_by if tracker.created_by.startswith(("U", "W")) else None
    to = people.first_here(desk.session, desk.settings, (by_person,))
    if to is None:
        log.warning("nobody to tell", tracker=tracker.id, trouble=str(trouble))
        return
    day = at.astimezone(desk.settings.zone).date()
    cards.direct(desk, "tracker_trouble", f"tracker_trouble:{tracker.id}:{trouble}:{day}", to,
                 {"tracker": NAMES[tracker.kind], "project": tracker.project, "trouble": str(trouble),
                  "team": tracker.team_key})


def mended(desk: Desk, tracker: Tracker) -> None:
    """It works: what waited for that goes at once."""
    if tracker.trouble is not None:
        tracker.trouble = tracker.trouble_at = None
        desk.session.add(tracker)
        desk.session.flush()
        work.hurry(desk.session, desk.workspace_id, tracker.id, now=desk.clock.machine())


