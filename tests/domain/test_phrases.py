"""Phrases found in texts: whole words, longest first, inside words in Korean and Japanese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phrases import Hit, Phrases, stem
from tests.support.effort import calls


def said(phrases: list[str], text: str) -> list[str]:
    return [hit.said for hit in Phrases((phrase, phrase) for phrase in phrases).find(text)]


@pytest.mark.parametrize(
    "phrases, text, expected",
    [
        (["refund"], "No REFUND for me", ["REFUND"]),
        (["refund"], "refunds, refunded; refunding", ["refunds", "refunded", "refunding"]),
        (["charge"], "charging twice", ["charging"]),
        (["pin"], "spinning pinned", ["pinned"]),  # 'pinned' is read as a form of 'pin'
        (["pin"], "the spin", []),
        (["pay"], "the payment", []),
        (["top-up"], "my top up, my Top-Up", ["top up", "Top-Up"]),
        (["don't recognise"], "I don’t recognise this", ["don’t recognise"]),
        (["card", "card payment"], "a card payment by card", ["card payment", "card"]),
        (["card payment", "payment fee"], "card payment fee", ["card payment", "payment fee"]),
        (["결제"], "카드결제가 안 돼요", ["결제"]),
        (["인증 코드"], "인증코드가 안 와요", ["인증코드"]),
        (["결제", "결제 버튼"], "결제 버튼이 안 눌려요", ["결제 버튼"]),
        (["カード", "カード決済"], "カード決済ができない", ["カード決済"]),
        (["ﾛｸﾞｲﾝ"], "ログインできない", ["ログイン"]),
        (["wifi"], "wifi가 끊겨요", ["wifi"]),
        (["otp 문자"], "OTP 문자가 안 와요", ["OTP 문자"]),
        (["otp 문자"], "totp 문자", []),
        (["문자 otp"], "문자 otps", []),
        (["ｌｏｇｉｎ"], "login ＬＯＧＩＮ", ["login", "LOGIN"]),
        (["don't recognise"], "dont recognised", ["dont recognised"]),
        (["straße"], "STRASSE", ["STRASSE"]),
        (["strasse"], "Straße", ["strasse"]),  # as compared, where folding changes the length
        (["🎵"], "the 🎵 stops", ["🎵"]),
        ([""], "anything", []),
        (["refund"], "", []),
    ],
)
def test_words_stand_whole_and_korean_and_japanese_anywhere(phrases: list[str], text: str, expected: list[str]) -> None:
    assert said(phrases, text) == expected


def test_one_phrase_can_stand_for_several_things() -> None:
    hits = Phrases([("refund", "one"), ("refunds", "two")]).find("my refund")
    assert [(hit.value, hit.start, hit.end, hit.length) for hit in hits] == [("one", 3, 9, 1), ("two", 3, 9, 1)]


@pytest.mark.parametrize(
    "forms",
    [
        ["charge", "charges", "charged", "charging"],
        ["verify", "verifies", "verified", "verifying"],
        ["stop", "stops", "stopped", "stopping"],
        ["miss", "misses", "missed", "missing"],
        ["refund", "refunds", "refund's"],
        ["crash", "crashes"],
    ],
)
def test_the_forms_of_a_word_meet(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["status", "access", "this", "bring", "red", "thing", "카드결제ing", "seed"])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert stem(word) == word


words = st.text(st.sampled_from("abe ’'-결제カード１ﾊﾟßİ"), max_size=12)


@given(st.lists(words, max_size=5), words)
def test_a_hit_says_what_stands_at_its_place(phrases: list[str], text: str) -> None:
    for hit in Phrases((phrase, phrase) for phrase in phrases).find(text):
        assert hit.said
        assert 0 <= hit.start < hit.end
        assert len(hit.said) == hit.end - hit.start


def is_part(hit: Hit[str], other: Hit[str]) -> bool:
    return other.start <= hit.start and hit.end <= other.end and hit.end - hit.start < other.end - other.start


@given(st.lists(words, max_size=8), st.text(st.sampled_from("ab -결제"), max_size=30))
def test_of_all_hits_those_stay_that_are_part_of_no_longer_one(phrases: list[str], text: str) -> None:
    known = Phrases((phrase, phrase) for phrase in phrases)
    every = known.every(text)
    assert known.find(text) == [hit for hit in every if not any(is_part(hit, other) for other in every)]


@pytest.mark.parametrize("phrases, text", [(["결제"], "결제"), (["a", "a b", "b a"], "a b "), (["refund"], "refund ")])
def test_twice_the_text_is_twice_the_work(phrases: list[str], text: str) -> None:
    known = Phrases((phrase, phrase) for phrase in phrases)
    assert calls(lambda: known.find(text * 400)) <= 2 * calls(lambda: known.find(text * 200))
