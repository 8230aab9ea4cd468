"""Names that are no names: what stands for a reporter who does not give theirs, in every row that must not know them.

A pseudonym is `~` and a keyed hash of the user id and of what it is for, always the same for one person in one
workspace, so that their reports can be counted and answered. A lead who knows whose one report is does not recognise
them in an anonymous one: that has another pseudonym. The key lies encrypted with the
workspace: turning over the encryption keys changes no pseudonym. The id itself is kept encrypted beside the
report.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable

from sqlmodel import Session

from bot.domain.reports import Visibility
from bot.errors import ConfigError
from storage import settings as stored
from storage.secrets import Secrets

MARK = "~"
HIDDEN = (Visibility.LEAD_ONLY, Visibility.ANONYMOUS)
KEY_BYTES = 32


class Pseudonyms:
    """Makes pseudonyms, and seals what may not lie readable beside them: ids of people, ways to reach a customer."""

    def __init__(self, secrets_: Secrets) -> None:
        self._secrets = secrets_
        self._keys: dict[str, bytes] = {}

    def of(self, session: Session, workspace_id: str, user_id: str, purpose: str) -> str | None:
        """Somebody's pseudonym; None while nobody in this workspace has ever needed one."""
        key = self._key(session, workspace_id)
        return None if key is None else _pseudonym(key, user_id, purpose)

    def of_all(self, session: Session, workspace_id: str, user_ids: Iterable[str], purpose: str) -> dict[str, str]:
        """The same of many by their ids; empty while nobody here has ever needed one."""
        key = self._key(session, workspace_id)
        return {} if key is None else {user_id: _pseudonym(key, user_id, purpose) for user_id in user_ids}

    def make(self, session: Session, workspace_id: str, user_id: str, purpose: str) -> str:
        """The same in a transaction that may write: the workspace gets its key with its first pseudonym.

        Raises `ConfigError` where its key can no longer be opened.
        """
        return self.make_all(session, workspace_id, (user_id,), purpose)[user_id]

    def make_all(self, session: Session, workspace_id: str, user_ids: Iterable[str], purpose: str) -> dict[str, str]:
        """The same of many by their ids."""
        key = self._key(session, workspace_id)
        if key is None:
            fresh = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
            stored.give_pseudonym_key(session, workspace_id, self._secrets.seal(fresh))
            key = self._read_key(session, workspace_id)  # not remembered yet: this transaction may be rolled back
        if key is None:
            raise ConfigError("SNAG_ENCRYPTION_KEY does not open what was encrypted before: put the old key back, "
                              "behind the new one and a comma.")
        return {user_id: _pseudonym(key, user_id, purpose) for user_id in user_ids}

    def names_of(self, session: Session, workspace_id: str, user_id: str) -> frozenset[str]:
        """All by which reports know this person: their id, and their pseudonyms if there can be any."""
        hidden = [self.of(session, workspace_id, user_id, one) for one in HIDDEN]
        return frozenset(name for name in (user_id, *hidden) if name)

    def seal(self, text: str) -> str:
        return self._secrets.seal(text)

    def open(self, sealed: str) -> str | None:
        """The sealed text, or None when no key opens it any more."""
        return self._secrets.open(sealed)

    def sign(self, purpose: str, message: bytes) -> bytes:
        return self._secrets.sign(purpose, message)

    def is_signed(self, purpose: str, message: bytes, signature: bytes) -> bool:
        return self._secrets.is_signed(purpose, message, signature)

    def disguise(self, purpose: str, key: str) -> str:
        """A key of ours as it may be seen outside: its own digits say when it was made, to the millisecond."""
        return self._secrets.disguise(purpose, bytes.fromhex(key)).hex()

    def undisguise(self, purpose: str, seen: str) -> list[str]:
        """The keys of ours that may stand behind `seen`; none where it is no key at all."""
        try:
            block = bytes.fromhex(seen)
        except ValueError:
            return []
        return [one.hex() for one in self._secrets.undisguise(purpose, block)] if len(block) == KEY_BYTES // 2 else []

    def _key(self, session: Session, workspace_id: str) -> bytes | None:
        return self._keys.get(workspace_id) or self._known_key(session, workspace_id)

    def _known_key(self, session: Session, workspace_id: str) -> bytes | None:
        key = self._read_key(session, workspace_id)
        if key is not None and not session.info.get(stored.PSEUDONYM_KEY_GIVEN):
            self._keys[workspace_id] = key
        return key

    def _read_key(self, session: Session, workspace_id: str) -> bytes | None:
        sealed = stored.pseudonym_key(session, workspace_id)
        opened = self._secrets.open(sealed) if sealed else None
        return base64.urlsafe_b64decode(opened) if opened else None


def is_pseudonym(name: str) -> bool:
    """Whether a name in a row stands for somebody who gave none."""
    return name.startswith(MARK)


def _pseudonym(key: bytes, user_id: str, purpose: str) -> str:
    return MARK + hashlib.blake2b(f"{purpose}:{user_id}".encode(), key=key, digest_size=16).hexdigest()
