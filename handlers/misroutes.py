"""What admins make of a rule that Snag proposes: try it, add it, dismiss it. Read the click, one call, one answer."""

from bot.views.misroutes import read_rule, try_form
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def try_rule(edge: Edge, asker: Asker, value: str) -> None:
    found = await edge.services.read(edge.services.misroutes.tried, asker.workspace_id, asker.user_id,
                                     *read_rule(value))
    edge.show(asker, try_form(await asker.language(), found))


async def submit_rule(edge: Edge, asker: Asker) -> Outcome:
    await edge.services.run(edge.services.misroutes.add, asker.workspace_id, asker.user_id,
                            *read_rule(asker.metadata), key=asker.key)
    edge.draw_home(asker)
    return Close()


async def dismiss(edge: Edge, asker: Asker, value: str) -> None:
    await edge.services.run(edge.services.misroutes.dismiss, asker.workspace_id, asker.user_id, *read_rule(value),
                            key=asker.key)
    edge.draw_home(asker)
