"""The next step that answers a reminder, and what would be sent. Read the click, one call, one answer."""

from dataclasses import replace
from datetime import date

from bot.domain.annoyances import Move
from bot.domain.people import Where
from bot.errors import Invalid
from bot.views import nudges as views
from bot.views.annoyances import MoveState
from bot.views.ids import Field
from handlers import annoyances
from handlers.middleware import Asker, Edge
from handlers.outcome import Outcome


async def next_step(edge: Edge, asker: Asker, value: str) -> None:
    """From a line in a card's thread, a message to one person, or behind More."""
    number, where = annoyances.number_of(value), _card(asker)
    form = await edge.services.read(edge.services.annoyances.form, asker.workspace_id, asker.user_id, number,
                                    Move.NEXT_STEP, where=where)
    state = replace(annoyances.state_of(asker, number), where=where)
    edge.show(asker, views.next_step_form(await asker.language(), state, form.title),
              push=annoyances.in_form(asker))


def _card(asker: Asker) -> Where | None:
    """The card in whose thread was clicked: Slack says under which message a reply stands."""
    container = asker.payload.get("container") or {}
    channel, parent = container.get("channel_id"), container.get("thread_ts")
    return Where(str(channel), str(parent)) if asker.where and channel and parent else asker.where


async def submit_next_step(edge: Edge, asker: Asker) -> Outcome:
    state = MoveState.unpacked(asker.metadata)
    text, on = _read(asker)
    await edge.services.run(edge.services.nudges.next_step, asker.workspace_id, asker.user_id, state.number, text, on,
                            where=state.where, key=asker.key)
    return annoyances.done(edge, asker, state)


def _read(asker: Asker) -> tuple[str | None, date | None]:
    try:
        return views.read_next_step_form(asker.state)
    except ValueError as error:  # no date of Slack's
        raise Invalid("error.next_step_date_missing", field=Field.NEXT_STEP_ON) from error


async def outlook(edge: Edge, asker: Asker, _value: str) -> None:
    """What would be sent next week if nobody acts."""
    found = await edge.services.read(edge.services.nudges.outlook, asker.workspace_id, asker.user_id)
    edge.show(asker, views.outlook_form(await asker.language(), found))
