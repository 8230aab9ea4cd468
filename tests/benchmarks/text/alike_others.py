"""The same look-alikes asked of libraries: pg_trgm in PostgreSQL, and rapidfuzz where it is installed.

Both compare the whole text with every known one; among 10,000 rows, so that it ends. What is not installed is left
out.
"""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg

from tests.benchmarks.text import alike_rows
from tests.benchmarks.text.alike_rows import Rows, Told
from tests.support import databases

AMONG = 10_000
MOST = 50
"""So many candidates are asked for, as several may be of one annoyance."""
WITHIN = 5

Nearest = Callable[[str], Sequence[int]]
"""The places of the texts that are nearest to one, nearest first."""


def compared(parts: Mapping[str, Rows], among: int = AMONG) -> dict[str, dict[str, float]]:
    """By library and language the share of reports that find their annoyance within five."""
    known = [told for rows in parts.values() for told in rows.indexed]
    told = alike_rows.collection(known, {lang: rows.others for lang, rows in parts.items()}, among)
    found: dict[str, dict[str, float]] = {}
    if importlib.util.find_spec("rapidfuzz"):
        found["rapidfuzz"] = recall(parts, told, _rapidfuzz(told))
    if databases.answers():
        with databases.postgresql() as name, psycopg.connect(databases.url_of(name), autocommit=True) as connection:
            if _fill(connection, told):
                found["pg_trgm"] = recall(parts, told, lambda text: _trigrams(connection, text))
    return found


def recall(parts: Mapping[str, Rows], told: Sequence[Told], nearest: Nearest) -> dict[str, float]:
    """The share of each language's reports whose annoyance is among the five nearest."""
    return {lang: round(sum(_finds(one, told, nearest) for one in rows.looking) / len(rows.looking), 3)
            for lang, rows in parts.items()}


def _finds(one: Told, told: Sequence[Told], nearest: Nearest) -> bool:
    names = [told[place].annoyance or str(place) for place in nearest(one.text)]
    return one.annoyance in list(dict.fromkeys(names))[:WITHIN]


def _rapidfuzz(told: Sequence[Told]) -> Nearest:
    from rapidfuzz import fuzz, process  # type: ignore[import-not-found]

    texts = [one.text for one in told]

    def nearest(text: str) -> list[int]:
        found: list[tuple[Any, float, int]] = process.extract(text, texts, scorer=fuzz.token_set_ratio, limit=MOST)
        return [place for _, _, place in found]

    return nearest


def _fill(connection: psycopg.Connection[Any], told: Sequence[Told]) -> bool:
    """Whether the extension is there."""
    if not connection.execute("select 1 from pg_available_extensions where name = 'pg_trgm'").fetchone():
        return False
    connection.execute("create extension pg_trgm")
    connection.execute("create table story (place integer, story text)")
    with connection.cursor() as cursor, cursor.copy("copy story from stdin") as copy:
        for place, one in enumerate(told):
            copy.write_row((place, one.text))
    connection.execute("create index on story using gist (story gist_trgm_ops)")
    return True


def _trigrams(connection: psycopg.Connection[Any], text: str) -> list[int]:
    return [row[0] for row in connection.execute(
        "select place from story order by story <-> %s limit %s", (text, MOST)).fetchall()]
