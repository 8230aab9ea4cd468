"""A month at Larkfield: what must be in it to show all that Snag does, and what must never be."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.domain.annoyances import State
from bot.domain.phrases import Phrases
from bot.sandbox.company import Company, Emotion, HowKnown, Move, Story, load_tour
from bot.sandbox.company.course import Course
from bot.sandbox.company.map import Map
from tests.company.languages import language_of

KINDS = {"promo-car": "app", "trial-expiry": "trials", "two-forms": "records"}
EMAIL = re.compile(r"[\w.]+@[\w.]+")
RESERVED_PHONE = re.compile(r"030 23125 \d{3}")  # Bundesnetzagentur's numbers for film and television
LONG_NUMBER = re.compile(r"\d[\d ]{8,}\d")
EXAMPLE_NUMBERS = {"4111 1111 1111 1111", "89 3704 0044 0532 0130 00"}  # a card for tests, a textbook's IBAN


@pytest.fixture(scope="module")
def where(company: Company, settings: Mapping[str, Any]) -> Map:
    return Map(settings, company)


@pytest.fixture(scope="module")
def courses(company: Company, where: Map) -> dict[str, Course]:
    """How each annoyance stands today."""
    ended = {}
    for story in company.stories:
        if story.me_too_of is None:
            ended[story.id] = Course(story, where)
            ended[story.id].run(list(company.me_toos(story.id)))
    return ended


def me_toos(company: Company) -> Iterator[tuple[Story, Story]]:
    """Each me too with the story that it repeats."""
    by_id = {story.id: story for story in company.stories}
    return ((story, by_id[story.me_too_of]) for story in company.stories if story.me_too_of)


def test_half_is_english_a_quarter_korean_a_quarter_japanese(company: Company) -> None:
    spoken = Counter(language_of(story.text) for story in company.stories)
    total = spoken.total()
    assert 110 <= total <= 150
    assert 0.45 <= spoken["en"] / total <= 0.55
    assert all(0.2 <= spoken[language] / total <= 0.3 for language in ("ko", "ja"))


def test_it_is_one_month_and_no_week_is_empty(company: Company) -> None:
    assert all(0 <= story.days_ago <= 31 for story in company.stories)
    weeks = Counter(int(story.days_ago // 7) for story in company.stories)
    assert all(weeks[week] >= 5 for week in range(4)), weeks
    assert [story.days_ago for story in company.stories] == sorted((s.days_ago for s in company.stories), reverse=True)


@pytest.mark.parametrize("story_id, team", KINDS.items())
def test_each_kind_of_the_beginning_is_there_in_three_languages(
    company: Company, where: Map, story_id: str, team: str
) -> None:
    first = next(story for story in company.stories if story.id == story_id)
    voices = [first, *company.me_toos(story_id)]
    assert {language_of(story.text) for story in voices} == {"en", "ko", "ja"}
    assert {where.first_team(story) for story in voices} == {team}


def test_a_me_too_goes_to_the_team_that_has_the_first_report(company: Company, where: Map) -> None:
    strays = [story.id for story, first in me_toos(company) if where.first_team(story) != where.first_team(first)]
    assert strays == []


def test_the_glossary_lets_the_me_toos_of_the_three_kinds_meet(company: Company, settings: Mapping[str, Any]) -> None:
    concepts = Phrases([(word, one["concept"]) for one in settings["glossary"] for word in one["words"]])
    for story, first in me_toos(company):
        if first.id in KINDS:
            shared = {hit.value for hit in concepts.find(story.text)} & {hit.value for hit in concepts.find(first.text)}
            assert len(shared) >= 2, story.id


def test_stories_are_as_long_as_people_write(company: Company) -> None:
    lengths = sorted(len(story.text) for story in company.stories)
    assert lengths[-1] <= 3000
    assert lengths[0] < 30
    assert sum(length > 600 for length in lengths) >= 1  # one card needs 'Read all'
    assert all(len(story.customer_words or "") <= 3000 for story in company.stories)


def test_the_story_alone_decides_the_team(company: Company, where: Map) -> None:
    """Read with the customer's words beside it, no story goes elsewhere."""
    for story in company.stories:
        together = Story(story.id, 0, story.user, f"{story.text}\n{story.customer_words}", touchpoint=story.touchpoint)
        assert where.first_team(together) == where.first_team(story), story.id


def test_some_go_to_triage_and_some_of_those_still_wait(courses: Mapping[str, Course], where: Map) -> None:
    waiting = [story_id for story_id, course in courses.items() if course.state is State.TRIAGE]
    assert 5 <= len(waiting) <= 15


def test_every_state_that_the_month_can_show_is_shown(courses: Mapping[str, Course]) -> None:
    states = Counter(course.state for course in courses.values())
    assert states[State.NEW] >= 20  # nobody has acknowledged them yet
    assert states[State.VERIFIED] >= 5
    assert all(states[state] >= 5 for state in (State.TRIAGE, State.ACKNOWLEDGED, State.PLANNED, State.RESOLVED))
    assert states[State.CAME_BACK] >= 1


def test_the_promo_came_back_and_is_gone_for_good(company: Company, courses: Mapping[str, Course]) -> None:
    moves = [step.move for step in next(story for story in company.stories if story.id == "promo-car").then]
    assert moves.count(Move.RESOLVE) == 2
    assert moves.index(Move.STILL_HAPPENING) < moves.index(Move.GONE)
    assert courses["promo-car"].state is State.VERIFIED


def test_every_team_has_resolved_something(courses: Mapping[str, Course]) -> None:
    resolved = {course.team for course in courses.values() if course.state in (State.RESOLVED, State.VERIFIED)}
    assert resolved == {"payments", "app", "delivery", "trials", "records"}


def test_feelings_and_sources_of_every_kind_occur_and_are_often_left_open(company: Company) -> None:
    assert {story.emotion for story in company.stories} == {*Emotion, None}
    assert {story.how_known for story in company.stories} == {*HowKnown, None}


def test_every_move_is_made(company: Company) -> None:
    assert {step.move for story in company.stories for step in story.then} == set(Move)


def test_contacts_to_be_masked_are_nobodys(company: Company) -> None:
    texts = [story.text for story in company.stories]
    emails = [found for text in texts for found in EMAIL.findall(text)]
    assert len(emails) >= 3
    assert [email for email in emails if not email.endswith("@example.com")] == []
    numbers = [found for text in texts for found in LONG_NUMBER.findall(text)]
    assert len(numbers) >= 3
    assert [one for one in numbers if one not in EXAMPLE_NUMBERS and not RESERVED_PHONE.fullmatch(one)] == []


def test_nobody_reports_the_same_words_twice(company: Company) -> None:
    texts = Counter(story.text for story in company.stories)
    assert [text for text, times in texts.items() if times > 1] == []


def test_the_tour_begins_where_the_router_sends_it_and_names_people_who_exist(company: Company, where: Map) -> None:
    scenes = {scene.key: scene for scene in load_tour()}
    assert len(scenes) == len(load_tour())
    assert {scene.who for scene in scenes.values()} <= {person.id for person in company.people} | {"clock", "customer"}
    spoken = [scenes[key] for key in ("report", "me_too_ko", "me_too_ja")]
    assert [language_of(scene.text) for scene in spoken] == ["en", "ko", "ja"]
    assert {where.first_team(Story(scene.key, 0, scene.who, scene.text)) for scene in spoken} == {"app"}
    assert {scenes[key].text for key in ("assign", "assign_again")} <= where.members("app")
    assert all(0 < len(scene.narration) <= 160 for scene in scenes.values())
