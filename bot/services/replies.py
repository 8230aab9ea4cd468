"""Answers to clicks in messages: Slack ignores the body of their acknowledgement, so each is a row in the fast lane.

To whom it goes lies sealed in the row: who clicked may be a reporter without a name.
"""

import json
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.people import Back
from storage import work
from storage.db import Database
from storage.ids import new_id
from storage.secrets import Secrets


class Replies:
    """Says one thing back to whoever clicked."""

    def __init__(self, db: Database, clock: Clock, secrets: Secrets) -> None:
        self._db, self._clock, self._secrets = db, clock, secrets

    def send(self, workspace_id: str, back: Back, what: str, facts: dict[str, Any]) -> None:
        """An answer in a transaction of its own: an error's sentence, a list."""
        with self._db.transaction(workspace_id) as tx:
            self.answer(tx.session, workspace_id, back, what, facts)

    def answer(self, session: Session, workspace_id: str, back: Back | None, what: str, facts: dict[str, Any]) -> None:
        """Within a use case: queue what is said back. `what` names the sentence, `facts` are its plain values."""
        if back is None:
            return
        payload = {"what": what, "facts": facts, "to": self.sealed(back), "replace": back.replace}
        machine = self._clock.machine()
        work.add(session, workspace_id, work.Kind.MESSAGE, "reply", f"reply:{new_id()}", due_at=self._clock.now(),
                 now=machine, method="response_url", payload=payload, fast=True)

    def sealed(self, back: Back) -> str:
        """How to answer a click, for a form to carry along: only we can open it again, so that it can be trusted."""
        return self._secrets.seal(json.dumps({"url": back.url, "user": back.user_id, "channel": back.channel_id}))

    def opened(self, sealed: str | None, user_id: str) -> Back | None:
        """What a form carried, if it is this person's own; the answer takes the place of their message."""
        found = self._secrets.open(sealed) if sealed else None
        back = json.loads(found) if found else {}
        return Back(user_id, back["url"], back["channel"], replace=True) if back.get("user") == user_id else None
