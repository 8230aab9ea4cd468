"""Trying a change of the settings on the last reports: which would have gone elsewhere, and what people said of those.

By rules, touchpoints and keywords alone: what Snag has learned, it has learned from these very reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.routing import Facts, Router

LAST = 50
"""So many reports a change is tried on."""


@dataclass(frozen=True, slots=True)
class Past:
    """A report that came in. `went`: the team that had it first (None: triage); `belongs`: the team that people said
    last (None: nobody has said so); `is_chosen`: who reported it chose the team, no routing did."""

    number: int
    title: str
    facts: Facts
    went: str | None
    belongs: str | None
    is_chosen: bool = False


class Verdict(StrEnum):
    """Whether the new team is the one that people said."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Moved:
    """A report that would have gone to another team (None: triage)."""

    number: int
    title: str
    before: str | None
    after: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would have done to so many reports. `asks_channel`: a rule asks in which channel a report was
    written, which nothing keeps, so that it could not be tried."""

    looked_at: int
    moved: tuple[Moved, ...] = ()
    asks_channel: bool = False

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.moved)


def trial(past: Sequence[Past], now: Router, then: Router) -> Trial:
    """What is different where `then` routes instead of `now`, in the order of `past`. Reports whose team was chosen are
    not looked at: no rule moves them."""
    routed = [one for one in past if not one.is_chosen]
    ways = [(one, now.route(one.facts).team, then.route(one.facts).team) for one in routed]
    return Trial(len(routed), tuple(Moved(one.number, one.title, before, after, _verdict(one, after))
                                    for one, before, after in ways if before != after))


def _verdict(one: Past, after: str | None) -> Verdict:
    if one.belongs is None:
        return Verdict.NOT_KNOWN
    return Verdict.RIGHT if one.belongs == after else Verdict.WRONG
