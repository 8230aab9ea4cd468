"""Report, me too, acknowledge, reply, resolve: by what a control is called and nothing else, with a mouse and without.

The demo itself answers: the local Slack with Snag on it. A word in the browser's console fails.
"""

from dataclasses import dataclass
from typing import Protocol

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.demo import Sandbox
from tests.page.conftest import Opens

MOST_STEPS = 90
IS_FOCUSED = "node => node === document.activeElement"
IS_IN_ITS_TOOLBAR = "node => Boolean(node.closest('[role=toolbar]')?.contains(document.activeElement))"


class Hands(Protocol):
    async def press(self, control: Locator) -> None: ...
    async def write(self, field: Locator, words: str) -> None: ...
    async def send(self, field: Locator, words: str) -> None: ...
    async def choose(self, opener: Locator, item: Locator) -> None: ...


@dataclass(frozen=True)
class Mouse:
    """Clicks, and types where it clicked."""

    page: Page

    async def press(self, control: Locator) -> None:
        await control.click()

    async def write(self, field: Locator, words: str) -> None:
        await field.fill(words)

    async def send(self, field: Locator, words: str) -> None:
        await self.write(field, words)
        await self.page.get_by_role("main").get_by_role("button", name="Send").click()

    async def choose(self, opener: Locator, item: Locator) -> None:
        await opener.click()
        await item.click()


@dataclass(frozen=True)
class Keyboard:
    """Only keys, from wherever the focus is: whatever cannot be reached by them is not found."""

    page: Page

    async def press(self, control: Locator) -> None:
        await self._walk("Tab", control)
        await self.page.keyboard.press("Enter")

    async def write(self, field: Locator, words: str) -> None:
        await self._walk("Tab", field)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(words)

    async def send(self, field: Locator, words: str) -> None:
        await self.write(field, words)
        await self.page.keyboard.press("Enter")

    async def choose(self, opener: Locator, item: Locator) -> None:
        await self.press(opener)
        await self._walk("ArrowDown", item)
        await self.page.keyboard.press("Enter")

    async def _walk(self, key: str, wanted: Locator) -> None:
        await expect(wanted).to_be_visible()
        for _ in range(MOST_STEPS):
            if await wanted.evaluate(IS_FOCUSED):
                return
            inside = await wanted.evaluate(IS_IN_ITS_TOOLBAR)
            await self.page.keyboard.press("ArrowRight" if inside else key)  # a toolbar is one stop for Tab
        raise AssertionError(f"{MOST_STEPS} times {key} did not lead to {wanted}")


async def become(page: Page, hands: Hands, who: str) -> None:
    await hands.choose(page.get_by_role("button", name="You are"), page.get_by_role("menuitemradio", name=who))
    await expect(page.get_by_role("button", name=f"You are {who}")).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("textbox")).to_be_visible()


async def go_to(page: Page, hands: Hands, channel: str) -> None:
    drawer = page.get_by_role("button", name="Open the list of channels")
    if await drawer.is_visible():
        await hands.press(drawer)
    await hands.press(page.get_by_role("navigation", name="Channels").get_by_role("link", name=channel))
    await expect(page.get_by_role("heading", name=channel, level=1)).to_be_visible()


async def report_by_form(page: Page, hands: Hands, story: str) -> None:
    await hands.send(page.get_by_role("textbox", name="Message to #general"), "/snag")
    form = page.get_by_role("dialog", name="Report an annoyance")
    await hands.write(form.get_by_role("textbox", name="What happened"), story)
    await hands.press(form.get_by_role("button", name="Report", exact=True))
    thanks = page.get_by_role("dialog", name="Thank you")
    await expect(thanks).to_contain_text("This is annoyance #1.")
    await expect(thanks).to_contain_text("Owning team: Payments")
    await hands.press(thanks.get_by_role("button", name="Close").last)
    await expect(thanks).to_be_hidden()


async def report_in_one_line(page: Page, hands: Hands) -> None:
    line = "/snag the courier left the parcel outside"
    await hands.send(page.get_by_role("textbox", name="Message to #general"), line)
    answer = page.get_by_role("article").filter(has_text="This is annoyance #2.")
    await expect(answer).to_contain_text("Owning team: Delivery")
    await expect(answer).to_contain_text("Only visible to you")


async def me_too(page: Page, hands: Hands) -> None:
    line = "/snag she too was charged twice for a gift card"
    await hands.send(page.get_by_role("textbox", name="Message to #general"), line)
    answer = page.get_by_role("article").filter(has_text="Is it one of these?")
    await hands.press(answer.get_by_role("button", name="Me too #1"))
    joined = page.get_by_role("article").filter(has_text="Your report now belongs to #1")
    await expect(joined).to_contain_text("It has 2 reports now.")


async def acknowledge(page: Page, hands: Hands) -> None:
    card = page.get_by_role("article").filter(has_text="#1 She was charged twice")
    await hands.press(card.get_by_role("button", name="Acknowledge"))
    await expect(card).to_contain_text("Acknowledged · Payments")
    await expect(card).to_contain_text("2 replies")  # who joined it, who acknowledged


async def reply(page: Page, hands: Hands) -> None:
    card = page.get_by_role("main").get_by_role("article").filter(has_text="#1 She was charged twice")
    await hands.choose(card.get_by_role("button", name="Message actions"),
                       page.get_by_role("menuitem", name="Reply in thread"))
    thread = page.get_by_role("complementary", name="Thread in #team-payments")
    await hands.write(thread.get_by_role("textbox", name="Reply in this thread"), "The bank sends it back tonight")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_role("article").filter(has_text="The bank sends it back tonight")).to_be_visible()
    await hands.press(thread.get_by_role("button", name="Close the thread"))
    await expect(thread).to_be_hidden()
    await expect(card).to_contain_text("3 replies")


async def resolve(page: Page, hands: Hands) -> None:
    card = page.get_by_role("main").get_by_role("article").filter(has_text="#1 She was charged twice")
    await hands.press(card.get_by_role("button", name="More #"))
    await hands.press(page.get_by_role("dialog").get_by_role("button", name="Resolve"))
    form = page.get_by_role("dialog")
    await hands.write(form.get_by_role("textbox", name="What was done"), "A second charge within a minute is refused")
    await hands.press(form.get_by_role("button", name="Resolve"))
    await expect(form).to_be_hidden()
    await expect(card).to_contain_text("Resolved · Payments")
    await expect(card).to_contain_text("A second charge within a minute is refused")


async def all_five(page: Page, hands: Hands) -> None:
    await report_by_form(page, hands, "She was charged twice for one gift card")
    await report_in_one_line(page, hands)
    await become(page, hands, "Gus Okafor")
    await me_too(page, hands)
    await become(page, hands, "Ana Silva")
    await go_to(page, hands, "team-payments")
    await acknowledge(page, hands)
    await reply(page, hands)
    await resolve(page, hands)


@pytest.mark.parametrize("width, dark", [(1280, False), (390, True)], ids=["desk-light", "phone-dark"])
async def test_the_five_tasks_are_done_by_role_and_label(visits: Opens, width: int, dark: bool) -> None:
    page = await visits("U0RITA", width=width, dark=dark)
    await all_five(page, Mouse(page))


async def test_the_five_tasks_are_done_by_keyboard_alone(visits: Opens) -> None:
    page = await visits("U0RITA")
    await expect(page.get_by_role("textbox", name="Message to #general")).to_be_focused()  # the page does it
    await all_five(page, Keyboard(page))


@dataclass(frozen=True)
class Spoken:
    """What a reporter types, and what the page and Snag are to say, in one language."""

    user: str
    box: str
    form: str
    story: str
    report: str
    thanks: str
    says: str
    line: str


KOREAN = Spoken(
    "U0MINJUN", "#general에 보낼 메시지", "불편 제보", "무슨 일이 있었나요", "제보하기", "고마워요",
    "결제가 두 번 됐는데 환불이 3주나 걸린대요", "/snag 택배 기사님이 비 오는 날 택배를 밖에 두고 갔대요")
JAPANESE = Spoken(
    "U0YUKI", "#general へのメッセージ", "困りごとを報告", "何が起きましたか", "報告する", "ありがとうございます",
    "二重に請求されたのに、返金まで3週間かかるそうです", "/snag 雨の日に配達員が荷物を外に置いたそうです")


@pytest.mark.parametrize("way", [Mouse, Keyboard])
@pytest.mark.parametrize("words", [KOREAN, JAPANESE], ids=["ko", "ja"])
async def test_a_report_is_made_in_korean_and_japanese(
    visits: Opens, sandbox: Sandbox, words: Spoken, way: type[Mouse] | type[Keyboard]
) -> None:
    page = await visits(words.user)
    hands = way(page)
    box = page.get_by_role("textbox", name=words.box)
    await hands.write(box, "/snag")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name=words.form)
    await hands.write(form.get_by_role("textbox", name=words.story), words.says)
    await hands.press(form.get_by_role("button", name=words.report, exact=True))
    thanks = page.get_by_role("dialog", name=words.thanks)
    await expect(thanks).to_contain_text("#1")
    await page.keyboard.press("Escape")
    await expect(thanks).to_be_hidden()
    await hands.write(box, words.line)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="#2")).to_contain_text("Delivery")
    await sandbox.slack.until(lambda: sandbox.slack.messages("C0DELIVERY"))
    assert words.says in sandbox.slack.messages("C0PAY")[-1]["text"]
