"""A client that is lighter than any contestant: ready-made bytes over connections that are kept."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """How long each answer took, in milliseconds, and all of them together, in seconds."""

    waits: tuple[float, ...]
    seconds: float


async def send(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Send all, each connection its next one as soon as it was answered. Raises for any answer but 200."""
    links = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    left = iter(requests)
    started = time.perf_counter()
    waits = await asyncio.gather(*(_one_after_the_other(*link, left) for link in links))
    seconds = time.perf_counter() - started
    for _, writer in links:
        writer.close()
    return Measured(tuple(wait for some in waits for wait in some), seconds)


async def _one_after_the_other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: Iterator[bytes]
                               ) -> list[float]:
    waits = []
    for request in left:
        asked = time.perf_counter()
        writer.write(request)
        await _answer(reader)
        waits.append((time.perf_counter() - asked) * 1000)
    return waits


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{head[:60]!r} {body[:200]!r}")


async def until_up(port: int) -> None:
    """Until /healthz says 200."""
    while not await _is_up(port):  # noqa: ASYNC110  another process, which gives no sign
        await asyncio.sleep(0.005)


async def _is_up(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    try:
        await _answer(reader)
    except (OSError, EOFError):
        return False
    finally:
        writer.close()
    return True
