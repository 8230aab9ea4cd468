"""The clocks of an annoyance in its team's working time: begun, moved, stopped, ended. Steps that other services share:
they take the desk first, open no transaction, and whoever calls them holds the annoyance's lock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.domain.annoyances import OPEN, Move, State
from bot.domain.clocks import (
    ANSWERED,
    MINUTE,
    SILENT,
    STALLED,
    Kind,
    Limit,
    Limits,
    Outcome,
    Running,
    Urgency,
    due,
    item_due,
    left,
    redraw_at,
)
from bot.domain.nudges import Timing, first_at, next_after
from bot.domain.sla import Calendar, NeverOpen
from bot.services import calendars
from bot.services.desk import Desk
from bot.services.directory import Directory
from storage import annoyances as stored_annoyances
from storage import clocks as stored
from storage.ids import new_id
from storage.tables import ActionItem, Annoyance
from storage.tables import Clock as ClockRow

UNSEEN = frozenset({State.TRIAGE, State.NEW, State.CAME_BACK})
"""States in which nobody has acknowledged it yet."""
CLOSED = tuple(str(state) for state in State if state not in OPEN)
ACTING = frozenset({Move.ACKNOWLEDGE, Move.ASSIGN, Move.ADD_ITEM, Move.WAKE})
"""Moves after which whoever was nudged is left in peace for a while."""
SHOWN = (Kind.ACKNOWLEDGE, Kind.ANSWER, Kind.RESOLVE, Kind.OWN)
"""What a card says of clocks, in the order in which it is said."""
ON_THE_CARD = frozenset({Kind.ACKNOWLEDGE, Kind.RESOLVE, Kind.ANSWER})
"""Kinds whose words count down; the others show, or are heard of, once their time is up."""


def begun(desk: Desk, row: Annoyance) -> None:
    """A new annoyance was stored: its clocks begin."""
    begin_all(desk, row.number, row.team_key, _urgency(desk, row))


def begin_all(desk: Desk, number: int, team_key: str | None, urgency: Urgency) -> None:
    """The same, by what its first report says."""
    calendar, limits = calendars.of_team(desk.settings, team_key), limits_of(desk.settings, team_key)
    rows = [_seen_within(desk, number, team_key, calendar, limits, urgency),
            _row(desk, number, team_key, calendar, Kind.RESOLVE, limits.resolve, urgent=limits.urgent,
                 before_on=_upcoming(calendar, desk.now, urgency.matters_on)),
            _row(desk, number, team_key, calendar, Kind.HEAR, SILENT)]
    if urgency.public_post:
        rows.append(_row(desk, number, team_key, calendar, Kind.ANSWER, ANSWERED))
    stored.add(desk.session, rows)


def make_up(desk: Desk, row: Annoyance) -> bool:
    """An open annoyance without clocks, of a version that knew none or imported, gets those of its state, as of now. An
    old public post gets none: its hour is long over. Returns whether it lacked any."""
    if State(row.state) not in OPEN or stored.running(desk.session, desk.workspace_id, row.number):
        return False
    calendar, limits = _measures(desk, row.team_key)
    urgency = _urgency(desk, row)
    rows = [_row(desk, row.number, row.team_key, calendar, Kind.RESOLVE, limits.resolve, urgent=limits.urgent,
                 before_on=urgency.matters_on)]
    if State(row.state) in UNSEEN:
        rows += [_seen_within(desk, row.number, row.team_key, calendar, limits, urgency),
                 _row(desk, row.number, row.team_key, calendar, Kind.HEAR, SILENT)]
    elif row.assignee is None:
        rows.append(_row(desk, row.number, row.team_key, calendar, Kind.OWN, STALLED))
    stored.add(desk.session, rows)
    return True


def after_move(desk: Desk, row: Annoyance, move: Move, before: State, team_before: str | None) -> None:
    """A move was made on a locked annoyance: clocks end, begin, or run on with another team."""
    desk.session.flush()
    to, running = State(row.state), stored.running(desk.session, desk.workspace_id, row.number)
    if to is State.MERGED:
        into = row.merged_into and stored_annoyances.get(desk.session, desk.workspace_id, row.merged_into)
        if into:
            merged(desk, row, into)
    elif to not in OPEN:
        _end(desk, running.values(), None if move in (Move.RESOLVE, Move.WONT_FIX) else Outcome.OVERTAKEN)
    elif before not in OPEN:
        if before is not State.MERGED:
            _end(desk, running.values(), Outcome.OVERTAKEN)
            _opened_again(desk, row)
    elif running:  # what was imported has no card, and no clocks
        _goes_on(desk, row, running, before, team_before)
        if move in ACTING:
            acted(desk, row)
    if row.snoozed_until is not None:
        pause(desk, row)


def facts_changed(desk: Desk, row: Annoyance, *, post_of: str | None = None) -> None:
    """Its reports say something else than before, and it may be urgent now: no clock is up later than it was.
    `post_of`: the report that may have brought a public post. Older ones that no clock runs for had their time."""
    if State(row.state) not in OPEN:
        return
    running = stored.running(desk.session, desk.workspace_id, row.number)
    calendar, limits = _measures(desk, row.team_key)
    weight = stored.weight(desk.session, desk.workspace_id, row.number)
    if Kind.ACKNOWLEDGE in running and (weight.safety or weight.public_post):
        _more_urgent(desk, running[Kind.ACKNOWLEDGE], calendar, limits.urgent)
    if Kind.RESOLVE in running:
        _sooner(desk, running[Kind.RESOLVE], calendar, limits, _upcoming(calendar, desk.now, *weight.dates))
    if Kind.ANSWER in running and not weight.unanswered:
        _end(desk, [running[Kind.ANSWER]], Outcome.OVERTAKEN)
    if running and post_of in weight.unanswered and Kind.ANSWER not in running:
        stored.add(desk.session, [_row(desk, row.number, row.team_key, calendar, Kind.ANSWER, ANSWERED)])


def pause(desk: Desk, row: Annoyance) -> None:
    """It sleeps: its clocks stand still, and what is left is left. Those of action items run on."""
    for clock in stored.running(desk.session, desk.workspace_id, row.number).values():
        if clock.paused_at is None:
            calendar = calendars.of_team(desk.settings, clock.team_key)
            over = calendar.between(clock.due_at, desk.now)
            clock.left_minutes = (calendar.between(desk.now, clock.due_at) or -over) // MINUTE
            clock.paused_at, clock.next_at, clock.redraw_at = desk.now, None, None
            desk.session.add(clock)
    desk.session.flush()


def resume(desk: Desk, row: Annoyance) -> None:
    """It is awake again: its clocks go on with what was left. A date that matters has not waited."""
    for clock in stored.running(desk.session, desk.workspace_id, row.number).values():
        if clock.paused_at is not None:
            calendar, limits = _measures(desk, clock.team_key)
            minutes = clock.left_minutes or 0
            clock.paused_at, clock.left_minutes = None, None
            if minutes > 0:
                clock.started_at, clock.allowed = desk.now, str(Limit(minutes, "m"))
                clock.due_at = due(calendar, Kind(clock.kind), Limit(minutes, "m"), desk.now,
                                   before_on=clock.before_on, urgent=limits.urgent)
            else:
                clock.due_at = _back(calendar, desk.now, -minutes)
            _set_times(desk, clock, calendar, row)


def merged(desk: Desk, row: Annoyance, into: Annoyance) -> None:
    """`row` became part of `into`, which keeps the earliest of each kind. What ended by it ended at one moment, by
    which it is found again."""
    theirs = stored.running(desk.session, desk.workspace_id, into.number)
    for kind, clock in stored.running(desk.session, desk.workspace_id, row.number).items():
        _end(desk, [clock], Outcome.MERGED)
        other = theirs.get(kind)
        if clock.paused_at is None and _is_sooner(clock, other, into):
            if other is not None:
                _end(desk, [other], Outcome.MERGED)
            _take_over(desk, clock, into)


def unmerged(desk: Desk, row: Annoyance) -> None:
    """`row` stands by itself again, and so do its clocks, as if they had run on; what it was merged into has its own
    again."""
    session, workspace_id = desk.session, desk.workspace_id
    session.flush()
    running = stored.running(session, workspace_id, row.number)
    at = stored.merged_at(session, workspace_id, row.number)
    theirs = [] if at is None else stored.ended_by_merge(session, workspace_id, row.number, since=at)
    into = stored.last_merged_into(session, workspace_id, row.number)
    survivor = stored_annoyances.get(session, workspace_id, into) if into is not None else None
    if survivor is not None and State(survivor.state) in OPEN:
        _give_back(desk, survivor, theirs)
    for clock in theirs if State(row.state) in OPEN else ():
        if clock.kind not in running:
            _run_again(desk, row, clock)
    make_up(desk, row)


def answered(desk: Desk, row: Annoyance) -> None:
    """A public post has our answer: its clock ends with the last one."""
    desk.session.flush()
    clock = stored.running(desk.session, desk.workspace_id, row.number).get(Kind.ANSWER)
    if clock is not None and not stored.weight(desk.session, desk.workspace_id, row.number).unanswered:
        _end(desk, [clock], None)


def acted(desk: Desk, row: Annoyance) -> None:
    """Somebody acted: nudging begins anew. What is late stays late."""
    for kind, clock in stored.running(desk.session, desk.workspace_id, row.number).items():
        if clock.paused_at is None and kind is not Kind.HEAR:
            clock.turn, clock.level = clock.turn + 1, 0
            _set_times(desk, clock, calendars.of_team(desk.settings, clock.team_key), row)


def item_begun(desk: Desk, item: ActionItem) -> None:
    """An action item was added: its clock runs until its due date, where it has one."""
    if item.due_on is None:
        return
    calendar = calendars.of_team(desk.settings, item.team_key)
    due_at = max(item_due(calendar, item.due_on), desk.now)
    timing = Timing(Kind.ITEM, desk.now, due_at, due_on=item.due_on)
    stored.add(desk.session, [{
        "workspace_id": desk.workspace_id, "id": new_id(), "number": item.number, "kind": Kind.ITEM, "item_id": item.id,
        "team_key": item.team_key, "started_at": desk.now, "allowed": "", "before_on": item.due_on, "due_at": due_at,
        "turn": 0, "level": 0, "next_at": first_at(calendar, timing, desk.now),
        "redraw_at": redraws(calendar, Kind.ITEM, desk.now, due_at)}])


def item_changed(desk: Desk, item: ActionItem) -> None:
    """An action item has another due date, team, assignee or annoyance, or is open again: nudging begins anew."""
    desk.session.flush()
    clock = stored.of_item(desk.session, desk.workspace_id, item.id)
    if clock is None:
        if item.ended_at is None:
            item_begun(desk, item)
        return
    if item.due_on is None:
        _end(desk, [clock], Outcome.OVERTAKEN)
        return
    calendar = calendars.of_team(desk.settings, item.team_key)
    if (clock.before_on, clock.team_key) != (item.due_on, item.team_key):
        clock.due_at = max(item_due(calendar, item.due_on), clock.started_at)
    clock.number, clock.team_key, clock.before_on = item.number, item.team_key, item.due_on
    clock.turn, clock.level = clock.turn + 1, 0
    clock.next_at = first_at(calendar, timing_of(clock, None), desk.now)
    clock.redraw_at = redraws(calendar, Kind.ITEM, desk.now, clock.due_at) or (desk.now if clock.redraw_at else None)
    desk.session.add(clock)
    desk.session.flush()


def item_ended(desk: Desk, item: ActionItem) -> None:
    """An action item is done or dropped."""
    desk.session.flush()
    clock = stored.of_item(desk.session, desk.workspace_id, item.id)
    if clock is not None:
        _end(desk, [clock], None if item.state == "done" else Outcome.OVERTAKEN)


def shown(session: Session, settings: Directory, row: Annoyance, now: datetime) -> tuple[Running, ...]:
    """The clocks of an annoyance that run, those of its action items left out, in the order in which a card names
    them. While its card is on the way to another team nothing is said of them."""
    if State(row.state) not in OPEN or row.moving_to is not None:
        return ()
    running = stored.running(session, row.workspace_id, row.number)
    seen = (_running(settings, running[kind], now) for kind in SHOWN if kind in running)
    return tuple(one for one in seen if one.kind is not Kind.OWN or one.is_overdue)


def limits_of(settings: Directory, team_key: str | None) -> Limits:
    """A team's own time limits; where there is no team, the usual ones."""
    team = settings.teams.get(team_key) if team_key else None
    return team.limits if team else Limits()


def timing_of(clock: ClockRow, promised: date | None) -> Timing:
    """A clock as far as its nudges depend on it. `promised`: the day of its annoyance's next step."""
    return Timing(Kind(clock.kind), clock.started_at, clock.due_at, promised,
                  clock.before_on if clock.kind == Kind.ITEM else None)


def _running(settings: Directory, clock: ClockRow, now: datetime) -> Running:
    calendar = calendars.of_team(settings, clock.team_key)
    until = settings.watches_until(clock.team_key)
    watches = until if until is not None and until > now else None
    if clock.paused_at is not None:
        return Running(Kind(clock.kind), clock.due_at, None, calendar.zone, is_paused=True, watches_until=watches)
    return Running(Kind(clock.kind), clock.due_at, left(calendar, now, clock.due_at), calendar.zone,
                   watches_until=watches, level=clock.level)


def _measures(desk: Desk, team_key: str | None) -> tuple[Calendar, Limits]:
    return calendars.of_team(desk.settings, team_key), limits_of(desk.settings, team_key)


def _urgency(desk: Desk, row: Annoyance) -> Urgency:
    weight = stored.weight(desk.session, desk.workspace_id, row.number)
    today = calendars.of_team(desk.settings, row.team_key).wall(desk.now).date()
    return Urgency(weight.safety, weight.public_post, next((day for day in weight.dates if day >= today), None))


def _upcoming(calendar: Calendar, now: datetime, *dates: date | None) -> date | None:
    """The first of these dates that is not over yet where the team works."""
    today = calendar.wall(now).date()
    return min((day for day in dates if day is not None and day >= today), default=None)


def _row(desk: Desk, number: int, team_key: str | None, calendar: Calendar, kind: Kind, limit: Limit, *,
         before_on: date | None = None, urgent: Limit | None = None) -> dict[str, Any]:
    """A clock that begins now."""
    now = desk.now
    due_at = due(calendar, kind, limit, now, before_on=before_on, urgent=urgent)
    return {"workspace_id": desk.workspace_id, "id": new_id(), "number": number, "kind": kind, "item_id": None,
            "team_key": team_key, "started_at": now, "allowed": str(limit), "before_on": before_on, "due_at": due_at,
            "turn": 0, "level": 0, "next_at": first_at(calendar, Timing(kind, now, due_at), now),
            "redraw_at": redraws(calendar, kind, now, due_at)}


def _seen_within(desk: Desk, number: int, team_key: str | None, calendar: Calendar, limits: Limits, urgency: Urgency
                 ) -> dict[str, Any]:
    limit = limits.urgent if urgency.is_urgent else limits.acknowledge
    return _row(desk, number, team_key, calendar, Kind.ACKNOWLEDGE, limit)


def redraws(calendar: Calendar, kind: Kind, now: datetime, due_at: datetime) -> datetime | None:
    """When a clock has to be looked at again, for the card's words, or because its time is up."""
    if kind in ON_THE_CARD:
        return redraw_at(calendar, now, due_at)
    if kind is Kind.HEAR:
        return max(due_at, now)
    return due_at if due_at > now else None


def _set_times(desk: Desk, clock: ClockRow, calendar: Calendar, row: Annoyance) -> None:
    """When it nudges next, and when its words change, after its times or its turn have changed."""
    timing = timing_of(clock, row.next_step_on)
    clock.redraw_at = redraws(calendar, timing.kind, desk.now, clock.due_at) or (desk.now if clock.redraw_at else None)
    clock.next_at = first_at(calendar, timing, desk.now) if clock.level == 0 else next_after(
        calendar, timing, clock.level, desk.now)
    desk.session.add(clock)
    desk.session.flush()


def _end(desk: Desk, clocks: Iterable[ClockRow], outcome: Outcome | None) -> None:
    """Clocks stop. Without an `outcome` they were met, or missed where the time was up."""
    for clock in clocks:
        late = desk.now > clock.due_at if clock.paused_at is None else (clock.left_minutes or 0) < 0
        clock.ended_at, clock.outcome = desk.now, outcome or (Outcome.MISSED if late else Outcome.MET)
        clock.next_at = clock.redraw_at = None
        desk.session.add(clock)
    desk.session.flush()


def _goes_on(desk: Desk, row: Annoyance, running: dict[Kind, ClockRow], before: State, team_before: str | None
             ) -> None:
    """It was open and still is: perhaps with another team, perhaps somebody has seen it, perhaps somebody has it."""
    to = State(row.state)
    if row.team_key != team_before or (to in UNSEEN and before not in UNSEEN):
        _new_team(desk, row, running, before)
        return
    if to not in UNSEEN:
        _end(desk, [clock for kind, clock in running.items() if kind in (Kind.ACKNOWLEDGE, Kind.HEAR)], None)
    stalls = to is State.ACKNOWLEDGED and row.assignee is None
    if stalls and Kind.OWN not in running:
        calendar = calendars.of_team(desk.settings, row.team_key)
        stored.add(desk.session, [_row(desk, row.number, row.team_key, calendar, Kind.OWN, STALLED)])
    elif not stalls and Kind.OWN in running:
        _end(desk, [running[Kind.OWN]], None)


def _new_team(desk: Desk, row: Annoyance, running: dict[Kind, ClockRow], before: State) -> None:
    """Another team has it: acknowledging begins anew, all else runs on and is measured in the new team's time. In
    triage, choosing the team was what had to be done in time."""
    calendar, limits = _measures(desk, row.team_key)
    if Kind.ACKNOWLEDGE in running:
        _end(desk, [running[Kind.ACKNOWLEDGE]], None if before is State.TRIAGE else Outcome.MOVED)
    if Kind.OWN in running:
        _end(desk, [running[Kind.OWN]], Outcome.MOVED)
    weight = stored.weight(desk.session, desk.workspace_id, row.number)
    rows = [_seen_within(desk, row.number, row.team_key, calendar, limits,
                         Urgency(weight.safety, weight.public_post))]
    if Kind.HEAR not in running and not _told_of_silence(desk, row):
        rows.append(_row(desk, row.number, row.team_key, calendar, Kind.HEAR, SILENT))
    stored.add(desk.session, rows)
    for kind in (Kind.RESOLVE, Kind.ANSWER, Kind.HEAR):
        if kind in running:
            _measure_anew(desk, row, running[kind], calendar, limits)


def _measure_anew(desk: Desk, row: Annoyance, clock: ClockRow, calendar: Calendar, limits: Limits) -> None:
    """A clock that another team takes along keeps its start."""
    kind = Kind(clock.kind)
    clock.allowed = limits.instead_of(clock.allowed, kind, limits_of(desk.settings, clock.team_key))
    clock.team_key = row.team_key
    if clock.paused_at is None:
        clock.due_at = due(calendar, kind, Limit.parse(clock.allowed), clock.started_at, before_on=clock.before_on,
                           urgent=limits.urgent, floor=min(clock.due_at, desk.now))
        _set_times(desk, clock, calendar, row)
    desk.session.add(clock)


def _opened_again(desk: Desk, row: Annoyance) -> None:
    """Taken up again, or come back: somebody has to see it as quickly as the first time, and there is half the time."""
    calendar, limits = _measures(desk, row.team_key)
    urgency = _urgency(desk, row)
    stored.add(desk.session, [
        _seen_within(desk, row.number, row.team_key, calendar, limits, urgency),
        _row(desk, row.number, row.team_key, calendar, Kind.RESOLVE, limits.resolve.half, urgent=limits.urgent,
             before_on=urgency.matters_on),
        _row(desk, row.number, row.team_key, calendar, Kind.HEAR, SILENT)])


def _told_of_silence(desk: Desk, row: Annoyance) -> bool:
    opened = stored.opened_at(desk.session, desk.workspace_id, row.number, closed=CLOSED)
    return stored.was_told_of_silence(desk.session, desk.workspace_id, row.number, since=opened)


def _more_urgent(desk: Desk, clock: ClockRow, calendar: Calendar, urgent: Limit) -> None:
    soon = urgent.end(calendar, desk.now)
    if clock.paused_at is None and clock.allowed != str(urgent) and soon < clock.due_at:
        clock.started_at, clock.allowed, clock.due_at = desk.now, str(urgent), soon
        _face_anew(desk, clock, calendar)


def _sooner(desk: Desk, clock: ClockRow, calendar: Calendar, limits: Limits, day: date | None) -> None:
    if day is None or (clock.before_on is not None and clock.before_on <= day):
        return
    clock.before_on = day
    desk.session.add(clock)
    at = due(calendar, Kind.RESOLVE, Limit.parse(clock.allowed), clock.started_at, before_on=day, urgent=limits.urgent,
             floor=desk.now)
    if clock.paused_at is None and at < clock.due_at:
        clock.due_at = at
        _face_anew(desk, clock, calendar)


def _face_anew(desk: Desk, clock: ClockRow, calendar: Calendar) -> None:
    row = stored_annoyances.get(desk.session, desk.workspace_id, clock.number)
    if row is not None:
        _set_times(desk, clock, calendar, row)


def _back(calendar: Calendar, now: datetime, minutes: int) -> datetime:
    try:
        return calendar.subtract(now, timedelta(minutes=minutes))
    except NeverOpen:
        return now


def _is_sooner(clock: ClockRow, other: ClockRow | None, into: Annoyance) -> bool:
    """Whether the survivor takes over a clock: it runs the same kind and would be up later. Of the others only a public
    post that waits for an answer is new to it."""
    if State(into.state) not in OPEN:
        return False
    if other is None:
        return clock.kind == Kind.ANSWER
    return other.paused_at is None and clock.due_at < other.due_at


def _take_over(desk: Desk, clock: ClockRow, into: Annoyance) -> None:
    """A copy of a clock that has just ended runs for another annoyance, in that one's team."""
    calendar = calendars.of_team(desk.settings, into.team_key)
    kind, now = Kind(clock.kind), desk.now
    timing = timing_of(clock, into.next_step_on)
    stored.add(desk.session, [{
        "workspace_id": desk.workspace_id, "id": new_id(), "number": into.number, "kind": kind, "item_id": None,
        "team_key": into.team_key, "started_at": clock.started_at, "allowed": clock.allowed,
        "before_on": clock.before_on, "due_at": clock.due_at, "turn": 0, "level": 0,
        "next_at": first_at(calendar, timing, now), "redraw_at": redraws(calendar, kind, now, clock.due_at)}])


def _give_back(desk: Desk, survivor: Annoyance, theirs: Sequence[ClockRow]) -> None:
    """What the survivor took over of these clocks ends, and the earliest of its others runs in its place."""
    running = stored.running(desk.session, desk.workspace_id, survivor.number)
    opened = stored.opened_at(desk.session, desk.workspace_id, survivor.number, closed=CLOSED)
    ended = stored.ended_by_merge(desk.session, desk.workspace_id, survivor.number, since=opened)
    for clock in theirs:
        kind = Kind(clock.kind)
        own = [one for one in ended if one.kind == kind and not _is_copy(one, clock)]
        for one in ended:
            if _is_copy(one, clock):
                one.outcome = Outcome.OVERTAKEN
                desk.session.add(one)
        if kind in running and _is_copy(running[kind], clock):
            _end(desk, [running[kind]], Outcome.OVERTAKEN)
            if own:
                _run_again(desk, survivor, min(own, key=lambda one: one.due_at))


def _is_copy(clock: ClockRow, of: ClockRow) -> bool:
    return clock.id > of.id and (clock.kind, clock.started_at, clock.allowed) == (of.kind, of.started_at, of.allowed)


def _run_again(desk: Desk, row: Annoyance, clock: ClockRow) -> None:
    clock.ended_at = clock.outcome = None
    _set_times(desk, clock, calendars.of_team(desk.settings, clock.team_key), row)
