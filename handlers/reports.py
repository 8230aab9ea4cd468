"""Reporters: /snag, the report form, me too, corrections, look-ups. Read the request, one call, one answer."""

from dataclasses import replace

from bot.domain.people import Back
from bot.domain.reports import Door, Draft, Emotion, Upset
from bot.errors import Invalid
from bot.services.reports import Joined
from bot.views import alikes, quotes, report_form, upset
from bot.views import reports as views
from bot.views.blocks import Json, Message
from bot.views.ids import Field
from handlers import quoting
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome, Update


async def open_form(edge: Edge, asker: Asker, draft: Draft, *, door: Door = Door.FORM) -> None:
    teams, touchpoints = await edge.services.read(edge.services.reports.choices, asker.workspace_id)
    state = report_form.FormState(door=door)
    edge.show(asker, report_form.report_form(await asker.language(), draft, touchpoints, teams, state))


async def unfold(edge: Edge, asker: Asker, _value: str) -> None:
    """More in the report form: the rest unfolds in place, and what was typed stays."""
    teams, touchpoints = await edge.services.read(edge.services.reports.choices, asker.workspace_id)
    view: Json = asker.payload.get("view") or {}
    draft = replace(report_form.read_report_form(asker.state), emotion=upset.by_hand(view))
    always = await edge.services.read(edge.services.people.visibility, asker.workspace_id, asker.user_id)
    draft = replace(draft, visibility=draft.visibility or always)
    state = replace(report_form.FormState.unpacked(asker.metadata), unfolded=True)
    drawn = report_form.report_form(await asker.language(), draft, touchpoints, teams, state)
    edge.redraw(asker, quotes.kept(view, drawn), over_all=True)


async def submit_report(edge: Edge, asker: Asker) -> Outcome:
    """The report form: stored, and the answer takes its place."""
    draft = report_form.read_report_form(asker.state)
    door = report_form.FormState.unpacked(asker.metadata).door
    draft, channel = await quoting.taken(edge, asker, draft)
    told = await edge.services.run(edge.services.reports.take, asker.workspace_id, asker.user_id, draft,
                                   door=door, key=asker.key, channel=channel)
    if door is Door.HOME:
        edge.draw_home(asker)
    return Update(views.sent_form(await asker.language(), told))


async def submit_details(edge: Edge, asker: Asker) -> Outcome:
    state = report_form.FormState.unpacked(asker.metadata)
    told = await edge.services.run(edge.services.reports.add_details, asker.workspace_id, asker.user_id,
                                   state.report_id or "", report_form.read_report_form(asker.state), key=asker.key)
    spoken = await asker.language()
    return Update(views.done_form(spoken, views.details_kept(spoken, told.number)))


async def add_details(edge: Edge, asker: Asker, report_id: str) -> None:
    details = await edge.services.read(edge.services.reports.details, asker.workspace_id, asker.user_id, report_id)
    teams, touchpoints = await edge.services.read(edge.services.reports.choices, asker.workspace_id)
    view = report_form.report_form(await asker.language(), details.draft, touchpoints, teams,
                                   report_form.FormState(report_id=report_id))
    edge.show(asker, view, push=_in_form(asker))


async def not_this_team(edge: Edge, asker: Asker, report_id: str) -> None:
    teams, _ = await edge.services.read(edge.services.reports.choices, asker.workspace_id)
    edge.show(asker, views.not_this_team_form(await asker.language(), report_id, teams), push=_in_form(asker))


async def submit_not_this_team(edge: Edge, asker: Asker) -> Outcome:
    told = await edge.services.run(edge.services.reports.not_this_team, asker.workspace_id, asker.user_id,
                                   asker.metadata, views.read_team(asker.state), key=asker.key)
    spoken = await asker.language()
    return Update(views.done_form(spoken, views.stored(spoken, told)))


async def undo(edge: Edge, asker: Asker, report_id: str) -> None:
    number = await edge.services.run(edge.services.reports.undo, asker.workspace_id, asker.user_id, report_id,
                                     key=asker.key, back=_back(asker))
    if _in_form(asker):
        spoken = await asker.language()
        edge.redraw(asker, views.done_form(spoken, views.undone(spoken, number)))


async def again(edge: Edge, asker: Asker, report_id: str) -> None:
    told = await edge.services.run(edge.services.reports.take_again, asker.workspace_id, asker.user_id, report_id,
                                   key=asker.key, back=_back(asker))
    if _in_form(asker):
        edge.redraw(asker, views.sent_form(await asker.language(), told))


async def was_upset(edge: Edge, asker: Asker, report_id: str) -> None:
    await _say_upset(edge, asker, report_id, Emotion.PRESENT)


async def was_not_upset(edge: Edge, asker: Asker, report_id: str) -> None:
    await _say_upset(edge, asker, report_id, Emotion.ABSENT)


async def _say_upset(edge: Edge, asker: Asker, report_id: str, emotion: Emotion) -> None:
    """The reporter's answer to what their words suggest; the answer that asked is drawn anew."""
    told = await edge.services.run(edge.services.reports.was_upset, asker.workspace_id, asker.user_id, report_id,
                                   emotion, key=asker.key, back=_back(asker))
    if _in_form(asker):
        spoken = await asker.language()
        drawn = views.done_form(spoken, _joined(spoken, told)) if isinstance(told, Joined) \
            else views.sent_form(spoken, told)
        edge.redraw(asker, drawn)


async def emotion_said(edge: Edge, asker: Asker, _value: str) -> None:
    """The suggested answer in the form was changed: from now on it is the reporter's own."""
    view: Json = asker.payload.get("view") or {}
    said = Upset(emotion=upset.read(asker.state))
    edge.redraw(asker, upset.with_suggestion(await asker.language(), alikes.again(view), said))


async def instead(edge: Edge, asker: Asker, words: str) -> None:
    """What looked like a search was a report."""
    await edge.services.run(edge.services.reports.take, asker.workspace_id, asker.user_id, Draft(words),
                            door=Door.SLASH, key=asker.key, back=_back(asker))


async def me_too(edge: Edge, asker: Asker, value: str) -> None:
    """Me too: a report just made joins at once; without one, or on a fixed annoyance, a form asks first."""
    number, report_id = _pair(value)
    spoken = await asker.language()
    asked = await edge.services.read(edge.services.reports.me_too_form, asker.workspace_id, asker.user_id, number)
    if report_id is None or asked.ask_after_fix:
        state = views.MeTooState(asked.number, report_id, asked.visibility)
        edge.show(asker, views.me_too_form(spoken, asked.title, state, words="", ask_after_fix=asked.ask_after_fix),
                  push=_in_form(asker))
        return
    told = await edge.services.run(edge.services.reports.me_too, asker.workspace_id, asker.user_id, number,
                                   key=asker.key, report_id=report_id, back=_back(asker))
    if _in_form(asker):
        edge.redraw(asker, views.done_form(spoken, _joined(spoken, told)))


async def submit_me_too(edge: Edge, asker: Asker) -> Outcome:
    state = views.MeTooState.unpacked(asker.metadata)
    words, after_fix = views.read_me_too_form(asker.state)
    if state.report_id is None and not words:
        raise Invalid("error.story_missing", field=Field.STORY)
    draft = report_form.read_report_form(asker.state)
    draft = replace(draft, visibility=draft.visibility or state.visibility)
    told = await edge.services.run(
        edge.services.reports.me_too, asker.workspace_id, asker.user_id, state.number, key=asker.key,
        report_id=state.report_id, draft=draft if words else None, seen_after_fix=after_fix)
    spoken = await asker.language()
    return Update(views.done_form(spoken, _joined(spoken, told)))


def _joined(spoken: str, told: Joined) -> Message:
    return views.joined(spoken, number=told.number, title=told.title, reports=told.reports,
                        from_number=told.from_number, came_back=told.came_back, visibility=told.visibility,
                        by_customers=told.by_customers, meanwhile=told.meanwhile, report_id=told.report_id,
                        upset=told.upset)


async def closed(_edge: Edge, _asker: Asker) -> Outcome:
    """A form that only says something has nothing to send."""
    return Close()


def _in_form(asker: Asker) -> bool:
    container: Json = asker.payload.get("container") or {}
    return container.get("type") == "view"


def _back(asker: Asker) -> Back | None:
    return None if _in_form(asker) else asker.back(replace=True)


def _pair(value: str) -> tuple[int, str | None]:
    number, _, report_id = value.partition(":")
    return int(number) if number.isdigit() else 0, report_id or None
