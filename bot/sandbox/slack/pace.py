"""chat.postMessage's own limit: about one per second and channel, short bursts tolerated. Off unless switched on."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil


@dataclass
class Pace:
    """A bucket per channel, refilled by machine time."""

    enforced: bool = False
    per_second: float = 1.0
    burst: int = 3
    _buckets: dict[str, tuple[float, datetime]] = field(default_factory=dict)

    def wait_for(self, method: str, channel: str, at: datetime) -> int:
        """0 if the call may pass, else the seconds of Retry-After. A refused call costs nothing."""
        if not self.enforced or method != "chat.postMessage":
            return 0
        held, since = self._buckets.get(channel, (float(self.burst), at))
        held = min(float(self.burst), held + (at - since).total_seconds() * self.per_second)
        if held < 1:
            self._buckets[channel] = (held, at)
            return max(1, ceil((1 - held) / self.per_second))
        self._buckets[channel] = (held - 1, at)
        return 0
