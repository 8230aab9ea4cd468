"""The weekly digest: counted as of its period's end, rates with their denominators, once for each team and period."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.digests import Ages, Figures, frozen, thawed
from bot.domain.verification import Answer
from bot.errors import NotFound
from bot.services.digests import TeamDigest
from bot.text import say
from bot.views.digests import digest
from bot.views.reports import line_in_words
from storage import settings as stored_settings
from storage.tables import Digest, Report, Team
from storage.work import Kind
from tests.support.cast import (
    ADAM,
    ANA,
    BEN,
    CARA,
    HANA,
    KEN,
    MIA,
    MINJUN,
    PAY,
    RITA,
    YUKI,
)
from tests.support.play import Play

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
NEXT = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


def published(play: Play, team: str = "payments", period: str = "2026-03-09") -> Figures:
    found = play.services.digests.published(play.workspace_id, team, period)
    assert found is not None
    return found.figures


def publish(play: Play, at: datetime = MONDAY) -> int:
    """The clock's job and the step, as of `at`; returns how many digests were new."""
    play.services.clock.move_to(at)
    asked = play.services.digests.expand(play.workspace_id, at)
    play.step("publish_digest")
    return asked


def change_team(play: Play, key: str, **values: object) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        row = tx.session.get_one(Team, (play.workspace_id, key))
        for name, value in values.items():
            setattr(row, name, value)
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)


class TestOnce:
    def test_each_team_is_asked_for_once_a_period(self, play: Play) -> None:
        play.services.clock.move_to(MONDAY)
        assert [play.services.digests.expand(play.workspace_id, MONDAY) for _ in range(3)] == [3, 0, 0]
        assert {row.dedup_key: (row.kind, row.due_at) for row in play.work("publish_digest")} == {
            # Monday 09:00 in Berlin, in Seoul and in Tokyo
            "digest:payments:2026-03-09": (Kind.STEP, MONDAY),
            "digest:app:2026-03-09": (Kind.STEP, datetime(2026, 3, 9, 0, 0, tzinfo=UTC)),
            "digest:delivery:2026-03-09": (Kind.STEP, datetime(2026, 3, 9, 0, 0, tzinfo=UTC))}

    async def test_five_processes_at_once_ask_once(self, play: Play) -> None:
        play.services.clock.move_to(MONDAY)
        run, expand = play.services.db.run, play.services.digests.expand
        heard = await asyncio.gather(*(run(expand, play.workspace_id, MONDAY) for _ in range(5)))
        assert sum(heard) == 3
        assert len(play.work("publish_digest")) == 3

    def test_it_is_posted_once_in_the_teams_channel(self, play: Play) -> None:
        play.report()
        publish(play)
        publish(play, MONDAY + timedelta(hours=5))
        (post,) = play.work("digest")
        assert (post.channel, post.dedup_key, post.payload) == (
            PAY, "digest_post:payments:2026-03-09", {"team": "payments", "period": "2026-03-09"})

    def test_a_step_carried_out_twice_publishes_once(self, play: Play) -> None:
        play.report()
        publish(play)
        play.report("The refund is lost", BEN)
        with play.services.db.transaction(play.workspace_id) as tx:
            play.services.digests.publish(tx.session, play.workspace_id, "payments", "2026-03-09")
        assert (published(play).new.total, len(play.work("digest"))) == (1, 1)

    def test_the_next_week_is_another_one(self, play: Play) -> None:
        play.report()
        assert [publish(play), publish(play, NEXT)] == [3, 3]
        assert [row.payload["period"] for row in play.work("digest")] == ["2026-03-09", "2026-03-16"]

    def test_before_it_is_due_nothing_is_asked_for(self, play: Play) -> None:
        before = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
        assert play.services.digests.expand(play.workspace_id, before) == 0

    def test_a_team_gets_none_for_the_time_before_it_came(self, play: Play) -> None:
        change_team(play, "payments", created_at=MONDAY)
        assert publish(play) == 2

    def test_a_team_that_turned_it_off_gets_none(self, play: Play) -> None:
        change_team(play, "payments", digest_day=None)
        assert publish(play) == 2

    def test_one_turned_off_between_asking_and_counting_is_not_sent(self, play: Play) -> None:
        play.report()
        play.services.clock.move_to(MONDAY)
        play.services.digests.expand(play.workspace_id, MONDAY)
        change_team(play, "payments", digest_day=None)
        play.step("publish_digest")
        assert play.work("digest") == []

    def test_an_empty_period_is_kept_and_not_sent(self, play: Play) -> None:
        publish(play)
        assert (published(play).is_empty, play.work("digest")) == (True, [])
        assert play.services.digests.newest(play.workspace_id, ANA) == []


class TestFigures:
    def test_a_weeks_work_is_counted(self, play: Play) -> None:
        for number in range(1, 7):
            play.report(f"The refund of order {number} is lost")
        play.make(Move.ACKNOWLEDGE, 1)
        play.make(Move.ASSIGN, 2)
        play.make(Move.ASSIGN, 3)
        play.make(Move.RESOLVE, 3)
        play.make(Move.NOT_OURS, 4, team="app")
        play.services.reports.undo(play.workspace_id, RITA, play.first_report(5).id, key="undo")
        play.services.reports.me_too(play.workspace_id, RITA, 1, key="k", report_id=play.first_report(6).id)
        publish(play)
        found = published(play)
        assert (found.starts_at, found.ends_at) == (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), MONDAY)
        assert (found.new.total, found.resolved.total, found.open.total, found.came_back.total) == (6, 1, 2, 0)
        assert (found.moved_away, found.withdrawn, found.merged) == (1, 1, 1)
        assert found.acknowledged_of_new == (3, 6)
        assert [(row.number, row.state, row.reports) for row in found.open.rows] == [
            (1, State.ACKNOWLEDGED, 2), (2, State.PLANNED, 1)]

    def test_a_section_shows_five_rows_and_counts_all(self, play: Play) -> None:
        for number in range(7):
            play.report(f"The refund of order {number} is lost")
        publish(play)
        found = published(play)
        assert (found.new.total, [row.number for row in found.new.rows]) == (7, [1, 2, 3, 4, 5])

    def test_open_ones_are_counted_by_age(self, play: Play) -> None:
        for _ in range(2):
            play.report(again=True)
        play.services.clock.move_to(MONDAY + timedelta(days=20))
        play.report(again=True)
        play.services.clock.move_to(MONDAY + timedelta(days=27))
        play.report(again=True)
        publish(play, datetime(2026, 4, 6, 7, 0, tzinfo=UTC))  # 28 days after that Monday; Berlin has summer time
        assert published(play, period="2026-04-06").ages == Ages(under_week=1, under_month=1, older=2)

    def test_rates_come_with_their_denominators(self, play: Play) -> None:
        for reporter in (RITA, MINJUN, YUKI):
            play.bring_to(State.RESOLVED, reporter)
        play.services.clock.move_to(MONDAY + timedelta(days=4))
        for number, reporter in enumerate((RITA, MINJUN, YUKI), start=1):
            play.asked(play.survey(number).id, reporter)
        play.answer(RITA, Answer.GONE, 1)
        play.answer(MINJUN, Answer.STILL, 2)
        publish(play, NEXT)
        found = published(play, period="2026-03-16")
        assert (found.verified.total, found.came_back.total) == (1, 1)
        assert (found.verified_of_asked, found.answered_of_asked) == ((1, 2), (2, 3))

    def test_silence_counts_among_those_asked(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        play.bring_to(State.RESOLVED, BEN)
        play.answer(RITA, Answer.GONE, 1)
        at = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
        play.services.clock.move_to(at - timedelta(hours=1))
        play.step("close_survey")
        publish(play, at)
        assert published(play, period="2026-03-23").verified_of_asked == (0, 1)

    def test_what_another_team_sent_over_is_new_here(self, play: Play) -> None:
        play.report()
        play.post_card()
        play.make(Move.NOT_OURS, team="app")
        play.post_card()
        play.report("The refund is lost")
        play.make(Move.NOT_OURS, 2, team="app")  # before its card stands: at once
        publish(play)
        assert [row.number for row in published(play, "app").new.rows] == [1, 2]

    def test_what_is_reopened_is_not_new(self, play: Play) -> None:
        number = play.bring_to(State.RESOLVED)
        publish(play)
        play.make(Move.REOPEN, number, MIA)
        publish(play, NEXT)
        found = published(play, period="2026-03-16")
        assert (found.new.total, found.open.total) == (0, 1)

    def test_a_moment_belongs_to_one_period_only(self, play: Play) -> None:
        play.services.clock.move_to(MONDAY - timedelta(microseconds=1))
        play.report()
        play.services.clock.move_to(MONDAY)
        play.report(again=True)
        publish(play)
        publish(play, NEXT)
        assert [row.number for row in published(play).new.rows] == [1]
        assert [row.number for row in published(play, period="2026-03-16").new.rows] == [2]


def by_a_customer(play: Play, words: str) -> int:
    """A customer writes at the checkout's standing link; returns the annoyance's number."""
    link = play.services.links.standing(play.workspace_id, ANA, "checkout", locale=None)
    assert play.services.links.report(link.url.rpartition("/")[2], words, word="a" * 22) is not None
    return max(row.number for row in play._all(Report))


class TestCustomersThemselves:
    def test_their_reports_are_counted_beside_those_of_employees(self, play: Play) -> None:
        play.report("The refund never arrived", touchpoint="checkout")
        number = by_a_customer(play, "Nobody sent my money")
        play.me_too(number, BEN)
        play.me_too(number, MINJUN)
        publish(play)
        found = published(play)
        assert found.told == (3, 1)
        assert [(row.number, row.reports, row.by_customers) for row in found.new.rows] == [(1, 1, 0), (number, 2, 1)]
        for said, words in (("en", "2 reports, and 1 by customers themselves"),
                            ("ko", "제보 2건, 고객이 직접 남긴 제보 1건"),
                            ("ja", "報告 2 件、お客様ご自身からの報告 1 件")):
            shown = digest(said, "Payments", "Europe/Berlin", found, preview=False)
            assert str(shown.blocks).count(words) == 2  # new and open
        assert "Came in: 3 reports, and 1 by customers themselves." in digest(
            "en", "Payments", "Europe/Berlin", found, preview=False).text
        line = play.services.reports.show(play.workspace_id, RITA, number).line
        assert line_in_words("en", line).endswith(" · 2 reports, and 1 by customers themselves")

    def test_what_only_customers_told_has_no_report_of_an_employee(self, play: Play) -> None:
        number = by_a_customer(play, "Nobody sent my money")
        publish(play)
        [row] = published(play).new.rows
        assert (row.number, row.reports, row.by_customers, published(play).told) == (number, 0, 1, (0, 1))
        assert line_in_words("en", row).endswith(" · 1 report by customers themselves")

    def test_one_that_joined_another_is_told_once(self, play: Play) -> None:
        play.report("The refund never arrived", touchpoint="checkout")
        number = by_a_customer(play, "Nobody sent my money")
        play.services.reports.me_too(play.workspace_id, RITA, number, key="joins", report_id=play.first_report().id)
        publish(play)
        assert (published(play).merged, published(play).told) == (1, (1, 1))

    def test_without_them_a_digest_says_what_it_said_before(self, play: Play) -> None:
        play.report("The refund never arrived")
        publish(play)
        found = published(play)
        before = frozen(found)
        del before["told"]
        for section in ("new", "open"):
            for row in before[section]["rows"]:
                del row["by_customers"]
        old = thawed(before)  # as published before customers were counted apart
        for language in ("en", "ko", "ja"):
            drawn, again = (digest(language, "Payments", "Europe/Berlin", one, preview=False) for one in (found, old))
            assert drawn == again
            assert say(language, "digest.told", counted="") not in drawn.text
        assert thawed(frozen(found)) == found


def after_the_end(play: Play) -> None:
    """All that can happen to a week's annoyances once the week is over."""
    play.make(Move.RESOLVE, 1, MIA)
    play.make(Move.ACKNOWLEDGE, 2)
    play.me_too(3, YUKI)
    play.make(Move.NOT_OURS, 4, team="app")
    play.post_card(4)
    play.services.reports.me_too(play.workspace_id, MINJUN, 3, key="late", report_id=play.first_report(5).id)
    play.make(Move.STILL_HAPPENING, 6)
    play.make(Move.NOT_OURS, 7, team=None)


def a_week(play: Play) -> None:
    play.bring_to(State.ACKNOWLEDGED)
    for who in (RITA, BEN, CARA, MINJUN):
        play.report(f"The refund is lost, says {who}", who)
    play.post_card(4)
    play.bring_to(State.VERIFIED)
    play.bring_to(State.RESOLVED)
    play.make(Move.STILL_HAPPENING, 7)


def test_a_late_digest_says_what_it_would_have_said_in_time(play: Play) -> None:
    a_week(play)
    play.services.clock.move_to(MONDAY)
    in_time = play.services.digests.preview(play.workspace_id, ANA)
    publish(play)
    on_time = published(play)
    with play.services.db.transaction(play.workspace_id) as tx:  # as if it had not been sent
        tx.session.delete(tx.session.get_one(Digest, (play.workspace_id, "payments", "2026-03-09")))
    play.services.clock.move_to(MONDAY + timedelta(minutes=1))
    after_the_end(play)
    play.services.clock.move_to(MONDAY + timedelta(days=2))
    with play.services.db.transaction(play.workspace_id) as tx:
        play.services.digests.publish(tx.session, play.workspace_id, "payments", "2026-03-09")
    assert published(play) == on_time
    assert in_time[0].preview is True


def test_a_digest_says_for_ever_what_it_said(play: Play) -> None:
    a_week(play)
    publish(play)
    before = published(play)
    play.services.clock.move_to(MONDAY + timedelta(minutes=1))
    after_the_end(play)
    assert published(play) == before
    assert [one.figures for one in play.services.digests.newest(play.workspace_id, ANA)] == [before]


class TestWallTime:
    @pytest.mark.parametrize("day, at", [
        (date(2026, 3, 23), datetime(2026, 3, 23, 8, 0, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # the day after clocks went forward
        (date(2026, 10, 26), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # the day after they went back
    ])
    def test_it_comes_at_nine_whatever_the_clocks_do(self, play: Play, day: date, at: datetime) -> None:
        play.services.digests.expand(play.workspace_id, at)
        (row,) = [row for row in play.work("publish_digest") if row.payload["team"] == "payments"]
        assert (row.payload["period"], row.due_at) == (day.isoformat(), at)

    def test_in_the_hour_that_is_left_out_it_comes_after_it(self, play: Play) -> None:
        change_team(play, "payments", digest_day="Sun", digest_time="02:30")  # 29 March: 02:00 to 03:00 is left out
        at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert publish(play, at - timedelta(seconds=1)) == 3  # those of the week before
        assert publish(play, at) == 1
        assert published(play, period="2026-03-29").ends_at == at

    def test_in_the_hour_that_comes_twice_it_comes_once(self, play: Play) -> None:
        change_team(play, "payments", digest_day="Sun", digest_time="02:30")  # 25 October: 02:00 to 03:00 comes twice
        at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert [publish(play, at), publish(play, at + timedelta(hours=1))] == [3, 0]
        assert published(play, period="2026-10-25").ends_at == at

    def test_no_hour_is_left_out_or_counted_twice_around_the_change(self, play: Play) -> None:
        for day in (23, 30):
            publish(play, datetime(2026, 3, day, 9 if day == 23 else 8, tzinfo=UTC))
        first, second = (published(play, period=f"2026-03-{day}") for day in (23, 30))
        assert first.ends_at == second.starts_at
        assert second.ends_at - second.starts_at == timedelta(days=7, hours=-1)


class TestWho:
    @pytest.mark.parametrize("who, teams", [
        (ANA, ["Payments"]), (BEN, ["Payments"]), (HANA, ["App"]), (KEN, ["Delivery"]),
        (MIA, ["Payments", "App", "Delivery"]), (CARA, ["Payments", "App", "Delivery"]),
        (ADAM, ["Payments", "App", "Delivery"]),
    ])
    def test_each_sees_the_running_period_of_their_teams(self, play: Play, who: str, teams: list[str]) -> None:
        play.report()
        found: list[TeamDigest] = play.services.digests.preview(play.workspace_id, who)
        assert [(one.team, one.preview) for one in found] == [(team, True) for team in teams]

    @pytest.mark.parametrize("who", [RITA, YUKI, "U0NOBODY"])
    def test_who_is_of_no_team_is_told_so(self, play: Play, who: str) -> None:
        with pytest.raises(NotFound):
            play.services.digests.preview(play.workspace_id, who)

    def test_a_preview_is_in_the_teams_language_and_zone(self, play: Play) -> None:
        (found,) = play.services.digests.preview(play.workspace_id, HANA)
        assert (found.locale, found.zone) == ("ko", "Asia/Seoul")


class TestHonesty:
    def test_what_came_back_within_the_period_is_not_gone_for_good(self, play: Play) -> None:
        play.bring_to(State.VERIFIED)
        play.answer(RITA, Answer.STILL)
        publish(play)
        assert published(play).verified.total == 0
        assert published(play).verified_of_asked == (0, 1)

    def test_a_new_day_of_the_digest_tells_nothing_twice(self, play: Play) -> None:
        play.report()
        publish(play)  # Monday
        change_team(play, "payments", digest_day="Fri")
        publish(play, datetime(2026, 3, 13, 8, 0, tzinfo=UTC))
        assert published(play).new.total == 1
        assert published(play, period="2026-03-13").new.total == 0
        assert published(play, period="2026-03-13").starts_at == MONDAY

    def test_weeks_that_the_clock_slept_through_are_in_the_next_digest(self, play: Play) -> None:
        publish(play)
        play.services.clock.move_to(MONDAY + timedelta(days=3))
        play.report()
        publish(play, MONDAY + timedelta(days=21))
        assert published(play, period="2026-03-30").new.total == 1
