"""`python -m tests.benchmarks.text [--data DIR] [--only PART ...] [--rows N]`: JSON on stdout, progress on stderr.

DIR has the files of tests/data/text, the same ones or others of the same shape.
"""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[2] / "data" / "text"
PARTS = ("routing", "duplicates", "sensing", "themes", "language", "path")


def measure(data: Path, parts: list[str], rows: int) -> dict[str, Any]:
    """Each part's figures under its name, the libraries beside ours under `compared`."""
    found: dict[str, Any] = {}
    compared: dict[str, Any] = {}
    for part in parts:
        began = time.perf_counter()
        print(f"{part} ...", file=sys.stderr, flush=True)
        figures = importlib.import_module(f"tests.benchmarks.text.{part}").measure(data, rows)
        if beside := figures.pop("compared", None):
            compared[part] = beside
        found |= figures if part == "path" else {part: figures}
        print(f"{part}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return {**found, **({"compared": compared} if compared else {})}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.text", description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE, help="a folder with the labelled files")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be given several times")
    parser.add_argument("--rows", type=int, default=1_000_000, help="reports in the largest index")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.data, asked.only or list(PARTS), asked.rows), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
