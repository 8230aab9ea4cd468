"""The end of a sleep: the step that every move and every waking share. The session first, no transaction."""

from bot.domain.annoyances import Move
from bot.domain.snoozing import WAKING, WokenBy
from bot.services import clocks
from bot.services.desk import Desk
from storage import snoozes as stored
from storage.tables import Annoyance


def end(desk: Desk, row: Annoyance, woken_by: WokenBy) -> None:
    """A locked annoyance sleeps no more, and its clocks go on. Saying so is the caller's."""
    row.snoozed_until = None
    desk.session.add(row)
    desk.session.flush()
    stored.end(desk.session, desk.workspace_id, row.number, at=desk.now, woken_by=woken_by)
    clocks.resume(desk, row)


def before_move(desk: Desk, row: Annoyance, move: Move) -> bool:
    """Who acts on what sleeps has woken it; returns whether it slept."""
    wakes = row.snoozed_until is not None and move in WAKING
    if wakes:
        end(desk, row, WokenBy.MOVE)
    return wakes
