"""Faults on demand: the next calls of a Web API method fail in the way a test asks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.slack.model import Json

Kind = Literal["429", "500", "500_after_commit", "reset_before", "reset_after_commit", "delay", "late_answer", "error"]


@dataclass
class Fault:
    """One planned fault; `used` counts the calls it hit. `times=None` never runs out."""

    method: str
    kind: Kind
    times: int | None = 1
    retry_after: int = 1
    seconds: float = 0.0
    error: str | None = None
    when: Callable[[Json], bool] | None = None
    used: int = field(default=0, init=False)

    def hits(self, method: str, args: Json) -> bool:
        if self.times is not None and self.used >= self.times:
            return False
        return self.method in ("*", method) and (self.when is None or self.when(args))


class Faults:
    """The list of planned faults; the first that matches a call is used up by it."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(
        self,
        method: str,
        kind: Kind | None = None,
        *,
        times: int | None = 1,
        retry_after: int = 1,
        seconds: float = 0.0,
        error: str | None = None,
        when: Callable[[Json], bool] | None = None,
    ) -> Fault:
        """Plan a fault for a method's name, `response_url`, or `*`. With `error` alone the kind is `error`."""
        if kind is None:
            kind = "error"
        if kind == "error" and error is None:
            raise ValueError("a fault of kind 'error' needs error='name_of_the_error'")
        fault = Fault(method, kind, times, retry_after, seconds, error, when)
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        self.planned.clear()

    def take(self, method: str, args: Json) -> Fault | None:
        for fault in self.planned:
            if fault.hits(method, args):
                fault.used += 1
                return fault
        return None
