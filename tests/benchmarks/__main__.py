"""`python -m tests.benchmarks [acknowledgement footprint start posting]`: measure, and print tables of figures."""

import argparse

from tests.benchmarks import acknowledgement, footprint, posting, start

ALL = ("acknowledgement", "footprint", "start", "posting")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", default=ALL, help=f"of {', '.join(ALL)}; all when none is named")
    parser.add_argument("--requests", type=int, default=300, help="requests of each contestant in one round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10, help="seconds of watching an idle process")
    parser.add_argument("--cards", type=int, default=500)
    asked = parser.parse_args()
    if "acknowledgement" in asked.which:
        acknowledgement.run(asked.requests, asked.rounds)
    if "footprint" in asked.which:
        footprint.run(200, asked.idle)
    if "start" in asked.which:
        start.run(asked.starts)
    if "posting" in asked.which:
        posting.run(asked.cards)


if __name__ == "__main__":
    main()
