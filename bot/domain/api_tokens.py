"""What a token of the API looks like, and what one may be allowed."""

import base64
import binascii
import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

PREFIX = "snag_"
BY = "token:"
"""How the name begins by which rows know what a token did; no person is called so."""
KEY_BYTES = 16
SECRET_BYTES = 24
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{80}}")
_NAME = re.compile(r"[\w .:@/-]{1,60}")


class Scope(StrEnum):
    """What a token may do."""

    READ_REPORTS = "reports:read"
    WRITE_REPORTS = "reports:write"
    READ_ANNOYANCES = "annoyances:read"
    READ_ITEMS = "action_items:read"
    WRITE_ITEMS = "action_items:write"
    READ_SURVEYS = "surveys:read"


@dataclass(frozen=True, slots=True)
class Client:
    """Whoever holds a token, as its requests are known by."""

    workspace_id: str
    token_id: str
    name: str
    scopes: frozenset[str]

    @property
    def by(self) -> str:
        """Its name in rows and in the log."""
        return f"{BY}{self.name}"


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token in a list. What opens the door with it is not known any more."""

    name: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    used_on: date | None
    revoked_at: datetime | None


def make(workspace_id: str, token_id: str) -> str:
    """A token: its workspace and its key, a secret, and a checksum by which a program sees one in a text."""
    named = bytes.fromhex(workspace_id) + bytes.fromhex(token_id) + secrets.token_bytes(SECRET_BYTES)
    return PREFIX + base64.urlsafe_b64encode(named + zlib.crc32(named).to_bytes(4, "big")).decode()


def named_in(token: str) -> tuple[str, str] | None:
    """The workspace and the key that a token names; None for what is none of ours."""
    if not _FORM.fullmatch(token):
        return None
    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX))
    except binascii.Error:
        return None
    if zlib.crc32(raw[:-4]).to_bytes(4, "big") != raw[-4:]:
        return None
    return raw[:KEY_BYTES].hex(), raw[KEY_BYTES:2 * KEY_BYTES].hex()


def fingerprint(token: str) -> str:
    """What is kept of a token. Its secret is 192 bits of chance, so a quick hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_system(by: str) -> bool:
    """Whether rows name another system, and not a person, as who did something."""
    return by.startswith(BY)


def is_name(text: str) -> bool:
    """Whether a token can be called so."""
    return bool(_NAME.fullmatch(text)) and text == text.strip()
