"""The customer's details, in a form that only those see who may: never on a card, never in a message."""

from collections.abc import Sequence

from bot.domain.customers import Customer, ToTell
from bot.domain.reports import MayContact
from bot.text import say
from bot.views.annoyances import MoveState
from bot.views.blocks import Json, actions, button, context, modal, rich, text
from bot.views.ids import Action, Callback

SHOWN = 30


def details(language: str, state: MoveState, *, title: str, customers: Sequence[Customer],
            to_tell: Sequence[ToTell] = ()) -> Json:
    """One paragraph for each customer, those who want to be told with a button below; where nothing is kept, it says
    so."""
    blocks = [rich([text(say(language, "card.title", number=state.number, title=title), bold=True)])]
    for waiting in to_tell[:SHOWN]:
        contact = waiting.contact or say(language, "customer.locked")
        blocks += [rich([text(say(language, "customer.to_tell", contact=contact))]),
                   actions(button(say(language, "customer.told"), Action.CUSTOMER_TOLD,
                                  f"{waiting.survey_id}:{waiting.name}"))]
    blocks += [rich([text("\n".join(_lines(language, one)))]) for one in customers[:SHOWN]]
    if not customers and not to_tell:
        blocks.append(rich([text(say(language, "customer.nothing"))]))
    more = max(0, len(customers) - SHOWN) + max(0, len(to_tell) - SHOWN)
    small = [*([say(language, "customer.more", n=more)] if more else []),
             *([say(language, "customer.told_note")] if to_tell else []), say(language, "customer.note")]
    return modal(Callback.SENT, say(language, "customer.title"), [*blocks, context(*small)],
                 close=say(language, "form.done"), metadata=state.packed())


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
