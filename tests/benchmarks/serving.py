"""`python -m tests.benchmarks.serving NAME DATABASE_URL SLACK_URL`: one contestant in a process of its own.

It says its port as a line of JSON, answers each line it hears with what it has used so far, and ends with its input.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path

from tests.benchmarks.contestants import CONTESTANTS, Surroundings

STATM = Path("/proc/self/statm")


def used() -> dict[str, float]:
    """Processor time of this process and its children in milliseconds, and resident memory in MiB."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"cpu_ms": sum(one.ru_utime + one.ru_stime for one in spent) * 1000, "mib": _mib(spent[0].ru_maxrss)}


def _mib(peak: int) -> float:
    """What is resident now; where the system does not say, the most that ever was."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


async def main(name: str, database_url: str, slack_url: str) -> None:
    async with CONTESTANTS[name](Surroundings(database_url, slack_url)) as port:
        _say({"port": port})
        while await asyncio.to_thread(sys.stdin.readline):
            _say(used())


def _say(what: dict[str, float]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
