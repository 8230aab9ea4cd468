"""Reports over the API: brought once, masked, routed and carded like any other; read without what nobody may know."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.reports import Draft, Visibility
from storage.tables import Annoyance, Log, Report
from tests.api.conftest import System
from tests.support.cast import ANA, BOT_USER, GUS, MINJUN, RITA
from tests.support.snag import Json

REPORTS = "/api/v1/reports"


async def test_a_report_is_stored_routed_and_carded(system: System) -> None:
    answer = await system.post(REPORTS, {"story": "The refund never arrived", "safety": True, "touchpoint": "checkout"})
    made = answer.json()
    assert answer.status_code == 201
    assert (made["number"], made["state"], made["team"], made["door"]) == (1, "new", "payments", "api")
    assert (made["safety"], made["touchpoint"], made["reporter"]) == (True, "checkout", None)
    assert [row.payload["number"] for row in system.play.work("card")] == [1]
    assert (await system.get(answer.headers["location"])).json() == made


@pytest.mark.parametrize("story, language", [
    ("The refund never arrived", "en"), ("환불이 안 됐어요", "ko"), ("返金されません", "ja"), ("👍", "und")])
async def test_the_language_of_a_story_is_told_and_nobody_is_asked_whether_somebody_was_upset(
        system: System, story: str, language: str) -> None:
    made = await system.report(story, customer_words="I am furious")
    assert (made["language"], made["emotion"]) == (language, None)
    assert (await system.report(story, emotion="absent"))["emotion"] == "absent"


async def test_what_the_log_keeps_is_the_token_and_the_number(system: System) -> None:
    await system.report(reporter=RITA)
    [line] = [line for line in system.play._all(Log) if line.act == "report"]
    assert (line.by or "").startswith("token:")
    assert line.subject == "#1"


async def test_a_story_is_masked_before_it_is_stored(system: System) -> None:
    made = await system.report("The refund for ana@example.com never arrived", customer_words="Call +49 30 901820")
    assert "ana@example.com" not in made["story"]
    assert "901820" not in made["customer_words"]


async def test_how_to_reach_the_customer_is_written_and_never_read(system: System) -> None:
    secret = {"reference": "CASE-77", "value": "900 EUR", "contact": "rita@example.com", "may_contact": "yes"}
    made = await system.report(**secret)
    [row] = system.play._all(Report)
    assert (row.reference, row.value) == ("CASE-77", "900 EUR")
    assert row.contact_sealed
    read = str(await system.all(REPORTS)) + str(made) + str(await system.all("/api/v1/annoyances"))
    assert not [one for one in secret.values() if one in read and one != "yes"]
    assert not {"reference", "value", "contact"} & set(made)


async def test_do_not_ask_is_kept(system: System) -> None:
    made = await system.report(may_contact="no")
    assert made["may_contact"] == "no"


async def test_the_reporter_hears_what_becomes_of_it(system: System) -> None:
    made = await system.report(reporter=RITA)
    assert made["reporter"] == RITA
    assert system.services.reports.mine(system.play.workspace_id, RITA).total == 1


@pytest.mark.parametrize("who", [GUS, "U0NOBODY", BOT_USER])
async def test_only_a_full_member_can_be_the_reporter(system: System, who: str) -> None:
    answer = await system.post(REPORTS, {"story": "A refund", "reporter": who})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reporter")
    assert system.play._all(Report) == []


@pytest.mark.parametrize("how", [Visibility.ANONYMOUS, Visibility.LEAD_ONLY])
async def test_a_reporter_without_a_name_is_not_named(system: System, how: Visibility) -> None:
    """Also where it is how they always report."""
    system.play.report("The app hangs", MINJUN, visibility=how)
    system.services.people.report_as(system.play.workspace_id, RITA, how, key="from now on")
    await system.report(reporter=RITA)
    read = await system.all(REPORTS)
    assert [(one["reporter"], one["visibility"]) for one in read] == [(None, how), (None, how)]
    assert RITA not in str(read)
    assert MINJUN not in str(read)
    assert "~" not in str(read)


async def test_of_an_anonymous_report_only_the_hour_is_told(system: System) -> None:
    system.services.clock.move(timedelta(minutes=37, seconds=11))
    system.play.report("The app hangs", MINJUN, visibility=Visibility.ANONYMOUS)
    [report] = await system.all(REPORTS)
    [annoyance] = await system.all("/api/v1/annoyances")
    told = {report["created_at"], annoyance["created_at"], annoyance["changed_at"]}
    assert told == {"2026-03-04T09:00:00Z"}
    [row] = system.play._all(Report)
    assert report["id"][:16] != row.id[:16]  # our own key says the millisecond


async def test_asking_for_less_and_less_finds_no_minute_of_an_anonymous_report(system: System) -> None:
    system.services.clock.move(timedelta(minutes=37, seconds=11))
    system.play.report("The app hangs", MINJUN, visibility=Visibility.ANONYMOUS)
    for order in ("oldest", "updated"):
        for path in (REPORTS, "/api/v1/annoyances") if order == "oldest" else ("/api/v1/annoyances",):
            found = [len(await system.all(path, order=order, **{word: f"2026-03-04T09:{minute}:00Z"}))
                     for word in ("since", "until") for minute in ("00", "01", "30", "45")]
            assert found == [1, 0, 0, 0, 0, 1, 1, 1]


async def test_what_an_anonymous_report_brought_back_tells_the_hour(system: System) -> None:
    system.play.report()
    system.play.make(Move.ACKNOWLEDGE)
    system.play.make(Move.RESOLVE)
    system.services.clock.move(timedelta(minutes=37))
    system.services.reports.me_too(system.play.workspace_id, MINJUN, 1, key=system.play.key(), draft=Draft(
        "It is back", visibility=Visibility.ANONYMOUS), seen_after_fix=True)
    told = (await system.get("/api/v1/annoyances/1")).json()
    assert (told["state"], told["changed_at"]) == ("came_back", "2026-03-04T09:00:00Z")


class TestOnce:
    async def test_the_same_key_brings_the_same_report_back(self, system: System) -> None:
        sent = [await system.post(REPORTS, {"story": "The refund"}, **{"Idempotency-Key": "a"}) for _ in range(2)]
        assert [one.status_code for one in sent] == [201, 201]
        assert sent[0].json() == sent[1].json()
        assert [one.headers.get("idempotent-replayed") for one in sent] == [None, "true"]
        assert len(system.play._all(Report)) == 1

    async def test_the_same_key_for_something_else_is_refused(self, system: System) -> None:
        await system.post(REPORTS, {"story": "The refund"}, **{"Idempotency-Key": "a"})
        answer = await system.post(REPORTS, {"story": "Another"}, **{"Idempotency-Key": "a"})
        assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/docs#problem-key-used")
        assert len(system.play._all(Report)) == 1

    async def test_what_was_refused_can_be_sent_again_mended(self, system: System) -> None:
        wrong = await system.post(REPORTS, {"story": "A refund", "team": "moon"}, **{"Idempotency-Key": "a"})
        right = await system.post(REPORTS, {"story": "A refund", "team": "app"}, **{"Idempotency-Key": "a"})
        assert (wrong.status_code, right.status_code) == (422, 201)

    async def test_another_tokens_key_is_another_key(self, system: System) -> None:
        await system.post(REPORTS, {"story": "The refund"}, **{"Idempotency-Key": "a"})
        system.token = system.with_scopes(*system_scopes())
        await system.post(REPORTS, {"story": "Another"}, **{"Idempotency-Key": "a"})
        assert len(system.play._all(Report)) == 2

    async def test_the_same_key_at_the_same_moment_makes_one_report(self, system: System) -> None:
        sent = await asyncio.gather(*(
            system.post(REPORTS, {"story": "The refund"}, **{"Idempotency-Key": "a"}) for _ in range(4)))
        assert {one.status_code for one in sent} == {201}
        assert len({one.json()["id"] for one in sent}) == 1
        assert len(system.play._all(Annoyance)) == 1


def system_scopes() -> list[Any]:
    from bot.domain.api_tokens import Scope

    return [Scope.WRITE_REPORTS]


@pytest.mark.parametrize("body, field", [
    ({}, "story"), ({"story": ""}, "story"), ({"story": " \n"}, "story"), ({"story": 5}, "story"),
    ({"story": "x", "stroy": "x"}, "stroy"), ({"story": "x", "emotion": "angry"}, "emotion"),
    ({"story": "x", "team": "moon"}, "team"), ({"story": "x", "touchpoint": "moon"}, "touchpoint"),
    ({"story": "x", "post_link": "no link"}, "post_link"), ({"story": "x", "contact": "a@b.example"}, "may_contact"),
    ({"story": "x", "may_contact": "yes"}, "contact"), ({"story": "x", "matters_on": "soon"}, "matters_on"),
    ({"story": "x", "reporter": "rita"}, "reporter"), ([], "body"), ("x", "body")])
async def test_a_field_that_cannot_be_used_is_named(system: System, body: Any, field: str) -> None:
    answer = await system.post(REPORTS, body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert system.play._all(Report) == []


class TestPages:
    async def test_every_report_comes_once_in_the_order_in_which_they_came(self, system: System) -> None:
        for place in range(5):
            system.services.clock.move(timedelta(minutes=1))
            await system.report(f"The refund {place}")
        stories = [one["story"] for one in await system.all(REPORTS, limit=2)]
        assert stories == [f"The refund {place}" for place in range(5)]
        assert [one["story"] for one in await system.all(REPORTS, limit=2, order="newest")] == stories[::-1]

    async def test_what_comes_meanwhile_doubles_and_loses_nothing(self, system: System) -> None:
        for place in range(4):
            system.services.clock.move(timedelta(minutes=1))
            await system.report(f"The refund {place}")
        first = await system.get(REPORTS, limit=2, order="newest")
        system.services.clock.move(timedelta(minutes=1))
        await system.report("The refund 4")
        second = await system.get(first.links["next"]["url"])
        told = [one["story"] for one in first.json()["items"] + second.json()["items"]]
        assert told == ["The refund 3", "The refund 2", "The refund 1", "The refund 0"]

    async def test_those_of_one_moment_are_not_lost_between_pages(self, system: System) -> None:
        for place in range(3):
            system.play.report(f"The refund {place}", MINJUN, visibility=Visibility.ANONYMOUS)
        assert len({one["id"] for one in await system.all(REPORTS, limit=1)}) == 3

    async def test_filters_hold(self, system: System) -> None:
        await system.report("The refund")
        system.play.make(Move.ACKNOWLEDGE)
        system.services.clock.move(timedelta(hours=1))
        await system.report("The app hangs")
        moment = (system.services.clock.now() - timedelta(minutes=1)).isoformat()

        async def numbers(**wanted: Any) -> list[int]:
            both = [[one["number"] for one in await system.all(path, **wanted)]
                    for path in (REPORTS, "/api/v1/annoyances")]
            assert both[0] == both[1]
            return both[0]

        assert await numbers() == [1, 2]
        assert await numbers(team="app") == [2]
        assert await numbers(state="acknowledged") == [1]
        assert await numbers(state=["acknowledged", "new"]) == [1, 2]
        assert await numbers(since=moment) == [2]
        assert await numbers(until=moment) == [1]
        assert await numbers(until="0001-01-01T00:00:00+14:00") == []

    @pytest.mark.parametrize("wanted", [
        {"cursor": "x"}, {"cursor": "é"}, {"cursor": ""}, {"limit": "0"}, {"limit": "101"}, {"order": "loudest"},
        {"state": "open"}, {"since": "yesterday"}, {"since": "2026-03-04T09:00:00"},
        {"since": "1772614800"}, {"stat": "new"}])
    async def test_what_cannot_be_wanted_is_named(self, system: System, wanted: Json) -> None:
        answer = await system.get(REPORTS, **wanted)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"].startswith(next(iter(wanted)))

    async def test_the_cursor_of_another_list_is_refused(self, system: System) -> None:
        for _ in range(2):
            await system.report()
        cursor = (await system.get(REPORTS, limit=1)).json()["next_cursor"]
        assert (await system.get(REPORTS, cursor=cursor, order="newest")).status_code == 422
        assert (await system.get("/api/v1/annoyances", cursor=cursor)).status_code == 422


class TestAnnoyances:
    async def test_an_annoyance_counts_its_reports(self, system: System) -> None:
        await system.report()
        system.play.me_too(1, MINJUN)
        system.play.make(Move.ASSIGN, by=ANA)
        found = (await system.get("/api/v1/annoyances/1")).json()
        assert (found["number"], found["state"], found["assignee"]) == (1, State.PLANNED, ANA)
        assert (found["reports"], found["reports_by_customers"]) == (2, 0)

    async def test_an_annoyance_and_its_story_say_why_it_is_with_its_team(self, system: System) -> None:
        for text in ("Black screen", "A black screen", "Only a black screen"):
            system.play.report(text, team="app", again=True)
        made = system.play.report("The black screen is back")
        found = (await system.get(f"/api/v1/annoyances/{made.number}")).json()
        assert (found["team"], found["routed_by"], found["routed_phrase"]) == ("app", "learned", None)
        assert found["routed_like"] == list(made.why.like) != []
        story = (await system.get(f"/api/v1/annoyances/{made.number}/timeline")).json()
        assert story["why"] == {"by": "learned", "phrase": None, "like": found["routed_like"]}

    async def test_the_one_that_changed_last_comes_first(self, system: System) -> None:
        for _ in range(3):
            await system.report()
        system.services.clock.move(timedelta(minutes=1))
        system.play.make(Move.ACKNOWLEDGE, 2)
        found = await system.all("/api/v1/annoyances", order="updated", limit=1)
        assert [one["number"] for one in found] == [2, 3, 1]
        found = await system.all("/api/v1/annoyances", order="newest", limit=1)
        assert [one["number"] for one in found] == [3, 2, 1]

    @pytest.mark.parametrize("path", ["annoyances/7", f"reports/{'0' * 32}"])
    async def test_what_is_not_there_is_not_found(self, system: System, path: str) -> None:
        answer = await system.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/api/v1/docs#problem-not-found")
