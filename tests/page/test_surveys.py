"""A survey from the composer to its results, and a customer's link: by what a control is called, in the demo itself."""

from playwright.async_api import Page, expect

from bot.domain.reports import Door, Draft
from bot.sandbox.demo import Sandbox
from tests.page.conftest import Opens
from tests.page.test_five_tasks import Keyboard, Mouse, become
from tests.page.test_frame import violations

DECISION = "Whether Ben answers questions about refunds"
COMMENT = "Two days are long for an answer"


async def compose(page: Page) -> None:
    """All but the choice in native menus with keys alone."""
    keys = Keyboard(page)
    await keys.send(page.get_by_role("textbox", name="Message to #general"), "/snag survey")
    form = page.get_by_role("dialog", name="New survey")
    await form.get_by_label("Who is asked?").select_option("People or channels that I choose")
    channels = form.get_by_role("combobox", name="Channels")
    await keys.write(channels, "team-pay")
    await expect(page.get_by_role("option", name="#team-payments")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(form.get_by_role("button", name="Remove #team-payments")).to_be_visible()
    await expect(page.get_by_role("option", name="#team-app")).to_be_hidden()  # no list opens by itself
    await form.get_by_label("What is asked?").select_option("Did our answer help?")
    await form.get_by_label("How do they answer?").select_option("Satisfaction, 1 to 5 (CSAT)")
    await keys.write(form.get_by_role("textbox", name="What will you decide with the answers?"), DECISION)
    await keys.press(form.get_by_role("button", name="Work it out again"))
    await expect(form).to_contain_text("4 people are meant, 4 will be asked.")
    await expect(form).to_contain_text("@Ana Silva: Tue")
    assert await violations(page) == [], "the composer"
    names = form.get_by_role("checkbox", name="Keep no name with the answers")
    await names.focus()
    await page.keyboard.press("Space")
    await expect(names).not_to_be_checked()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("on its way")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def answer(page: Page, url: str) -> None:
    await page.goto(url)
    message = page.get_by_role("article").filter(has_text="Did our answer help you?")
    await expect(message).to_contain_text(f"This decides: {DECISION}")
    assert await violations(page) == [], "a survey's message"
    await message.get_by_role("button", name="2 of 5: Rather dissatisfied").click()
    await expect(message).to_contain_text("Your answer: Rather dissatisfied")
    await message.get_by_role("button", name="Add a comment").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox").fill(COMMENT)
    await form.get_by_role("button", name="Save").click()
    await expect(message).to_contain_text("Your comment became a report: #1")


async def soon(sandbox: Sandbox) -> None:
    """What comes every twenty seconds comes now."""
    await sandbox.snag.scheduler.expand()


async def test_a_survey_over_a_channel_is_composed_answered_and_read(visits: Opens, sandbox: Sandbox) -> None:
    page = await visits("U0CARA")
    await compose(page)
    await soon(sandbox)
    await become(page, Mouse(page), "Ana Silva")
    await answer(page, f"{sandbox.slack.url}/#/U0ANA/{sandbox.slack.dm('U0ANA')}")
    await soon(sandbox)
    await become(page, Mouse(page), "Cara Lindqvist")
    await page.goto(f"{sandbox.slack.url}/#/U0CARA/{sandbox.slack.dm('U0CARA')}")
    progress = page.get_by_role("article").filter(has_text="4 of 4 asked")
    assert await violations(page) == [], "how a survey stands"
    await progress.get_by_role("button", name="See results").click()
    results = page.get_by_role("dialog", name="Survey results")
    await expect(results).to_contain_text("1 of 4 who were asked have answered (25 %).")
    await expect(results).to_contain_text(COMMENT)
    assert await violations(page) == [], "the results"


async def test_a_customers_link_is_made_on_the_card_and_opened_from_a_phone(visits: Opens, sandbox: Sandbox) -> None:
    services, workspace_id = sandbox.core.services, sandbox.workspace_id
    await services.run(services.reports.take, workspace_id, "U0RITA", Draft("She was charged twice for one order"),
                       door=Door.SLASH, key="link")
    page = await visits("U0ANA", "C0PAY", width=390)
    card = page.get_by_role("main").get_by_role("article").filter(has_text="#1 She was charged twice")
    await card.get_by_role("button", name="Acknowledge").click()
    await expect(card).to_contain_text("Acknowledged · Payments")
    await card.get_by_role("button", name="More #1").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name="Survey link").click()
    await form.get_by_label("The customer's language").select_option("English")
    await form.get_by_role("button", name="Make the link").click()
    await expect(form.get_by_role("img", name="QR picture")).to_be_visible()
    assert await violations(page) == [], "the link"
    async with page.context.expect_page() as opened:
        await form.get_by_role("link", name="See what the customer sees").click()
    customer = await opened.value
    await customer.get_by_role("button", name="No").click()
    await expect(customer.get_by_role("heading", name="Thank you")).to_be_visible()
    assert await customer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await customer.close()
