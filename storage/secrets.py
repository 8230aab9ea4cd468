"""What must not be readable in the database: encrypted with the first of several keys, readable with any of them."""

import base64
import contextlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigError

SIGNATURE_BYTES = 16


class Secrets:
    """Encrypts and decrypts short texts (Fernet: AES-128-CBC with HMAC-SHA256), and signs (HMAC-SHA256, 128 bits)."""

    def __init__(self, keys: str) -> None:
        """`keys`: urlsafe base64 of 32 bytes each, separated by commas. Raises `ConfigError` on any other form."""
        each = [key.strip() for key in keys.split(",") if key.strip()]
        try:
            self._fernet = MultiFernet([Fernet(key) for key in each])
        except ValueError as error:
            raise ConfigError("SNAG_ENCRYPTION_KEY must be urlsafe base64 of 32 bytes; several are separated by "
                              "commas. `snag doctor` shows how to make one.") from error
        self._keys = [base64.urlsafe_b64decode(key) for key in each]
        self._derived: dict[str, list[bytes]] = {}

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The text, or None when none of the keys made it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def sign(self, purpose: str, message: bytes) -> bytes:
        """A signature by the first key, of use for this one purpose."""
        return _signature(self._keys_for(purpose)[0], message)

    def is_signed(self, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether any of the keys made this signature."""
        return any(hmac.compare_digest(_signature(key, message), signature) for key in self._keys_for(purpose))

    def disguise(self, purpose: str, block: bytes) -> bytes:
        """16 bytes as 16 others, always the same ones, from which nothing can be read: not even an order."""
        return _block(self._keys_for(purpose)[0]).encryptor().update(block)

    def undisguise(self, purpose: str, block: bytes) -> list[bytes]:
        """What may have been disguised so, by each of the keys; whoever asks knows which of it there is."""
        return [_block(key).decryptor().update(block) for key in self._keys_for(purpose)]

    def _keys_for(self, purpose: str) -> list[bytes]:
        if purpose not in self._derived:
            self._derived[purpose] = [HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key)
                                      for key in self._keys]
        return self._derived[purpose]


def _block(key: bytes) -> Cipher[ECB]:
    return Cipher(AES(key), ECB())  # noqa: S305  one block, and each value only once: there is no pattern to see


def _signature(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")[:SIGNATURE_BYTES]


def keys_for(database_url: str, configured: str | None) -> str:
    """The configured keys; on SQLite without any, the key file beside the database, made on first use (mode 0600).

    Raises `ConfigError` on PostgreSQL without a configured key: several machines could not share a file.
    """
    if configured:
        return configured
    if not database_url.startswith("sqlite:"):
        raise ConfigError("SNAG_ENCRYPTION_KEY is missing. PostgreSQL needs one that all processes share; make one "
                          "with: python -c 'from cryptography.fernet import Fernet; "
                          "print(Fernet.generate_key().decode())'")
    file = key_file(database_url)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_key(file)
    return file.read_text().strip()


def _make_key(file: Path) -> None:
    """Written whole under another name first: whoever starts at the same moment finds no key or all of it."""
    draft = file.with_name(f".{secrets.token_hex(8)}.key")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(Fernet.generate_key().decode())
    with contextlib.suppress(FileExistsError):  # another was first, and its key holds
        os.link(draft, file)
    draft.unlink()


def key_file(database_url: str) -> Path:
    """Where the key of a SQLite database lies: `snag.key` beside the file."""
    return Path(database_url.removeprefix("sqlite:///")).absolute().parent / "snag.key"
