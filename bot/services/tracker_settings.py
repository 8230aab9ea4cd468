"""Which tracker a team's issues go to: connected, given another token, removed. Secrets lie encrypted."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.trackers import Connection, Kind
from bot.errors import Invalid, NotFound
from bot.services import link_tokens, tracker_issues
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import log
from storage import trackers as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Tracker

SECRET_BYTES = 32
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin says of a tracker; `token` is kept encrypted."""

    team_key: str
    to: Connection


@dataclass(frozen=True, slots=True)
class Made:
    """A tracker that is connected. `secret`: the one its webhook is to be signed with, told once; none: as before."""

    id: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A tracker in a list."""

    id: str
    team_key: str
    kind: Kind
    project: str
    url: str
    swept_at: datetime | None
    trouble: str | None


class TrackerSettings:
    """What admins do about trackers."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def check_team(self, workspace_id: str, team_key: str) -> None:
        """Raises `Invalid` where there is no such team."""
        with self._db.reading() as session:
            if team_key not in directory(session, workspace_id).teams:
                raise Invalid("error.no_such_team", field="team")

    def connect(self, workspace_id: str, by: str, wish: Wish) -> Made:
        """Connect a project to a team; the same once more only renews how it is reached."""
        self.check_team(workspace_id, wish.team_key)
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            known = next((one for one in stored.living(tx.session, workspace_id, wish.team_key)
                          if (one.kind, one.project.casefold()) == (wish.to.kind, wish.to.project.casefold())), None)
            secret = None if known else secrets.token_urlsafe(SECRET_BYTES)
            row = known or self._new(desk, by, wish, secret or "")
            row.url, row.account, row.options = wish.to.url, wish.to.account, dict(wish.to.options)
            row.token_sealed = self._names.seal(wish.to.token)
            tx.session.add(row)
            tx.session.flush()
            tracker_issues.mended(desk, row)
            _note(desk, by, "tracker_renewed" if known else "tracker_connected", row, kind=str(wish.to.kind))
            return Made(row.id, secret)

    def give_token(self, workspace_id: str, by: str, tracker_id: str, token: str) -> None:
        """Another token: what waited for it goes at once."""
        with self._db.transaction(workspace_id) as tx:
            desk, row = self._known(tx.session, workspace_id, tracker_id)
            row.token_sealed = self._names.seal(token)
            tx.session.add(row)
            tracker_issues.mended(desk, row)
            _note(desk, by, "tracker_token", row)

    def give_secret(self, workspace_id: str, by: str, tracker_id: str, secret: str) -> None:
        """The secret that the tracker itself chose for its webhook."""
        with self._db.transaction(workspace_id) as tx:
            desk, row = self._known(tx.session, workspace_id, tracker_id)
            row.hook_sealed = self._names.seal(secret)
            tx.session.add(row)
            _note(desk, by, "tracker_secret", row)

    def remove(self, workspace_id: str, by: str, tracker_id: str) -> None:
        """It is no longer used; its token is forgotten, and who waits for an issue hears that there will be none."""
        with self._db.transaction(workspace_id) as tx:
            desk, row = self._known(tx.session, workspace_id, tracker_id)
            for issue in stored.wanted(tx.session, workspace_id, tracker_id):
                stored_annoyances.get(tx.session, workspace_id, issue.number, lock=True)
                tracker_issues.fail(desk, row, issue, REMOVED)
            row.archived_at, row.token_sealed, row.hook_sealed, row.trouble = desk.now, "", "", None
            tx.session.add(row)
            _note(desk, by, "tracker_removed", row)

    def listed(self, workspace_id: str) -> list[Listed]:
        with self._db.reading() as session:
            return [Listed(one.id, one.team_key, Kind(one.kind), one.project, one.url, one.swept_at, one.trouble)
                    for one in stored.living(session, workspace_id)]

    def connection(self, workspace_id: str, tracker_id: str) -> Connection:
        """How to reach it. Raises `NotFound`."""
        with self._db.reading() as session:
            _, row = self._known(session, workspace_id, tracker_id)
            return Connection(Kind(row.kind), row.project, row.url, self._names.open(row.token_sealed) or "",
                              row.account, row.options)

    def works(self, workspace_id: str, tracker_id: str) -> None:
        """It was tried, and does what it should: what waited for that goes at once."""
        with self._db.transaction(workspace_id) as tx:
            desk, row = self._known(tx.session, workspace_id, tracker_id)
            tracker_issues.mended(desk, row)

    def hook_path(self, workspace_id: str, tracker_id: str) -> str:
        """Where its webhooks go, below our public address."""
        return f"/hooks/{link_tokens.token_of(self._names, workspace_id, tracker_id, link_tokens.HOOKS)}"

    def _new(self, desk: Desk, by: str, wish: Wish, secret: str) -> Tracker:
        return stored.add(desk.session, desk.workspace_id, id=new_id(), team_key=wish.team_key, kind=str(wish.to.kind),
                          project=wish.to.project, url=wish.to.url, token_sealed="", created_by=by,
                          created_at=desk.now, hook_sealed=self._names.seal(secret))

    def _known(self, session: Session, workspace_id: str, tracker_id: str) -> tuple[Desk, Tracker]:
        """A tracker in use, by its id or by how that ends. Raises `NotFound`."""
        found = [one for one in stored.living(session, workspace_id) if tracker_id and one.id.endswith(tracker_id)]
        if len(found) != 1:
            raise NotFound("error.no_such_tracker")
        return self._desk(session, workspace_id), found[0]

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _note(desk: Desk, by: str, act: str, row: Tracker, **detail: Any) -> None:
    log.add(desk.session, desk.workspace_id, at=desk.now, by=by, act=act, subject=f"tracker:{row.id}",
            detail={"team": row.team_key, **detail})
