"""App Home from opening it to acting in it: drawn once for each opening, as things are by then, whatever Slack does."""

import json
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select as rows_of
from sqlmodel import select

from bot.sandbox.slack.faults import Kind
from storage import work
from storage.tables import Report, Work, metadata
from tests.support import cast
from tests.support.snag import Json, Office, action_ids, labels, texts

STORY, NOBODYS = "The refund never came", "The lift smells of fish"
AN_HOUR = timedelta(hours=1)


def shown(home: Json) -> list[str]:
    """What a Home says, block by block."""
    return [json.dumps(block, ensure_ascii=False) for block in home["blocks"]]


def says(home: Json, words: str) -> bool:
    return words in "\n".join(shown(home))


def published(office: Office) -> int:
    """How often Snag called views.publish."""
    return sum(call.method == "views.publish" for call in office.slack.calls)


def rows(office: Office) -> list[Work]:
    with office.core.db.reading() as session:
        return list(session.exec(select(Work).where(Work.topic == "home")).all())


def tables_that_say(office: Office, needle: str) -> set[str]:
    with office.core.db.reading() as session:
        return {table.name for table in metadata.sorted_tables
                for row in session.connection().execute(rows_of(table)) if needle in str(tuple(row))}


async def test_from_an_empty_home_to_what_was_done(stored: Office) -> None:
    office = stored
    assert says(await office.opened(cast.RITA), "Nothing yet. Press the button above")
    await office.click(cast.RITA, office.home(cast.RITA), "home_report")
    await office.submit(cast.RITA, {"story": STORY})
    assert says(office.home(cast.RITA), "#1 The refund never came · New · Payments")
    with office.core.db.reading() as session:
        assert session.exec(select(Report.door)).all() == ["home"]

    assert says(await office.opened(cast.ANA), "Payments: 1 open")
    await office.click(cast.ANA, office.home(cast.ANA), "open_annoyance")
    await office.click(cast.ANA, office.form(cast.ANA), "acknowledge")
    assert says(office.home(cast.ANA), "#1 The refund never came · Acknowledged · Payments")
    assert office.thread(cast.PAY) == ["ana has seen this and acknowledged it."]
    await office.person(cast.ANA).close_view()

    await office.click(cast.ANA, office.home(cast.ANA), "open_annoyance")
    await office.click(cast.ANA, office.form(cast.ANA), "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid it back"})
    assert not says(office.home(cast.ANA), "#1 ")
    assert says(await office.opened(cast.RITA), "· Resolved · Payments\\nWhat was done: Paid it back")


async def test_what_others_do_shows_at_the_next_opening_and_not_before(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.opened(cast.RITA)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    assert published(office) == 1
    assert says(office.home(cast.RITA), "· New ·")
    assert says(await office.opened(cast.RITA), "· Acknowledged ·")


@pytest.mark.parametrize("who, language", [(cast.MINJUN, "아직 없어요"), (cast.YUKI, "まだありません")])
async def test_the_first_opening_is_in_their_language_already(office: Office, who: str, language: str) -> None:
    assert says(await office.opened(who), language)


async def test_slack_that_does_not_say_who_it_is_delays_no_home(office: Office) -> None:
    office.slack.faults.add("users.info", "delay", seconds=2)
    await office.slack.deliver_event({"type": "app_home_opened", "user": cast.MINJUN, "tab": "home"})
    await office.snag.engine.drain()
    assert says(office.home(cast.MINJUN), "Nothing yet.")
    await office.settle()
    assert says(await office.opened(cast.MINJUN), "아직 없어요")


async def test_an_opening_that_slack_tells_three_times_is_drawn_once(reached: Office) -> None:
    event = {"type": "app_home_opened", "user": cast.RITA, "channel": reached.slack.dm(cast.RITA), "tab": "home"}
    for _ in range(3):
        await reached.slack.deliver_event(event, event_id="Ev1")
        await reached.settle()
    assert published(reached) == 1


async def test_the_tab_with_messages_is_no_home(office: Office) -> None:
    await office.person(cast.RITA).open_home("messages")
    await office.settle()
    assert published(office) == 0


@pytest.mark.parametrize("kind", ["429", "500", "500_after_commit", "reset_before", "reset_after_commit"])
async def test_slack_in_trouble_draws_it_later_and_keeps_no_row(office: Office, kind: Kind) -> None:
    await office.report(cast.RITA, STORY)
    fault = office.slack.faults.add("views.publish", kind, times=1, retry_after=30)
    await office.person(cast.RITA).open_home()
    await office.settle()
    await office.wait(timedelta(minutes=1))
    assert fault.used == 1
    assert says(office.home(cast.RITA), STORY)
    assert rows(office) == []


async def test_nobody_waits_an_hour_for_a_home(office: Office) -> None:
    office.slack.faults.add("views.publish", "429", times=1, retry_after=900)
    await office.person(cast.RITA).open_home()
    await office.settle()
    assert [row.state for row in rows(office)] == [work.State.WAITING]
    await office.wait(AN_HOUR)
    assert (published(office), rows(office)) == (1, [])


async def test_a_home_tab_that_is_switched_off_is_named_in_the_log_and_not_tried_again(office: Office) -> None:
    office.slack.faults.add("views.publish", error="not_enabled", times=1)
    with structlog.testing.capture_logs() as logged:
        await office.person(cast.RITA).open_home()
        await office.settle()
    assert [line["remedy"] for line in logged if line.get("error") == "not_enabled"] == [
        "switch the Home tab on: in the app's settings under App Home, or by `snag manifest`"]
    await office.wait(AN_HOUR)
    assert (published(office), rows(office)) == (1, [])
    assert cast.RITA not in json.dumps(logged, default=str)


async def test_a_late_opening_does_not_cover_what_was_drawn_meanwhile(office: Office) -> None:
    """Its call carries the hash of what the person saw: Slack refuses it, and it is looked at again."""
    seen = await office.opened(cast.RITA)
    await office.click(cast.RITA, seen, "report_as", value="lead_only")
    event = {"type": "app_home_opened", "user": cast.RITA, "tab": "home", "view": seen}
    await office.slack.deliver_event(event, event_id="EvLate")
    await office.settle()
    assert [(call.answer or {}).get("error") for call in office.slack.calls if call.method == "views.publish"] == [
        None, None, "hash_conflict", None]
    assert says(office.home(cast.RITA), "To the lead only: nobody but")
    assert rows(office) == []


async def test_nothing_says_who_opened_a_home_and_reported_there_without_a_name(office: Office) -> None:
    with structlog.testing.capture_logs() as logged:
        await office.opened(cast.RITA)
        await office.click(cast.RITA, office.home(cast.RITA), "report_as", value="anonymous")
        await office.click(cast.RITA, office.home(cast.RITA), "home_report")
        await office.submit(cast.RITA, {"story": STORY})
    assert says(office.home(cast.RITA), STORY)
    assert tables_that_say(office, cast.RITA) == {"person"}
    assert cast.RITA not in json.dumps(logged, default=str)
    naming = [call for call in office.slack.calls if cast.RITA in json.dumps(call.args)]
    assert {call.method for call in naming} <= {"users.info", "views.publish"}
    assert all(call.args["user_id"] == cast.RITA and cast.RITA not in json.dumps(call.args["view"])
               for call in naming if call.method == "views.publish")
    for who in (cast.ANA, cast.MIA, cast.CARA, cast.ADAM):
        assert "My reports: 0" in str(await office.opened(who))


async def test_an_annoyance_is_taken_on_from_the_whole_list(office: Office) -> None:
    for one in range(7):
        await office.report(cast.RITA, f"{STORY}, the {one}th time")
    await office.opened(cast.ANA)
    await office.click(cast.ANA, office.home(cast.ANA), "see_all", value="team:payments:0")
    await office.click(cast.ANA, office.form(cast.ANA), "open_annoyance", value="7")
    await office.click(cast.ANA, office.form(cast.ANA), "assign")
    assert len(office.person(cast.ANA).stack) == 3
    await office.submit(cast.ANA, {"assignee": cast.ANA})
    assert office.person(cast.ANA).stack == []
    assert says(office.home(cast.ANA), "Assigned to me: 1")


async def test_triage_is_done_from_home(office: Office) -> None:
    await office.report(cast.RITA, NOBODYS)
    assert says(await office.opened(cast.TESS), "Triage: 1")
    await office.click(cast.TESS, office.home(cast.TESS), "open_annoyance")
    await office.click(cast.TESS, office.form(cast.TESS), "other_team")
    await office.submit(cast.TESS, {"team": "delivery"})
    assert NOBODYS in office.card(cast.DELIVERY)["text"]


async def test_home_proves_no_membership_of_a_channel(office: Office) -> None:
    """On the card anybody acknowledges; from Home only those who are listed, whatever their own list holds."""
    await office.report(cast.RITA, STORY)
    await office.opened(cast.RITA)
    await office.click(cast.RITA, office.home(cast.RITA), "open_annoyance")
    assert action_ids(office.form(cast.RITA)) == []


async def test_a_guest_has_their_own_reports_and_the_button(office: Office) -> None:
    await office.report(cast.GUS, STORY)
    home = await office.opened(cast.GUS)
    assert says(home, "#1 The refund never came")
    assert labels(home) == ["Report an annoyance", "No more surveys", "Quiet hours"]
    assert not says(home, "report_as")
    assert not says(home, "archives")


async def test_a_list_that_was_taken_away_says_so(office: Office) -> None:
    for one in range(7):
        await office.report(cast.RITA, f"{STORY}, the {one}th time")
    home = await office.opened(cast.BEN)
    group = office.slack.add_group(cast.PAY_TEAM, "pay-team", [cast.CARA])
    await office.slack.deliver_event({"type": "subteam_updated", "subteam": {"id": group.id, "users": group.members}})
    await office.settle()
    await office.click(cast.BEN, home, "see_all", value="team:payments:0")
    assert office.person(cast.BEN).view is None
    assert texts(office.direct(cast.BEN)) == ["This list is no longer yours to see. Open Home again."]
