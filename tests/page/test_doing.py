"""What can be done with a message and beside it: reactions, shortcuts, and all of it by keyboard."""

from playwright.async_api import Page, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import STORY, ScriptedApp, form, section
from tests.page.test_talking import box, message


async def said(page: Page, slack: LocalSlack, text: str = "she could not redeem it") -> str:
    """Somebody says something in the channel that is shown."""
    spoken = await slack.as_person("U0ADMIN").say("C0GENERAL", text)
    await expect(message(page, text)).to_be_visible()
    return str(spoken["ts"])


def reactions_of(slack: LocalSlack, ts: str) -> dict[str, list[str]]:
    [held] = [one for one in slack.messages("C0GENERAL") if one["ts"] == ts]
    return {one["name"]: one["users"] for one in held.get("reactions", [])}


async def test_a_reaction_is_picked_by_keyboard_and_counted(page: Page, slack: LocalSlack) -> None:
    ts = await said(page, slack)
    await message(page, "she could not").get_by_role("button", name="Add a reaction").press("Enter")
    await expect(page.get_by_role("menuitem", name="snag")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    chip = page.get_by_role("button", name="+1 1 (you)")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    assert reactions_of(slack, ts) == {"+1": ["U0RITA"]}


async def test_the_workspaces_own_emoji_is_a_picture(page: Page, slack: LocalSlack) -> None:
    ts = await said(page, slack)
    await message(page, "she could not").get_by_role("button", name="Add a reaction").click()
    await page.get_by_role("menuitem", name="snag").click()
    await expect(page.get_by_role("button", name="snag 1 (you)").get_by_role("img")).to_have_attribute("alt", ":snag:")
    assert reactions_of(slack, ts) == {"snag": ["U0RITA"]}


async def test_anothers_reaction_is_joined_with_one_press(page: Page, slack: LocalSlack, app: ScriptedApp) -> None:
    ts = await said(page, slack)
    await app.client.reactions_add(channel="C0GENERAL", timestamp=ts, name="eyes")
    await page.get_by_role("button", name="eyes 1 (Snag)").click()
    await expect(page.get_by_role("button", name="eyes 2 (Snag, you)")).to_be_focused()


async def test_a_message_is_handed_to_the_app_from_its_menu(page: Page, slack: LocalSlack, app: ScriptedApp) -> None:
    ts = await said(page, slack)
    opener = message(page, "she could not").get_by_role("button", name="Message actions")
    await opener.press("Enter")
    await page.get_by_role("menuitem", name="Reply in thread").press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Report as annoyance")).to_be_focused()
    await page.keyboard.press("Enter")
    sent = await app.got("message_action")
    assert (sent["callback_id"], sent["message"]["ts"], sent["channel"]["id"]) == ("report_message", ts, "C0GENERAL")
    await app.client.views_open(trigger_id=sent["trigger_id"], view=form(STORY))
    await expect(page.get_by_role("dialog", name="Report an annoyance")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_a_global_shortcut_starts_beside_the_box(page: Page, app: ScriptedApp) -> None:
    await page.get_by_role("main").get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Report an annoyance").click()
    assert (await app.got("shortcut"))["callback_id"] == "report_annoyance"


async def test_the_apps_home_offers_its_shortcuts(page: Page, app: ScriptedApp) -> None:
    await page.get_by_role("link", name="Snag").click()
    await page.get_by_role("navigation", name="Snag").get_by_role("link", name="Home").click()
    await page.get_by_role("main").get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Report an annoyance").click()
    assert (await app.got("shortcut"))["callback_id"] == "report_annoyance"


async def test_a_shortcut_that_nobody_answers_is_told(page: Page, app: ScriptedApp, slack: LocalSlack) -> None:
    slack.events_url = "http://127.0.0.1:9/nobody"
    await page.get_by_role("main").get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Report an annoyance").click()
    await expect(page.locator("#failed")).to_contain_text("That did not work")


async def test_an_emoji_is_picked_or_typed_into_the_message(page: Page) -> None:
    await box(page).fill("done ")
    await page.get_by_role("button", name="Emoji").click()
    await page.get_by_role("menuitem", name="tada").click()
    await expect(box(page)).to_have_value("done :tada: ")
    await expect(box(page)).to_be_focused()
    await box(page).press_sequentially(":roc")
    await box(page).press("Tab")
    await expect(box(page)).to_have_value("done :tada: :rocket: ")
    await box(page).press("Enter")
    await expect(message(page, "done 🎉 🚀")).to_be_visible()


async def test_arrow_keys_go_from_message_to_message(page: Page, slack: LocalSlack) -> None:
    await said(page, slack, "first")
    await said(page, slack, "second")
    await page.get_by_role("log").press("ArrowUp")
    await expect(message(page, "second")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(message(page, "first")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(box(page)).to_be_focused()
    await message(page, "first").focus()
    await page.keyboard.press("Tab")
    await expect(message(page, "first").get_by_role("button", name="Add a reaction")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(message(page, "first").get_by_role("button", name="Reply in thread")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in this thread")).to_be_focused()


async def test_f6_goes_from_part_to_part_and_back(page: Page) -> None:
    await expect(box(page)).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(page.get_by_role("log")).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("link", name="team-app")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("link", name="shop-floor")).to_be_focused()
    await page.keyboard.press("F6")
    await page.keyboard.press("F6")
    await expect(box(page)).to_be_focused()


async def test_escape_closes_a_menu_in_the_thread_before_the_thread(page: Page, slack: LocalSlack) -> None:
    await said(page, slack)
    await message(page, "she could not").get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread in #general")
    await thread.get_by_role("button", name="Emoji").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(thread).to_be_visible()


async def test_what_is_new_stands_below_a_line_until_one_comes_back(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postMessage(channel="C0APP", text="seen")
    entry = page.get_by_role("link", name="team-app")
    await entry.click()
    await expect(message(page, "seen")).to_be_visible()
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await app.client.chat_postMessage(channel="C0APP", text="fresh")
    await expect(entry).to_contain_text("1 unread message")
    await entry.click()
    items = page.locator(".log-items > .new-line, .log-items > article")
    await expect(items.nth(1)).to_have_text("New")
    await expect(items.nth(2)).to_contain_text("fresh")
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await entry.click()
    await expect(message(page, "fresh")).to_be_visible()
    await expect(page.locator(".new-line")).to_have_count(0)


async def test_what_only_i_can_see_elsewhere_is_told_and_led_to(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postEphemeral(channel="C0APP", user="U0RITA", text="Undo?")
    toast = page.locator("#said")
    await expect(toast).to_contain_text("Snag answered you in #team-app. Only you can see it.")
    await toast.get_by_role("button", name="Show").click()
    await expect(message(page, "Undo?")).to_contain_text("Only visible to you")
    await expect(toast).to_have_text("")


async def test_a_message_of_the_app_to_me_is_told_where_i_am(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postMessage(channel="U0RITA", text="Your #1 is solved")
    await page.locator("#said").get_by_role("button", name="Show").click()
    await expect(message(page, "Your #1 is solved")).to_be_visible()


async def test_what_is_said_where_i_look_is_not_told_twice(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postEphemeral(channel="C0GENERAL", user="U0RITA", text="Undo?")
    await expect(message(page, "Undo?")).to_be_visible()
    await expect(page.locator("#said")).to_have_text("")


async def test_dark_is_chosen_and_kept(page: Page) -> None:
    await page.get_by_role("button", name="You are Rita Albrecht").click()
    await page.get_by_role("group", name="Appearance").get_by_role("menuitemradio", name="Dark").click()
    await expect(page.locator("html")).to_have_css("color-scheme", "dark")
    await page.reload()
    await expect(page.locator("html")).to_have_css("color-scheme", "dark")
    await page.get_by_role("button", name="You are Rita Albrecht").click()
    await page.get_by_role("menuitemradio", name="System").click()
    await expect(page.locator("html")).to_have_css("color-scheme", "light dark")


async def test_a_link_to_a_message_of_this_workspace_opens_it_here(
    page: Page, app: ScriptedApp, slack: LocalSlack
) -> None:
    ts = await said(page, slack, "the till froze")
    found = await app.client.chat_getPermalink(channel="C0GENERAL", message_ts=ts)
    link = f"<{found['permalink']}|#1> or <https://elsewhere.slack.com/archives/C0GENERAL/p{ts.replace('.', '')}|#2>"
    await app.client.chat_postMessage(channel="C0APP", text=link, blocks=[section(link)])
    await page.get_by_role("link", name="team-app").click()
    await expect(page.get_by_role("link", name="#2")).to_have_attribute("target", "_blank")
    await page.get_by_role("link", name="#1", exact=True).click()
    await expect(page.get_by_role("complementary", name="Thread in #general")).to_contain_text("the till froze")


async def test_a_thread_says_who_answered_and_how_many(page: Page, slack: LocalSlack) -> None:
    ts = await said(page, slack, "the till froze")
    for text in ("really?", "again?"):
        await slack.as_person("U0HANA").say("C0GENERAL", text, ts)
    summary = message(page, "the till froze").get_by_role("button", name="2 replies")
    await expect(summary).to_contain_text("last reply today")
    await summary.click()
    await expect(page.get_by_role("complementary").locator(".reply-count")).to_have_text("2 replies")


async def test_an_archived_channel_can_be_read_and_not_written_in(opens: Opens, slack: LocalSlack) -> None:
    slack.parts.world.channels["C0APP"].is_archived = True
    page = await opens("U0RITA", "C0APP")
    await expect(page.get_by_role("main")).to_contain_text("This channel is archived.")
    await expect(box(page)).to_have_count(0)
