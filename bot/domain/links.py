"""Addresses on the web that people give: which ones may become a link, and where they lead."""

import re
from urllib.parse import urlsplit

LONGEST = 2000
_NEVER = re.compile(r"[\s\x00-\x1f\x7f<>\"'`|\\^{}]")


def web_address(typed: str | None) -> str | None:
    """What was typed, if it is the address of a page; None for anything else.

    Addresses that hold a name before an @ are refused: they look like one place and lead to another.
    """
    address = (typed or "").strip()
    if not address or len(address) > LONGEST or _NEVER.search(address):
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    ours = parts.scheme.lower() in ("http", "https") and "." in host.strip(".") and "@" not in parts.netloc
    return address if ours else None


def host_of(address: str) -> str:
    """The place that an address leads to."""
    return (urlsplit(address).hostname or "").removeprefix("www.")
