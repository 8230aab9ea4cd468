"""A kind of survey is one row: its line in docs/scores.md agrees with it, and a new row with its words is enough."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.domain.results import Found, Part, Source
from bot.domain.scores import METHODS, Method, score
from bot.domain.survey_kinds import KINDS, Figure, Kind
from bot.domain.survey_links import LinkKind, Page
from bot.domain.survey_plans import Asking, Audience
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.text import _forms
from bot.views import results, survey_page, surveys
from tests.source import ROOT
from tests.text.words import OTHERS

NAMES = {Method.WILSON: "Wilson", Method.STUDENT: "Student's t", Method.ADJUSTED_WALD: "adjusted Wald"}
LANGUAGES = ("en", *OTHERS)


def rows() -> Iterator[list[str]]:
    """The table of kinds in docs/scores.md, cell by cell."""
    text = (ROOT / "docs/scores.md").read_text(encoding="utf-8")
    for line in re.findall(r"^\| `\w+` \|.*$", text, re.MULTILINE):
        yield [cell.strip() for cell in line.strip("|").split("|")]


def as_row(kind: Kind) -> list[str]:
    first, last = kind.points[0], kind.points[-1]
    each = Fraction(100, last - first)
    return [f"`{kind.key}`", f"{first} to {last}", f"up to {kind.low}", f"from {kind.top}", kind.figure,
            NAMES[METHODS[kind.figure]], f"(point − {first}) · {float(each):.4g}"]


def test_the_documented_kinds_are_the_kinds() -> None:
    assert list(rows()) == [as_row(kind) for kind in KINDS.values()]


THUMBS = Kind("thumbs", (1, 2, 3, 4), low=1, top=3, figure=Figure.SHARE, wait_days=1)


@pytest.fixture
def thumbs(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind that nobody has thought of: its row, and its words in three languages."""
    monkeypatch.setitem(KINDS, THUMBS.key, THUMBS)
    for language in LANGUAGES:
        words = {"kind.thumbs": "Thumbs"} | {f"kind.thumbs.{point}": f"{point} thumbs" for point in THUMBS.points}
        for key, said in words.items():
            monkeypatch.setitem(_forms(language), key, f"{said} ({language})")
    return THUMBS


def test_a_new_kind_is_missed_in_the_documentation(thumbs: Kind) -> None:
    assert as_row(thumbs) not in list(rows())
    assert len(list(rows())) == len(KINDS) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_kind_is_asked_answered_and_counted(thumbs: Kind, language: str) -> None:
    asking = Asking("0" * 32, "satisfied", thumbs.key, "Whether", "Cara", date(2026, 4, 1), anonymous=True,
                    is_open=True)
    message = surveys.invitation(language, asking)
    assert message_complaints(message.blocks) == []
    labels = [button["text"]["text"] for block in message.blocks if block.get("block_id") == "survey"
              for button in block["elements"]]
    assert labels == [f"{point} thumbs ({language})" for point in thumbs.points]
    form = surveys.comment_form(language, replace(asking, said="1"))
    assert view_complaints(form) == []
    assert f"1 thumbs ({language})" in str(form)
    page = survey_page.question(language, Page(LinkKind.PERSONAL, "Larkfield", language, language, is_open=True,
                                               template="satisfied", scale=thumbs.key), word="w")
    assert all(f"{point} thumbs ({language})" in page for point in thumbs.points)
    tally = {4: 3, 1: 1}
    made = score(thumbs, tally)
    assert (made.value, made.good, made.n) == (75, 3, 4)
    found = results.results_form(language, Found(
        "0" * 32, "satisfied", thumbs.key, Audience.PEOPLE, anonymous=False, decision="Whether", decider="Cara",
        decide_on=date(2026, 4, 1), asked=4, planned=0, parts=(Part(Source.ASKED, 4, made, tally),)))
    assert view_complaints(found) == []
    colon = "：" if language == "ja" else ": "
    assert f"4 thumbs ({language}){colon}3" in str(found)
    assert "75 %" in str(found)
