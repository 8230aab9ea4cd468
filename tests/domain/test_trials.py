"""A change tried on reports that came in: what moves, and whether people said so since."""

import pytest

from bot.domain.routing import Facts, Router, Rule, TeamWords
from bot.domain.trials import Moved, Past, Trial, Verdict, trial

TEAMS = [TeamWords("payments", ("refund",)), TeamWords("app", ("app",))]
NOW = Router(TEAMS, [], [])
THEN = Router(TEAMS, [Rule("app", "voucher")], [])


def past(number: int, text: str, belongs: str | None = None, *, is_chosen: bool = False) -> Past:
    return Past(number, text, Facts(text), "payments", belongs, is_chosen)


@pytest.mark.parametrize("belongs, verdict", [("app", Verdict.RIGHT), ("payments", Verdict.WRONG),
                                              (None, Verdict.NOT_KNOWN)])
def test_what_moves_is_judged_by_what_people_said(belongs: str | None, verdict: Verdict) -> None:
    found = trial([past(1, "voucher, no refund", belongs), past(2, "no refund")], NOW, THEN)
    assert found == Trial(2, (Moved(1, "voucher, no refund", "payments", "app", verdict),))
    assert [found.count(one) for one in Verdict] == [int(one is verdict) for one in Verdict]


def test_what_somebody_chose_is_not_looked_at() -> None:
    assert trial([past(1, "the voucher", "app", is_chosen=True), past(2, "lift")], NOW, THEN) == Trial(1)


def test_a_rule_that_is_gone_sends_to_triage() -> None:
    [moved] = trial([past(1, "the voucher", "payments")], THEN, NOW).moved
    assert (moved.before, moved.after, moved.verdict) == ("app", None, Verdict.WRONG)


def test_the_same_settings_move_nothing() -> None:
    assert trial([past(1, "voucher refund app"), past(2, "app")], THEN, THEN) == Trial(2)


def test_without_reports_nothing_was_looked_at() -> None:
    assert trial([], NOW, THEN) == Trial(0)
