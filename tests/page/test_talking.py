"""Reading and writing: channels, slash commands, live updates, threads."""

from playwright.async_api import Page, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import ScriptedApp, actions, button, section


def box(page: Page, name: str = "Message to #general") -> "object":
    return page.get_by_role("textbox", name=name)


async def test_a_newcomer_is_told_what_to_type(page: Page) -> None:
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await expect(page.locator(".composer-note")).to_have_text("Type /snag and what annoyed your customer.")


async def test_a_slash_command_goes_to_the_app_and_the_answer_is_only_visible_to_its_sender(
    page: Page, app: ScriptedApp, opens: Opens
) -> None:
    app.on("command", lambda _: {"response_type": "ephemeral", "text": "*#1* is with App."})
    other = await opens("U0ADMIN")
    await page.get_by_role("textbox").fill("/snag the promo <blocks> the music")
    await page.keyboard.press("Enter")
    answer = page.get_by_role("article").filter(has_text="#1 is with App.")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(page.get_by_role("textbox")).to_have_value("")
    assert [(sent["command"], sent["text"]) for sent in app.of("command")] == [("/snag", "the promo <blocks> the music")]
    await expect(other.get_by_role("log")).to_contain_text("Nothing here yet.")
