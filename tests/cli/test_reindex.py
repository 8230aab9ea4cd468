"""`snag reindex`: reports that the index misses are found again, and routing has learned what it knew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.app import Core, build_core
from bot.cli import app, reindex
from bot.clock import Clock
from bot.config import Settings
from bot.domain.reports import Door, Draft
from storage.tables import Report, RoutingModel, table
from tests.support import cast
from tests.support.snag import apply_settings

TOLD = ["The refund never arrived on the card", "The app freezes on the lyrics screen", "Nobody knows whose this is"]


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Iterator[Core]:
    """A workspace with three reports, in the database that the environment names."""
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.delenv("SNAG_ENCRYPTION_KEY", raising=False)
    monkeypatch.setattr(reindex, "GAP", 0)
    made = build_core(Settings(database_url=sqlite_url), Clock())
    for text in TOLD:
        made.services.reports.take(here(made), cast.RITA, Draft(text), door=Door.SLASH, key=text)
    yield made
    made.db.close()


def here(core: Core) -> str:
    return core.services.workspaces.ensure()


def found(core: Core, text: str) -> list[int]:
    return [one.number for one in core.services.offers.outlook(here(core), cast.RITA, text).alikes]


def snag(*words: str) -> list[str]:
    said = CliRunner().invoke(app, ["reindex", *words])
    assert said.exit_code == 0, said.output
    return said.stdout.splitlines()


def test_what_the_index_misses_is_found_again(core: Core) -> None:
    with core.db.transaction(here(core)) as tx:
        tx.session.exec(table(Report).update().values(place=None))
    assert found(core, "No refund arrived on her card") == []
    assert snag()[0] == "3 reports are in the index of look-alikes."
    assert found(core, "No refund arrived on her card") == [1]
    assert snag()[0] == "3 reports are in the index of look-alikes."
    assert found(core, "No refund arrived on her card") == [1]


def test_routing_is_made_of_what_people_said(core: Core) -> None:
    assert snag()[1].startswith("Nobody has confirmed or corrected a team yet")
    core.services.annoyances.choose_team(here(core), cast.TESS, 3, "app", where=None, key="choose")
    assert snag()[1] == "Lessons that routing has learned anew: 1."
    with core.db.reading() as session:
        [kept] = session.exec(select(RoutingModel)).all()
        assert (kept.workspace_id, kept.seq) == (here(core), 1)


def test_one_workspace_can_be_named_and_a_strange_one_is_refused(core: Core) -> None:
    said = CliRunner().invoke(app, ["reindex", "--workspace", "T0NOBODY"])
    assert said.exit_code != 0
    assert "T0NOBODY" in str(said.exception)
