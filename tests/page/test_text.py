"""Slack's text formats on the page: what is live, what is only shown, in whose zone and language."""

import json
import re

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import PAGE, Opens
from tests.page.parts import Json, ScriptedApp, section

DRAW = """async ([text, me]) => {
  const { mrkdwn } = await import("/mrkdwn.js");
  const { speak } = await import("/words.js");
  const { setNow } = await import("/time.js");
  speak("en");
  setNow("2026-03-27T12:00:00Z");
  const people = new Map([["U0RITA", { real_name: "Rita" }], ["U0HANA", { real_name: "Hana <b>" }]]);
  const channels = new Map([["C0APP", { name: "team-app" }]]);
  const holder = document.createElement("div");
  holder.append(...mrkdwn(text, { me, people, channels, app: {}, link: (id) => `#/x/${id}` }));
  for (const node of holder.querySelectorAll(".visually-hidden")) node.remove();
  for (const node of holder.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) if (!["href", "datetime"].includes(name)) node.removeAttribute(name);
  }
  return holder.innerHTML.replaceAll("<span>", "").replaceAll("</span>", "");
}"""
RITA = {"id": "U0RITA", "tz": "Europe/Berlin"}
NINE = 1774857600  # 2026-03-30 08:00 UTC: 10:00 in Berlin, the first Monday of summer time


async def drawn(page: Page, text: str, me: Json = RITA) -> str:
    html: str = await page.evaluate(DRAW, [text, me])
    return html


@pytest.mark.parametrize(
    "text,html",
    [
        ("*bold* _italic_ ~gone~ `code`", "<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code>"),
        ("_*both*_ and *a _b_ c*", "<em><strong>both</strong></em> and <strong>a <em>b</em> c</strong>"),
        ("2*3*4 snake_case_name * lone *", "2*3*4 snake_case_name * lone *"),
        ("*굵게*는 *굵게* 는", "*굵게*는 <strong>굵게</strong> 는"),
        ("`*not bold* <@U0RITA>`", "<code>*not bold* &lt;@U0RITA&gt;</code>"),
        ("&lt;b&gt; &amp;amp; &amp;lt;", "&lt;b&gt; &amp;amp; &amp;lt;"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("<@U0RITA> <@U0HANA|x> <@U0NOBODY>", "@Rita @Hana &lt;b&gt; @U0NOBODY"),
        ("<#C0APP|old-name> <#C0GONE|gone>", '<a href="#/x/C0APP">#team-app</a> #gone'),
        ("<!here> <!subteam^S0PAYTEAM|@pay-team> <!subteam^S0X>", "@here @pay-team @S0X"),
        ("<https://a.b/?x=1&amp;y=2|see *it*>", '<a href="https://a.b/?x=1&amp;y=2">see *it*</a>'),
        ("<https://a.b>", '<a href="https://a.b">https://a.b</a>'),
        ("see https://a.b/c.", 'see <a href="https://a.b/c">https://a.b/c</a>.'),
        ("<mailto:a@b.c|write>", '<a href="mailto:a@b.c">write</a>'),
        ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
        ("*<https://a.b|bold link>*", '<strong><a href="https://a.b">bold link</a></strong>'),
        (":tada: :nobody_knows: 12:30:45", "🎉 :nobody_knows: 12:30:45"),
        ("&gt; one\n> two\nafter", "<blockquote>one\ntwo</blockquote>after"),
        (">>> one\ntwo", "<blockquote>one\ntwo</blockquote>"),
        ("a\n```\n*b* &lt;c&gt;\n```\nd", "a\n<pre><code>*b* &lt;c&gt;\n</code></pre>d"),
        ("\ue000 <@U0RITA> \ue000 *\ue000*", "\ue000 @Rita \ue000 <strong>\ue000</strong>"),
        (
            f"<!date^{NINE}^{{date_num}} at {{time}}|then>",
            '<time datetime="2026-03-30T08:00:00.000Z">2026-03-30 at 10:00</time>',
        ),
        ("<!date^tomorrow^{date}|some day>", "some day"),
    ],
)
async def test_mrkdwn_is_drawn_as_slack_draws_it(modules: Page, text: str, html: str) -> None:
    assert await drawn(modules, text) == html


async def test_a_date_is_told_in_the_readers_own_zone(modules: Page) -> None:
    text = f"<!date^{NINE}^{{date_num}} {{time}}|then>"
    assert "2026-03-30 17:00" in await drawn(modules, text, {"id": "U0YUKI", "tz": "Asia/Tokyo"})
    assert "2026-03-30 01:00" in await drawn(modules, text, {"id": "U0X", "tz": "America/Los_Angeles"})


@pytest.mark.parametrize(
    "seconds,words",
    [
        (1774612800, "today 13:00"),  # 2026-03-27 12:00 UTC
        (1774652400, "tomorrow 00:00"),  # 23:00 UTC is the next day in Berlin
        (1774500000, "yesterday 05:40"),
        (NINE, "March 30, 2026 10:00"),
    ],
)
async def test_near_dates_are_words(modules: Page, seconds: int, words: str) -> None:
    assert words in await drawn(modules, f"<!date^{seconds}^{{date_pretty}} {{time}}|then>")


NEXT_MONDAY = """async ([at, zone]) => {
  const { nextMonday } = await import("/time.js");
  return nextMonday(new Date(at), zone).toISOString();
}"""


@pytest.mark.parametrize(
    "at,zone,monday",
    [
        ("2026-03-27T12:00:00Z", "Europe/Berlin", "2026-03-30T07:00:00.000Z"),  # summer time begins on the 29th: UTC+2
        ("2026-10-23T12:00:00Z", "Europe/Berlin", "2026-10-26T08:00:00.000Z"),  # and ends on 25 October: UTC+1
        ("2026-03-30T06:59:00Z", "Europe/Berlin", "2026-03-30T07:00:00.000Z"),  # Monday, one minute to nine
        ("2026-03-30T07:00:00Z", "Europe/Berlin", "2026-04-06T07:00:00.000Z"),  # nine sharp is not next
        ("2026-03-29T23:00:00Z", "Asia/Tokyo", "2026-03-30T00:00:00.000Z"),  # Monday 08:00 in Tokyo
        ("2026-03-29T23:00:00Z", "America/Los_Angeles", "2026-03-30T16:00:00.000Z"),  # still Sunday there
    ],
)
async def test_next_monday_is_nine_oclock_on_the_persons_wall(modules: Page, at: str, zone: str, monday: str) -> None:
    assert await modules.evaluate(NEXT_MONDAY, [at, zone]) == monday


HOSTILE = [
    "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">",
    "<https://ok.example\" onmouseover=\"document.title='taken'|hover>",
    "<javascript:document.title='taken'|click me>",
    "\u202eright to left\u202c ``` unclosed *bold _and ~so `on",
    "&lt;img src=x onerror=alert(1)&gt;",
    "*" * 3000,
    "👩\u200d👩\u200d👧\u200d👦" * 200,
]


async def test_hostile_text_stays_text_everywhere(page: Page, app: ScriptedApp) -> None:
    for text in HOSTILE:
        rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        blocks: list[Json] = [
            section(text[:2900]),
            {"type": "header", "text": {"type": "plain_text", "text": text[:100]}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:1900]}]},
            {"type": "rich_text", "elements": [rich]},
        ]
        await app.client.chat_postMessage(channel="C0APP", text=text, blocks=blocks)
        await app.client.chat_postMessage(channel="C0APP", text=text)
    await page.get_by_role("link", name="team-app").click()
    await expect(page.get_by_role("article")).to_have_count(2 * len(HOSTILE))
    await expect(
        page.locator("script:not([type=module]), .log [onerror], .log [onmouseover], .log img[src=x]")
    ).to_have_count(0)
    links = await page.locator(".log a").evaluate_all("nodes => nodes.map(node => node.protocol)")
    assert set(links) <= {"http:", "https:"}
    for link in await page.locator(".log a").all():
        await link.hover()
    await expect(page).to_have_title("#team-app · Larkfield")
    assert await page.get_by_role("log").evaluate("log => log.scrollWidth - log.clientWidth") == 0


def test_data_never_reaches_the_page_as_markup() -> None:
    for script in PAGE.glob("*.js"):
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert door not in script.read_text("utf-8"), f"{script.name} uses {door}"


def test_nothing_comes_from_other_hosts_and_nothing_runs_inline() -> None:
    for file in PAGE.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(src|href|url\(|import|from)\s*[=(]?\s*["']?https?://""", text), file.name
    html = (PAGE / "index.html").read_text("utf-8")
    assert "<style" not in html
    assert " style=" not in html
    assert re.findall(r"<script(?![^>]* src=)", html) == []


WORDS = 'async () => (await import("/words.js")).WORDS'


async def test_every_word_of_the_page_exists_in_three_languages(modules: Page) -> None:
    words: dict[str, dict[str, str]] = await modules.evaluate(WORDS)
    assert set(words) == {"en", "ko", "ja"}
    holes = {
        lang: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in texts.items()}
        for lang, texts in words.items()
    }
    assert holes["ko"] == holes["en"]
    assert holes["ja"] == holes["en"]
    assert all(text for texts in words.values() for text in texts.values())


async def test_every_word_of_the_page_is_used(modules: Page) -> None:
    code = "".join(script.read_text("utf-8") for script in PAGE.glob("*.js") if script.name != "words.js")
    words: dict[str, dict[str, str]] = await modules.evaluate(WORDS)
    computed = ("role_", "lang_", "minute_")  # looked up by a person's role or locale, or by the step one is at
    counted = {key.removesuffix("_one") for key in words["en"] if key.endswith("_one")}
    alone = {key for key in words["en"] if key.removesuffix("_one").removesuffix("_many") not in counted}
    asked_for = counted | {key for key in alone if not key.startswith(computed)}
    assert sorted(key for key in asked_for if f'"{key}"' not in code) == []


@pytest.mark.parametrize(
    "person,lang,words",
    [
        ("U0RITA", "en", "Type /snag and what annoyed your customer."),
        ("U0MINJUN", "ko", "/snag 뒤에 고객이 불편해한 일을 적어 보세요."),
        ("U0YUKI", "ja", "/snag に続けて、お客様が困ったことを書いてみましょう。"),
    ],
)
async def test_the_page_speaks_the_language_of_the_person(opens: Opens, person: str, lang: str, words: str) -> None:
    page = await opens(person)
    await expect(page.locator("html")).to_have_attribute("lang", lang)
    await expect(page.locator(".composer-note")).to_have_text(words)


async def test_a_message_in_another_language_says_so_to_screen_readers(page: Page, app: ScriptedApp) -> None:
    await app.client.chat_postMessage(channel="C0APP", text="고객이 쿠폰을 못 썼어요")
    await app.client.chat_postMessage(channel="C0APP", text="お客さまが困っています")
    await page.get_by_role("link", name="team-app").click()
    languages = page.locator(".content > [lang]")
    await expect(languages).to_have_count(2)
    assert json.dumps(await languages.evaluate_all("nodes => nodes.map(node => node.lang)")) == '["ko", "ja"]'
