"""Steps by which a clock goes on reminding: who is next in line, what the thread says, and one message a person and
working day. The session first, no transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.annoyances import FIXED, OPEN, State
from bot.domain.api_tokens import is_system
from bot.domain.clocks import Kind
from bot.domain.manners import Person, Verdict, What, judge, next_day
from bot.domain.nudges import Level, Reminder, Timing, next_after, opening, step
from bot.domain.sla import Calendar
from bot.services import calendars, cards, manners, waves
from bot.services.desk import Desk
from storage import annoyances as stored_annoyances
from storage import nudges as stored
from storage import people as stored_people
from storage.nudges import Asked, Open
from storage.tables import Annoyance

AT_ONCE = 50
"""So many clocks, or people, are seen to in one transaction."""
WATCHED = timedelta(days=14)
"""So long a new team only sees its clocks."""
SPARED = timedelta(days=1)
"""So long after that threads are spared: what was open when it began is due about then, all of it at once."""
PROMPT = timedelta(minutes=10)
"""What is taken within this time was on time: the next step counts from when it was due."""
LINE = "nudge_line"
DAY = "day"
"""In a row: the day, as it was theirs then, whose one message it is."""


def take_steps(desk: Desk) -> int:
    """Clocks whose moment has come go one step on; returns how many did."""
    found = stored.due(desk.session, desk.workspace_id, now=desk.now, limit=AT_ONCE)
    taken = 0
    for number in sorted({number for _, number in found}):  # in the order of numbers, so that processes never cross
        row = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=True)
        if row is not None:
            taken += sum(_go_on(desk, row, clock_id) for clock_id, of in found if of == number)
    return taken


def timing_of(clock: Open) -> Timing:
    """A clock, as far as its nudges depend on it."""
    due_on = clock.due_on if clock.kind == Kind.ITEM else None
    return Timing(Kind(clock.kind), clock.started_at, clock.due_at, clock.next_step_on, due_on)


def reminder(desk: Desk, clock: Open, level: Level, link: str | None = None) -> Reminder:
    """A clock as whoever is reminded of it reads it."""
    return Reminder(clock.number, clock.title, Kind(clock.kind), level, clock.due_at, timing_of(clock).due_on,
                    clock.item, desk.settings.team_name(clock.team_key), link)


def goes_on(clock: Open) -> bool:
    """Whether somebody still has something to do: an action item outlives that it was resolved."""
    return State(clock.state) in (OPEN | FIXED if clock.item_id else OPEN)


def said(desk: Desk, calendar: Calendar, clock: Open, levels: Iterable[Level], at: datetime) -> list[Level]:
    """Which of these steps, due `at`, the thread hears of. When a team has watched for long enough, much is late at
    once: of that only those hear who are asked, in one message."""
    watched = desk.settings.watches_until(clock.team_key)
    begins = watched and opening(calendar, watched)
    return [level for level in levels if begins is None
            or (max(at, clock.due_at) if level is Level.DUE else at) >= begins + SPARED]


def _go_on(desk: Desk, row: Annoyance, clock_id: str) -> bool:
    """One clock of a locked annoyance; False where another process was faster."""
    clock = stored.open_one(desk.session, desk.workspace_id, clock_id)
    if clock is None or not goes_on(clock):
        stored.set_level(desk.session, desk.workspace_id, clock_id, level=clock.level if clock else 0, next_at=None)
        return clock is not None
    now = desk.now
    if clock.next_at is None or clock.next_at > now:
        return False
    calendar = calendars.of_team(desk.settings, clock.team_key)
    watched = desk.settings.watches_until(clock.team_key)
    begins = opening(calendar, max(now, watched) if watched else now)
    if begins == now:
        level = _remind(desk, row, clock, calendar, now)
        begins = next_after(calendar, timing_of(clock), level, clock.next_at if now - clock.next_at < PROMPT else now)
    else:
        level = clock.level
    stored.set_level(desk.session, desk.workspace_id, clock_id, level=level, next_at=begins)
    return True


@dataclass(frozen=True, slots=True)
class Taken:
    """A step: how far it went, whether the thread hears it, and whom it asks."""

    level: int
    in_thread: tuple[Level, ...] = ()
    user_id: str | None = None


def take(line: "InLine", calendar: Calendar, clock: Open, level: int, at: datetime, had: Collection[str]) -> Taken:
    """The next step for which there is somebody, others passed over at once."""
    in_thread: tuple[Level, ...] = ()
    while (found := step(calendar, timing_of(clock), level, at)) is not None:
        level = found
        if found is Level.REMIND:
            return Taken(level, (found,))
        in_thread += (found,) if found is Level.DUE else ()
        if (user := line.next(clock, found, had)) is not None:
            return Taken(level, in_thread, user)
    return Taken(level, in_thread)


def _remind(desk: Desk, row: Annoyance, clock: Open, calendar: Calendar, now: datetime) -> int:
    had = stored.reminded(desk.session, desk.workspace_id, clock.id, clock.turn)
    taken = take(InLine(desk), calendar, clock, clock.level, now, had)
    in_thread = said(desk, calendar, clock, taken.in_thread, clock.next_at or now)
    for level in in_thread:
        _say_in_thread(desk, row, clock, level)
    if taken.user_id is not None or Level.REMIND in in_thread:
        stored.add(desk.session, desk.workspace_id, clock.id, turn=clock.turn, level=taken.level,
                   user_id=taken.user_id, planned_at=now, sent_at=None if taken.user_id else now)
    return taken.level


def _say_in_thread(desk: Desk, row: Annoyance, clock: Open, level: Level) -> None:
    cards.say_line(desk, row, f"nudge:{clock.id}:{clock.turn}:{level}", str(clock.kind), by=None, topic=LINE,
                   facts={"clock": clock.id, "turn": clock.turn, "level": int(level)})


class InLine:
    """Who is asked about a clock, step by step; guests, bots, other systems and whoever has left are passed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._here: dict[str, bool] = {}

    def next(self, clock: Open, level: Level, had: Collection[str]) -> str | None:
        """Whom this step asks; None where there is nobody, or nobody who has not been asked in this turn."""
        found = next((one for one in self._candidates(clock, level) if one and self._is_here(one)), None)
        return None if found in had and level is not Level.AGAIN else found

    def _candidates(self, clock: Open, level: Level) -> Iterable[str | None]:
        settings = self._desk.settings
        team = settings.teams.get(clock.team_key or "")
        lead = [team.lead] if team else sorted(settings.people.cx_leads)
        if level is Level.MANAGER:
            return [team.manager, *(settings.admins if team.manager else ())] if team else list(settings.admins)
        if level is Level.LEAD:
            return lead
        first = [clock.item_assignee] if clock.item_id else [clock.assignee, self._took_it(clock)]
        return [*first, *(lead if team else sorted(settings.people.triage))]

    def _took_it(self, clock: Open) -> str | None:
        return stored.took_it(self._desk.session, self._desk.workspace_id, clock.number)

    def _is_here(self, user_id: str) -> bool:
        if user_id not in self._here:
            row = stored_people.person(self._desk.session, self._desk.workspace_id, user_id)
            self._here[user_id] = not is_system(user_id) and (
                row is None or not (row.is_gone or row.is_bot or row.is_guest))
        return self._here[user_id]


def send(desk: Desk) -> int:
    """What waits for people whose moment has come becomes one message for each, or waits for their next working day;
    returns for how many."""
    users = stored.waiting(desk.session, desk.workspace_id, now=desk.now, limit=AT_ONCE)
    if not users:
        return 0
    asked = stored.of_person(desk.session, desk.workspace_id, users, stored.WAITING)
    people = reachable(desk, users)
    go = {}
    for user in users:
        left = drop_what_is_over(desk, asked[user], stored.WAITING)
        verdict = judge(people[user], What.NUDGE, desk.now, cap=manners.cap(desk)) if left else Verdict()
        if verdict.why is not None:
            unreached(desk, left, stored.WAITING)
        elif verdict.until is not None:
            stored.turn_to(desk.session, desk.workspace_id, left, stored.WAITING, before=stored.WAITING,
                           planned_at=verdict.until)
        elif left:
            go[user] = left
    had = manners.spend(desk, {user: (people[user].day(desk.now), What.NUDGE) for user in go})
    for user, left in go.items():
        _send_to(desk, people[user], user, left, is_free=user in had)
    return len(users)


def _send_to(desk: Desk, person: Person, user_id: str, left: list[Asked], *, is_free: bool) -> None:
    if not is_free:
        stored.turn_to(desk.session, desk.workspace_id, left, stored.WAITING, before=stored.WAITING,
                       planned_at=next_day(person, desk.now))
        return
    first = left[0]
    stored.turn_to(desk.session, desk.workspace_id, left, stored.SENDING, before=stored.WAITING)
    cards.direct(desk, "nudge", f"nudge:{first.clock.id}:{first.turn}:{first.level}", user_id,
                 {DAY: person.day(desk.now).isoformat()})


def drop_what_is_over(desk: Desk, asked: Iterable[Asked], state: str) -> list[Asked]:
    """Of what somebody acted on meanwhile nobody is reminded; returns the rest."""
    every = list(asked)
    over = [one for one in every if one.is_over]
    if over:
        stored.turn_to(desk.session, desk.workspace_id, over, stored.DROPPED, before=state)
    return [one for one in every if not one.is_over]


def unreached(desk: Desk, asked: Iterable[Asked], state: str) -> None:
    """Somebody cannot be written to: the next in line is, at once, and the thread says so."""
    for one in asked:
        if not stored.turn_to(desk.session, desk.workspace_id, [one], stored.DROPPED, before=state):
            continue
        stored.hurry(desk.session, desk.workspace_id, one.clock.id, turn=one.turn, level=one.level, now=desk.now)
        row = stored_annoyances.get(desk.session, desk.workspace_id, one.clock.number)
        if row is not None and not one.is_over:
            cards.say_line(desk, row, f"unreached:{one.clock.id}:{one.turn}:{one.level}", "nudge_unreached", by=None,
                           facts={"assignee": one.user_id})


def reachable(desk: Desk, users: Collection[str]) -> dict[str, Person]:
    """When these people may be written to. Quiet hours that leave nothing of somebody's working time do not count: they
    are for surveys, and this is their work."""
    found = waves.who(desk, users)
    never = [user for user, person in found.items() if not person.calendar.is_ever_open]
    usual = calendars.of_people(desk, never, own_quiet=False) if never else {}
    return {user: Person(usual.get(user, person.calendar), person.is_here, heard=person.heard)
            for user, person in found.items()}
