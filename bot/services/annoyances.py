"""What a team does with an annoyance: each method is one click or one form, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.action_items import Item
from bot.domain.annoyances import (
    OPEN,
    TABLE,
    Card,
    Line,
    Move,
    Resolution,
    State,
    TeamName,
    Why,
    allows,
)
from bot.domain.care import NOBODY, Waiting
from bot.domain.links import web_address
from bot.domain.masking import mask
from bot.domain.people import Where
from bot.domain.permissions import Act, Role, may
from bot.domain.reports import Door, Emotion, Flag, MayContact
from bot.domain.threads import NO_REPLIES
from bot.domain.threads import Replies as ThreadReplies
from bot.domain.wording import tidy
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services import (
    calendars,
    cards,
    care,
    clocks,
    closing,
    departures,
    followers,
    item_steps,
    occasions,
    people,
    threads,
    tracker_issues,
    verification,
)
from bot.services.desk import Desk, subject
from bot.services.directory import Directory, directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.replies import Replies
from storage import annoyances as stored
from storage import links as stored_links
from storage import log, posts, work
from storage import merges as stored_merges
from storage import nudges as stored_nudges
from storage import people as stored_people
from storage import reports as stored_reports
from storage import surveys as stored_surveys
from storage.db import Database
from storage.ids import new_id
from storage.learning import OUTSIDE
from storage.names import AS_REPORTER
from storage.tables import Annoyance, Report

PLACED_AT_ONCE = 25
"""So many cards find their channel in one step: while it writes, SQLite takes nobody's click."""
PARTS_SHOWN = 5
LINKS_SHOWN = 3
"""So many public posts, and so many messages, on one card."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form of a move needs to be drawn."""

    number: int
    title: str
    state: State
    teams: tuple[TeamName, ...]
    assignee: str | None
    more: tuple[Move, ...] = ()
    acts: tuple[Act, ...] = ()
    story: str = ""
    replies: ThreadReplies = NO_REPLIES
    customers: Waiting = NOBODY
    items: tuple[Item, ...] = ()
    parts: tuple[int, ...] = ()
    """What was merged into it, where this person may take that back."""


@dataclass(frozen=True, slots=True)
class _Click:
    """One person's move on one annoyance, locked and allowed."""

    desk: Desk
    row: Annoyance
    by: str
    """Who does it: a user id, or what stands for a reporter without a name who may only because they reported it."""
    as_reporter: bool

    @property
    def session(self) -> Session:
        return self.desk.session


class Annoyances:
    """Acknowledge, assign, resolve, not ours, triage, still happening, reopen, withdraw."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names

    def acknowledge(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """Somebody has seen it: the card says who, the reporters hear it, the routing is confirmed."""
        with self._click(workspace_id, user_id, number, Move.ACKNOWLEDGE, where, key) as click:
            if click is None:
                return
            desk, row = click.desk, click.row
            seq = cards.make_move(desk, row, Move.ACKNOWLEDGE, by=user_id)
            cards.label(desk, number, team_key=row.team_key, was_team=row.team_key, kind="confirmed", by=user_id)
            cards.close_loop(desk, row, Move.ACKNOWLEDGE, seq, by=user_id, facts={})

    def assign(self, workspace_id: str, user_id: str, number: int, assignee: str, *, where: Where | None, key: str
               ) -> None:
        """Somebody works on it from now on; this acknowledges too. Raises `Invalid` for a bot, or a guest."""
        with self._click(workspace_id, user_id, number, Move.ASSIGN, where, key) as click:
            if click is None:
                return
            desk, row = click.desk, click.row
            people.check_can_be_asked(desk.session, workspace_id, assignee)
            acknowledges = State(row.state) in (State.NEW, State.CAME_BACK)
            row.assignee = assignee
            seq = cards.make_move(desk, row, Move.ASSIGN, by=user_id, facts={"assignee": assignee,
                                                                               "self": assignee == user_id})
            if acknowledges:
                cards.label(desk, number, team_key=row.team_key, was_team=row.team_key, kind="confirmed", by=user_id)
                cards.close_loop(desk, row, Move.ACKNOWLEDGE, seq, by=user_id, facts={})

    def resolve(self, workspace_id: str, user_id: str, number: int, said: Resolution, *, where: Where | None,
                key: str) -> None:
        """It is done: every reporter hears what was done, and will be asked later whether it is really gone."""
        what_was_done = _text(said.what_was_done)
        if not what_was_done:
            raise Invalid("error.what_was_done_missing", field="what_was_done")
        with self._click(workspace_id, user_id, number, Move.RESOLVE, where, key) as click:
            if click is None:
                return
            desk, row = click.desk, click.row
            row.what_was_done, row.for_customer = what_was_done, _text(said.for_customer)
            row.root_cause, row.prevention = said.root_cause, _text(said.prevention)
            row.check_round += 1
            told = {"what_was_done": row.what_was_done, "for_customer": row.for_customer}
            waiting = care.waiting(desk.session, workspace_id, number)
            seq = cards.make_move(desk, row, Move.RESOLVE, by=user_id, facts={
                **told, "waiting": waiting.waiting, "customers": waiting.total})
            item_steps.at_resolve(desk, row, said.items, by=user_id)
            cards.close_loop(desk, row, Move.RESOLVE, seq, by=user_id, facts=told)
            verification.plan(desk, row)
            occasions.resolved(desk, row)

    def wont_fix(self, workspace_id: str, user_id: str, number: int, reason: str, for_customer: str | None, *,
                 where: Where | None, key: str) -> None:
        """It will stay as it is: every reporter hears why."""
        why = _text(reason)
        if not why:
            raise Invalid("error.reason_missing", field="reason")
        with self._click(workspace_id, user_id, number, Move.WONT_FIX, where, key) as click:
            if click is not None:
                closing.wont_fix(click.desk, click.row, why, _text(for_customer), by=user_id)

    def not_ours(self, workspace_id: str, user_id: str, number: int, team_key: str | None, reason: str | None, *,
                 where: Where | None, key: str) -> None:
        """Another team's, or nobody knows whose (None: triage); it stays here until the new team has the card."""
        with self._click(workspace_id, user_id, number, Move.NOT_OURS, where, key) as click:
            if click is None:
                return
            desk, row = click.desk, click.row
            _check_team(desk.settings, team_key)
            if team_key == row.team_key:
                raise Invalid("error.same_team", field="team")
            cards.label(desk, number, team_key=team_key, was_team=row.team_key, kind="rerouted", by=user_id)
            cards.hand_to(desk, row, team_key, Move.NOT_OURS, by=user_id, reason=_text(reason),
                          why=cards.Why.HANDED_OVER if team_key else cards.Why.NOT_THEIRS)

    def choose_team(self, workspace_id: str, user_id: str, number: int, team_key: str, *, where: Where | None, key: str
                    ) -> None:
        """Triage says whose it is; the router will learn from it."""
        with self._click(workspace_id, user_id, number, Move.CHOOSE_TEAM, where, key) as click:
            if click is None:
                return
            _check_team(click.desk.settings, team_key)
            cards.label(click.desk, number, team_key=team_key, was_team=None, kind="chosen", by=user_id)
            cards.hand_to(click.desk, click.row, team_key, Move.CHOOSE_TEAM, by=user_id, why=cards.Why.TRIAGE)

    def still_happening(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """Somebody says on the card that it is not gone."""
        with self._click(workspace_id, user_id, number, Move.STILL_HAPPENING, where, key) as click:
            if click is not None:
                came_back(click.desk, click.row, by=click.by, facts={"reporter": click.as_reporter})

    def reopen(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """A lead, a manager or the CX lead takes it up again."""
        with self._click(workspace_id, user_id, number, Move.REOPEN, where, key) as click:
            if click is not None:
                if not stored_reports.count(click.session, workspace_id, number).total:
                    raise Invalid("error.nothing_to_reopen", number=number)
                verification.overtake(click.desk, click.row)
                occasions.overtake(click.desk, click.row)
                seq = cards.make_move(click.desk, click.row, Move.REOPEN, by=user_id)
                cards.close_loop(click.desk, click.row, Move.REOPEN, seq, by=user_id, facts={})

    def withdraw(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """Triage says that this is no annoyance; the number stays, and routing learns what is of no team."""
        with self._click(workspace_id, user_id, number, Move.WITHDRAW, where, key) as click:
            if click is not None:
                cards.make_move(click.desk, click.row, Move.WITHDRAW, by=user_id)
                cards.label(click.desk, number, team_key=None, was_team=None, kind=OUTSIDE, by=user_id)

    def form(self, workspace_id: str, user_id: str, number: int, move: Move | None, *, where: Where | None) -> Form:
        """What the form of a move shows, after asking whether it could be made now; None: the form behind More."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            row = existing(session, workspace_id, number)
            held = roles_towards(desk, row, user_id, where)
            is_guest = Role.GUEST in held
            if is_guest and (where is not None or Role.REPORTER not in held):
                raise NotAllowed("error.not_allowed.guest")  # what stands behind a card is not for them
            if move is not None:
                _check(row, move, held)
            elif where is None and not may(Act.FIND, held) and Role.REPORTER not in held:
                raise NotAllowed("error.not_allowed.find")
            if move is Move.CHOOSE_TEAM and not desk.settings.teams:
                raise Invalid("error.no_teams_yet")
            first = stored_reports.of_annoyance(session, workspace_id, number)
            readable = may(Act.READ_STORY, held) and bool(first)
            return Form(number, row.title, State(row.state), _teams(desk.settings, row.team_key), row.assignee,
                        tuple(m for m in _offered(row) if may(m, held) and not is_guest and _is_there(desk, row, m)),
                        _acts(desk, held, row, first) + followers.acts(desk, row, user_id, held),
                        first[0].story if readable else _own_story(desk, user_id, first),
                        threads.last(session, workspace_id, number) if readable else NO_REPLIES,
                        care.waiting(session, workspace_id, number) if move is Move.RESOLVE else NOBODY,
                        item_steps.open_items(session, workspace_id, number) if move is Move.RESOLVE else (),
                        _parts(session, row, held) if move is None else ())

    def card(self, workspace_id: str, number: int) -> Card | None:
        """All that the card shows now; None where there is no such annoyance."""
        with self._db.reading() as session:
            row = stored.get(session, workspace_id, number)
            return None if row is None else _card(session, directory(session, workspace_id), row,
                                                       self._clock.now())

    def line(self, workspace_id: str, number: int) -> Line | None:
        """The annoyance as one line of a list."""
        with self._db.reading() as session:
            row = stored.get(session, workspace_id, number)
            return None if row is None else line_of(session, directory(session, workspace_id), row)

    def history(self, workspace_id: str, number: int) -> list[tuple[str | None, str | None]]:
        """The teams it went through, as pairs (team's name, reason given)."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            return [(settings.team_name(move.team_key), move.reason)
                    for move in stored.story(session, workspace_id, number)
                    if move.move == "report" or move.from_team != move.team_key]

    def hold(self, session: Session, workspace_id: str, number: int) -> None:
        """Delivery takes the annoyance's lock before its work row's, in the order in which every click takes them."""
        stored.get(session, workspace_id, number, lock=True)

    def card_posted(self, session: Session, workspace_id: str, number: int, channel_id: str) -> None:
        """Delivery has posted a card: a team that was promised it now owns it, and the old card becomes a line."""
        row = stored.get(session, workspace_id, number, lock=True)
        if row is None:
            return
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        if row.moving_to is not None and row.moving_to not in desk.settings.teams:
            _stays(desk, row)
        elif row.moving_to and desk.settings.channel_of(row.moving_to) == channel_id:
            cards.take_over(desk, row, row.moving_to, Move.HAND_OVER, by=row.moving_by, reason=row.moving_reason,
                            why=cards.Why(row.moving_why or cards.Why.HANDED_OVER), said=True)
        if clocks.make_up(desk, row):
            cards.want_card(desk, row)
        cards.leave_a_line(desk, row, channel_id)
        item_steps.follow_card(desk, row.number)

    def place_cards(self, session: Session, workspace_id: str, after: int = 0) -> None:
        """A step after a change of settings: open annoyances get the card they lack, or one in the right channel;
        those of an archived team go to triage, and items that it had to do to the annoyance's own. Some at a time, so
        that clicks are heard between: the rest from the number `after` on is the next step's."""
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        channels = {key: desk.settings.channel_of(key) for key in desk.settings.teams}
        found = stored.misplaced(session, workspace_id, [str(state) for state in OPEN], channels=channels,
                                 otherwise=desk.settings.channel_of(None), after=after, limit=PLACED_AT_ONCE)
        for one in found:
            if one.team_key is not None and one.team_key not in channels:
                _to_triage(desk, one.number)
            elif one.moving_to is not None and one.moving_to not in channels:
                _stays(desk, existing(session, workspace_id, one.number, lock=True))
            elif one.belongs_in is not None:
                work.want(session, workspace_id, "card", subject(one.number), channel=one.belongs_in,
                          now=self._clock.machine(), due_at=desk.now, payload={"number": one.number})
            if one.has_items:
                departures.give_items_back(desk, existing(session, workspace_id, one.number, lock=True))
        if len(found) == PLACED_AT_ONCE:
            cards.look_after_all(session, workspace_id, self._clock, after=found[-1].number)

    def departed(self, session: Session, workspace_id: str, user_id: str) -> None:
        """A step after somebody has left: what they worked on is open to others."""
        if not people.has_left(session, workspace_id, user_id):
            return
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        departures.give_up(desk, user_id)

    def hand_over_failed(self, session: Session, workspace_id: str, number: int, error: str) -> None:
        """The new team's channel cannot be posted to: the old team keeps the annoyance and hears why."""
        row = stored.get(session, workspace_id, number, lock=True)
        if row is None or row.moving_to is None:
            return
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        to_team = row.moving_to
        cards.stay(row)
        session.add(row)
        session.flush()
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"kept:{to_team}:{self._clock.machine():%Y%m%d%H%M%S}", "kept", by=None,
                       facts={"to_team": to_team, "error": error})

    @contextmanager
    def _click(self, workspace_id: str, user_id: str, number: int, move: Move, where: Where | None, key: str
               ) -> Iterator[_Click | None]:
        """Open the transaction of one click, check the table and the roles; None when this click was heard before."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                yield None
                return
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            row = existing(tx.session, workspace_id, number, lock=True)
            held = roles_towards(desk, row, user_id, where)
            _check(row, move, held)
            as_reporter = _as_reporter(desk, number, user_id, move, held)
            log.add(tx.session, workspace_id, at=desk.now, by=as_reporter or user_id,
                    act=f"{move}{AS_REPORTER}" if as_reporter else str(move), subject=f"#{number}")
            yield _Click(desk, row, as_reporter or user_id, as_reporter=as_reporter is not None)
            tx.session.flush()
            tx.answer = {"number": number}


def came_back(desk: Desk, row: Annoyance, *, by: str | None, facts: dict[str, Any]) -> None:
    """It is happening again: the team hears it on the card, and what was still being asked is overtaken."""
    verification.overtake(desk, row)
    occasions.overtake(desk, row)
    cards.make_move(desk, row, Move.STILL_HAPPENING, by=by, facts=facts)
    without_team(desk, row)


def without_team(desk: Desk, row: Annoyance) -> None:
    """What is open again while its team was archived meanwhile goes to triage."""
    if row.team_key is not None and row.team_key not in desk.settings.teams:
        cards.take_over(desk, row, None, Move.HAND_OVER, by=None, why=cards.Why.NOT_THEIRS)


def why_of(row: Annoyance) -> Why:
    """What decided its team."""
    return Why(row.route_by, row.route_phrase, row.route_sure, tuple(row.route_like))


def line_of(session: Session, settings: Directory, row: Annoyance) -> Line:
    told = stored_reports.count(session, row.workspace_id, row.number)
    return Line(row.number, row.title, State(row.state), settings.team_name(row.team_key), told.reports,
                row.merged_into, told.by_customers, care.meanwhile(row))


def _to_triage(desk: Desk, number: int) -> None:
    """The team of an annoyance is archived."""
    row = existing(desk.session, desk.workspace_id, number, lock=True)
    cards.take_over(desk, row, None, Move.HAND_OVER, by=None, why=cards.Why.NOT_THEIRS)
    desk.session.flush()
    desk.session.expunge(row)  # or each further one costs more than the one before


def _stays(desk: Desk, row: Annoyance) -> None:
    """The team that it was on its way to is archived: it stays where it is, and its thread says so."""
    to_team = row.moving_to
    cards.stay(row)
    desk.session.add(row)
    desk.session.flush()
    cards.want_card(desk, row)
    cards.say_line(desk, row, f"kept:{new_id()}", "kept_gone", by=None, facts={"to_team": to_team})


def _is_there(desk: Desk, row: Annoyance, move: Move) -> bool:
    """Whether a move has what it needs: an issue needs a tracker of the team."""
    return move is not Move.TRACKER_ISSUE or bool(
        tracker_issues.choices(desk.session, desk.workspace_id, row.team_key))


def _own_story(desk: Desk, user_id: str, told: Sequence[Report]) -> str:
    """What this person themselves reported, who may not read what others did."""
    names = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    return next((report.story for report in told if (report.reporter_id or report.reporter_hash) in names), "")


def _acts(desk: Desk, held: frozenset[Role], row: Annoyance, told: Sequence[Report]) -> tuple[Act, ...]:
    """What else this person may do with an annoyance's reports."""
    there = {Act.READ_CONTACT: any(map(tells_of_customer, told))
             or bool(stored_links.to_tell(desk.session, desk.workspace_id, row.number)),
             Act.WHO_REPORTED: any(report.reporter_id or report.reporter_hash for report in told),
             Act.READ_STORY: True}
    return tuple(act for act, something in there.items() if something and may(act, held))


def tells_of_customer(report: Report) -> bool:
    """Whether a report has what only the owner may read, or had it until it was put right."""
    return bool(report.reference or report.value or report.contact_sealed or report.may_contact == MayContact.YES
                or report.customer_state)


def allowed(desk: Desk, user_id: str, number: int, move: Move, where: Where | None, *, lock: bool = True) -> Annoyance:
    """An annoyance on which this person may make this move now. Raises `TooLate`, `NotAllowed`, `NotFound`."""
    row = existing(desk.session, desk.workspace_id, number, lock=lock)
    _check(row, move, roles_towards(desk, row, user_id, where))
    return row


def existing(session: Session, workspace_id: str, number: int, *, lock: bool = False) -> Annoyance:
    row = stored.get(session, workspace_id, number, lock=lock)
    if row is None:
        raise NotFound("error.no_such_number", number=number)
    return row


def roles_towards(desk: Desk, row: Annoyance, user_id: str, where: Where | None) -> frozenset[Role]:
    return people.roles(desk.session, desk.settings, user_id, team_key=row.team_key, assignee=row.assignee,
                        is_reporter=is_reporter(desk, row.number, user_id),
                        sees_channel=where is not None and (_is_on_card(desk, row.number, where) or _was_asked(
                            desk, row.number, user_id, where)))


def _was_asked(desk: Desk, number: int, user_id: str, where: Where) -> bool:
    """Whether a click was in a message to one person, and a reminder asked them: whoever is asked may answer."""
    return where.channel_id.startswith("D") and stored_nudges.was_asked(
        desk.session, desk.workspace_id, number, user_id)


def _is_on_card(desk: Desk, number: int, where: Where) -> bool:
    """Whether a click was on the card as it stands, or on a living message of ours in its thread."""
    clicked = posts.at(desk.session, desk.workspace_id, where.channel_id, where.ts)
    if clicked is None or not clicked.current or clicked.subject == subject(number):
        return clicked is not None and clicked.current
    card = posts.current(desk.session, desk.workspace_id, subject(number))
    return card is not None and (clicked.channel_id, clicked.thread_ts) == (card.channel_id, card.ts)


def _as_reporter(desk: Desk, number: int, user_id: str, move: Move, held: frozenset[Role]) -> str | None:
    """By which of their names somebody acts who may do so only because they reported it; None for everybody else."""
    if may(move, held - {Role.REPORTER}):
        return None
    theirs = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    told = stored_reports.reporters(desk.session, desk.workspace_id, number)
    return user_id if user_id in told else next(name for name in told if name in theirs)


def is_reporter(desk: Desk, number: int, user_id: str) -> bool:
    """Whether this person reported it, with or without their name."""
    told = stored_reports.reporters(desk.session, desk.workspace_id, number)
    return not desk.names.names_of(desk.session, desk.workspace_id, user_id).isdisjoint(told)


def _offered(row: Annoyance) -> tuple[Move, ...]:
    """The moves of its state; what sleeps can be woken instead of being laid to sleep."""
    moves = TABLE[State(row.state)].all
    return tuple(Move.WAKE if move is Move.SNOOZE and row.snoozed_until else move for move in moves)


def _parts(session: Session, row: Annoyance, held: frozenset[Role]) -> tuple[int, ...]:
    if not may(Move.UNMERGE, held):
        return ()
    return tuple(stored_merges.newest_parts(session, row.workspace_id, row.number, PARTS_SHOWN))


def _sleeps_otherwise(row: Annoyance, move: Move) -> bool:
    """A click that comes too late: what sleeps is laid to sleep, or what is awake is woken."""
    return (move is Move.SNOOZE and row.snoozed_until is not None) or (move is Move.WAKE and row.snoozed_until is None)


def _check(row: Annoyance, move: Move, held: frozenset[Role]) -> None:
    on_its_way = row.moving_to and move in (Move.NOT_OURS, Move.CHOOSE_TEAM)
    if not allows(State(row.state), move) or on_its_way or _sleeps_otherwise(row, move):
        raise TooLate(row.number, state=row.state, title=row.title)
    if Role.GUEST in held:  # even of what they reported themselves: they are asked how it is, and answer that
        raise NotAllowed("error.not_allowed.guest")
    if not may(move, held):
        raise NotAllowed(f"error.not_allowed.{move}")


def _check_team(settings: Directory, team_key: str | None) -> None:
    if team_key is not None and team_key not in settings.teams:
        raise Invalid("error.no_such_team", field="team")


def _text(typed: str | None) -> str | None:
    """What a team typed, tidied and masked like a story; None when nothing is left."""
    return mask(tidy(typed)) or None if typed else None


def _teams(settings: Directory, besides: str | None) -> tuple[TeamName, ...]:
    return tuple(TeamName(team.key, team.name) for team in settings.teams.values() if team.key != besides)


def _card(session: Session, settings: Directory, row: Annoyance, now: datetime) -> Card:
    told = stored_reports.of_annoyance(session, row.workspace_id, row.number)
    first: Report | None = told[0] if told else stored_reports.first(session, row.workspace_id, row.number)
    moving = row.moving_to is not None
    team_key = row.moving_to or row.team_key
    dates = [report.matters_on for report in told if report.matters_on]
    by_customers = sum(report.door == Door.CUSTOMER_LINK for report in told)
    return Card(
        number=row.number, title=row.title, state=State.NEW if moving else State(row.state),
        story=first.story if first else row.title,
        customer_words=next((report.customer_words for report in told if report.customer_words), None),
        reports=len(told) - by_customers, by_customers=by_customers,
        reporters=len({report.reporter_id or report.reporter_hash for report in told} - {None}),
        channel_id=settings.channel_of(team_key), locale=settings.locale_of(team_key),
        team=settings.team_name(team_key), assignee=None if moving else row.assignee,
        touchpoint=settings.touchpoints.get(row.touchpoint_key) if row.touchpoint_key else None,
        upset=any(report.emotion == Emotion.PRESENT for report in told), matters_on=min(dates, default=None),
        why=Why(row.moving_why) if row.moving_why else why_of(row),
        guesses=tuple(TeamName(guess["team"], settings.teams[guess["team"]].name) for guess in row.guesses
                      if guess["team"] in settings.teams),
        what_was_done=row.what_was_done, merged_into=row.merged_into, next_step=row.next_step,
        next_step_on=row.next_step_on, asleep_until=_asleep_until(settings, row),
        why_not=_why_not(session, row),
        clocks=clocks.shown(session, settings, row, now), answers=_answers(session, row),
        names=_names(session, row.workspace_id, told),
        stages=settings.stages.get(row.touchpoint_key or "", ()),
        came_by=_each(report.contact_channel for report in told),
        flags=frozenset(flag for flag in Flag if any(getattr(report, flag) for report in told)),
        at_stake=any(report.value for report in told),
        issues=tracker_issues.shown(session, row.workspace_id, row.number),
        may_contact=frozenset(report.may_contact for report in told if report.may_contact),
        customers=care.of_reports(told), meanwhile=care.meanwhile(row),
        answer_links=_each(web_address(report.answer_link) for report in told)[:LINKS_SHOWN],
        post_links=_each(web_address(report.post_link) for report in told)[:LINKS_SHOWN],
        source_links=_each(web_address(report.source_link) for report in told)[:LINKS_SHOWN],
        items=item_steps.on_card(session, settings, row.number))


def _asleep_until(settings: Directory, row: Annoyance) -> date | None:
    """The day on which it wakes, where its team works."""
    zone = calendars.of_team(settings, row.team_key).zone
    return row.snoozed_until.astimezone(zone).date() if row.snoozed_until else None


def _why_not(session: Session, row: Annoyance) -> str | None:
    """Why it will not be fixed, as it was said last."""
    if row.state != State.WONT_FIX:
        return None
    said = [move.reason for move in stored.story(session, row.workspace_id, row.number) if move.move == Move.WONT_FIX]
    return said[-1] if said else None


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    """Each value once, in the order in which they came."""
    return tuple(dict.fromkeys(value for value in values if value))


def _names(session: Session, workspace_id: str, told: Sequence[Report]) -> tuple[str, ...]:
    """The names of those who gave them, as far as Slack has told us; the first reporter first."""
    ids = _each(report.reporter_id for report in told)
    people_ = stored_people.people(session, workspace_id, ids)
    return tuple(people_[one].name for one in ids if one in people_ and people_[one].name)


def _answers(session: Session, row: Annoyance) -> tuple[int, int] | None:
    survey = stored_surveys.newest(session, row.workspace_id, row.number)
    if survey is None or survey.round != row.check_round:
        return None
    asked = [one for one in stored_surveys.invitations(session, row.workspace_id, survey.id) if one.asked_at]
    return len(stored_surveys.responses(session, row.workspace_id, survey.id)), len(asked)
