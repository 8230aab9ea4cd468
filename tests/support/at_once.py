"""`python -m tests.support.at_once URL COUNT`: that many processes migrate one database at the same moment.

A process of its own, because it forks, which is only safe without threads.
"""

import multiprocessing
import multiprocessing.synchronize
import sys

import alembic.command  # noqa: F401  loaded once, before forking

from storage import migrate


def start(url: str, gate: multiprocessing.synchronize.Barrier) -> None:
    gate.wait(30)
    migrate.upgrade(url)


def main() -> int:
    """How many of them failed."""
    url, count = sys.argv[1], int(sys.argv[2])
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(count)
    starters = [context.Process(target=start, args=(url, gate)) for _ in range(count)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    return sum(starter.exitcode != 0 for starter in starters)


if __name__ == "__main__":
    sys.exit(main())
