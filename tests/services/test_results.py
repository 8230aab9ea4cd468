"""What somebody sees of a survey's answers: who may see them, with which denominators, and when of nobody alone."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.domain.portions import MIN_ANSWERS
from bot.domain.results import Found, Part, Source, Users, Wanted
from bot.domain.survey_plans import Audience, Invited, Trigger, Withheld
from bot.errors import Invalid, NotAllowed, NotFound
from bot.views.results import csv_file
from storage.db import Database
from storage.tables import Response, Work
from tests.support.answered import FROM, answer, answered, invite, open_link, planned, surveyed
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, HANA, MIA, PAY, RITA, TESS
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on, settle
from tests.support.play import Play


@pytest.fixture
def play(sqlite_db: Database, clock: StillClock) -> Play:
    services = services_on(sqlite_db, clock)
    return Play(services, settle(services))


@pytest.fixture
def on_both(services: Services, workspace_id: str) -> Play:
    """On each database in turn, for what SQL says in its own way."""
    return Play(services, workspace_id)


def seen(play: Play, plan_id: str, by: str = CARA) -> Found:
    return play.services.results.of_plan(play.workspace_id, by, plan_id)


def part(play: Play, plan_id: str) -> Part:
    return seen(play, plan_id).parts[0]


def give(play: Play, survey_id: str, *said: Any) -> None:
    answer(play.services.db, play.workspace_id, survey_id, *said)


def made(play: Play, *said: Any, **plan: Any) -> str:
    return answered(play.services.db, play.workspace_id, *said, **plan)


def anonymous(play: Play, **plan: Any) -> tuple[str, str]:
    """A plan of an anonymous survey, and its survey, that nobody has answered yet."""
    plan_id = planned(play.services.db, play.workspace_id, anonymous=True, **plan)
    return plan_id, surveyed(play.services.db, play.workspace_id, plan_id)


def test_figures_have_their_denominators(on_both: Play) -> None:
    plan_id = made(on_both, "5", "4", "2", {"answer": "1", "comment": "Too slow", "cause": "waiting"}, asked=9)
    found = seen(on_both, plan_id)
    [only] = found.parts
    assert (found.asked, only.answered, only.score.n, only.score.good, only.score.value) == (9, 4, 4, 2, 50)
    assert only.tally == {5: 1, 4: 1, 2: 1, 1: 1}
    assert (only.comments, only.causes) == (("Too slow",), (("waiting", 1),))


def test_who_was_not_asked_is_counted_by_reason(on_both: Play) -> None:
    db, ws = on_both.services.db, on_both.workspace_id
    plan_id = planned(db, ws)
    survey_id = surveyed(db, ws, plan_id)
    invite(db, ws, survey_id, ["U0A"], state=Invited.PLANNED, asked_at=None)
    invite(db, ws, survey_id, ["U0B", "U0C"], state=Invited.WITHHELD, why=Withheld.CAP, asked_at=None)
    found = seen(on_both, plan_id)
    assert (found.planned, found.asked, found.withheld) == (1, 0, {Withheld.CAP: 2})


@pytest.mark.parametrize("who, plan, may", [
    (CARA, {"created_by": RITA, "decider": RITA}, True),
    (ADAM, {"created_by": RITA, "decider": RITA}, True),
    (RITA, {"created_by": RITA}, True),
    (RITA, {"decider": RITA}, True),
    (RITA, {}, False),
    (ANA, {"team_key": "payments"}, True),
    (MIA, {"team_key": "payments"}, True),
    (BEN, {"team_key": "payments"}, False),   # a member, but neither lead nor manager
    (HANA, {"team_key": "payments"}, False),
    (ANA, {}, False),                          # of no team
    (MIA, {}, False),                          # manager of other teams
    (TESS, {}, False),
    (GUS, {"created_by": GUS}, False),         # a guest only reports
])
def test_only_those_who_send_decide_or_lead_see_results(play: Play, who: str, plan: dict[str, str], may: bool) -> None:
    play.report(by=GUS)
    play.services.people.meet_stranger(play.workspace_id, GUS)
    plan_id = made(play, "5", **plan)
    listed = [one.plan_id for one in play.services.results.listed(play.workspace_id, who)]
    assert listed == ([plan_id] if may else [])
    if may:
        assert seen(play, plan_id, who).parts[0].answered == 1
        return
    for reading in (seen, lambda play, plan_id, who: play.services.results.csv(play.workspace_id, who, plan_id)):
        with pytest.raises(NotAllowed):
            reading(play, plan_id, who)
    with pytest.raises(NotAllowed):
        play.services.results.bring(play.workspace_id, who, plan_id, Wanted.CSV, key="k")
    assert play.work("results_file") == []


def test_a_survey_that_is_none_is_not_found(play: Play) -> None:
    with pytest.raises(NotFound):
        seen(play, "none")


def test_four_anonymous_answers_show_nothing_at_all(play: Play) -> None:
    plan_id = made(play, *[{"answer": "1", "comment": "Bad", "cause": "waiting"}] * 4, anonymous=True)
    [only] = seen(play, plan_id).parts
    assert (only.answered, only.score.n, only.score.value, dict(only.tally)) == (4, 0, None, {})
    assert (only.comments, only.causes, only.trend, only.users) == ((), (), (), {})
    assert play.services.results.csv(play.workspace_id, CARA, plan_id) == ()


def test_the_sixth_answer_waits_for_four_more(on_both: Play) -> None:
    plan_id, survey_id = anonymous(on_both)
    give(on_both, survey_id, "5", "5", "5", "5", "4")
    assert part(on_both, plan_id).tally == {5: 4, 4: 1}
    give(on_both, survey_id, {"answer": "1", "comment": "It was me"})
    assert (part(on_both, plan_id).tally, part(on_both, plan_id).waiting) == ({5: 4, 4: 1}, 1)
    assert part(on_both, plan_id).comments == ()
    give(on_both, survey_id, "2", "3", "3", "3")
    assert part(on_both, plan_id).tally == {5: 4, 4: 1, 1: 1, 2: 1, 3: 3}
    assert part(on_both, plan_id).comments == ("It was me",)


def test_nobody_who_looks_late_loses_an_answer(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, *["5"] * 7)
    assert (part(play, plan_id).score.n, part(play, plan_id).waiting) == (7, 0)


def change(play: Play, survey_id: str, place: int, **columns: Any) -> None:
    """Somebody changes what they said, if there is anybody."""
    with play.services.db.transaction(play.workspace_id) as tx:
        rows = tx.session.exec(select(Response).where(Response.survey_id == survey_id).order_by(Response.user_id)).all()
        for row in rows[place:place + 1]:
            for name, value in columns.items():
                setattr(row, name, value)
            tx.session.add(row)


def test_what_was_shown_of_an_anonymous_answer_stays(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, "5", "5", "5", "5", "4")
    before = seen(play, plan_id)
    change(play, survey_id, 0, answer="1", comment="Now I am angry")
    assert seen(play, plan_id) == before


def test_a_late_comment_comes_with_the_next_portion(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, "5", "5", "5", "5", "4")
    seen(play, plan_id)
    change(play, survey_id, 0, comment="One more thing")
    give(play, survey_id, "3", "3", "3", "3")
    assert part(play, plan_id).comments == ()
    give(play, survey_id, "3")
    assert part(play, plan_id).comments == ("One more thing",)


def test_anonymous_comments_stand_in_no_order_of_time(play: Play) -> None:
    said = [f"Comment {place}" for place in range(12)]
    orders = []
    for order in (said, said[::-1]):
        plan_id, survey_id = anonymous(play)
        give(play, survey_id, *({"answer": "3", "comment": comment} for comment in order))
        orders.append(part(play, plan_id).comments)
        assert part(play, plan_id).comments == orders[-1], "looking again does not shuffle again"
    assert {*orders[0]} == {*orders[1]} == {*said}
    assert orders[0] not in (tuple(said), tuple(said[::-1]))


def test_users_stand_apart_where_each_group_has_five(play: Play) -> None:
    plan_id = made(play, *[{"answer": "5", "segment": "new"}] * 5, *[{"answer": "2", "segment": "daily"}] * 3,
                   *[{"answer": "2", "segment": "weekly"}] * 2, anonymous=True)
    found = part(play, plan_id)
    assert {users: (one.n, one.value) for users, one in found.users.items()} == {
        Users.NEW: (5, 100), Users.REGULAR: (5, 0)}


@pytest.mark.parametrize("new, regular", [(4, 6), (6, 4), (1, 9)])
def test_a_filter_hides_itself_where_its_rest_would_be_too_few(play: Play, new: int, regular: int) -> None:
    plan_id = made(play, *[{"answer": "5", "segment": "new"}] * new, *[{"answer": "2", "segment": "daily"}] * regular,
                   anonymous=True)
    assert (part(play, plan_id).score.n, part(play, plan_id).users) == (10, {})


def test_named_answers_are_not_held_back(play: Play) -> None:
    plan_id = made(play, {"answer": "5", "segment": "new"}, {"answer": "1", "segment": "daily"})
    assert {users: one.n for users, one in part(play, plan_id).users.items()} == {Users.NEW: 1, Users.REGULAR: 1}


def test_a_pulse_shows_each_occasion_and_takes_small_ones_together(play: Play) -> None:
    db, ws = play.services.db, play.workspace_id
    plan_id = planned(db, ws, anonymous=True, trigger=Trigger.CALENDAR)
    for week, said in enumerate((["5"] * 6, ["1"] * 2, ["3"] * 4)):
        survey_id = surveyed(db, ws, plan_id, on=FROM + timedelta(weeks=week), ended=True)
        give(play, survey_id, *said)
    found = part(play, plan_id)
    assert [(one.first, one.last, one.score.n, one.score.value) for one in found.trend] == [
        (date(2026, 2, 25), date(2026, 2, 25), 6, 100), (date(2026, 3, 4), date(2026, 3, 11), 6, 0)]


def test_customers_of_open_links_are_counted_apart(on_both: Play) -> None:
    db, ws = on_both.services.db, on_both.workspace_id
    plan_id = planned(db, ws, audience=Audience.CUSTOMERS)
    survey_id = surveyed(db, ws, plan_id)
    link = open_link(db, ws, survey_id)
    invite(db, ws, survey_id, ["link:1", "link:2", "link:3"])
    give(on_both, survey_id, "5", "4", *({"answer": "1", "link_id": link} for _ in range(7)))
    found = seen(on_both, plan_id)
    assert found.asked == 3
    assert [(one.source, one.answered, one.score.value) for one in found.parts] == [
        (Source.ASKED, 2, 100), (Source.OPEN_LINK, 7, 0)]


def test_the_csv_of_a_named_survey_has_one_row_an_answer_and_computes_nothing(play: Play) -> None:
    plan_id, survey_id = planned(play.services.db, play.workspace_id), ""
    survey_id = surveyed(play.services.db, play.workspace_id, plan_id)
    answer(play.services.db, play.workspace_id, survey_id, {"answer": "2", "comment": "=HYPERLINK(A1)", "locale": "ko"},
           name=RITA)
    give(play, survey_id, {"answer": "5", "comment": '@all, good; "really"\nyes'})
    rows = read(csv_file(play.services.results.csv(play.workspace_id, CARA, plan_id)))
    assert sorted((row["answer"], row["percent"], row["comment"], row["language"], row["by"]) for row in rows) == [
        ("2", "25", "'=HYPERLINK(A1)", "ko", RITA), ("5", "100", "'@all, good; \"really\"\nyes", "", "")]


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_of_an_anonymous_survey_says_one_thing_a_row_and_agrees_with_the_figures(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, *({"answer": str(1 + place % 5), "comment": f"c{place}", "cause": "waiting", "locale": "ko",
                             "segment": "new"} for place in range(6)))
    found = part(play, plan_id)
    give(play, survey_id, "1", "1", "1")
    rows = read(csv_file(play.services.results.csv(play.workspace_id, CARA, plan_id)))
    assert all(sum(bool(row[name]) for name in ("answer", "cause", "comment")) == 1 for row in rows)
    assert not any(row["by"] or row["day"] or row["users"] or row["language"] for row in rows)
    assert Counter(int(row["answer"]) for row in rows if row["answer"]) == found.tally
    assert [row["comment"] for row in rows if row["comment"]] == list(found.comments)
    assert [row["answer"] for row in rows if row["answer"]] == sorted(row["answer"] for row in rows if row["answer"])


def test_what_is_asked_for_twice_comes_once(play: Play) -> None:
    plan_id = made(play, "5")
    for _ in range(2):
        play.services.results.bring(play.workspace_id, CARA, plan_id, Wanted.CHART, key="one click")
    assert [(row.channel, row.payload["wanted"]) for row in play.work("results_file")] == [(CARA, "chart")]


def test_results_are_posted_where_the_survey_belongs(play: Play) -> None:
    play.report()
    play.post_card()
    play.forget_work()
    places = {}
    belongs: dict[str, dict[str, Any]] = {
        "card": {"number": 1}, "team": {"team_key": "app"}, "touchpoint": {"touchpoint_key": "checkout"}}
    for name, plan in belongs.items():
        play.services.results.post(play.workspace_id, CARA, made(play, "5", **plan), with_chart=False, key=name)
        places[name] = play.work("results")[-1].channel
    assert places == {"card": PAY, "team": "C0APP", "touchpoint": PAY}
    with pytest.raises(Invalid):
        play.services.results.post(play.workspace_id, CARA, made(play, "5"), with_chart=False, key="nowhere")


def test_no_row_of_work_says_who_answered(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, *["5"] * 5)
    play.services.results.bring(play.workspace_id, CARA, plan_id, Wanted.CSV, key="k")
    with play.services.db.reading() as session:
        kept = [str(row.payload) for row in session.exec(select(Work)).all()]
        names = [row.user_id for row in session.exec(select(Response)).all()]
    assert not any(name in payload for payload in kept for name in names)


def test_home_names_the_newest_three(on_both: Play) -> None:
    plans = [made(on_both, "5", created_at=FROM + timedelta(hours=hour), asked=3) for hour in range(4)]
    shown = on_both.services.homes.read(on_both.workspace_id, CARA).surveys
    assert [(one.plan_id, one.answered, one.asked) for one in shown] == [(plan, 1, 3) for plan in plans[:0:-1]]
    assert on_both.services.homes.read(on_both.workspace_id, RITA).surveys == ()


steps = st.lists(st.tuples(st.sampled_from(["answer", "answer", "change"]), st.integers(1, 7), st.sampled_from("12345"),
                           st.sampled_from([None, "new", "daily"])), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_two_looks_at_anything_tell_of_fewer_than_five(
        play: Play, came: Sequence[tuple[str, int, str, str | None]]) -> None:
    """Some answer or change what they said, and after each time somebody looks. Each answer has a comment of its own,
    which says whose answers stand behind what is shown: of every two looks nobody's differ, or those of five or more.
    """
    db, ws = play.services.db, play.workspace_id
    plan_id = planned(db, ws, anonymous=True, trigger=Trigger.CALENDAR)
    surveys = [surveyed(db, ws, plan_id, on=FROM + timedelta(weeks=week), ended=week == 0) for week in range(2)]
    looks: dict[frozenset[str], Part] = {frozenset(): looked(play, plan_id)}
    for step, (what, many, said, segment) in enumerate(came):
        if what == "answer":
            give(play, surveys[step > len(came) // 2], *(
                {"answer": said, "segment": segment, "comment": f"{step}.{one}"} for one in range(many)))
        else:
            change(play, surveys[0], many - 1, answer=said)
        found = looked(play, plan_id)
        before = looks.setdefault(frozenset(found.comments), found)
        assert replace(found, answered=before.answered) == before, "the same people's answers look the same"
    for one, other in combinations(looks, 2):
        assert {len(one - other), len(other - one)} & set(range(1, MIN_ANSWERS)) == set()


def looked(play: Play, plan_id: str) -> Part:
    """What is shown now; no filter and no rest of one is about fewer than five."""
    found = part(play, plan_id)
    rests = [found.score.n, *(rest for some in ([one.score.n for one in found.trend],
                                                [one.n for one in found.users.values()])
                              for n in some for rest in (n, found.score.n - n))]
    assert set(rests) & set(range(1, MIN_ANSWERS)) == set()
    assert len(found.comments) == found.score.n == sum(found.tally.values())
    return found


def about(play: Play, plan_id: str) -> list[int]:
    """How many comments each theme has that somebody sees."""
    shown = play.services.results.with_themes(play.workspace_id, seen(play, plan_id))
    return [len(theme.members) for theme in shown.parts[0].themes]


QUEUES = ["The queue at the desk was long", "A long queue at the desk again", "Half an hour in the queue at the desk",
          "The desk had a queue out of the door", "Such a queue at the desk"]


def test_two_comments_of_one_thing_are_a_theme_where_answers_have_names(play: Play) -> None:
    plan_id = made(play, *({"answer": "2", "comment": words} for words in QUEUES[:2]), "5")
    assert about(play, plan_id) == [2]


def test_an_anonymous_survey_names_what_five_people_say_and_no_fewer(play: Play) -> None:
    plan_id, survey_id = anonymous(play)
    give(play, survey_id, *({"answer": "2", "comment": words} for words in QUEUES[:4]), "5")
    assert len(part(play, plan_id).comments) == 4
    assert about(play, plan_id) == []
    give(play, survey_id, {"answer": "2", "comment": QUEUES[4]})
    assert about(play, plan_id) == []  # the fifth waits for four others
    give(play, survey_id, "5", "5", "5", "5")
    assert about(play, plan_id) == [5]
