"""The customers' page as HTML: what a link shows, in the customer's language, without a script and without colour or a
face alone saying anything. Whatever people wrote is escaped by the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from bot.domain.people import LANGUAGES
from bot.domain.reports import STORY_LIMIT
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_links import COMMENT_LIMIT, CONTACT_LIMIT, LinkKind, Page
from bot.domain.survey_plans import causes
from bot.text import has, say

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).with_name("html")
NAMES = {"en": "English", "ko": "한국어", "ja": "日本語"}
FACES = {"smiley_3": "🙁😐🙂", "smiley_5": "😞🙁😐🙂😀"}
"""Drawn beside the words, never instead of them."""
MANY = 7
"""From so many points on they stand in rows as figures, the two ends in words."""


@dataclass(frozen=True, slots=True)
class Point:
    """One answer that can be tapped. `face` stands beside the word; `ends` says what the first and last figure mean."""

    value: int
    word: str
    face: str = ""
    ends: str = ""


def css() -> str:
    return (HERE / "style.css").read_text("utf-8")


def question(language: str, page: Page, *, word: str) -> str:
    """The question with its answers; one tap sends."""
    asked = _question(language, page)
    return _draw("scale.html", language, page, title=asked, question=asked, points=points(language, page.scale),
                 is_row=len(KINDS[page.scale].points) >= MANY, said=page.said, about=_about(language, page),
                 small=_small_print(language, page), word=word, your_answer=say(language, "page.your_answer"),
                 ends=_ends(language, page.scale))


def answered(language: str, page: Page, *, word: str, added: bool = False) -> str:
    """What was answered, and what may be added: a cause, words, where to hear that it is fixed."""
    answer = next(point for point in points(language, page.scale) if point.value == page.said)
    low = KINDS[page.scale].is_low(answer.value)
    offered = [(cause, say(language, f"cause.{cause}")) for cause in causes(page.template, low=low)]
    return _draw(
        "answered.html", language, page, title=say(language, "page.thanks"), question=_question(language, page),
        saved=say(language, "page.saved"), answer=answer, word=word,
        added=say(language, "page.added") if added else "", change=say(language, "page.change"),
        causes=offered, cause=page.cause, cause_label=say(language, "page.cause"), comment=page.comment or "",
        comment_label=say(language, "page.comment"), comment_hint=say(language, "page.comment_hint"),
        comment_limit=COMMENT_LIMIT, can_be_told=page.can_be_told, will_be_told=page.will_be_told,
        tell_me=say(language, "page.tell_me"), contact_label=say(language, "page.contact"),
        contact_hint=say(language, "page.contact_hint"), contact_limit=CONTACT_LIMIT,
        kept=say(language, "page.will_be_told"), forget=say(language, "page.forget"),
        optional=say(language, "page.optional"), send=say(language, "page.send"),
        close=say(language, "page.may_close"), small=_small_print(language, page))


def standing(language: str, page: Page, *, word: str, wrong: str = "", story: str = "") -> str:
    """One box that takes a report; nobody is asked who they are. `wrong`: what was typed could not be taken; it is kept
    in the box."""
    title = say(language, "page.standing", touchpoint=page.touchpoint or page.company)
    return _draw("standing.html", language, page, title=title, label=say(language, "page.your_words"),
                 hint=say(language, "page.comment_hint"), limit=STORY_LIMIT, send=say(language, "page.send"), word=word,
                 wrong=say(language, wrong) if wrong else "", story=story,
                 small=[say(language, "page.seen_standing"), _asked_by(language, page)])


def taken(language: str, page: Page) -> str:
    """What was written at a standing link has arrived."""
    return _draw("said.html", language, page, title=say(language, "page.thanks"), said=[say(language, "page.read_it")],
                 small=[_asked_by(language, page)])


def ended(language: str, page: Page) -> str:
    return _draw("said.html", language, page, title=say(language, "page.ended"),
                 said=[say(language, "page.ended_thanks")], small=[_asked_by(language, page)])


def sorry(language: str, title: str, *said: str) -> str:
    """A page that cannot be shown, with what to do."""
    return _draw("said.html", language, None, title=say(language, title), said=[say(language, one) for one in said],
                 small=[])


def again(language: str, title: str, said: str, fields: Mapping[str, str], *, as_get: bool = False) -> str:
    """It was not saved: all that was typed stands in this page, and one button sends it again."""
    return _draw("again.html", language, None, title=say(language, title), said=say(language, said), fields=fields,
                 shown=[fields[name] for name in ("story", "comment") if fields.get(name)],
                 send=say(language, "page.again"), as_get=as_get)


def points(language: str, scale: str) -> list[Point]:
    """The answers of a kind in their order, each with its word; of two, the better one first."""
    kind, faces = KINDS[scale], FACES.get(scale, "")
    made = []
    for place, point in enumerate(kind.points):
        key = f"kind.{scale}.{point}"
        ends = {0: f"kind.{scale}.lowest", len(kind.points) - 1: f"kind.{scale}.highest"}.get(place, "")
        made.append(Point(point, say(language, key) if has(key) else str(point), faces[place] if faces else "",
                          say(language, ends) if has(ends) else ""))
    return made[::-1] if len(made) == len(("no", "yes")) else made


def _ends(language: str, scale: str) -> list[str]:
    return [f"{point.value} = {point.ends}" for point in points(language, scale) if point.ends]


def _question(language: str, page: Page) -> str:
    return page.question or say(language, f"template.{page.template}")


def _about(language: str, page: Page) -> list[str]:
    """Why they are asked, and what for."""
    why = say(language, "page.why_personal" if page.kind is LinkKind.PERSONAL else "page.why_open")
    if not page.decision or page.decide_on is None:
        return [why]
    who = page.team or page.company
    return [why, say(language, "page.decision", who=who, decision=page.decision, date=_day(language, page.decide_on))]


def _small_print(language: str, page: Page) -> list[str]:
    seen = say(language, "page.seen_personal" if page.kind is LinkKind.PERSONAL else "page.seen_open")
    until = [say(language, "page.until", date=_day(language, page.until))] if page.until else []
    return [*until, seen, _asked_by(language, page)]


def _asked_by(language: str, page: Page) -> str:
    return say(language, "page.asked_by", company=page.company) if page.company else ""


def _day(language: str, on: date) -> str:
    return format_date(on, format="long", locale=language)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)


def _draw(template: str, language: str, page: Page | None, *, small: Sequence[str] = (), **values: Any) -> str:
    from_ = [name for name in (page.team, page.company) if name] if page else []
    return _templates().get_template(template).render(
        language=language, from_=from_, small=[one for one in small if one],
        languages=[(one, NAMES[one]) for one in LANGUAGES], language_label=say(language, "page.language"),
        word=values.pop("word", ""), **values)
