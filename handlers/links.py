"""'Survey link' on the card: the form, and the link with its text. Read the click, one call, one answer."""

from bot.views import links as views
from bot.views.annoyances import MoveState
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Outcome, Update


async def survey_link(edge: Edge, asker: Asker, value: str) -> None:
    state = state_of(asker, number_of(value))
    form = await edge.services.read(edge.services.links.form, asker.workspace_id, asker.user_id, state.number,
                                    where=state.where)
    edge.show(asker, views.link_form(await asker.language(), state, form), push=in_form(asker))


async def submit(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    made = await edge.services.run(edge.services.links.for_annoyance, asker.workspace_id, asker.user_id, state.number,
                                   views.read_link_form(asker.state), where=state.where, key=asker.key)
    return Update(views.made(await asker.language(), made))


async def picture(_edge: Edge, _asker: Asker, _value: str) -> None:
    """The button leads to the picture by itself; Slack says so to us all the same."""
