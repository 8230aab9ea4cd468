"""What is known of customers for the owner's eyes alone: reference, value at stake, how to reach them, and who wants
to hear that it is fixed."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.care import CustomerOf
from bot.domain.customers import Customer, ToTell
from bot.domain.people import Where
from bot.domain.permissions import Act, may
from bot.domain.reports import MayContact
from bot.errors import NotAllowed
from bot.services import annoyances, care
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import links as stored_links
from storage import log
from storage import reports as stored_reports
from storage.db import Database
from storage.tables import Annoyance, Report


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of an annoyance, one for each report that says something of its own."""

    number: int
    title: str
    each: tuple[Customer, ...]
    to_tell: tuple[ToTell, ...] = ()


class CustomersDetails:
    """Shows them to the owning team, its manager, the CX lead and admins; the log keeps who looked."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def read(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> Customers:
        """What is known of the customers. Raises `NotAllowed` for anybody else."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            row = _allowed(desk, user_id, number, where)
            if tx.first_answer is None:
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Act.READ_CONTACT, subject=f"#{number}")
                tx.answer = {"number": number}
            return _customers(desk, row)

    def told(self, workspace_id: str, user_id: str, number: int, survey_id: str, name: str, *, where: Where | None,
             key: str) -> Customers:
        """This customer has heard that it is fixed: how to reach them is deleted. Returns who is left."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            row = _allowed(desk, user_id, number, where)
            response = next((one for one in stored_links.to_tell(tx.session, workspace_id, number)
                             if (one.survey_id, one.user_id) == (survey_id, name)), None)
            if tx.first_answer is None and response is not None:
                response.contact_sealed = None
                tx.session.add(response)
                tx.session.flush()
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="told_customer", subject=f"#{number}")
            tx.answer = {"number": number}
            return _customers(desk, row)


def _allowed(desk: Desk, user_id: str, number: int, where: Where | None) -> Annoyance:
    row = annoyances.existing(desk.session, desk.workspace_id, number)
    if not may(Act.READ_CONTACT, annoyances.roles_towards(desk, row, user_id, where)):
        raise NotAllowed("error.not_allowed.read_contact")
    return row


def _customers(desk: Desk, row: Annoyance) -> Customers:
    told = stored_reports.of_annoyance(desk.session, desk.workspace_id, row.number)
    cared = {one.report_id: one for one in care.customers(told, readable=True)}
    waiting = stored_links.to_tell(desk.session, desk.workspace_id, row.number)
    return Customers(
        row.number, row.title,
        tuple(_customer(desk, report, cared.get(report.id)) for report in told
              if annoyances.tells_of_customer(report)),
        tuple(ToTell(one.survey_id, one.user_id, desk.names.open(one.contact_sealed or "")) for one in waiting))


def _customer(desk: Desk, report: Report, cared: CustomerOf | None) -> Customer:
    contact = desk.names.open(report.contact_sealed) if report.contact_sealed else None
    may_contact = MayContact(report.may_contact) if report.may_contact else None
    return Customer(report.reference, report.value, contact, may_contact,
                    deleted=may_contact is MayContact.YES and report.contact_sealed is None,
                    locked=report.contact_sealed is not None and contact is None, care=cared)
