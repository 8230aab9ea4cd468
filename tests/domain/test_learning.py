"""What corrections teach: soon enough, not too soon, the same in every process."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import background
from bot.domain.confidence import ENOUGH, FLOOR
from bot.domain.duplicates import Glossary
from bot.domain.features import LONGEST
from bot.domain.learning import REMEMBERED, Learner, Lesson, Outdated
from bot.domain.routing import TeamWords, TouchpointWords

TEAMS = (
    TeamWords("payments", ("refund", "card payment", "charged twice", "환불", "결제", "返金", "決済")),
    TeamWords("app", ("login", "crash", "promo", "로그인", "ログイン")),
    TeamWords("delivery", ("parcel", "courier", "배송", "配送")),
)
TOUCHPOINTS = (
    TouchpointWords("checkout", "Checkout page", "payments"),
    TouchpointWords("lost", "Lost and found", None),
)

SAID = {
    "payments": ("refund", "invoice", "bank statement", "money back", "voucher", "price", "결제", "환불", "返金"),
    "app": ("login", "screen", "password", "update", "dark mode", "button", "crash", "로그인", "화면", "ログイン"),
    "delivery": ("parcel", "courier", "doorstep", "address", "tracking", "late van", "배송", "택배", "配送", "荷物"),
}
FRAMES = ("the {} is wrong again", "a customer asks about the {}", "{} does not work for her", "{} 문제가 있어요",
          "{}で困っています", "still waiting, {} since monday", "nobody explained the {} to him")


def stories(many: int, seed: int = 1) -> list[Lesson]:
    """Drawn from the words of three teams, the annoyances numbered from 1."""
    draw = random.Random(seed)
    teams = [draw.choice(sorted(SAID)) for _ in range(many)]
    return [Lesson(draw.choice(FRAMES).format(draw.choice(SAID[team])), team, number)
            for number, team in enumerate(teams, 1)]


def taught(*lessons: Lesson, teams: tuple[TeamWords, ...] = TEAMS) -> Learner:
    learner = Learner(teams, TOUCHPOINTS)
    for lesson in lessons:
        learner.learn(lesson)
    return learner


@cache
def experienced() -> Learner:
    """After 300 lessons; nobody teaches it more."""
    return taught(*stories(300))


def right(learner: Learner, of: list[Lesson]) -> float:
    best = [(learner.guess(one.text).best, one.team) for one in of]
    return sum(guess is not None and guess.team == team for guess, team in best) / len(of)


@pytest.mark.parametrize(
    "text, team, phrase",
    [
        ("My Refund never came", "payments", "Refund"),
        ("the checkout page is blank", "payments", "checkout page"),
        ("the parcels are wet", "delivery", "parcels"),
        ("환불해 주세요", "payments", "환불"),
        ("ログインできない", "app", "ログイン"),
    ],
)
def test_keywords_and_touchpoints_are_known_before_any_lesson(text: str, team: str, phrase: str) -> None:
    learned = taught().guess(text)
    assert learned.team == team
    assert learned.best is not None
    assert learned.best.phrase == phrase
    assert learned.like == ()


LOCKERS = Glossary({"locker": ("locker", "보관함", "ロッカー")})
LOCKER_TEAMS = (*TEAMS[:2], TeamWords("delivery", ("parcel", "locker")))


@pytest.mark.parametrize("text", ["보관함이 안 열려요", "ロッカーが開きません"])
def test_a_report_in_another_language_meets_a_keyword_by_the_glossary(text: str) -> None:
    learned = Learner(LOCKER_TEAMS, TOUCHPOINTS, LOCKERS).guess(text)
    assert learned.team == "delivery"
    assert Learner(LOCKER_TEAMS, TOUCHPOINTS).guess(text).team is None


def test_what_was_learned_in_one_language_holds_in_another_by_the_glossary() -> None:
    learner = Learner(TEAMS, TOUCHPOINTS, LOCKERS)
    for number, text in enumerate(("보관함이 안 열려요", "보관함 고장", "보관함에 갇혔어요"), 1):
        learner.learn(Lesson(text, "delivery", number))
    best = learner.guess("ロッカーが開きません").best
    assert best is not None
    assert best.team == "delivery"


def test_what_was_kept_with_a_glossary_goes_on_with_it() -> None:
    through = Learner(LOCKER_TEAMS, TOUCHPOINTS, LOCKERS)
    lessons = [Lesson("보관함이 안 열려요", "app", 1), Lesson("the locker is wet", "delivery", 2), *stories(4)]
    for lesson in lessons[:3]:
        through.learn(lesson)
    stopped = Learner.load(through.dump(), LOCKER_TEAMS, TOUCHPOINTS, LOCKERS)
    for lesson in lessons[3:]:
        through.learn(lesson)
        stopped.learn(lesson)
    assert stopped.dump() == through.dump()


def test_what_was_kept_for_another_glossary_is_refused() -> None:
    kept = Learner(TEAMS, TOUCHPOINTS, LOCKERS).dump()
    with pytest.raises(Outdated, match="settings"):
        Learner.load(kept, TEAMS, TOUCHPOINTS, Glossary({"locker": ("locker", "보관함")}))


def test_shares_of_teams_and_of_none_make_one() -> None:
    for learned in (taught().guess("refund"), experienced().guess("the screen is wrong again"), taught().guess("xyz")):
        assert sum(one.share for one in learned.ranked) + learned.none == pytest.approx(1)
        assert [one.share for one in learned.ranked] == sorted((one.share for one in learned.ranked), reverse=True)


CORRECTED = {
    "en": ("My refund is stuck in the app, screen frozen", "the refund screen in the app freezes",
           "app freezes when I open refund", "refund screen froze again in the app"),
    "ko": ("환불 화면이 멈춰요", "환불 화면이 계속 멈춰 있어요",
           "앱에서 환불 화면이 안 넘어가고 멈춤", "환불 누르면 화면이 멈춥니다"),
    "ja": ("返金の画面が固まります", "返金画面が固まって動かない",
           "アプリの返金画面で固まる", "返金を押すと画面が固まった"),
}


@pytest.mark.parametrize("language", CORRECTED)
def test_after_three_corrections_the_fourth_goes_right_against_a_keyword(language: str) -> None:
    *first, fourth = CORRECTED[language]
    assert taught().guess(fourth).team == "payments"
    learned = taught(*(Lesson(text, "app", number) for number, text in enumerate(first, 17))).guess(fourth)
    assert learned.team == "app"
    assert set(learned.like) <= {17, 18, 19}
    assert len(learned.like) >= 2


@pytest.mark.parametrize(
    "language, text", [("en", "I want my refund"), ("ko", "환불해 주세요"), ("ja", "返金してください")]
)
def test_one_wrong_label_does_not_take_a_keyword_away(language: str, text: str) -> None:
    learned = taught(Lesson(CORRECTED[language][0], "app", 1)).guess(text)
    assert learned.team == "payments"


def test_a_wrong_label_is_outweighed_by_right_ones_of_the_same_text() -> None:
    lessons = [Lesson("gift voucher expired", "payments", 1), Lesson("gift voucher expired", "app", 2),
               Lesson("gift voucher expired", "payments", 3)]
    assert taught(*lessons).guess("her gift voucher expired").team == "payments"


@pytest.mark.parametrize("wrong", [0.1, 0.2])
def test_wrong_labels_cost_little(wrong: float) -> None:
    draw = random.Random(7)
    noisy = [Lesson(one.text, draw.choice(sorted(SAID)), one.number) if draw.random() < wrong * 1.5 else one
             for one in stories(300)]  # a third of the drawn labels are right by chance
    assert right(taught(*noisy), stories(200, seed=2)) >= 0.9


def test_what_was_learned_is_named_by_number_and_belongs_to_the_winner() -> None:
    learned = experienced().guess("a customer asks about the courier")
    by_number = {one.number: one for one in stories(300)}
    assert learned.team == "delivery"
    assert 1 <= len(learned.like) <= 3
    assert all(by_number[number].team == "delivery" for number in learned.like)


def test_nothing_alike_is_named_for_words_nobody_said() -> None:
    assert experienced().guess("zeppelin quartz").like == ()


@pytest.mark.parametrize("text", background.withheld()[::10])
def test_what_is_no_teams_business_goes_to_triage(text: str) -> None:
    assert experienced().guess(text).team is None


def test_lessons_of_no_team_are_learned_too() -> None:
    outside = [Lesson("the canteen screen shows the menu", None, number) for number in range(4)]
    before, after = taught(), taught(*outside)
    text = "the canteen menu is on the screen"
    assert after.guess(text).none > before.guess(text).none
    assert after.guess(text).team is None
    assert after.fit.outside == 2 * len(outside)  # with each, a sentence of ours was tried


def test_a_few_lessons_leave_the_threshold_near_that_of_day_one() -> None:
    assert taught().fit.floor == FLOOR
    assert taught(*stories(5)).fit.floor <= FLOOR + 5 / ENOUGH / 2
    assert not taught(*stories(5)).guess("refund").is_settled


def test_the_threshold_says_what_it_stands_on() -> None:
    fit = experienced().fit
    assert (fit.lessons, fit.outside) == (300, 300)
    assert 0 < fit.right <= fit.answered <= fit.lessons
    assert fit.right >= 0.95 * fit.answered
    assert fit.refused <= fit.outside


def test_labels_that_mean_nothing_lead_to_triage() -> None:
    draw = random.Random(3)
    learner = taught(*(Lesson(one.text, draw.choice(sorted(SAID)), one.number) for one in stories(200)))
    answered = [learner.guess(one.text).team for one in stories(50, seed=4)]
    assert answered.count(None) >= 45


@pytest.mark.parametrize("text", ["", "   ", "😡😡😡", "?!"])
def test_a_text_without_words_goes_to_triage(text: str) -> None:
    learner = taught(Lesson(text, "app", 1), Lesson(text, None, 2))
    learned = learner.guess(text)
    assert (learned.team, learned.none, len(learned.ranked)) == (None, 1.0, 3)


def test_without_teams_there_is_nothing_to_guess_or_learn() -> None:
    learner = taught(Lesson("refund", "payments", 1), Lesson("weather", None, 2), teams=())
    learned = learner.guess("refund")
    assert (learned.team, learned.best, learned.ranked, learned.none, learned.like) == (None, None, (), 1.0, ())
    assert learner.lessons == 2


def test_one_team_alone_does_not_get_everything() -> None:
    lessons = [one for one in stories(120) if one.team == "payments"]
    learner = taught(*lessons, teams=TEAMS[:1])
    assert learner.guess("the invoice is wrong again").team == "payments"
    assert learner.guess("what will the weather be like on sunday").team is None


def test_lessons_of_one_team_only_do_not_silence_the_others_keywords() -> None:
    learner = taught(*(one for one in stories(120) if one.team == "payments"))
    best = learner.guess("parcel from the courier").best
    assert best is not None
    assert best.team == "delivery"


def test_a_team_that_is_gone_teaches_nothing() -> None:
    known = stories(20)
    with_gone = [one for pair in zip(known, known, strict=True) for one in (Lesson(pair[0].text, "gone", 99), pair[1])]
    learner = taught(*with_gone)
    assert learner.lessons == 40
    assert learner.fit.lessons == 20
    assert 99 not in learner.guess(known[0].text).like


def test_what_follows_the_beginning_of_a_very_long_story_changes_nothing() -> None:
    story = ("the refund page spins " * 500)[:LONGEST]
    learner = taught(Lesson(story, "app", 1))
    assert learner.guess(story + "x" * 8_000).ranked == learner.guess(story).ranked


def test_a_keyword_said_a_thousand_times_is_looked_at_as_far_as_the_rest() -> None:
    learned = taught().guess("refund " * 1_500)
    assert learned.team == "payments"
    assert learned.ranked == taught().guess(("refund " * 1_500)[:LONGEST]).ranked


@settings(max_examples=5)
@given(first=st.integers(0, 70), seed=st.integers(0, 3))
def test_stopping_and_going_on_learns_the_same(first: int, seed: int) -> None:
    lessons = [Lesson(one.text, None if one.number % 9 == 0 else one.team, one.number) for one in stories(70, seed)]
    stopped = Learner.load(taught(*lessons[:first]).dump(), TEAMS, TOUCHPOINTS)
    for lesson in lessons[first:]:
        stopped.learn(lesson)
    through = taught(*lessons)
    assert stopped.dump() == through.dump()
    assert stopped.guess(lessons[0].text) == through.guess(lessons[0].text)
    assert stopped.fit == through.fit


def test_a_copy_knows_nothing_of_what_is_learned_afterwards() -> None:
    learner = taught(Lesson("the glove box squeaks", "app", 1))
    kept, copied = learner.dump(), learner.copied()
    learner.learn(Lesson("the glove box squeaks", "payments", 2))
    assert copied.packed() == kept != learner.dump()


def test_only_the_latest_lessons_are_kept() -> None:
    texts = [one.text for one in stories(5)]
    learner = Learner(TEAMS[:1], ())
    for number in range(REMEMBERED + 5):
        learner.learn(Lesson(texts[number % 5], "payments", number))
    assert min(learner.guess(texts[0]).like) > 5
    assert Learner.load(learner.dump(), TEAMS[:1], ()).dump() == learner.dump()


@pytest.mark.parametrize(
    "teams, touchpoints",
    [
        (TEAMS[:2], TOUCHPOINTS),
        ((*TEAMS[:2], TeamWords("delivery", ("parcel",))), TOUCHPOINTS),
        ((*TEAMS[:2], TeamWords("logistics", TEAMS[2].keywords)), TOUCHPOINTS),
        (TEAMS, (TouchpointWords("checkout", "Checkout page", "app"),)),
    ],
)
def test_what_was_kept_for_other_settings_is_refused(
        teams: tuple[TeamWords, ...], touchpoints: tuple[TouchpointWords, ...]) -> None:
    with pytest.raises(Outdated, match="settings"):
        Learner.load(taught().dump(), teams, touchpoints)


def test_what_another_version_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = taught().dump()
    monkeypatch.setattr("bot.domain.learning.FORMAT", 0)
    with pytest.raises(Outdated, match="version"):
        Learner.load(kept, TEAMS, TOUCHPOINTS)


def test_damaged_bytes_are_refused() -> None:
    kept = taught().dump()
    for damaged in (b"", kept[:-1], kept[:40], kept[:100] + bytes([kept[100] ^ 1]) + kept[101:]):
        with pytest.raises(Outdated):
            Learner.load(damaged, TEAMS, TOUCHPOINTS)
