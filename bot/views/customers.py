"""The customer's details, in a form that only those see who may: never on a card, never in a message."""

from collections.abc import Sequence

from bot.domain.customers import Customer
from bot.domain.reports import MayContact
from bot.text import say
from bot.views.blocks import Json, context, modal, rich, text
from bot.views.ids import Callback

SHOWN = 40


def details(language: str, *, number: int, title: str, customers: Sequence[Customer]) -> Json:
    """One paragraph for each customer; with an annoyance of which nothing is kept, it says so."""
    blocks = [rich([text(say(language, "card.title", number=number, title=title), bold=True)])]
    blocks += [rich([text("\n".join(_lines(language, one)))]) for one in customers[:SHOWN]]
    if not customers:
        blocks.append(rich([text(say(language, "customer.nothing"))]))
    small = [say(language, "customer.more", n=len(customers) - SHOWN)] if len(customers) > SHOWN else []
    return modal(Callback.SENT, say(language, "customer.title"),
                 [*blocks, context(*small, say(language, "customer.note"))], close=say(language, "form.done"))


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
