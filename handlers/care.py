"""The inner loop: the buttons for an annoyance's customers and the forms behind them. Read the click, one call, one
answer."""

from bot.domain.annoyances import Move
from bot.domain.care import CustomerState
from bot.views import care_forms as views
from bot.views.annoyances import MoveState
from handlers.annoyances import form_of, in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def done(edge: Edge, asker: Asker, value: str) -> None:
    await _settle(edge, asker, value, CustomerState.PUT_RIGHT)


async def already(edge: Edge, asker: Asker, value: str) -> None:
    await _settle(edge, asker, value, CustomerState.ALREADY_RIGHT)


async def _settle(edge: Edge, asker: Asker, value: str, chosen: CustomerState) -> None:
    """One customer waits: one click is all. Several: a form with a choice for each."""
    state = state_of(asker, number_of(value))
    form = await edge.services.read(edge.services.care.form, asker.workspace_id, asker.user_id, state.number,
                                    where=state.where)
    if len(form.customers) > 1:
        edge.show(asker, views.customers_form(await asker.language(), state, title=form.title,
                                              customers=form.customers, chosen=chosen), push=in_form(asker))
        return
    await edge.services.run(edge.services.care.settle, asker.workspace_id, asker.user_id, state.number,
                            {one.report_id: chosen for one in form.customers}, where=state.where, key=asker.key)


async def submit_customers(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.care.settle, asker.workspace_id, asker.user_id, state.number,
                            views.read_customers_form(asker.state), where=state.where, key=asker.key)
    return Close()


async def hand_over(edge: Edge, asker: Asker, value: str) -> None:
    state = state_of(asker, number_of(value))
    await edge.services.read(edge.services.care.form, asker.workspace_id, asker.user_id, state.number,
                             where=state.where)
    edge.show(asker, views.hand_over_form(await asker.language(), state), push=in_form(asker))


async def submit_hand_over(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.care.hand_over, asker.workspace_id, asker.user_id, state.number,
                            views.read_hand_over_form(asker.state), where=state.where, key=asker.key)
    return Close()


async def answered(edge: Edge, asker: Asker, value: str) -> None:
    state = state_of(asker, number_of(value))
    form = await edge.services.read(edge.services.care.form, asker.workspace_id, asker.user_id, state.number,
                                    where=state.where, posts_only=True)
    edge.show(asker, views.answered_form(await asker.language(), state, form.customers), push=in_form(asker))


async def submit_answered(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    report_id, link = views.read_answered_form(asker.state)
    await edge.services.run(edge.services.care.answered, asker.workspace_id, asker.user_id, state.number, report_id,
                            link, where=state.where, key=asker.key)
    return Close()


async def meanwhile(edge: Edge, asker: Asker, value: str) -> None:
    """'Tell customers meanwhile' behind More."""
    state = state_of(asker, number_of(value))
    form = await form_of(edge, asker, value, Move.TELL_MEANWHILE)
    now = await edge.services.read(edge.services.care.meanwhile, asker.workspace_id, asker.user_id, state.number,
                                   where=state.where)
    edge.show(asker, views.meanwhile_form(await asker.language(), state, form.title, now),
              push=in_form(asker))


async def submit_meanwhile(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.care.tell_meanwhile, asker.workspace_id, asker.user_id, state.number,
                            views.read_meanwhile_form(asker.state), where=state.where, key=asker.key)
    if state.home:
        edge.draw_home(asker)
    return Close()
