"""Look-alikes: does a reworded report find its annoyance among many, how fast, and in how much room.

`alike_rows` says which rows are known, which look, and how distractors are made. Everything goes the product's way: its
tokens, its index, its scorer; what is found is asked of `services.alikes.nearest` as `/snag find` does (`floor` 0: the
five closest, whether or not they are alike enough to be offered unasked). Searches run in a process of their own that
has done nothing else; a search is all from the text to the five annoyances.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.clock import Clock
from bot.services import alikes
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database
from storage.secrets import Secrets
from tests.benchmarks.text import alike_others as others
from tests.benchmarks.text import alike_rows, filling
from tests.benchmarks.text.alike_rows import Rows, Told
from tests.support import databases
from tests.support.larkfield import KEY

WITHIN = 5
SMALLER, REWORDED_AMONG = 100_000, 10_000
MERGED = (1, 3, 10)
_INDEX = ("search_data", "search_idx", "search_config", "report_by_place")
_SIZE = text("select coalesce(sum(pgsize), 0) from dbstat where name in ('" + "', '".join(_INDEX) + "')")


@dataclass(frozen=True, slots=True)
class Found:
    """What each search found, closest first, and how long each took in milliseconds."""

    numbers: tuple[tuple[int, ...], ...]
    took: tuple[float, ...]

    def within(self, wanted: Sequence[int], most: int = WITHIN) -> float:
        """The share of searches that have the wanted annoyance among the first `most`."""
        hits = sum(one in found[:most] for one, found in zip(wanted, self.numbers, strict=True))
        return round(hits / len(wanted), 3)

    def took_at(self, share: float) -> float:
        return round(sorted(self.took)[min(int(len(self.took) * share), len(self.took) - 1)], 1)


@dataclass(frozen=True, slots=True)
class Hits:
    """Of one language's searches, the share that found its annoyance within five, and as the first."""

    within_five: float
    first: float


@dataclass(frozen=True, slots=True)
class Looked:
    """What a whole collection's searches found, and how long they took in milliseconds."""

    hits: Mapping[str, Hits]
    p50: float
    p95: float

    def recall(self) -> dict[str, float]:
        return {lang: of.within_five for lang, of in self.hits.items()}


Search = Callable[[str, Sequence[str]], Found]
"""How texts are searched for in the database at an address."""


def measure(data: Path, rows: int) -> dict[str, Any]:
    """All figures of the look-alikes, the largest index of `rows` rows."""
    parts, figures = alike_rows.read(data), dict[str, Any]()
    smaller = min(SMALLER, rows)
    merges = []
    for reports in MERGED[:-1]:
        with filling.sqlite() as db:
            merges.append(look(db, with_reports(parts, reports), smaller).hits["en"].first)
    for size in sorted({smaller, rows}):
        with filling.sqlite() as db:
            looked = look(db, parts, size)
            figures |= {str(size): looked.recall(), "p50_ms": looked.p50, "p95_ms": looked.p95,
                        "index_mb": _megabytes(db)}
            if size == smaller:
                merges.append(looked.hits["en"].first)
    figures |= {"hand": reworded(data, parts), "merges": merges}
    if databases.answers():
        with filling.postgresql() as db:
            figures["postgres_p95_ms"] = look(db, parts, rows).p95
    with filling.sqlite() as db:
        ours = look(db, parts, others.AMONG).recall()
    return {**figures, "compared": {"ours": ours, **others.compared(parts)}}


def look(db: Database, parts: Mapping[str, Rows], size: int, search: Search | None = None) -> Looked:
    """Fill `db` with so many rows and let all look."""
    known = [told for rows in parts.values() for told in rows.indexed]
    told = alike_rows.collection(known, {lang: rows.others for lang, rows in parts.items()}, size)
    began = time.perf_counter()
    numbers = filling.fill(db, told)
    _tell(f"{len(told)} rows in {time.perf_counter() - began:.0f} s")
    found = (search or searched)(db.url, [one.text for rows in parts.values() for one in rows.looking])
    each = iter(zip(found.numbers, found.took, strict=True))
    hits = {}
    for lang, rows in parts.items():
        its = Found(*map(tuple, zip(*islice(each, len(rows.looking)), strict=True)))
        wanted = [numbers[one.annoyance or ""] for one in rows.looking]
        hits[lang] = Hits(its.within(wanted), its.within(wanted, 1))
    looked = Looked(hits, found.took_at(0.5), found.took_at(0.95))
    _tell(f"{len(told)} rows: {looked}")
    return looked


def reworded(data: Path, parts: Mapping[str, Rows]) -> dict[str, float]:
    """Pairs that were reworded on purpose, with the glossary on."""
    pairs = alike_rows.reworded(data)
    known = [Told(existing, f"pair {place}") for place, (_, existing, _) in enumerate(pairs)]
    told = alike_rows.collection(known, {lang: rows.others for lang, rows in parts.items()}, REWORDED_AMONG)
    with filling.sqlite() as db:
        numbers = filling.fill(db, told, alike_rows.glossary(data))
        found = searched(db.url, [report for _, _, report in pairs])
    hits: dict[str, list[bool]] = {}
    for place, ((lang, _, _), near) in enumerate(zip(pairs, found.numbers, strict=True)):
        hits.setdefault(lang, []).append(numbers[f"pair {place}"] in near)
    return {lang: round(sum(of) / len(of), 3) for lang, of in hits.items()}


def searched(url: str, texts: Sequence[str]) -> Found:
    """Search for each text, in a process that has done nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(search_here, url, list(texts)).result()


def search_here(url: str, texts: Sequence[str]) -> Found:
    """Search for each text, each with a session of its own, as a form does while somebody types."""
    numbers, took = [], []
    with _opened(url) as db:
        for one in texts:
            began = time.perf_counter()
            with db.reading() as session:
                desk = Desk(session, directory(session, filling.WORKSPACE), Clock(), Pseudonyms(Secrets(KEY)))
                near = alikes.nearest(desk, alikes.words_of(desk, one, None), WITHIN, floor=0.0)
            took.append((time.perf_counter() - began) * 1_000)
            numbers.append(tuple(found.number for found in near))
    return Found(tuple(numbers), tuple(took))


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    db = Database(url)
    try:
        yield db
    finally:
        db.close()


def with_reports(parts: Mapping[str, Rows], reports: int) -> dict[str, Rows]:
    """The same, with so many reports of each English annoyance."""
    left: dict[str, int] = {}
    kept = []
    for told in parts["en"].indexed:
        left[told.annoyance or ""] = left.get(told.annoyance or "", 0) + 1
        if left[told.annoyance or ""] <= reports:
            kept.append(told)
    return {**parts, "en": Rows(tuple(kept), parts["en"].looking, parts["en"].others)}


def _megabytes(db: Database) -> float:
    """What the index takes: FTS5's own tables, and the index that leads from a place to its report."""
    with db.engine.connect() as connection:
        return round(int(connection.execute(_SIZE).scalar_one()) / 1_000_000, 1)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
