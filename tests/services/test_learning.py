"""Routing learns what people say of it: in order, only what is committed, and the same in every process."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event as sql_event
from sqlmodel import Session

from bot.domain.annoyances import Move
from bot.domain.import_files import Row
from bot.domain.imports import Target
from bot.domain.learning import Copied
from bot.domain.reports import Door, Draft, Stored
from bot.domain.routing import Facts, Route
from bot.errors import Invalid
from bot.services import learning
from bot.services.directory import directory
from bot.services.exports import Exports
from bot.services.imports import Imports
from bot.services.learning import AT_ONCE, SAVE_AGAIN, SAVE_EVERY, Learning
from bot.services.settings import Settings
from storage import learning as stored_learning
from storage import settings as stored_settings
from storage.db import Database
from storage.learning import Snapshot
from storage.tables import RoutingModel, Team, Workspace
from tests.support.cast import ANA, APP_TEAM, CARA, GUS, KEN, MINJUN, RITA, TESS
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play

LOCKER = ("The parcel locker code is refused", "Parcel locker says code expired", "Code for the parcel locker fails")
LOCKER_KO = ("택배 보관함 비밀번호가 안 열려요", "택배 보관함 비밀번호가 틀렸대요", "택배 보관함이 비밀번호를 거부해요")


@pytest.fixture
def alone(sqlite_db: Database, clock: StillClock) -> Play:
    """Larkfield on SQLite alone, for what does not depend on the database."""
    services = services_on(sqlite_db, clock)
    return Play(services, settle(services))


@pytest.fixture
def another(play: Play) -> Iterator[Database]:
    """A second process on the same database."""
    db = Database(play.services.db.url)
    yield db
    db.close()


def learning_of(play: Play, db: Database | None = None) -> Learning:
    return Learning(db or play.services.db, play.services.clock)


def where(play: Play, text: str, db: Database | None = None) -> Route:
    return learning_of(play, db).where(play.workspace_id, Facts(text))


def held(db: Database, workspace_id: str) -> bytes | None:
    """The model as a process has it in memory."""
    kept = db._memory.get("learning")
    model = kept.of(workspace_id).model if kept else None
    return model.learner.dump() if model else None


def anew(play: Play) -> Snapshot:
    found = learning_of(play).make_anew(play.workspace_id)
    assert found is not None
    return found


def is_the_truth(play: Play, *more: Database) -> bool:
    """Whether every process has just what the labels say."""
    return {held(db, play.workspace_id) for db in (play.services.db, *more)} == {anew(play).data}


def apply(play: Play, text: str) -> None:
    Settings(play.services.db, play.services.clock).apply(play.workspace_id, text, by=None)


def say_where(play: Play, text: str, team: str | None, *, is_new: bool = True) -> Stored:
    """Somebody reports, and chooses the team: one label."""
    return play.report(text, team=team, again=is_new)


def many(play: Play, count: int, start: int = 0) -> None:
    """As many labels, in turn of each team."""
    words = {"payments": "the invoice shows the wrong tax", "app": "the screen stays black after the update",
             "delivery": "the driver left it with a neighbour"}
    for number in range(start, start + count):
        team = list(words)[number % 3]
        say_where(play, f"{words[team]}, case {number}", team)


def correct(play: Play, texts: Sequence[str], to: str) -> list[int]:
    """Reports that went to Delivery, and are not theirs."""
    made = [play.report(text) for text in texts]
    assert {one.team for one in made} == {"Delivery"}
    for one in made:
        play.make(Move.NOT_OURS, one.number, KEN, team=to)
    return [one.number for one in made]


@pytest.mark.parametrize("texts, fourth", [
    (LOCKER, "Parcel locker: the code is refused again"), (LOCKER_KO, "택배 보관함 비밀번호가 또 안 열려요")])
def test_after_three_corrections_the_fourth_report_goes_right_and_says_why(
        alone: Play, texts: tuple[str, ...], fourth: str) -> None:
    numbers = correct(alone, texts, "app")
    made = alone.report(fourth)
    assert (made.team, made.why.by) == ("App", "learned")
    assert made.why.like
    assert set(made.why.like) <= set(numbers)
    assert alone.annoyance(made.number).route_like == list(made.why.like)


def test_while_nobody_has_said_anything_keywords_decide_alone(alone: Play) -> None:
    made = alone.report("the parcel is wet")
    assert (made.team, made.why.by, made.why.phrase, made.why.like) == ("Delivery", "keyword", "parcel", ())
    assert where(alone, "hello there").by == "nothing"
    assert held(alone.services.db, alone.workspace_id) is None


def test_the_glossary_leads_to_a_keyword_in_another_language_before_and_after_a_lesson(alone: Play) -> None:
    text = "기사님이 문 앞에 두고 갔어요"
    assert where(alone, text).team is None
    apply(alone, "glossary: [{concept: courier, words: [courier, 기사님]}]")
    routed = where(alone, text)
    assert (routed.team, routed.by, routed.phrase) == ("delivery", "keyword", "기사님")
    say_where(alone, "anything at all", "payments")
    assert where(alone, text).guesses[0].team == "delivery"
    assert is_the_truth(alone)


def test_another_glossary_is_learned_with_anew(alone: Play) -> None:
    many(alone, 6)
    where(alone, "anything")
    before = held(alone.services.db, alone.workspace_id)
    apply(alone, "glossary: [{concept: courier, words: [courier, 기사님]}]")
    where(alone, "anything")
    assert held(alone.services.db, alone.workspace_id) != before
    assert is_the_truth(alone)


def test_one_wrong_label_does_not_overturn_a_keyword(alone: Play) -> None:
    say_where(alone, "the parcel is wet", "payments")
    routed = where(alone, "my parcel never came")
    assert routed.team in {"delivery", None}
    assert routed.guesses[0].team == "delivery"


def test_what_decides_before_words_is_not_asked_of_what_was_learned(alone: Play) -> None:
    many(alone, 12)
    text = "the driver left it with a neighbour"
    assert where(alone, text).team == "delivery"
    routed = learning_of(alone).where(alone.workspace_id, Facts(text, touchpoint="checkout"))
    assert (routed.team, routed.by) == ("payments", "touchpoint")


def test_what_it_does_not_know_goes_to_triage_with_the_two_best_guesses(alone: Play) -> None:
    many(alone, 12)
    made = alone.report("zxqv wvut")
    assert (made.team, made.why.by in {"unsure", "nothing"}, made.why.phrase) == (None, True, None)
    assert len(alone.annoyance(made.number).guesses) == 2


@pytest.mark.parametrize("text", ["😡😡😡", "the driver left it with a neighbour " * 300, "ㅠㅠ", "。"])
def test_any_text_finds_a_team_or_triage(alone: Play, text: str) -> None:
    many(alone, 12)
    made = alone.report(text[:10_000])
    assert made.team in {"Delivery", None}


class TestWhatTeaches:
    def test_confirmations_choices_and_corrections_do(self, alone: Play) -> None:
        alone.make(Move.ACKNOWLEDGE, alone.report("the parcel is wet").number, KEN)
        alone.make(Move.NOT_OURS, alone.report("a courier shouts").number, KEN, team="app")
        say_where(alone, "anything at all", "payments")
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert standing.by_team == {"delivery": 1, "app": 1, "payments": 1}
        assert standing.by_kind == {"confirmed": 1, "rerouted": 1, "chosen": 1}
        assert (standing.labels, standing.lessons, standing.saved) == (3, 3, None)

    def test_the_same_said_again_of_a_report_teaches_nothing_new(self, alone: Play) -> None:
        made = say_where(alone, "anything at all", "payments")
        alone.make(Move.ACKNOWLEDGE, made.number, ANA)
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert (standing.labels, standing.lessons) == (2, 1)

    def test_not_ours_without_knowing_whose_teaches_nothing(self, alone: Play) -> None:
        alone.make(Move.NOT_OURS, alone.report("the parcel is wet").number, KEN, team=None)
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert (standing.labels, standing.lessons) == (1, 0)
        assert where(alone, "my parcel never came").team == "delivery"

    def test_what_triage_withdraws_is_of_no_team(self, alone: Play) -> None:
        alone.make(Move.WITHDRAW, alone.report("lunch menu of today").number, TESS)
        assert alone.labels() == [(1, "outside", None, None)]
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert standing.by_team == {None: 1}

    def test_a_mistake_is_corrected_by_what_is_said_later_of_the_same_report(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        where(alone, "anything")
        alone.make(Move.NOT_OURS, made.number, ANA, team="app")
        assert where(alone, "the glove box squeaks").team == "app"
        assert is_the_truth(alone)
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert (standing.labels, standing.by_team) == (2, {"app": 1})

    def test_who_takes_back_what_they_said_leaves_nothing_to_learn(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        alone.make(Move.NOT_OURS, made.number, ANA, team=None)
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert (standing.labels, standing.lessons) == (2, 0)

    def test_a_report_that_is_taken_back_is_forgotten(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        say_where(alone, "anything at all", "app")
        where(alone, "anything")
        alone.services.reports.undo(alone.workspace_id, RITA, made.report_id, key=alone.key())
        where(alone, "anything")
        assert is_the_truth(alone)
        standing = learning_of(alone).standing(alone.workspace_id)
        assert standing is not None
        assert standing.by_team == {"app": 1}

    def test_other_words_of_a_report_are_learned_in_the_place_of_the_first(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        where(alone, "anything")
        before = held(alone.services.db, alone.workspace_id)
        say_otherwise(alone, made, "the invoice is wrong")
        where(alone, "anything")
        assert held(alone.services.db, alone.workspace_id) != before
        assert is_the_truth(alone)

    def test_details_beside_the_words_change_nothing_of_it(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        alone.services.reports.add_details(alone.workspace_id, RITA, made.report_id,
                                           Draft("the glove box squeaks", line="Go"), key=alone.key())
        assert stories_changed(alone) == 0

    @pytest.mark.parametrize("text", ["The glove  box squeaks!", "the glove box squeaks ..."])
    def test_the_same_words_written_otherwise_change_nothing_of_it(self, alone: Play, text: str) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        where(alone, "anything")
        say_otherwise(alone, made, text)
        assert stories_changed(alone) == 0
        assert is_the_truth(alone)

    def test_a_mark_that_a_keyword_ends_with_is_learned_anew(self, alone: Play) -> None:
        made = say_where(alone, "또 안돼", "payments")
        with alone.services.db.transaction(alone.workspace_id) as tx:
            keywords(tx.session, alone, "app", ["안돼!"])
        where(alone, "anything")
        say_otherwise(alone, made, "또 안돼!")
        where(alone, "anything")
        assert is_the_truth(alone)

    def test_words_nobody_learned_from_may_change(self, alone: Play) -> None:
        say_otherwise(alone, alone.report("the glove box squeaks"), "other words")
        assert stories_changed(alone) == 0

    def test_where_only_not_ours_was_said_nothing_is_corrected_by_what_comes_later(self, alone: Play) -> None:
        say_where(alone, "anything at all", "payments")
        where(alone, "anything")
        made = alone.report("the parcel is wet")
        alone.make(Move.NOT_OURS, made.number, KEN, team=None)
        say_otherwise(alone, made, "the parcel is very wet")
        where(alone, "anything")
        alone.make(Move.CHOOSE_TEAM, made.number, TESS, team="app")
        where(alone, "anything")
        assert stories_changed(alone) == 0
        assert is_the_truth(alone)

    def test_said_again_after_a_doubt_it_counts_from_then(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        say_where(alone, "anything at all", "app")
        where(alone, "anything")
        alone.make(Move.NOT_OURS, made.number, ANA, team=None)
        where(alone, "anything")
        alone.make(Move.CHOOSE_TEAM, made.number, TESS, team="payments")
        where(alone, "anything")
        assert stories_changed(alone) == 1
        assert is_the_truth(alone)


def say_otherwise(play: Play, made: Stored, text: str) -> None:
    """The reporter gives a report other words."""
    play.services.reports.add_details(play.workspace_id, RITA, made.report_id, Draft(text), key=play.key())


def stories_changed(play: Play) -> int:
    with play.services.db.reading() as session:
        return session.get_one(Workspace, play.workspace_id).lessons_version


class TestCommits:
    def test_what_is_rolled_back_was_never_learned(self, play: Play) -> None:
        report = play.report("the glove box squeaks")
        with rolled_back(play) as session:
            label(play, session, report.report_id, "payments")
            route(play, session, "the glove box squeaks")
        assert where(play, "the glove box squeaks").by == "nothing"
        say_where(play, "a courier shouts", "app")
        where(play, "anything")
        assert is_the_truth(play)

    async def test_on_sqlite_what_shares_a_commit_is_learned_after_it(self, alone: Play) -> None:
        """Two reports wait for one commit: the second sees the first's label, which may still go."""
        db, report = alone.services.db, alone.report("the glove box squeaks")
        seen: list[bytes | None] = []

        def both() -> None:
            with db.transaction(alone.workspace_id) as tx:
                label(alone, tx.session, report.report_id, "payments")
            with db.transaction(alone.workspace_id) as tx:
                route(alone, tx.session, "the glove box squeaks")
                seen.append(held(db, alone.workspace_id))

        await db.run(both)
        assert seen == [None]
        where(alone, "anything")
        assert is_the_truth(alone)

    def test_settings_that_are_not_committed_make_no_model(self, alone: Play) -> None:
        many(alone, 3)
        where(alone, "anything")
        before = held(alone.services.db, alone.workspace_id)
        with rolled_back(alone) as session:
            keywords(session, alone, "app", ["glove"])
            route(alone, session, "the glove box squeaks")
        where(alone, "anything")
        assert held(alone.services.db, alone.workspace_id) == before


@contextmanager
def rolled_back(play: Play) -> Iterator[Session]:
    """A transaction that fails at its end."""
    with suppress(Invalid), play.services.db.transaction(play.workspace_id) as tx:
        yield tx.session
        raise Invalid("error.nothing_written")


def label(play: Play, session: Session, report_id: str, team: str) -> None:
    stored_learning.add(session, play.workspace_id, report_id=report_id, team_key=team, was_team=None, kind="chosen",
                        by=RITA, at=play.services.clock.now())


def route(play: Play, session: Session, text: str) -> Route:
    return learning.route(session, directory(session, play.workspace_id), Facts(text))


def keywords(session: Session, play: Play, team: str, words: list[str]) -> None:
    session.get_one(Team, (play.workspace_id, team)).keywords = words
    session.flush()
    stored_settings.changed(session, play.workspace_id)


class TestProcesses:
    def test_two_that_learn_and_read_at_once_know_the_same(self, play: Play, another: Database) -> None:
        other = Play(services_on(another, play.services.clock), play.workspace_id)
        failed: list[BaseException] = []

        def work(here: Play, by: str, words: str, team: str) -> None:
            try:
                for number in range(12):
                    here.services.reports.take(
                        here.workspace_id, by, Draft(f"{words} {number}", team=team if number % 2 else None),
                        door=Door.SLASH, key=f"{by} {number}")
                    where(here, words)
            except BaseException as error:  # noqa: BLE001  a thread's failure is the test's
                failed.append(error)

        threads = [threading.Thread(target=work, args=args) for args in (
            (play, RITA, "the driver left it with a neighbour", "delivery"),
            (play, MINJUN, "화면이 검게 나와요", "app"),
            (other, CARA, "the invoice shows the wrong tax", "payments"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        for here in (play, other):
            where(here, "anything")
        assert is_the_truth(play, another)

    def test_a_restart_learns_again_what_was_said(self, alone: Play) -> None:
        many(alone, 9)
        with restarted(alone) as db:
            assert where(alone, "the driver left it with a neighbour", db).team == "delivery"
            assert held(db, alone.workspace_id) == anew(alone).data

    def test_no_report_waits_for_more_than_a_few_lessons(self, alone: Play) -> None:
        many(alone, AT_ONCE + 1)
        with restarted(alone) as db:
            assert where(alone, "the driver left it with a neighbour", db).by == "nothing"
            assert held(db, alone.workspace_id) is None
            kept = learning_of(alone, db).catch_up(alone.workspace_id)  # the clock, beside the reports
            assert kept == anew(alone)
            assert where(alone, "the driver left it with a neighbour", db).team == "delivery"

    def test_no_report_waits_while_a_snapshot_is_packed(self, alone: Play, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(learning, "SAVE_EVERY", 1)
        say_where(alone, "anything at all", "payments")
        waits: list[bool] = []
        pack = Copied.packed

        def watched(copied: Copied) -> bytes:
            waits.append(alone.services.db._memory["learning"].of(alone.workspace_id).lock.locked())
            return pack(copied)

        monkeypatch.setattr(Copied, "packed", watched)
        assert learning_of(alone).catch_up(alone.workspace_id) is not None
        assert waits == [False]

    def test_after_a_restart_a_snapshot_spares_the_learning(self, alone: Play) -> None:
        many(alone, SAVE_EVERY)
        kept = learning_of(alone).catch_up(alone.workspace_id)
        assert kept is not None
        learning_of(alone).keep(alone.workspace_id, kept)
        many(alone, 5, start=SAVE_EVERY)
        with restarted(alone) as db:
            assert where(alone, "the driver left it with a neighbour", db).team == "delivery"
            assert held(db, alone.workspace_id) == anew(alone).data
            assert learning_of(alone, db).catch_up(alone.workspace_id) is None  # nothing worth keeping yet

    @pytest.mark.parametrize("broken", [b"", b"of an older format", None])
    def test_a_snapshot_that_cannot_be_used_is_made_anew(self, alone: Play, broken: bytes | None) -> None:
        many(alone, AT_ONCE + 1)
        kept = anew(alone)
        learning_of(alone).keep(alone.workspace_id, Snapshot(kept.basis, kept.seq, broken if broken is not None
                                                             else kept.data[:-9]))
        with restarted(alone) as db:
            assert where(alone, "the driver left it with a neighbour", db).by == "nothing"
            made = learning_of(alone, db).catch_up(alone.workspace_id)
            assert made == kept
            learning_of(alone, db).keep(alone.workspace_id, made)
        assert kept_snapshots(alone) == [(kept.basis, kept.seq, kept.data)]

    def test_of_two_snapshots_the_database_keeps_what_has_come_further(self, play: Play) -> None:
        many(play, 2)
        early = anew(play)
        many(play, 2, start=2)
        late = anew(play)
        for one in (late, early):
            learning_of(play).keep(play.workspace_id, one)
        assert kept_snapshots(play) == [(late.basis, late.seq, late.data)]

    def test_a_snapshot_of_other_settings_is_not_kept_and_older_ones_go(self, play: Play) -> None:
        many(play, 2)
        before = anew(play)
        learning_of(play).keep(play.workspace_id, before)
        with play.services.db.transaction(play.workspace_id) as tx:
            keywords(tx.session, play, "app", ["glove"])
        after = anew(play)
        learning_of(play).keep(play.workspace_id, after)
        learning_of(play).keep(play.workspace_id, before)
        assert kept_snapshots(play) == [(after.basis, after.seq, after.data)]

    def test_what_was_learned_while_people_corrected_is_kept_until_there_is_better(self, alone: Play) -> None:
        made = say_where(alone, "the glove box squeaks", "payments")
        early = anew(alone)
        alone.make(Move.NOT_OURS, made.number, ANA, team="app")
        learning_of(alone).keep(alone.workspace_id, early)
        assert kept_snapshots(alone) == [(early.basis, early.seq, early.data)]
        late = anew(alone)
        for one in (late, early):
            learning_of(alone).keep(alone.workspace_id, one)
        assert kept_snapshots(alone) == [(late.basis, late.seq, late.data)]

    def test_a_restart_goes_by_what_was_kept_until_corrections_are_learned(
            self, alone: Play, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(learning, "AT_ONCE", 2)
        many(alone, 9)
        made = say_where(alone, "the glove box squeaks", "payments")
        learning_of(alone).keep(alone.workspace_id, anew(alone))
        alone.make(Move.NOT_OURS, made.number, ANA, team="app")
        text = "the driver left it with a neighbour"
        with restarted(alone) as db:
            assert where(alone, text, db).team == "delivery"
            assert held(db, alone.workspace_id) != anew(alone).data
            learning_of(alone, db).catch_up(alone.workspace_id)
            assert held(db, alone.workspace_id) == anew(alone).data
        with alone.services.db.transaction(alone.workspace_id) as tx:
            keywords(tx.session, alone, "app", ["glove"])
        with restarted(alone) as db:
            assert where(alone, text, db).by == "nothing"

    def test_corrections_are_learned_at_once_and_kept_every_few_minutes(
            self, alone: Play, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(learning, "SAVE_EVERY", 2)
        made = say_where(alone, "the glove box squeaks", "payments")
        say_where(alone, "anything at all", "app")
        catch_up_and_keep(alone)
        alone.make(Move.NOT_OURS, made.number, ANA, team="app")
        assert learning_of(alone).catch_up(alone.workspace_id) is None
        assert is_the_truth(alone)
        clock.move(SAVE_AGAIN)
        assert catch_up_and_keep(alone) == anew(alone)

    def test_other_keywords_make_another_model_of_the_same_lessons(self, alone: Play) -> None:
        many(alone, 6)
        where(alone, "anything")
        before = held(alone.services.db, alone.workspace_id)
        with alone.services.db.transaction(alone.workspace_id) as tx:
            keywords(tx.session, alone, "app", ["glove box"])
        assert where(alone, "the glove box squeaks").team == "app"
        assert held(alone.services.db, alone.workspace_id) != before
        assert is_the_truth(alone)

    def test_a_change_that_says_nothing_of_words_leaves_the_model(self, alone: Play) -> None:
        many(alone, 6)
        where(alone, "anything")
        kept = alone.services.db._memory["learning"].of(alone.workspace_id).model
        with alone.services.db.transaction(alone.workspace_id) as tx:
            stored_settings.changed(tx.session, alone.workspace_id)
        where(alone, "anything")
        assert alone.services.db._memory["learning"].of(alone.workspace_id).model is kept


@contextmanager
def restarted(play: Play) -> Iterator[Database]:
    """Another process on the same database, which knows nothing yet."""
    db = Database(play.services.db.url)
    yield db
    db.close()


def catch_up_and_keep(play: Play) -> Snapshot:
    """A turn of the clock, where what was learned is due to be kept."""
    found = learning_of(play).catch_up(play.workspace_id)
    assert found is not None
    learning_of(play).keep(play.workspace_id, found)
    return found


def kept_snapshots(play: Play) -> list[tuple[str, int, bytes]]:
    return [(row.basis, row.seq, row.data) for row in play._all(RoutingModel)]


class TestWhereItShows:
    def test_the_form_says_beforehand_where_it_would_go(self, alone: Play) -> None:
        correct(alone, LOCKER, "app")
        seen = alone.services.offers.outlook(alone.workspace_id, RITA, "Parcel locker: the code is refused again")
        assert seen.channel_id == APP_TEAM

    def test_an_import_goes_the_same_way_when_it_is_tried_out(self, alone: Play) -> None:
        correct(alone, LOCKER, "app")
        imports = Imports(alone.services.db, alone.services.clock, alone.services.reports._names)
        rows = [Row(1, {"text": "Parcel locker: the code is refused again"})]
        ready = imports.prepare(imports.reader(alone.workspace_id, {Target.TEXT: "text"}), rows).ready
        assert imports.try_out(alone.workspace_id, ready).to_team == {"App": 1}

    def test_why_stands_in_the_export_the_story_and_the_look_up(self, alone: Play) -> None:
        correct(alone, LOCKER, "app")
        made = alone.report("Parcel locker: the code is refused again")
        ws, services = alone.workspace_id, alone.services
        *_, told = Exports(services.db, services.clock).reports(ws, by="cli:admin")
        assert (told.routed_by, told.routed_phrase, told.routed_like) == ("learned", None, made.why.like)
        assert services.timelines.read(ws, RITA, made.number).why == made.why
        assert services.reports.show(ws, ANA, made.number).why == made.why
        assert services.annoyances.card(ws, made.number).why == made.why  # type: ignore[union-attr]


class TestPeople:
    def test_a_guest_is_not_told_of_others_reports(self, alone: Play) -> None:
        correct(alone, LOCKER, "app")
        made = alone.report("Parcel locker: the code is refused again", GUS)
        assert (made.team, made.why.by, made.why.like) == ("App", "learned", ())
        same = alone.report("Parcel locker: the code is refused again", GUS)
        assert (same.said_before, same.why.like) == (True, ())

    def test_a_new_team_is_another_reason(self, alone: Play) -> None:
        correct(alone, LOCKER, "app")
        made = alone.report("Parcel locker: the code is refused again")
        alone.post_card(made.number)
        alone.services.reports.not_this_team(alone.workspace_id, RITA, made.report_id, "payments", key=alone.key())
        alone.post_card(made.number)
        row = alone.annoyance(made.number)
        assert (row.team_key, row.route_by, row.route_like) == ("payments", "choice", [])


class TestSmallWorkspaces:
    def test_without_teams_there_is_nothing_to_learn(self, sqlite_db: Database, clock: StillClock) -> None:
        services = services_on(sqlite_db, clock)
        play = Play(services, services.workspaces.ensure())
        assert play.report("anything").why.by == "no_teams"
        assert learning_of(play).standing(play.workspace_id) is None
        assert learning_of(play).catch_up(play.workspace_id) is None
        assert learning_of(play).make_anew(play.workspace_id) is None

    def test_with_one_team_it_still_learns_what_is_not_theirs(self, sqlite_db: Database, clock: StillClock) -> None:
        services = services_on(sqlite_db, clock)
        play = Play(services, settle(services))
        with sqlite_db.transaction(play.workspace_id) as tx:
            for key in ("app", "delivery"):
                tx.session.get_one(Team, (play.workspace_id, key)).archived_at = clock.now()
            tx.session.flush()
            stored_settings.changed(tx.session, play.workspace_id)
        for number in range(4):
            say_where(play, f"the invoice shows the wrong tax {number}", "payments")
        assert where(play, "the refund is missing").team == "payments"
        assert where(play, "the invoice shows the wrong tax").team == "payments"


def statements(db: Database, do: Callable[[], object]) -> list[str]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", hear)
    do()
    sql_event.remove(db.engine, "before_cursor_execute", hear)
    return said


def test_a_report_costs_no_more_statements_where_there_is_nothing_new_to_learn(alone: Play) -> None:
    db = alone.services.db
    alone.report("one before", again=True)
    without = statements(db, lambda: alone.report("courier rude"))
    say_where(alone, "anything at all", "payments")
    where(alone, "one")
    with_lessons = statements(db, lambda: alone.report("bluetooth crackles"))
    assert len(with_lessons) == len(without)


def test_models_that_nobody_uses_make_room(alone: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MODELS", 1)
    say_where(alone, "anything at all", "payments")
    where(alone, "one")
    kept = alone.services.db._memory["learning"]
    kept.of("another")
    assert not kept.is_used(alone.workspace_id)
    assert where(alone, "anything at all").guesses  # it is made anew
