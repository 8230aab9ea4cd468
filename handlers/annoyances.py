"""Teams: the card's buttons and the forms behind them. Read the click, one call, one answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.annoyances import Move
from bot.domain.people import Where
from bot.errors import Invalid
from bot.views import annoyances as views
from bot.views.annoyances import MoveState
from bot.views.ids import Callback, Field
from bot.views.merging import part_buttons
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome

Handler = Callable[[Edge, Asker, str], Awaitable[None]]


async def acknowledge(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.annoyances.acknowledge, value)


async def still_happening(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.annoyances.still_happening, value)


async def reopen(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.annoyances.reopen, value)


async def withdraw(edge: Edge, asker: Asker, value: str) -> None:
    await act(edge, asker, edge.services.annoyances.withdraw, value)


async def choose_team(edge: Edge, asker: Asker, value: str) -> None:
    """One of the two best guesses on a card in triage."""
    number, _, team_key = value.partition(":")
    await edge.services.run(edge.services.annoyances.choose_team, asker.workspace_id, asker.user_id, number_of(number),
                            team_key, where=_where(asker), key=asker.key)


async def assign(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.ASSIGN)
    edge.show(asker, views.assign_form(await asker.language(), state_of(asker, form.number), form.assignee),
              push=in_form(asker))


async def resolve(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.RESOLVE)
    edge.show(asker, views.resolve_form(await asker.language(), state_of(asker, form.number), form.title,
                                        form.customers, form.items), push=in_form(asker))


async def not_ours(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.NOT_OURS)
    edge.show(asker, views.not_ours_form(await asker.language(), state_of(asker, form.number), form.teams),
              push=in_form(asker))


async def other_team(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, Move.CHOOSE_TEAM)
    edge.show(asker, views.choose_team_form(await asker.language(), state_of(asker, form.number), form.teams),
              push=in_form(asker))


async def more(edge: Edge, asker: Asker, value: str) -> None:
    form = await form_of(edge, asker, value, None)
    edge.show(asker, views.more_form(await asker.language(), state_of(asker, form.number), title=form.title,
                                     story=form.story, moves=form.more, acts=form.acts,
                                     replies=form.replies,
                                     below=part_buttons(await asker.language(), form.parts)), push=_in_modal(asker))


async def submit_assign(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    assignee = views.read_assign_form(asker.state)
    if assignee is None:
        raise Invalid("error.assignee_missing", field=Field.ASSIGNEE)
    await edge.services.run(edge.services.annoyances.assign, asker.workspace_id, asker.user_id, state.number, assignee,
                            where=state.where, key=asker.key)
    return done(edge, asker, state)


async def submit_resolve(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    await edge.services.run(edge.services.annoyances.resolve, asker.workspace_id, asker.user_id, state.number,
                            views.read_resolve_form(asker.state), where=state.where, key=asker.key)
    return done(edge, asker, state)


async def submit_not_ours(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    team_key, reason = views.read_not_ours_form(asker.state)
    await edge.services.run(edge.services.annoyances.not_ours, asker.workspace_id, asker.user_id, state.number,
                            team_key, reason, where=state.where, key=asker.key)
    return done(edge, asker, state)


async def submit_choose_team(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    team_key, _ = views.read_not_ours_form(asker.state)
    if team_key is None:
        raise Invalid("error.no_such_team", field=Field.TEAM)
    await edge.services.run(edge.services.annoyances.choose_team, asker.workspace_id, asker.user_id, state.number,
                            team_key, where=state.where, key=asker.key)
    return done(edge, asker, state)


def done(edge: Edge, asker: Asker, state: MoveState) -> Outcome:
    if state.home:
        edge.draw_home(asker)
    return Close()


async def act(edge: Edge, asker: Asker, use_case: Callable[..., Any], value: str) -> None:
    await edge.services.run(use_case, asker.workspace_id, asker.user_id, number_of(value), where=_where(asker),
                            key=asker.key)
    if in_form(asker):
        view = views.more_done(await asker.language(), asker.metadata)
        edge.redraw(asker, view)
        if _from_home(asker):
            edge.draw_home(asker)


async def form_of(edge: Edge, asker: Asker, value: str, move: Move | None) -> Any:
    return await edge.services.read(edge.services.annoyances.form, asker.workspace_id, asker.user_id, number_of(value),
                                    move, where=_where(asker))


def _where(asker: Asker) -> Where | None:
    """The card clicked on, or the card on which the form was opened."""
    return asker.where or (MoveState.unpacked(asker.metadata).where if in_form(asker) else None)


def state_of(asker: Asker, number: int) -> MoveState:
    return MoveState(number, _where(asker), _from_home(asker))


def _from_home(asker: Asker) -> bool:
    """Whether this began in the person's Home, which then shows what came of it."""
    view = asker.payload.get("view") or {}
    return (view.get("type") == "home" or view.get("callback_id") == Callback.HOME_LIST
            or (in_form(asker) and MoveState.unpacked(asker.metadata).home))


def in_form(asker: Asker) -> bool:
    return (asker.payload.get("container") or {}).get("type") == "view"


def _in_modal(asker: Asker) -> bool:
    return (asker.payload.get("view") or {}).get("type") == "modal"


def number_of(value: str) -> int:
    return int(value) if value.isdigit() else 0
