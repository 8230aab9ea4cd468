"""`python -m tests.journeys.crashing POINT TOPIC SECONDS`: a Snag that kills itself at one point of one topic.

Where it runs is said by the environment, as for `snag run`; its business time is SECONDS ahead of the machine's.
POINT `stored_before_ack` serves Slack by socket until it dies; every other one carries out what is due, as `snag tick`.
"""

import asyncio
import contextvars
import os
import signal
import sys
from datetime import timedelta

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
ANY = "-"
topic_here: contextvars.ContextVar[str] = contextvars.ContextVar("topic_here", default=ANY)
last_step: list[str] = []


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


if __name__ == "__main__":
    sys.exit(main(FaultPoint(sys.argv[1]), sys.argv[2], timedelta(seconds=float(sys.argv[3]))))
