"""'Ask the reporter', the answer, and 'Who reported?'. Read the click, one call, one answer."""

from bot.domain.annoyances import Move
from bot.views import reporters as views
from bot.views.annoyances import MoveState
from handlers.annoyances import form_of, in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome, Update


async def ask(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.ASK_REPORTER)
    edge.show(asker, views.ask_form(await asker.language(), state_of(asker, form.number), form.title),
              push=in_form(asker))


async def submit_ask(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.reporters.ask, asker.workspace_id, asker.user_id, state.number,
                            views.read_ask_form(asker.state), where=state.where, key=asker.key)
    return Close()


async def answer(edge: Edge, asker: Asker, question_id: str) -> None:
    asked = await edge.services.read(edge.services.reporters.answer_form, asker.workspace_id, asker.user_id,
                                     question_id)
    edge.show(asker, views.answer_form(await asker.language(), question_id, number=asked.number, title=asked.title,
                                       words=asked.text, visibility=asked.visibility))


async def submit_answer(edge: Edge, asker: Asker) -> Outcome:
    number = await edge.services.run(edge.services.reporters.answer, asker.workspace_id, asker.user_id,
                                     asker.metadata, views.read_answer_form(asker.state), key=asker.key)
    return Update(views.passed_on(await asker.language(), number))


async def who_reported(edge: Edge, asker: Asker, value: str) -> None:
    found = await edge.services.run(edge.services.reporters.who_reported, asker.workspace_id, asker.user_id,
                                    number_of(value), key=asker.key)
    edge.show(asker, views.who_reported(await asker.language(), number=found.number, title=found.title,
                                        known=found.known, anonymous=found.anonymous), push=in_form(asker))
