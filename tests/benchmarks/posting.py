"""How many cards a second one worker brings to Slack when no channel has to be spared."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import timedelta

from bot.app import Core, build_core, running
from bot.clock import Clock
from bot.config import Settings
from bot.domain.reports import Door, Draft
from tests.benchmarks.contestants import TOKEN
from tests.benchmarks.processes import Child, child, copy_of, folder, template
from tests.benchmarks.requests import stories
from tests.benchmarks.serving import used
from tests.benchmarks.table import show


@dataclass(frozen=True, slots=True)
class Posted:
    """Cards a second, and the worker's processor time for one."""

    cards: int
    per_second: float
    cpu_ms: float


def measure(cards: int) -> Posted:
    """Store so many reports first, then let a worker post their cards at pace 0."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        slack = stack.enter_context(child("tests.benchmarks.slack"))
        settings = Settings(slack_bot_token=TOKEN, slack_api_url=slack.hello["api_url"],
                            database_url=copy_of(template(here), "posting"))
        core = build_core(settings, Clock())
        stack.callback(core.db.close)
        return asyncio.run(_post(core, slack, cards))


async def _post(core: Core, slack: Child, cards: int) -> Posted:
    workspace_id = core.services.workspaces.ensure()
    told = stories()
    for at in range(cards):
        user, text = next(told)
        await core.db.run(core.services.reports.take, workspace_id, user, Draft(text), door=Door.SLASH, key=f"b{at}")
    async with running(core, web=False, worker=True, socket=False, pace=timedelta(0)):
        began, cpu = time.perf_counter(), used()["cpu_ms"]
        while (await asyncio.to_thread(slack.ask))["posted"] < cards:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.01)
        return Posted(cards, cards / (time.perf_counter() - began), (used()["cpu_ms"] - cpu) / cards)


def run(cards: int) -> None:
    found = measure(cards)
    show("Posting, one worker, pace 0, the local Slack checking each card", ["cards a second", "CPU ms each"],
         [[f"{cards} cards", found.per_second, found.cpu_ms]])
