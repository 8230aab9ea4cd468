"""What customers may be told, and what they may be offered, until an annoyance is fixed. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The team's own words; both may be missing."""

    tell: str | None = None
    offer: str | None = None

    def __bool__(self) -> bool:
        return bool(self.tell or self.offer)


NOTHING = Meanwhile()
