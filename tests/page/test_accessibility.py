"""What axe has to say of the demo, with no rule switched off: in each place that people meet, wide and narrow."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.demo import Sandbox
from tests.page.conftest import Opens
from tests.page.test_five_tasks import Mouse, become
from tests.page.test_frame import violations


async def clean(page: Page, place: str) -> None:
    assert await violations(page) == [], place


async def opened(page: Page, opener: str, panel: Locator, place: str) -> None:
    await page.get_by_role("button", name=opener).click()
    await expect(panel).to_be_visible()
    await clean(page, place)
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_wherever_people_come(visits: Opens, sandbox: Sandbox, width: int, dark: bool) -> None:
    page = await visits("U0RITA", width=width, dark=dark)
    box = page.get_by_role("textbox", name="Message to #general")
    await clean(page, "an empty channel and the first minute")

    await box.fill("/snag")
    await box.press("Enter")
    form = page.get_by_role("dialog", name="Report an annoyance")
    await form.get_by_role("textbox", name="What happened").fill("She was charged twice for one gift card")
    await clean(page, "the form folded")
    await form.get_by_role("button", name="More", exact=True).click()
    await expect(form.get_by_label("Touchpoint")).to_be_visible()
    await clean(page, "the form unfolded")
    await form.get_by_role("button", name="Report", exact=True).click()
    await expect(page.get_by_role("dialog", name="Thank you")).to_be_visible()
    await clean(page, "the thanks")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()

    await box.fill("/snag charged twice for a gift card, too")
    await box.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="Is it one of these?")).to_be_visible()
    await clean(page, "an answer with look-alikes")

    await opened(page, "Move the clock", page.get_by_role("dialog", name="Clock"), "the clock")
    await opened(page, "You are Rita", page.get_by_role("menu"), "the menu of people")
    await become(page, Mouse(page), "Ana Silva")
    await page.goto(f"{sandbox.slack.url}/#/U0ANA/C0PAY")
    card = page.get_by_role("main").get_by_role("article").filter(has_text="#1 She was charged twice")
    await card.get_by_role("button", name="Acknowledge").click()
    await expect(card).to_contain_text("Acknowledged · Payments")
    await clean(page, "the team's channel")
    await card.get_by_role("button", name="More #1").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await clean(page, "the form behind More")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await card.get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    await expect(page.get_by_role("dialog").get_by_role("textbox", name="What was done")).to_be_visible()
    await clean(page, "the form of resolving")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("textbox", name="What was done")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await card.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_role("complementary", name="Thread in #team-payments")).to_be_visible()
    await clean(page, "the thread")

    await page.goto(f"{sandbox.slack.url}/#/U0ANA/{sandbox.slack.dm('U0ANA')}/home")
    await expect(page.get_by_role("region", name="Home")).not_to_contain_text("shows nothing on its Home yet")
    await clean(page, "Home")
