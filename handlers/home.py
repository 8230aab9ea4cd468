"""App Home: opened, chosen in, reported from, its lists seen whole. Read the click, one call, one answer."""

from bot.domain.reports import Door, Draft, Visibility
from bot.errors import Invalid
from bot.views.blocks import Json
from bot.views.home import read_place, whole_list
from handlers import reports
from handlers.middleware import Asker, Edge


async def opened(edge: Edge, asker: Asker, event: Json) -> None:
    """Somebody looks at their Home; the tab with messages is none of its business."""
    if event.get("tab") == "home" and asker.user_id:
        await edge.described(asker)
        await edge.services.run(edge.services.homes.opened, asker.workspace_id, asker.user_id,
                                (event.get("view") or {}).get("hash"), key=asker.key)


async def report(edge: Edge, asker: Asker, _value: str) -> None:
    await reports.open_form(edge, asker, Draft(""), door=Door.HOME)


async def report_as(edge: Edge, asker: Asker, _value: str) -> None:
    """By name, to the lead only, or anonymous: from now on, by whichever door."""
    chosen = (asker.payload["actions"][0].get("selected_option") or {}).get("value")
    if chosen not in list(Visibility):
        raise Invalid("error.unknown_button")
    await edge.services.run(edge.services.people.report_as, asker.workspace_id, asker.user_id, Visibility(chosen),
                            key=asker.key)
    edge.draw_home(asker)


async def see_all(edge: Edge, asker: Asker, value: str) -> None:
    edge.show(asker, await _list(edge, asker, value))


async def page(edge: Edge, asker: Asker, value: str) -> None:
    edge.redraw(asker, await _list(edge, asker, value))


async def _list(edge: Edge, asker: Asker, value: str) -> Json:
    name, skip = read_place(value)
    listing = await edge.services.read(edge.services.homes.listing, asker.workspace_id, asker.user_id, name, skip)
    return whole_list(await asker.language(), listing)
