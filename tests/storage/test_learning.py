"""What was said earlier and later of a report is looked up by an index, however many labels there are."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from storage import learning
from storage.db import Database
from storage.tables import Workspace
from tests.support.clocks import START
from tests.support.plans import plan_of

ASKED: dict[str, Callable[[Session], object]] = {
    "lessons": lambda session: learning.lessons(session, "w", after=0, until=100),
    "counted": lambda session: learning.counted(session, "w", until=100),
    "story_changed": lambda session: learning.story_changed(session, "w", "r"),
}


@pytest.mark.parametrize("question", ASKED)
def test_labels_of_a_report_are_found_by_their_index(sqlite_db: Database, question: str) -> None:
    plan = plan_of(sqlite_db, ASKED[question], "label")
    assert "label_of_report (workspace_id=? AND report_id=?" in plan
    assert "SCAN label" not in plan


def test_a_transaction_that_said_more_to_learn_is_known_until_it_ends(db: Database) -> None:
    with db.transaction("w") as tx:
        tx.session.add(Workspace(id="w", created_at=START))
        assert not learning.may_still_change(tx.session)
        learning.said_more(tx.session)
        assert learning.may_still_change(tx.session)
    with db.transaction("w") as tx:
        assert not learning.may_still_change(tx.session)


async def test_on_sqlite_whoever_shares_its_commit_knows_it_too(sqlite_db: Database) -> None:
    def both() -> bool:
        with sqlite_db.transaction("w") as tx:
            learning.said_more(tx.session)
        with sqlite_db.transaction("w") as tx:
            return learning.may_still_change(tx.session)

    def later() -> bool:
        with sqlite_db.transaction("w") as tx:
            return learning.may_still_change(tx.session)

    assert await sqlite_db.run(both)
    assert not await sqlite_db.run(later)
