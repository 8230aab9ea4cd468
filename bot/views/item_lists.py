"""What somebody has to do, in their Home and as a list seen whole: what is overdue first, each with Done."""

from collections.abc import Iterator

from bot.domain.action_items import ItemMove, Listed, Mine
from bot.domain.wording import cut
from bot.text import say
from bot.views.action_items import item_button
from bot.views.blocks import Json, Link, actions, button, context, day, element, header, modal, plain, rich, text
from bot.views.ids import Action, Callback

WORDS, TITLE = 150, 80
"""Characters of an item and of its annoyance in a list."""


def at_home(language: str, items: Mine, most: int, *, always: bool) -> Iterator[Json]:
    """The first ones; whoever has none sees nothing, or (`always`) that there is nothing."""
    if not items.total:
        yield from (header(heading(language, items)), context(say(language, "home.none_items"))) if always else ()
        return
    shown = items.rows[:most]
    yield header(say(language, "home.items", total=items.total))
    yield from (_row(language, one) for one in shown)
    links = {one.item.number: one.link for one in shown if one.link}
    if links:
        yield rich([text(say(language, "home.cards")), *(
            part for number, url in links.items() for part in (text(" "), element(Link(url, f"#{number}"))))])
    if items.total > len(shown):
        label = say(language, "home.see_all", total=items.total)
        yield actions(button(label, Action.MY_ITEMS, "0", spoken_label=f"{label}: {heading(language, items)}"),
                      block_id="see_items")


def heading(language: str, items: Mine) -> str:
    return say(language, "home.items", total=items.total)


def whole(language: str, items: Mine) -> Json:
    """A page of the list as a form; it carries from which row on."""
    last = items.skipped + len(items.rows)
    said = say(language, "home.range", first=items.skipped + 1, last=last, total=items.total) if items.rows \
        else say(language, "home.list_empty")
    ways = []
    if last < items.total:
        ways.append(button(say(language, "move.more"), Action.MY_ITEMS_PAGE, str(last)))
    if items.skipped:
        ways.append(button(say(language, "home.from_start"), Action.MY_ITEMS_FIRST, "0"))
    return modal(Callback.MY_ITEMS, say(language, "home.list_title"), [
        header(heading(language, items)), *(_row(language, one) for one in items.rows), context(said),
        *([actions(*ways, block_id="paging")] if ways else [])],
        close=say(language, "form.done"), metadata=str(items.skipped))


def _row(language: str, one: Listed) -> Json:
    """An item in plain text: what, for which annoyance, until when."""
    item = one.item
    said = [cut(item.text, WORDS), say(language, "home.item_about", number=item.number, title=cut(one.title, TITLE))]
    if item.due_on:
        said.append(say(language, "home.item_overdue" if one.is_overdue else "home.item_due",
                        date=day(language, item.due_on)))
    return {"type": "section", "text": plain("\n".join(said), 3000),
            "accessory": item_button(language, ItemMove.DONE, item)}
