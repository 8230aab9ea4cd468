"""Answers of colleagues: one tap saves and the last one holds, comments become reports where they should, nobody
answers a survey that has ended, and whoever wants to be left alone is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.domain.annoyances import Move, State
from bot.domain.people import Back
from bot.domain.reports import Door, Draft, Segment, Visibility
from bot.domain.results import Users
from bot.domain.survey_plans import Asking, Ended, Trigger, YouSaid
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services.pseudonyms import is_pseudonym
from storage import reports as stored_reports
from storage import wishes
from storage.db import Database
from storage.tables import AskingWish, Report, Response, Survey, SurveyPlan
from tests.support.cast import ANA, BEN, CARA, MINJUN, RITA, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import Services, services_on
from tests.support.play import Play
from tests.support.surveying import Surveying

BACK = Back(RITA, "https://hooks.example/1", "D0RITA", replace=True)
WORDS = "Nobody answered for two weeks"


@pytest.fixture
def services(sqlite_db: Database, clock: StillClock) -> Services:
    return services_on(sqlite_db, clock)


@pytest.fixture
def asking(play: Play) -> Surveying:
    return Surveying(play)


def tap(asking: Surveying, survey_id: str, answer: str, by: str = RITA, *, key: str | None = None) -> None:
    asking.play.services.answers.tap(asking.workspace_id, by, survey_id, answer, back=BACK,
                                     key=key or asking.play.key())


def comment(asking: Surveying, survey_id: str, words: str | None = WORDS, cause: str | None = None, by: str = RITA
            ) -> None:
    asking.play.services.answers.comment(asking.workspace_id, by, survey_id, words, cause, back=BACK,
                                         key=asking.play.key())


def make_report(asking: Surveying, survey_id: str, by: str = RITA, *, key: str | None = None) -> None:
    asking.play.services.answers.make_report(asking.workspace_id, by, survey_id, back=BACK,
                                             key=key or asking.play.key())


def seen(asking: Surveying, survey_id: str, by: str = RITA) -> Asking:
    found = asking.play.services.answers.asking(asking.workspace_id, survey_id, by)
    assert found is not None
    return found


def responses(asking: Surveying, survey_id: str) -> list[Response]:
    return list(asking.play._all(Response, Response.survey_id == survey_id))


def reports(asking: Surveying) -> list[Report]:
    return sorted(asking.play._all(Report), key=lambda row: row.id)


@pytest.mark.parametrize("anonymous, visibility, segments", [
    (False, Visibility.NAMED, [Segment.DAILY, Segment.NEW]), (False, Visibility.ANONYMOUS, [Segment.DAILY]),
    (True, Visibility.NAMED, [])])
def test_of_what_user_an_answer_is_stands_in_ones_own_report(
        asking: Surveying, anonymous: bool, visibility: Visibility, segments: list[Segment]) -> None:
    play, db = asking.play, asking.play.services.db
    play.report("The refund never arrived", RITA, segment=Segment.NEW, visibility=visibility)
    play.services.reports.me_too(play.workspace_id, BEN, 1, key="me too",
                                 draft=Draft("Here too", segment=Segment.DAILY))
    with db.reading() as session:
        invited = stored_reports.reporters(session, play.workspace_id, 1)
    survey = asking.survey(*invited, ANA, number=1, anonymous=anonymous)
    for who in (RITA, BEN, ANA):
        tap(asking, survey, "1", who)
    tap(asking, survey, "0", BEN)
    assert sorted(row.segment for row in responses(asking, survey) if row.segment) == segments
    [plan] = play._all(SurveyPlan)
    [part] = play.services.results.of_plan(play.workspace_id, CARA, plan.id).parts
    apart = {Users.NEW: 1, Users.REGULAR: 1} if len(segments) > 1 else {}
    assert {who: one.n for who, one in part.users.items()} == apart


def test_of_what_user_an_answer_after_a_report_is_says_that_report(asking: Surveying) -> None:
    first = asking.play.report("The refund never arrived", RITA, segment=Segment.NEW)
    asking.play.services.reports.me_too(asking.workspace_id, RITA, first.number, key="again",
                                        draft=Draft("Again", segment=Segment.DAILY))
    survey = asking.survey(RITA, number=first.number, trigger=Trigger.AFTER_REPORT)
    with asking.play.services.db.transaction(asking.workspace_id) as tx:
        tx.session.get_one(Survey, (asking.workspace_id, survey)).occasion = reports(asking)[0].id
    tap(asking, survey, "1")
    assert [row.segment for row in responses(asking, survey)] == [Segment.NEW]


def test_whoever_is_asked_sees_what_it_decides_until_when_and_what_it_is_about(asking: Surveying) -> None:
    survey = asking.survey(RITA, team_key="payments", touchpoint_key="checkout")
    shown = seen(asking, survey)
    assert (shown.decision, shown.decider, shown.decide_on) == ("Whether we keep the hotline", "Cara",
                                                                date(2026, 4, 1))
    assert (shown.team, shown.touchpoint, shown.is_open, shown.said) == ("Payments", "Checkout", True, None)
    assert shown.closes_at == START + timedelta(days=7)
    assert str(shown.closes_at.tzinfo) == "Europe/Berlin"
    assert asking.play.services.answers.asking(asking.workspace_id, survey, BEN) is None
    assert asking.play.services.answers.asking(asking.workspace_id, "no such survey", RITA) is None


def test_the_last_tap_holds(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    for answer in ("2", "5", "4"):
        tap(asking, survey, answer)
    (kept,) = responses(asking, survey)
    assert (kept.answer, kept.user_id, kept.answered_at, kept.locale) == ("4", RITA, START, "en")
    assert seen(asking, survey).said == "4"


def test_of_an_anonymous_answer_neither_the_language_nor_the_time_of_day_is_kept(asking: Surveying) -> None:
    """One who reads Japanese among ten who read English would be known by it."""
    survey = asking.survey(RITA, kind="csat", anonymous=True)
    for answer in ("2", "4"):
        tap(asking, survey, answer)
    (kept,) = responses(asking, survey)
    assert (kept.answer, kept.locale, kept.answered_at) == ("4", None, START.replace(hour=0, minute=0))


def test_a_repeated_request_changes_nothing(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    tap(asking, survey, "2", key="one click")
    tap(asking, survey, "5")
    tap(asking, survey, "2", key="one click")
    assert seen(asking, survey).said == "5"
    assert [act for _, act, _ in asking.play.log()] == ["survey_answer"] * 2


@pytest.mark.parametrize("answer", ["6", "", "still", "1.0", "-1"])
def test_what_is_no_point_of_the_scale_is_no_answer(asking: Surveying, answer: str) -> None:
    survey = asking.survey(RITA, kind="csat")
    with pytest.raises(Invalid):
        tap(asking, survey, answer)
    assert responses(asking, survey) == []


def test_only_those_who_are_asked_can_answer(asking: Surveying) -> None:
    survey = asking.survey(RITA)
    with pytest.raises(NotAllowed):
        tap(asking, survey, "1", BEN)
    with pytest.raises(NotAllowed):
        comment(asking, survey, by=BEN)
    with pytest.raises(NotAllowed):
        make_report(asking, survey, BEN)
    with pytest.raises(NotFound):
        tap(asking, "no such survey", "1")
    assert responses(asking, survey) == []


def test_how_is_it_now_is_not_answered_by_points(asking: Surveying) -> None:
    asking.play.bring_to(State.RESOLVED)
    with pytest.raises(NotFound):
        tap(asking, asking.play.survey().id, "1")


@pytest.mark.parametrize("days, outcome", [(8, None), (1, Ended.STOPPED), (1, Ended.CLOSED)])
def test_after_the_end_nothing_is_counted_and_the_message_says_how_it_ended(
        asking: Surveying, days: int, outcome: Ended | None) -> None:
    survey = asking.survey(RITA)
    tap(asking, survey, "0")
    asking.play.move_clock(days=days)
    if outcome is not None:
        asking.close(survey, outcome)
    asking.play.forget_work()
    tap(asking, survey, "1")
    comment(asking, survey)
    (kept,) = responses(asking, survey)
    assert (kept.answer, kept.comment) == ("0", None)
    shown = seen(asking, survey)
    assert (shown.is_open, shown.said, shown.ended) == (False, "0", outcome)
    assert [row.payload["facts"]["late"] for row in asking.play.work("reply")] == [True, True]


def test_changing_after_the_end_says_so(asking: Surveying) -> None:
    survey = asking.survey(RITA)
    tap(asking, survey, "1")
    asking.play.move_clock(days=8)
    asking.play.forget_work()
    asking.play.services.answers.show(asking.workspace_id, RITA, survey, again=True, back=BACK)
    (facts,) = [row.payload["facts"] for row in asking.play.work("reply")]
    assert facts == {"survey": survey, "again": True, "late": True}


def test_a_comment_is_masked_and_can_be_changed_and_taken_away(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    tap(asking, survey, "5")
    comment(asking, survey, "Write to kim@example.com", "quick")
    first = seen(asking, survey)
    assert "kim@example.com" not in (first.comment or "")
    assert first.cause == "quick"
    comment(asking, survey, None, None)
    assert (seen(asking, survey).comment, seen(asking, survey).cause) == (None, None)
    assert reports(asking) == []


def test_a_cause_goes_with_the_answer_it_was_offered_for(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    tap(asking, survey, "5")
    comment(asking, survey, "Quick indeed", "quick")
    tap(asking, survey, "4")
    assert seen(asking, survey).cause == "quick"
    tap(asking, survey, "1")
    assert seen(asking, survey).cause is None
    comment(asking, survey, "Quick indeed", "quick")
    assert seen(asking, survey).cause is None, "it is not offered for a low answer"


@pytest.mark.parametrize("first", ["answer", "comment"])
def test_a_low_answer_with_a_comment_becomes_a_report_once(asking: Surveying, first: str) -> None:
    survey = asking.survey(RITA, kind="csat", touchpoint_key="checkout")
    if first == "answer":
        tap(asking, survey, "2")
        assert reports(asking) == [], "an answer without a comment is none"
    else:
        tap(asking, survey, "5")
        comment(asking, survey)
        assert reports(asking) == [], "nor a comment with a good answer"
        tap(asking, survey, "2")
    comment(asking, survey)
    tap(asking, survey, "1")
    make_report(asking, survey)
    (made,) = reports(asking)
    assert (made.story, made.door, made.reporter_id, made.touchpoint_key) == (WORDS, Door.SURVEY, RITA, "checkout")
    assert asking.play.annoyance(made.number).team_key == "payments"
    assert seen(asking, survey).report == made.number
    assert [act for _, act, _ in asking.play.log()].count("report") == 1


def test_a_comment_changed_later_leaves_the_report_as_it_was(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    tap(asking, survey, "1")
    comment(asking, survey)
    comment(asking, survey, "It was three weeks")
    assert [row.story for row in reports(asking)] == [WORDS]
    assert seen(asking, survey).comment == "It was three weeks"


def test_no_to_have_you_met_this_too_is_no_complaint(asking: Surveying) -> None:
    survey = asking.survey(RITA, template="met_too")
    tap(asking, survey, "0")
    comment(asking, survey, "Not at our desk")
    assert reports(asking) == []


def test_any_other_comment_becomes_a_report_when_they_want_it_also_after_the_end(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat")
    tap(asking, survey, "5")
    with pytest.raises(Invalid):
        make_report(asking, survey)
    comment(asking, survey, "The refund page could be faster")
    asking.play.move_clock(days=30)
    for key in ("one click", "one click", "another click"):
        make_report(asking, survey, key=key)
    (made,) = reports(asking)
    assert made.story == "The refund page could be faster"
    assert asking.play.annoyance(made.number).team_key == "payments", "the word refund leads there"


def test_a_report_goes_to_the_team_that_was_asked_about_and_teaches_the_router_nothing(asking: Surveying) -> None:
    survey = asking.survey(RITA, kind="csat", team_key="delivery")
    tap(asking, survey, "1")
    comment(asking, survey)
    made = asking.play.annoyance(1)
    assert (made.team_key, made.route_by) == ("delivery", "survey")
    assert asking.play.labels() == []
    assert [row.payload["number"] for row in asking.play.work("card")] == [1]


def test_about_an_annoyance_a_comment_is_a_further_report_of_it(asking: Surveying) -> None:
    number = asking.play.bring_to(State.ACKNOWLEDGED, by=BEN)
    survey = asking.survey(RITA, kind="csat", number=number)
    tap(asking, survey, "1")
    comment(asking, survey)
    assert [row.story for row in asking.play.reports_of(number)] == ["The refund never arrived", WORDS]
    assert asking.play.lines(number)[-1] == "me_too"
    assert seen(asking, survey).report == number
    assert asking.play.state(number) is State.ACKNOWLEDGED


@pytest.mark.parametrize("cause, state", [(None, State.RESOLVED), ("too_late", State.RESOLVED),
                                          ("not_fixed", State.CAME_BACK)])
def test_what_is_resolved_comes_back_only_where_somebody_says_it_is_not_fixed(
        asking: Surveying, cause: str | None, state: State) -> None:
    number = asking.play.bring_to(State.RESOLVED, by=BEN)
    survey = asking.survey(RITA, number=number)
    tap(asking, survey, "0")
    comment(asking, survey, WORDS, cause)
    assert asking.play.state(number) is state
    assert asking.play.reports_of(number)[-1].seen_after_fix is (state is State.CAME_BACK)


def test_a_comment_about_what_was_merged_joins_the_survivor_and_about_what_was_withdrawn_stands_alone(
        asking: Surveying) -> None:
    merged = asking.play.bring_to(State.MERGED, by=BEN)
    withdrawn = asking.play.bring_to(State.WITHDRAWN, by=BEN)
    into = asking.play.annoyance(merged).merged_into
    for number in (merged, withdrawn):
        survey = asking.survey(RITA, kind="csat", number=number)
        tap(asking, survey, "1")
        comment(asking, survey, f"{WORDS} about {number}")
    first, second = [row for row in reports(asking) if row.door == Door.SURVEY]
    assert (first.number, second.number) == (into, withdrawn + 1)


def test_the_same_words_about_the_same_are_one_annoyance_and_alike_ones_are_two(asking: Surveying) -> None:
    survey = asking.survey(RITA, BEN, ANA, kind="csat", team_key="payments")
    elsewhere = asking.survey(CARA, kind="csat", team_key="delivery")
    for by, words, where in ((RITA, WORDS, survey), (BEN, f"  {WORDS.upper()} ", survey),
                             (ANA, f"{WORDS} and a half", survey), (CARA, WORDS, elsewhere)):
        tap(asking, where, "1", by)
        comment(asking, where, words, by=by)
    assert [row.number for row in reports(asking)] == [1, 1, 2, 3]


@pytest.mark.parametrize("why", ["it is old", "it is resolved", "it came otherwise"])
def test_the_same_words_join_only_what_is_open_young_and_from_a_survey(asking: Surveying, why: str) -> None:
    survey = asking.survey(RITA, BEN, kind="csat", team_key="payments", days=60)
    if why == "it came otherwise":
        asking.play.report(WORDS, by=BEN, team="payments")
    else:
        tap(asking, survey, "1", BEN)
        comment(asking, survey, by=BEN)
    if why == "it is old":
        asking.play.move_clock(days=31)
    if why == "it is resolved":
        asking.play.make(Move.ACKNOWLEDGE)
        asking.play.make(Move.RESOLVE)
    tap(asking, survey, "1")
    comment(asking, survey)
    assert [row.number for row in reports(asking)] == [1, 2]


def report_waiting(asking: Surveying) -> None:
    """What the engine does with the steps."""
    for row in asking.play.work("complaints"):
        with asking.play.services.db.transaction(asking.workspace_id) as tx:
            asking.play.services.answers.report_waiting(tx.session, asking.workspace_id, row.payload)


def test_complaints_of_an_anonymous_survey_wait_for_the_fifth_answer(asking: Surveying) -> None:
    """And come together; the next one does not wait any more. What is no complaint stays what it is."""
    survey = asking.survey(RITA, BEN, ANA, CARA, MINJUN, YUKI, kind="csat", anonymous=True, team_key="payments")
    for by, said in ((RITA, "1"), (BEN, "5"), (ANA, "2"), (CARA, "1")):
        tap(asking, survey, said, by)
        comment(asking, survey, f"{by[-1]}: {WORDS}, says one who chose {said}", by=by)
    report_waiting(asking)
    assert reports(asking) == []
    tap(asking, survey, "4", MINJUN)
    report_waiting(asking)
    report_waiting(asking)
    assert sorted(row.story[-1] for row in reports(asking)) == ["1", "1", "2"]
    tap(asking, survey, "2", YUKI)
    comment(asking, survey, "It hurts", by=YUKI)
    assert len(reports(asking)) == 4
    assert {row.reporter_hash or row.reporter_id for row in reports(asking)} == {None}


@pytest.mark.parametrize("ended", [True, False])
def test_fewer_than_five_wait_for_the_end(asking: Surveying, ended: bool) -> None:
    survey = asking.survey(RITA, BEN, kind="csat", anonymous=True, team_key="payments")
    tap(asking, survey, "1")
    comment(asking, survey)
    asking.play.move_clock(days=8 if ended else 6)
    asking.play.services.surveys.expand(asking.workspace_id, asking.play.services.clock.now())
    report_waiting(asking)
    assert [row.story for row in reports(asking)] == ([WORDS] if ended else [])


def test_nobody_is_known_for_the_report_of_an_anonymous_survey(asking: Surveying) -> None:
    asking.play.move_clock(minutes=17)
    survey = asking.survey(RITA, kind="csat", anonymous=True, team_key="payments")
    tap(asking, survey, "1")
    comment(asking, survey)
    make_report(asking, survey)
    (made,), (kept,) = reports(asking), responses(asking, survey)
    assert (made.reporter_id, made.reporter_hash, made.reporter_sealed) == (None, None, None)
    assert made.visibility == Visibility.ANONYMOUS
    assert made.created_at.minute == 0
    assert is_pseudonym(kept.user_id)
    assert kept.answered_at == datetime(2026, 3, 4, tzinfo=UTC)
    card = asking.play.services.annoyances.card(asking.workspace_id, 1)
    assert card is not None
    assert (card.reports, card.names) == (1, ())
    assert asking.play.services.reports.mine(asking.workspace_id, RITA).lines == ()


def test_a_reporter_without_a_name_answers_without_it(asking: Surveying) -> None:
    asking.play.report("The refund never arrived", visibility=Visibility.LEAD_ONLY)
    (name,) = [row.reporter_hash for row in reports(asking) if row.reporter_hash]
    survey = asking.survey(name, kind="csat")
    tap(asking, survey, "1")
    comment(asking, survey)
    (kept,), made = responses(asking, survey), reports(asking)[-1]
    assert (kept.user_id, made.reporter_hash, made.visibility) == (name, name, Visibility.LEAD_ONLY)
    assert asking.play.services.answers.asking(asking.workspace_id, survey, RITA) is not None


def test_the_next_question_begins_with_what_they_said_and_what_was_done(asking: Surveying) -> None:
    first = asking.survey(RITA, BEN, kind="csat", team_key="payments", anonymous=True)
    tap(asking, first, "1")
    comment(asking, first)
    make_report(asking, first)
    other = asking.survey(RITA, team_key="delivery")
    second = asking.survey(RITA, BEN, team_key="payments")
    assert seen(asking, second).before is None, "nothing was done yet"
    asking.play.make(Move.ACKNOWLEDGE)
    asking.play.make(Move.RESOLVE)
    assert seen(asking, second).before == YouSaid(WORDS, "We fixed the voucher form")
    assert seen(asking, second, BEN).before is None, "it was not Ben who said it"
    assert seen(asking, other).before is None, "it was about something else"


def test_what_was_decided_by_their_words_is_said_too(asking: Surveying) -> None:
    first = asking.survey(RITA, kind="csat", team_key="payments")
    tap(asking, first, "5")
    comment(asking, first, "Keep the hotline")
    with asking.play.services.db.transaction(asking.workspace_id) as tx:
        tx.session.exec(update(SurveyPlan).values(decided="The hotline stays"))
    assert seen(asking, asking.survey(RITA, team_key="payments")).before == YouSaid(
        "Keep the hotline", "The hotline stays")
    assert seen(asking, first).decided == "The hotline stays"


def test_about_their_own_report_the_question_begins_with_it(asking: Surveying) -> None:
    number = asking.play.bring_to(State.RESOLVED)
    survey = asking.survey(RITA, BEN, number=number)
    assert seen(asking, survey).before == YouSaid("The refund never arrived", "We fixed the voucher form")
    assert seen(asking, survey, BEN).before is None


def test_no_more_surveys_is_one_click_and_so_is_the_way_back(asking: Surveying) -> None:
    first = asking.survey(RITA, BEN)
    answers, workspace = asking.play.services.answers, asking.workspace_id
    answers.opt_out(workspace, RITA, survey_id=first, back=BACK, key="click")
    answers.opt_out(workspace, RITA, key="click in Home")
    assert seen(asking, first).opted_out
    assert not seen(asking, first, BEN).opted_out
    asking.go_on(days=1)
    assert asking.states(first) == {RITA: "opted_out", BEN: "asked"}
    answers.opt_in(workspace, RITA, survey_id=first, back=BACK, key="click again")
    assert not seen(asking, first).opted_out
    (wish,) = asking.play._all(AskingWish)
    assert is_pseudonym(wish.person)
    assert RITA not in str(asking.play.log())


def test_a_wish_out_of_a_message_that_asks_them_nothing_is_not_taken(asking: Surveying) -> None:
    """As behind a button that is only shown."""
    of_ben = asking.survey(BEN)
    for survey_id, refused in (("", NotFound), (of_ben, NotAllowed)):
        with pytest.raises(refused):
            asking.play.services.answers.opt_out(asking.workspace_id, RITA, survey_id=survey_id, key=asking.play.key())
    assert asking.play._all(AskingWish) == []


def test_quiet_hours_move_what_is_planned(asking: Surveying) -> None:
    survey = asking.survey(RITA, MINJUN, wait_days=1)
    before = asking.invitation(survey, RITA).ask_at
    answers, workspace = asking.play.services.answers, asking.workspace_id
    answers.opt_out(workspace, RITA, key="wishes do not forget each other")
    answers.be_quiet(workspace, RITA, "08:00", "15:00", key="quiet")
    asking.steps()
    assert asking.invitation(survey, RITA).ask_at == before.replace(hour=14, minute=0), "15:00 in Berlin"
    with asking.play.services.db.reading() as session:
        (wish,) = wishes.of(session, workspace, [one.person for one in asking.play._all(AskingWish)]).values()
    assert wish == (True, "08:00-15:00")
    answers.be_quiet(workspace, RITA, None, None, key="not quiet")
    asking.steps()
    assert asking.invitation(survey, RITA).ask_at == before


@pytest.mark.parametrize("start, end, field", [("08:00", None, "quiet_end"), (None, "08:00", "quiet_start"),
                                               ("08:00", "08:00", "quiet_end"), ("x", "y", "quiet_start")])
def test_quiet_hours_that_say_nothing_are_refused(
        asking: Surveying, start: str | None, end: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        asking.play.services.answers.be_quiet(asking.workspace_id, YUKI, start, end, key="quiet")
    assert refused.value.field == field
