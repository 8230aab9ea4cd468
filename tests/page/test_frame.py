"""What stands around the messages: who I am, what time it is, narrow windows, keyboards, and what axe has to say."""

import re
from base64 import b64decode

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import PAGE, Opens, populate
from tests.page.parts import Json, ScriptedApp, actions, button, form, plain, section
from tests.page.test_forms import EVERY_INPUT, TEAMS, show_form


async def test_somebody_else_is_chosen_by_keyboard_and_the_page_changes_its_language(page: Page) -> None:
    opener = page.get_by_role("button", name="You are Rita Albrecht")
    await opener.press("Enter")
    me = page.get_by_role("menuitemradio", name="Rita Albrecht")
    await expect(me).to_be_focused()
    await expect(me).to_have_attribute("aria-checked", "true")
    await expect(page.get_by_role("menuitemradio", name="Hana Lee")).to_contain_text(
        re.compile("앱 팀 리드.*Korean.*Seoul")
    )
    await expect(page.get_by_role("menuitemradio", name="Adam Fischer")).to_contain_text(
        re.compile("admin.*English.*Berlin")
    )
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await expect(page.get_by_role("button", name="지금은 Minjun Park")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="지금은 Minjun Park")).to_be_visible()


async def test_channels_of_others_stand_apart(page: Page) -> None:
    await expect(page.get_by_role("region", name="Channels", exact=True).get_by_role("link")).to_have_text(
        ["general", "team-app"]
    )
    await expect(page.get_by_role("region", name="Other channels").get_by_role("link")).to_have_text(["shop-floor"])


async def test_who_cannot_see_a_channel_is_led_to_one_they_can(opens: Opens, page: Page) -> None:
    hana = await opens("U0HANA", "C0SECRET")
    await expect(hana.get_by_role("heading", name="secret", level=1)).to_be_visible()
    await expect(page.get_by_role("link", name="secret")).to_have_count(0)
    stranger = await opens("U0RITA", "C0SECRET")
    await expect(stranger.get_by_role("heading", name="general", level=1)).to_be_visible()


async def test_without_a_name_in_its_address_the_page_starts_as_the_newcomer(page: Page, slack: LocalSlack) -> None:
    await page.goto("about:blank")
    await page.goto(slack.url)
    await expect(page.get_by_role("button", name="You are Rita Albrecht")).to_be_visible()


async def test_messages_of_yesterday_stand_under_their_own_day(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postMessage(channel="C0APP", text="old news")
    await page.get_by_role("button", name="Move the clock").click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_role("dialog", name="Clock")).to_contain_text("It is now")
    await app.client.chat_postMessage(channel="C0APP", text="fresh news")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="team-app").click()
    await expect(page.locator(".day")).to_have_text(["Yesterday", "Today"])


async def test_the_apps_home_is_opened_and_shown_when_it_is_published(page: Page, app: ScriptedApp) -> None:
    await page.get_by_role("link", name="Snag").click()
    await page.get_by_role("navigation", name="Snag").get_by_role("link", name="Home").click()
    home = page.get_by_role("region", name="Home")
    await expect(home).to_contain_text("Snag shows nothing on its Home yet.")
    view = {"type": "home", "blocks": [section("*Your reports*"), actions(button("Report an annoyance", "report"))]}
    await app.client.views_publish(user_id="U0RITA", view=view)
    await expect(home).to_contain_text("Your reports")
    await home.get_by_role("button", name="Report an annoyance").click()
    await expect(home.get_by_role("button")).not_to_have_attribute("aria-busy", "true")
    clicked = await app.got("block_actions")
    assert clicked["view"]["type"] == "home"


async def test_a_lost_connection_is_told_and_found_again(browser: Browser, slack: LocalSlack) -> None:
    window = await browser.new_context()  # not by `opens`: the browser itself says in the console that nobody answers
    page = await window.new_page()
    await page.goto(f"{slack.url}/#/U0RITA/C0GENERAL")
    await expect(page.get_by_role("log")).to_contain_text("Nothing here yet.")
    await slack.stop()
    await expect(page.locator("#failed")).to_contain_text("Connection lost")
    restarted = LocalSlack(static_dir=PAGE)
    populate(restarted)
    await restarted.start(port=int(slack.url.rpartition(":")[2]))
    await restarted.as_person("U0ADMIN").say("C0GENERAL", "back again")
    await expect(page.get_by_role("log")).to_contain_text("back again", timeout=15_000)
    await window.close()
    await restarted.stop()


async def test_on_a_phone_the_channels_are_a_drawer(opens: Opens) -> None:
    page = await opens(width=390)
    entry = page.get_by_role("link", name="team-app")
    await expect(entry).to_be_hidden()
    await page.get_by_role("button", name="Open the list of channels").press("Enter")
    await expect(entry).to_be_visible()
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(entry).to_be_hidden()
    await page.get_by_role("button", name="Open the list of channels").click()
    await entry.click()
    await expect(page.get_by_role("heading", name="team-app", level=1)).to_be_visible()
    await expect(entry).to_be_hidden()


async def test_an_address_that_names_nobody_here_leads_to_somebody_who_is(browser: Browser) -> None:
    slack = LocalSlack(static_dir=PAGE)
    slack.add_person("U0ZOE", "zoe", "Zoe Young")
    slack.add_channel("C0GENERAL", "general", ["U0ZOE"])
    await slack.start()
    window = await browser.new_context()  # not by `opens`: the browser itself says in the console that nobody was found
    page = await window.new_page()
    await page.goto(f"{slack.url}/#/U0NOBODY/C0GENERAL")
    await expect(page.get_by_role("button", name="You are Zoe Young")).to_be_visible()
    await window.close()
    await slack.stop()


@pytest.mark.parametrize("width", [390, 768, 1280])
async def test_nothing_is_wider_than_the_window(opens: Opens, app: ScriptedApp, width: int) -> None:
    await fill(app)
    page = await opens("U0RITA", "C0APP", width=width)
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert await page.evaluate(STICKING_OUT, width) == []


STICKING_OUT = """limit => [...document.querySelectorAll(".main *")]
  .filter((node) => node.getBoundingClientRect().right > limit + 1).map((node) => node.className)"""


async def fill(app: ScriptedApp) -> None:
    """A channel with one of everything that a reader can meet."""
    selects: list[Json] = [
        {"type": "static_select", "action_id": "team", "placeholder": plain("Choose a team"), "options": TEAMS},
        {"type": "datepicker", "action_id": "due", "placeholder": plain("Due date")},
        {"type": "overflow", "action_id": "more", "options": TEAMS},
    ]
    card: list[Json] = [
        {"type": "header", "text": plain("#1 The promo blocks the music")},
        section(
            "*New* · `Pneumonoultramicroscopicsilicovolcanoconiosis`" * 3,
            fields=[plain("Reports\n3"), plain("Flags\nupset")],
        ),
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "by <@U0RITA>, <!date^1774857600^{date_pretty}|Monday>"}],
        },
        actions(button("Acknowledge", "ack", style="primary"), button("Undo", "undo", style="danger"), block_id="one"),
        actions(*selects, block_id="two"),
        {"type": "image", "image_url": "https://elsewhere.example/a.png", "alt_text": "A chart"},
    ]
    posted = await app.client.chat_postMessage(channel="C0APP", text="#1", blocks=card)
    await app.client.chat_postMessage(
        channel="C0APP", text="고객이 > 이렇게 말했어요\n&gt; 위험해요", thread_ts=str(posted["ts"])
    )
    await app.client.chat_postMessage(channel="C0APP", text="```code```\n*bold* お客さま <https://a.b|link>")
    await app.client.chat_postEphemeral(channel="C0APP", user="U0RITA", text="Only for you")
    await app.client.reactions_add(channel="C0APP", timestamp=str(posted["ts"]), name="eyes")


AXE = """axe.run({resultTypes: ["violations"]})
    .then(found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target).join(" | ")}`))"""


async def violations(page: Page) -> list[str]:
    """What axe finds, in one line each. What is well stays in the page: it takes longer to tell than to find."""
    if await page.evaluate("!window.axe"):
        await page.evaluate(AXE_SCRIPT)
    found: list[str] = await page.evaluate(AXE)
    return found


async def test_axe_is_heard_when_it_finds_something(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content('<html lang="en"><title>A form</title><main><h1>A form</h1><button></button></main>')
    for _ in range(2):  # and again where it stands in the page already
        assert await violations(page) == ["button-name: button"]
    await page.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_in_a_channel_and_its_thread(
    opens: Opens, app: ScriptedApp, width: int, dark: bool
) -> None:
    await fill(app)
    page = await opens("U0RITA", "C0APP", width=width, dark=dark)
    assert await violations(page) == []
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_role("complementary")).to_be_visible()
    assert await violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_in_a_form_with_errors(opens: Opens, app: ScriptedApp, dark: bool) -> None:
    page = await opens("U0RITA", dark=dark)
    dialog = await show_form(page, app, form(*EVERY_INPUT))
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog.locator(".field-error:visible").first).to_be_visible()
    await dialog.get_by_role("combobox", name="Qualities").click()
    await expect(dialog.get_by_role("listbox", name="Qualities")).to_be_visible()
    assert await violations(page) == []


BESIDE = ["You are Rita Albrecht", "Move the clock", "Open the list of channels", "Emoji", "Shortcuts"]


@pytest.mark.parametrize("opener", [*BESIDE, "Add a reaction", "Message actions"])
async def test_axe_finds_nothing_in_what_opens_beside_a_button(opens: Opens, slack: LocalSlack, opener: str) -> None:
    await slack.as_person("U0ADMIN").say("C0GENERAL", "she could not redeem it")
    page = await opens("U0RITA", width=390)
    await page.get_by_role("button", name=opener).click()
    assert await violations(page) == []


PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


async def share(slack: LocalSlack) -> None:
    """Somebody shares a picture and a note with a long name, and it is reacted to."""
    admin = slack.as_person("U0ADMIN")
    picture = await admin.upload("till.png", PNG, "image/png")
    note = await admin.upload(f"{'a rather long name of a note ' * 3}.txt", b"as she said it", "text/plain")
    said = await admin.say("C0GENERAL", "this is what she saw", files=[picture["id"], note["id"]])
    await admin.react(said, "snag")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_among_files_reactions_and_what_is_new(
    opens: Opens, app: ScriptedApp, slack: LocalSlack, width: int, dark: bool
) -> None:
    await slack.as_person("U0HANA").say("C0GENERAL", "read long ago")
    slack.parts.world.mark_read("U0RITA", "C0GENERAL")
    page = await opens("U0RITA", "C0APP", width=width, dark=dark)
    await share(slack)
    await expect(page).to_have_title("(1) #team-app · Larkfield")
    await page.evaluate("location.hash = '#/U0RITA/C0GENERAL'")
    await page.get_by_role("button", name="snag 1 (Adam Fischer)").click()
    await expect(page.get_by_role("button", name="snag 2 (Adam Fischer, you)")).to_be_visible()
    await expect(page.locator(".new-line")).to_be_visible()
    await page.locator("input[type=file]").set_input_files(
        [FilePayload(name="b.txt", mimeType="text/plain", buffer=b"b")]
    )
    await expect(page.get_by_role("listitem").filter(has_text="b.txt")).to_contain_text("uploaded")
    await app.client.chat_postEphemeral(channel="C0APP", user="U0RITA", text="Undo?")
    await expect(page.locator("#said")).to_contain_text("Only you can see it.")
    assert await violations(page) == []
    assert await page.evaluate(STICKING_OUT, width) == []


async def test_everything_that_can_be_pressed_has_a_name_and_a_visible_focus(opens: Opens, app: ScriptedApp) -> None:
    await fill(app)
    page = await opens("U0RITA", "C0APP")
    seen: list[str] = []
    await page.locator(".skip").focus()
    for _ in range(40):
        await page.keyboard.press("Tab")
        ring = """() => {
          const node = document.activeElement;
          if (node === document.body) return null;
          const look = getComputedStyle(node);
          const shown = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
          const around = getComputedStyle(node.closest(".composer-row") ?? node).boxShadow !== "none";
          return [node.outerHTML.slice(0, 80), shown || around];
        }"""
        found = await page.evaluate(ring)
        if found is None:
            break
        assert found[1], f"no visible focus on {found[0]}"
        seen.append(found[0])
    assert len(seen) >= 12
