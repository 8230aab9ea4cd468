"""Hostile words in every field, looked for on every surface: they never ping, link, format or get lost."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.domain.masking import mask
from bot.domain.wording import tidy
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from storage.tables import Annoyance, Report
from tests.support import cast, snag
from tests.support.snag import Json, Office

MARKUP = "<!channel> & <@U0VICTIM> <https://evil.example|https://ok.example> *bold* `code` _it_ ~no~ @here <!here>"
TURNED = "refund \u202etxt.exe\u202c \u2066and\u2069 more\u200f"
CLUSTERS = "refund " + "👨‍👩‍👧‍👦" * 40 + "🇰🇷" * 30 + "👍🏽" * 30
KOREAN = "환불이 안 됐어요 <!channel> " + "가나다라마바사" * 30
JAPANESE = "返金されません。「<!here>」と " + "払い戻しの画面" * 30
INVISIBLE = "re\u200bfund\u0007 \u00adnever\ufeff came\x00\x1b[31m"
LONG = "refund " + "<&>" * 3_300 + " end"
ESCAPED = "refund &lt;!channel&gt; &amp;amp; never"
HOSTILE = {"markup": "refund " + MARKUP, "turned": TURNED, "clusters": CLUSTERS, "korean": KOREAN,
           "japanese": JAPANESE, "invisible": INVISIBLE, "long": LONG, "escaped": ESCAPED}

LIVE = re.compile(r"<(?:[!@#]|https?:|mailto:)")
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b\ufeff]")


def marked(outgoing: list[Json]) -> Iterator[str]:
    """Every string that Slack reads as markup: top-level text and mrkdwn objects; and live elements of rich text."""
    for body in outgoing:
        if isinstance(body.get("text"), str):
            yield body["text"]
        yield from _within(body)


def _within(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _within(one)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown"):
            yield value["text"]
        if value.get("type") == "link":
            assert "evil" not in json.dumps(value), value
        for one in value.values():
            yield from _within(one)


def check(office: Office) -> None:
    """Nothing that Snag has said pings anybody, links anywhere or turns what follows around."""
    said = office.slack.outgoing()
    for text in marked(said):
        assert not LIVE.search(text), text
    for body in said:
        assert "link_names" not in body
        assert body.get("parse") is None
        assert not UNWANTED.search(json.dumps(body, ensure_ascii=False)), body
        if body.get("blocks"):
            assert message_complaints(body["blocks"]) == []
        if body.get("view"):
            assert view_complaints(body["view"]) == []
    assert {ping.target for ping in office.slack.pings} <= {cast.ANA, cast.BEN, cast.MIA}
    refused = [call.answer for call in office.slack.calls if call.answer and not call.answer.get("ok")]
    assert refused == []


def kept(text: str) -> str:
    """A text as it is stored: composed, harmless, masked; and nothing else."""
    return mask(tidy(text))


@pytest.mark.parametrize("name", HOSTILE)
async def test_words_that_people_type_reach_everybody_harmless_and_whole(office: Office, name: str) -> None:
    words = HOSTILE[name]
    form = words[:2_900]
    await office.report(cast.RITA, words)
    await office.report(cast.MINJUN, f"find {words}")
    await office.report(cast.YUKI, "")
    await office.submit(cast.YUKI, {"story": form, "customer_words": form})
    await office.click(cast.YUKI, office.form(cast.YUKI), "add_details")
    await office.submit(cast.YUKI, {"customer_words": form + "!"})
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    await office.submit(cast.ANA, {"what_was_done": form, "for_customer": form, "prevention": form})
    await office.click(cast.ANA, office.card(cast.PAY, 2), "not_ours")
    await office.submit(cast.ANA, {"team": "app", "reason": form})
    await office.report(cast.MINJUN, "1")
    await office.click(cast.MINJUN, office.private(cast.MINJUN)[-1], "me_too")
    await office.submit(cast.MINJUN, {"story": form, "after_fix": "no"})
    for line in ("mine", "1", "2", "digest preview"):
        await office.report(cast.ANA, line)
    await office.pass_time(timedelta(days=9))
    await office.click(cast.RITA, office.direct(cast.RITA)[-1], "answer_still")
    check(office)
    with Session(office.core.db.engine) as session:
        stories = session.exec(select(Report.story).order_by(Report.id)).all()
        assert list(stories) == [kept(words), kept(form), kept(form)]
        first = session.exec(select(Annoyance).where(Annoyance.number == 1)).one()
        assert (first.what_was_done, first.for_customer, first.prevention) == (kept(form),) * 3
        assert session.exec(select(Report.customer_words)).all()[1] == kept(form + "!")


HOSTILE_SETTINGS = snag.SETTINGS.read_text(encoding="utf-8").replace(
    "name: Payments", f"name: {json.dumps(MARKUP)}").replace("name: Checkout", f"name: {json.dumps(MARKUP)}")


async def test_names_of_teams_touchpoints_and_people_are_as_harmless(office: Office) -> None:
    await office.core.db.run(office.core.configuration.apply, office.snag.workspace_id, HOSTILE_SETTINGS, by=None)
    for user_id in (cast.RITA, cast.ANA, cast.BEN):
        office.slack.parts.world.person(user_id).name = MARKUP
    await office.report(cast.RITA, "")
    await office.click(cast.RITA, office.form(cast.RITA), "unfold")
    await office.submit(cast.RITA, {"story": "refund", "touchpoint": "checkout", "team": "payments"})
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid"})
    await office.report(cast.ANA, "digest preview")
    await office.report(cast.RITA, "mine")
    await office.pass_time(timedelta(days=9))
    check(office)
    assert "&lt;!channel&gt;" in office.direct(cast.RITA)[0]["text"]
