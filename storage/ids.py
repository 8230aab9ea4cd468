"""Keys of our own: 32 hexadecimal digits that rise with time, so that rows lie in the order in which they came."""

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A key nobody else makes: milliseconds (12 digits), a counter (4), randomness (16); the first 16 rise strictly
    within a process, however quickly it asks and even when the machine's clock is set back."""
    global _last  # noqa: PLW0603  one row of numbers for the process is the whole purpose
    with _lock:
        _last = max((time.time_ns() // 1_000_000) << 16, _last + 1)
        return f"{_last:016x}{secrets.token_hex(8)}"
