"""The customer's details, in a form that only those see who may: never on a card, never in a message."""

from collections.abc import Sequence

from bot.domain.customers import Customer, ToTell
from bot.domain.reports import MayContact
from bot.text import say
from bot.views.annoyances import MoveState
from bot.views.blocks import Json, actions, button, context, modal, rich, text
from bot.views.care_forms import customer_field
from bot.views.ids import Action, Callback

SHOWN = 24


def details(language: str, state: MoveState, *, title: str, customers: Sequence[Customer],
            to_tell: Sequence[ToTell] = ()) -> Json:
    """One paragraph for each customer, with a choice of how it stands below; those who want to be told have a button;
    where nothing is kept, it says so."""
    blocks = [rich([text(say(language, "card.title", number=state.number, title=title), bold=True)])]
    for waiting in to_tell[:SHOWN]:
        contact = waiting.contact or say(language, "customer.locked")
        blocks += [rich([text(say(language, "customer.to_tell", contact=contact))]),
                   actions(button(say(language, "customer.told"), Action.CUSTOMER_TOLD,
                                  f"{waiting.survey_id}:{waiting.name}"))]
    for one in customers[:SHOWN]:
        blocks += [rich([text("\n".join(_lines(language, one)))])] if _lines(language, one) else []
        blocks += [customer_field(language, one.care, one.care.state)] if one.care else []
    chooses = any(one.care for one in customers[:SHOWN])
    if not customers and not to_tell:
        blocks.append(rich([text(say(language, "customer.nothing"))]))
    more = max(0, len(customers) - SHOWN) + max(0, len(to_tell) - SHOWN)
    small = [*([say(language, "customer.more", n=more)] if more else []),
             *([say(language, "customer.told_note")] if to_tell else []), say(language, "customer.note")]
    return modal(Callback.CARE if chooses else Callback.SENT, say(language, "customer.title"),
                 [*blocks, context(*small)], close=say(language, "form.done"),
                 submit=say(language, "form.save") if chooses else None, metadata=state.packed())


def _lines(language: str, one: Customer) -> list[str]:
    kept = (("customer.reference", one.reference), ("customer.value", one.value), ("customer.contact", one.contact))
    made = [say(language, key, said=said) for key, said in kept if said]
    if one.deleted:
        made.append(say(language, "customer.deleted"))
    if one.locked:
        made.append(say(language, "customer.locked"))
    if one.may_contact is MayContact.NO:
        made.append(say(language, "card.may_contact_no"))
    return made
