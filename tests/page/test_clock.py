"""The clock's panel: whose time it tells, what it says will fall due, where it goes, and what it says came of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from bot.clock import Clock, MovableClock
from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import ScriptedApp

DAY = timedelta(days=1)


async def panel_of(page: Page, opener: str = "Move the clock", name: str = "Clock") -> Locator:
    await page.get_by_role("button", name=opener).click()
    return page.get_by_role("dialog", name=name)


async def tells(page: Page, *coming: dict[str, Any]) -> None:
    """The server says that these things will fall due; what the page sends to move the clock goes through."""
    async def answer(route: Route) -> None:
        if route.request.method != "GET":
            await route.continue_()
            return
        body = {"now": datetime.now(UTC).isoformat(), "coming": list(coming)}
        await route.fulfill(content_type="application/json", body=json.dumps(body))

    await page.route("**/sandbox/api/clock**", answer)


def thing(at: datetime, kind: str, n: int = 1, about: str = "") -> dict[str, Any]:
    return {"at": at.isoformat(), "kind": kind, "n": n, "about": about}


@pytest.mark.parametrize(
    "step,least,most",
    [("+1 hour", 3_600, 3_700), ("+1 day", 86_400, 86_500), ("Next Monday, 09:00", 1, 8 * 86_400)],
)
async def test_the_clock_is_moved_forward(page: Page, slack: LocalSlack, step: str, least: int, most: int) -> None:
    before = slack.clock.now()
    panel = await panel_of(page)
    await expect(panel).to_contain_text("in Berlin")
    await panel.get_by_role("button", name=step).click()
    await expect(panel).to_contain_text("It is now")
    await expect(panel.get_by_role("status")).to_contain_text("It is now")
    assert least <= (slack.clock.now() - before).total_seconds() <= most
    await expect(panel.get_by_role("button", name=step)).to_be_focused()


async def test_a_clock_moved_in_one_window_is_moved_in_all(page: Page, slack: LocalSlack, opens: Opens) -> None:
    other = await opens("U0YUKI")
    hands = other.locator(".clock-words")
    before = await hands.text_content()
    await (await panel_of(page)).get_by_role("button", name="+1 day").click()
    await expect(hands).not_to_have_text(before or "")


@pytest.mark.parametrize(
    "person,opener,name,clock,zone",
    [
        ("U0RITA", "Move the clock", "Clock", "Monday, March 30, 2026 at 09:00", "Berlin"),
        ("U0MINJUN", "시계 움직이기", "시계", "2026년 3월 30일 월요일 16:00", "Seoul"),
        ("U0YUKI", "時計を進める", "時計", "2026年3月30日月曜日 16:00", "Tokyo"),
    ],
)
async def test_the_time_is_told_as_the_chosen_person_says_it(
    opens: Opens, slack: LocalSlack, person: str, opener: str, name: str, clock: str, zone: str
) -> None:
    shown = """async ([zone, locale]) => {
      const { longTime } = await import("/time.js");
      (await import("/words.js")).speak(locale);
      return longTime(new Date("2026-03-30T07:00:00Z"), zone);
    }"""
    page = await opens(person)
    panel = await panel_of(page, opener, name)
    await expect(panel).to_contain_text(zone)
    chosen = slack.parts.world.people[person]
    assert await page.evaluate(shown, [chosen.tz, chosen.locale]) == clock


@pytest.mark.parametrize(
    "person,opener,name,heading,lines",
    [
        ("U0RITA", "Move the clock", "Clock", "What will fall due", [
            "Ask 3 reporters how it is now", "Ask 1 reporter how it is now", "Weekly digest of Payments",
            "The time to answer is up: gone, or not? · #7", "Ask 40 people a survey's question",
            "Remind 1 person who has not answered"]),
        ("U0MINJUN", "시계 움직이기", "시계", "앞으로 있을 일", [
            "제보자 3명에게 그 뒤로 어떤지 묻기", "제보자 1명에게 그 뒤로 어떤지 묻기", "Payments 주간 요약",
            "답할 시간이 끝나요: 해소됐을까요? · #7", "40명에게 설문 보내기", "아직 답하지 않은 1명에게 다시 묻기"]),
        ("U0YUKI", "時計を進める", "時計", "これから起きること", [
            "報告者 3 人にその後の様子をたずねる", "報告者 1 人にその後の様子をたずねる", "Payments の週次まとめ",
            "回答の期限です: なくなったでしょうか · #7", "40 人にアンケートを送る",
            "まだ回答していない 1 人にもう一度たずねる"]),
    ],
)
async def test_what_will_fall_due_is_told_in_words(
    opens: Opens, slack: LocalSlack, person: str, opener: str, name: str, heading: str, lines: list[str]
) -> None:
    page = await opens(person)
    now = slack.clock.now()
    await tells(page, thing(now + DAY, "ask", 3), thing(now + DAY, "ask"),
                thing(now + 2 * DAY, "publish_digest", 1, "Payments"),
                thing(now + 3 * DAY, "close_survey", 1, "#7"), thing(now + 4 * DAY, "survey", 40),
                thing(now + 5 * DAY, "survey_reminder"))
    coming = (await panel_of(page, opener, name)).get_by_role("list", name=heading).get_by_role("listitem")
    await expect(coming).to_have_count(len(lines))
    for place, line in enumerate(lines):
        await expect(coming.nth(place)).to_contain_text(line)


async def test_a_kind_that_the_page_has_not_heard_of_is_counted(page: Page, slack: LocalSlack) -> None:
    await tells(page, thing(slack.clock.now() + DAY, "never_heard_of", 2))
    await expect(await panel_of(page)).to_contain_text("2 other things")


async def test_more_than_fits_is_counted(page: Page, slack: LocalSlack) -> None:
    await tells(page, *(thing(slack.clock.now() + DAY * (1 + n), "ask") for n in range(9)))
    panel = await panel_of(page)
    await expect(panel.get_by_role("listitem")).to_have_count(6)
    await expect(panel).to_contain_text("And 3 more things later.")


async def test_the_next_thing_is_the_first_that_is_still_to_come(page: Page, slack: LocalSlack) -> None:
    now = slack.clock.now()
    at = now + timedelta(hours=5)
    await tells(page, thing(now - DAY, "told"), thing(at, "ask", 2), thing(now + DAY, "publish_digest"))
    panel = await panel_of(page)
    await expect(panel.get_by_role("listitem")).to_have_count(3)
    await panel.get_by_role("button", name="To the next thing").press("Enter")
    await expect(panel).to_contain_text("It is now")
    assert at <= slack.clock.now() <= at + timedelta(minutes=1)


async def test_each_thing_is_a_way_to_its_time(page: Page, slack: LocalSlack) -> None:
    at = slack.clock.now() + 3 * DAY
    await tells(page, thing(slack.clock.now() + DAY, "ask", 2), thing(at, "publish_digest", 1, "Payments"))
    await (await panel_of(page)).get_by_role("button", name="Weekly digest of Payments").click()
    await slack.until(lambda: slack.clock.now() >= at)


async def test_where_nothing_waits_the_next_thing_cannot_be_pressed(page: Page, slack: LocalSlack) -> None:
    await tells(page)
    before = slack.clock.now()
    panel = await panel_of(page)
    await expect(panel).to_contain_text("Nothing is waiting.")
    button = panel.get_by_role("button", name="To the next thing")
    await expect(button).to_be_disabled()
    await button.press("Enter")
    await panel.get_by_role("button", name="+1 hour").click()
    await expect(panel).to_contain_text("It is now")
    assert slack.clock.now() - before < timedelta(hours=2)


async def test_moving_shows_that_it_goes_on_and_then_what_arrived(
    page: Page, slack: LocalSlack, app: ScriptedApp
) -> None:
    go_on = asyncio.Event()

    async def falls_due(_now: datetime) -> None:
        await app.client.chat_postMessage(channel="C0APP", text="one")
        await go_on.wait()
        await app.client.chat_postMessage(channel="U0RITA", text="two")
        await app.client.chat_postMessage(channel="C0APP", text="three")

    slack.on_clock(falls_due)
    panel = await panel_of(page)
    await panel.get_by_role("button", name="+1 day").click()
    await expect(panel.get_by_role("progressbar", name="Moving the clock")).to_be_visible()
    await expect(panel).to_contain_text("Moving the clock … 1 message arrived: #team-app.")
    await expect(panel.get_by_role("button", name="+1 day")).to_be_disabled()
    await panel.get_by_role("button", name="+1 day").press("Enter")  # a second press while it moves does nothing
    before = slack.clock.now()
    go_on.set()
    await expect(panel).to_contain_text("3 messages arrived: #team-app, Snag.")
    await expect(panel.get_by_role("status")).to_contain_text("It is now")
    await expect(panel.get_by_role("progressbar")).to_be_hidden()
    await expect(panel.get_by_role("button", name="+1 day")).to_be_enabled()
    assert slack.clock.now() - before < timedelta(hours=1)


async def test_who_closes_the_panel_meanwhile_is_told_at_the_foot_of_the_page(
    page: Page, slack: LocalSlack, app: ScriptedApp
) -> None:
    go_on = asyncio.Event()

    async def falls_due(_now: datetime) -> None:
        await go_on.wait()
        await app.client.chat_postMessage(channel="U0RITA", text="How is it now?")

    slack.on_clock(falls_due)
    panel = await panel_of(page)
    await panel.get_by_role("button", name="+1 day").click()
    await expect(panel.get_by_role("progressbar")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    go_on.set()
    await expect(page.get_by_role("status").filter(has_text="1 message arrived: Snag.")).to_be_visible()


async def test_what_others_got_is_not_counted(page: Page, slack: LocalSlack, app: ScriptedApp) -> None:
    async def falls_due(_now: datetime) -> None:
        await app.client.chat_postMessage(channel="U0HANA", text="for Hana alone")

    slack.on_clock(falls_due)
    panel = await panel_of(page)
    await panel.get_by_role("button", name="+1 day").click()
    await expect(panel).to_contain_text("No new messages for you.")


async def test_a_clock_that_cannot_be_moved_says_so_kindly(page: Page, slack: LocalSlack) -> None:
    slack.parts.world.clock = Clock()
    panel = await panel_of(page)
    await panel.get_by_role("button", name="+1 hour").click()
    await expect(panel).to_contain_text("could not be moved: this clock cannot be moved. Nothing has changed.")
    await expect(panel.get_by_role("button", name="+1 hour")).to_be_enabled()
    await expect(panel.get_by_role("button", name="+1 hour")).to_be_focused()


async def test_a_thing_that_is_past_by_now_does_not_take_the_clock_back(page: Page, slack: LocalSlack) -> None:
    await tells(page, thing(slack.clock.now() + timedelta(hours=1), "ask"))
    panel = await panel_of(page)
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    assert isinstance(slack.clock, MovableClock)
    moved = slack.clock.move_by(DAY)  # and the page has not heard of it
    await panel.get_by_role("button", name="To the next thing").click()
    await expect(panel).to_contain_text("The clock could not be moved: the clock only moves forward.")
    assert slack.clock.now() >= moved


async def test_the_panel_is_walked_and_left_by_keyboard(page: Page, slack: LocalSlack) -> None:
    await tells(page, thing(slack.clock.now() + DAY, "publish_digest", 1, "Payments"))
    opener = page.get_by_role("button", name="Move the clock")
    await opener.press("Enter")
    panel = page.get_by_role("dialog", name="Clock")
    await expect(panel.get_by_role("button", name="+1 hour")).to_be_focused()
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    for name in ("+1 day", "Next Monday", "To the next thing", "Weekly digest of Payments"):
        await page.keyboard.press("Tab")
        await expect(panel.get_by_role("button", name=name)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_on_a_phone_the_panel_stays_inside_the_window(opens: Opens, slack: LocalSlack) -> None:
    page = await opens(width=390)
    await tells(page, *(thing(slack.clock.now() + DAY * (1 + n), "close_survey", 1, "#17") for n in range(6)))
    panel = await panel_of(page)
    await expect(panel.get_by_role("listitem")).to_have_count(6)
    box = await panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 800
