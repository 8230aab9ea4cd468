"""Many at once, and one thing many times: gapless numbers, one effect, the same answer. On SQLite and on PostgreSQL."""

import asyncio
import re
from datetime import timedelta

import pytest

from tests.support import cast
from tests.support.snag import Office, action_ids, texts

REFUND = "The refund never came"
REPORTERS = (cast.RITA, cast.MINJUN, cast.YUKI, cast.ADAM, cast.CARA)


async def test_fifty_reports_at_once_are_numbered_without_a_gap_and_posted_once_each(stored: Office) -> None:
    stored.slack.parts.wire.ack_seconds = 120  # how fast it is, the benchmark says
    stories = [f"The refund for order {chr(65 + at % 26)}{chr(65 + at // 26)} never came" for at in range(50)]
    answers = await asyncio.gather(*(
        stored.person(REPORTERS[at % len(REPORTERS)]).slash(cast.GENERAL, f"/snag {story}")
        for at, story in enumerate(stories)))
    assert [answer for answer in answers if not answer.ok] == []
    told = [re.search(r"#(\d+)", answer.body["text"]) for answer in answers]
    assert sorted(int(found[1]) for found in told if found) == list(range(1, 51))
    await stored.settle()
    cards = texts(stored.slack.messages(cast.PAY))
    assert sorted(int(card.split()[0][1:]) for card in cards) == list(range(1, 51))
    assert sorted(card.splitlines()[1] for card in cards) == sorted(stories)


async def test_one_event_delivered_five_times_at_once_is_answered_once(stored: Office) -> None:
    event = {"type": "app_mention", "user": cast.RITA, "channel": cast.GENERAL, "text": "<@U0SNAG> hello"}
    answers = await asyncio.gather(*(stored.slack.deliver_event(event, event_id="Ev1") for _ in range(5)))
    assert all(one.ok for each in answers for one in each)
    await stored.settle()
    assert len(stored.private(cast.RITA)) == 1


async def test_one_command_delivered_twice_is_one_report_and_the_same_answer(stored: Office) -> None:
    await stored.person(cast.RITA).slash(cast.GENERAL, f"/snag {REFUND}")
    first = stored.slack.deliveries[-1]
    again = await asyncio.gather(*(stored.slack.parts.wire.send("slash_commands", first.payload) for _ in range(3)))
    for answer in again:
        assert answer.ok
        assert "annoyance #1" in answer.body["text"]
        assert [b["action_id"] for b in answer.body["blocks"][-1]["elements"]][-3:] == [
            "add_details", "not_this_team", "undo"]
    await stored.settle()
    assert len(stored.slack.messages(cast.PAY)) == 1


async def test_a_double_click_on_submit_is_one_report_and_the_same_answer(stored: Office) -> None:
    """Both requests carry the same view id (Slack docs: surfaces/modals)."""
    await stored.report(cast.RITA, "")
    rita = stored.person(cast.RITA)
    await rita.type({"story": {"story": REFUND}})
    answers = await asyncio.gather(rita.submit(), rita.submit())
    assert [answer.body["response_action"] for answer in answers] == ["update", "update"]
    assert all("annoyance #1" in str(answer.body["view"]["blocks"][0]) for answer in answers)
    await stored.settle()
    assert len(stored.slack.messages(cast.PAY)) == 1


async def test_two_people_acknowledging_at_once_are_one_line_and_the_other_hears_how_it_stands(stored: Office) -> None:
    await stored.report(cast.RITA, REFUND)
    card = stored.card(cast.PAY)
    await asyncio.gather(*(stored.person(one).click(card, "acknowledge") for one in (cast.ANA, cast.BEN)))
    await stored.settle()
    [line] = stored.thread(cast.PAY)
    winner, loser = (cast.ANA, cast.BEN) if line.startswith("ana") else (cast.BEN, cast.ANA)
    assert stored.private(winner) == []
    assert texts(stored.private(loser)) == [f"#1 “{REFUND}” has moved on. It now stands as: Acknowledged."]
    assert len(stored.direct(cast.RITA)) == 1


async def test_three_answers_at_once_are_each_counted(stored: Office) -> None:
    for one in (cast.RITA, cast.MINJUN, cast.YUKI):
        await stored.report(one, REFUND)
        if one != cast.RITA:
            await stored.click(one, stored.private(one)[-1], "me_too")
    await stored.resolve(cast.ANA, cast.PAY)
    await stored.pass_time(timedelta(days=12) - timedelta(minutes=30))  # when Seoul and Tokyo still work
    await asyncio.gather(*(stored.person(one).click(stored.direct(one)[-1], "answer_gone")
                           for one in (cast.RITA, cast.MINJUN, cast.YUKI)))
    await stored.settle()
    said = stored.thread(cast.PAY)
    assert said.count("Gone for good: 3 of 3 who answered said it is gone (3 were asked).") == 1


async def go(office: Office, *actions: str) -> None:
    """The lead presses these buttons of the card, one after the other."""
    for action in actions:
        if action == "reopen":
            await reopen(office)
            continue
        if action in action_ids(card := office.card(cast.PAY)):
            await office.click(cast.ANA, card, action)
        else:
            await office.behind_more(cast.ANA, cast.PAY, action)
        if action == "assign":
            await office.submit(cast.ANA, {"assignee": cast.BEN})
        elif action == "resolve":
            await office.submit(cast.ANA, {"what_was_done": "Paid"})


async def reopen(office: Office) -> None:
    """By the form behind More, which stays open and says that it is done."""
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "reopen")
    await office.person(cast.ANA).close_view()


@pytest.mark.parametrize("before, late, since, word", [
    ([], "acknowledge", ["acknowledge"], "Acknowledged"),
    ([], "acknowledge", ["acknowledge", "assign"], "Planned"),
    ([], "acknowledge", ["acknowledge", "resolve"], "Resolved"),
    (["assign"], "resolve", ["resolve"], "Resolved"),
    (["assign"], "resolve", ["resolve", "still_happening"], "Came back"),
    (["acknowledge", "resolve"], "still_happening", ["reopen"], "New"),
    (["acknowledge", "resolve"], "survey_link", ["still_happening"], "Came back"),
])
async def test_a_late_click_hears_how_it_stands_now(
        office: Office, before: list[str], late: str, since: list[str], word: str) -> None:
    await office.report(cast.RITA, REFUND)
    await go(office, *before)
    old = office.card(cast.PAY)
    await go(office, *since)
    lines = office.thread(cast.PAY)
    await office.click(cast.ANA, old, late)
    assert texts(office.private(cast.ANA)) == [f"#1 “{REFUND}” has moved on. It now stands as: {word}."]
    assert office.person(cast.ANA).view is None
    assert office.thread(cast.PAY) == lines


async def test_a_form_sent_late_hears_how_it_stands_now(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await go(office, "assign")
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    await office.click(cast.BEN, office.card(cast.PAY), "resolve")
    await office.submit(cast.BEN, {"what_was_done": "Paid"})
    late = await office.submit(cast.ANA, {"what_was_done": "Paid it too"})
    assert dict(late.errors) == {"what_was_done": f"#1 “{REFUND}” has moved on. It now stands as: Resolved."}
    assert office.form(cast.ANA)["state"]["values"]["what_was_done"]["what_was_done"]["value"] == "Paid it too"
    assert office.direct(cast.RITA)[-1]["text"].count("What was done: Paid\n") == 1


async def test_an_answer_after_the_end_is_taken_kindly(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await go(office, "acknowledge", "resolve")
    await office.pass_time(timedelta(days=9))
    question = office.direct(cast.RITA)[-1]
    await go(office, "reopen")
    await office.click(cast.RITA, question, "answer_still")
    [answered] = [one for one in office.direct(cast.RITA) if one["ts"] == question["ts"]]
    assert "You said: still happening." in answered["text"]
    assert "· New ·" in office.card(cast.PAY)["text"]
