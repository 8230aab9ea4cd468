"""Cursor pagination as Slack does it: `limit` is a maximum, the last page has an empty cursor."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Json

T = TypeVar("T")


def page(found: Sequence[T], args: Args, *, default: int, most: int = 1000) -> tuple[list[T], Json]:
    """One page and its `response_metadata`."""
    limit = args.number("limit", default) or default
    if not 0 < limit <= most:
        raise ApiError("invalid_limit")
    start = _read(args.text("cursor"))
    end = start + limit
    cursor = _write(end) if end < len(found) else ""
    return list(found[start:end]), {"next_cursor": cursor}


def _write(offset: int) -> str:
    return urlsafe_b64encode(f"offset:{offset}".encode()).decode()


def _read(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        kind, _, offset = urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if kind == "offset":
            return int(offset)
    except ValueError:
        pass
    raise ApiError("invalid_cursor")
