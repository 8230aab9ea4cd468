"""An annoyance that will not be fixed: the step behind the click. The session first, no transaction."""

from bot.domain.annoyances import Move
from bot.services import cards
from bot.services.desk import Desk
from storage.tables import Annoyance


def wont_fix(desk: Desk, row: Annoyance, reason: str, for_customer: str | None, *, by: str) -> None:
    """Say so, with the reason as written: to the thread, to every reporter, to whoever looks it up."""
    row.for_customer = for_customer
    facts = {"for_customer": for_customer} if for_customer else {}
    seq = cards.make_move(desk, row, Move.WONT_FIX, by=by, reason=reason, facts=facts)
    cards.close_loop(desk, row, Move.WONT_FIX, seq, by=by, facts={"reason": reason, **facts})
