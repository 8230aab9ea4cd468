"""The customers' page over HTTP: what shows and what records, who is turned away and how, and that nothing is lost."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from sqlmodel import select

from bot.domain.annoyances import State
from bot.domain.reports import STORY_LIMIT
from bot.domain.survey_links import LinkKind, LinkWish
from bot.domain.survey_plans import Audience
from bot.errors import StorageUnavailable
from bot.services.links import Links
from handlers.web.limits import Buckets, Pace, household
from handlers.web.server import web_app
from handlers.web.survey_page import HEADERS, SurveyPage
from storage.db import Database
from storage.tables import Report, Response, SurveyLink, SurveyPlan
from tests.support.cast import ANA
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play

HOSTILE = """</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"' onclick=x {{ 7*7 }} <!channel>"""
FORM = "application/x-www-form-urlencoded"


@dataclass
class Visitor:
    """A browser without cookies and scripts, and the team that gave it a link."""

    play: Play
    client: httpx.AsyncClient
    page: SurveyPage

    @property
    def links(self) -> Links:
        return self.play.services.links

    def link(self, by: LinkKind = LinkKind.PERSONAL, locale: str = "en", **plan: Any) -> str:
        """A fresh link's path; `plan`: columns of the plan it asks for."""
        if plan:
            _plan(self.play, **plan)
        if not self.play._all(SurveyLink):
            self.play.bring_to(State.ACKNOWLEDGED)
        made = self.links.for_annoyance(self.play.workspace_id, ANA, 1, LinkWish(by, locale, decision="what to mend"),
                                        where=None, key=self.play.key())
        return made.url.removeprefix("https://snag.example")

    def standing(self, locale: str | None = None) -> str:
        made = self.links.standing(self.play.workspace_id, "cli:root", "checkout", locale=locale)
        return made.url.removeprefix("https://snag.example")

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return await self.client.post(path, content=urlencode(fields), headers={"content-type": FORM, **headers})

    def answers(self) -> list[tuple[str, str | None]]:
        return sorted((row.answer, row.comment) for row in self.play._all(Response))


@pytest.fixture
async def visitor(sqlite_db: Database, clock: StillClock) -> Any:
    services = services_on(sqlite_db, clock)
    page = SurveyPage(services.links, sqlite_db.run, sqlite_db.read, clock)
    app = web_app(None, signing_secret=None, ready=_well, survey_page=page)
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="https://snag.example") as client:
        yield Visitor(Play(services, settle(services)), client, page)


async def _well() -> dict[str, str]:
    return {}


def _plan(play: Play, **columns: Any) -> None:
    now = play.services.clock.now()
    values: dict[str, Any] = {
        "template": "satisfied", "kind": "csat", "decision": "what to mend", "decider": ANA, "anonymous": False,
        "decide_on": now.date(), "audience": Audience.CUSTOMERS, "team_key": "payments", "trigger": "by_hand",
        "created_by": ANA, "created_at": now, **columns}
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add(SurveyPlan(workspace_id=play.workspace_id, id="plan", **values))


def words(response: httpx.Response) -> str:
    """What a reader sees, without the tags."""
    body = response.text.partition("<body>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def word_in(response: httpx.Response) -> str:
    found = re.search(r'name="word" value="([A-Za-z0-9_-]{22})"', response.text)
    assert found is not None
    return found[1]


# shows, and records


async def test_the_page_asks_and_says_who_asks_what_for_and_until_when(visitor: Visitor) -> None:
    answer = await visitor.get(visitor.link())
    assert answer.status_code == 200
    said = words(answer)
    for part in ("Payments", "Larkfield", "Did you get done what you came for?", "Yes", "No", "what to mend",
                 "You can answer, and change your answer, until", "No login, no cookies", "made for you"):
        assert part in said
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?!style\.css|\?lang=)[^"]*"', answer.text) == []
    assert "set-cookie" not in answer.headers


async def test_looking_records_nothing_however_it_is_done(visitor: Visitor) -> None:
    """Mail scanners follow every link, and some ask for the head alone, or with all that stands behind the ?."""
    path = visitor.link()
    for _ in range(3):
        assert (await visitor.get(path)).status_code == 200
        assert (await visitor.client.head(path)).status_code == 200
        assert (await visitor.get(f"{path}?answer=1&step=more&comment=x&lang=ko")).status_code == 200
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert (await visitor.client.request(method, path, content="answer=1")).status_code == 405
    assert visitor.answers() == []


async def test_one_tap_saves_and_the_last_one_holds(visitor: Visitor) -> None:
    path = visitor.link()
    answer = await visitor.post(path, {"answer": "0"})
    assert answer.status_code == 200
    assert "Your answer is saved." in words(answer)
    await visitor.post(path, {"answer": "0"})
    await visitor.post(path, {"answer": "1"})
    assert visitor.answers() == [("1", None)]


async def test_the_next_look_shows_what_was_said_filled_in(visitor: Visitor) -> None:
    path = visitor.link()
    await visitor.post(path, {"answer": "1"})
    more = {"step": "more", "comment": "Quick & kind", "cause": "quick", "contact": "kim@example.com"}
    answer = await visitor.post(path, more)
    assert "What you added is saved, too." in words(answer)
    again = await visitor.get(path)
    assert "<strong>Yes</strong>" in again.text
    assert "Quick &amp; kind</textarea>" in again.text
    assert 'value="quick" checked' in again.text
    assert "kim@example.com" not in again.text
    assert "We have your address" in words(again)
    changing = await visitor.post(path, {"step": "change"})
    assert 'value="1" class="said"' in changing.text
    assert "Your answer" in words(changing)
    assert visitor.answers() == [("1", "Quick & kind")]


async def test_causes_depend_on_the_answer(visitor: Visitor) -> None:
    path = visitor.link()
    low, high = await visitor.post(path, {"answer": "0"}), await visitor.post(path, {"answer": "1"})
    assert ('value="waiting"' in low.text, 'value="waiting"' in high.text) == (True, False)
    assert ('value="easy"' in low.text, 'value="easy"' in high.text) == (False, True)


async def test_one_page_of_a_link_for_many_changes_its_own_answer_alone(visitor: Visitor) -> None:
    path = visitor.link(LinkKind.OPEN)
    first, second = await visitor.get(path), await visitor.get(path)
    assert word_in(first) != word_in(second)
    for page in (first, second):
        await visitor.post(path, {"answer": "0", "word": word_in(page)})
    changed = await visitor.post(path, {"answer": "1", "word": word_in(first)})
    assert word_in(changed) == word_in(first)
    assert visitor.answers() == [("0", None), ("1", None)]
    shown = await visitor.post(f"{path}?lang=ja", {"step": "show", "word": word_in(first)})
    assert "回答を保存しました" in shown.text
    assert "Did you get done" in words(await visitor.get(path))


@pytest.mark.parametrize("word", ["", "x", "link:abc", "../../../../../../etc", "x" * 500])
async def test_a_made_up_word_becomes_one_of_ours(visitor: Visitor, word: str) -> None:
    path = visitor.link(LinkKind.OPEN)
    answer = await visitor.post(path, {"answer": "1", "word": word})
    assert visitor.play._one(Response).user_id == f"open:{word_in(answer)}"


@pytest.mark.parametrize("kind, template, seen", [
    ("csat", "satisfied", ["Very dissatisfied", "Very satisfied"]),
    ("ces", "easy", ["1", "7", "1 = ", "7 = "]),
    ("nps", "recommend", ["0", "10", "0 = ", "10 = "]),
    ("smiley_5", "satisfied", ["🙁", "😀"]),
    ("yes_no", "got_done", ["Yes No"]),
])
async def test_each_kind_is_shown_in_words(visitor: Visitor, kind: str, template: str, seen: list[str]) -> None:
    answer = await visitor.get(visitor.link(kind=kind, template=template))
    assert [part for part in seen if part not in words(answer)] == []
    for button in re.findall(r'<button name="answer".*?</button>', answer.text, re.DOTALL):
        spoken = re.sub(r'<span class="face".*?</span>|<[^>]+>', "", button).strip()
        assert spoken, "a face without its word"


# a standing link


async def test_a_standing_link_takes_a_report_and_says_that_it_is_read(visitor: Visitor) -> None:
    path = visitor.standing()
    page = await visitor.get(path)
    assert "What would you like us to know about Checkout?" in words(page)
    assert "We do not ask who you are" in words(page)
    fields = {"step": "report", "story": "The box is empty", "word": word_in(page)}
    for _ in range(2):
        answer = await visitor.post(path, fields)
        assert "We read it." in words(answer)
    assert [row.story for row in visitor.play._all(Report)] == ["The box is empty"]


async def test_without_words_the_box_stays_and_says_so(visitor: Visitor) -> None:
    path = visitor.standing("ko")
    answer = await visitor.post(path, {"step": "report", "story": " "})
    assert answer.status_code == 400
    assert "먼저 몇 마디 적어 주십시오." in words(answer)
    assert 'name="story"' in answer.text
    assert visitor.play._all(Report) == []


async def test_what_is_too_long_stays_in_the_box(visitor: Visitor) -> None:
    path = visitor.standing()
    assert f'maxlength="{STORY_LIMIT}"' in (await visitor.get(path)).text
    story = f"\n{HOSTILE}" + "長" * STORY_LIMIT
    answer = await visitor.post(path, {"step": "report", "story": story})
    assert answer.status_code == 400
    assert "That is more than we can take. Please shorten it." in words(answer)
    box = re.search(r"<textarea[^>]*>\n(.*)</textarea>", answer.text, re.DOTALL)
    assert box is not None
    assert html.unescape(box[1]) == story
    assert "<script" not in answer.text
    shorter = await visitor.post(path, {"step": "report", "story": "長" * STORY_LIMIT, "word": word_in(answer)})
    assert "We read it." in words(shorter)
    assert [len(row.story) for row in visitor.play._all(Report)] == [STORY_LIMIT]


# who is turned away


async def test_links_that_are_none_are_answered_kindly(visitor: Visitor) -> None:
    path = visitor.link()
    for wrong in (path[:-1], f"{path[:-1]}!", path[:-1] + ("A" if path[-1] != "A" else "B"), "/s/x", "/s/" + "A" * 64):
        for answer in (await visitor.get(wrong), await visitor.post(wrong, {"answer": "1"}),
                       await visitor.get(f"{wrong}/qr.png")):
            assert answer.status_code == 404
            assert "This link leads nowhere" in words(answer)
    assert visitor.answers() == []


async def test_after_the_end_it_is_gone_and_thanks(visitor: Visitor) -> None:
    path, standing = visitor.link(), visitor.standing()
    visitor.links.close_standing(visitor.play.workspace_id, "cli:root", "checkout")
    visitor.play.move_clock(days=31)
    for answer in (await visitor.get(path), await visitor.post(path, {"answer": "1"}), await visitor.get(standing),
                   await visitor.post(standing, {"step": "report", "story": "Late"})):
        assert answer.status_code == 410
        assert "This has ended" in words(answer)
    assert visitor.answers() == []
    assert len(visitor.play._all(Report)) == 1


async def test_what_is_not_offered_is_refused_with_words(visitor: Visitor) -> None:
    path = visitor.link()
    for fields in ({"answer": "7"}, {"answer": ""}, {"answer": "<b>"}):
        answer = await visitor.post(path, fields)
        assert answer.status_code == 400
        assert "not understood" in words(answer)
    answer = await visitor.client.post(path, json={"answer": "1"})
    assert answer.status_code == 400
    many = await visitor.post(path, {f"f{n}": "x" for n in range(30)})
    assert many.status_code == 400
    assert visitor.answers() == []


async def test_more_than_a_page_can_send_is_refused(visitor: Visitor) -> None:
    path = visitor.standing()
    answer = await visitor.post(path, {"step": "report", "story": "x" * 64_000})
    assert answer.status_code == 413
    assert "shorten" in words(answer)
    longest = {"step": "report", "story": "\U0001f44d" * STORY_LIMIT}  # twelve bytes each on the way
    assert (await visitor.post(path, longest)).status_code == 200


@pytest.mark.parametrize("headers, status", [
    ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),  # our own page sends no referrer
    ({"sec-fetch-site": "none"}, 200),
    ({"sec-fetch-site": "cross-site"}, 403),
    ({"sec-fetch-site": "same-site"}, 403),
    ({"origin": "https://snag.example"}, 200),
    ({"origin": "https://evil.example"}, 403),
    ({"origin": "null"}, 200),
    ({}, 200),
])
async def test_a_page_of_others_cannot_answer_for_somebody(visitor: Visitor, headers: dict[str, str], status: int
                                                           ) -> None:
    answer = await visitor.post(visitor.link(), {"answer": "1"}, **headers)
    assert answer.status_code == status
    assert bool(visitor.answers()) is (status == 200)


async def test_too_many_at_once_are_asked_to_wait_and_lose_nothing(visitor: Visitor) -> None:
    path = visitor.standing()
    answers = [await visitor.post(path, {"step": "report", "story": f"The box <{nth}> is empty"}) for nth in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2
    answer = answers[-1]
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "The box &lt;7&gt; is empty</textarea>" in answer.text
    visitor.play.services.clock.wait(timedelta(seconds=60))
    assert (await visitor.post(path, {"step": "report", "story": "The box is empty"})).status_code == 200
    assert len(visitor.play._all(Report)) == 7


async def test_one_link_is_limited_over_all_addresses_and_looking_too(visitor: Visitor) -> None:
    path = visitor.link()
    looks = [(await visitor.get(path)).status_code for _ in range(121)]
    assert looks == [200] * 120 + [429]
    visitor.page._posts = Buckets(Pace(burst=1000, seconds=1))
    posts = [(await visitor.post(path, {"answer": "1"})).status_code for _ in range(61)]
    assert posts == [200] * 60 + [429]


def test_a_bucket_fills_again_and_the_oldest_is_forgotten() -> None:
    buckets = Buckets(Pace(burst=2, seconds=10), most=2)
    assert [buckets.wait("a", 0), buckets.wait("a", 0), buckets.wait("a", 5)] == [0, 0, 5]
    assert [buckets.wait("a", 10), buckets.wait("a", 10)] == [0, 10]
    assert [buckets.wait("b", 10), buckets.wait("c", 10), buckets.wait("a", 10)] == [0, 0, 0]


@pytest.mark.parametrize("address, same", [
    ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::ffff:203.0.113.7",
                                                                                   "::ffff:203.0.113.7"),
    ("unix:", "unix:"), ("", ""),
])
def test_devices_of_one_household_share_a_bucket(address: str, same: str) -> None:
    assert household(address) == household(same)


# what fails


def broken(error: Exception) -> Callable[..., Any]:
    async def run(*_args: Any, **_more: Any) -> Any:
        raise error
    return run


@pytest.mark.parametrize("error, status", [(StorageUnavailable("away"), 503), (RuntimeError("a bug"), 500)])
async def test_where_it_fails_all_that_was_typed_stands_in_the_answer(
        visitor: Visitor, error: Exception, status: int) -> None:
    path = visitor.link()
    visitor.page._run = visitor.page._read = broken(error)
    with structlog.testing.capture_logs() as logged:
        fields = {"step": "more", "comment": f"\nFirst\n{HOSTILE}", "cause": "quick", "contact": "kim@example.com"}
        answer = await visitor.post(f"{path}?lang=ja", fields)
        looked = await visitor.get(path)
    assert answer.status_code == looked.status_code == status
    assert "書かれた内容は残っています" in words(answer)
    sent_again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert sent_again == {"step": "more", "cause": "quick", "contact": "kim@example.com"}
    kept = re.search(r'<textarea name="comment" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert kept is not None
    assert html.unescape(kept[1]) == fields["comment"]
    assert "cannot be shown just now" in words(looked)
    token = path.removeprefix("/s/")
    assert token not in repr(logged)
    assert "kim@example.com" not in repr(logged)


# languages


@pytest.mark.parametrize("accept, spoken", [
    ("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("fr, ja;q=0.5", "ja"), ("fr", "en"), ("", "en"), ("en;q=0.1, ko;q=0.2", "ko"),
    ("ko;q=0, ja;q=0.001", "ja"), ("*", "en"), ("ko;q=banana", "ko"), (",;,=;q=", "en"),
])
async def test_a_standing_link_speaks_the_browsers_language(visitor: Visitor, accept: str, spoken: str) -> None:
    answer = await visitor.get(visitor.standing(), **{"accept-language": accept})
    assert f'<html lang="{spoken}">' in answer.text
    assert answer.headers["content-language"] == spoken


async def test_the_links_language_comes_first_and_the_reader_may_switch(visitor: Visitor) -> None:
    path = visitor.link(locale="ja")
    assert '<html lang="ja">' in (await visitor.get(path, **{"accept-language": "ko"})).text
    switched = await visitor.get(f"{path}?lang=ko")
    assert '<html lang="ko">' in switched.text
    assert 'action="?lang=ko"' in switched.text
    assert '<html lang="ja">' in (await visitor.get(f"{path}?lang=xx")).text
    await visitor.post(f"{path}?lang=ko", {"answer": "1"})
    assert visitor.play._one(Response).locale == "ko"


# hostile words, and headers


async def test_what_people_wrote_is_text_and_nothing_else(visitor: Visitor) -> None:
    path = visitor.link(decision=HOSTILE, question=HOSTILE)
    page = await visitor.get(path)
    await visitor.post(path, {"answer": "5"})
    answer = await visitor.post(path, {"step": "more", "comment": HOSTILE})
    for shown in (page, answer, await visitor.get(path)):
        assert re.findall(r"<script|<img|<textarea[^>]*onclick|49", shown.text) == []
        assert html.escape(HOSTILE, quote=False)[:30] in shown.text
        assert "{{ 7*7 }} &lt;!channel&gt;" in shown.text


async def test_every_answer_carries_the_headers_that_keep_it_safe(visitor: Visitor) -> None:
    path = visitor.link()
    answers = [await visitor.get(path), await visitor.post(path, {"answer": "1"}), await visitor.get("/s/x"),
               await visitor.post(path, {"answer": "9"}), await visitor.get(f"{path}/qr.png"),
               await visitor.client.head(path)]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    style = await visitor.get("/s/style.css")
    assert (style.headers["content-type"], style.headers["cache-control"]) == (
        "text/css; charset=utf-8", "public, max-age=3600")
    assert "@import" not in style.text
    assert "url(" not in style.text


async def test_without_https_nobody_is_told_to_insist_on_it(visitor: Visitor) -> None:
    visitor.links.serve_at("http://127.0.0.1:3000")
    assert "strict-transport-security" not in (await visitor.get("/s/x")).headers


async def test_the_qr_picture_leads_to_the_link(visitor: Visitor) -> None:
    path = visitor.link()
    png, svg = await visitor.get(f"{path}/qr.png"), await visitor.get(f"{path}/qr.svg")
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    assert png.content == visitor.links.qr(path.removeprefix("/s/"))
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert visitor.answers() == []


def test_no_row_holds_what_would_open_a_link(visitor: Visitor) -> None:
    token = visitor.link().removeprefix("/s/")
    with visitor.play.services.db.reading() as session:
        found = session.exec(select(SurveyLink)).one()
    assert token not in repr(found)
