"""When an annoyance came back, when it is verified, and when nobody knows."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.annoyances import State
from bot.domain.hours import Hours
from bot.domain.sla import Calendar
from bot.domain.verification import Answer, Outcome, Question, Rule, closes_at, outcome

STILL, GONE, DONT = Answer.STILL, Answer.GONE, Answer.DONT_KNOW
CASES = [
    # answers, asked, time is up, what it means
    ([], 1, False, None),
    ([], 1, True, Outcome.NOT_VERIFIED),  # silence is 'not verified'
    ([GONE], 1, False, Outcome.VERIFIED),  # all asked have answered
    ([STILL], 3, False, Outcome.CAME_BACK),  # up to three asked: one is enough, at once
    ([GONE], 3, False, None),  # two have not answered yet
    ([GONE], 3, True, Outcome.VERIFIED),  # one 'gone' suffices for three or fewer
    ([GONE, DONT, DONT], 3, False, Outcome.VERIFIED),
    ([DONT, DONT, DONT], 3, False, Outcome.NOT_VERIFIED),
    ([GONE, GONE, STILL], 3, False, Outcome.CAME_BACK),
    ([STILL], 4, False, None),  # more than three asked: one is not enough
    ([STILL, STILL], 4, False, Outcome.CAME_BACK),  # two, and 2 of 2 answers
    ([STILL, STILL, *[GONE] * 6], 9, False, Outcome.CAME_BACK),  # 2 of 8 is exactly 25 %
    ([STILL, STILL, *[GONE] * 7], 12, True, Outcome.NOT_VERIFIED),  # 2 of 9 is 22 %, and a 'still' forbids verified
    ([STILL, GONE, GONE, GONE], 4, False, Outcome.NOT_VERIFIED),  # one 'still' of four asked: neither
    ([GONE, GONE], 5, True, Outcome.NOT_VERIFIED),  # more than three asked: three 'gone' are needed
    ([GONE, GONE, GONE], 5, True, Outcome.VERIFIED),
]


@pytest.mark.parametrize("answers, asked, time_is_up, means", CASES)
def test_answers_mean_what_the_rules_say(
    answers: list[Answer], asked: int, time_is_up: bool, means: Outcome | None
) -> None:
    assert outcome(answers, asked, time_is_up=time_is_up) is means


STRICT, LAX = Rule(still=3, share=50, gone=5), Rule(still=1, share=1, gone=1)
OF_TEAMS = [
    # rule, answers, asked, time is up, what it means
    (STRICT, [STILL], 3, False, Outcome.CAME_BACK),  # up to three asked, no rule but this one
    (STRICT, [GONE], 3, True, Outcome.VERIFIED),
    (STRICT, [STILL, STILL], 8, False, None),  # three are needed
    (STRICT, [STILL, STILL, STILL], 8, False, Outcome.CAME_BACK),
    (STRICT, [STILL] * 3 + [GONE] * 3, 8, False, Outcome.CAME_BACK),  # 3 of 6 is exactly 50 %
    (STRICT, [STILL] * 3 + [GONE] * 4, 8, False, None),  # 3 of 7 is 43 %
    (STRICT, [GONE] * 4, 8, True, Outcome.NOT_VERIFIED),  # five are needed
    (STRICT, [GONE] * 5, 8, True, Outcome.VERIFIED),
    (LAX, [STILL], 8, False, Outcome.CAME_BACK),
    (LAX, [STILL, *[GONE] * 99], 100, False, Outcome.CAME_BACK),  # 1 of 100 is exactly 1 %
    (LAX, [GONE], 8, False, None),  # seven have not answered yet
    (LAX, [GONE], 8, True, Outcome.VERIFIED),
    (LAX, [DONT], 8, True, Outcome.NOT_VERIFIED),
]


@pytest.mark.parametrize("rule, answers, asked, time_is_up, means", OF_TEAMS)
def test_a_teams_rule_decides_where_more_than_three_are_asked(
    rule: Rule, answers: list[Answer], asked: int, time_is_up: bool, means: Outcome | None
) -> None:
    assert outcome(answers, asked, time_is_up=time_is_up, rule=rule) is means


WEDNESDAY = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
HOURS = Hours.parse("Mon-Fri 09:00-18:00")


@pytest.mark.parametrize("calendar, at", [
    (Calendar(HOURS, ZoneInfo("UTC")), datetime(2026, 3, 18, 9, 0, tzinfo=UTC)),  # Thu, Fri, Mon, Tue, Wed
    (Calendar(HOURS, ZoneInfo("UTC"), days_off=frozenset({date(2026, 3, 13)})),
     datetime(2026, 3, 19, 9, 0, tzinfo=UTC)),  # Friday does not count
])
def test_waiting_ends_five_working_days_after_the_last_question(calendar: Calendar, at: datetime) -> None:
    assert closes_at(WEDNESDAY, calendar) == at


@pytest.mark.parametrize("state, is_last, is_open", [
    (State.RESOLVED, True, True), (State.VERIFIED, True, True),  # a late 'still' brings it back
    (State.CAME_BACK, True, False), (State.MERGED, True, False),
    (State.RESOLVED, False, False),  # resolved anew since: the next asking is about that
])
def test_an_answer_can_be_given_while_it_counts(state: State, is_last: bool, is_open: bool) -> None:
    assert Question("s", 1, "The refund", state, is_last=is_last).is_open is is_open
