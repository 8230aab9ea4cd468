"""'Issue in tracker' on the card. Read the click, one call, one answer."""

from bot.views import tracker_forms as views
from bot.views.annoyances import MoveState
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def issue(edge: Edge, asker: Asker, value: str) -> None:
    state = state_of(asker, number_of(value))
    form = await edge.services.read(edge.services.trackers.form, asker.workspace_id, asker.user_id, state.number,
                                    where=state.where)
    edge.show(asker, views.issue_form(await asker.language(), state, form), push=in_form(asker))


async def submit(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.trackers.add, asker.workspace_id, asker.user_id, state.number,
                            views.read_issue_form(asker.state), where=state.where, key=asker.key)
    if state.home:
        edge.draw_home(asker)
    return Close()
