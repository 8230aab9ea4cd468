"""What others reported like it: found by every report of an annoyance, and by none that changed or was taken back."""

import pytest
from sqlalchemy import event, text

from bot.domain.annoyances import Move
from bot.domain.duplicates import ALIKE
from bot.domain.reports import Draft
from bot.services.alikes import indexed_as, nearest, words_of
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import search
from storage.tables import Concept, Report, Workspace
from tests.support.cast import BEN, CARA, MINJUN, RITA, YUKI
from tests.support.finding import all_words
from tests.support.play import Play


def near(play: Play, story: str, floor: float = ALIKE) -> list[int]:
    services = play.services
    with services.db.reading() as session:
        desk = Desk(session, directory(session, play.workspace_id), services.clock, Pseudonyms(services.secrets))
        return [one.number for one in nearest(desk, words_of(desk, story, None), 5, floor)]


def test_every_report_of_an_annoyance_leads_to_it_and_it_is_named_once(play: Play) -> None:
    play.report("The voucher form is broken")
    play.me_too(1, BEN, "Coupon rejected at the till")
    play.me_too(1, MINJUN, "My coupon was rejected again")
    assert (near(play, "voucher form"), near(play, "coupon rejected")) == ([1], [1])


def test_of_equally_close_ones_that_with_more_reports_comes_first(play: Play) -> None:
    for _ in range(2):
        play.report("The voucher form is broken", again=True)
    play.me_too(1, BEN, "The voucher form is broken")
    assert near(play, "voucher form") == [1, 2]
    play.me_too(2, BEN, "The voucher form is broken")
    assert near(play, "voucher form") == [2, 1]


def test_what_is_only_a_little_alike_is_found_and_not_offered(play: Play) -> None:
    play.report("The voucher form in the car park of the big store is broken since Monday morning")
    assert (near(play, "voucher for music lessons"), near(play, "voucher for music lessons", 0.0)) == ([], [1])


@pytest.mark.parametrize("upset, other", [
    ("furious furious furious", "The till froze and he was furious"),
    ("お客様が怒っています", "怒っています、画面が固まりました"),
])
def test_reports_are_not_alike_for_what_customers_felt(play: Play, upset: str, other: str) -> None:
    play.report(upset)
    assert near(play, other) == []


def test_an_edited_report_is_found_by_its_new_words_alone(play: Play) -> None:
    made = play.report("The voucher form is broken")
    draft = Draft("Parking meter silent", "it said nothing")
    for _ in range(2):
        play.services.reports.add_details(play.workspace_id, RITA, made.report_id, draft, key=play.key())
    assert (near(play, "voucher form"), near(play, "silent parking meter"), near(play, "said nothing")) == (
        [], [1], [1])
    assert all_words(play.services.db, play.workspace_id) == {1: frozenset({"park", "meter", "silent"})}


def test_a_report_that_was_taken_back_is_not_found_and_others_of_its_annoyance_are(play: Play) -> None:
    play.report("The voucher form is broken")
    play.me_too(1, BEN, "Coupon rejected")
    mine = play.reports_of(1)[1]
    play.services.reports.undo(play.workspace_id, BEN, mine.id, key=play.key())
    assert (near(play, "coupon rejected"), near(play, "voucher form")) == ([], [1])
    with play.services.db.reading() as session:
        assert session.get_one(type(mine), (play.workspace_id, mine.id)).place is None


def test_a_merged_report_leads_to_the_survivor_and_back_when_it_is_unmerged(play: Play) -> None:
    play.report("The voucher form is broken")
    play.report("Coupon rejected", YUKI)
    play.make(Move.MERGE, 2, by=CARA, other=1)
    assert near(play, "rejected coupon") == [1]
    play.make(Move.UNMERGE, 2, by=CARA)
    assert (near(play, "rejected coupon"), near(play, "voucher form")) == ([2], [1])


def test_a_concept_counts_from_the_moment_the_settings_have_it(play: Play) -> None:
    play.report("쿠폰이 안 돼요", MINJUN)
    assert near(play, "My voucher is rejected") == []
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add(Concept(workspace_id=play.workspace_id, concept="coupon", words=["voucher", "쿠폰"]))
        tx.session.get_one(Workspace, play.workspace_id).settings_version += 1
    assert near(play, "My voucher is rejected") == [1]


def test_nothing_of_another_workspace_is_ever_found(play: Play) -> None:
    play.report("The voucher form is broken")
    with play.services.db.transaction("other") as tx:
        tx.session.add(Workspace(id="other", created_at=play.services.clock.now()))
    other = Play(play.services, "other")
    assert near(other, "The voucher form is broken", 0.0) == []
    other.report("The voucher form is broken")
    assert near(play, "voucher form", 0.0) == [1]


@pytest.mark.parametrize("story", ["😭😭", "ㅠㅠ", "?!", "x" * 10_000, "환불 " * 2_500])
def test_what_says_nothing_or_too_much_is_stored_and_looked_for_all_the_same(play: Play, story: str) -> None:
    play.report(story)
    assert near(play, story) in ([], [1])
    assert near(play, "The voucher form") == []


def test_others_who_report_do_not_wait_for_the_search(play: Play) -> None:
    said: list[str] = []

    def hear(*args: object) -> None:
        said.append(str(args[2]).lower())

    play.report("The voucher form is broken")
    event.listen(play.services.db.engine, "before_cursor_execute", hear)
    play.report("The voucher form is broken", MINJUN)
    event.remove(play.services.db.engine, "before_cursor_execute", hear)
    looked = [at for at, one in enumerate(said) if "from search where" in one]
    numbered = next(at for at, one in enumerate(said) if "update workspace set last_number" in one)
    assert max(looked) < numbered


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("who", ["edited", "made anew"])
def test_what_is_said_of_a_report_does_not_wait_for_its_index(play: Play, who: str) -> None:
    made, db = play.report("The voucher form is broken"), play.services.db
    with db.transaction(play.workspace_id) as tx:
        if who == "edited":
            desk = Desk(tx.session, directory(tx.session, play.workspace_id), play.services.clock,
                        Pseudonyms(play.services.secrets))
            indexed_as(desk, tx.session.get_one(Report, (play.workspace_id, made.report_id)))
        else:
            search.to_index(tx.session, play.workspace_id, after="", until=9, limit=9, leave_locked=True)
        with db.engine.connect() as other:  # as a foreign key looks
            assert other.execute(text("select count(*) from (select from report for key share nowait) as one")).scalar()
