"""What `snag doctor` checks, one file for each thing that can be wrong. Checks look and change nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; `remedy` is what to do where it is not well. A `note` is advice, not a fault."""

    what: str
    well: bool
    said: str
    remedy: str = ""
    note: bool = False

    @property
    def mark(self) -> str:
        return "note " if self.note else "ok   " if self.well else "WRONG"


def fine(what: str, said: str) -> Finding:
    return Finding(what, True, said)


def wrong(what: str, said: str, remedy: str) -> Finding:
    return Finding(what, False, said, remedy)


def note(what: str, said: str, remedy: str = "") -> Finding:
    return Finding(what, True, said, remedy, note=True)
