"""The story of an annoyance: opened, turned over, taken along. Read the click, one call, one answer."""

from bot.domain.timeline import Form
from bot.views import timelines as views
from bot.views.blocks import Json
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge


async def show(edge: Edge, asker: Asker, value: str) -> None:
    edge.show(asker, await _form(edge, asker, number_of(value)), push=in_form(asker))


async def turn(edge: Edge, asker: Asker, value: str) -> None:
    """An earlier or a later page, in the place of this one."""
    number, _, page = value.partition(":")
    edge.redraw(asker, await _form(edge, asker, number_of(number), page=int(page) if page.isdecimal() else 0),
                over_all=True)


async def markdown(edge: Edge, asker: Asker, value: str) -> None:
    await _bring(edge, asker, number_of(value), Form.MARKDOWN)


async def json(edge: Edge, asker: Asker, value: str) -> None:
    await _bring(edge, asker, number_of(value), Form.JSON)


async def _bring(edge: Edge, asker: Asker, number: int, wanted: Form) -> None:
    await edge.services.run(edge.services.timelines.bring, asker.workspace_id, asker.user_id, number, wanted,
                            where=state_of(asker, number).where, key=asker.key)
    edge.redraw(asker, await _form(edge, asker, number, note="story.coming"), over_all=True)


async def _form(edge: Edge, asker: Asker, number: int, *, page: int = 0, note: str | None = None) -> Json:
    state = state_of(asker, number)
    told = await edge.services.read(edge.services.timelines.read, asker.workspace_id, asker.user_id, number,
                                    where=state.where)
    zone = await edge.services.read(edge.services.people.zone, asker.workspace_id, asker.user_id)
    return views.form(await asker.language(), told, zone, state, page, note)
