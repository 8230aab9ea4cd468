"""Tokens of the API: made, checked, revoked."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.api_tokens import Client, Scope, TokenLine, fingerprint, is_name, make, named_in
from bot.errors import ConfigError
from bot.services.pseudonyms import Pseudonyms
from storage import log
from storage import tokens as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import ApiToken


class Tokens:
    """A token is shown once; its hash is kept."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def create(self, workspace_id: str, name: str, scopes: Sequence[str], *, by: str) -> str:
        """A new token, as nobody will see it again. Raises `ConfigError`: no usable name, an unknown scope, none."""
        wanted = _checked(scopes)
        if not is_name(name):
            raise ConfigError("A token's name is 1 to 60 letters, figures, spaces or . : @ / - and says what it is "
                              "for: 'crm', 'website'.")
        token_id = new_id()
        token = make(workspace_id, token_id)
        with self._db.transaction(workspace_id) as tx:
            if not stored.add(tx.session, workspace_id=workspace_id, id=token_id, name=name, hash=fingerprint(token),
                              scopes=wanted, created_by=by, created_at=self._clock.now()):
                raise ConfigError(f"There is a token '{name}' already. Revoke that one first, or take another name.")
            self._log(tx.session, workspace_id, "token_created", token_id, by)
        return token

    def revoke(self, workspace_id: str, name: str, *, by: str) -> None:
        """It opens nothing from now on. Raises `ConfigError` where no living token has this name."""
        with self._db.transaction(workspace_id) as tx:
            token_id = stored.revoke(tx.session, workspace_id, name, self._clock.now())
            if token_id is None:
                raise ConfigError(f"There is no token '{name}' that could be revoked. `snag token list` shows all.")
            self._log(tx.session, workspace_id, "token_revoked", token_id, by)

    def listed(self, workspace_id: str) -> tuple[TokenLine, ...]:
        """All tokens, revoked ones last."""
        with self._db.reading() as session:
            return tuple(_line(row) for row in stored.listed(session, workspace_id))

    def check(self, token: str) -> tuple[Client, bool] | None:
        """Whose request this is, and whether it is the first one today; None for a token that opens nothing."""
        named = named_in(token)
        if named is None:
            return None
        with self._db.reading() as session:
            row = stored.living(session, *named)
        if row is None or not hmac.compare_digest(row.hash, fingerprint(token)):
            return None
        client = Client(row.workspace_id, row.id, row.name, frozenset(row.scopes))
        return client, row.used_on is None or row.used_on < self._today()

    def used(self, client: Client) -> None:
        """Remember the day, so that an admin sees which tokens nobody needs."""
        with self._db.transaction(client.workspace_id) as tx:
            stored.used(tx.session, client.workspace_id, client.token_id, self._today())

    def _today(self) -> datetime:
        return self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def _log(self, session: Session, workspace_id: str, act: str, token_id: str, by: str) -> None:
        log.add(session, workspace_id, at=self._clock.now(), by=by, act=act, subject=f"token:{token_id}")


def _checked(scopes: Sequence[str]) -> list[str]:
    known = [str(scope) for scope in Scope]
    if not scopes:
        raise ConfigError(f"Say what the token may do: --scope, once for each of {', '.join(known)}.")
    unknown = [scope for scope in scopes if scope not in known]
    if unknown:
        raise ConfigError(f"There is no scope {unknown[0]!r}. There are: {', '.join(known)}.")
    return [scope for scope in known if scope in scopes]


def _line(row: ApiToken) -> TokenLine:
    return TokenLine(row.name, tuple(row.scopes), row.created_by, row.created_at,
                     row.used_on.date() if row.used_on else None, row.revoked_at)
