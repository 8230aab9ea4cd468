"""What a report tells of the customer for the owner's eyes alone."""

from dataclasses import dataclass

from bot.domain.reports import MayContact


@dataclass(frozen=True, slots=True)
class Customer:
    """One report's customer. `deleted`: they may be contacted, and no contact is kept; `locked`: no key opens it."""

    reference: str | None = None
    value: str | None = None
    contact: str | None = None
    may_contact: MayContact | None = None
    deleted: bool = False
    locked: bool = False
