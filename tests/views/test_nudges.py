"""What a reminder shows: whatever waits can be reached from it, and the question stands before its buttons."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.annoyances import OPEN, TABLE, Move, State
from bot.domain.clocks import Kind
from bot.domain.meanwhile import Meanwhile
from bot.domain.nudges import Level, Outlook, Planned, Reminder
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.views import annoyances, care_forms, nudges, snoozing
from bot.views.annoyances import MoveState
from bot.views.blocks import Json

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def reminder(number: int, *, link: bool = True) -> Reminder:
    return Reminder(number, "The refund", Kind.ACKNOWLEDGE, Level.DUE, DUE,
                    link=f"https://larkfield.slack.com/archives/C0PAY/p{number}" if link else None)


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_what_there_is_no_room_for_is_linked_by_its_number(language: str) -> None:
    message = nudges.message(language, [*map(reminder, range(1, 8)), reminder(7), reminder(9, link=False)], BERLIN)
    links = [one for block in message.blocks for section in block.get("elements", ())
             for one in section.get("elements", ()) if one["type"] == "link"]
    assert [one["text"] for one in links[5:]] == ["#6", "#7"]
    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert ("#9" in shown, "Home" in shown, message_complaints(message.blocks)) == (True, False, [])
    assert "#6 · #7 · #9" in message.text


@pytest.mark.parametrize("many", [5, 500])
def test_however_much_waits_slack_takes_it(many: int) -> None:
    message = nudges.message("en", list(map(reminder, range(1, many + 1))), BERLIN)
    assert message_complaints(message.blocks) == []
    assert ("more: " in message.text) is (many > 5)


def test_the_question_stands_before_the_buttons_that_answer_it() -> None:
    message = nudges.message("en", [reminder(1), reminder(2)], BERLIN)
    kinds = [("What is the next step" in str(block), block["type"] == "actions") for block in message.blocks]
    assert kinds.index((True, False)) < kinds.index((False, True))


@pytest.mark.parametrize("form", [
    nudges.next_step_form("en", MoveState(7), "The refund"), snoozing.snooze_form("en", MoveState(7), "The refund"),
    snoozing.wont_fix_form("en", MoveState(7), "The refund"), annoyances.resolve_form("en", MoveState(7), "The refund"),
    care_forms.meanwhile_form("en", MoveState(7), "The refund", Meanwhile())])
def test_a_form_says_on_top_which_annoyance_it_is_about(form: Json) -> None:
    assert "#7 The refund" in str(form["blocks"][0])


def test_what_would_be_sent_stands_below_its_hour_and_person_each_annoyance_once() -> None:
    due = [Planned(DUE, user, reminder(number)) for user in ("U0ANA", None) for number in (1, 2)]
    late = Planned(DUE, "U0ANA", replace(reminder(1), kind=Kind.RESOLVE))
    form = nudges.outlook_form("en", Outlook("Europe/Berlin", 7, (due[0], late, *due[1:]), {"U0ANA": "Ana"}))
    said = "".join(one["text"] for block in form["blocks"] if block["type"] == "rich_text"
                   for section in block["elements"] for one in section["elements"]).splitlines()
    assert [line.split(" · ")[-1] for line in said] == [
        "Ana", "#1 The refund – waits to be acknowledged and waits to be resolved",
        "#2 The refund – waits to be acknowledged", "Thread", "#1 The refund – waits to be acknowledged",
        "#2 The refund – waits to be acknowledged"]
    assert view_complaints(form) == []


def test_a_next_step_can_be_named_from_each_open_card_of_a_team() -> None:
    assert all(Move.NEXT_STEP in TABLE[state].more for state in OPEN - {State.TRIAGE})
