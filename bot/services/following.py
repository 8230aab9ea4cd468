"""Follow an annoyance, and follow it no more: somebody's own wish, each click one transaction."""

from bot.clock import Clock
from bot.domain.people import Where
from bot.domain.permissions import Act, Role, may
from bot.errors import NotAllowed
from bot.services import annoyances
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import followers as stored
from storage import log
from storage.db import Database


class Following:
    """Follow and unfollow."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def follow(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """This person hears of each change from now on. Raises `NotAllowed`."""
        self._wish(workspace_id, user_id, number, Act.FOLLOW, where, key)

    def unfollow(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """This person hears of changes no more."""
        self._wish(workspace_id, user_id, number, Act.UNFOLLOW, where, key)

    def _wish(self, workspace_id: str, user_id: str, number: int, act: Act, where: Where | None, key: str) -> None:
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            row = annoyances.existing(tx.session, workspace_id, number, lock=True)
            held = annoyances.roles_towards(desk, row, user_id, where)
            if Role.GUEST in held or not may(act, held):
                raise NotAllowed(f"error.not_allowed.{act}")
            if act is Act.FOLLOW:
                stored.add(tx.session, workspace_id, number, [user_id], desk.now)
            else:
                stored.remove(tx.session, workspace_id, number, [user_id])
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=act, subject=f"#{number}")
            tx.answer = {"number": number}
