"""Which stories count as alike, within a language and across three."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duplicates import ALIKE, Glossary, closeness, indexed, likeness, terms, together

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


@pytest.mark.parametrize("text", ["ㅠㅠ", "ㅋㅋㅋ", "늦어요ㅠㅠ"])
def test_tears_and_laughter_of_single_jamo_say_nothing(text: str) -> None:
    assert terms(text, NONE) == terms(text.strip("ㅠㅋ"), NONE)


def test_of_a_very_long_story_the_beginning_is_compared() -> None:
    assert terms("a voucher " + "card " * 1_000 + "refund", WORDS) == {"voucher", "card"}


def test_a_glossary_changes_what_is_compared_and_not_what_is_indexed() -> None:
    assert terms("환불", WORDS) - indexed("환불") == {"concept:refund"}
    assert indexed("환불") == terms("환불", NONE)


def test_what_is_rare_decides_who_is_closest() -> None:
    mine = frozenset({"card", "atm", "stuck"})
    theirs = [frozenset({"card", "fee"}), frozenset({"stuck", "door"}), frozenset({"door"}), frozenset[str]()]
    rare = {"card": 1.0, "atm": 2.0, "stuck": 4.0}
    # what is shared over the root of all that they say: 1 / sqrt(2) and 4 / sqrt(2)
    assert closeness(mine, theirs, rare) == pytest.approx([0.707, 2.828, 0, 0], abs=0.001)


def test_single_characters_bring_two_words_for_one_thing_closer() -> None:
    mine, (near, far) = terms("駅の混雑", NONE), [terms("混んでいる駅", NONE), terms("返金が遅い", NONE)]
    closer, further = closeness(mine, [near, far], {})
    assert closer > further == 0


def test_more_reports_of_one_annoyance_bring_it_closer_but_less_than_a_closer_one_would() -> None:
    assert together([2.0]) == 2.0
    assert 2.0 < together([1.0, 2.0, 1.0]) < together([2.5])
    assert together([1.0] * 1_000) < 1.2
