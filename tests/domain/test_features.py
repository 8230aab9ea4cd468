"""What a learner sees of a text, in three languages."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import BUCKETS, LONGEST, Features, Mark, features


def likeness(left: str, right: str) -> float:
    """The cosine of two texts."""
    a, b = features(left), features(right)
    _, of_a, of_b = np.intersect1d(a.at, b.at, return_indices=True)
    return float((a.weight[of_a] * b.weight[of_b]).sum())


def same(a: Features, b: Features) -> bool:
    return a.at.tobytes() == b.at.tobytes() and a.weight.tobytes() == b.weight.tobytes()


@given(st.text(max_size=200))
def test_features_stand_in_order_once_and_have_length_one(text: str) -> None:
    found = features(text)
    assert list(found.at) == sorted(set(found.at.tolist()))
    assert all(at < BUCKETS for at in found.at)
    assert (found.weight > 0).all()
    assert float((found.weight**2).sum()) == pytest.approx(1 if len(found.at) else 0, abs=1e-4)


@pytest.mark.parametrize("text", ["", "   ", "😡😡😡", "?!…", "\n\t"])
def test_a_text_without_words_has_no_features(text: str) -> None:
    assert features(text).at.size == 0


@pytest.mark.parametrize(
    "one, other",
    [
        ("REFUND please", "refund please"),
        ("ﾛｸﾞｲﾝできない", "ログインできない"),
        (unicodedata.normalize("NFD", "환불"), "환불"),
    ],
)
def test_case_width_and_composition_do_not_count(one: str, other: str) -> None:
    assert same(features(one), features(other))


@pytest.mark.parametrize(
    "text, near, far",
    [
        ("my refund is late", "refunds are late", "the music stops in the car"),
        ("the paymnet failed", "the payment failed", "the parcel came"),
        ("환불이 늦어요", "환불은 언제 되나요", "로그인이 안 돼요"),
        ("返金が遅いです", "返金はいつですか", "ログインできません"),
        ("앱에서 refund 안 됨", "refund가 안 돼요", "배송이 늦음"),
    ],
)
def test_a_text_is_more_like_what_says_the_same(text: str, near: str, far: str) -> None:
    assert likeness(text, near) > likeness(text, far)


def test_words_that_only_hold_a_sentence_together_say_little() -> None:
    text = "why did I get this for my refund"  # eight of them, seven of which any sentence may have
    assert likeness(text, "refund") > 0.5
    assert likeness(text, "why did I get this for my parcel") < 0.7


def test_a_mark_is_seen_beside_the_words() -> None:
    plain, marked = features("refund"), features("refund", [Mark("team 1", 2.0)])
    assert len(marked.at) == len(plain.at) + 1


def test_of_a_very_long_text_the_beginning_is_seen() -> None:
    beginning = ("refund " * LONGEST)[:LONGEST]
    assert same(features(beginning + "parcel " * 2_000), features(beginning))


def test_half_a_character_harms_nobody() -> None:
    assert features("refund \ud83d").at.size
