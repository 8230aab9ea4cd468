"""Results of surveys: the list, one of them, its chart, its CSV, posting it. Read the click, one call, one answer."""

from bot.domain import commands
from bot.domain.results import Wanted
from bot.errors import Invalid
from bot.views import charts
from bot.views import results as views
from bot.views.blocks import Json, Message
from handlers.middleware import Asker, Edge


async def list_(edge: Edge, asker: Asker, _asked: commands.SurveyResults) -> Message:
    """`/snag survey results`."""
    found = await edge.services.read(edge.services.results.listed, asker.workspace_id, asker.user_id)
    return views.results_list(await asker.language(), found)


async def show(edge: Edge, asker: Asker, plan_id: str) -> None:
    """What a survey found, as a form."""
    edge.show(asker, await _form(edge, asker, plan_id), push=_in_modal(asker))


async def chart(edge: Edge, asker: Asker, plan_id: str) -> None:
    if not charts.is_installed():
        await _said(edge, asker, plan_id, "results.no_charts")
        return
    await _bring(edge, asker, plan_id, Wanted.CHART)
    await _said(edge, asker, plan_id, "results.chart_coming")


async def csv(edge: Edge, asker: Asker, plan_id: str) -> None:
    await _bring(edge, asker, plan_id, Wanted.CSV)
    await _said(edge, asker, plan_id, "results.csv_coming")


async def post(edge: Edge, asker: Asker, plan_id: str) -> None:
    """In the annoyance's thread, else in the team's channel, where everybody there can read it."""
    results = edge.services.results
    try:
        await edge.services.run(results.post, asker.workspace_id, asker.user_id, plan_id,
                                with_chart=charts.is_installed(), key=asker.key)
    except Invalid as error:
        await _said(edge, asker, plan_id, error.key)
    else:
        await _said(edge, asker, plan_id, "results.posted")


async def _bring(edge: Edge, asker: Asker, plan_id: str, wanted: Wanted) -> None:
    await edge.services.run(edge.services.results.bring, asker.workspace_id, asker.user_id, plan_id, wanted,
                            key=asker.key)


async def _said(edge: Edge, asker: Asker, plan_id: str, key: str) -> None:
    """The form once more, as it is by now, with one sentence on top."""
    edge.redraw(asker, await _form(edge, asker, plan_id, key), over_all=True)


async def _form(edge: Edge, asker: Asker, plan_id: str, key: str | None = None) -> Json:
    found = await edge.services.run(edge.services.results.of_plan, asker.workspace_id, asker.user_id, plan_id)
    named = await edge.services.read(edge.services.results.with_themes, asker.workspace_id, found)
    return views.results_form(await asker.language(), named, key)


def _in_modal(asker: Asker) -> bool:
    return str((asker.payload.get("view") or {}).get("type")) == "modal"
