"""Reading and writing: channels, slash commands, live updates, threads."""

from playwright.async_api import Locator, Page, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import ScriptedApp, actions, button, section


def box(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("textbox")


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


async def test_a_newcomer_is_told_what_to_type(page: Page) -> None:
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await expect(page.locator(".composer-note")).to_have_text("Type /snag and what annoyed your customer.")
    await page.get_by_role("button", name="/snag").click()
    await expect(box(page)).to_have_value("/snag ")
    await expect(box(page)).to_be_focused()


async def test_a_slash_command_goes_to_the_app_and_only_its_sender_sees_the_answer(
    page: Page, app: ScriptedApp, opens: Opens
) -> None:
    app.on("command", lambda _: {"response_type": "ephemeral", "text": "*#1* is with App."})
    other = await opens("U0ADMIN")
    await box(page).fill("/snag the promo <blocks> the music")
    await box(page).press("Enter")
    await expect(message(page, "#1 is with App.")).to_contain_text("Only visible to you")
    await expect(box(page)).to_have_value("")
    sent = [(one["command"], one["text"]) for one in app.of("command")]
    assert sent == [("/snag", "the promo <blocks> the music")]
    await expect(other.get_by_role("log")).to_contain_text("Nothing here yet.")


async def test_a_command_is_completed_by_keyboard_and_says_how_it_is_used(page: Page) -> None:
    await box(page).press_sequentially("/sn")
    await expect(page.get_by_role("option", name="/snag")).to_have_attribute("aria-selected", "true")
    await box(page).press("Tab")
    await expect(box(page)).to_have_value("/snag ")
    await expect(page.locator(".composer-note")).to_contain_text("/snag [what annoyed a customer]")


async def test_an_unknown_command_is_not_sent_and_stays_in_the_box(page: Page, app: ScriptedApp) -> None:
    await box(page).fill("/snga the promo")
    await box(page).press("Enter")
    await expect(page.locator(".composer-note")).to_contain_text("/snga is not a command here")
    await expect(box(page)).to_have_value("/snga the promo")
    assert app.received == []


async def test_text_that_the_app_did_not_take_stays_in_the_box(page: Page, slack: LocalSlack) -> None:
    slack.events_url = "http://127.0.0.1:9/nobody"
    await box(page).fill("/snag the promo")
    await box(page).press("Enter")
    await expect(page.locator(".composer-note")).to_contain_text("That did not work")
    await expect(box(page)).to_have_value("/snag the promo")


async def test_enter_sends_and_shift_enter_starts_a_line(page: Page, slack: LocalSlack) -> None:
    await box(page).press_sequentially("one")
    await box(page).press("Shift+Enter")
    await box(page).press_sequentially("two & <three>")
    await box(page).press("Enter")
    await expect(message(page, "two & <three>")).to_be_visible()
    assert [one["text"] for one in slack.messages("C0GENERAL")] == ["one\ntwo &amp; &lt;three&gt;"]


async def test_the_enter_that_ends_a_korean_or_japanese_syllable_sends_nothing(page: Page, slack: LocalSlack) -> None:
    await box(page).fill("안녕")
    enter = "{key: 'Enter', isComposing: true, bubbles: true}"
    await box(page).evaluate(f"node => node.dispatchEvent(new KeyboardEvent('keydown', {enter}))")
    await expect(box(page)).to_have_value("안녕")
    assert slack.messages("C0GENERAL") == []


async def test_people_and_channels_are_completed_and_sent_as_live_mentions(page: Page, slack: LocalSlack) -> None:
    await box(page).press_sequentially("see @han")
    await box(page).press("Enter")
    await box(page).press_sequentially("in #team")
    await box(page).press("Enter")
    await expect(box(page)).to_have_value("see @hana in #team-app ")
    await box(page).press("Enter")
    await expect(message(page, "@Hana Lee")).to_contain_text("#team-app")
    assert slack.messages("C0GENERAL")[0]["text"] == "see <@U0HANA> in <#C0APP|team-app>"


async def test_what_the_app_posts_appears_without_reloading_and_reading_takes_the_unread_mark_away(
    page: Page, app: ScriptedApp
) -> None:
    entry = page.get_by_role("link", name="team-app")
    await app.client.chat_postMessage(channel="C0APP", text="#1 The promo blocks the music")
    await expect(entry).to_contain_text("1 unread message")
    await expect(page).to_have_title("(1) #general · Larkfield")
    await entry.click()
    await expect(message(page, "#1 The promo blocks the music")).to_be_visible()
    await expect(entry).not_to_contain_text("unread")
    await app.client.chat_postMessage(channel="C0APP", text="and now live")
    await expect(message(page, "and now live")).to_be_visible()


async def test_a_changed_message_keeps_the_focus_on_the_button_with_the_same_name(page: Page, app: ScriptedApp) -> None:
    posted = await app.client.chat_postMessage(
        channel="C0APP", text="card", blocks=[section("*New*"), actions(button("Assign", "assign"))]
    )
    await page.get_by_role("link", name="team-app").click()
    await page.get_by_role("button", name="Assign").focus()
    await app.client.chat_update(
        channel="C0APP",
        ts=str(posted["ts"]),
        text="card",
        blocks=[section("*Acknowledged*"), actions(button("Assign", "assign"), button("Resolve", "resolve"))],
    )
    await expect(page.get_by_role("log")).to_contain_text("Acknowledged")
    await expect(page.get_by_role("button", name="Assign")).to_be_focused()


async def test_a_deleted_message_goes_away(page: Page, app: ScriptedApp) -> None:
    await page.get_by_role("link", name="team-app").click()
    posted = await app.client.chat_postMessage(channel="C0APP", text="said too early")
    await expect(message(page, "said too early")).to_be_visible()
    await app.client.chat_delete(channel="C0APP", ts=str(posted["ts"]))
    await expect(message(page, "said too early")).to_have_count(0)


async def test_a_reply_goes_into_the_thread_and_escape_leads_back_to_its_message(
    page: Page, app: ScriptedApp, slack: LocalSlack
) -> None:
    posted = await app.client.chat_postMessage(channel="C0APP", text="#1 The promo")
    await app.client.chat_postMessage(channel="C0APP", text="Acknowledged by Hana.", thread_ts=str(posted["ts"]))
    await page.get_by_role("link", name="team-app").click()
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread in #team-app")
    await expect(thread.get_by_role("log")).to_contain_text("Acknowledged by Hana.")
    reply = thread.get_by_role("textbox", name="Reply in this thread")
    await expect(reply).to_be_focused()
    await reply.fill("thank you")
    await reply.press("Enter")
    await expect(thread.get_by_role("log")).to_contain_text("thank you")
    assert slack.messages("C0APP", str(posted["ts"]))[-1]["text"] == "thank you"
    await reply.press("Escape")
    await expect(thread).to_have_count(0)
    await expect(page.get_by_role("button", name="2 replies")).to_be_focused()


async def test_a_slash_command_in_a_thread_is_refused_as_in_slack(page: Page, app: ScriptedApp) -> None:
    posted = await app.client.chat_postMessage(channel="C0APP", text="#1 The promo")
    await page.evaluate(f"location.hash = '#/U0RITA/C0APP/thread/{posted['ts']}'")
    reply = page.get_by_role("textbox", name="Reply in this thread")
    await reply.fill("/snag in a thread")
    await reply.press("Enter")
    await expect(page.get_by_text("Slash commands do not work in threads")).to_be_visible()
    assert app.of("command") == []


async def test_a_half_written_message_waits_in_its_channel(page: Page) -> None:
    await box(page).fill("half a thought")
    await page.get_by_role("link", name="team-app").click()
    await expect(box(page)).to_have_value("")
    await page.go_back()
    await expect(box(page)).to_have_value("half a thought")


async def test_a_long_channel_is_drawn_in_portions_and_reading_back_keeps_its_place(
    page: Page, app: ScriptedApp
) -> None:
    for number in range(105):
        await app.client.chat_postMessage(channel="C0APP", text=f"line {number:03}")
    await page.get_by_role("link", name="team-app").click()
    await expect(message(page, "line 104")).to_be_in_viewport()
    await expect(page.get_by_role("article")).to_have_count(100)
    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.get_by_role("article")).to_have_count(105)
    await expect(message(page, "line 005")).to_be_in_viewport()


async def test_the_channel_stays_where_one_reads_when_something_new_arrives_below(page: Page, app: ScriptedApp) -> None:
    await page.get_by_role("link", name="team-app").click()
    for number in range(12):
        await app.client.chat_postMessage(channel="C0APP", text=f"line {number}\n" * 5)
    log = page.get_by_role("log")
    await expect(message(page, "line 11")).to_be_in_viewport()
    await log.evaluate("node => { node.scrollTop = 0; }")
    await page.wait_for_function("() => document.querySelector('.log').scrollTop === 0")
    await app.client.chat_postMessage(channel="C0APP", text="the newest")
    await page.get_by_role("button", name="New messages below").click()
    await expect(message(page, "the newest")).to_be_in_viewport()
