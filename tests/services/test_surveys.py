"""Senders at work: who may, what a preview promises and sending keeps, thousands in the background, stop and decide."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.annoyances import Move
from bot.domain.reports import Visibility
from bot.domain.senders import Turn
from bot.domain.survey_plans import Audience, Ended, Every, Trigger, Withheld
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import openings
from storage import work
from storage.db import Database
from tests.support.cast import ADAM, ANA, BEN, CARA, GENERAL, GUS, HANA, KEN, MIA, MINJUN, PAY, RITA, TESS, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play
from tests.support.sending import DECIDE_ON, Sending

FRONT: dict[str, Any] = {"audience": Audience.FRONT_LINE, "template": "met_too"}
THREE: dict[str, Any] = {"audience": Audience.PEOPLE, "people": (RITA, MINJUN, YUKI)}


@pytest.fixture
def here(sqlite_db: Database, clock: StillClock) -> Sending:
    services = services_on(sqlite_db, clock)
    return Sending(Play(services, settle(services)))


@pytest.fixture
def on_each(play: Play) -> Sending:
    """On each database in turn."""
    return Sending(play)


class TestWhoMay:
    @pytest.mark.parametrize("who, may", [
        (ANA, True), (MIA, True), (CARA, True), (ADAM, True), (HANA, False), (BEN, False), (RITA, False), (GUS, False),
    ])
    def test_of_a_team_its_lead_and_manager_cx_leads_and_admins(self, here: Sending, who: str, may: bool) -> None:
        if may:
            assert here.create(who, audience=Audience.TEAM, team="payments").plan_id
            return
        with pytest.raises(NotAllowed) as refused:
            here.create(who, audience=Audience.TEAM, team="payments")
        assert refused.value.key == "error.not_allowed.survey"

    @pytest.mark.parametrize("who, may", [(HANA, True), (KEN, True), (MIA, True), (BEN, False), (RITA, False)])
    def test_about_no_team_whoever_leads_or_manages_one(self, here: Sending, who: str, may: bool) -> None:
        if may:
            assert here.preview(who, **THREE).audience == 3
        else:
            with pytest.raises(NotAllowed):
                here.preview(who, **THREE)

    def test_only_its_people_stop_it_and_the_decider_decides(self, here: Sending) -> None:
        plan_id = here.create(**THREE, decider=BEN).plan_id
        for act in (here.stop, here.decide):
            with pytest.raises(NotAllowed):
                act(plan_id, by=HANA)
        with pytest.raises(NotAllowed):
            here.stop(plan_id, by=BEN)
        here.decide(plan_id, by=BEN)
        here.stop(plan_id, by=CARA)

    def test_what_is_not_there_is_said_kindly(self, here: Sending) -> None:
        with pytest.raises(NotFound):
            here.create(number=7)
        with pytest.raises(NotFound):
            here.stop("no such plan")


    @pytest.mark.parametrize("parts", [
        {"number": 7}, {"audience": Audience.TEAM, "team": "nobody"}, {"decision": ""},
        {**FRONT, "touchpoint": "nowhere"},
    ])
    def test_who_may_not_send_learns_nothing_of_what_there_is(self, here: Sending, parts: dict[str, Any]) -> None:
        for who in (GUS, RITA):
            for act in (here.preview, here.create):
                with pytest.raises(NotAllowed):
                    act(who, **parts)

    def test_a_decider_is_one_who_can_see_the_results(self, here: Sending) -> None:
        here.person("U0BOTTY", is_bot=True)
        for who in (GUS, "U0BOTTY"):
            with pytest.raises(Invalid) as refused:
                here.create(**THREE, decider=who)
            assert (refused.value.field, refused.value.key) == ("decider", "error.survey_decider")


class TestWhatCannotBe:
    @pytest.mark.parametrize("parts, field, key", [
        ({**THREE, "template": "recommend", "kind": "nps"}, "template", "error.survey_staff_question"),
        ({**THREE, "decide_on": date(2026, 3, 3)}, "decide_on", "error.survey_date_past"),
        ({"audience": Audience.TEAM, "team": "nobody"}, "team", "error.no_such_team"),
        ({**FRONT, "touchpoint": "nowhere"}, "touchpoint", "error.survey_no_such_touchpoint"),
        ({**FRONT, "touchpoint": "checkout"}, "touchpoint", "error.survey_no_front_line"),
        ({**THREE, "trigger": Trigger.SEQUENCE, "follows": "nothing"}, "follows", "error.survey_follows"),
    ])
    def test_a_draft_names_its_field(self, here: Sending, parts: dict[str, Any], field: str, key: str) -> None:
        for act in (here.preview, here.create):
            with pytest.raises(Invalid) as refused:
                act(CARA, **parts)
            assert (refused.value.field, refused.value.key) == (field, key)

    def test_an_empty_decision_is_not_kept(self, here: Sending) -> None:
        plan_id = here.create(**THREE).plan_id
        with pytest.raises(Invalid) as refused:
            here.decide(plan_id, "  ")
        assert refused.value.field == "decided"


class TestPreview:
    def test_it_says_who_is_asked_when_on_their_own_clocks(self, here: Sending) -> None:
        found = here.preview(**THREE)
        assert (found.audience, found.to_ask, dict(found.withheld)) == (3, 3, {})
        assert [(one.user_id, one.at.strftime("%a %H:%M")) for one in found.when] == [
            (RITA, "Wed 10:00"), (MINJUN, "Thu 09:00"), (YUKI, "Thu 09:00")]
        assert found.first_at == START
        assert found.closes_at == datetime(2026, 3, 12, 8, tzinfo=UTC)  # five working days after Thursday, in Berlin

    def test_it_writes_nothing(self, here: Sending) -> None:
        here.preview(**THREE)
        here.preview(audience=Audience.PEOPLE, people=(GENERAL,))
        assert here.play.topics() == []
        assert here.play.services.surveys.of_person(here.workspace_id, ANA) == ()

    def test_sending_keeps_what_it_promised(self, on_each: Sending) -> None:
        here = on_each
        here.person("U0GONE", is_gone=True)
        parts: dict[str, Any] = {"audience": Audience.PEOPLE, "people": (RITA, MINJUN, YUKI, "U0GONE", GUS)}
        promised = here.preview(**parts)
        survey_id = here.create(**parts).survey_id
        assert survey_id is not None
        planned = {name: row.ask_at for name, row in here.invited(survey_id).items() if row.state == "planned"}
        assert planned == {one.user_id: one.at for one in promised.when}
        assert here.stand(survey_id) == {"planned": promised.to_ask} | {
            str(why): count for why, count in promised.withheld.items()}
        assert here.progress(survey_id).closes_at == promised.closes_at

    def test_it_tells_nothing_of_one_persons_wishes_or_of_what_they_heard(self, here: Sending) -> None:
        """Rita was asked often enough, Minjun wants no surveys, Yuki has quiet hours: as if nothing were."""
        before = here.preview(**THREE)
        for _ in range(2):
            here.create(audience=Audience.PEOPLE, people=(RITA,))
            here.send_due()
            here.play.move_clock(days=1)
        later = here.preview(**THREE)
        here.play.services.answers.opt_out(here.workspace_id, MINJUN, back=None, key="out")
        here.play.services.answers.be_quiet(here.workspace_id, YUKI, "09:00", "12:00", key="quiet")
        assert here.preview(**THREE) == later
        assert (later.to_ask, dict(later.withheld), later.left_alone) == (before.to_ask, {}, 0)

    def test_who_reported_without_their_name_is_not_told_by_when_they_are_asked(self, here: Sending) -> None:
        """'How is it now?' took the day of the one who did."""
        here.play.report("The refund never arrived", BEN, visibility=Visibility.ANONYMOUS)
        here.play.make(Move.ACKNOWLEDGE, by=MIA)
        here.play.make(Move.RESOLVE, by=MIA)
        here.play.services.clock.move_to(here.play.invitations()[here.play.first_report().reporter_hash or ""].ask_at)
        assert here.play.ask() == 1
        found = here.preview(audience=Audience.PEOPLE, people=(RITA, BEN, TESS, MIA))
        assert len({one.at for one in found.when}) == 1

    def test_of_a_channel_those_with_reasons_of_their_own_are_one_sum_from_five_on(self, here: Sending) -> None:
        members = here.crowd(12)
        here.create(audience=Audience.PEOPLE, people=(PAY,))
        here.tell_who_is_in(PAY, [members])

        def outlook() -> tuple[int, int, int, dict[Withheld, int]]:
            found = here.preview(audience=Audience.PEOPLE, people=(PAY,))
            return found.audience, found.to_ask, found.left_alone, dict(found.withheld)

        for user_id in members[:4]:
            here.play.services.answers.opt_out(here.workspace_id, user_id, back=None, key=f"out {user_id}")
        assert outlook() == (12, 12, 0, {})
        here.play.services.answers.opt_out(here.workspace_id, members[4], back=None, key="out")
        assert outlook() == (12, 7, 5, {})
        chosen = here.preview(audience=Audience.PEOPLE, people=(PAY, members[0]))
        assert (chosen.to_ask, chosen.left_alone) == (12, 0)

    def test_a_later_beginning_and_a_pulse_move_it(self, here: Sending) -> None:
        monday = datetime(2026, 3, 9, 8, tzinfo=UTC)
        assert here.preview(**THREE, ask_from=monday).first_at == monday
        pulse = here.preview(**THREE, trigger=Trigger.CALENDAR, every=Every.WEEK, day="Tue", time="11:00")
        assert pulse.occasion_at == pulse.first_at == datetime(2026, 3, 10, 10, tzinfo=UTC)

    def test_it_names_the_first_twenty(self, here: Sending) -> None:
        found = here.preview(audience=Audience.PEOPLE, people=tuple(here.crowd(30)))
        assert (found.to_ask, len(found.when)) == (30, 20)
        assert found.when[0] == Turn("U00000", START)


class TestThousands:
    def test_the_click_is_answered_and_steps_do_the_rest(self, on_each: Sending) -> None:
        here = on_each
        people = here.crowd(2500)
        found = here.create(audience=Audience.PEOPLE, people=tuple(people))
        assert found.survey_id is not None
        assert here.stand(found.survey_id) == {}
        assert here.progress(found.survey_id).meant == 2500
        assert here.carry_out(at_most=2) == 2
        assert (here.stand(found.survey_id), here.progress(found.survey_id).closes_at) == ({"planned": 2000}, None)
        assert here.carry_out() == 1
        assert here.stand(found.survey_id) == {"planned": 2500}
        assert here.progress(found.survey_id).closes_at == datetime(2026, 3, 11, 9, tzinfo=UTC)

    def test_a_step_that_comes_again_invites_nobody_twice(self, here: Sending) -> None:
        found = here.create(audience=Audience.PEOPLE, people=tuple(here.crowd(1500)))
        [step] = here.play.work("invite")
        for _ in range(2):
            with here.play.services.db.transaction(here.workspace_id) as tx:
                here.play.services.surveys.go_on(tx.session, here.workspace_id, step.payload)
        assert found.survey_id is not None
        assert here.stand(found.survey_id) == {"planned": 1000}
        assert len(here.play.work("invite")) == 2

    def test_ten_thousand_stopped_half_way_and_none_sent_after(self, here: Sending,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(openings, "CHUNK", 2500)
        found = here.create(audience=Audience.PEOPLE, people=tuple(here.crowd(10_000)))
        assert found.survey_id is not None
        assert here.carry_out() == 4
        asked = here.send_due()
        assert len(asked) == len(set(asked)) > 0
        here.stop(found.plan_id)
        assert here.send_due() == []
        now = here.progress(found.survey_id)
        assert (now.asked, now.cancelled, now.planned, now.ended) == (
            len(asked), 10_000 - len(asked), 0, Ended.STOPPED)

    def test_stopping_before_all_are_invited_ends_the_steps(self, here: Sending) -> None:
        found = here.create(audience=Audience.PEOPLE, people=tuple(here.crowd(2500)))
        here.carry_out(at_most=1)
        here.stop(found.plan_id)
        here.carry_out()
        assert found.survey_id is not None
        assert here.stand(found.survey_id) == {"cancelled": 1000}


class TestToTheEnd:
    def test_the_same_click_makes_one_survey(self, here: Sending) -> None:
        assert here.create(**THREE, key="once") == here.create(**THREE, key="once")

    def test_it_closes_in_time_and_says_so(self, on_each: Sending) -> None:
        here = on_each
        survey_id = here.create(**THREE).survey_id
        assert survey_id is not None
        assert here.send_due() == [RITA]
        here.answer(survey_id, RITA)
        here.move_to(datetime(2026, 3, 12, 8, tzinfo=UTC))
        assert here.expand() == 1
        now = here.progress(survey_id)
        assert (now.ended, now.asked, now.answered, now.planned) == (Ended.CLOSED, 1, 1, 0)
        assert here.expand() == 0

    def test_with_nobody_to_ask_it_closes_at_once(self, here: Sending) -> None:
        here.person("U0GONE", is_gone=True)
        survey_id = here.create(audience=Audience.PEOPLE, people=("U0GONE",)).survey_id
        assert survey_id is not None
        assert (here.progress(survey_id).ended, here.progress(survey_id).meant) == (Ended.CLOSED, 1)

    def test_a_decision_is_kept_and_listed(self, here: Sending) -> None:
        plan_id = here.create(**THREE).plan_id
        here.decide(plan_id, " It stays. ")
        [line] = here.play.services.surveys.of_person(here.workspace_id, ANA)
        assert (line.decided, line.decide_on, line.surveys, line.is_stopped) == ("It stays.", DECIDE_ON, 1, False)
        here.stop(plan_id)
        assert here.play.services.surveys.of_person(here.workspace_id, ANA)[0].is_stopped
        assert here.play.services.surveys.to_decide(here.workspace_id, ANA, plan_id) == (
            "Whether the new form stays", "It stays.")

    def test_the_log_names_who_sent_stopped_and_decided(self, here: Sending) -> None:
        plan_id = here.create(**THREE).plan_id
        here.decide(plan_id)
        here.stop(plan_id)
        assert [(by, act) for by, act, _ in here.play.log()] == [
            (ANA, "survey"), (ANA, "decide_survey"), (ANA, "stop_survey")]


class TestProgress:
    def test_one_surface_is_drawn_anew_only_when_something_changed(self, here: Sending) -> None:
        survey_id = here.create(**THREE).survey_id
        assert survey_id is not None

        def wanted() -> int:
            [row] = here.play.work("survey_progress")
            return row.wanted

        first = wanted()
        here.expand()
        assert wanted() == first
        here.send_due()
        here.expand()
        here.expand()
        assert wanted() == first + 1
        here.answer(survey_id, RITA)
        here.expand()
        assert wanted() == first + 2

    def test_of_an_anonymous_survey_answers_are_counted_in_fives_until_it_closes(self, here: Sending) -> None:
        people = here.crowd(7)
        survey_id = here.create(audience=Audience.PEOPLE, people=tuple(people), anonymous=True).survey_id
        assert survey_id is not None
        here.send_due()
        here.expand()
        [row] = here.play.work("survey_progress")
        drawn = row.wanted
        seen = []
        for user_id in people[:6]:
            here.answer(survey_id, user_id)
            here.expand()
            seen.append((here.progress(survey_id).answered, here.play.work("survey_progress")[0].wanted - drawn))
        assert seen == [(0, 0)] * 4 + [(5, 1)] * 2
        here.play.move_clock(days=8)
        here.expand()
        assert here.progress(survey_id).answered == 6

    @pytest.mark.parametrize("ends", [Ended.CLOSED, Ended.STOPPED])
    def test_of_somebody_without_a_name_it_does_not_tell_when_they_were_asked(self, on_each: Sending, ends: Ended
                                                                              ) -> None:
        """Yuki works in Tokyo, by night in Berlin; who is asked is asked at ten in Berlin, as far as this says."""
        here = on_each
        here.play.report("The refund never arrived", YUKI, visibility=Visibility.ANONYMOUS)
        here.play.make(Move.ACKNOWLEDGE, by=MIA)
        here.play.make(Move.RESOLVE, by=MIA)
        found = here.create(number=1, anonymous=True)
        assert found.survey_id is not None
        results = here.play.services.results

        def told() -> tuple[int, int, int]:
            now = here.progress(found.survey_id or "")
            assert results.of_plan(here.workspace_id, ANA, found.plan_id).asked == now.asked
            assert results.listed(here.workspace_id, ANA)[0].asked == now.asked
            return now.planned, now.asked, now.cancelled

        assert told() == (0, 1, 0)  # planned for now
        here.send_due()
        assert here.stand(found.survey_id) == {"planned": 1}  # it is evening where she lives
        if ends is Ended.STOPPED:
            here.stop(found.plan_id)
            assert here.stand(found.survey_id) == {"cancelled": 1}
        else:
            here.play.services.clock.move_to(datetime(2026, 3, 5, 2, tzinfo=UTC))
            assert len(here.send_due()) == 1
        assert told() == (0, 1, 0)

    def test_a_sender_who_has_left_hears_nothing(self, here: Sending) -> None:
        here.person(ANA, is_gone=True)
        here.create(**THREE, decider=BEN)
        assert here.play.work("survey_progress") == []

    def test_a_channel_that_slack_does_not_tell_of_ends_it(self, here: Sending) -> None:
        found = here.create(audience=Audience.PEOPLE, people=(PAY,))
        assert found.survey_id is not None
        assert here.progress(found.survey_id).waiting_for == (PAY,)
        here.play.services.surveys.not_readable(here.workspace_id, found.survey_id)
        now = here.progress(found.survey_id)
        assert (now.ended, now.waiting_for) == (Ended.SKIPPED, (PAY,))
        assert here.plan(found.plan_id).stopped_at == here.play.services.clock.now()


class TestDigest:
    def test_it_tells_what_was_asked_and_decided(self, here: Sending) -> None:
        here.play.report("The refund never arrived", RITA)
        here.play.me_too(1, TESS)
        here.play.make(Move.ACKNOWLEDGE, 1, MIA)
        here.play.make(Move.RESOLVE, 1, MIA)
        here.play.forget_work()
        plan_id = here.create(number=1, team="payments").plan_id
        [survey] = here.surveys(plan_id)
        assert here.send_due() == [RITA, TESS]
        here.answer(survey.id, RITA)

        def told() -> list[tuple[int, int, str | None]]:
            [mine] = here.play.services.digests.preview(here.workspace_id, ANA)
            return [(one.asked, one.answered, one.decided) for one in mine.figures.surveys]

        assert told() == []  # under way, and not to be decided yet
        here.play.services.clock.move_to(datetime(2026, 3, 12, 9, tzinfo=UTC))
        here.expand()
        here.play.move_clock(minutes=1)
        assert told() == [(2, 1, None)]
        here.decide(plan_id)
        assert told() == [(2, 1, None)]  # decided at this very moment: the next look tells it
        here.play.move_clock(minutes=1)
        assert told() == [(2, 1, "It stays")]

    def test_how_is_it_now_and_surveys_are_not_counted_together(self, here: Sending) -> None:
        here.play.report("The refund never arrived", RITA)
        here.create(number=1, team="payments")
        here.send_due()
        here.play.make(Move.ACKNOWLEDGE, by=MIA)
        [mine] = here.play.services.digests.preview(here.workspace_id, ANA)
        assert mine.figures.answered_of_asked == (0, 0)


def test_work_that_waits_ends_with_its_survey(here: Sending) -> None:
    found = here.create(**THREE)
    here.play.services.invitations.expand(here.workspace_id, here.play.services.clock.now())
    here.stop(found.plan_id)
    assert [row.state for row in here.play.work("survey")] == [work.State.DEAD]
    here.play.move_clock(days=1)
    assert here.send_due() == []
