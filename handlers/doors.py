"""The doors beside the command: shortcuts, the reaction, a mention, a direct message, and what the form says while it
is being written. Read the request, one call, one answer; what Slack must be asked is asked beside the answer."""

from dataclasses import replace

from bot.domain.quotes import Offered, Place, Quoted, taken_along
from bot.domain.reports import Door, Draft, Upset, upset_words
from bot.text import say
from bot.views import alikes, offers, quotes, upset
from bot.views import report_form as forms
from bot.views import reports as views
from bot.views.blocks import Json
from handlers import action_items, quoting
from handlers.middleware import Asker, Edge
from handlers.threads import SAID


async def report_annoyance(edge: Edge, asker: Asker) -> None:
    """The shortcut of the workspace: the form."""
    edge.show(asker, await _form(edge, asker, Draft(""), Door.GLOBAL_SHORTCUT))


async def report_message(edge: Edge, asker: Asker) -> None:
    """The shortcut of a message: the form with it at once; its thread follows when Slack has told it."""
    message, channel = asker.payload.get("message") or {}, asker.payload.get("channel") or {}
    place = quoting.place_of(str(channel.get("id") or ""), {"ts": asker.payload.get("message_ts"), **message})
    number = await edge.services.read(edge.services.offers.card_at, asker.workspace_id, asker.user_id, place)
    if number is not None:
        await _offer_me_too(edge, asker, number)
        return
    quoted = await quoting.quoted(edge, asker, message, place, is_open=quoting.is_public(channel))
    view = await _quoting(edge, asker, quoted, Door.MESSAGE_SHORTCUT)

    async def add_thread(opened: Json) -> None:
        lines = await quoting.thread(edge, asker, place)
        if lines:
            spoken = await asker.language()
            drawn = quotes.with_thread(spoken, alikes.again(opened), replace(quoted, thread=lines))
            await edge.draw(opened, drawn)

    edge.show(asker, view, then=add_thread if quoting.has_thread(message) else None)


async def _offer_me_too(edge: Edge, asker: Asker, number: int) -> None:
    """What they point at is an annoyance already."""
    asked = await edge.services.read(edge.services.reports.me_too_form, asker.workspace_id, asker.user_id, number)
    state = views.MeTooState(asked.number, visibility=asked.visibility)
    edge.show(asker, views.me_too_form(await asker.language(), asked.title, state, words="",
                                       ask_after_fix=asked.ask_after_fix))


async def _form(edge: Edge, asker: Asker, draft: Draft, door: Door) -> Json:
    teams, touchpoints = await edge.services.read(edge.services.reports.choices, asker.workspace_id)
    return forms.report_form(await asker.language(), draft, touchpoints, teams, forms.FormState(door=door))


async def _quoting(edge: Edge, asker: Asker, quoted: Quoted, door: Door) -> Json:
    """The form with a message in it; its words are the story already where everybody could read them."""
    spoken = await asker.language()
    channel = quoted.place.channel_id if quoted.is_open else None
    look = await edge.services.read(edge.services.offers.outlook, asker.workspace_id, asker.user_id, quoted.shown,
                                    channel)
    form = await _form(edge, asker, Draft(quoted.shown if quoted.is_open else ""), door)
    if quoted.is_open:
        form = alikes.with_alikes(spoken, form, look.alikes)
    return quotes.with_quoted(spoken, form, quoted, channel_id=look.channel_id)


async def reacted(edge: Edge, asker: Asker, event: Json) -> None:
    """A reaction was put on something."""
    item = event.get("item") or {}
    if item.get("type") == "message" and asker.user_id:
        await edge.services.run(
            edge.services.offers.marked, asker.workspace_id, asker.user_id, str(event.get("reaction") or ""),
            Place(str(item.get("channel") or ""), str(item.get("ts") or "")), author=event.get("item_user"),
            key=asker.key)


async def mentioned(edge: Edge, asker: Asker, event: Json) -> None:
    """Somebody wrote @Snag: an action item below a card, or something to report. Without an author, nobody can be
    told."""
    if asker.user_id:
        place = quoting.place_of(str(event.get("channel") or ""), event)
        if await action_items.said(edge, asker, place, str(event.get("text") or "")):
            return
        await edge.services.run(edge.services.offers.mentioned, asker.workspace_id, asker.user_id, place,
                                key=asker.key)


def is_said_to_us(event: Json) -> bool:
    """Whether a person says something in a direct message; edits and deletions say nothing new."""
    return event.get("subtype") in SAID and bool(event.get("user")) and not event.get("bot_id")


async def written(edge: Edge, asker: Asker, event: Json) -> None:
    """Somebody wrote to Snag directly."""
    place = quoting.place_of(str(event.get("channel") or ""), event)
    words = None if event.get("files") else str(event.get("text") or "")
    await edge.services.run(edge.services.offers.written, asker.workspace_id, asker.user_id, place, words,
                            key=asker.key)


async def report_it(edge: Edge, asker: Asker, value: str) -> None:
    """The button of an offer: the form, filled in as soon as Slack has told the message."""
    what = await edge.services.read(edge.services.offers.opened, asker.workspace_id, asker.user_id, value)
    spoken = await asker.language()
    if what is None:
        empty = await _form(edge, asker, Draft(""), Door.FORM)
        edge.show(asker, quotes.with_note(empty, say(spoken, "offer.not_known")))
        return
    if what.words is not None:
        words = await quoting.words_of(edge, asker, {"text": what.words})
        edge.show(asker, await _form(edge, asker, Draft(words), offers.DOOR[what.why]))
        return

    async def fill(opened: Json) -> None:
        drawn, error = await edge.attempt(_filled(edge, asker, what))
        await edge.draw(opened, drawn or views.done_form(spoken, edge.words(spoken, error or ValueError())))

    edge.show(asker, offers.fetching(spoken), then=fill)


async def _filled(edge: Edge, asker: Asker, what: Offered) -> Json:
    """The form with the message, or empty with a kind word where it cannot be read."""
    found = await quoting.message_at(edge.client, what.place)
    door = offers.DOOR[what.why]
    if found is None:
        return quotes.with_note(await _form(edge, asker, Draft(""), door), say(await asker.language(), "offer.gone"))
    message, is_public = found
    place = quoting.place_of(what.place.channel_id, message)
    is_open = is_public or (what.place.channel_id.startswith("D") and door is Door.MENTION)
    quoted = await quoting.quoted(edge, asker, message, place, is_open=is_open)
    if quoting.has_thread(message):
        quoted = replace(quoted, thread=await quoting.thread(edge, asker, place))
    return await _quoting(edge, asker, quoted, door)


async def typed(edge: Edge, asker: Asker, _value: str) -> None:
    """The story goes on, or a tick is set: what looks alike is shown, whether the customer seems upset, and of a
    message taken along where the report would appear. The form is drawn anew only when one of these changes."""
    view: Json = asker.payload.get("view") or {}
    quoted = quotes.read_quoted(view)
    draft = forms.read_report_form(asker.state)
    told = taken_along(draft, quoted, quotes.read_ticks(asker.state), None).text if quoted else draft.text
    channel = quoted.place.channel_id if quoted and quoted.is_open else None
    look = await edge.services.read(edge.services.offers.outlook, asker.workspace_id, asker.user_id,
                                    told or (quoted.shown if quoted else ""), channel)
    alike = look.alikes if told else ()
    moved = quoted is not None and look.channel_id != quotes.shown_channel(view)
    spoken = await asker.language()
    sensed = Upset(upset_words(told, draft.customer_words), upset.by_hand(view))
    drawn = upset.with_suggestion(spoken, alikes.again(view), sensed)
    if tuple(one.number for one in alike) != alikes.shown_alikes(view):
        drawn = alikes.with_alikes(spoken, drawn, alike)
    elif not moved and upset.is_shown(view, drawn):
        return
    edge.redraw(asker, quotes.with_channel(spoken, drawn, look.channel_id) if moved else drawn)


async def me_too_typed(edge: Edge, asker: Asker, value: str) -> None:
    """A look-alike was chosen: the form becomes the one of Me too, with the words that stand in it."""
    draft = forms.read_report_form(asker.state)
    asked = await edge.services.read(edge.services.reports.me_too_form, asker.workspace_id, asker.user_id,
                                     int(value) if value.isdigit() else 0)
    state = views.MeTooState(asked.number, visibility=draft.visibility or asked.visibility)
    edge.redraw(asker, views.me_too_form(await asker.language(), asked.title, state, words=draft.text,
                                         customer_words=draft.customer_words, ask_after_fix=asked.ask_after_fix,
                                         emotion=draft.emotion))
