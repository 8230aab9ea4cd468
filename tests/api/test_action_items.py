"""Action items over the API: the same steps as in Slack, with the same sentences where something cannot be."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.annoyances import Move, State
from storage.tables import ActionItem, Annoyance, Log
from tests.api.conftest import System
from tests.support.cast import ANA, BEN, GUS

ITEMS = "/api/v1/action-items"
OF_FIRST = "/api/v1/annoyances/1/action-items"


async def add(system: System, text: str = "Fix the banner", **rest: Any) -> dict[str, Any]:
    answer = await system.post(OF_FIRST, {"text": text, **rest})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_an_item_is_added_read_and_plans_its_annoyance(system: System) -> None:
    await system.report()
    due_on = (system.services.clock.now() + timedelta(days=7)).date().isoformat()
    made = await add(system, assignee=BEN, due_on=due_on)
    assert (made["number"], made["state"], made["team"], made["assignee"]) == (1, "open", "payments", BEN)
    assert (await system.get(f"{ITEMS}/{made['id']}")).json() == made
    assert system.play._all(Annoyance)[0].state == State.PLANNED
    assert [(line.by, line.act) for line in system.play._all(Log) if line.subject == "#1"][-1] == (
        "token:crm", "add_item")


async def test_it_is_changed_done_and_taken_back(system: System) -> None:
    await system.report()
    path = f"{ITEMS}/{(await add(system, assignee=BEN))['id']}"
    changed = (await system.patch(path, {"text": "Fix both banners", "assignee": None})).json()
    assert (changed["text"], changed["assignee"], changed["state"]) == ("Fix both banners", None, "open")
    done = (await system.patch(path, {"state": "done"})).json()
    assert (done["state"], done["text"]) == ("done", "Fix both banners")
    assert done["ended_at"]
    assert (await system.patch(path, {"state": "done"})).json() == done
    late = await system.patch(path, {"text": "Another"})
    assert (late.status_code, late.json()["type"]) == (409, "/api/v1/docs#problem-moved-on")
    assert (await system.patch(path, {"state": "open"})).json()["state"] == "open"
    assert (await system.patch(path, {"state": "dropped"})).json()["state"] == "dropped"
    assert (await system.patch(path, {"state": "open"})).status_code == 409


async def test_nothing_sent_changes_nothing(system: System) -> None:
    await system.report()
    made = await add(system)
    assert (await system.patch(f"{ITEMS}/{made['id']}", {})).json() == made


async def test_the_same_key_adds_one(system: System) -> None:
    await system.report()
    sent = [await system.post(OF_FIRST, {"text": "Fix it"}, **{"Idempotency-Key": "a"}) for _ in range(2)]
    assert sent[0].json() == sent[1].json()
    other = await system.post(OF_FIRST, {"text": "Another"}, **{"Idempotency-Key": "a"})
    assert (other.status_code, len(system.play._all(ActionItem))) == (422, 1)


async def test_a_key_of_a_report_is_none_of_an_item(system: System) -> None:
    await system.post("/api/v1/reports", {"story": "The refund"}, **{"Idempotency-Key": "a"})
    other = await system.post(OF_FIRST, {"text": "Fix it"}, **{"Idempotency-Key": "a"})
    back = await system.post("/api/v1/reports", {"story": "The refund"}, **{"Idempotency-Key": "a"})
    assert (other.status_code, other.json()["type"], back.status_code) == (422, "/api/v1/docs#problem-key-used", 201)


async def test_a_key_of_an_item_is_none_of_a_report(system: System) -> None:
    await system.report()
    await system.post(OF_FIRST, {"text": "Fix it"}, **{"Idempotency-Key": "b"})
    other = await system.post("/api/v1/reports", {"story": "The refund"}, **{"Idempotency-Key": "b"})
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/docs#problem-key-used")


@pytest.mark.parametrize("body, field", [
    ({}, "text"), ({"text": ""}, "text"), ({"text": " "}, "text"), ({"text": "x", "team": "moon"}, "team"),
    ({"text": "x", "assignee": GUS}, "assignee"), ({"text": "x", "assignee": "U0NOBODY"}, "assignee"),
    ({"text": "x", "due_on": "2020-01-01"}, "due_on"), ({"text": "x", "due_on": "9999-12-31"}, "due_on")])
async def test_a_field_that_cannot_be_used_is_named(system: System, body: dict[str, Any], field: str) -> None:
    await system.report()
    answer = await system.post(OF_FIRST, body)
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert system.play._all(ActionItem) == []


async def test_what_is_over_takes_no_items(system: System) -> None:
    number = system.play.bring_to(State.RESOLVED)
    answer = await system.post(f"/api/v1/annoyances/{number}/action-items", {"text": "Fix it"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/docs#problem-moved-on")


async def test_items_are_listed_to_their_end_and_filtered(system: System) -> None:
    await system.report()
    made = [await add(system, f"Step {place}", assignee=BEN if place else ANA) for place in range(3)]
    await system.patch(f"{ITEMS}/{made[2]['id']}", {"state": "done"})
    assert [one["text"] for one in await system.all(ITEMS, limit=1)] == ["Step 0", "Step 1", "Step 2"]
    assert [one["text"] for one in await system.all(ITEMS, state="done")] == ["Step 2"]
    assert [one["text"] for one in await system.all(ITEMS, assignee=BEN, state="open")] == ["Step 1"]
    assert await system.all(ITEMS, team="app") == await system.all(ITEMS, number=2) == []


async def test_the_story_tells_of_it(system: System) -> None:
    await system.report(reporter=ANA)
    system.services.clock.move(timedelta(minutes=1))
    await add(system)
    system.services.clock.move(timedelta(minutes=1))
    system.play.make(Move.RESOLVE)
    told = (await system.get("/api/v1/annoyances/1/timeline")).json()
    assert [event["what"] for event in told["events"]][:2] == ["report", "action_item"]
    assert [event["by"] for event in told["events"]][:2] == [ANA, "token:crm"]


@pytest.mark.parametrize("path", [f"{ITEMS}/{'0' * 32}", "/api/v1/annoyances/7/timeline"])
async def test_what_is_not_there_is_not_found(system: System, path: str) -> None:
    assert (await system.get(path)).status_code == 404
    assert (await system.patch(f"{ITEMS}/{'0' * 32}", {"text": "x"})).status_code == 404
    assert (await system.post("/api/v1/annoyances/7/action-items", {"text": "x"})).status_code == 404
