"""Two at once on PostgreSQL: who comes second waits, and goes on with what stands by then, whatever was merged."""

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import text

from bot.domain.action_items import Draft as ItemDraft
from bot.domain.action_items import ItemState
from bot.domain.annoyances import Move, State
from bot.domain.reports import Draft
from bot.services import merge_steps
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored
from storage.db import Database, fetch
from storage.tables import ActionItem
from tests.support.cast import ANA, CARA, RITA
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play

pytestmark = pytest.mark.postgresql
LOOKS = 500


@pytest.fixture
def three(postgresql_db: Database, clock: StillClock) -> Play:
    services = services_on(postgresql_db, clock)
    play = Play(services, settle(services))
    for word in ("apple", "pear", "plum"):
        play.report(f"The refund never arrived {word}", again=True)
    return play


def merges_while(play: Play, ended: int, into: int, clicks: Callable[[], object]) -> None:
    """Somebody else clicks after a merge took its locks and before it is kept."""
    failed: list[BaseException] = []

    def click() -> None:
        try:
            clicks()
        except BaseException as error:  # noqa: BLE001  it is told in the test's own thread
            failed.append(error)

    other = Thread(target=click)
    with play.services.db.transaction(play.workspace_id) as tx:
        desk = Desk(tx.session, directory(tx.session, play.workspace_id), play.services.clock,
                    Pseudonyms(play.services.secrets))
        rows = stored.settled(tx.session, play.workspace_id, lambda: (ended, into))
        merge_steps.merge(desk, rows[ended], rows[into], by=CARA, seen_after_fix=False)
        other.start()
        until_somebody_waits(play, other)
    other.join(20)
    assert (failed, other.is_alive()) == ([], False)


def until_somebody_waits(play: Play, other: Thread) -> None:
    waits = text("select count(*) from pg_stat_activity where datname = current_database()"
                 " and wait_event_type = 'Lock'")
    for _ in range(LOOKS):
        with play.services.db.reading() as session:
            if fetch(session, waits).scalar_one():
                return
        other.join(0.01)
    pytest.fail("nobody waits")


def parts(play: Play) -> list[int | None]:
    return [play.annoyance(number).merged_into for number in (1, 2, 3)]


@pytest.mark.parametrize("first, second", [((2, 1), (3, 2)), ((3, 2), (2, 1))])
def test_merges_that_cross_make_one_flat_chain(three: Play, first: tuple[int, int], second: tuple[int, int]) -> None:
    merges_while(three, *first, lambda: three.make(Move.MERGE, second[0], CARA, other=second[1]))
    assert parts(three) == [None, 1, 1]
    assert [report.first_number for report in three.reports_of(1)] == [1, 2, 3]


def test_a_merge_taken_back_while_what_it_was_merged_into_is_merged_goes_back_from_there(three: Play) -> None:
    three.make(Move.MERGE, 3, CARA, other=2)
    merges_while(three, 2, 1, lambda: three.make(Move.UNMERGE, 3, CARA))
    assert (parts(three), three.state(3)) == ([None, 1, None], State.NEW)


def test_an_item_is_done_where_its_annoyance_went_meanwhile(three: Play) -> None:
    item_id = three.services.items.add(three.workspace_id, ANA, 2, ItemDraft("Put up a banner"), where=None,
                                       key=three.key())
    merges_while(three, 2, 1, lambda: three.services.items.done(three.workspace_id, ANA, item_id, where=None,
                                                                key=three.key()))
    with three.services.db.reading() as session:
        item = session.get_one(ActionItem, (three.workspace_id, item_id))
    assert (item.number, item.state) == (1, ItemState.DONE)


def test_details_are_added_and_a_me_too_joins_where_it_went_meanwhile(three: Play) -> None:
    report = three.first_report(2).id
    merges_while(three, 2, 1, lambda: three.services.reports.add_details(
        three.workspace_id, RITA, report, Draft("The refund of the fig"), key=three.key()))
    merges_while(three, 3, 1, lambda: three.me_too(3, ANA, "The refund of the kiwi"))
    assert {"The refund of the fig", "The refund of the kiwi"} <= {one.story for one in three.reports_of(1)}
