"""`python -m tests.benchmarks [acknowledgement clocks footprint home messages planning posting start typing]`."""

import argparse

from tests.benchmarks import acknowledgement, clocks, footprint, home, messages, planning, posting, start, typing

ALL = ("acknowledgement", "footprint", "start", "posting", "messages", "home", "typing", "planning", "clocks")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", default=ALL, help=f"of {', '.join(ALL)}; all when none is named")
    parser.add_argument("--requests", type=int, default=300, help="requests of each contestant in one round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10, help="seconds of watching an idle process")
    parser.add_argument("--cards", type=int, default=500)
    parser.add_argument("--reads", type=int, default=200, help="reads of each kind of Home")
    parser.add_argument("--keystrokes", type=int, default=200, help="pauses in typing, and forms sent, of a round")
    parser.add_argument("--rows", type=int, default=100_000, help="invitations planned, clocks moved at most")
    asked = parser.parse_args()
    if "acknowledgement" in asked.which:
        acknowledgement.run(asked.requests, asked.rounds)
    if "footprint" in asked.which:
        footprint.run(200, asked.idle)
    if "start" in asked.which:
        start.run(asked.starts)
    if "posting" in asked.which:
        posting.run(asked.cards)
    if "messages" in asked.which:
        messages.run(asked.requests, asked.rounds)
    if "home" in asked.which:
        home.run(asked.reads)
    if "typing" in asked.which:
        typing.run(asked.keystrokes, asked.rounds)
    if "planning" in asked.which:
        planning.run(asked.rows, rounds=1)
    if "clocks" in asked.which:
        clocks.run(asked.rows, rounds=1)


if __name__ == "__main__":
    main()
