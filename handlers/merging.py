"""Merge and unmerge. Read the click, one call, one answer."""

from bot.errors import Invalid
from bot.views import merging as views
from bot.views.annoyances import MoveState
from bot.views.ids import Field
from handlers.annoyances import act, done, in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Outcome, Update


async def merge(edge: Edge, asker: Asker, value: str) -> None:
    state = state_of(asker, number_of(value))
    found = await edge.services.read(edge.services.merging.proposals, asker.workspace_id, asker.user_id, state.number,
                                     where=state.where)
    edge.show(asker, views.choose_form(await asker.language(), state, found.line, found.alikes), push=in_form(asker))


async def submit_choice(edge: Edge, asker: Asker) -> Outcome:
    """Nothing is done yet: the form says what would come of it."""
    state, other = MoveState.unpacked(asker.metadata), views.read_choose_form(asker.state)
    if other is None:
        raise Invalid("error.merge_which", field=Field.NUMBER)
    found = await edge.services.read(edge.services.merging.look, asker.workspace_id, asker.user_id, state.number, other,
                                     where=state.where)
    return Update(views.look_form(await asker.language(), state, other, found.ended, found.survivor,
                                  ask_after_fix=found.ask_after_fix, words_end=found.words_end))


async def submit_merge(edge: Edge, asker: Asker) -> Outcome:
    state, other, seen_after_fix = views.read_look_form(asker.metadata, asker.state)
    await edge.services.run(edge.services.merging.merge, asker.workspace_id, asker.user_id, state.number, other,
                            seen_after_fix=seen_after_fix, where=state.where, key=asker.key)
    return done(edge, asker, state)


async def unmerge(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.merging.unmerge, value)
