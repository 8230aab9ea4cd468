"""Answers to 'How is it now?'."""

from bot.domain.verification import Answer
from bot.views.verification import asked_in
from handlers.middleware import Asker, Edge


async def still(edge: Edge, asker: Asker, survey_id: str) -> None:
    await _answer(edge, asker, survey_id, Answer.STILL)


async def gone(edge: Edge, asker: Asker, survey_id: str) -> None:
    await _answer(edge, asker, survey_id, Answer.GONE)


async def dont_know(edge: Edge, asker: Asker, survey_id: str) -> None:
    await _answer(edge, asker, survey_id, Answer.DONT_KNOW)


async def _answer(edge: Edge, asker: Asker, survey_id: str, said: Answer) -> None:
    await edge.services.run(edge.services.verification.answer, asker.workspace_id, asker.user_id, survey_id, said,
                            back=asker.back(replace=True), key=asker.key,
                            shown=asked_in(asker.payload.get("message") or {}))
