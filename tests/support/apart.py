"""A local Slack on a thread of its own, for commands that bring their own event loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from bot.clock import Clock, MovableClock
from bot.sandbox.slack import LocalSlack
from tests.support.snag import local_slack


class SlackApart:
    """The Slack, and how to have it do something from another thread."""

    def __init__(self, slack: LocalSlack, loop: asyncio.AbstractEventLoop) -> None:
        self.slack, self._loop = slack, loop

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def environment(self, database_url: str) -> dict[str, str]:
        """The variables of an admin of this Slack."""
        return {"SLACK_BOT_TOKEN": self.slack.bot_token, "SLACK_APP_TOKEN": self.slack.app_token,
                "SLACK_SIGNING_SECRET": self.slack.signing_secret, "SLACK_API_URL": self.slack.api_url,
                "DATABASE_URL": database_url, "HOST": "127.0.0.1", "PORT": "0", "LOG_LEVEL": "ERROR"}


@contextmanager
def slack_apart(clock: Clock | None = None) -> Iterator[SlackApart]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slack")
    thread.start()
    entered = local_slack(clock or MovableClock())
    try:
        slack = asyncio.run_coroutine_threadsafe(entered.__aenter__(), loop).result(timeout=60)
        yield SlackApart(slack, loop)
        asyncio.run_coroutine_threadsafe(entered.__aexit__(None, None, None), loop).result(timeout=60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
