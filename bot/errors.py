"""The error tree. An error says what the caller should do; words for people are keys into `bot.text`.

SnagError
├── ConfigError          the admin must change a setting; the message is a plain sentence
├── PersonError          the person did something that cannot be: `key` and `args` become one kind sentence
│   ├── Invalid          a value typed is not usable; `field` names it, so a form can show it there
│   ├── NotAllowed       this person may not do that
│   ├── NotFound         there is no such thing in this workspace
│   └── TooLate          the thing has moved on; `number` says which annoyance, so its present state can be shown
├── StorageUnavailable   nothing was saved; trying again may help
└── DeliveryError        carrying out one work row failed
    ├── Refused          Slack said no and will go on saying no; `remedy` tells whoever reads it what to do
    ├── NotNow           not sent; try again at the earliest after `retry_after` seconds; the attempt does not count
    ├── NotYet           not sent; whoever it is for is not to be disturbed before `due_at`, a business time
    ├── NotTaken         a receiver did not take it: try again as its topic does, or, where `is_final`, never
    └── Unknown          sent or not, nobody knows: look it up before sending again
"""

from datetime import datetime
from typing import Any


class SnagError(Exception):
    """The root: everything Snag raises on purpose."""


class ConfigError(SnagError):
    """A setting is missing or wrong; the message says which, and what to do."""


class PersonError(SnagError):
    """Something a person asked for cannot be done; `key` and `args` name the sentence that says so."""

    def __init__(self, key: str, *, field: str | None = None, **args: Any) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.args_of_key = args


class Invalid(PersonError):
    """A typed value cannot be used."""


class NotAllowed(PersonError):
    """This person may not do that."""


class NotFound(PersonError):
    """There is no such thing in this workspace."""


class TooLate(PersonError):
    """The annoyance has moved on since the button was drawn."""

    def __init__(self, number: int, key: str = "error.too_late", **args: Any) -> None:
        super().__init__(key, number=number, **args)
        self.number = number


class StorageUnavailable(SnagError):
    """The database did not take it: nothing was saved."""


class DeliveryError(SnagError):
    """One work row could not be carried out this time."""


class Refused(DeliveryError):
    """A clear and lasting no."""

    def __init__(self, error: str, remedy: str = "") -> None:
        super().__init__(f"{error}: {remedy}" if remedy else error)
        self.error = error
        self.remedy = remedy


class NotNow(DeliveryError):
    """Not sent; the other side asked for a pause."""

    def __init__(self, error: str, retry_after: float) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after


class NotYet(DeliveryError):
    """Not sent: whoever it is for is not to be disturbed before `due_at`, a business time."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__("not yet")
        self.due_at = due_at


class NotTaken(DeliveryError):
    """A receiver did not take it, or was not there. `retry_after`: the seconds it asked to be left alone for."""

    def __init__(self, error: str, *, retry_after: float | None = None, is_final: bool = False,
                 rests: bool = False) -> None:
        """`rests`: nothing else would arrive there now either."""
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after
        self.is_final = is_final
        self.rests = rests


class Unknown(DeliveryError):
    """The call broke off after it may have been carried out."""
