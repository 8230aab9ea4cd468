"""When an annoyance came back, when it is verified, and when nobody knows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.sla import Hours
from bot.domain.verification import Answer, Outcome, asks_at, closes_at, outcome

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


def test_a_reporter_is_asked_in_their_own_working_hours() -> None:
    resolved = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)  # Friday; in Seoul Saturday 00:00
    at = asks_at(resolved, 7, Hours.parse("Mon-Fri 09:00-18:00"), ZoneInfo("Asia/Seoul"))
    assert at.astimezone(ZoneInfo("Asia/Seoul")).isoformat() == "2026-03-16T09:00:00+09:00"  # Sat 14 → Mon 16


def test_waiting_ends_five_working_days_after_the_last_question() -> None:
    asked = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # Wednesday
    at = closes_at(asked, Hours.parse("Mon-Fri 09:00-18:00"), ZoneInfo("UTC"))
    assert at == datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # Thu, Fri, Mon, Tue, Wed
