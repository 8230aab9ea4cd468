"""The page in a real browser, on the real local Slack, with an app that a test scripts. A word in the console fails."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.demo import Sandbox, opened
from bot.sandbox.slack import LocalSlack
from bot.sandbox.tour import starting_clock
from tests.page.parts import ScriptedApp
from tests.support import databases

CHROMIUM = Path("/usr/bin/chromium")
PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"
QUIET = [
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # starting one takes longer than drawing the page
]
PHONE = 600
"""Pixels from which on a window is not a phone's."""
PATIENCE = 20_000
"""Milliseconds that a busy machine is given; on a calm one nothing takes longer than before."""
Opens = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    below = [item for item in items if item.path.parent == Path(__file__).parent]
    here = [item for item in below if "browser" in getattr(item, "fixturenames", ())]  # the others only read files
    for item in here:
        item.add_marker("browser")
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if not CHROMIUM.exists() and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}: apt-get install chromium"))


def populate(slack: LocalSlack) -> None:
    slack.add_person("U0RITA", "rita", "Rita Albrecht")
    slack.add_person("U0MINJUN", "minjun", "Minjun Park", locale="ko-KR", tz="Asia/Seoul")
    slack.add_person("U0YUKI", "yuki", "Yuki Tanaka", locale="ja-JP", tz="Asia/Tokyo")
    slack.add_person("U0HANA", "hana", "Hana Lee", locale="ko-KR", tz="Asia/Seoul", title="앱 팀 리드")
    slack.add_person("U0ADMIN", "adam", "Adam Fischer", is_admin=True)
    everybody = ["U0RITA", "U0MINJUN", "U0YUKI", "U0HANA", "U0ADMIN"]
    slack.add_channel("C0GENERAL", "general", everybody)
    slack.add_channel("C0APP", "team-app", ["U0HANA", "U0RITA", "U0SNAG"])
    slack.add_channel("C0SHOP", "shop-floor", ["U0HANA"])
    slack.add_channel("C0SECRET", "secret", ["U0HANA"], is_private=True)
    slack.add_shortcut("report_annoyance", "Report an annoyance")
    slack.add_shortcut("report_message", "Report as annoyance", "message")


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[LocalSlack]:
    slack = LocalSlack(static_dir=PAGE)
    populate(slack)
    await slack.start()
    yield slack
    await slack.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def app(slack: LocalSlack) -> AsyncIterator[ScriptedApp]:
    app = ScriptedApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    server = web.Application()
    server.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@dataclass
class Windows:
    """Windows kept from test to test. Each test has pages of its own, and nothing is stored as it starts."""

    browser: Browser
    _held: dict[tuple[int, bool, int], BrowserContext] = field(default_factory=dict)

    async def take(self, width: int, *, dark: bool, nth: int) -> BrowserContext:
        """The `nth` window of one test: two of them share no storage either."""
        if (width, dark, nth) not in self._held:
            size = ViewportSize(width=width, height=800)
            scheme: Literal["dark", "light"] = "dark" if dark else "light"
            made = await self.browser.new_context(viewport=size, color_scheme=scheme, has_touch=width < PHONE)
            await made.new_page()  # an empty one keeps the window's process
            self._held[width, dark, nth] = made
        return self._held[width, dark, nth]

    async def open(self, url: str, width: int, *, dark: bool, nth: int) -> Page:
        window = await self.take(width, dark=dark, nth=nth)
        page = await window.new_page()
        session = await window.new_cdp_session(page)
        await session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        await session.detach()
        return page

    async def clear(self) -> None:
        for window in self._held.values():
            for page in window.pages[1:]:
                await page.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest_asyncio.fixture(loop_scope="session")
async def opens(windows: Windows, slack: LocalSlack, app: ScriptedApp) -> AsyncIterator[Opens]:
    """`await opens("U0RITA", "C0APP")`: a window of its own for one person, with a console that must stay empty."""
    async with quiet_pages(windows, slack) as open_page:
        yield open_page


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The demo itself, on a Tuesday at ten in Berlin: the invented company without a past, and Snag at work."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    async with opened(tmp_path / "snag.db", starting_clock()) as held:
        await held.start_working()
        yield held


@pytest_asyncio.fixture(loop_scope="session")
async def visits(windows: Windows, sandbox: Sandbox) -> AsyncIterator[Opens]:
    """The same as `opens`, in the demo."""
    async with quiet_pages(windows, sandbox.slack) as open_page:
        yield open_page


@asynccontextmanager
async def quiet_pages(windows: Windows, slack: LocalSlack) -> AsyncIterator[Opens]:
    said: list[str] = []
    opened_before = count()

    async def open_page(
        person: str = "U0RITA", place: str = "C0GENERAL", *, width: int = 1280, dark: bool = False
    ) -> Page:
        page = await windows.open(slack.url, width, dark=dark, nth=next(opened_before))
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(f"{message.type}: {message.text} ({message.location['url']})"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        await page.goto(f"{slack.url}/#/{person}/{place}")
        await page.locator(".log:not([aria-busy]), .home > *").first.wait_for()
        return page

    yield open_page
    await windows.clear()
    assert said == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def modules(browser: Browser) -> AsyncIterator[Page]:
    """One quiet window for tests that call a module's functions and look at nothing else."""
    slack = LocalSlack(static_dir=PAGE)
    await slack.start()
    page = await browser.new_page()
    await page.goto(f"{slack.url}/words.js")
    yield page
    await page.close()
    await slack.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(opens: Opens) -> Page:
    return await opens()
