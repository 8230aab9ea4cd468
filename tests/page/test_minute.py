"""A newcomer's first minute, in the demo itself: it leads the way, and believes only what really happened."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.demo import Sandbox
from tests.page.conftest import Opens
from tests.page.test_frame import violations

PHONE = 390


def guide(page: Page, name: str = "Your first minute") -> Locator:
    return page.get_by_role("region", name=name)


async def press(page: Page, name: str) -> None:
    await guide(page).get_by_role("button", name=name, exact=True).click()


async def report(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name="Message to")
    await box.fill(f"/snag {words}")
    await box.press("Enter")


async def resolve(page: Page, what: str = "The name is taken from the card now") -> None:
    card = page.get_by_role("article").filter(has_text="gift card")
    await card.get_by_role("button", name="Acknowledge").click()
    # a press on More that begins on the card as it was and ends on the card drawn anew is a press on neither
    await expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)
    await card.get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_role("textbox", name="What was done")).to_be_visible()
    await form.get_by_role("textbox").first.fill(what)
    await form.get_by_role("button", name="Resolve").click()
    await expect(form).to_be_hidden()


async def test_the_whole_minute(visits: Opens) -> None:
    page = await visits("U0RITA")
    step = guide(page)
    await expect(step).to_contain_text("Type /snag and what annoyed your customer.")
    await press(page, "Use an example")
    box = page.get_by_role("textbox", name="Message to #general")
    await expect(box).to_be_focused()
    await expect(box).to_have_value(re.compile("^/snag The receipt for her gift card"))
    await expect(step).to_contain_text("1 of 5")
    await box.press("Enter")

    await expect(step).to_contain_text("Reported.")
    await expect(step).to_contain_text("Now be Ana: see the card in #team-payments.")
    await press(page, "Be Ana")
    await expect(page.get_by_role("button", name="You are Ana Silva")).to_be_visible()
    await expect(page.get_by_role("article").filter(has_text="gift card")).to_be_focused()

    await expect(step).to_contain_text("Acknowledge it, then resolve it.")
    await page.get_by_role("button", name="Acknowledge").click()
    await expect(step).to_contain_text("Acknowledged. Now resolve it: say what was done.")
    await page.get_by_role("main").get_by_role("button", name="More #").click()
    await page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_role("textbox", name="What was done")).to_be_visible()
    await form.get_by_role("textbox").first.fill("The name is taken from the card now")
    await form.get_by_role("button", name="Resolve").click()

    await expect(step).to_contain_text("Resolved, and Rita was told.")
    await press(page, "Move the clock")
    await expect(page.get_by_role("button", name="You are Rita Albrecht")).to_be_visible()
    await expect(page.get_by_role("article").filter(has_text="How is it now?")).to_be_visible()

    await expect(step).to_contain_text("Rita was asked how it is now.")
    await press(page, "Show me the digest")
    await expect(page.get_by_role("article").filter(has_text="Weekly digest")).to_be_focused()
    await expect(step).to_contain_text("That was the whole round")
    await press(page, "Close")
    await expect(step).to_be_hidden()
    await expect(page.get_by_role("button", name="Help")).to_be_focused()


@pytest.mark.parametrize(
    "person,name,example,team,next_",
    [
        ("U0MINJUN", "처음 1분", "예시 넣기", "Payments", "Ana 님이 되어 #team-payments"),
        ("U0YUKI", "はじめの1分", "例文を入れる", "Payments", "Ana さんになって、#team-payments"),
    ],
)
async def test_the_example_is_in_the_persons_language_and_finds_its_team(
    visits: Opens, person: str, name: str, example: str, team: str, next_: str
) -> None:
    page = await visits(person)
    await guide(page, name).get_by_role("button", name=example).click()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text=team)).to_be_visible()
    await expect(guide(page, name)).to_contain_text(next_)


@pytest.mark.parametrize(
    "words,name,channel",
    [
        ("the song stops when the phone rings, he has to open the app again", "Hana", "#team-app"),
        ("the parcel was left at the wrong doorstep by the courier", "Ken", "#team-delivery"),
        ("he cannot redeem his trial code in the workspace", "Ola", "#team-trials"),
        ("the clinic cannot open the vaccination record", "Noor", "#team-records"),
        ("she waited and waited", "Tess", "#snag-triage"),
    ],
)
async def test_it_leads_to_whichever_team_got_the_report(visits: Opens, words: str, name: str, channel: str) -> None:
    page = await visits("U0RITA")
    await report(page, words)
    await expect(guide(page)).to_contain_text(f"Now be {name}: see the card in {channel}.")


async def test_every_team_of_the_company_has_its_place_in_the_guide(visits: Opens, sandbox: Sandbox) -> None:
    page = await visits("U0RITA")
    known: dict[str, Any] = await page.evaluate("async () => (await import('/minute.js')).TEAMS")
    settings = await sandbox.core.db.read(sandbox.core.services.workspaces.directory, sandbox.workspace_id)
    assert known == {team.name: [team.channel_id, team.lead] for team in settings.teams.values()}


async def test_a_click_alone_ticks_nothing_off(visits: Opens) -> None:
    page = await visits("U0RITA")
    await press(page, "Use an example")
    await press(page, "Write my own")
    await expect(page.get_by_role("textbox", name="Message to #general")).to_have_value("/snag ")
    await expect(guide(page)).to_contain_text("1 of 5")
    await page.get_by_role("textbox", name="Message to #general").fill("just talking")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="just talking")).to_be_visible()
    await expect(guide(page)).to_contain_text("1 of 5")


async def test_a_report_by_the_form_counts_as_well(visits: Opens) -> None:
    page = await visits("U0RITA")
    await page.get_by_role("textbox", name="Message to #general").fill("/snag")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Report an annoyance")
    await form.get_by_role("textbox", name="What happened").fill("the refund went to a card that was closed")
    await form.get_by_role("button", name="Report", exact=True).click()
    await expect(guide(page)).to_contain_text("Now be Ana")


async def test_what_happened_without_the_guide_is_ticked_off_too(visits: Opens, sandbox: Sandbox) -> None:
    page = await visits("U0RITA")
    await report(page, "the gift card shows the wrong name on its receipt")
    await expect(guide(page)).to_contain_text("2 of 5")
    await page.goto(f"{sandbox.slack.url}/#/U0BEN/C0PAY")
    await expect(guide(page)).to_contain_text("Acknowledge it, then resolve it.")
    await resolve(page)
    await expect(guide(page)).to_contain_text("4 of 5")


async def test_the_reporters_own_look_at_the_card_is_not_the_teams(visits: Opens, sandbox: Sandbox) -> None:
    page = await visits("U0BEN", "C0PAY")
    await report(page, "the gift card shows the wrong name on its receipt")
    await expect(page.get_by_role("article").filter(has_text="Acknowledge")).to_be_visible()
    await expect(guide(page)).to_contain_text("2 of 5")
    await page.goto(f"{sandbox.slack.url}/#/U0ANA/C0PAY")
    await expect(guide(page)).to_contain_text("3 of 5")


async def test_steps_are_skipped_and_one_goes_on_from_there(visits: Opens) -> None:
    page = await visits("U0RITA")
    await report(page, "the gift card shows the wrong name on its receipt")
    await expect(guide(page)).to_contain_text("2 of 5")
    await press(page, "Skip")
    await expect(guide(page)).to_contain_text("3 of 5")
    await expect(guide(page).get_by_role("heading")).to_be_focused()
    for _ in range(3):
        await press(page, "Skip")
    await expect(guide(page)).to_contain_text("That was the whole round")


async def test_a_reload_remembers_how_far_one_got(visits: Opens) -> None:
    page = await visits("U0RITA")
    await report(page, "the gift card shows the wrong name on its receipt")
    await press(page, "Be Ana")
    await expect(guide(page)).to_contain_text("3 of 5")
    await page.reload()
    await expect(guide(page)).to_contain_text("3 of 5")


async def test_it_is_closed_for_good_and_opened_again_from_the_help_menu(visits: Opens) -> None:
    page = await visits("U0RITA")
    await press(page, "Skip")
    await press(page, "Close the first minute")
    await expect(guide(page)).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("textbox", name="Message to #general")).to_be_visible()
    await expect(guide(page)).to_be_hidden()
    await page.get_by_role("button", name="Help").click()
    await page.get_by_role("menuitem", name="Your first minute").click()
    await expect(guide(page)).to_contain_text("2 of 5")
    await expect(guide(page).get_by_role("heading")).to_be_focused()
    await page.reload()
    await expect(guide(page)).to_be_visible()


async def test_after_the_end_the_help_menu_begins_anew(visits: Opens) -> None:
    page = await visits("U0RITA")
    for _ in range(5):
        await press(page, "Skip")
    await press(page, "Close")
    await page.get_by_role("button", name="Help").click()
    await page.get_by_role("menuitem", name="Your first minute").click()
    await expect(guide(page)).to_contain_text("1 of 5")


async def test_help_asks_snag_what_it_can_do(visits: Opens) -> None:
    page = await visits("U0RITA")
    await page.get_by_role("button", name="Help").click()
    await page.get_by_role("menuitem", name="What /snag can do").click()
    await expect(page.get_by_role("textbox", name="Message to #general")).to_have_value("/snag help")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="What you can do with /snag")).to_be_visible()
    await expect(guide(page)).to_contain_text("1 of 5")


async def test_a_browser_that_forbids_storage_is_guided_all_the_same(visits: Opens) -> None:
    page = await visits("U0RITA")
    await page.add_init_script(
        "for (const one of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, one, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    await page.reload()
    await report(page, "the gift card shows the wrong name on its receipt")
    await expect(guide(page)).to_contain_text("2 of 5")
    await press(page, "Close the first minute")
    await expect(guide(page)).to_be_hidden()


async def test_what_was_kept_of_another_demo_counts_for_nothing(visits: Opens) -> None:
    page = await visits("U0RITA")
    kept = '{"at": 4102444800000, "number": 7, "acted": null, "done": {"report": "done"}}'
    await page.evaluate("kept => sessionStorage.setItem('snag.minute', kept)", kept)
    await page.reload()
    await expect(guide(page)).to_contain_text("1 of 5")


async def test_what_was_kept_and_cannot_be_read_counts_for_nothing(visits: Opens) -> None:
    page = await visits("U0RITA")
    await page.evaluate("sessionStorage.setItem('snag.minute', '{not json')")
    await page.reload()
    await expect(guide(page)).to_contain_text("1 of 5")


async def test_it_is_walked_by_keyboard(visits: Opens) -> None:
    page = await visits("U0RITA")
    await guide(page).get_by_role("heading").focus()
    for name in ("Close the first minute", "Use an example", "Write my own", "Skip"):
        await page.keyboard.press("Tab")
        await expect(guide(page).get_by_role("button", name=name)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(guide(page)).to_contain_text("2 of 5")


@pytest.mark.parametrize("width", [PHONE, 1280])
async def test_it_covers_neither_the_messages_nor_the_box(visits: Opens, width: int) -> None:
    page = await visits("U0RITA", width=width)
    card = await guide(page).bounding_box()
    main = await page.get_by_role("main").bounding_box()
    assert card is not None
    assert main is not None
    beside = card["x"] + card["width"] <= main["x"]
    above = card["y"] + card["height"] <= main["y"]
    assert beside or above
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert main["height"] >= 500  # unobtrusive


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1280])
async def test_axe_finds_nothing_in_the_guide_and_its_menu(visits: Opens, width: int, dark: bool) -> None:
    page = await visits("U0RITA", width=width, dark=dark)
    assert await violations(page) == []
    await report(page, "the gift card shows the wrong name on its receipt")
    await expect(guide(page)).to_contain_text("2 of 5")
    assert await violations(page) == []
    await page.get_by_role("button", name="Help").click()
    assert await violations(page) == []


async def test_another_workspace_has_no_guide(opens: Opens) -> None:
    page = await opens("U0RITA")
    await expect(guide(page)).to_be_hidden()
    await expect(page.get_by_role("button", name="Help")).to_have_count(0)
