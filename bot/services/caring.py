"""The inner loop: this customer's interaction is put right, by whoever acknowledged it or was asked to."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import OPEN, Move, State
from bot.domain.care import CONTACT_KEPT, Cared, CustomerOf, CustomerState
from bot.domain.events import CustomerFacts, EventType
from bot.domain.links import web_address
from bot.domain.masking import mask
from bot.domain.meanwhile import Meanwhile
from bot.domain.people import Where
from bot.domain.permissions import Act, Role, may
from bot.domain.wording import tidy
from bot.errors import Invalid, NotAllowed, TooLate
from bot.services import annoyances, cards, care, clocks, events, people
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.report_ids import seen_id
from storage import annoyances as stored_annoyances
from storage import care as stored
from storage import log, posts, work
from storage import reports as stored_reports
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Report

OVER = (State.MERGED, State.WITHDRAWN)
EVENT_OF = {CustomerState.PUT_RIGHT: EventType.CUSTOMER_PUT_RIGHT,
            CustomerState.ALREADY_RIGHT: EventType.CUSTOMER_PUT_RIGHT,
            CustomerState.NOT_REACHABLE: EventType.CUSTOMER_NOT_REACHABLE,
            CustomerState.WAITING: EventType.CUSTOMER_WAITING}


@dataclass(frozen=True, slots=True)
class CareForm:
    """The customers of an annoyance who still wait."""

    number: int
    title: str
    customers: tuple[CustomerOf, ...]


class Care:
    """Put right, not reachable, answered, handed over; what customers are told meanwhile."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def form(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, posts_only: bool = False
             ) -> CareForm:
        """Who still waits; `posts_only`: whose public post has no answer. Raises `TooLate` where nobody does."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row = annoyances.existing(session, workspace_id, number)
            held = _check(desk, row, user_id, where)
            told = care.customers(_told(session, row), readable=may(Act.READ_CONTACT, held))
            found = tuple(one for one in told if one.state is CustomerState.WAITING and (one.is_post or not posts_only))
            if not found:
                raise TooLate(number, "error.customers_seen_to", title=row.title)
            return CareForm(number, row.title, found)

    def settle(self, workspace_id: str, user_id: str, number: int, chosen: Mapping[str, CustomerState], *,
               where: Where | None, key: str) -> None:
        """Say how it stands with customers, by report; whoever waits no more cannot be reached by us any more."""
        with self._click(workspace_id, user_id, number, where, key) as click:
            if click is not None:
                _settle(*click, user_id, chosen)

    def answered(self, workspace_id: str, user_id: str, number: int, report_id: str | None, link: str | None, *,
                 where: Where | None, key: str) -> None:
        """We answered a public post, and there is the answer; that customer is put right. Raises `Invalid`."""
        address = web_address(link)
        if address is None or not address.lower().startswith("https://"):
            raise Invalid("error.no_answer_link", field="answer_link")
        with self._click(workspace_id, user_id, number, where, key) as click:
            if click is None:
                return
            desk, row = click
            report = _post(desk, row, report_id)
            report.answer_link = address
            desk.session.add(report)
            desk.session.flush()
            _settle(desk, row, user_id, {report.id: CustomerState.PUT_RIGHT}, what="post_answered")

    def hand_over(self, workspace_id: str, user_id: str, number: int, to: str | None, *, where: Where | None, key: str
                  ) -> None:
        """Somebody else sees to the customers from now on, and hears so. Raises `Invalid` for nobody, or a guest."""
        if to is None:
            raise Invalid("error.assignee_missing", field="assignee")
        with self._click(workspace_id, user_id, number, where, key) as click:
            if click is None:
                return
            desk, row = click
            people.check_can_be_asked(desk.session, workspace_id, to)
            if to == row.customers_with:
                return
            before, row.customers_with = row.customers_with, to
            desk.session.add(row)
            desk.session.flush()
            log.add(desk.session, workspace_id, at=desk.now, by=user_id, act="customers_with", subject=f"#{number}")
            cards.say_line(desk, row, f"customers_with:{new_id()}", "customers_with", by=user_id,
                           facts={"assignee": to, "self": to == user_id})
            if before is not None:
                care.follow(desk, number, before)
            if to != user_id:
                _ask(desk, row, to, by=user_id)
            care.changed(desk, row)

    def meanwhile(self, workspace_id: str, user_id: str, number: int, *, where: Where | None) -> Meanwhile:
        """What the form of 'Tell customers meanwhile' shows."""
        with self._db.reading() as session:
            row = annoyances.allowed(self._desk(session, workspace_id), user_id, number, Move.TELL_MEANWHILE, where,
                                     lock=False)
            return Meanwhile(row.meanwhile, row.may_offer)

    def tell_meanwhile(self, workspace_id: str, user_id: str, number: int, said: Meanwhile, *, where: Where | None,
                       key: str) -> None:
        """What customers may be told and offered until it is fixed; nothing at all takes it back."""
        tell, offer = _text(said.tell), _text(said.offer)
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.TELL_MEANWHILE, where)
            tx.answer = {"number": number}
            if (row.meanwhile, row.may_offer) == (tell, offer):
                if not (tell or offer):
                    raise Invalid("error.meanwhile_missing", field="meanwhile")
                return
            row.meanwhile, row.may_offer = tell, offer
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=str(Move.TELL_MEANWHILE),
                    subject=f"#{number}")
            cards.make_move(desk, row, Move.TELL_MEANWHILE, by=user_id, facts={"meanwhile": tell, "may_offer": offer})

    def now(self, workspace_id: str, number: int) -> Cared | None:
        """How it stands with an annoyance's customers, for the messages about them."""
        with self._db.reading() as session:
            row = stored_annoyances.get(session, workspace_id, number)
            if row is None:
                return None
            told = care.customers(_told(session, row), readable=False)
            return Cared(number, row.title, dict(Counter(one.state for one in told)), row.customers_with,
                         has_post=any(one.is_post and one.state is CustomerState.WAITING for one in told),
                         is_open=State(row.state) not in (*OVER, State.NEW, State.TRIAGE), merged_into=row.merged_into)

    def forget_contacts(self, session: Session, workspace_id: str, payload: Mapping[str, Any]) -> None:
        """A step some time after it was over: whoever still waits cannot be reached by us any more."""
        row = stored_annoyances.get(session, workspace_id, payload["number"], lock=True)
        if row is None or State(row.state) in OPEN:
            return
        desk = self._desk(session, workspace_id)
        if row.changed_at + CONTACT_KEPT <= desk.now:
            stored.forget_contacts(session, workspace_id, row.number)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)

    @contextmanager
    def _click(self, workspace_id: str, user_id: str, number: int, where: Where | None, key: str
               ) -> Iterator[tuple[Desk, Annoyance] | None]:
        """The transaction of one click, checked and locked; None when this click was heard before."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                yield None
                return
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.existing(tx.session, workspace_id, number, lock=True)
            _check(desk, row, user_id, where)
            yield desk, row
            tx.session.flush()
            tx.answer = {"number": number}


def _check(desk: Desk, row: Annoyance, user_id: str, where: Where | None) -> frozenset[Role]:
    """Whether this person may see to its customers: whoever sees the card or its lines, and whoever was asked to."""
    held = annoyances.roles_towards(desk, row, user_id, where)
    if Role.GUEST in held:
        raise NotAllowed("error.not_allowed.guest")
    if not may(Act.CARE, held) and user_id != row.customers_with:
        raise NotAllowed("error.not_allowed.care")
    if State(row.state) in OVER:
        raise TooLate(row.number, state=row.state, title=row.title)
    return held


def _told(session: Session, row: Annoyance) -> Sequence[Report]:
    return stored_reports.of_annoyance(session, row.workspace_id, row.number)


def _post(desk: Desk, row: Annoyance, report_id: str | None) -> Report:
    """The report whose public post was answered: the one chosen, or the only one that waits."""
    told = _told(desk.session, row)
    waiting = [report for report in told if care.is_post(report) and report.customer_state == CustomerState.WAITING]
    chosen = [report for report in waiting if report_id in (None, report.id)]
    if not waiting or (report_id is not None and not chosen):
        raise TooLate(row.number, "error.customers_seen_to", title=row.title)
    if len(chosen) > 1:
        raise Invalid("error.which_post", field="post")
    return chosen[0]


def _settle(desk: Desk, row: Annoyance, by: str, chosen: Mapping[str, CustomerState], *, what: str = "customers"
            ) -> None:
    """Write how it stands, say so in one line, and let card and messages follow; what is so already says nothing."""
    told = _told(desk.session, row)
    new = {report.id: chosen[report.id] for report in told if report.customer_state and report.id in chosen
           and chosen[report.id] != report.customer_state}
    if not new:
        return
    for report in told:
        if report.id in new:
            _write(desk, report, new[report.id], by)
    desk.session.flush()
    cards.say_line(desk, row, f"{what}:{new_id()}", what, by=by,
                   facts={str(state): n for state, n in Counter(new.values()).items()})
    cards.want_card(desk, row)
    care.changed(desk, row)
    _tell_events(desk, row, new, by)
    if not any(care.is_post(report) and report.customer_state == CustomerState.WAITING for report in told):
        clocks.answered(desk, row)


def _write(desk: Desk, report: Report, state: CustomerState, by: str) -> None:
    """Whoever waits no more is not written to any more either."""
    report.customer_state, report.customer_state_at, report.customer_state_by = state, desk.now, by
    if state is not CustomerState.WAITING:
        report.contact_sealed = None
    desk.session.add(report)
    log.add(desk.session, desk.workspace_id, at=desk.now, by=by, act=f"customer_{state}", subject=f"#{report.number}")


def _tell_events(desk: Desk, row: Annoyance, new: Mapping[str, CustomerState], by: str) -> None:
    now = care.waiting(desk.session, desk.workspace_id, row.number)
    for report_id, state in new.items():
        events.emit(desk, EVENT_OF[state], CustomerFacts(
            annoyance=events.about(row), report=seen_id(desk.names, report_id), waiting=now.waiting, total=now.total,
            by=by))


def _ask(desk: Desk, row: Annoyance, to: str, *, by: str) -> None:
    """A message to whoever is to see to the customers; a colleague asks, so it goes at once. Whoever was asked before
    is asked anew."""
    name = care.asked_subject(row.number, to)
    posts.forget(desk.session, desk.workspace_id, name)
    work.want(desk.session, desk.workspace_id, "care_with", name, channel=to, now=desk.clock.machine(),
              due_at=desk.now, payload={"user": to, "number": row.number, "by": by}, renew=True)


def _text(typed: str | None) -> str | None:
    """What a team typed, tidied and masked like a story; None when nothing is left."""
    return mask(tidy(typed)) or None if typed else None
