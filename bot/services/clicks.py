"""One click of a person on an annoyance, for services that stand beside `annoyances`: heard once, locked, allowed,
logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.annoyances import Move
from bot.domain.people import Where
from bot.services import annoyances
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import log
from storage.db import Database
from storage.tables import Annoyance


@dataclass(frozen=True, slots=True)
class Clicks:
    """What opens the transaction of a click."""

    db: Database
    clock: Clock
    names: Pseudonyms

    @contextmanager
    def on(self, workspace_id: str, user_id: str, number: int, move: Move, where: Where | None, key: str
           ) -> Iterator[tuple[Desk, Annoyance] | None]:
        """A move on one annoyance; None when this click was heard before. Raises `TooLate` and `NotAllowed`."""
        with self.once(workspace_id, key) as desk:
            if desk is None:
                yield None
                return
            row = annoyances.allowed(desk, user_id, number, move, where)
            log.add(desk.session, workspace_id, at=desk.now, by=user_id, act=str(move), subject=f"#{number}")
            yield desk, row

    @contextmanager
    def once(self, workspace_id: str, key: str) -> Iterator[Desk | None]:
        """The transaction of a click that locks and asks by itself; None when it was heard before."""
        with self.db.transaction(workspace_id, self.clock.now(), key) as tx:
            if tx.first_answer is not None:
                yield None
                return
            yield Desk(tx.session, directory(tx.session, workspace_id), self.clock, self.names)
            tx.session.flush()
            tx.answer = {"done": True}
