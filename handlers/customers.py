"""'Customer's details' behind More on a card. Read the click, one call, one answer."""

from bot.views import customers as views
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge


async def details(edge: Edge, asker: Asker, value: str) -> None:
    number = number_of(value)
    found = await edge.services.run(edge.services.customers.read, asker.workspace_id, asker.user_id, number,
                                    where=state_of(asker, number).where, key=asker.key)
    edge.show(asker, views.details(await asker.language(), number=found.number, title=found.title,
                                   customers=found.each), push=in_form(asker))
