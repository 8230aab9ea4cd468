"""Which language a story is in, mixed and short ones among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.languages import Language, language_of

EN, KO, JA, OTHER, UND = Language


@pytest.mark.parametrize(
    "language, story",
    [
        (EN, "The promo blocks the music"),
        (EN, "QR"),
        (EN, "It’s slow"),
        (EN, "👍 thanks"),
        (EN, "naïve café receipt"),
        (EN, "Zoë Müller can't pay at Köln"),
        (EN, "payment error at La Paz store"),
        (EN, "the µ symbol is wrong"),
        (EN, "app crash ¯\\_(ツ)_/¯"),
        (EN, 'The button "결제" does nothing when the customer taps it'),
        (EN, "新宿 store is closed but the app says it is open"),
        (KO, "환불이 늦어요"),
        (KO, "ㅠㅠ"),
        (KO, "ㅋㅋ"),
        (KO, "앱 crash 나요"),
        (KO, "iPhone 14 Pro에서 Apple Pay 결제 fail"),
        (KO, '결제하면 "The card is not accepted by the bank" 라고 나와요'),
        (KO, "決濟 불가"),
        (JA, "返金が遅い"),
        (JA, "ﾛｸﾞｲﾝできません"),
        (JA, "ＡＴＭ故障"),
        (JA, "決済 error"),
        (JA, "決済不可"),
        (JA, "送料無料"),
        (JA, "再配達依頼完了"),
        (JA, "一時的利用不可"),
        (JA, "お客様から“I can't log in to the app”と言われた"),
        (OTHER, "支付失败，无法登录账户"),
        (OTHER, "退款太慢了"),
        (OTHER, "信用卡付款失敗"),
        (OTHER, "這個應用程式一直當機"),
        (OTHER, "no puedo pagar"),
        (OTHER, "La app no funciona"),
        (OTHER, "nao consigo pagar com cartao"),
        (OTHER, "le paiement ne passe pas"),
        (OTHER, "Zahlung funktioniert nicht"),
        (OTHER, "L'app non funziona"),
        (OTHER, "aplikasi tidak bisa dibuka"),
        (OTHER, "Приложение не открывается"),
        (OTHER, "Оплата iPhone App Store error"),
        (OTHER, "ไม่สามารถชำระเงินได้"),
        (UND, ""),
        (UND, "12345"),
        (UND, "😡😡"),
        (UND, "???"),
        (UND, "(´Д｀)"),
        (UND, "[e-mail], [phone]"),
        (UND, "<@U0RITA> :rage: https://example.com/refund"),
    ],
)
def test_a_story_is_in_the_language_it_is_told_in(language: Language, story: str) -> None:
    assert language_of(story) is language


def test_words_in_quotes_count_where_there_are_no_others() -> None:
    assert language_of('"환불"') is KO


def test_one_sign_that_stands_for_many_letters_makes_a_story_no_longer() -> None:
    assert language_of("\ufdfa" * 100 + "환불이 늦어요" * 300) is KO  # 18 letters each
    assert language_of("\ufdfa" * 112 + "환불이 늦어요" * 300) is OTHER


@pytest.mark.parametrize("unit", ["refund ", "환불", "返金", "a'", "(", '"', ":a", "<", "😡", "退"])
def test_a_very_long_story_has_one_too(unit: str) -> None:
    assert language_of(unit * (10_000 // len(unit))) in Language


@given(st.text(max_size=300))
def test_whatever_is_written_gets_an_answer(story: str) -> None:
    assert language_of(story) in Language
