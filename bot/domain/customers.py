"""What a report tells of the customer for the owner's eyes alone."""

from dataclasses import dataclass, field

from bot.domain.care import CustomerOf
from bot.domain.reports import MayContact


@dataclass(frozen=True, slots=True)
class Customer:
    """One report's customer. `deleted`: they may be contacted, and no contact is kept; `locked`: no key opens it.
    `care`: how it stands with them, where somebody is to put it right."""

    reference: str | None = None
    value: str | None = None
    contact: str | None = None
    may_contact: MayContact | None = None
    deleted: bool = False
    locked: bool = False
    care: CustomerOf | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ToTell:
    """A customer who wants to hear that it is fixed. `survey_id` and `name` say whose answer it came with; `contact`
    is None where no key opens it any more."""

    survey_id: str
    name: str
    contact: str | None
