"""Snooze, wake and won't fix. Read the click, one call, one answer."""

from bot.domain.annoyances import Move
from bot.views import snoozing as views
from bot.views.annoyances import MoveState
from handlers.annoyances import act, done, form_of, in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Outcome


async def snooze(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.SNOOZE)
    await edge.services.read(edge.services.snoozes.check_often, asker.workspace_id, number_of(value))
    edge.show(asker, views.snooze_form(await asker.language(), state_of(asker, form.number), form.title),
              push=in_form(asker))


async def submit_snooze(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    until, reason, then = views.read_snooze_form(asker.state)
    await edge.services.run(edge.services.snoozes.snooze, asker.workspace_id, asker.user_id, state.number, until,
                            reason, then, where=state.where, key=asker.key)
    return done(edge, asker, state)


async def wake(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.snoozes.wake, value)


async def wont_fix(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.WONT_FIX)
    edge.show(asker, views.wont_fix_form(await asker.language(), state_of(asker, form.number), form.title),
              push=in_form(asker))


async def submit_wont_fix(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.annoyances.wont_fix, asker.workspace_id, asker.user_id, state.number,
                            *views.read_wont_fix_form(asker.state), where=state.where, key=asker.key)
    return done(edge, asker, state)
