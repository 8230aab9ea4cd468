"""One wave of invitations: those that have come due become work, are put off, withheld or cancelled, in a transaction.

Between processes the rows' locks and the primary key of `unasked` decide: whoever loses puts its message off. Of
somebody without a name nothing is kept that would tell where they live or what else they were asked: their invitation
is looked at again each hour.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.annoyances import OPEN, State
from bot.domain.manners import Person, Verdict, What, judge, next_day, next_hour
from bot.domain.survey_plans import Ended, Invited, Withheld, judges
from bot.domain.verification import MOST_AT_ONCE
from bot.services import calendars, cards, manners, respondents
from bot.services.desk import Desk
from bot.services.pseudonyms import is_pseudonym
from storage import annoyances as stored_annoyances
from storage import invitations as stored
from storage import people as stored_people
from storage import work

AT_ONCE = 200
MOST_OPEN = 300
"""So many messages to people wait to be sent at most: claims stay cheap, and stopping a survey stops it."""
TOPICS = ("survey", "survey_reminder", "ask")
HOW_IS_IT_NOW = "still_happening"
DAY_TAKEN = "day"
"""In a row: the day, as it was theirs then, whose one message it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person would get: about one survey, or gathered."""

    name: str
    user: str
    what: What
    occasions: tuple[stored.Occasion, ...]

    @property
    def surveys(self) -> list[str]:
        return [one.id for one in self.occasions]

    @property
    def closes_at(self) -> datetime | None:
        return min((one.closes_at for one in self.occasions if one.closes_at), default=None)


@dataclass
class Outcome:
    """What is to be written: for each (survey, name) its new columns."""

    now: datetime
    changes: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    too_soon: dict[tuple[str | None, int | None], None] = field(default_factory=dict)
    """Of which plans nobody is asked because an annoyance is still open: (plan, annoyance)."""

    def set(self, surveys: Iterable[str], name: str, **values: Any) -> None:
        self.changes += [(survey_id, name, values) for survey_id in surveys]

    def put_off(self, message: Message, until: datetime) -> None:
        hidden = is_pseudonym(message.name)
        until = next_hour(self.now) if hidden else until
        if message.what is What.REMINDER:
            self.set(message.surveys, message.name, remind_at=until)
        elif hidden:
            self.set(message.surveys, message.name, not_before=until)
        else:
            self.set(message.surveys, message.name, ask_at=until, not_before=until)

    def end(self, surveys: Iterable[str], name: str, what: What, why: Withheld | None) -> None:
        """It is not said: an invitation is withheld or cancelled, a reminder is not needed any more."""
        if what is What.REMINDER:
            self.set(surveys, name, remind_at=None)
        else:
            self.set(surveys, name, state=Invited.WITHHELD if why else Invited.CANCELLED, why=why)

    def write(self, desk: Desk) -> None:
        alike: dict[tuple[str, ...], list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
        for change in self.changes:
            alike[tuple(change[2])].append(change)
        for changes in alike.values():
            stored.change(desk.session, desk.workspace_id, changes)


def next_wave(desk: Desk) -> int:
    """See to those who are due, reminders too, as far as there is room; returns how many invitations were seen to."""
    room = MOST_OPEN - work.count_open(desk.session, desk.workspace_id, TOPICS, now=desk.now)
    if room <= 0:
        return 0
    limit = min(AT_ONCE, room)
    reminders = stored.due_to_remind(desk.session, desk.workspace_id, now=desk.now, limit=limit)
    seen_to = _see_to(desk, reminders, reminding=True)
    due = stored.due(desk.session, desk.workspace_id, now=desk.now, limit=limit - len(reminders))
    return seen_to + _see_to(desk, due, reminding=False)


def _see_to(desk: Desk, due: Sequence[stored.Row], *, reminding: bool) -> int:
    if not due:
        return 0
    occasions = stored.occasions(desk.session, desk.workspace_id, {row.survey_id for row in due})
    rows = list(due)
    if not reminding:
        gathered = {row.name for row in due if occasions[row.survey_id].kind == HOW_IS_IT_NOW}
        rows += _with_them(desk, gathered, rows)
        occasions |= stored.occasions(desk.session, desk.workspace_id, {row.survey_id for row in rows} - set(occasions))
    users = {name: cards.user_behind(desk, name) for name in dict.fromkeys(row.name for row in rows)}
    outcome = Outcome(desk.now)
    messages = _messages(desk, rows, occasions, users, outcome, reminding=reminding)
    _decide(desk, messages, outcome)
    outcome.write(desk)
    for plan_id, number in outcome.too_soon:
        _note(desk, plan_id, number)
    return len(rows)


def _note(desk: Desk, plan_id: str | None, number: int | None) -> None:
    """In place of the question: one line in the card's thread for each annoyance and plan, to whoever works on it."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, number) if number is not None else None
    if row is not None:
        cards.say_line(desk, row, f"survey:{plan_id}", "survey_open_to" if row.assignee else "survey_open", by=None,
                       facts={"assignee": row.assignee})


def _with_them(desk: Desk, names: set[str], rows: Sequence[stored.Row]) -> list[stored.Row]:
    """What else these people are to be asked by now: 'How is it now?' is gathered."""
    if not names:
        return []
    here = {(row.survey_id, row.name) for row in rows}
    found = stored.due_of(desk.session, desk.workspace_id, names, HOW_IS_IT_NOW, now=desk.now)
    return [row for row in found if (row.survey_id, row.name) not in here]


def _messages(desk: Desk, rows: Sequence[stored.Row], occasions: dict[str, stored.Occasion],
              users: dict[str, str | None], outcome: Outcome, *, reminding: bool) -> list[Message]:
    """What is still worth asking, gathered by person; the rest ends here."""
    known = _known(desk, rows, occasions, users, reminding=reminding)
    gathered: dict[tuple[str, str], list[stored.Occasion]] = defaultdict(list)
    for row in rows:
        occasion, user = occasions[row.survey_id], users[row.name]
        what = What.REMINDER if reminding else What.ASK if occasion.kind == HOW_IS_IT_NOW else What.SURVEY
        if user is None:
            outcome.end([occasion.id], row.name, what, Withheld.GONE)
        elif (ended := _ended(occasion)) is not None:
            outcome.end([occasion.id], row.name, what, ended.why)
            if ended.why is Withheld.STILL_OPEN and not reminding:
                outcome.too_soon[occasion.plan_id, occasion.number] = None
        elif (occasion.id, row.name) in known:
            outcome.end([occasion.id], row.name, what, Withheld.KNOWN)
        else:
            gathered[row.name, "" if occasion.kind == HOW_IS_IT_NOW else occasion.id].append(occasion)
    messages = []
    for (name, survey_id), these in gathered.items():
        what = What.REMINDER if reminding else What.SURVEY if survey_id else What.ASK
        messages.append(Message(name, users[name] or name, what, tuple(these)))
    return messages


def _known(desk: Desk, rows: Sequence[stored.Row], occasions: dict[str, stored.Occasion],
           users: dict[str, str | None], *, reminding: bool) -> set[tuple[str, str]]:
    """Who has answered already: (survey, name). Of an anonymous survey all are to be reminded alike, for whoever were
    not would have answered; delivery says nothing to those."""
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if reminding and occasions[row.survey_id].anonymous:
            continue
        if (user := users[row.name]) is not None:
            asked[row.survey_id][row.name] = user
    return {(survey_id, name) for survey_id, who in asked.items()
            for name in respondents.answered(desk, survey_id, who, anonymous=bool(occasions[survey_id].anonymous))}


def _ended(occasion: stored.Occasion) -> Verdict | None:
    """What becomes of an invitation to what is not asked any more; a verdict without a reason: cancelled. How good
    something was is not asked while it is open; whether others have met it is."""
    if occasion.closed_at is not None:
        return Verdict(why=Withheld.STALE if occasion.outcome == Ended.CLOSED else None)
    if occasion.state is None:
        return None
    state = State(occasion.state)
    if occasion.kind == HOW_IS_IT_NOW:
        return None if state is State.RESOLVED and occasion.round == occasion.check_round else Verdict()
    if state is State.WITHDRAWN:
        return Verdict()
    is_too_soon = state in OPEN and judges(occasion.template or "")
    return Verdict(why=Withheld.STILL_OPEN) if is_too_soon else None


def _decide(desk: Desk, messages: Sequence[Message], outcome: Outcome) -> None:
    people = who(desk, {message.user for message in messages})
    go: dict[str, Message] = {}
    for message in messages:
        person = people[message.user]
        verdict = judge(person, message.what, desk.now, cap=manners.cap(desk), closes_at=message.closes_at)
        if message.user in go and verdict == Verdict():
            outcome.put_off(message, next_day(person, desk.now))
        elif verdict.until is not None:
            outcome.put_off(message, verdict.until)
        elif verdict.why is not None:
            outcome.end(message.surveys, message.name, message.what, verdict.why)
        else:
            go[message.user] = message
    had = manners.spend(desk, {user: (people[user].day(desk.now), message.what) for user, message in go.items()})
    for user, message in go.items():
        if user in had:
            _say(desk, message, outcome, people[user])
        else:
            outcome.put_off(message, next_day(people[user], desk.now))


def who(desk: Desk, users: Collection[str]) -> dict[str, Person]:
    """Everything of these people that manners ask for."""
    known = stored_people.people(desk.session, desk.workspace_id, users)
    theirs = calendars.of_people(desk, list(users))
    heard, opted_out = manners.heard(desk, users), manners.opted_out(desk, users)
    left = {user for user, row in known.items() if row.is_gone or row.is_bot}
    guests = {user for user, row in known.items() if row.is_guest}
    return {user: Person(theirs[user], user not in left, user in guests, user in opted_out, heard[user])
            for user in users}


def _say(desk: Desk, message: Message, outcome: Outcome, person: Person) -> None:
    """The message becomes a row of work, with those of its surveys that fit into it."""
    first, rest = message.surveys[:MOST_AT_ONCE], message.occasions[MOST_AT_ONCE:]
    topic, key = _topic(message, first)
    facts: dict[str, Any] = ({"surveys": first} if message.occasions[0].kind == HOW_IS_IT_NOW
                             else {"survey": first[0]})
    cards.direct(desk, topic, key, message.name, facts | {DAY_TAKEN: person.day(desk.now).isoformat()})
    if message.what is What.REMINDER:
        outcome.set(first, message.name, remind_at=None)
    else:
        outcome.set(first, message.name, state=Invited.SENDING, not_before=None)
    if rest:
        later = Message(message.name, message.user, message.what, rest)
        outcome.put_off(later, next_day(person, desk.now, 7))


def _topic(message: Message, surveys: Sequence[str]) -> tuple[str, str]:
    """The row's topic, and the key by which it is said once."""
    if message.what is What.REMINDER:
        return "survey_reminder", f"remind:{surveys[0]}:{message.name}"
    return ("ask" if message.what is What.ASK else "survey"), f"{message.what}:{surveys[0]}:{message.name}"
