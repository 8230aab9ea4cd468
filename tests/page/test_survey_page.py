"""The customers' page in a real browser without scripts: by keyboard alone, on a phone, in the dark, in each language;
axe finds nothing, with no rule switched off."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, ViewportSize, expect
from sqlmodel import select

from bot.domain.annoyances import Resolution
from bot.domain.people import LANGUAGES
from bot.domain.reports import Door, Draft
from bot.domain.survey_links import LinkKind, LinkWish
from bot.domain.survey_plans import Audience
from bot.sandbox.demo import Sandbox
from storage.tables import Response, SurveyPlan
from tests.page.conftest import PATIENCE, Opens
from tests.page.test_frame import violations

ANA = "U0ANA"
SCALES = (("csat", "satisfied"), ("ces", "easy"), ("nps", "recommend"), ("smiley_5", "satisfied"),
          ("yes_no", "got_done"))
Arrives = Callable[..., Awaitable[Page]]


@dataclass
class Desk:
    """The team's side: makes links on the demo's Snag."""

    sandbox: Sandbox

    async def link(self, scale: str, locale: str, kind: LinkKind = LinkKind.PERSONAL) -> str:
        services, workspace_id = self.sandbox.core.services, self.sandbox.workspace_id
        made = await services.run(services.links.for_plan, workspace_id, ANA, scale, LinkWish(kind, locale),
                                  key=f"{scale} {locale} {kind}")
        return str(made.url)

    async def standing(self) -> str:
        services, workspace_id = self.sandbox.core.services, self.sandbox.workspace_id
        settings = await services.read(services.workspaces.directory, workspace_id)
        made = await services.run(services.links.standing, workspace_id, "cli:root", next(iter(settings.touchpoints)),
                                  locale=None)
        return str(made.url)

    def plan(self, scale: str, template: str) -> None:
        now, workspace_id = self.sandbox.clock.now(), self.sandbox.workspace_id
        settings = self.sandbox.core.services.workspaces.directory(workspace_id)
        with self.sandbox.core.db.transaction(workspace_id) as tx:
            tx.session.add(SurveyPlan(
                workspace_id=workspace_id, id=scale, template=template, kind=scale, decide_on=now.date(),
                decision="whether the app shows when a refund comes", decider=ANA, audience=Audience.CUSTOMERS,
                team_key=next(iter(settings.teams)), anonymous=False, trigger="by_hand", created_by=ANA,
                created_at=now))

    def answers(self) -> list[tuple[str, str | None, str | None]]:
        with self.sandbox.core.db.reading() as session:
            return sorted((row.answer, row.cause, row.comment) for row in session.exec(select(Response)))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(sandbox: Sandbox) -> Desk:
    made = Desk(sandbox)
    for scale, template in SCALES:
        await sandbox.core.db.run(made.plan, scale, template)
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def arrives(browser: Browser) -> AsyncIterator[Arrives]:
    """A customer's phone or computer: no script runs, and nothing is asked of any other place."""
    async with AsyncExitStack() as stack:
        asked: list[str] = []

        async def visit(url: str, *, width: int = 390, dark: bool = False, locale: str = "en-US",
                        scripts: bool = False) -> Page:
            scheme: Literal["dark", "light"] = "dark" if dark else "light"
            window = await browser.new_context(
                viewport=ViewportSize(width=width, height=844), color_scheme=scheme, locale=locale,
                java_script_enabled=scripts, reduced_motion="reduce")
            stack.push_async_callback(window.close)
            page = await window.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("request", lambda request: asked.append(request.url))
            await page.goto(url)
            assert await window.cookies() == []
            return page

        yield visit
        assert [one for one in asked if not one.startswith("http://127.0.0.1:")] == []


async def clean(page: Page, place: str) -> None:
    """Axe has nothing to say, nothing runs out of the window, and whatever is pressed is large enough for a thumb."""
    assert await violations(page) == [], place
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, place
    small = await page.evaluate("""[...document.querySelectorAll('button, a, label:has(input[type=radio])')]
        .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.width && Math.min(box.width, box.height) < 43.9).map(([name]) => name)""")
    assert small == [], place


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_wherever_customers_come(arrives: Arrives, desk: Desk, width: int, dark: bool) -> None:
    page = await arrives("about:blank", width=width, dark=dark, scripts=True)
    for locale in LANGUAGES:
        for scale in ("nps", "csat"):
            await page.goto(await desk.link(scale, locale))
            await clean(page, f"{scale} in {locale}")
        assert await page.locator("html").get_attribute("lang") == locale
        await page.locator("button[name=answer]").first.click()
        await clean(page, f"the thanks in {locale}")
        await page.goto(f"{await desk.standing()}?lang={locale}")
        await clean(page, f"a standing link in {locale}")
    for scale in ("ces", "smiley_5", "yes_no"):
        await page.goto(await desk.link(scale, "en"))
        await clean(page, scale)
    await page.locator("button[name=answer]").first.click()
    await page.locator("button[name=step][value=more]").click()
    await clean(page, "more is saved")
    await page.locator("button[name=step][value=change]").click()
    await clean(page, "changing")
    await page.goto((await desk.standing())[:-1])
    await clean(page, "a link that is none")


async def test_with_the_keyboard_alone_somebody_answers_adds_and_changes(arrives: Arrives, desk: Desk) -> None:
    page = await arrives(await desk.link("csat", "en"))
    await expect(page).to_have_title("Overall, how satisfied or dissatisfied are you? · Payments")
    await tab_to(page, "Rather dissatisfied")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Your answer is saved.")
    await expect(page).to_have_title("Thank you · Payments")
    await tab_to(page, "", "radio")
    await page.keyboard.press("Space")
    await tab_to(page, "", "textbox")
    await page.keyboard.type("The refund is slow")
    await tab_to(page, "Send")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("status")).to_contain_text("What you added is saved, too.")
    await tab_to(page, "Change my answer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Rather dissatisfied Your answer")).to_be_visible()
    await tab_to(page, "Very satisfied")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox")).to_have_value("The refund is slow")
    assert desk.answers() == [("5", None, "The refund is slow")]


async def tab_to(page: Page, name: str, role: Literal["button", "radio", "textbox"] = "button") -> None:
    """Press Tab until this has the focus, and see that the focus shows."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(30):
        await page.keyboard.press("Tab")
        focused = wanted.and_(page.locator(":focus"))
        if await focused.count():
            await expect(focused).to_have_css("outline-style", "solid")
            return
    raise AssertionError(f"{name or role} is not reached by Tab")


async def test_switching_the_language_keeps_the_answer(arrives: Arrives, desk: Desk) -> None:
    page = await arrives(await desk.link("yes_no", "en", LinkKind.OPEN))
    await page.get_by_role("link", name="한국어").click()
    await page.get_by_role("button", name="아니요").click()
    await page.get_by_role("button", name="日本語").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("ありがとうございます")
    await page.locator("button[value=change]").click()
    await page.locator("button[name=answer][value='1']").click()
    assert desk.answers() == [("1", None, None)]


async def test_a_standing_link_speaks_the_phones_language_and_takes_a_report(arrives: Arrives, desk: Desk) -> None:
    page = await arrives(await desk.standing(), locale="ja-JP")
    await page.get_by_role("textbox").fill("箱が空でした")
    await page.get_by_role("button", name="送信する").click()
    await expect(page.get_by_text("必ず読みます。")).to_be_visible()
    card = await desk.sandbox.core.db.read(desk.sandbox.core.services.annoyances.card, desk.sandbox.workspace_id, 1)
    assert card is not None
    assert (card.story, card.by_customers) == ("箱が空でした", 1)


async def test_another_site_can_neither_frame_it_nor_answer_for_somebody(arrives: Arrives, desk: Desk) -> None:
    url = await desk.link("yes_no", "en")
    page = await arrives("about:blank", scripts=True)

    async def elsewhere(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=f"""<iframe src="{url}"></iframe>
            <form method=post action="{url}"><button name=answer value=1>Win</button></form>""")

    await page.route("http://127.0.0.1:9/", elsewhere)
    await page.goto("http://127.0.0.1:9/")
    assert await page.frame_locator("iframe").locator("button[name=answer]").count() == 0
    await page.get_by_role("button", name="Win").click()
    await expect(page.get_by_text("It came from another page.")).to_be_visible()
    assert desk.answers() == []


async def test_from_the_button_on_the_card_to_the_customers_tap(arrives: Arrives, visits: Opens, desk: Desk) -> None:
    services, workspace_id = desk.sandbox.core.services, desk.sandbox.workspace_id
    told = await services.run(services.reports.take, workspace_id, "U0RITA", Draft("The gift card was charged twice"),
                              door=Door.FORM, key="report")
    await services.run(services.annoyances.acknowledge, workspace_id, ANA, told.number, where=None, key="seen")
    await services.run(services.annoyances.resolve, workspace_id, ANA, told.number, Resolution("Paid back"),
                       where=None, key="resolved")
    slack = await visits(ANA, "C0PAY")
    card = slack.get_by_role("main").get_by_role("article").filter(has_text="#1 The gift card")
    await card.get_by_role("button", name="Survey link").click()
    form = slack.get_by_role("dialog", name="Survey link")
    await form.get_by_role("radio", name="For many").check()
    await form.get_by_role("button", name="Make the link").click()
    picture = form.get_by_role("img", name="QR picture that leads to")
    await expect(picture).to_be_visible()
    await expect(picture).not_to_have_js_property("naturalWidth", 0)
    assert await violations(slack) == []
    letter = await form.get_by_role("textbox", name="Text to pass on").input_value()
    page = await arrives(next(word for word in letter.split() if word.startswith("http")))
    await page.locator("button[name=answer]").first.click()
    await expect(page.get_by_role("status")).to_contain_text("Your answer is saved.")
    assert len(desk.answers()) == 1
