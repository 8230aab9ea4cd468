"""The last part of an address that we give away: which workspace, what of it (a link for customers, a tracker), and a
signature, so that a made-up one is known without asking the database."""

import base64
import re

from bot.services.pseudonyms import Pseudonyms
from storage.secrets import SIGNATURE_BYTES

PURPOSE = "snag: links for customers"
HOOKS = "snag: webhooks of trackers"
KEY_BYTES = 16
_FORM = re.compile(r"[A-Za-z0-9_-]{64}")


def token_of(names: Pseudonyms, workspace_id: str, link_id: str, purpose: str = PURPOSE) -> str:
    """64 characters: workspace, link, signature, 16 bytes each. Of use for this purpose alone."""
    named = bytes.fromhex(workspace_id) + bytes.fromhex(link_id)
    return base64.urlsafe_b64encode(named + names.sign(purpose, named)).decode()


def read_token(names: Pseudonyms, token: str, purpose: str = PURPOSE) -> tuple[str, str] | None:
    """The workspace and the link that a token names; None for one that we did not sign."""
    if not _FORM.fullmatch(token):
        return None
    raw = base64.urlsafe_b64decode(token)
    named, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if not names.is_signed(purpose, named, signature):
        return None
    return named[:KEY_BYTES].hex(), named[KEY_BYTES:].hex()
