"""Keys of our own: 32 hexadecimal digits that rise with time, so that rows lie in the order in which they came."""

import itertools
import secrets
import time

_last = itertools.count(secrets.randbits(16))


def new_id() -> str:
    """A key nobody else makes: milliseconds (12 digits), a counter of this process (4), randomness (16)."""
    return f"{time.time_ns() // 1_000_000:012x}{next(_last) & 0xFFFF:04x}{secrets.token_hex(8)}"
