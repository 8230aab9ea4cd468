"""The part `path` of the benchmark, on a few rows: every language goes the whole way, with what was learned."""

from pathlib import Path

from bot.clock import Clock
from bot.services.learning import Learning
from storage.db import Database
from tests.benchmarks.text import filling, path, routing
from tests.benchmarks.text.__main__ import HERE
from tests.benchmarks.text.alike_rows import Told
from tests.support import databases

TOLD = ["My card payment is still pending", "카드 결제가 아직 처리 중이래요", "カードの支払いが保留のままです"]


def test_a_report_of_each_language_goes_the_whole_way(sqlite_template: Path, tmp_path: Path) -> None:
    material = routing.read(HERE)
    lessons = {one.text: one.team for one in routing.drawn(material.train, 1, seed=0)}
    db = Database(databases.sqlite_copy(sqlite_template, tmp_path))
    filling.fill(db, [Told(text) for text in [*TOLD, *lessons]])
    path.settle(db, material)
    path.teach(db, lessons)
    standing = Learning(db, Clock()).standing(filling.WORKSPACE)
    db.close()
    assert standing is not None
    assert standing.saved is not None
    assert standing.saved[0] == len(lessons)
    assert len(path.walk_here(db.url, TOLD)) == len(TOLD)
