"""'Customer's details' behind More on a card. Read the click, one call, one answer."""

from bot.views import customers as views
from bot.views.annoyances import MoveState
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge


async def details(edge: Edge, asker: Asker, value: str) -> None:
    number = number_of(value)
    found = await edge.services.run(edge.services.customers.read, asker.workspace_id, asker.user_id, number,
                                    where=state_of(asker, number).where, key=asker.key)
    edge.show(asker, views.details(await asker.language(), state_of(asker, number), title=found.title,
                                   customers=found.each, to_tell=found.to_tell), push=in_form(asker))


async def told(edge: Edge, asker: Asker, value: str) -> None:
    """A customer has heard that it is fixed: the form shows who is left."""
    state = MoveState.unpacked(asker.metadata)
    survey_id, _, name = value.partition(":")
    found = await edge.services.run(edge.services.customers.told, asker.workspace_id, asker.user_id, state.number,
                                    survey_id, name, where=state.where, key=asker.key)
    edge.redraw(asker, views.details(await asker.language(), state, title=found.title, customers=found.each,
                                     to_tell=found.to_tell))
