"""The forms of survey links: within Slack's limits in each language, and people's words in them are text alone."""

import json
from datetime import date

import pytest

from bot.domain.people import LANGUAGES
from bot.domain.survey_links import CustomerOf, LinkForm, LinkKind, LinkWish, MadeLink
from bot.sandbox.slack.block_kit import view_complaints
from bot.views import links
from bot.views.annoyances import MoveState

HOSTILE = "<@U0VICTIM> *x* <!channel> " * 120
URL = "https://snag.example/s/" + "x" * 64
ON = date(2026, 3, 4)


def form(language: str, *, customers: int = 1, decision: str | None = None) -> dict[str, object]:
    told = tuple(CustomerOf(f"report {nth}", HOSTILE, ON) for nth in range(customers))
    return links.link_form(language, MoveState(1), LinkForm(
        1, HOSTILE[:80], "ja", told, "got_done", None, decision, HOSTILE[:200]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_within_what_slack_takes(language: str) -> None:
    for drawn in (form(language), form(language, customers=120), form(language, decision=HOSTILE[:300])):
        assert view_complaints(drawn) == []


def test_whose_customer_is_asked_only_where_there_are_several() -> None:
    fields = [{block.get("block_id") for block in form("en", customers=n)["blocks"]}  # type: ignore[attr-defined]
              for n in (0, 1, 2)]
    assert ["customer_of" in found for found in fields] == [False, False, True]
    assert "decision" in fields[0]
    assert "decision" not in json.dumps([block.get("block_id") for block in form(
        "en", decision="what to do")["blocks"]])  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [LinkKind.PERSONAL, LinkKind.OPEN])
def test_what_was_made_is_within_what_slack_takes(language: str, kind: LinkKind) -> None:
    made = MadeLink(kind, URL, language, "Larkfield", "Payments", HOSTILE[:80], f"{URL}/qr.png", ON, "got_done",
                    HOSTILE[:300], 1)
    drawn = links.made("en", made)
    assert view_complaints(drawn) == []
    assert [block["alt_text"] for block in drawn["blocks"] if block["type"] == "image"] == [
        f"QR picture that leads to {URL}"]
    letter = links.letter(language, made)
    assert URL in letter
    assert "Payments" in letter
    assert ("2026" in letter) is (kind is LinkKind.PERSONAL)


def test_without_a_picture_there_is_still_one_to_print() -> None:
    drawn = links.made("en", MadeLink(LinkKind.OPEN, URL, "en", "Larkfield", template="got_done"))
    assert [block["type"] for block in drawn["blocks"]].count("image") == 0
    assert f'"{URL}/qr.png"' in json.dumps(drawn)


@pytest.mark.parametrize("state, wish", [
    ({}, LinkWish(LinkKind.PERSONAL, "")),
    ({"link_kind": "open", "locale": "ko", "decision": " what "}, LinkWish(LinkKind.OPEN, "ko", None, "what")),
    ({"link_kind": "standing", "customer_of": "r1", "locale": "ja"}, LinkWish(LinkKind.PERSONAL, "ja", "r1")),
])
def test_the_form_is_read_back(state: dict[str, str], wish: LinkWish) -> None:
    chosen = {field: {field: {"value": said} if field == "decision" else {"selected_option": {"value": said}}}
              for field, said in state.items()}
    assert links.read_link_form(chosen) == wish
