"""Which stories count as alike, within a language and across three."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duplicates import ALIKE, Glossary, likeness, terms

WORDS = Glossary(
    {
        "login": ["login", "log in", "sign in", "로그인", "ログイン", "サインイン"],
        "refund": ["refund", "money back", "환불", "돌려받", "返金", "戻って"],
        "slow": ["slow", "takes forever", "느려", "오래", "遅"],
    }
)
NONE = Glossary({})


def alike(one: str, other: str, glossary: Glossary = WORDS) -> float:
    return likeness(terms(one, glossary), terms(other, glossary))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The promos ARE blocking my music", {"promo", "block", "music"}),
        ("I couldn't do it", set()),
        ("ＷｉＦｉ wifi", {"wifi"}),
        ("환불이 늦어요", {"환불", "불이", "늦어", "어요", "concept:refund"}),
        ("返金", {"返金", "concept:refund"}),
        ("앱 crash", {"앱", "crash"}),
        ("Money back, please", {"money", "back", "concept:refund"}),
        ("!!! 🎵", set()),
        ("", set()),
    ],
)
def test_a_story_is_compared_by_words_pairs_and_concepts(text: str, expected: set[str]) -> None:
    assert terms(text, WORDS) == expected


@pytest.mark.parametrize(
    "one, other",
    [
        ("The promo blocks the music", "promos that block music in the car"),
        ("Refund takes forever", "返金が遅い"),
        ("로그인이 자꾸 풀려요", "Login keeps failing"),
        ("ログインできない", "로그인 불가"),
        ("환불이 너무 오래 걸려요", "돈을 돌려받기까지 오래 기다렸습니다"),
        ("返金が遅い", "お金が戻ってくるのが遅い"),
    ],
)
def test_stories_of_one_annoyance_are_offered_across_languages(one: str, other: str) -> None:
    assert alike(one, other) >= ALIKE


@pytest.mark.parametrize(
    "one, other",
    [
        ("The promo blocks the music", "The parcel never came"),
        ("환불이 너무 오래 걸려요", "쿠폰이 적용이 안 돼요"),
        ("返金が遅い", "クーポンが使えない"),
        ("It is what it is", "it is not"),
        ("", ""),
    ],
)
def test_stories_of_different_annoyances_are_not(one: str, other: str) -> None:
    assert alike(one, other) < ALIKE


def test_without_the_glossary_languages_do_not_meet() -> None:
    assert alike("Refund takes forever", "返金が遅い", NONE) == 0


def test_what_is_shared_counts_against_all_that_is_said() -> None:
    # {promo, block, music} and {promo, music, late, night}: 2 shared; 2 / sqrt(3 * 4) = 0.577
    assert alike("promo blocks music", "promo music late night", NONE) == pytest.approx(0.577, abs=0.001)


texts = st.lists(
    st.sampled_from(["promo", "blocks", "music", "login", "환불이", "늦어요", "返金が", "遅い", "the", "🎵"]),
    max_size=8,
).map(" ".join)


@given(texts, texts)
def test_likeness_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert alike(one, one) == pytest.approx(1 if terms(one, WORDS) else 0)
