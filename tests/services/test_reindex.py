"""The index of words made anew from the reports: the same as the one made live, whatever happens meanwhile."""

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot.domain.annoyances import Move
from bot.domain.reports import Draft
from bot.services import reindex
from bot.services.reindex import Reindexing
from storage import search
from storage.tables import Report
from tests.support.cast import CARA, MINJUN, RITA, YUKI
from tests.support.finding import all_words, found
from tests.support.play import Play

STORIES = (("The voucher form is broken", RITA), ("쿠폰이 적용이 안 돼요", MINJUN), ("クーポンが使えない", YUKI),
           ("Voucher rejected at the till", RITA), ("😭😭", MINJUN))


@pytest.fixture
def told(play: Play) -> Play:
    """Five reports; the fourth annoyance is part of the first, the second report was taken back, the third edited."""
    made = [play.report(story, by) for story, by in STORIES]
    play.make(Move.MERGE, 4, by=CARA, other=1)
    play.services.reports.undo(play.workspace_id, MINJUN, made[1].report_id, key=play.key())
    play.services.reports.add_details(play.workspace_id, YUKI, made[2].report_id, Draft("ポイントが消えた"),
                                      key=play.key())
    return play


def index(play: Play) -> dict[int, frozenset[str]]:
    """By which words each annoyance is found."""
    return all_words(play.services.db, play.workspace_id)


def spoil(play: Play) -> None:
    """The index loses everything."""
    db = play.services.db
    with db.transaction(play.workspace_id) as tx:
        tx.session.connection().execute(text(
            "insert into search(search) values ('delete-all')" if db.is_sqlite else "delete from search"))


def rebuild(play: Play, workspace_id: str | None = None) -> list[tuple[int, int]]:
    heard: list[tuple[int, int]] = []
    Reindexing(play.services.db).run(workspace_id, lambda done, of: heard.append((done, of)))
    return heard


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_it_equals_the_index_made_live(told: Play, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", batch)
    live = index(told)
    assert live[1] == {"voucher", "form", "broken", "reject", "till"}
    spoil(told)
    assert index(told) == {}
    heard = rebuild(told)
    assert index(told) == live
    assert heard[-1] == (4, 4)
    assert heard == sorted(heard)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_reports_meanwhile_waits_for_a_few_places_and_not_for_all(
        told: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "PLACES", 2)
    live = index(told)
    left: list[int] = []

    def meanwhile(done: int, of: int) -> None:
        if not done:
            left.append(len(places(told)))
            assert of == 4
            told.report("The lamp is out", YUKI, again=True)

    Reindexing(told.services.db).run(None, meanwhile)
    # of 1, 3, 4, 5; then of these and 6; then of these and 7: the index ended at 5 when it was emptied
    assert left == [3, 2, 2]
    assert index(told) == {**live, **dict.fromkeys((6, 7, 8), frozenset({"lamp"}))}


def test_a_spoiled_index_keeps_nobody_from_changing_and_taking_back(told: Play) -> None:
    first, last = told.reports_of(1)[0], told.reports_of(5)[0]
    spoil(told)
    told.services.reports.add_details(told.workspace_id, RITA, first.id, Draft("Parking meter"), key=told.key())
    told.report("The lamp is out", RITA)
    told.services.reports.undo(told.workspace_id, RITA, told.reports_of(6)[0].id, key=told.key())
    told.services.reports.undo(told.workspace_id, MINJUN, last.id, key=told.key())
    with told.services.db.reading() as session:
        # FTS5 says that it cannot take out what it lacks, and from then on the report is known to be missing.
        assert search.missing(session) == (1 if told.services.db.is_sqlite else 0)
    rebuild(told)
    assert index(told)[1] == {"park", "meter", "voucher", "reject", "till"}


def test_a_spoiled_index_can_be_made_anew_for_one_workspace(told: Play) -> None:
    live = index(told)
    spoil(told)
    rebuild(told, told.workspace_id)
    assert index(told) == live


def test_an_index_that_is_whole_stays_as_it_is(told: Play) -> None:
    live = index(told)
    rebuild(told, told.workspace_id)
    rebuild(told, told.workspace_id)
    assert index(told) == live
    with told.services.db.reading() as session:
        assert found(session, told.workspace_id, "voucher") == [1, 1]


def test_what_was_broken_off_hinders_nobody_and_can_be_begun_again(told: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", 1)
    live = index(told)

    def break_off(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Reindexing(told.services.db).run(None, break_off)
    assert all(words <= live[number] for number, words in index(told).items())
    last = told.report("The voucher sounds like a voucher", RITA)
    told.services.reports.undo(told.workspace_id, MINJUN, told.reports_of(5)[0].id, key=told.key())
    sounds = frozenset({"voucher", "sound"})
    assert (last.number, index(told)[6]) == (6, sounds)
    rebuild(told)
    assert index(told) == {**live, 6: sounds}


def test_what_is_reported_changed_and_taken_back_meanwhile_is_as_its_reporter_left_it(
        told: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", 1)
    first, last = told.reports_of(1)[0], told.reports_of(5)[0]

    def meanwhile(done: int, _of: int) -> None:
        if done == 1:
            told.report("The parking meter is silent", RITA)
            told.services.reports.add_details(told.workspace_id, RITA, first.id, Draft("Coupon page"), key=told.key())
            told.services.reports.undo(told.workspace_id, MINJUN, last.id, key=told.key())

    Reindexing(told.services.db).run(None, meanwhile)
    now = index(told)
    assert now[1] == {"coupon", "page", "voucher", "reject", "till"}
    assert (now.get(5), now[6]) == (None, frozenset({"park", "meter", "silent"}))
    assert places(told) == {row.id: row.place for row in rows(told) if not row.withdrawn}


def test_another_workspace_is_left_alone(told: Play) -> None:
    before = places(told)
    assert rebuild(told, "elsewhere")[-1] == (0, 0)
    assert places(told) == before


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_row_that_somebody_changes_is_left_until_the_end(told: Play) -> None:
    first = told.reports_of(1)[0]
    before = places(told)
    with told.services.db.transaction(told.workspace_id) as tx:
        tx.session.exec(select(Report).where(Report.id == first.id).with_for_update()).one()
        with told.services.db.reading() as session:
            last = search.last_place(session)
        Reindexing(told.services.db)._batch(told.workspace_id, "", last, 500, leave_locked=True)
    assert places(told)[first.id] == before[first.id]
    rebuild(told)
    assert places(told)[first.id] != before[first.id]


def rows(play: Play) -> list[Report]:
    with play.services.db.reading() as session:
        return all_of(session)


def all_of(session: Session) -> list[Report]:
    return list(session.exec(select(Report)).all())


def places(play: Play) -> dict[str, int | None]:
    """Where each report stands that is in the index."""
    return {row.id: row.place for row in rows(play) if row.place is not None}
