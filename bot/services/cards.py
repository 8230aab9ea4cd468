"""Steps that other services share: changing an annoyance, its card, its thread lines, its way to another team.

They take the session first and open no transaction; the public methods that people's clicks reach stand elsewhere.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, OPEN, Move, State, after
from bot.domain.meanwhile import NOTHING
from bot.domain.snoozing import WokenBy
from bot.services import care, clocks, events, followers, item_steps, sleep
from bot.services.desk import Desk, subject
from bot.services.people import first_here, has_left
from bot.services.pseudonyms import is_pseudonym
from storage import annoyances as stored
from storage import learning as stored_learning
from storage import links as stored_links
from storage import posts, work
from storage import reports as stored_reports
from storage import settings as stored_settings
from storage.ids import new_id
from storage.tables import Annoyance

THIRD_MOVE = 3


def make_move(desk: Desk, row: Annoyance, move: Move, *, by: str | None, reason: str | None = None,
              facts: dict[str, Any] | None = None, said: bool = False) -> int:
    """Carry out one move of the table on a locked annoyance, write its story, its line and its card anew. `said`: what
    the thread has is its line."""
    before, team_before = State(row.state), row.team_key
    has_team = row.team_key in desk.settings.teams
    to = after(move, before, has_team=has_team, has_assignee=row.assignee is not None,
               has_items=move is Move.ACKNOWLEDGE and bool(item_steps.living(desk, row.number)))
    if by is not None or to not in OPEN:
        stay(row)  # who acts on it keeps it, even when another team's card was on its way
    return _write(desk, row, move, before, to, team_before, by=by, reason=reason, facts=facts, said=said)


def _write(desk: Desk, row: Annoyance, move: Move, before: State, to: State, team_before: str | None, *,
           by: str | None, reason: str | None, facts: dict[str, Any] | None, said: bool = False) -> int:
    woke = sleep.before_move(desk, row, move)
    if to is not before:
        row.changed_at = desk.now
    if to in OPEN and before not in OPEN and row.assignee and has_left(desk.session, desk.workspace_id, row.assignee):
        row.assignee = None
    if to not in OPEN or row.team_key != team_before:  # what one team promised binds no other, nor a later round
        row.next_step = row.next_step_on = None
    row.state = to
    desk.session.add(row)
    desk.session.flush()
    seq = stored.add_move(desk.session, desk.workspace_id, row.number, at=desk.now, move=move, from_state=before,
                          to_state=to, from_team=team_before, team_key=row.team_key, by=by, reason=reason,
                          facts=facts)
    want_card(desk, row)
    line = {"to": str(to), "reason": reason, **(facts or {})}
    cared = care.takes_line(desk, row, before, "customers_theirs" if said else move, by=by, facts=line)
    if not said and not cared:
        say_line(desk, row, f"{seq}", move, by=by, facts=line)
    if woke and to in OPEN:
        _say_awake(desk, row, f"{seq}")
    care.forget_contacts(desk, row, to, seq)
    care.changed(desk, row)
    _tell_customers(desk, row, to, seq)
    clocks.after_move(desk, row, move, before, team_before)
    item_steps.after_move(desk, row, to, team_before, by=by)
    followers.tell(desk, row, move, seq, by=by, facts=line)
    events.moved(desk, row, move, before, team_before, by=by, reason=reason, facts=facts or {})
    return seq


def _say_awake(desk: Desk, row: Annoyance, key: str) -> None:
    say_line(desk, row, f"woke:{key}", Move.WAKE, by=None, facts={"woken_by": str(WokenBy.MOVE)})


def _tell_customers(desk: Desk, row: Annoyance, to: State, seq: int) -> None:
    """Customers who left an address to hear that it is fixed: the team is told once it is, and where it never will
    be, nothing is kept."""
    if to in FIXED:
        if waiting := len(stored_links.to_tell(desk.session, desk.workspace_id, row.number)):
            say_line(desk, row, f"to_tell:{seq}", "to_tell", by=None, facts={"n": waiting})
    elif to is State.MERGED and row.merged_into is not None:
        stored_links.merged(desk.session, desk.workspace_id, row.number, row.merged_into)
    elif to not in OPEN:
        stored_links.forget_contacts(desk.session, desk.workspace_id, row.number)


def unmerge(desk: Desk, row: Annoyance, to: State, *, by: str, facts: dict[str, Any]) -> int:
    """A locked annoyance that was part of another stands by itself again, where it stood before."""
    row.merged_into = None
    return _write(desk, row, Move.UNMERGE, State.MERGED, to, row.team_key, by=by, reason=None, facts=facts)


def unassign(desk: Desk, row: Annoyance) -> None:
    """Whoever works on a locked annoyance has left, or the last that was planned for it is not needed: its team is
    asked who takes it. A hand-over under way goes on."""
    who, row.assignee = row.assignee, None
    before = State(row.state)
    to = after(Move.UNASSIGN, before, has_team=row.team_key in desk.settings.teams, has_assignee=False,
               has_items=bool(item_steps.living(desk, row.number)))
    _write(desk, row, Move.UNASSIGN, before, to, row.team_key, by=None, reason=None, facts={"assignee": who})


def want_card(desk: Desk, row: Annoyance) -> None:
    """Let the card show the present state. Without any channel to stand in, there is no card yet."""
    here = posts.current(desk.session, desk.workspace_id, subject(row.number))
    channel = desk.settings.channel_of(row.moving_to or row.team_key) or (here.channel_id if here else None)
    if channel is None:
        return
    work.want(desk.session, desk.workspace_id, "card", subject(row.number), channel=channel,
              method=work.UPDATING if here and here.channel_id == channel else work.POSTING,
              now=desk.clock.machine(), due_at=desk.now, payload={"number": row.number})


def say_line(desk: Desk, row: Annoyance, key: str, what: str, *, by: str | None, facts: dict[str, Any],
             topic: str = "line") -> None:
    """One line in the card's thread, after the card itself has been brought up to date. Reporters are not named."""
    if facts.get("by_reporter"):
        by = None
    here = posts.current(desk.session, desk.workspace_id, subject(row.number))
    channel = here.channel_id if here else desk.settings.channel_of(row.team_key)
    if channel is None:
        return
    work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, topic, f"line:{row.number}:{key}", channel=channel,
             due_at=desk.now, now=desk.clock.machine(), chain=subject(row.number),
             payload={"number": row.number, "what": what, "by": by, "team": row.team_key, **facts})


class Why(StrEnum):
    """Why an annoyance is with its team, where somebody said so; what routing found has its own words."""

    TRIAGE = "triage"
    HANDED_OVER = "handed_over"
    NOT_THEIRS = "not_theirs"
    REPORTER = "choice"


def hand_to(desk: Desk, row: Annoyance, team_key: str | None, move: Move, *, by: str | None, why: Why,
            reason: str | None = None) -> None:
    """Give an annoyance to another team (None: triage). The old team keeps it until the new one has the card."""
    here = posts.current(desk.session, desk.workspace_id, subject(row.number))
    target = desk.settings.channel_of(team_key)
    if team_key is not None and here is not None and here.channel_id != target:
        woke = sleep.before_move(desk, row, move)
        row.moving_to, row.moving_why, row.moving_reason = team_key, why, reason
        row.moving_by = None if why is Why.REPORTER else by
        desk.session.add(row)
        desk.session.flush()
        want_card(desk, row)
        said = new_id()
        say_line(desk, row, f"to:{said}", move, by=by,
                 facts={"to_team": team_key, "reason": reason, "by_reporter": why is Why.REPORTER})
        if woke:
            _say_awake(desk, row, f"to:{said}")
        return
    take_over(desk, row, team_key, move, by=by, reason=reason, why=why)


def stay(row: Annoyance) -> None:
    """No other team's card is on its way, or not any more."""
    row.moving_to = row.moving_why = row.moving_reason = row.moving_by = None


def take_over(desk: Desk, row: Annoyance, team_key: str | None, move: Move, *, by: str | None, why: Why,
              reason: str | None = None, said: bool = False) -> None:
    """The annoyance is another team's from now on, and its card says why. `said`: the thread has its line already."""
    before, team_before = State(row.state), row.team_key
    to = after(move, before, has_team=team_key is not None, has_assignee=False)
    stay(row)
    row.team_key, row.assignee = team_key, None
    row.route_by, row.route_phrase, row.route_sure, row.route_like = why, None, 1.0 if team_key else 0.0, []
    row.moves += 1 if before is not State.TRIAGE else 0
    _write(desk, row, move, before, to, team_before, by=by, reason=reason,
           facts={"to_team": team_key, "by_reporter": why is Why.REPORTER}, said=said)
    if row.moves == THIRD_MOVE:
        _tell_manager(desk, row, row.team_key or team_before)


def _tell_manager(desk: Desk, row: Annoyance, team_key: str | None) -> None:
    team = desk.settings.teams.get(team_key) if team_key else None
    to = first_here(desk.session, desk.settings, (team.manager,)) if team and team.manager else None
    if to:
        direct(desk, "third_move", f"third_move:{row.number}", to, {"number": row.number})


def direct(desk: Desk, topic: str, key: str, user_id: str, facts: dict[str, Any], *, due_at: datetime | None = None
           ) -> None:
    """A direct message to one person; a reporter without a name is reached by what lies sealed beside their report."""
    to = stored_reports.sealed(desk.session, desk.workspace_id, user_id) if is_pseudonym(user_id) else None
    work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, topic, key, channel=user_id,
             due_at=due_at or desk.now, now=desk.clock.machine(),
             payload={"user": user_id, **({"to": to} if to else {}), **facts})


def user_behind(desk: Desk, name: str) -> str | None:
    """The user id behind a reporter's name in a row; None where no key opens it any more."""
    if not is_pseudonym(name):
        return name
    sealed = stored_reports.sealed(desk.session, desk.workspace_id, name)
    return desk.names.open(sealed) if sealed else None


def close_loop(desk: Desk, row: Annoyance, what: Move, seq: int, *, by: str | None, facts: dict[str, Any],
               to: Sequence[str] | None = None) -> None:
    """Tell every reporter, or those named, what became of it; whoever did it knows already."""
    meanwhile = care.meanwhile(row) if what is Move.ACKNOWLEDGE else NOTHING
    if meanwhile:
        facts = {**facts, "meanwhile": meanwhile.tell, "may_offer": meanwhile.offer}
    told = stored_reports.reporters(desk.session, desk.workspace_id, row.number) if to is None else to
    for reporter in told:
        if reporter != by:  # of one without a name the row stands, and says nothing: delivery tells nobody themselves
            direct(desk, "told", f"told:{row.number}:{seq}:{reporter}", reporter,
                   {"number": row.number, "what": str(what), "by": by, "team": row.team_key, **facts})


def first_report_id(desk: Desk, number: int) -> str | None:
    """The report that a label is about."""
    rows = stored_reports.of_annoyance(desk.session, desk.workspace_id, number)
    return rows[0].id if rows else None


def label(desk: Desk, number: int, *, team_key: str | None, was_team: str | None, kind: str, by: str | None) -> None:
    """Record what a person said about the routing, for whoever learns from it later."""
    report_id = first_report_id(desk, number)
    if report_id is not None:
        stored_learning.add(desk.session, desk.workspace_id, report_id=report_id, team_key=team_key, was_team=was_team,
                            kind=kind, by=by, at=desk.now)


def leave_a_line(desk: Desk, row: Annoyance, new_channel_id: str) -> None:
    """Where the card stood before, a line says where it went."""
    old = posts.left_behind(desk.session, desk.workspace_id, subject(row.number))
    for address in old:
        work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "moved_card",
                 f"moved:{row.number}:{address.channel_id}:{address.ts}", channel=address.channel_id,
                 method=work.UPDATING, due_at=desk.now, now=desk.clock.machine(),
                 payload={"number": row.number, "channel": address.channel_id, "ts": address.ts,
                          "to_channel": new_channel_id, "team": row.team_key})


def look_after_all(session: Session, workspace_id: str, clock: Clock, *, after: int = 0) -> None:
    """Channels and teams may have changed: a step looks after the cards that stand, those after that number."""
    version = stored_settings.versions(session, workspace_id).settings
    key = f"place_cards:{version}:{after}" if after else f"place_cards:{version}"
    work.add(session, workspace_id, work.Kind.STEP, "place_cards", key, due_at=clock.now(), now=clock.machine(),
             payload={"after": after} if after else None)


def new_card(desk: Desk, number: int, team_key: str | None) -> None:
    """The first card of a new annoyance."""
    channel = desk.settings.channel_of(team_key)
    if channel is not None:
        work.add(desk.session, desk.workspace_id, work.Kind.SURFACE, "card", subject(number), channel=channel,
                 due_at=desk.now, now=desk.clock.machine(), chain=subject(number), payload={"number": number})
