"""What comments are about: of an anonymous survey only what five people or more say, on comments that are shown."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.domain.portions import MIN_ANSWERS
from bot.domain.results import COMMENTS_READ, THEMES, Found, Part, Source, with_themes
from bot.domain.scores import score
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import Audience
from bot.domain.themes import Theme


def found(*comments: str, voices: Sequence[int] | None = None, anonymous: bool) -> Found:
    said = Part(Source.ASKED, len(comments), score(KINDS["csat"], {}), {}, comments=comments,
                voices=tuple(range(len(comments)) if voices is None else voices))
    return Found("0" * 32, "satisfied", "csat", Audience.PEOPLE, anonymous, "", "U0CARA", date(2026, 4, 1), asked=9,
                 planned=0, parts=(said,))


def all_of_one(texts: Sequence[str], *, most: int, at_least: int) -> list[Theme]:
    return [Theme("printer", tuple(range(len(texts))))] if len(texts) >= at_least else []


def named(of: Found) -> list[tuple[str, int]]:
    return [(theme.name, len(theme.members)) for theme in with_themes(of, all_of_one).parts[0].themes]


@pytest.mark.parametrize("comments, anonymous, expected", [
    (0, False, []), (1, False, []), (2, False, [("printer", 2)]),
    (4, True, []), (5, True, [("printer", 5)]),
])
def test_so_many_comments_make_a_theme(comments: int, anonymous: bool, expected: list[tuple[str, int]]) -> None:
    assert named(found(*["The printer"] * comments, anonymous=anonymous)) == expected


def test_five_comments_of_fewer_than_five_people_are_no_theme_of_an_anonymous_survey() -> None:
    assert MIN_ANSWERS == 5
    assert named(found(*["The printer"] * 6, voices=[0, 1, 2, 3, 3, 0], anonymous=True)) == []
    assert named(found(*["The printer"] * 6, voices=[0, 1, 2, 3, 4, 0], anonymous=True)) == [("printer", 6)]


def test_as_many_comments_are_read_as_take_a_moment() -> None:
    asked: list[tuple[int, int]] = []

    def group(texts: Sequence[str], *, most: int, at_least: int) -> list[Theme]:
        asked.append((len(texts), most))
        return []

    with_themes(found(*["The printer"] * (COMMENTS_READ + 1), anonymous=False), group)
    assert asked == [(COMMENTS_READ, THEMES)]
