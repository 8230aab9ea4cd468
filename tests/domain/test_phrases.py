"""Phrases found in texts: whole words, longest first, inside words in Korean and Japanese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phrases import Phrases, stem


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
