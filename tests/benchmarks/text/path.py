"""The whole way of a report's words: masked, its language told, frustration looked for, its team found, and what it may
repeat searched for among 100,000 reports (or `--rows`, where that is fewer).

The settings are the keywords and touchpoints of routing_rules.json, twenty confirmed reports of each team were learned,
and the reports of `alike_rows` and their distractors are indexed, in three languages. Reports that look for their
annoyance go through the product's own steps, in a process of their own, one language after the other; the first twenty
warm it up. Left out is what the disk decides: storing, and the answer's way to Slack.
"""

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.clock import Clock
from bot.domain.reports import ALIKE_SHOWN, Draft
from bot.domain.routing import Facts
from bot.services import alikes, intake, learning
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import learning as stored
from storage.db import Database
from storage.secrets import Secrets
from storage.tables import Report, Team, Touchpoint
from tests.benchmarks.text import alike_rows, filling, routing
from tests.benchmarks.text.alike_rows import Told
from tests.support.larkfield import KEY

AMONG = 100_000
LESSONS = 20
WARM_UP = 20


def measure(data: Path, rows: int) -> dict[str, Any]:
    """The 95th percentile in milliseconds."""
    parts = alike_rows.read(data)
    material = routing.read(data)
    lessons = routing.drawn(material.train, LESSONS, seed=0)
    known = [*(told for of in parts.values() for told in of.indexed), *(Told(one.text) for one in lessons)]
    told = alike_rows.collection(known, {lang: of.others for lang, of in parts.items()}, min(AMONG, rows))
    looking = [one.text for one in chain.from_iterable(zip(*(of.looking for of in parts.values()), strict=False))]
    with filling.sqlite() as db:
        filling.fill(db, told, alike_rows.glossary(data))
        settle(db, material)
        teach(db, {one.text: one.team for one in lessons})
        print(f"{len(told)} rows, {len(lessons)} lessons", file=sys.stderr, flush=True)
        took = _walked(db.url, looking)
    return {"path_p95_ms": round(sorted(took)[int(len(took) * 0.95)], 1)}


def settle(db: Database, material: routing.Material) -> None:
    with db.transaction(filling.WORKSPACE) as tx:
        tx.session.add_all(Team(workspace_id=filling.WORKSPACE, key=team.key, name=team.key, channel_id=f"C{place}",
                                keywords=list(team.keywords), created_at=filling.AT)
                           for place, team in enumerate(material.teams))
        tx.session.flush()
        tx.session.add_all(Touchpoint(workspace_id=filling.WORKSPACE, key=point.key, name=point.name,
                                      team_key=point.team) for point in material.touchpoints)


def teach(db: Database, teams: dict[str, str]) -> None:
    """What people confirmed, and the model made of it, as the clock makes it."""
    with db.transaction(filling.WORKSPACE) as tx:
        ids = dict(tx.session.exec(select(Report.story, Report.id).where(col(Report.story).in_(teams))).all())
        for text, team in teams.items():
            stored.add(tx.session, filling.WORKSPACE, report_id=ids[text], team_key=team, was_team=None,
                       kind="confirmed", by=None, at=filling.AT)
    learner = learning.Learning(db, Clock())
    made = learner.make_anew(filling.WORKSPACE)
    if made is None:
        raise RuntimeError("nothing was learned")
    learner.replace(filling.WORKSPACE, made)


def _walked(url: str, texts: Sequence[str]) -> list[float]:
    """How many milliseconds each text takes, in a process that has done nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(walk_here, url, list(texts)).result()[WARM_UP:]


def walk_here(url: str, texts: Sequence[str]) -> list[float]:
    """Each with a session of its own, as requests have."""
    took = []
    db = Database(url)
    try:
        for text in texts:
            began = time.perf_counter()
            _walk(db, text)
            took.append((time.perf_counter() - began) * 1_000)
    finally:
        db.close()
    return took


def _walk(db: Database, text: str) -> None:
    draft = intake.masked_draft(Draft(text))
    with db.reading() as session:
        desk = Desk(session, directory(session, filling.WORKSPACE), Clock(), Pseudonyms(Secrets(KEY)))
        learning.route(session, desk.settings, Facts(draft.text))
        alikes.nearest(desk, alikes.words_of(desk, draft.text, None), ALIKE_SHOWN)
