"""The moments at which a crash hurts most, by name. Tests stop the process there; otherwise each costs one call."""

from collections.abc import Callable
from enum import StrEnum


class FaultPoint(StrEnum):
    """Each has a case in tests/journeys/test_crashes.py; a test fails when one has none."""

    STORED_BEFORE_ACK = "stored_before_ack"
    CLAIMED_BEFORE_CALL = "claimed_before_call"
    CALLED_BEFORE_RECORD = "called_before_record"
    RECORDED = "recorded"
    STEP_BEFORE_COMMIT = "step_before_commit"
    STEP_COMMITTED = "step_committed"
    EXPANDED = "expanded"
    SWEPT = "swept"


def _nothing(_point: FaultPoint) -> None:
    return None


_reach: Callable[[FaultPoint], None] = _nothing


def reached(point: FaultPoint) -> None:
    """Say that execution came to `point`."""
    _reach(point)


def on_reach(do: Callable[[FaultPoint], None]) -> None:
    """Let a test do something (stop the process, mostly) at each point."""
    global _reach  # noqa: PLW0603  one hook for the process is the whole purpose
    _reach = do
