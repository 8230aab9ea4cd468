"""`python -m tests.journeys.crashing`: for each line it reads, a Snag that kills itself at one point of one topic.

A line is an `Order` as JSON. Each Snag is a process of its own, forked from this one, which has imported everything
once; its process id and, when it has ended, its exit code are written, a line each. Point `stored_before_ack` serves
Slack by socket until it dies; every other one carries out what is due, as `snag tick`.
"""

import asyncio
import contextvars
import json
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import NoReturn

from sqlmodel import Session

import bot.app
from bot import config
from bot.app import Core, Snag, build_core, running
from bot.clock import MovableClock
from bot.delivery.outgoing import Outgoing
from bot.delivery.topics import Topics
from bot.faults import FaultPoint, on_reach
from storage.work import Claimed

NOT_KILLED = 3
FAILED = 1
ANY = "-"
topic_here: contextvars.ContextVar[str] = contextvars.ContextVar("topic_here", default=ANY)
last_step: list[str] = []


@dataclass(frozen=True)
class Order:
    """Where to die, how many seconds business time is ahead of the machine's, and the environment as for `snag run`."""

    point: str
    topic: str
    ahead: float
    environment: dict[str, str]

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


class Watched(Topics):
    """The real topics, which say what is being carried out."""

    async def make(self, row: Claimed) -> Outgoing | None:
        topic_here.set(row.topic)
        return await super().make(row)

    def step(self, session: Session, row: Claimed) -> None:
        last_step[:] = [row.topic]
        super().step(session, row)


def die_at(point: FaultPoint, topic: str) -> None:
    def reached(here: FaultPoint) -> None:
        is_step = here in (FaultPoint.STEP_BEFORE_COMMIT, FaultPoint.STEP_COMMITTED)
        at_work = last_step if is_step else [topic_here.get()]
        if here is point and (topic == ANY or topic in at_work):
            os.kill(os.getpid(), signal.SIGKILL)

    on_reach(reached)


async def serve(core: Core) -> None:
    async with running(core, web=False, worker=False, socket=True):
        await asyncio.Event().wait()


async def carry_out(core: Core) -> None:
    async with Snag(core, pace=timedelta(0)) as snag:
        await snag.scheduler.catch_up(snag.engine)


def main(point: FaultPoint, topic: str, ahead: timedelta) -> int:
    vars(bot.app)["Topics"] = Watched  # the composition root takes ours for its own
    die_at(point, topic)
    core = build_core(config.read(), MovableClock(ahead))
    asyncio.run(serve(core) if point is FaultPoint.STORED_BEFORE_ACK else carry_out(core))
    return NOT_KILLED


def follow_orders() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(Order(**json.loads(line)))
        _tell(child)
        _, status = os.waitpid(child, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _become(order: Order) -> NoReturn:
    ended = FAILED
    try:
        os.environ.clear()
        os.environ.update(order.environment)
        ended = main(FaultPoint(order.point), order.topic, timedelta(seconds=order.ahead))
    except Exception:  # noqa: BLE001  whatever it was, the child ends here and says why
        traceback.print_exc()
    finally:
        os._exit(ended)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    follow_orders()
