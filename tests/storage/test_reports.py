"""Reports are looked up by an index, however many there are."""

from storage import reports
from storage.db import Database
from tests.support.clocks import START
from tests.support.plans import plan_of


def test_the_same_text_is_looked_for_among_the_latest_reports_alone(sqlite_db: Database) -> None:
    plan = plan_of(sqlite_db, lambda session: reports.same_text(session, "w", ["U1", "hash"], "text", START), "report")
    assert "created_at>?" in plan
    assert "sqlite_autoindex" not in plan  # by its key, it would walk through the whole workspace
