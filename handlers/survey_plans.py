"""What senders and deciders do with a survey: stop it, write down what was decided."""

from bot.views.survey_progress import decide_form, read_decision
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def stop(edge: Edge, asker: Asker, plan_id: str) -> None:
    await edge.services.run(edge.services.surveys.stop, asker.workspace_id, asker.user_id, plan_id, key=asker.key)


async def decide(edge: Edge, asker: Asker, plan_id: str) -> None:
    decision, decided = await edge.services.read(edge.services.surveys.to_decide, asker.workspace_id, asker.user_id,
                                                 plan_id)
    edge.show(asker, decide_form(await asker.language(), plan_id, decision=decision, decided=decided))


async def submit_decide(edge: Edge, asker: Asker) -> Outcome:
    await edge.services.run(edge.services.surveys.decide, asker.workspace_id, asker.user_id, asker.metadata,
                            read_decision(asker.state), key=asker.key)
    return Close()
