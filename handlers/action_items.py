"""Action items: their buttons in channels, forms and Homes, and the entry in each message's menu. Read the click, one
call, one answer."""

from bot.domain.action_items import PAGE, ItemMove
from bot.domain.people import Where
from bot.domain.quotes import Place, permalink
from bot.domain.todo import is_todo
from bot.errors import Invalid
from bot.views import action_items as views
from bot.views import item_lists
from bot.views.action_items import ItemPlace, NewItem
from bot.views.blocks import Json
from bot.views.ids import Callback, Field
from handlers import quoting
from handlers.annoyances import in_form, number_of, state_of
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def add(edge: Edge, asker: Asker, value: str) -> None:
    """The button on a card, or behind More: the form of a new item."""
    state = state_of(asker, number_of(value))
    form = await edge.services.read(edge.services.items.form, asker.workspace_id, asker.user_id, state.number,
                                    where=state.where)
    edge.show(asker, views.add_form(await asker.language(), NewItem(state.number, state.where, state.home), form.teams,
                                    form.team_key, title=form.title), push=in_form(asker))


async def add_from_message(edge: Edge, asker: Asker) -> None:
    """The shortcut of a message: below a card the form of an item with its words, elsewhere it asks for the number."""
    message, channel = asker.payload.get("message") or {}, asker.payload.get("channel") or {}
    place = quoting.place_of(str(channel.get("id") or ""), {"ts": asker.payload.get("message_ts"), **message})
    items, where = edge.services.items, Where(place.channel_id, place.thread_ts or place.ts)
    number = await edge.services.read(items.card_at, asker.workspace_id, where)
    form = await edge.services.read(items.form, asker.workspace_id, asker.user_id, number, where=where) if number \
        else await edge.services.read(items.empty_form, asker.workspace_id, asker.user_id)
    ours = bool(message.get("bot_id"))
    settings = await edge.services.read(edge.services.workspaces.directory, asker.workspace_id)
    link = permalink(settings.domain, place) if not ours and (number or quoting.is_public(channel)) else None
    words = "" if ours else await quoting.words_of(edge, asker, message)
    edge.show(asker, views.add_form(await asker.language(), NewItem(number or 0, where if number else None, link=link),
                                    form.teams, form.team_key, title=form.title, words=words))


async def said(edge: Edge, asker: Asker, place: Place, text: str) -> bool:
    """Somebody wrote to Snag; False where that asks for no action item."""
    if not is_todo(text, None):
        return False
    return bool(await edge.services.run(edge.services.todos.said, asker.workspace_id, asker.user_id, place, text,
                                        key=asker.key))


async def submit_add(edge: Edge, asker: Asker) -> Outcome:
    state = NewItem.unpacked(asker.metadata)
    draft, typed = views.read_add_form(asker.state, state.link)
    number = state.number or typed
    if number is None:
        raise Invalid("error.item_number", field=Field.NUMBER)
    await edge.services.run(edge.services.items.add, asker.workspace_id, asker.user_id, number, draft,
                            where=state.where, key=asker.key)
    if state.home:
        edge.draw_home(asker)
    return Close()


async def done(edge: Edge, asker: Asker, value: str) -> None:
    """Done, on one of its messages or in a Home."""
    await edge.services.run(edge.services.items.done, asker.workspace_id, asker.user_id, value, where=asker.where,
                            key=asker.key)
    if _is_home(asker):
        edge.draw_home(asker)
    if in_form(asker) and (asker.payload.get("view") or {}).get("type") == "modal":
        edge.redraw(asker, await _mine(edge, asker, asker.metadata))


async def see_mine(edge: Edge, asker: Asker, value: str) -> None:
    """The whole list of what somebody has to do."""
    edge.show(asker, await _mine(edge, asker, value))


async def page_of_mine(edge: Edge, asker: Asker, value: str) -> None:
    edge.redraw(asker, await _mine(edge, asker, value))


async def _mine(edge: Edge, asker: Asker, value: str) -> Json:
    skip = int(value) if value.isdigit() and len(value) < 10 else 0
    found = await edge.services.read(edge.services.items.mine, asker.workspace_id, asker.user_id, skip, PAGE)
    return item_lists.whole(await asker.language(), found)


async def reopen(edge: Edge, asker: Asker, value: str) -> None:
    await edge.services.run(edge.services.items.reopen, asker.workspace_id, asker.user_id, value, where=asker.where,
                            key=asker.key)


async def accept(edge: Edge, asker: Asker, value: str) -> None:
    await edge.services.run(edge.services.items.accept, asker.workspace_id, asker.user_id, value, where=asker.where,
                            key=asker.key)


async def change(edge: Edge, asker: Asker, value: str) -> None:
    item = await edge.services.read(edge.services.items.look, asker.workspace_id, asker.user_id, value,
                                    ItemMove.CHANGE, where=asker.where)
    edge.show(asker, views.change_form(await asker.language(), _place(asker, value), item), push=in_form(asker))


async def submit_change(edge: Edge, asker: Asker) -> Outcome:
    place = ItemPlace.unpacked(asker.metadata)
    await edge.services.run(edge.services.items.change, asker.workspace_id, asker.user_id, place.item_id,
                            views.read_change_form(asker.state), where=place.where, key=asker.key)
    if place.home:
        edge.draw_home(asker)
    return Close()


async def drop(edge: Edge, asker: Asker, value: str) -> None:
    """A button in the form of an item."""
    place = ItemPlace.unpacked(asker.metadata)
    await edge.services.run(edge.services.items.drop, asker.workspace_id, asker.user_id, value, where=place.where,
                            key=asker.key)
    edge.redraw(asker, views.dropped(await asker.language(), asker.metadata))
    if place.home:
        edge.draw_home(asker)


async def hand_back(edge: Edge, asker: Asker, value: str) -> None:
    item = await edge.services.read(edge.services.items.look, asker.workspace_id, asker.user_id, value,
                                    ItemMove.HAND_BACK, where=asker.where)
    edge.show(asker, views.hand_back_form(await asker.language(), _place(asker, value), item))


async def submit_hand_back(edge: Edge, asker: Asker) -> Outcome:
    place = ItemPlace.unpacked(asker.metadata)
    await edge.services.run(edge.services.items.hand_back, asker.workspace_id, asker.user_id, place.item_id,
                            views.read_hand_back_form(asker.state), where=place.where, key=asker.key)
    return Close()


def _place(asker: Asker, item_id: str) -> ItemPlace:
    return ItemPlace(item_id, asker.where, _is_home(asker))


def _is_home(asker: Asker) -> bool:
    view: Json = asker.payload.get("view") or {}
    return view.get("type") == "home" or view.get("callback_id") == Callback.MY_ITEMS
