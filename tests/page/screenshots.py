"""Take the README's pictures anew: `python -m tests.page.screenshots` writes docs/images/*.png. Needs Chromium."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

from bot.cli.common import start_logging
from bot.clock import MovableClock
from bot.domain.reports import Door, Draft
from bot.domain.survey_links import LinkKind, LinkWish
from bot.sandbox.demo import Sandbox, opened
from bot.sandbox.month import LENGTH, Month
from tests.page.conftest import CHROMIUM, QUIET

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


class Camera:
    def __init__(self, browser: Browser, sandbox: Sandbox) -> None:
        self._browser, self._sandbox = browser, sandbox

    @asynccontextmanager
    async def looking(self, person: str, place: str, size: ViewportSize, *, dark: bool = False) -> AsyncIterator[Page]:
        """One person's window; its picture is taken by `take`."""
        async with self.window(size, dark=dark) as page:
            await page.goto(f"{self._sandbox.slack.url}/#/{person}/{place}")
            await page.locator(".log:not([aria-busy]), .home > *").first.wait_for()
            yield page

    @asynccontextmanager
    async def window(self, size: ViewportSize, *, dark: bool = False) -> AsyncIterator[Page]:
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        new = self._browser.new_context(viewport=size, color_scheme=scheme, has_touch=size is PHONE)
        async with await new as window:
            yield await window.new_page()

    async def take(self, page: Page, name: str, part: Locator | None = None) -> None:
        """All that the window shows, or one part of it."""
        await page.evaluate("document.fonts.ready")
        await page.mouse.move(0, 0)
        await (part or page).screenshot(path=IMAGES / f"{name}.png", animations="disabled")


async def type_(page: Page, words: str) -> None:
    box = page.get_by_role("main").get_by_role("textbox")
    await box.fill(words)
    await box.press("Enter")


async def english(camera: Camera) -> None:
    """A report, who has it and why, and what it may repeat."""
    async with camera.looking("U0RITA", "C0GENERAL", DESK) as page:
        await type_(page, "/snag parcel left with a neighbour, but nobody wrote down with which one")
        await page.get_by_role("button", name="Undo").wait_for()
        await camera.take(page, "page-en")


async def form(camera: Camera) -> None:
    """The form from the lightning below the box: look-alikes appear while the story is typed."""
    async with camera.looking("U0GUS", "C0GENERAL", DESK) as page:
        await page.get_by_role("main").get_by_role("button", name="Shortcuts").click()
        await page.get_by_role("menuitem", name="Report an annoyance").click()
        story = page.get_by_role("dialog").get_by_label("What happened")
        await story.press_sequentially("the parcel was left with a neighbour and nobody knows which one")
        await page.get_by_role("dialog").get_by_role("button", name="Me too").first.wait_for()
        await camera.take(page, "page-form")


async def home(camera: Camera, sandbox: Sandbox) -> None:
    """What a team's lead finds in the app's Home."""
    async with camera.looking("U0ANA", f"{sandbox.slack.dm('U0ANA')}/home", DESK) as page:
        await page.get_by_role("region", name="Home").get_by_role("button").first.wait_for()
        await camera.take(page, "page-home")


async def korean(camera: Camera) -> None:
    """The team's channel: the living card of what came back, and its thread."""
    async with camera.looking("U0HANA", "C0APP", DESK) as page:
        card = page.get_by_role("article").filter(has_text="해소 확인됨").first
        await card.scroll_into_view_if_needed()
        await card.get_by_text("답글", exact=False).first.click()
        await page.get_by_text("완전히 해소", exact=False).last.wait_for()
        await camera.take(page, "page-ko")


async def japanese(camera: Camera, sandbox: Sandbox) -> None:
    """How is it now?"""
    async with camera.looking("U0YUKI", sandbox.slack.dm("U0YUKI"), DESK, dark=True) as page:
        await page.get_by_role("button", name="なくなった").last.wait_for()
        await camera.take(page, "page-ja")


async def phone(camera: Camera) -> None:
    """The form, on the way back from a customer."""
    async with camera.looking("U0MINJUN", "C0GENERAL", PHONE) as page:
        await type_(page, "/snag")
        form = page.get_by_role("dialog")
        await form.get_by_role("textbox").nth(0).fill("차에서 음악이 나오기 전에 프로모션을 닫아야 해요.")
        await form.get_by_role("textbox").nth(1).fill("운전 중에 이걸 어떻게 닫아요?")
        await camera.take(page, "phone")


async def customers(camera: Camera, sandbox: Sandbox) -> None:
    """The page that a customer opens by a link from the card."""
    services, workspace_id = sandbox.core.services, sandbox.workspace_id
    told = await services.run(services.reports.take, workspace_id, "U0RITA", Draft(
        "The refund of a gift card never arrived"), door=Door.FORM, key="picture: report")
    await services.run(services.annoyances.acknowledge, workspace_id, "U0ANA", told.number, where=None,
                       key="picture: acknowledge")
    wish = LinkWish(LinkKind.PERSONAL, "en", decision="how refunds of gift cards are shown in the app")
    made = await services.run(services.links.for_annoyance, workspace_id, "U0ANA", told.number, wish, where=None,
                              key="picture: link")
    async with camera.window(PHONE) as page:
        await page.goto(made.url)
        await camera.take(page, "survey-page")


async def survey(camera: Camera) -> None:
    """A pulse over a channel: whom it reaches, and when."""
    async with camera.looking("U0ANA", "C0GENERAL", DESK) as page:
        await type_(page, "/snag survey")
        form = page.get_by_role("dialog")
        await form.get_by_label("Who is asked?").select_option("People or channels that I choose")
        channels = form.get_by_role("combobox", name="Channels")
        await channels.fill("shop")
        await page.get_by_role("option", name="#shop-floor").click()
        await form.get_by_label("When is it asked?").select_option("Again and again, as a pulse")
        await form.get_by_label("On which day?").select_option("Wednesday")
        await form.get_by_role("button", name="Work it out again").click()
        await form.get_by_text("Rita Albrecht: ").wait_for()
        await form.get_by_role("button", name="See it as they will").scroll_into_view_if_needed()
        await camera.take(page, "page-survey")


async def results(camera: Camera) -> None:
    """What a survey found, with its denominator and how sure that is."""
    async with camera.looking("U0CARA", "C0GENERAL", DESK) as page:
        await type_(page, "/snag survey results")
        await page.get_by_role("button", name="Show: Did our answer help you?").click()
        form = page.get_by_role("dialog")
        await form.get_by_text("Comments").wait_for()
        await camera.take(page, "survey-results", form)


async def main() -> None:
    start_logging("ERROR")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder) / "snag.db", MovableClock(-LENGTH)) as sandbox, async_playwright() as playwright:
            await Month(sandbox).live()
            await sandbox.start_working()
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            camera = Camera(browser, sandbox)
            await english(camera)
            await form(camera)
            await home(camera, sandbox)
            await korean(camera)
            await japanese(camera, sandbox)
            await phone(camera)
            await customers(camera, sandbox)
            await survey(camera)
            await results(camera)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
