"""Work rows: claimed once, one for each lane, in their chain's order, recorded behind a fence, paused and paced."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import Session, select

from storage import work
from storage.db import Database
from storage.tables import Lane, Work
from storage.work import LEASE, MAX_FAILURES, PACE, POSTING, UPDATING, Claimed, Kind, State
from tests.support.cast import APP_TEAM, PAY, RITA
from tests.support.clocks import START

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NO_PACE = timedelta(0)


class Queue:
    """Work rows of workspace `w`, at times that the test names."""

    def __init__(self, db: Database) -> None:
        self.db = db

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.db.transaction("w") as tx:
            yield tx.session

    def add(self, key: str, channel: str = PAY, *, due: timedelta = NO_PACE, kind: Kind = Kind.MESSAGE,
            chain: str | None = None, fast: bool = False, method: str = POSTING, workspace: str = "w") -> bool:
        with self.session() as session:
            return work.add(session, workspace, kind, "told", key, due_at=START + due, now=START, channel=channel,
                            chain=chain, fast=fast, method=method, payload={"key": key})

    def want(self, key: str, channel: str = PAY, method: str = POSTING, at: datetime = START) -> None:
        with self.session() as session:
            work.want(session, "w", "card", key, channel=channel, now=at, due_at=at, method=method)

    def claim(self, at: timedelta = NO_PACE, *, now: timedelta | None = None, limit: int = 10,
              pace: timedelta = NO_PACE, steps: bool = False) -> list[Claimed]:
        with self.session() as session:
            return work.claim(session, now=START + (at if now is None else now), machine=START + at, limit=limit,
                              pace=pace, steps=steps)

    def keys(self, at: timedelta = NO_PACE, **how: Any) -> list[str]:
        return [row.dedup_key for row in self.claim(at, **how)]

    def finish(self, row: Claimed, at: timedelta = NO_PACE) -> bool:
        with self.session() as session:
            return work.finish(session, row, START + at)

    def postpone(self, row: Claimed, at: timedelta, **how: Any) -> bool:
        with self.session() as session:
            return work.postpone(session, row, until=START + at, error="try again", **how)

    def limited(self, channel: str, *, at: timedelta, pause: timedelta, method: str = POSTING) -> None:
        with self.session() as session:
            work.limited(session, "w", method, channel, machine=START + at, until=START + at + pause)

    def expire(self, at: timedelta) -> int:
        with self.session() as session:
            return work.expire_leases(session, machine=START + at)

    def row(self, key: str) -> Work:
        with self.db.reading() as session:
            return session.exec(select(Work).where(Work.workspace_id == "w", Work.dedup_key == key)).one()

    def rows(self) -> dict[str, str]:
        with self.db.reading() as session:
            return {row.dedup_key: row.state for row in session.exec(select(Work))}

    def lanes(self) -> dict[tuple[str, str], datetime]:
        with self.db.reading() as session:
            return {(row.method, row.channel): row.paused_until for row in session.exec(select(Lane))}


@pytest.fixture
def queue(bare: Database) -> Queue:
    return Queue(bare)


class TestAdding:
    def test_the_same_key_is_asked_for_once(self, queue: Queue) -> None:
        assert [queue.add("a"), queue.add("a")] == [True, False]
        assert queue.keys() == ["a"]

    def test_two_workspaces_may_use_one_key(self, queue: Queue) -> None:
        assert [queue.add("a"), queue.add("a", workspace="v")] == [True, True]
        assert [row.workspace_id for row in queue.claim()] == ["w", "v"]

    def test_the_facts_come_back_as_they_were_given(self, queue: Queue) -> None:
        queue.add("환불")
        (row,) = queue.claim()
        assert (row.payload, row.kind, row.topic, row.due_at) == ({"key": "환불"}, Kind.MESSAGE, "told", START)
        assert (row.attempts, row.failures, row.unsure, row.started_at) == (1, 0, False, START)

    def test_a_surface_keeps_one_row_and_counts_its_changes(self, queue: Queue) -> None:
        for _ in range(3):
            queue.want("card:1")
        assert (queue.rows(), queue.row("card:1").wanted) == ({"card:1": State.WAITING}, 3)

    def test_a_change_takes_the_surface_to_its_new_channel_and_method(self, queue: Queue) -> None:
        queue.want("card:1")
        queue.want("card:1", APP_TEAM, UPDATING)
        (row,) = queue.claim()
        assert (row.channel, row.method) == (APP_TEAM, UPDATING)

    def test_a_finished_surface_falls_due_again_when_it_changes(self, queue: Queue) -> None:
        queue.want("card:1")
        queue.finish(queue.claim()[0])
        assert queue.keys() == []
        queue.want("card:1")
        assert queue.keys() == ["card:1"]

    def test_a_change_while_the_surface_is_being_sent_shows_it_once_more(self, queue: Queue) -> None:
        queue.want("card:1")
        (row,) = queue.claim()
        queue.want("card:1")
        assert (queue.row("card:1").state, queue.keys()) == (State.SENDING, [])
        queue.finish(row)
        assert (queue.row("card:1").shown, queue.keys()) == (1, ["card:1"])

    def test_a_dead_surface_is_tried_again_when_it_changes(self, queue: Queue) -> None:
        queue.want("card:1")
        (row,) = queue.claim()
        with queue.session() as session:
            work.bury(session, row, now=START, error="channel_not_found")
        queue.want("card:1", at=START + MINUTE)
        assert queue.keys(MINUTE) == ["card:1"]


class TestClaiming:
    def test_what_is_not_due_by_business_time_waits(self, queue: Queue) -> None:
        queue.add("later", due=MINUTE)
        assert queue.keys(59 * SECOND) == []
        assert queue.keys(MINUTE) == ["later"]

    def test_business_time_alone_makes_it_due(self, queue: Queue) -> None:
        queue.add("next week", due=timedelta(days=7))
        assert queue.keys(NO_PACE, now=timedelta(days=7)) == ["next week"]

    def test_one_row_for_each_lane(self, queue: Queue) -> None:
        for key, channel in (("a1", PAY), ("a2", PAY), ("b1", APP_TEAM), ("c1", RITA)):
            queue.add(key, channel)
        assert queue.keys() == ["a1", "b1", "c1"]
        assert queue.keys() == ["a2"]

    def test_the_same_channel_in_two_workspaces_is_two_lanes(self, queue: Queue) -> None:
        queue.add("a")
        queue.add("a", workspace="v")
        assert queue.keys() == ["a", "a"]

    def test_rows_without_a_channel_do_not_wait_for_each_other(self, queue: Queue) -> None:
        queue.add("a", "", method="response_url")
        queue.add("b", "", method="response_url")
        assert queue.keys() == ["a", "b"]

    def test_whoever_waits_comes_first(self, queue: Queue) -> None:
        queue.add("slow")
        queue.add("fast", fast=True)
        assert queue.keys() == ["fast"]

    def test_no_more_than_asked_for_and_the_fast_ones_first(self, queue: Queue) -> None:
        for step in range(4):
            queue.add(f"slow{step}", f"C{step}")
        queue.add("fast", "C9", fast=True)
        assert queue.keys(limit=2) == ["slow0", "fast"]

    def test_a_claimed_row_is_nobody_elses(self, queue: Queue) -> None:
        queue.add("a")
        assert (queue.keys(), queue.keys()) == (["a"], [])

    def test_steps_and_messages_are_claimed_apart(self, queue: Queue) -> None:
        queue.add("message")
        queue.add("step", "", kind=Kind.STEP)
        assert (queue.keys(steps=True), queue.keys()) == (["step"], ["message"])

    def test_two_steps_can_be_claimed_together(self, queue: Queue) -> None:
        queue.add("one", "", kind=Kind.STEP)
        queue.add("two", "", kind=Kind.STEP)
        assert queue.keys(steps=True) == ["one", "two"]


class TestChains:
    def test_rows_of_a_chain_go_in_order_over_all_lanes(self, queue: Queue) -> None:
        queue.want("card:1")
        queue.add("line 1", APP_TEAM, chain="card:1")
        queue.add("line 2", RITA, chain="card:1")
        (card,) = queue.claim()
        assert (card.dedup_key, queue.keys()) == ("card:1", [])
        queue.finish(card)
        (line,) = queue.claim()
        assert (line.dedup_key, queue.keys()) == ("line 1", [])
        queue.finish(line)
        assert queue.keys() == ["line 2"]

    def test_a_chain_goes_on_after_a_row_that_died(self, queue: Queue) -> None:
        queue.add("line 1", chain="card:1")
        queue.add("line 2", APP_TEAM, chain="card:1")
        (first,) = queue.claim()
        with queue.session() as session:
            work.bury(session, first, now=START, error="msg_too_long")
        assert queue.keys() == ["line 2"]

    def test_a_chain_waits_for_a_row_that_is_tried_again_later(self, queue: Queue) -> None:
        queue.add("line 1", chain="card:1")
        queue.add("line 2", APP_TEAM, chain="card:1")
        queue.postpone(queue.claim()[0], MINUTE)
        assert (queue.keys(SECOND), queue.keys(MINUTE)) == ([], ["line 1"])

    def test_chains_do_not_wait_for_each_other(self, queue: Queue) -> None:
        queue.add("1", chain="card:1")
        queue.add("2", APP_TEAM, chain="card:2")
        assert queue.keys() == ["1", "2"]


class TestRecording:
    def test_finished_is_finished(self, queue: Queue) -> None:
        queue.add("a")
        assert queue.finish(queue.claim()[0], SECOND) is True
        row = queue.row("a")
        assert (row.state, row.finished_at, queue.keys(MINUTE)) == (State.DONE, START + SECOND, [])

    def test_whoever_lost_the_row_records_nothing(self, queue: Queue) -> None:
        queue.add("a")
        (lost,) = queue.claim()
        queue.expire(LEASE)
        (held,) = queue.claim(LEASE)
        assert held.attempts == lost.attempts + 1
        with queue.session() as session:
            assert work.bury(session, lost, now=START, error="late") is False
        assert (queue.finish(lost), queue.postpone(lost, MINUTE)) == (False, False)
        assert queue.row("a").state == State.SENDING
        assert queue.finish(held) is True

    def test_nobody_records_twice(self, queue: Queue) -> None:
        queue.add("a")
        (row,) = queue.claim()
        assert (queue.finish(row), queue.finish(row)) == (True, False)

    def test_a_lease_lasts_its_time_and_then_nobody_knows(self, queue: Queue) -> None:
        queue.add("a")
        queue.claim()
        assert queue.expire(LEASE - SECOND) == 0
        assert queue.expire(LEASE) == 1
        (again,) = queue.claim(LEASE)
        assert (again.unsure, again.failures) == (True, 0)

    def test_what_was_unsure_is_sure_once_finished(self, queue: Queue) -> None:
        queue.want("card:1")
        queue.claim()
        queue.expire(LEASE)
        queue.finish(queue.claim(LEASE)[0])
        assert queue.row("card:1").unsure is False

    def test_a_clear_no_makes_it_sure_again(self, queue: Queue) -> None:
        queue.add("a")
        queue.postpone(queue.claim()[0], SECOND, unsure=True)
        queue.postpone(queue.claim(SECOND)[0], 2 * SECOND)
        assert queue.row("a").unsure is True  # nothing new is known
        queue.postpone(queue.claim(2 * SECOND)[0], 3 * SECOND, unsure=False)
        assert queue.row("a").unsure is False

    def test_after_so_many_failures_it_is_dead_with_its_reason(self, queue: Queue) -> None:
        queue.add("a")
        for failure in range(MAX_FAILURES):
            queue.postpone(queue.claim(failure * SECOND)[0], (failure + 1) * SECOND)
        row = queue.row("a")
        assert (row.state, row.last_error, row.finished_at) == (State.DEAD, "try again", START + MAX_FAILURES * SECOND)

    def test_a_pause_is_no_failure(self, queue: Queue) -> None:
        queue.add("a")
        for step in range(MAX_FAILURES + 1):
            queue.postpone(queue.claim(step * SECOND)[0], (step + 1) * SECOND, counts=False)
        assert (queue.row("a").state, queue.row("a").failures) == (State.WAITING, 0)

    def test_a_surface_is_never_given_up(self, queue: Queue) -> None:
        queue.want("card:1")
        for step in range(MAX_FAILURES + 1):
            queue.postpone(queue.claim(step * SECOND)[0], (step + 1) * SECOND)
        assert queue.keys(MINUTE) == ["card:1"]

    def test_a_step_that_keeps_failing_is_given_up(self, queue: Queue) -> None:
        queue.add("step", "", kind=Kind.STEP)
        (row,) = queue.claim(steps=True)
        queue.postpone(row, NO_PACE, counts=False)  # as if the claim had been rolled back
        for failures in range(MAX_FAILURES):
            again = Claimed(**{name: getattr(row, name) for name in Claimed.__dataclass_fields__} | {
                "failures": failures})
            with queue.session() as session:
                work.delay(session, again, until=START + SECOND, error="it failed")
        assert (queue.row("step").state, queue.row("step").finished_at) == (State.DEAD, START + SECOND)

    def test_only_what_nobody_has_begun_can_be_taken_back(self, queue: Queue) -> None:
        queue.add("begun")
        queue.add("waits", APP_TEAM, due=MINUTE)
        queue.claim()
        with queue.session() as session:
            assert work.cancel(session, "w", ["begun", "waits", "none"], now=START, why="the asking ended") == 1
        assert queue.rows() == {"begun": State.SENDING, "waits": State.DEAD}
        assert queue.row("waits").last_error == "the asking ended"


class TestPauses:
    def test_slack_pauses_one_channel(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND)
        queue.add("pay")
        queue.add("app", APP_TEAM)
        assert queue.keys(SECOND) == ["app"]
        assert (queue.keys(29 * SECOND), queue.keys(30 * SECOND)) == ([], ["pay"])

    def test_a_second_channel_within_the_pause_pauses_the_method(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND)
        queue.limited(APP_TEAM, at=10 * SECOND, pause=30 * SECOND)
        queue.add("rita", RITA)
        queue.add("card", method=UPDATING)
        queue.add("other workspace", workspace="v")
        assert sorted(queue.keys(35 * SECOND)) == ["card", "other workspace"]
        assert queue.keys(40 * SECOND) == ["rita"]

    def test_a_second_channel_after_the_pause_is_a_pause_of_its_own(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND)
        queue.limited(APP_TEAM, at=31 * SECOND, pause=30 * SECOND)
        queue.add("pay")
        queue.add("app", APP_TEAM)
        assert queue.keys(32 * SECOND) == ["pay"]

    def test_the_same_channel_twice_pauses_it_alone(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND)
        queue.limited(PAY, at=10 * SECOND, pause=30 * SECOND)
        queue.add("app", APP_TEAM)
        assert queue.keys(11 * SECOND) == ["app"]

    def test_our_own_pace_elsewhere_is_not_slacks_pause(self, queue: Queue) -> None:
        queue.add("app", APP_TEAM)
        queue.claim(pace=MINUTE)
        queue.limited(PAY, at=SECOND, pause=30 * SECOND)
        assert set(queue.lanes()) == {(POSTING, APP_TEAM), (POSTING, PAY)}

    def test_any_other_method_pauses_for_the_whole_workspace(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND, method=UPDATING)
        queue.add("pay", method=UPDATING)
        queue.add("app", APP_TEAM, method=UPDATING)
        queue.add("post")
        assert queue.keys(SECOND) == ["post"]

    def test_a_pause_is_never_shortened(self, queue: Queue) -> None:
        with queue.session() as session:
            work.pause(session, "w", POSTING, PAY, START + MINUTE)
            work.pause(session, "w", POSTING, PAY, START + SECOND)
        assert queue.lanes() == {(POSTING, PAY): START + MINUTE}

    def test_one_post_a_second_in_a_channel(self, queue: Queue) -> None:
        queue.add("a")
        queue.add("b")
        assert queue.keys(pace=PACE) == ["a"]
        assert (queue.keys(0.9 * SECOND, pace=PACE), queue.keys(SECOND, pace=PACE)) == ([], ["b"])

    def test_updates_are_not_paced(self, queue: Queue) -> None:
        queue.add("a", method=UPDATING)
        queue.add("b", method=UPDATING)
        assert (queue.keys(pace=PACE), queue.keys(pace=PACE)) == (["a"], ["b"])

    def test_pauses_survive_a_restart(self, queue: Queue) -> None:
        queue.limited(PAY, at=NO_PACE, pause=30 * SECOND)
        queue.add("pay")
        again = Database(queue.db.url)
        assert Queue(again).keys(SECOND) == []
        again.close()


class TestKeeping:
    def test_old_finished_work_goes_and_surfaces_stay(self, queue: Queue) -> None:
        for key, kind in (("message", Kind.MESSAGE), ("surface", Kind.SURFACE), ("dead", Kind.MESSAGE)):
            queue.add(key, key, kind=kind)
        rows = {row.dedup_key: row for row in queue.claim()}
        queue.finish(rows["message"])
        queue.finish(rows["surface"])
        queue.add("waits", "elsewhere")
        with queue.session() as session:
            work.bury(session, rows["dead"], now=START, error="no")
            assert work.prune(session, before=START) == 0
            assert work.prune(session, before=START + SECOND) == 2
        assert set(queue.rows()) == {"surface", "waits"}

    def test_an_answer_that_nobody_waits_for_is_forgotten_and_goes(self, queue: Queue) -> None:
        with queue.session() as session:
            work.add(session, "w", Kind.MESSAGE, "reply", "r", due_at=START, now=START, payload={"url": "sealed"})
            work.forget_addresses(session, before=START + SECOND)
        assert queue.row("r").payload == {}
        with queue.session() as session:
            assert work.prune(session, before=START + MINUTE) == 1

    def test_lanes_go_when_their_pauses_are_over(self, queue: Queue) -> None:
        with queue.session() as session:
            work.pause(session, "w", POSTING, PAY, START)
            work.pause(session, "w", POSTING, APP_TEAM, START + MINUTE)
            work.pause(session, "w", POSTING, "", START + MINUTE, asked_by_slack=True)
            assert work.prune_lanes(session, before=START) == 0
            assert work.prune_lanes(session, before=START + SECOND) == 1
        assert set(queue.lanes()) == {(POSTING, APP_TEAM), (POSTING, "")}
        with queue.session() as session:
            assert work.prune_lanes(session, before=START + 2 * MINUTE) == 2
        assert queue.lanes() == {}

    def test_a_lane_that_nothing_follows_in_keeps_no_pace(self, queue: Queue) -> None:
        with queue.session() as session:
            for topic in ("offer", "told"):
                work.add(session, "w", Kind.MESSAGE, topic, topic, due_at=START, now=START, channel=f"~{topic}")
        assert len(queue.claim(pace=SECOND)) == 2
        assert set(queue.lanes()) == {(POSTING, "~told")}

    def test_what_is_due_and_unfinished_is_counted(self, queue: Queue) -> None:
        queue.add("a")
        queue.add("b", APP_TEAM, due=MINUTE)
        queue.claim()
        with queue.db.reading() as session:
            assert work.waiting(session, now=START) == 1
            assert work.waiting(session, now=START + MINUTE) == 2
            assert work.next_visible(session, now=START) == START + LEASE
            assert work.next_visible(session, now=START + MINUTE) == START

    def test_the_first_moment_is_none_when_nothing_is_due(self, queue: Queue) -> None:
        with queue.db.reading() as session:
            assert work.next_visible(session, now=START) is None


def test_claims_at_once_never_give_one_row_twice(bare: Database) -> None:
    queue, other = Queue(bare), Database(bare.url)
    with queue.session() as session:
        for step in range(200):
            work.add(session, "w", Kind.MESSAGE, "told", f"k{step}", due_at=START, now=START, channel=f"C{step % 100}")
    taken: list[Claimed] = []
    gate = Barrier(4)

    def engine(db: Database) -> None:
        gate.wait()
        while rows := Queue(db).claim(limit=7):
            taken.extend(rows)

    engines = [Thread(target=engine, args=(db,)) for db in (bare, other, bare, other)]
    for one in engines:
        one.start()
    for one in engines:
        one.join()
    rest = {row.id for row in queue.claim(limit=200)}
    other.close()
    assert len({row.id for row in taken} | rest) == len(taken) + len(rest) == 200


def test_what_is_to_come_is_counted_and_names_nobody(queue: Queue) -> None:
    day = timedelta(days=1)
    with queue.session() as session:
        for key, due, topic, facts in (
                ("late", 2 * day, "told", {"number": 7, "user": RITA}), ("due", NO_PACE, "told", {"number": 1}),
                ("one", day, "ask", {"survey": "s", "user": RITA}), ("two", day, "ask", {"survey": "s", "user": "U0B"}),
                ("other", day, "ask", {"survey": "t", "user": RITA})):
            work.add(session, "w", Kind.MESSAGE, topic, key, due_at=START + due, now=START, channel=RITA, payload=facts)
        work.add(session, "v", Kind.MESSAGE, "told", "theirs", due_at=START + day, now=START)
        found = work.upcoming(session, "w", START, 2)
        all_of_it = work.upcoming(session, "w", START, 9)
    assert [(one.at - START, one.topic, one.count, one.number, one.survey_id) for one in all_of_it] == [
        (day, "ask", 2, None, "s"), (day, "ask", 1, None, "t"), (2 * day, "told", 1, 7, None)]
    assert found == all_of_it[:2]
    assert RITA not in repr(all_of_it)
