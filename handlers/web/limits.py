"""How often somebody may come: token buckets in memory, of this process alone. What is forgotten is forgiven."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

MOST = 10_000
PREFIX = 64
"""Of an IPv6 address the first half names a household; the rest its devices choose anew each day."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, and one more each `seconds`."""

    burst: int
    seconds: float


class Buckets:
    """One bucket for each key; those not asked for longest are dropped where there are too many."""

    def __init__(self, pace: Pace, most: int = MOST) -> None:
        self._pace, self._most = pace, most
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, at: float) -> float:
        """Take one: 0 if there was one, else how many seconds until there is."""
        left, since = self._held.pop(key, (float(self._pace.burst), at))
        left = min(self._pace.burst, left + max(0.0, at - since) / self._pace.seconds)
        taken = left >= 1
        self._held[key] = (left - 1 if taken else left, at)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return 0.0 if taken else (1 - left) * self._pace.seconds


def household(address: str) -> str:
    """Whose bucket an address draws from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(IPv6Address(int(found) >> (128 - PREFIX) << (128 - PREFIX)))
    return str(found)
