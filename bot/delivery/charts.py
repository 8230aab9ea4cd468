"""Charts are drawn in a process of their own: the event loop goes on meanwhile, and one that hangs is ended."""

import asyncio
import os
import sys

from bot.errors import NotNow, Refused
from bot.views.charts import Chart, is_installed, packed

PATIENCE = 15
"""Seconds for one picture; the library's first start on a machine takes some of them."""
KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH", "TMPDIR", "MPLCONFIGDIR", "SYSTEMROOT")
"""What the process is told of ours: none of our secrets."""


async def drawn(chart: Chart, program: tuple[str, ...] = ("-m", "bot.views.charts")) -> bytes:
    """The picture as PNG. Raises `Refused` where it cannot be drawn, `NotNow` where it takes too long."""
    if not is_installed():
        raise Refused("no_charts", "install the extra: pip install 'snag[charts]'")
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    drawing = await asyncio.create_subprocess_exec(
        sys.executable, *program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=environment)
    try:
        async with asyncio.timeout(PATIENCE):
            picture, said = await drawing.communicate(packed(chart))
    except TimeoutError as error:
        raise NotNow("the chart was not drawn in time", 60) from error
    finally:
        if drawing.returncode is None:
            drawing.kill()
            await drawing.wait()
    if drawing.returncode != 0:
        raise Refused("no_chart", said.decode(errors="replace")[-300:])
    return picture
