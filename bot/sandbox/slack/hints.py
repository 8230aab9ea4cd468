"""Small hints for an open browser page: something changed here, fetch it again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from bot.sandbox.slack.model import Json

Closed = None


class Hints:
    """Fans hints out to subscribers. `sees` decides whether a person may hear of a channel at all."""

    def __init__(self, sees: Callable[[str, str], bool]) -> None:
        self._sees = sees
        self._readers: dict[asyncio.Queue[Json | None], str] = {}
        self.heard: Callable[[], None] = lambda: None

    def tell(self, kind: str, *, channel: str | None = None, user: str | None = None, **more: object) -> None:
        """Tell one person (`user`) or everybody who can see the channel."""
        self.heard()
        hint: Json = {"type": kind, **({"channel": channel} if channel else {}), **more}
        for queue, reader in self._readers.items():
            if user is not None and reader != user:
                continue
            if channel is not None and not self._sees(reader, channel):
                continue
            queue.put_nowait(hint)

    @contextmanager
    def reading(self, user: str) -> Iterator[asyncio.Queue[Json | None]]:
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._readers[queue] = user
        try:
            yield queue
        finally:
            del self._readers[queue]

    def close(self) -> None:
        for queue in self._readers:
            queue.put_nowait(Closed)


async def frames(queue: asyncio.Queue[Json | None], beat: float) -> AsyncIterator[Json | None]:
    """Hints as they come; None every `beat` seconds without one, so that a dead connection is noticed."""
    while True:
        try:
            hint = await asyncio.wait_for(queue.get(), beat)
        except TimeoutError:
            yield None
            continue
        if hint is Closed:
            return
        yield hint
