"""Steps of the inner loop that other services share: whose customers wait, the one line in the card's thread that
carries the buttons for them, and for how long they can be reached. The session first, no transaction."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from bot.domain.annoyances import OPEN, State
from bot.domain.api_tokens import is_system
from bot.domain.care import (
    CARED_FOR,
    CONTACT_KEPT,
    FORGETS_ALL,
    NOT_SEEN_YET,
    CustomerOf,
    CustomerState,
    Waiting,
    has_customer,
)
from bot.domain.links import web_address
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import Door, Draft, HowKnown, MayContact
from bot.services.desk import Desk
from bot.services.desk import subject as card_subject
from storage import care as stored
from storage import posts, work
from storage.tables import Annoyance, Report


def subject(number: int) -> str:
    """The name in the address book of the line that carries the buttons for an annoyance's customers."""
    return f"care:{number}"


def asked_subject(number: int, user_id: str) -> str:
    """The name of the message to somebody to whom the customers were handed over."""
    return f"care_with:{number}:{user_id}"


def waiting(session: Session, workspace_id: str, number: int) -> Waiting:
    """How many customers of an annoyance still wait, of how many."""
    return Waiting(*stored.count(session, workspace_id, number))


def of_reports(told: Sequence[Report]) -> tuple[int, int]:
    """The same of reports at hand: how many customers still wait, of how many."""
    states = [report.customer_state for report in told if report.customer_state]
    return states.count(CustomerState.WAITING), len(states)


def is_post(report: Report) -> bool:
    """Whether its customer wrote in public."""
    return bool(report.post_link) or report.how_known == HowKnown.PUBLIC_POST


def customers(told: Sequence[Report], *, readable: bool) -> list[CustomerOf]:
    """The customers of an annoyance's reports, in the order in which they came."""
    return [CustomerOf(report.id, place, CustomerState(report.customer_state), report.reference if readable else None,
                       is_post=is_post(report), post_link=web_address(report.post_link))
            for place, report in enumerate(told, start=1) if report.customer_state]


def state_of(draft: Draft, door: Door, *, with_card: bool = True) -> CustomerState | None:
    """Whether the customer of a masked draft waits from now on. Of what is imported without a card nobody takes care,
    and where the import says 'do not ask', nobody does."""
    unasked = door is Door.IMPORT and (not with_card or draft.may_contact is MayContact.NO)
    there = has_customer(reference=draft.reference, contact=draft.contact, post_link=draft.post_link,
                         how_known=draft.how_known)
    return CustomerState.WAITING if there and not unasked else None


def of_report(report: Report) -> CustomerState | None:
    """How it stands with a stored report's customer after its details were changed."""
    there = has_customer(reference=report.reference, contact=report.contact_sealed, post_link=report.post_link,
                         how_known=report.how_known)
    if report.customer_state in (None, CustomerState.WAITING) or report.contact_sealed:  # told anew how to reach them
        return CustomerState.WAITING if there else None
    return CustomerState(report.customer_state)


def known(desk: Desk, row: Annoyance, report: Report) -> None:
    """The details of a report were changed: perhaps its customer is known now, or not any more."""
    now = of_report(report)
    if now != report.customer_state:
        report.customer_state, report.customer_state_at = now, desk.now
        desk.session.add(report)
        desk.session.flush()
    forget_in_time(desk, row, report.id)


def takes_line(desk: Desk, row: Annoyance, before: State, what: str, *, by: str | None, facts: dict[str, Any]) -> bool:
    """Somebody acknowledges it: where customers wait, the line about that carries the buttons for them, and whoever
    acknowledged it sees to them. Where no line carries any (it was acknowledged by an earlier version), the line of any
    move does. False: there is no such line to say."""
    acknowledges = before in NOT_SEEN_YET and State(row.state) in (State.ACKNOWLEDGED, State.PLANNED)
    if by is None or not (acknowledges or _lacks_line(desk, row)):
        return False
    if not waiting(desk.session, desk.workspace_id, row.number).waiting:
        return False
    if acknowledges and not is_system(by):
        row.customers_with = by
        desk.session.add(row)
        desk.session.flush()
    return _say(desk, row, what, by=by, facts=facts)


def joins_line(desk: Desk, row: Annoyance, what: str, *, by: str | None, facts: dict[str, Any]) -> bool:
    """A report's customer came to something that somebody has acknowledged: where no line carries the buttons yet, the
    one about this report does. False: there is no such line to say, and the one that stands follows."""
    if State(row.state) not in CARED_FOR or not waiting(desk.session, desk.workspace_id, row.number).waiting:
        return False
    if not _lacks_line(desk, row):
        changed(desk, row)
        return False
    return _say(desk, row, what, by=by, facts=facts)


def _lacks_line(desk: Desk, row: Annoyance) -> bool:
    """Whether somebody should see to its customers, and no line with buttons stands in the channel of its card, or is
    about to."""
    if State(row.state) not in CARED_FOR or work.any_open(desk.session, desk.workspace_id, [subject(row.number)]):
        return False
    here = posts.current(desk.session, desk.workspace_id, subject(row.number))
    card = posts.current(desk.session, desk.workspace_id, card_subject(row.number))
    return here is None or card is None or here.channel_id != card.channel_id


def _say(desk: Desk, row: Annoyance, what: str, *, by: str | None, facts: dict[str, Any]) -> bool:
    """Post the line; one that stood before keeps its words and loses its buttons."""
    session, workspace_id, name = desk.session, desk.workspace_id, subject(row.number)
    card = posts.current(session, workspace_id, card_subject(row.number))
    channel = card.channel_id if card else desk.settings.channel_of(row.team_key)
    if channel is None:
        return False
    payload = {"number": row.number, "what": what, "by": by, "team": row.team_key, **facts}
    if work.add(session, workspace_id, work.Kind.SURFACE, "care", name, channel=channel, due_at=desk.now,
                now=desk.clock.machine(), chain=card_subject(row.number), payload=payload):
        return True
    _leave(desk, row.number)
    work.want(session, workspace_id, "care", name, channel=channel, now=desk.clock.machine(), due_at=desk.now,
              payload=payload, renew=True)
    return True


def _leave(desk: Desk, number: int) -> None:
    """The line that carried the buttons carries none any more."""
    session, workspace_id, name = desk.session, desk.workspace_id, subject(number)
    here = posts.current(session, workspace_id, name)
    if here is None:
        return
    said = work.payload_of(session, workspace_id, name) or {}
    posts.forget(session, workspace_id, name)
    work.add(session, workspace_id, work.Kind.MESSAGE, "care_over", f"care_over:{number}:{here.channel_id}:{here.ts}",
             channel=here.channel_id, method=work.UPDATING, due_at=desk.now, now=desk.clock.machine(),
             payload={**said, "ts": here.ts})


def changed(desk: Desk, row: Annoyance) -> None:
    """The customers of an annoyance, or who sees to them, changed: the messages about them follow."""
    session, workspace_id, name = desk.session, desk.workspace_id, subject(row.number)
    here = posts.current(session, workspace_id, name)
    if here is not None or work.any_open(session, workspace_id, [name]):
        work.want(session, workspace_id, "care", name, channel=here.channel_id if here else "",
                  method=work.UPDATING if here else work.POSTING, now=desk.clock.machine(), due_at=desk.now)
    if row.customers_with is not None:
        follow(desk, row.number, row.customers_with)


def follow(desk: Desk, number: int, user_id: str) -> None:
    """The message to somebody to whom the customers were handed over follows, where there is one."""
    name = asked_subject(number, user_id)
    if posts.current(desk.session, desk.workspace_id, name) is not None:
        work.want(desk.session, desk.workspace_id, "care_with", name, channel=user_id, method=work.UPDATING,
                  now=desk.clock.machine(), due_at=desk.now)


def forget_contacts(desk: Desk, row: Annoyance, to: State, seq: int) -> None:
    """It is over: whoever waits can be reached for a while, and nobody else is written to any more."""
    if to in FORGETS_ALL:
        stored.forget_contacts(desk.session, desk.workspace_id, row.number)
    elif to not in OPEN:
        stored.forget_contacts(desk.session, desk.workspace_id, row.number, but_of_waiting=True)
        forget_in_time(desk, row, f"{seq}")


def forget_in_time(desk: Desk, row: Annoyance, key: str) -> None:
    """What is over keeps the contacts of those who wait for thirty days and no longer."""
    state = State(row.state)
    if state in OPEN:
        return
    if state in FORGETS_ALL:
        stored.forget_contacts(desk.session, desk.workspace_id, row.number)
    elif stored.has_contacts(desk.session, desk.workspace_id, row.number):
        work.add(desk.session, desk.workspace_id, work.Kind.STEP, "forget_contacts",
                 f"forget_contacts:{row.number}:{key}", due_at=row.changed_at + CONTACT_KEPT,
                 now=desk.clock.machine(), payload={"number": row.number})


def meanwhile(row: Annoyance) -> Meanwhile:
    """What customers may be told and offered until it is fixed; nothing once it is over."""
    return Meanwhile(row.meanwhile, row.may_offer) if State(row.state) in OPEN else Meanwhile()
