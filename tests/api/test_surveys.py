"""Surveys over the API: figures with their denominators; of anonymous answers nothing before five."""

from datetime import date
from typing import Any

import pytest

from storage.ids import new_id
from storage.tables import Response, Survey, SurveyPlan
from tests.api.conftest import System
from tests.support.cast import CARA


def asked(system: System, *points: int, anonymous: bool = True) -> str:
    """A survey with these answers; returns its key."""
    services, workspace_id, plan_id, survey_id = system.services, system.play.workspace_id, new_id(), new_id()
    now = services.clock.now()
    with services.db.transaction(workspace_id) as tx:
        tx.session.add(SurveyPlan(
            workspace_id=workspace_id, id=plan_id, template="satisfied", kind="csat", decision="What to mend",
            decider=CARA, decide_on=date(2026, 4, 1), audience="people", anonymous=anonymous, trigger="by_hand",
            created_by=CARA, created_at=now))
        tx.session.flush()
        tx.session.add(Survey(workspace_id=workspace_id, id=survey_id, kind="csat", plan_id=plan_id, occasion="one",
                              opened_at=now))
        tx.session.flush()
        for place, point in enumerate(points):
            tx.session.add(Response(workspace_id=workspace_id, survey_id=survey_id, user_id=f"~{place}",
                                    answer=str(point), answered_at=now, comment=f"Because {place}"))
    return plan_id


async def results(system: System, plan_id: str) -> Any:
    answer = await system.get(f"/api/v1/surveys/{plan_id}/results")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_surveys_are_listed_newest_first_page_by_page(system: System) -> None:
    keys = [asked(system), asked(system, 5), asked(system)]
    found = await system.all("/api/v1/surveys", limit=1)
    assert [one["id"] for one in found] == keys[::-1]
    assert (found[1]["kind"], found[1]["answered"], found[1]["decision"]) == ("csat", 1, "What to mend")


async def test_a_score_comes_with_its_denominators(system: System) -> None:
    [part] = (await results(system, asked(system, 5, 5, 4, 2, 1)))["parts"]
    score = part["score"]
    assert (score["n"], score["good"], score["bad"], score["value"]) == (5, 3, 2, 60.0)  # 3 of 5
    assert score["low"] < 60 < score["high"]
    assert part["tally"] == {"1": 1, "2": 1, "4": 1, "5": 2}
    assert len(part["comments"]) == 5


@pytest.mark.parametrize("anonymous, shown", [(True, 0), (False, 4)])
async def test_fewer_than_five_anonymous_answers_are_not_shown(system: System, anonymous: bool, shown: int) -> None:
    found = await results(system, asked(system, 5, 5, 4, 2, anonymous=anonymous))
    [part] = found["parts"]
    assert (part["answered"], part["waiting"], part["score"]["n"], len(part["comments"])) == (
        4, 4 - shown, shown, shown)
    assert "~" not in str(found)


async def test_what_is_not_there_is_not_found(system: System) -> None:
    assert (await system.get(f"/api/v1/surveys/{'0' * 32}/results")).status_code == 404
